"""The application, what holds for every command, and how an error is told."""

from pathlib import Path
from typing import Annotated

import typer

from reviewer.cli.options import Place
from reviewer.errors import ExitCode
from reviewer.rendering.console import Console

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
eval_app = typer.Typer(
    rich_markup_mode=None, help="Quality, measured: of the search, the answers, the gates."
)
app.add_typer(eval_app, name="eval")


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


def place_of(context: typer.Context) -> Place:
    place: Place = context.obj
    return place


def console_of(context: typer.Context) -> Console:
    return place_of(context).console


def _version() -> str:
    from importlib import metadata

    try:
        return metadata.version("literature-reviewer")
    except metadata.PackageNotFoundError:
        return "(not installed)"
