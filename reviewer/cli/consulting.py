"""Commands that ask the collection: search, questions, chat, related work."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from reviewer.cli.app import app, console_of, place_of
from reviewer.cli.narrowing import Only, narrowed
from reviewer.cli.options import (
    BaseUrl,
    Explain,
    Json,
    ModelName,
    Most,
    NoCache,
    Query,
    Question,
    Topic,
    model_flags,
    most_flags,
)
from reviewer.errors import ExitCode


@app.command()
@narrowed
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
@narrowed
def ask(
    context: typer.Context,
    *,
    question: Question,
    k: Most = None,
    model: ModelName = None,
    base_url: BaseUrl = None,
    no_cache: NoCache = False,
    only: Only,
    as_json: Json = False,
) -> ExitCode:
    """Answer a question, each sentence with its source."""
    from reviewer.rendering import terminal
    from reviewer.rendering.as_json import dump
    from reviewer.rendering.streaming import AnswerStream

    console = console_of(context)
    stream = AnswerStream(console.screen, console.result)
    with place_of(context).collection(
        {**model_flags(model, base_url, no_cache), **most_flags(k)}
    ) as ws:
        filters = only.filters(ws)
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
@narrowed
def chat(
    context: typer.Context,
    *,
    k: Most = None,
    model: ModelName = None,
    base_url: BaseUrl = None,
    no_cache: NoCache = False,
    only: Only,
) -> ExitCode:
    """Ask one question after another. /help lists the commands of the chat."""
    from reviewer.repl import Chat, piped_lines, typed_lines

    console = console_of(context)
    with place_of(context).collection(
        {**model_flags(model, base_url, no_cache), **most_flags(k)}
    ) as ws:
        filters = only.filters(ws)
        talk = Chat(ws, console, filters=filters)
        if sys.stdin.isatty():
            talk.run(typed_lines(talk.commands), interactive=True)
        else:
            talk.run(piped_lines(console))
    return ExitCode.OK


@app.command()
@narrowed
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
    only: Only,
    as_json: Json = False,
) -> ExitCode:
    """Draft a related-work section. Markdown, with the source of every sentence."""
    from reviewer.rendering import markdown, terminal
    from reviewer.rendering.as_json import dump
    from reviewer.rendering.console import read_text, write_text

    words = None if abstract is None else read_text(abstract)
    with place_of(context).collection(model_flags(model, base_url, no_cache)) as ws:
        filters = only.filters(ws)
        draft = ws.related_work(" ".join(topic), words, papers=most, filters=filters)
    console = console_of(context)
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
