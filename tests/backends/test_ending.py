"""A call that is interrupted, or whose time is over, ends at once, and the server sees it end."""

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing
from threading import Barrier

import pytest
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableGenerator, RunnableLambda

from reviewer.errors import BudgetError, ModelReplyError
from tests.scripted_server import Open, OpenBudgeted, Reply, Request, Serve

ASKED = [("user", "why?")]
LONG = 20.0  # seconds that no test waits; what ends at all ends long before


def asking(word: str) -> list[tuple[str, str]]:
    return [("user", word)]


def interrupt(pieces: Iterator[str], at: str) -> None:
    for piece in pieces:
        if piece == at:
            raise KeyboardInterrupt


def test_a_consumer_that_closes_a_stream_ends_the_call_on_the_server(
    serve: Serve, open_at: Open
) -> None:
    server = serve([Reply("one two three", stalls_after=2)])
    backend = open_at(server.base_url)
    with backend.recording() as spent, closing(backend.stream(ASKED)) as pieces:
        assert [next(pieces), next(pieces)] == ["one", " two"]
    assert server.hung_up.wait(LONG)
    (call,) = spent.calls
    assert (call.reply, call.error_kind) == ("one two", "KeyboardInterrupt")
    assert call.usage.output_tokens == 2


def test_an_interrupt_beside_a_chain_of_langchain_ends_the_call_on_the_server(
    serve: Serve, open_at: Open
) -> None:
    """LangChain reads a chain that is closed to its end: the recording must be over before."""
    server = serve([Reply("one two three", stalls_after=2)])

    def upper(replies: Iterator[AIMessage]) -> Iterator[str]:
        for reply in replies:
            yield str(reply.text).upper()

    backend = open_at(server.base_url)
    chain = RunnableLambda(asking) | backend.chat | RunnableGenerator(upper)
    pieces = chain.stream("why?")
    with pytest.raises(KeyboardInterrupt), backend.recording() as spent:
        interrupt(pieces, at="ONE")
    assert server.hung_up.wait(LONG)
    (call,) = spent.calls
    assert call.reply.startswith("one")
    assert (call.error_kind, call.usage.calls) == ("KeyboardInterrupt", 1)


def test_an_interrupt_while_a_reply_is_streamed_goes_on_and_ends_the_call(
    serve: Serve, open_at: Open
) -> None:
    server = serve([Reply("one two three", stalls_after=2)])
    backend = open_at(server.base_url)
    with pytest.raises(KeyboardInterrupt), backend.recording() as spent:
        interrupt(backend.stream(ASKED), at=" two")
    assert server.hung_up.wait(LONG)
    assert [call.reply for call in spent.calls] == ["one two"]


def test_a_call_can_be_ended_before_its_recording_is(serve: Serve, open_at: Open) -> None:
    server = serve([Reply("one two three", stalls_after=2), "and on"])
    backend = open_at(server.base_url)
    with backend.recording() as spent:
        pieces = backend.stream(ASKED)
        next(pieces)
        spent.end()
        assert server.hung_up.wait(LONG)
        assert list(pieces) == []
        assert backend.complete(ASKED) == "and on"
    assert [call.reply for call in spent.calls] == ["one", "and on"]


def test_an_interrupt_of_several_calls_ends_those_under_way_and_begins_no_more(
    serve: Serve, open_at: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way = Barrier(3, timeout=LONG)

    def reply(_: Request) -> Reply:
        under_way.wait()
        return Reply(stalls=True)

    def interrupted(*_: object) -> None:
        under_way.wait()
        raise KeyboardInterrupt

    server = serve(reply)
    backend = open_at(server.base_url, concurrency=2)
    monkeypatch.setattr(Future, "result", interrupted)
    with pytest.raises(KeyboardInterrupt), backend.recording() as spent:
        backend.complete_all([asking(word) for word in ("first", "second", "third")])
    assert server.hung_up.wait(LONG)
    assert [(call.messages[0][1], call.error_kind) for call in spent.calls] == [
        ("first", "KeyboardInterrupt"),
        ("second", "KeyboardInterrupt"),
    ]
    assert len(server.chats) == 2


@pytest.mark.parametrize("pings", [False, True])
@pytest.mark.parametrize("streamed", [True, False])
def test_a_budget_of_seconds_ends_a_call_that_is_under_way(
    serve: Serve, open_budgeted: OpenBudgeted, streamed: bool, pings: bool
) -> None:
    stalls = Reply("one two three", stalls_after=2, pings=pings) if streamed else Reply(stalls=True)
    server = serve([stalls])
    backend = open_budgeted(server.base_url, seconds=0.5)
    pieces: list[str] = []
    ask = backend.stream if streamed else backend.complete
    with pytest.raises(BudgetError) as caught, backend.recording() as spent:
        pieces.extend(ask(ASKED))
    assert caught.value.message == "the budget of 0.5 seconds is used up"
    assert "--max-seconds" in caught.value.hint
    assert server.hung_up.wait(LONG)
    assert "".join(pieces) == ("one two" if streamed else "")
    (call,) = spent.calls
    assert (call.reply, call.error_kind) == ("".join(pieces), "BudgetError")


def test_a_call_that_is_ended_before_it_is_connected_is_not_sent(
    serve: Serve, open_at: Open
) -> None:
    server = serve(["never"])
    backend = open_at(server.base_url)
    with backend.recording():
        ticket = backend.chat.enter(ASKED)
        ticket.end()
        with pytest.raises(ModelReplyError):
            list(backend.chat.pieces(ticket, streaming=False))
    assert server.chats == []
