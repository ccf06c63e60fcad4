"""`reviewer eval proof`: statements that are wrong on purpose, and what catches them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer.cli.app import console_of, eval_app, place_of
from reviewer.cli.evaluating import bars, tell
from reviewer.cli.groups import grouped
from reviewer.cli.options import Json
from reviewer.cli.writing import Writing
from reviewer.errors import ExitCode

if TYPE_CHECKING:
    from reviewer.evaluation.controls import Material
    from reviewer.workspace import Workspace


@eval_app.command()
@grouped
def proof(
    context: typer.Context,
    *,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            help="Statements with their sources: answers of `ask --json`, expert answers as "
            'ScholarQA has them, or lines of {"statement": …, "quotes": [{"title": …, "text": '
            "…}]}. Without it: sentences of your collection.",
        ),
    ] = None,
    statements: Annotated[
        int,
        typer.Option(metavar="N", min=1, help="Most statements made from the collection."),
    ] = 300,
    seed: Annotated[
        int, typer.Option(metavar="N", help="Decides what is taken and put in; any number.")
    ] = 1,
    writing: Writing,
    as_json: Json = False,
) -> ExitCode:
    """Measure the gates: what they catch of statements that are wrong on purpose."""
    from reviewer.evaluation.controls import evaluate_proof
    from reviewer.evaluation.controls.table import proof_text
    from reviewer.progress import silent
    from reviewer.rendering.as_json import dump

    console, place = console_of(context), place_of(context)
    with bars(place) as drawn, place.collection(writing.flags) as ws:
        material = _material(ws, file, statements, seed)
        found = evaluate_proof(
            ws,
            material,
            seed=seed,
            judge=bool(writing.judge),
            progress=drawn or silent,
            note=console.note,
        )
    console.result(dump(found) if as_json else proof_text(found))
    tell(console, found.notes, found.failed, found.failures)
    return ExitCode.PARTIAL if found.failures else ExitCode.OK


def _material(ws: "Workspace", file: Path | None, number: int, seed: int) -> "Material":
    from reviewer.evaluation.controls import from_collection, from_file

    if file is None:
        return from_collection(ws, number, seed)
    return from_file(file, lambda chunk: ws.store.catalogue.chunks_by_id([chunk]).get(chunk))
