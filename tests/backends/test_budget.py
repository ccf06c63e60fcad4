"""A question costs no more calls, tokens and seconds than it may, and what is kept costs none."""

from pathlib import Path

import pytest

from reviewer.backends.budget import LEAST_REPLY, Allowance
from reviewer.errors import BudgetError
from reviewer.settings import BudgetSettings
from tests.scripted_server import OpenBudgeted, Reply, Serve

ASKED = [("user", "why?")]


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_one_call_more_than_the_budget_is_not_made(
    serve: Serve, open_budgeted: OpenBudgeted
) -> None:
    server = serve(["one", "two", "three"])
    backend = open_budgeted(server.base_url, calls=2)
    with backend.recording() as spent:
        assert [backend.complete(ASKED), backend.role("judge").complete(ASKED)] == ["one", "two"]
        with pytest.raises(BudgetError) as caught, backend.recording():
            backend.complete(ASKED)
    assert caught.value.message == "the budget of 2 calls is used up"
    assert caught.value.hint == "allow more with --max-calls, or budget.calls in reviewer.toml"
    assert len(server.chats) == 2
    refused = spent.calls[-1]
    assert (refused.error_kind, refused.reply, refused.usage.calls) == ("BudgetError", "", 0)


def test_every_outermost_recording_has_the_whole_budget(
    serve: Serve, open_budgeted: OpenBudgeted
) -> None:
    backend = open_budgeted(serve(["a"] * 4).base_url, calls=1)
    for _ in range(2):
        with backend.recording():
            assert backend.complete(ASKED) == "a"
    assert [backend.complete(ASKED) for _ in range(2)] == ["a", "a"]


def test_a_kept_reply_costs_nothing_of_the_budget(
    serve: Serve, open_budgeted: OpenBudgeted, tmp_path: Path
) -> None:
    server = serve(["because", "and so"])
    backend = open_budgeted(server.base_url, tmp_path, calls=1, tokens=1200)
    backend.complete(ASKED)
    with backend.recording():
        assert [backend.complete(ASKED) for _ in range(3)] == ["because"] * 3
        assert backend.complete([("user", "and?")]) == "and so"


def test_a_reply_has_the_tokens_that_the_budget_leaves_and_says_so_if_it_is_cut(
    serve: Serve, open_budgeted: OpenBudgeted, tmp_path: Path
) -> None:
    server = serve([Reply("one two", usage=(400, 200)), Reply("three", finish="length")])
    backend = open_budgeted(server.base_url, tmp_path, tokens=1300)
    with backend.recording() as spent:
        backend.complete(ASKED)
        backend.complete([("user", "and?")])
    reads = backend.chat.line.counter.of_messages([("user", "and?")])
    left = 1300 - 600 - reads
    assert [request.body["max_tokens"] for request in server.chats] == [1024, left]
    assert spent.notices == [f"the reply was cut after {left} tokens (all that the budget left)"]


def test_tokens_that_are_too_few_for_a_reply_are_used_up(
    serve: Serve, open_budgeted: OpenBudgeted
) -> None:
    server = serve([Reply("one", usage=(900, 50))])
    backend = open_budgeted(server.base_url, tokens=1000)
    with backend.recording():
        backend.complete(ASKED)
        with pytest.raises(BudgetError) as caught:
            backend.complete(ASKED)
    assert caught.value.message == (
        "the budget of 1,000 tokens is used up: 50 are left, and the next call reads 10"
    )
    assert "--max-tokens" in caught.value.hint


def test_a_server_that_heeds_no_limit_is_cut_where_the_tokens_end(
    serve: Serve, open_budgeted: OpenBudgeted, tmp_path: Path
) -> None:
    server = serve([Reply("word " * 500), "short"])
    backend = open_budgeted(server.base_url, tmp_path, tokens=200)
    pieces: list[str] = []
    with backend.recording() as spent, pytest.raises(BudgetError, match="200 tokens is used up"):
        pieces.extend(backend.stream(ASKED))
    assert len(pieces) == server.chats[0].body["max_tokens"] == 190
    (call,) = spent.calls
    assert call.reply == "".join(pieces)
    assert backend.complete(ASKED) == "short"  # what was cut is not kept


def test_a_reply_cut_by_the_budget_is_not_kept_for_those_who_have_one(
    serve: Serve, open_budgeted: OpenBudgeted, tmp_path: Path
) -> None:
    server = serve([Reply("half", finish="length"), "whole"])
    backend = open_budgeted(server.base_url, tmp_path, tokens=200)
    with backend.recording() as spent:
        assert backend.complete(ASKED) == "half"
    assert spent.notices == ["the reply was cut after 190 tokens (all that the budget left)"]
    assert backend.complete(ASKED) == "whole"


def test_a_failed_call_counts_and_costs_no_tokens(
    serve: Serve, open_budgeted: OpenBudgeted
) -> None:
    server = serve([Reply("no", status=400), "yes"])
    backend = open_budgeted(server.base_url, calls=2, tokens=1200)
    with backend.recording() as spent:
        (failed,) = backend.complete_all([ASKED])
        assert not isinstance(failed, str)
        assert backend.complete(ASKED) == "yes"
    assert [call.usage.input_tokens for call in spent.calls] == [0, 100]
    assert server.chats[1].body["max_tokens"] == 1024


def test_seconds_are_over_when_they_are_over() -> None:
    clock = Clock()
    allowance = Allowance(BudgetSettings(seconds=30), clock)
    clock.seconds = 29.5
    assert allowance.seconds_left() == 0.5
    allowance.take(10, 100)
    clock.seconds = 30
    with pytest.raises(BudgetError, match="the budget of 30 seconds is used up"):
        allowance.take(10, 100)
    clock.seconds = 99
    assert allowance.seconds_left() == 0


def test_a_wait_that_ends_after_the_budget_is_not_begun() -> None:
    allowance = Allowance(BudgetSettings(seconds=30), Clock())
    allowance.check_time(wait=29)
    with pytest.raises(BudgetError, match="30 seconds is used up, says the server"):
        allowance.check_time(", says the server", wait=30)


def test_without_a_budget_there_is_no_end() -> None:
    allowance = Allowance(BudgetSettings())
    assert allowance.seconds_left() is None
    assert [allowance.take(10**6, 100) for _ in range(50)] == [100] * 50
    allowance.check_time(wait=10**9)


def test_what_a_call_did_not_spend_is_there_for_the_next() -> None:
    allowance = Allowance(BudgetSettings(tokens=1000))
    assert allowance.take(100, 500) == 500
    assert allowance.take(100, 500) == 300
    with pytest.raises(BudgetError):
        allowance.take(0, 500)
    allowance.settle(400, 150)
    assert allowance.take(10, 500) == 240
    allowance.settle(250, 186)
    with pytest.raises(BudgetError):
        allowance.take(1, LEAST_REPLY)
    assert allowance.take(0, LEAST_REPLY) == LEAST_REPLY
