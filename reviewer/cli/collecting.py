"""Commands on the collection: what goes in, what is there, what is wrong with it."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer.cli.app import app, console_of, place_of
from reviewer.cli.options import Json, PaperName
from reviewer.errors import ExitCode, UsageError
from reviewer.rendering.console import Console

if TYPE_CHECKING:
    from reviewer.rendering.progress import ProgressBars
    from reviewer.reports import IngestReport
    from reviewer.workspace import Workspace


@app.command()
def ingest(
    context: typer.Context,
    *,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH", help="Files and folders; none reads again what was named before."
        ),
    ] = None,
    prune: Annotated[
        bool,
        typer.Option("--prune", help="Take out papers whose files are gone, or ignored by now."),
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on as files arrive, change and go (Ctrl-C ends it).")
    ] = False,
    password: Annotated[
        str | None, typer.Option(metavar="WORD", help="Opens encrypted PDFs.")
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the index again, with the present settings.")
    ] = False,
    formats: Annotated[
        bool, typer.Option("--formats", help="List the formats that can be read.")
    ] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Print only what failed.")] = False,
    as_json: Json = False,
) -> ExitCode:
    """Read papers into the collection. Files that have not changed are skipped."""
    if formats:
        return _list_formats(console_of(context))
    if watch and rebuild:
        raise UsageError("--watch and --rebuild exclude each other", hint="rebuild first")
    how = "json" if as_json else "quiet" if quiet else "text"
    if watch:
        with place_of(context).workspace(create=True) as ws:
            _watch(context, ws, ws.watch(paths, prune=prune, password=password), how)
        return ExitCode.OK
    bars = _bars(console_of(context), wanted=not quiet)
    with bars as progress, place_of(context).workspace(progress=progress, create=True) as ws:
        is_new = not ws.located.store.is_dir()
        if paths is None and not rebuild and (is_new or not ws.store.ledger.roots()):
            raise UsageError(
                "nothing to ingest", hint="name files or folders: reviewer ingest PATH..."
            )
        named = [] if paths is None and rebuild else paths
        report = ws.ingest(named, rebuild=rebuild, prune=prune, password=password)
    _tell(context, ws, report, how, last=True)
    return ExitCode.PARTIAL if report.failed else ExitCode.OK


def _watch(
    context: typer.Context, ws: "Workspace", reports: "Iterator[IngestReport]", how: str
) -> None:
    """Tell the first report, and then those that have news."""
    from reviewer.reports import FileStatus

    quiet = (FileStatus.UNCHANGED, FileStatus.SKIPPED)

    def news(report: "IngestReport") -> set[tuple[str, FileStatus, str | None]]:
        return {(f.file, f.status, f.reason) for f in report.files if f.status not in quiet}

    first = next(reports)
    known = news(first)
    _tell(context, ws, first, how, last=False)
    with suppress(KeyboardInterrupt):
        console_of(context).say("watching; Ctrl-C ends it")
        for report in reports:
            if report.files_read or news(report) - known:
                _tell(context, ws, report, how, last=False)
            known = news(report)


def _tell(
    context: typer.Context, ws: "Workspace", report: "IngestReport", how: str, *, last: bool
) -> None:
    """Print what an ingest did: as `text`, as `json`, or `quiet`, only what failed."""
    from reviewer import doctor
    from reviewer.rendering import ingest as rendering
    from reviewer.rendering.as_json import dump

    console = console_of(context)
    if how == "json":
        console.result(dump(report))
    elif how == "quiet":
        for line in rendering.failures(report.failed, console.screen):
            console.say(line.strip())
    else:
        console.result(rendering.report(report, console.screen))
        facts = doctor.store_facts(ws.located) if last else None
        if facts is not None:
            console.result(f"store: {doctor.store_text(facts)}")
        if last and report.added:
            again = place_of(context).again
            console.say(f'next:  reviewer ask{again} "...", or: reviewer chat{again}')


@app.command()
def papers(
    context: typer.Context,
    *,
    duplicates: Annotated[
        bool,
        typer.Option(
            "--duplicates", help="Papers read in several places, and pairs that may be one paper."
        ),
    ] = False,
    as_json: Json = False,
) -> ExitCode:
    """List the papers of the collection."""
    from reviewer.rendering import papers as rendering
    from reviewer.rendering.as_json import dump

    console = console_of(context)
    with place_of(context).collection() as ws:
        if duplicates:
            found = ws.duplicates()
            console.result(dump(found) if as_json else rendering.duplicates(found, console.screen))
            return ExitCode.OK if found.merged or found.near else ExitCode.NOTHING
        listed = ws.papers()
    console.result(dump(listed) if as_json else rendering.papers(listed))
    return ExitCode.OK


@app.command()
def show(context: typer.Context, paper: PaperName, as_json: Json = False) -> ExitCode:
    """Show what is known of one paper: metadata, sources, sections, chunks."""
    from reviewer.rendering import papers as rendering
    from reviewer.rendering.as_json import dump

    with place_of(context).collection() as ws:
        shown = ws.details(paper)
    screen = console_of(context).screen
    console_of(context).result(dump(shown) if as_json else rendering.details(shown, screen))
    return ExitCode.OK


@app.command(name="set")
def correct(
    context: typer.Context,
    paper: PaperName,
    fields: Annotated[
        list[str],
        typer.Argument(metavar="FIELD=VALUE", help="For example year=2024; year= takes it back."),
    ],
    as_json: Json = False,
) -> ExitCode:
    """Correct what is known of a paper. It holds through every later ingest."""
    from reviewer.rendering import papers as rendering
    from reviewer.rendering.as_json import dump

    given = dict(_assignment(word) for word in fields)
    with place_of(context).collection() as ws:
        changed = ws.set(paper, **given)
        shown = ws.details(changed.id)
    screen = console_of(context).screen
    console_of(context).result(dump(changed) if as_json else rendering.details(shown, screen))
    return ExitCode.OK


@app.command()
def merge(
    context: typer.Context, paper: PaperName, other: PaperName, as_json: Json = False
) -> ExitCode:
    """Make two papers one. It holds through every later ingest."""
    from reviewer.rendering import papers as rendering
    from reviewer.rendering.as_json import dump
    from reviewer.reports import Duplicates

    with place_of(context).collection() as ws:
        joined = ws.merge(paper, other)
    console = console_of(context)
    told = rendering.duplicates(Duplicates(merged=(joined,)), console.screen)
    console.result(dump(joined) if as_json else f"merged  {told}")
    return ExitCode.OK


@app.command()
def enrich(
    context: typer.Context,
    *,
    papers: Annotated[
        list[str] | None, typer.Argument(metavar="PAPER", help="Only these; none means every one.")
    ] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Fill the empty fields; without it, only show them.")
    ] = False,
    doubtful: Annotated[
        bool, typer.Option("--doubtful", help="Also where only the title tells it is this paper.")
    ] = False,
    as_json: Json = False,
) -> ExitCode:
    """Ask public services for what papers lack. Goes online; your own data always stay."""
    from reviewer.progress import silent
    from reviewer.rendering import enrichment as rendering
    from reviewer.rendering.as_json import dump

    console = console_of(context)
    bars = _bars(console, wanted=not as_json)
    with bars as progress, place_of(context).collection(progress=progress or silent) as ws:
        found = [
            one if doubtful else rendering.without_doubtful(one) for one in ws.enrich(papers or ())
        ]
        if apply:
            ws.supply(change for one in found for change in one.changes)
    console.result(
        dump(found) if as_json else rendering.report(found, console.screen, applied=apply)
    )
    changes = any(one.changes for one in found)
    if changes and not apply and not as_json:
        console.say(f"next:  reviewer enrich{place_of(context).again} --apply")
    return ExitCode.PARTIAL if any(one.failures for one in found) else ExitCode.OK


@app.command()
def remove(context: typer.Context, paper: PaperName, as_json: Json = False) -> ExitCode:
    """Take a paper out of the collection. Its files are not touched."""
    from reviewer.rendering import papers as rendering
    from reviewer.rendering.as_json import dump

    with place_of(context).collection() as ws:
        gone = ws.remove(paper)
    text = dump(gone) if as_json else f"removed  {rendering.papers([gone])}"
    console_of(context).result(text)
    return ExitCode.OK


def _list_formats(console: Console) -> ExitCode:
    from reviewer import reading

    console.result("\n".join(f"{name:<14}{about}" for name, about in reading.formats()))
    return ExitCode.OK


def _bars(console: Console, *, wanted: bool) -> "AbstractContextManager[ProgressBars | None]":
    """Progress bars where somebody watches, else a context that gives None."""
    if not wanted or not sys.stderr.isatty():
        return nullcontext()
    from reviewer.rendering.progress import ProgressBars

    return ProgressBars(colour=console.colour)


def _assignment(word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not equals:
        raise UsageError(f"{word!r} sets nothing", hint="write FIELD=VALUE, for example year=2024")
    return name.strip().replace("-", "_"), value
