"""Commands that ask the collection: search, questions, chat, related work."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer.cli.app import app, console_of, place_of
from reviewer.cli.groups import grouped
from reviewer.cli.narrowing import Only
from reviewer.cli.options import (
    Explain,
    Json,
    Most,
    Place,
    Query,
    Question,
    Risk,
    most_flags,
)
from reviewer.cli.writing import Writing
from reviewer.errors import ExitCode, RecordError, StoreEmptyError
from reviewer.rendering.console import Console, check_writable, write_text

if TYPE_CHECKING:
    from reviewer.models import Answer
    from reviewer.rendering.streaming import AnswerStream
    from reviewer.run_record import RunRecord


@app.command()
@grouped
def search(
    context: typer.Context,
    *,
    query: Query,
    k: Annotated[int, typer.Option("-k", "--k", metavar="N", min=1, help="Most passages.")] = 10,
    explain: Explain = False,
    only: Only,
    as_json: Json = False,
) -> ExitCode:
    """Find the passages nearest to a query, best first."""
    from reviewer.rendering import terminal
    from reviewer.rendering.as_json import dump

    console = console_of(context)
    with place_of(context).collection() as ws:
        filters = only.filters(ws)
        asked = " ".join(query)
        found = ws.search(asked, k, filters=filters, explain=explain)
    if as_json:
        console.result(dump(found))
    elif found:
        explained = asked if explain else None
        console.result(terminal.passages(found, console.screen, explained=explained))
    else:
        console.note("no passage found" + (" with these filters" if filters else ""))
    return ExitCode.OK if found else ExitCode.NOTHING


@app.command()
@grouped
def ask(
    context: typer.Context,
    *,
    question: Question,
    k: Most = None,
    deep: Annotated[
        bool,
        typer.Option("--deep", help="Split the question, and answer from what each part finds."),
    ] = False,
    writing: Writing,
    risk: Risk = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 4 if anything had to be left out.")
    ] = False,
    show_left_out: Annotated[
        bool, typer.Option("--show-left-out", help="List what could not be proven, and why.")
    ] = False,
    save: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Keep the whole run as JSON, for reviewer replay."),
    ] = None,
    only: Only,
    as_json: Json = False,
) -> ExitCode:
    """Answer a question, each sentence with its source."""
    from reviewer.run_record import runs_text

    console = console_of(context)
    check_writable(save)
    stream = _stream(console, show_left_out=show_left_out)
    runs: list[RunRecord] = []
    flags = {**writing.flags, **most_flags(k), ("answer", "risk"): risk}
    with place_of(context).collection(flags) as ws:
        filters = only.filters(ws)
        streams = ws.backend is not None and not as_json
        answer = ws.ask(
            " ".join(question),
            filters=filters,
            deep=deep,
            on_understood=stream.understood if streams else None,
            on_statement=stream.statement if streams else None,
            on_record=None if save is None else runs.append,
        )
        expected = ws.backend is not None
    show_answer(answer, stream, console, as_json=as_json)
    if not expected and (idle := writing.idle()):
        console.note(idle)
    if save is not None:
        console.say(write_text(save, runs_text(runs)))
    if answer.interrupted:
        return ExitCode.INTERRUPTED
    if answer.abstained or (strict and answer.left_out):
        return ExitCode.NOTHING
    return ExitCode.MODEL if expected and answer.model is None else ExitCode.OK


@app.command()
def replay(
    context: typer.Context,
    *,
    record: Annotated[
        Path, typer.Argument(metavar="FILE", help="Of reviewer ask --save, or of a chat's /save.")
    ],
    show_left_out: Annotated[
        bool, typer.Option("--show-left-out", help="List what could not be proven, and why.")
    ] = False,
    as_json: Json = False,
) -> ExitCode:
    """Give an answer again from its record, and say what has changed since. Nothing is sent."""
    from reviewer.rendering.as_json import dump
    from reviewer.run_record import read_runs

    console = console_of(context)
    runs, intact = read_runs(record)
    if not intact:
        console.note(f"{record} was edited after it was written")
    if as_json:
        answers = [run.answer for run in runs]
        console.result(dump(answers[0] if len(answers) == 1 else answers))
    else:
        for run in runs:
            _show_recorded(run, console, show_left_out=show_left_out)
    codes = [_check_again(place_of(context), run) for run in runs]
    return max(codes, default=ExitCode.NOTHING)


def _show_recorded(run: "RunRecord", console: Console, *, show_left_out: bool) -> None:
    """The recorded answer, as `ask` printed it."""
    stream = _stream(console, show_left_out=show_left_out)
    if run.made_by.model is not None:
        if run.answer.understood_as is not None:
            stream.understood(run.answer.understood_as)
        for statement in run.answer.statements:
            stream.statement(statement)
    stream.finish(run.answer)


def _check_again(place: Place, run: "RunRecord") -> ExitCode:
    """Say whether this version makes the recorded answer again, and what has changed since."""
    from reviewer.run_record import replay as replayed

    try:
        same = replayed(run) == run.answer
        otherwise = "" if same else "this version of reviewer gives another answer from this record"
    except RecordError as error:
        same, otherwise = False, f"{error.message} ({error.hint})"
    place.console.say(
        "replayed: the recorded replies and measurements give the same answer"
        if same
        else f"note: {otherwise}; what is printed is the recorded one"
    )
    for change in _changes(place, run):
        place.console.note(f"since then: {change}")
    return ExitCode.OK if same else ExitCode.USER


def _changes(place: Place, run: "RunRecord") -> list[str]:
    try:
        with place.collection() as ws:
            return ws.since(run) or ["nothing has changed in this collection"]
    except StoreEmptyError:
        return ["there is no collection here to compare with"]


def _stream(console: Console, *, show_left_out: bool) -> "AnswerStream":
    from reviewer.rendering.streaming import AnswerStream

    lists = None if show_left_out else "--show-left-out"
    return AnswerStream(console.screen, console.result, lists_left_out=lists)


def show_answer(
    answer: "Answer", stream: "AnswerStream", console: Console, *, as_json: bool
) -> None:
    """The answer on stdout; what it cost, and what the user should know, on stderr."""
    from reviewer.rendering import terminal
    from reviewer.rendering.as_json import dump

    if as_json:
        console.result(dump(answer))
    else:
        stream.finish(answer)
    for notice in answer.notices:
        console.note(notice)
    if answer.partial is not None:
        console.note(f"not the whole answer: {answer.partial}")
    if answer.model is not None or answer.usage.calls:
        console.say(terminal.usage(answer))


@app.command()
@grouped
def chat(
    context: typer.Context,
    *,
    k: Most = None,
    writing: Writing,
    risk: Risk = None,
    save: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Keep the whole chat as JSON, for reviewer replay."),
    ] = None,
    only: Only,
) -> ExitCode:
    """Ask one question after another. /help lists the commands of the chat."""
    from reviewer.repl import Chat, piped_lines, typed_lines

    console = console_of(context)
    check_writable(save)
    flags = {**writing.flags, **most_flags(k), ("answer", "risk"): risk}
    with place_of(context).collection(flags) as ws:
        filters = only.filters(ws)
        if ws.backend is None and (idle := writing.idle()):
            console.note(idle)
        talk = Chat(ws, console, filters=filters, record=save)
        if sys.stdin.isatty():
            talk.run(typed_lines(talk.commands), interactive=True)
        else:
            talk.run(piped_lines(console))
    return ExitCode.OK
