"""The command line: words in, results to stdout, everything else to stderr, an exit code out.

It parses and prints. What a command does is done by `reviewer.workspace`, which is imported when
a command runs, so that `--help` stays fast.
"""

import sys
import traceback
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer.errors import ExitCode, ReviewerError, UsageError
from reviewer.options import (
    Author,
    BaseUrl,
    Json,
    ModelName,
    Most,
    NoCache,
    PaperIds,
    PaperName,
    Place,
    PromptName,
    Query,
    Question,
    Source,
    Tag,
    Topic,
    Venue,
    Year,
    filters_of,
    globals_first,
    model_flags,
    most_flags,
)
from reviewer.rendering.console import Console

if TYPE_CHECKING:
    from reviewer.rendering.progress import ProgressBars

app = typer.Typer(
    name="reviewer",
    help="Questions, chats and related-work drafts over your own papers, each sentence with its "
    "source.",
    epilog="The options above may stand anywhere on the line. Start with: reviewer ingest FOLDER",
    rich_markup_mode=None,  # rich would take a third of the time that --help may take
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
prompts_app = typer.Typer(rich_markup_mode=None, help="The prompts a language model is sent.")
app.add_typer(prompts_app, name="prompts")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Args:
        arguments: the words after `reviewer`; those of the process where None.
    """
    words = globals_first(sys.argv[1:] if arguments is None else arguments)
    console = Console()
    try:
        code = app(words, prog_name="reviewer", standalone_mode=False)
    except (ReviewerError, typer.TyperException) as error:
        _trace(words)
        code = _explain(error, console)
    except SystemExit:  # the reader of stdout went away (`| head -1`)
        code = ExitCode.OK
    except Exception as error:
        _trace(words)
        console.error(
            f"unexpected {type(error).__name__}: {error} (this is a bug)",
            hint="run it again with --debug and report the traceback",
        )
        code = ExitCode.USER
    if code == ExitCode.INTERRUPTED:
        console.say("interrupted; nothing stored is lost")
    return int(code or ExitCode.OK)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    *,
    workspace: Annotated[
        Path, typer.Option("--workspace", "-w", metavar="FOLDER", help="The review's folder.")
    ] = Path(),
    store: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="The index, if not where `where` says.")
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    no_color: Annotated[
        bool, typer.Option("--no-color", help="No colour, also with NO_COLOR set.")
    ] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    console = Console(colour=not no_color)
    context.obj = Place(workspace, store, console)
    if version:
        console.result(f"reviewer {_version()}")
    elif context.invoked_subcommand is None:
        console.result(context.get_help())
    else:
        return
    raise typer.Exit(ExitCode.OK)


@app.command()
def ingest(
    context: typer.Context,
    *,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH", help="Files and folders.")
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
        return _list_formats(_console(context))
    if not paths and not rebuild:
        raise UsageError("nothing to ingest", hint="name files or folders: reviewer ingest PATH...")
    from reviewer import doctor
    from reviewer.rendering import ingest as rendering
    from reviewer.rendering.as_json import dump

    console = _console(context)
    bars = _bars(console, wanted=not quiet)
    with bars as progress, _place(context).workspace(progress=progress, create=True) as ws:
        report = ws.ingest(paths or [], rebuild=rebuild)
        facts = doctor.store_facts(ws.located)
    if as_json:
        console.result(dump(report))
    elif quiet:
        for line in rendering.failures(report.failed, console.screen):
            console.say(line.strip())
    else:
        console.result(rendering.report(report, console.screen))
        if facts is not None:
            console.result(f"store: {doctor.store_text(facts)}")
        if report.added:
            again = _place(context).again
            console.say(f'next:  reviewer ask{again} "...", or: reviewer chat{again}')
    return ExitCode.PARTIAL if report.failed else ExitCode.OK


@app.command()
def papers(
    context: typer.Context,
    *,
    duplicates: Annotated[
        bool, typer.Option("--duplicates", help="Only papers that were read from several places.")
    ] = False,
    as_json: Json = False,
) -> ExitCode:
    """List the papers of the collection."""
    from reviewer.rendering import terminal
    from reviewer.rendering.as_json import dump

    console = _console(context)
    with _place(context).collection() as ws:
        listed = [p for p in ws.papers() if not duplicates or len(p.sources) > 1]
    if as_json:
        console.result(dump(listed))
    elif duplicates:
        console.result(terminal.duplicates(listed, console.screen))
    else:
        console.result(terminal.papers(listed))
    return ExitCode.OK if listed else ExitCode.NOTHING


@app.command()
def show(context: typer.Context, paper: PaperName, as_json: Json = False) -> ExitCode:
    """Show what is known of one paper, and where it was read."""
    from reviewer.rendering import terminal
    from reviewer.rendering.as_json import dump

    with _place(context).collection() as ws:
        shown = ws.paper(paper)
        chunks = ws.chunks(shown)
    screen = _console(context).screen
    _console(context).result(dump(shown) if as_json else terminal.paper(shown, chunks, screen))
    return ExitCode.OK


@app.command()
def remove(context: typer.Context, paper: PaperName, as_json: Json = False) -> ExitCode:
    """Take a paper out of the collection. Its files are not touched."""
    from reviewer.rendering import terminal
    from reviewer.rendering.as_json import dump

    with _place(context).collection() as ws:
        gone = ws.remove(paper)
    text = dump(gone) if as_json else f"removed  {terminal.papers([gone])}"
    _console(context).result(text)
    return ExitCode.OK


@app.command()
def search(
    context: typer.Context,
    *,
    query: Query,
    k: Annotated[int, typer.Option("-k", "--k", metavar="N", min=1, help="Most passages.")] = 10,
    year: Year = None,
    author: Author = None,
    venue: Venue = None,
    source: Source = None,
    tag: Tag = None,
    paper: PaperIds = None,
    as_json: Json = False,
) -> ExitCode:
    """Find the passages nearest to a query, best first."""
    from reviewer.rendering import terminal
    from reviewer.rendering.as_json import dump

    console = _console(context)
    with _place(context).collection() as ws:
        filters = filters_of(
            ws, year=year, author=author, venue=venue, source=source, tag=tag, names=paper
        )
        found = ws.search(" ".join(query), k, filters=filters)
    if found or as_json:
        console.result(dump(found) if as_json else terminal.passages(found, console.screen))
    else:
        console.note("no passage found" + (" with these filters" if filters else ""))
    return ExitCode.OK if found else ExitCode.NOTHING


@app.command()
def ask(
    context: typer.Context,
    *,
    question: Question,
    k: Most = None,
    model: ModelName = None,
    base_url: BaseUrl = None,
    no_cache: NoCache = False,
    year: Year = None,
    author: Author = None,
    venue: Venue = None,
    source: Source = None,
    tag: Tag = None,
    paper: PaperIds = None,
    as_json: Json = False,
) -> ExitCode:
    """Answer a question, each sentence with its source."""
    from reviewer.rendering import terminal
    from reviewer.rendering.as_json import dump
    from reviewer.rendering.streaming import AnswerStream

    console = _console(context)
    stream = AnswerStream(console.screen, console.result)
    with _place(context).collection(
        {**model_flags(model, base_url, no_cache), **most_flags(k)}
    ) as ws:
        filters = filters_of(
            ws, year=year, author=author, venue=venue, source=source, tag=tag, names=paper
        )
        streams = ws.backend is not None and not as_json
        answer = ws.ask(
            " ".join(question),
            filters=filters,
            on_statement=stream.statement if streams else None,
        )
    if as_json:
        console.result(dump(answer))
    else:
        stream.finish(answer)
    for notice in answer.notices:
        console.note(notice)
    if answer.model is not None:
        console.say(terminal.usage(answer))
    if answer.abstained:
        return ExitCode.NOTHING
    return ExitCode.MODEL if ws.backend is not None and answer.model is None else ExitCode.OK


@app.command()
def chat(
    context: typer.Context,
    *,
    k: Most = None,
    model: ModelName = None,
    base_url: BaseUrl = None,
    no_cache: NoCache = False,
    year: Year = None,
    author: Author = None,
    venue: Venue = None,
    source: Source = None,
    tag: Tag = None,
    paper: PaperIds = None,
) -> ExitCode:
    """Ask one question after another. /help lists the commands of the chat."""
    from reviewer.repl import Chat, piped_lines, typed_lines

    console = _console(context)
    with _place(context).collection(
        {**model_flags(model, base_url, no_cache), **most_flags(k)}
    ) as ws:
        filters = filters_of(
            ws, year=year, author=author, venue=venue, source=source, tag=tag, names=paper
        )
        talk = Chat(ws, console, filters=filters)
        if sys.stdin.isatty():
            talk.run(typed_lines(talk.commands), interactive=True)
        else:
            talk.run(piped_lines(console))
    return ExitCode.OK


@app.command()
def related_work(
    context: typer.Context,
    *,
    topic: Topic,
    abstract: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The abstract of the work it is for.")
    ] = None,
    most: Annotated[
        int | None, typer.Option("-k", "--papers", metavar="N", min=1, help="Most papers cited.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the draft here.")
    ] = None,
    model: ModelName = None,
    base_url: BaseUrl = None,
    no_cache: NoCache = False,
    year: Year = None,
    author: Author = None,
    venue: Venue = None,
    source: Source = None,
    tag: Tag = None,
    paper: PaperIds = None,
    as_json: Json = False,
) -> ExitCode:
    """Draft a related-work section. Markdown, with the source of every sentence."""
    from reviewer.rendering import markdown, terminal
    from reviewer.rendering.as_json import dump
    from reviewer.rendering.console import read_text, write_text

    words = None if abstract is None else read_text(abstract)
    with _place(context).collection(model_flags(model, base_url, no_cache)) as ws:
        filters = filters_of(
            ws, year=year, author=author, venue=venue, source=source, tag=tag, names=paper
        )
        draft = ws.related_work(" ".join(topic), words, papers=most, filters=filters)
    console = _console(context)
    text = dump(draft) if as_json else markdown.related_work(draft).rstrip("\n")
    if output is None:
        console.result(text)
    else:
        console.say(write_text(output, text + "\n"))
    for notice in draft.notices:
        console.note(notice)
    console.say(terminal.draft_summary(draft))
    if draft.model is not None:
        console.say(terminal.usage(draft))
    return ExitCode.OK if draft.sections else ExitCode.NOTHING


@app.command()
def where(context: typer.Context, as_json: Json = False) -> ExitCode:
    """Print the folders and files in use, and why these."""
    from reviewer import doctor
    from reviewer.rendering.as_json import dump

    found = doctor.places(_place(context).located())
    _console(context).result(dump(found) if as_json else doctor.places_text(found))
    return ExitCode.OK


@app.command(name="doctor")
def examine(
    context: typer.Context,
    *,
    model: ModelName = None,
    base_url: BaseUrl = None,
    as_json: Json = False,
) -> ExitCode:
    """Say what is configured, what is missing, and how to get it."""
    from reviewer import doctor
    from reviewer.rendering.as_json import dump

    flags = model_flags(model, base_url, no_cache=False)
    checkup = doctor.examine(_place(context).located(flags))
    text = dump(checkup) if as_json else doctor.checkup_text(checkup)
    _console(context).result(text)
    return ExitCode.OK if checkup.well else ExitCode.USER


@prompts_app.callback(invoke_without_command=True)
def prompts(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        list_prompts(context)


@prompts_app.command(name="list")
def list_prompts(context: typer.Context, as_json: Json = False) -> ExitCode:
    """List the prompts in use, and whether each is the review's own copy."""
    from reviewer import prompting
    from reviewer.rendering import terminal
    from reviewer.rendering.as_json import dump

    used = prompting.list_prompts(_place(context).located().root)
    _console(context).result(dump(used) if as_json else terminal.prompts(used))
    return ExitCode.OK


@prompts_app.command(name="show")
def show_prompt(
    context: typer.Context,
    name: PromptName,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="The one the program ships, not your own copy.")
    ] = False,
) -> ExitCode:
    """Print a prompt as it is used."""
    from reviewer import prompting
    from reviewer.rendering.console import read_text

    prompt = prompting.load_prompt(name, None if shipped else _place(context).located().root)
    _console(context).result(read_text(prompt.path).rstrip("\n"))
    return ExitCode.OK


@prompts_app.command(name="copy")
def copy_prompt(context: typer.Context, name: PromptName) -> ExitCode:
    """Copy a prompt into the review's folder, to be changed there."""
    from reviewer import prompting

    path = prompting.copy_prompt(name, _place(context).located().root)
    _console(context).result(f"copied to {path}; it is used from now on")
    return ExitCode.OK


def _place(context: typer.Context) -> Place:
    place: Place = context.obj
    return place


def _console(context: typer.Context) -> Console:
    return _place(context).console


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


def _version() -> str:
    from importlib import metadata

    try:
        return metadata.version("literature-reviewer")
    except metadata.PackageNotFoundError:
        return "(not installed)"


def _explain(error: Exception, console: Console) -> int:
    """Two lines on stderr for an error that was foreseen, and its exit code."""
    if isinstance(error, ReviewerError):
        console.error(error.message, error.hint)
        return error.exit_code
    assert isinstance(error, typer.TyperException)
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "reviewer"
    message = error.format_message().rstrip(".")
    console.error(message[:1].lower() + message[1:], hint=f"{command} --help shows what it takes")
    return error.exit_code


def _trace(words: Sequence[str]) -> None:
    if "--debug" in words:
        traceback.print_exc()
