"""Commands on how the program is set up: folders, settings, prompts."""

from typing import Annotated

import typer

from reviewer.cli.app import app, console_of, place_of, prompts_app
from reviewer.cli.options import (
    BaseUrl,
    Json,
    ModelName,
    PromptName,
    model_flags,
)
from reviewer.errors import ExitCode


@app.command()
def where(context: typer.Context, as_json: Json = False) -> ExitCode:
    """Print the folders and files in use, and why these."""
    from reviewer import doctor
    from reviewer.rendering.as_json import dump

    found = doctor.places(place_of(context).located())
    console_of(context).result(dump(found) if as_json else doctor.places_text(found))
    return ExitCode.OK


@app.command(name="doctor")
def examine(
    context: typer.Context,
    *,
    model: ModelName = None,
    base_url: BaseUrl = None,
    call: Annotated[
        bool,
        typer.Option(
            "--call",
            help="Also call each language model once, with a small question of our own, and say "
            "how fast, streaming, well-formed and long it is.",
        ),
    ] = False,
    as_json: Json = False,
) -> ExitCode:
    """Say what is configured, what is missing, and how to get it."""
    from reviewer import doctor
    from reviewer.rendering.as_json import dump

    flags = model_flags(model, base_url, no_cache=False)
    console = console_of(context)
    checkup = doctor.examine(place_of(context).located(flags), call=console.note if call else None)
    console.result(dump(checkup) if as_json else doctor.checkup_text(checkup))
    return checkup.exit_code


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

    used = prompting.list_prompts(place_of(context).located().root)
    console_of(context).result(dump(used) if as_json else terminal.prompts(used))
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

    prompt = prompting.load_prompt(name, None if shipped else place_of(context).located().root)
    console_of(context).result(read_text(prompt.path).rstrip("\n"))
    return ExitCode.OK


@prompts_app.command(name="copy")
def copy_prompt(context: typer.Context, name: PromptName) -> ExitCode:
    """Copy a prompt into the review's folder, to be changed there."""
    from reviewer import prompting

    path = prompting.copy_prompt(name, place_of(context).located().root)
    console_of(context).result(f"copied to {path}; it is used from now on")
    return ExitCode.OK
