"""What may pass is tried again after the wait that was asked for, and nothing else is."""

import email.utils
from datetime import UTC, datetime, timedelta

import httpx
import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.backends.retrying import asked_wait, backed_off, may_pass
from reviewer.errors import BudgetError, ModelError, ModelReplyError
from tests.scripted_server import NO_WAIT, Open, OpenBudgeted, Reply, Serve

ASKED = [("user", "why?")]


def status_error(status: int, headers: dict[str, str], code: str = "") -> openai.APIStatusError:
    request = httpx.Request("POST", "http://x")
    response = httpx.Response(status, headers=headers, request=request)
    return openai.APIStatusError("no", response=response, body={"code": code})  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
def test_a_failure_that_may_pass_is_tried_again(serve: Serve, open_at: Open, status: int) -> None:
    server = serve([Reply("later", status=status, headers=NO_WAIT), "because"])
    backend = open_at(server.base_url, retries=1)
    with backend.recording() as spent:
        assert "".join(backend.stream(ASKED)) == "because"
    assert len(server.chats) == 2
    assert spent.usage.calls == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
def test_a_failure_that_will_not_pass_is_not(serve: Serve, open_at: Open, status: int) -> None:
    server = serve([Reply("no", status=status), "because"])
    with pytest.raises(ModelError):
        open_at(server.base_url, retries=5).complete(ASKED)
    assert len(server.chats) == 1


def test_no_more_retries_than_allowed_and_no_one_else_s_besides(
    serve: Serve, open_at: Open
) -> None:
    server = serve(lambda _: Reply("later", status=503, headers=NO_WAIT))
    with pytest.raises(ModelReplyError, match="503: later"):
        open_at(server.base_url, retries=3).complete(ASKED)
    assert len(server.chats) == 4


def test_a_quota_that_is_used_up_does_not_come_back(serve: Serve, open_at: Open) -> None:
    raw = b'{"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}}'
    server = serve([Reply(status=429, raw=raw), "because"])
    with pytest.raises(ModelReplyError, match="takes no more requests now"):
        open_at(server.base_url, retries=3).complete(ASKED)
    assert len(server.chats) == 1


def test_a_server_says_itself_whether_to_try_again(serve: Serve, open_at: Open) -> None:
    no, yes = ({**NO_WAIT, "x-should-retry": said} for said in ("false", "true"))
    server = serve([Reply("a", status=503, headers=no), Reply("b", status=400, headers=yes), "c"])
    backend = open_at(server.base_url, retries=1)
    with pytest.raises(ModelReplyError, match="503: a"):
        backend.complete(ASKED)
    assert backend.complete(ASKED) == "c"


def test_a_connection_that_is_lost_before_a_reply_is_tried_again(
    serve: Serve, open_at: Open
) -> None:
    server = serve([Reply(drops=True), "because"])
    assert open_at(server.base_url, retries=1).complete(ASKED) == "because"


def test_a_server_that_stalls_is_asked_again(serve: Serve, open_at: Open) -> None:
    server = serve([Reply(stalls=True), "because"])
    assert open_at(server.base_url, retries=1, timeout=0.3).complete(ASKED) == "because"


def test_half_a_stream_is_not_asked_for_again(serve: Serve, open_at: Open) -> None:
    server = serve([Reply("one two three", breaks_after=2), "because"])
    with pytest.raises(ModelReplyError, match="broke off"):
        list(open_at(server.base_url, retries=3).stream(ASKED))
    assert len(server.chats) == 1


def test_a_server_that_wants_an_hour_has_failed_and_says_so(serve: Serve, open_at: Open) -> None:
    server = serve([Reply("busy", status=429, headers={"Retry-After": "3600"}), "because"])
    with pytest.raises(ModelReplyError) as caught:
        open_at(server.base_url, retries=3).complete(ASKED)
    assert caught.value.message == (
        f"{server.base_url} asks to be left alone for 3,600 s (429: busy)"
    )
    assert len(server.chats) == 1


def test_a_wait_beyond_the_budget_s_seconds_is_not_begun(
    serve: Serve, open_budgeted: OpenBudgeted
) -> None:
    server = serve([Reply("busy", status=503, headers={"Retry-After": "45"}), "because"])
    with pytest.raises(BudgetError) as caught:
        open_budgeted(server.base_url, retries=1, seconds=20).complete(ASKED)
    assert caught.value.message == (
        f"the budget of 20 seconds is used up: {server.base_url} asks to be left alone for 45 s"
    )


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "9"}, 9),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "later"}, None),
        ({"retry-after": ""}, None),
        ({}, None),
    ],
)
def test_the_wait_that_a_server_asks_for(headers: dict[str, str], seconds: float | None) -> None:
    assert asked_wait(status_error(429, headers)) == seconds


def test_the_wait_may_be_a_date() -> None:
    for seconds in (30, -30):
        date = email.utils.format_datetime(datetime.now(UTC) + timedelta(seconds=seconds))
        wait = asked_wait(status_error(429, {"retry-after": date}))
        assert wait is not None
        assert max(0, seconds - 5) <= wait <= max(0, seconds)


@given(st.text(alphabet=st.characters(max_codepoint=126, min_codepoint=32), max_size=40))
def test_no_header_makes_the_reader_stumble(value: str) -> None:
    wait = asked_wait(status_error(429, {"retry-after": value, "retry-after-ms": value}))
    assert wait is None or wait >= 0


def test_waits_grow_and_are_never_quite_the_same() -> None:
    waits = [[backed_off(retries) for _ in range(20)] for retries in range(8)]
    assert all(len(set(some)) > 1 for some in waits)
    assert max(waits[0]) < min(waits[1])
    assert max(map(max, waits)) <= 8


def test_what_is_no_failure_of_the_server_does_not_pass() -> None:
    assert not may_pass(ValueError("no"))
    assert may_pass(openai.APIConnectionError(request=httpx.Request("POST", "http://x")))  # type: ignore[arg-type]
