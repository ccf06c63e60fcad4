"""Commands that measure quality against what people judged: `reviewer eval`."""

import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer.cli.app import console_of, eval_app, place_of
from reviewer.cli.options import Json, Place
from reviewer.errors import ExitCode, UsageError
from reviewer.rendering.console import Console, check_writable

if TYPE_CHECKING:
    from reviewer.evaluation import Corpus, Evaluated, Inputs
    from reviewer.rendering.progress import ProgressBars
    from reviewer.reports import FileFailure


@eval_app.callback(invoke_without_command=True)
def evaluate(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        console_of(context).result(context.get_help())


@eval_app.command()
def retrieval(
    context: typer.Context,
    *,
    queries: Annotated[
        Path, typer.Argument(metavar="QUERIES", help="BEIR queries (.jsonl, also .gz).")
    ],
    qrels: Annotated[
        Path, typer.Option(metavar="FILE", help="Judgements, in BEIR's or TREC's columns.")
    ],
    corpus: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Search this BEIR corpus (repeat it for several), not your collection; "
            "--store keeps its index.",
        ),
    ] = None,
    exclude: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Ids or titles to leave out of the corpus, one a line."),
    ] = None,
    depth: Annotated[
        int, typer.Option(metavar="N", min=1, help="Documents ranked for each query.")
    ] = 100,
    run: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the rankings here, as a TREC run.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A TREC run to compare with.")
    ] = None,
    per_query: Annotated[
        bool, typer.Option("--per-query", help="The figures of each query too.")
    ] = False,
    as_json: Json = False,
) -> ExitCode:
    """Measure the search against judgements: nDCG, recall, MRR, each with its interval."""
    from reviewer.evaluation import Corpus, read_inputs, run_lines
    from reviewer.evaluation.table import retrieval_text
    from reviewer.rendering.as_json import dump
    from reviewer.rendering.console import write_text

    console = console_of(context)
    _check_options(corpus, exclude, run)
    place_of(context).located()
    inputs = read_inputs(queries, qrels, baseline)
    searched = None if corpus is None else Corpus(corpus, exclude, place_of(context).store)
    found = _evaluated(place_of(context), inputs, searched, depth)
    result = found.result if per_query else found.result.model_copy(update={"per_query": ()})
    console.result(dump(result) if as_json else retrieval_text(result))
    if run is not None:
        console.say(write_text(run, run_lines(found.run)))
    tell(console, result.notes, result.failed, result.failures)
    return ExitCode.PARTIAL if result.failures else ExitCode.OK


def tell(
    console: Console, notes: Iterable[str], failed: Sequence["FileFailure"], count: int
) -> None:
    """What the user should know besides the figures: notes, and lines that were passed over.

    Args:
        console: what is printed on.
        notes: one line each.
        failed: the first of the lines.
        count: of all of them.
    """
    for note in notes:
        console.note(note)
    for one in failed:
        console.say(f"passed over {place_in(one)}: {one.reason}")
    if count > len(failed):
        console.say(f"passed over: {count} lines in all")


def place_in(failure: "FileFailure") -> str:
    return failure.file if failure.line is None else f"{failure.file}:{failure.line}"


def _evaluated(place: Place, inputs: "Inputs", corpus: "Corpus | None", depth: int) -> "Evaluated":
    from reviewer.evaluation import ONE_A_PAPER, evaluate_collection, evaluate_corpus
    from reviewer.progress import silent

    with bars(place) as drawn:
        told = drawn or silent
        if corpus is None:
            with place.collection(ONE_A_PAPER) as ws:
                return evaluate_collection(ws, inputs, depth=depth, progress=told)
        found = evaluate_corpus(place.folder, inputs, corpus, depth=depth, progress=told)
    for notice in found.notices:
        place.console.note(notice)
    return found


def _check_options(corpus: list[Path] | None, exclude: Path | None, run: Path | None) -> None:
    """What would fail at the end, said before minutes have gone by."""
    if exclude is not None and corpus is None:
        raise UsageError("--exclude is for a corpus", hint="name that with --corpus FILE")
    check_writable(run)


def bars(place: Place) -> "AbstractContextManager[ProgressBars | None]":
    """Progress bars where somebody watches."""
    if not sys.stderr.isatty():
        return nullcontext()
    from reviewer.rendering.progress import ProgressBars

    return ProgressBars(colour=place.console.colour)
