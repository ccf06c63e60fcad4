"""Commands on saved reviews: bringing one up to date, and telling two apart."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer.cli.app import app, console_of, place_of
from reviewer.cli.groups import grouped
from reviewer.cli.options import Json
from reviewer.cli.writing import Writing
from reviewer.errors import ExitCode
from reviewer.rendering.console import Console

if TYPE_CHECKING:
    from reviewer.reviews import ReviewUpdate

_SHOWN = 60  # letters of a sentence that a line names


@app.command()
@grouped
def update(
    context: typer.Context,
    *,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Of reviewer related-work … --save FOLDER.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would change, and change nothing.")
    ] = False,
    writing: Writing,
    as_json: Json = False,
) -> ExitCode:
    """Bring a saved review up to date: write about papers that came, keep and check your edits."""
    from reviewer import reviews
    from reviewer.rendering.as_json import dump

    console = console_of(context)
    with place_of(context).collection(writing.flags) as ws:
        result = reviews.update(ws, folder, dry_run=dry_run)
        idle = writing.idle() if ws.backend is None else None
    console.result(dump(result) if as_json else "\n".join(_told(result)))
    _note(console, result)
    if idle:
        console.note(idle)
    return ExitCode.PARTIAL if any(edit.is_wrong for edit in result.edits) else ExitCode.OK


@app.command()
def diff(
    context: typer.Context,
    *,
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD", help="The earlier review: a folder, or COMMIT:FOLDER for one in git."
        ),
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The later one, likewise.")],
    as_json: Json = False,
) -> ExitCode:
    """Tell what has changed from one saved review to another: papers, claims."""
    from reviewer import reviews
    from reviewer.rendering.as_json import dump

    changes = reviews.diff(old, new)
    told = dump(changes) if as_json else "\n".join(reviews.changelog(changes))
    console_of(context).result(told)
    return ExitCode.OK


def _told(result: "ReviewUpdate") -> list[str]:
    """The changelog, and what it means for the folder in the first line."""
    from reviewer import reviews

    lines = reviews.changelog(result.changes)
    if not result.written:
        return ["nothing has changed, and no file was touched", *lines[1:]]
    if not result.changes.any:
        lines = ["no paper and no claim has changed"]
    return [f"would change: {lines[0]}" if result.dry_run else lines[0], *lines[1:]]


def _note(console: Console, result: "ReviewUpdate") -> None:
    for edit in result.edits:
        shown = edit.text if len(edit.text) <= _SHOWN else f"{edit.text[:_SHOWN]}…"
        if edit.is_new or edit.is_wrong:
            reason = f": {edit.reason}" if edit.reason else ""
            console.say(f"draft.md:{edit.line}: yours, {edit.support}{reason} (“{shown}”)")
    for notice in result.notices:
        console.note(notice)
    if result.partial is not None:
        console.note(f"not all of it: {result.partial}")
    if result.far:
        papers = "; ".join(paper.title for paper in result.far)
        console.note(
            f"cited still, and not among the papers that would be chosen today: {papers} "
            "(must_not in review.toml takes one out)"
        )
    if result.written:
        verb = "would write" if result.dry_run else "wrote"
        console.say(f"{verb} in {result.folder}: {', '.join(result.written)}")
    if result.usage.calls or result.usage.cached_calls:
        console.say(f"{result.usage.calls} calls of the model, {result.usage.cached_calls} kept")
