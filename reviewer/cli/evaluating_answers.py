"""`reviewer eval answers`: labelled questions asked, and their answers held against the labels."""

from pathlib import Path
from typing import Annotated

import typer

from reviewer.cli.app import console_of, eval_app, place_of
from reviewer.cli.evaluating import bars, place_in, tell
from reviewer.cli.groups import grouped
from reviewer.cli.options import Json, Most, Risk, most_flags
from reviewer.cli.writing import Writing
from reviewer.errors import ExitCode, UsageError


@eval_app.command()
@grouped
def answers(
    context: typer.Context,
    *,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help='One question a line: {"question": …, "titles": [gold papers], "must_contain": '
            '[…], "type": …}; "answerable": false where nothing answers it.',
        ),
    ],
    k: Most = None,
    deep: Annotated[
        bool, typer.Option("--deep", help="Split each question, as ask --deep does.")
    ] = False,
    risk: Risk = None,
    writing: Writing,
    per_question: Annotated[
        bool, typer.Option("--per-question", help="The figures of each question too.")
    ] = False,
    as_json: Json = False,
) -> ExitCode:
    """Measure answers against labels: papers cited, strings held, citations, abstention, cost."""
    from reviewer.evaluation.answers import evaluate_answers, read_labels
    from reviewer.evaluation.answers.table import answers_text
    from reviewer.progress import silent
    from reviewer.rendering.as_json import dump

    console, place = console_of(context), place_of(context)
    labels = read_labels(file)
    flags = {**writing.flags, **most_flags(k), ("answer", "risk"): risk}
    with bars(place) as drawn, place.collection(flags) as ws:
        if writing.judge and ws.backend is None:
            raise UsageError("--judge needs a language model", hint="name one with --model")
        found = evaluate_answers(ws, labels, deep=deep, progress=drawn or silent)
    result = found if per_question else found.model_copy(update={"per_question": ()})
    console.result(dump(result) if as_json else answers_text(result))
    for one in result.missing:
        console.say(f"{place_in(one)}: {one.reason}")
    tell(console, result.notes, result.failed, result.failures)
    if result.asked < result.questions:
        return ExitCode.INTERRUPTED
    return ExitCode.PARTIAL if result.failures else ExitCode.OK
