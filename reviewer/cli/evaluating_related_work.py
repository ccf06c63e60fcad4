"""`reviewer eval related-work`: sections drafted, and held against what people cited and said."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer.cli.app import console_of, eval_app, place_of
from reviewer.cli.evaluating import bars, place_in, tell
from reviewer.cli.groups import grouped
from reviewer.cli.options import Flags, Json, Place
from reviewer.cli.writing import Writing
from reviewer.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from reviewer.evaluation import Corpus
    from reviewer.evaluation.related_work import RelatedWorkEvaluation, Tasks
    from reviewer.rendering.console import Console

_SHOWN = 20
"""Papers that are not there are told one by one up to here; a wrong collection lacks them all."""


TaskFile = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        help='One task a line: {"topic": …, "draft_abstract": …, "must_cite": [papers], '
        '"good_to_cite": [papers]} or {"id": …, "title": …, "abstract": …, "references": '
        '[papers], "nuggets": […], "related_work": …}.',
    ),
]
HumanLists = Annotated[
    Path | None,
    typer.Option(
        "--qrels",
        metavar="FILE",
        help="The papers that the human sections cite, by the tasks' ids, in BEIR's or TREC's "
        "columns.",
    ),
]
CorpusFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--corpus",
        metavar="FILE",
        help="Draft over this BEIR corpus (repeat it for several), not your collection; --store "
        "keeps its index.",
    ),
]
LeftOutOfIt = Annotated[
    Path | None,
    typer.Option(
        "--exclude", metavar="FILE", help="Ids or titles to leave out of the corpus, one a line."
    ),
]
MostPapers = Annotated[
    int | None,
    typer.Option(
        "-k",
        "--papers",
        metavar="N",
        min=1,
        help="Most papers cited in each draft; as many as the human section cites, where that is "
        "known.",
    ),
]


@eval_app.command()
@grouped
def related_work(
    context: typer.Context,
    *,
    file: TaskFile,
    qrels: HumanLists = None,
    corpus: CorpusFiles = None,
    exclude: LeftOutOfIt = None,
    papers: MostPapers = None,
    writing: Writing,
    per_task: Annotated[
        bool, typer.Option("--per-task", help="The figures of each task too.")
    ] = False,
    as_json: Json = False,
) -> ExitCode:
    """Measure related work against human sections: papers, nuggets, citations, wording, cost."""
    from reviewer.evaluation import Corpus
    from reviewer.evaluation.related_work import read_tasks
    from reviewer.evaluation.related_work.table import related_work_text
    from reviewer.rendering.as_json import dump

    console, place = console_of(context), place_of(context)
    if exclude is not None and corpus is None:
        raise UsageError("--exclude is for a corpus", hint="name that with --corpus FILE")
    place.located()
    tasks = read_tasks(file, qrels)
    searched = None if corpus is None else Corpus(corpus, exclude, place.store)
    found = _evaluated(place, tasks, searched, papers, writing.flags)
    result = found if per_task else found.model_copy(update={"per_task": ()})
    console.result(dump(result) if as_json else related_work_text(result))
    _tell(console, result, writing)
    if result.drafted < result.tasks:
        return ExitCode.INTERRUPTED
    return ExitCode.PARTIAL if result.failures else ExitCode.OK


def _evaluated(
    place: Place, tasks: "Tasks", corpus: "Corpus | None", papers: int | None, flags: Flags
) -> "RelatedWorkEvaluation":
    from reviewer.evaluation.related_work import evaluate_in_corpus, evaluate_related_work
    from reviewer.progress import silent

    with bars(place) as drawn:
        told = drawn or silent
        if corpus is None:
            with place.collection(flags) as ws:
                return evaluate_related_work(ws, tasks, papers=papers, progress=told)
        return evaluate_in_corpus(
            place.folder, tasks, corpus, papers=papers, flags=flags, progress=told
        )


def _tell(console: "Console", result: "RelatedWorkEvaluation", writing: Writing) -> None:
    for one in result.missing[:_SHOWN]:
        console.say(f"{place_in(one)}: {one.reason}")
    if len(result.missing) > _SHOWN:
        console.say(f"papers to cite that are not in the collection: {len(result.missing)} in all")
    idle = writing.idle() if result.model is None else None
    tell(console, filter(None, [*result.notes, idle]), result.failed, result.failures)
