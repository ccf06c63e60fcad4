"""What goes over the wire, what comes back, what it cost, and what is kept."""

import json
import sqlite3
from pathlib import Path

import pytest
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage
from langchain_core.prompt_values import StringPromptValue
from langchain_core.runnables import RunnableLambda
from langchain_core.tracers.langchain import wait_for_all_tracers

from reviewer.errors import ModelReplyError
from reviewer.models import Usage
from tests.scripted_server import NO_WAIT, Open, Reply, Serve

ASKED = [("system", "be brief"), ("user", "why?")]
SENT = [{"role": "system", "content": "be brief"}, {"role": "user", "content": "why?"}]
SSE = {"Content-Type": "text/event-stream"}


def asking(word: str) -> list[tuple[str, str]]:
    return [("user", word)]


def upper(message: AIMessage) -> str:
    return str(message.text).upper()


def test_a_plain_request_holds_only_what_every_server_understands(
    serve: Serve, open_at: Open
) -> None:
    server = serve(["because"])
    assert open_at(server.base_url).complete(ASKED) == "because"
    (request,) = server.chats
    assert request.body == {
        "model": "scripted",
        "messages": SENT,
        "temperature": 0.0,
        "max_tokens": 1024,
        "stream": False,
    }


def test_a_streamed_request_asks_for_the_token_counts_too(serve: Serve, open_at: Open) -> None:
    server = serve(["because it is so"])
    backend = open_at(server.base_url, max_output_tokens=50, temperature=0.5)
    assert list(backend.stream(ASKED)) == ["because", " it", " is", " so"]
    (request,) = server.chats
    assert request.body == {
        "model": "scripted",
        "messages": SENT,
        "temperature": 0.5,
        "max_tokens": 50,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


@pytest.mark.parametrize(
    ("complaint", "gone", "there"),
    [
        ("stream_options is not permitted", "stream_options", "temperature"),
        ("Unsupported value: 'temperature' does not support 0", "temperature", "max_tokens"),
        (
            "Use 'max_completion_tokens' instead of max_tokens",
            "max_tokens",
            "max_completion_tokens",
        ),
    ],
)
def test_a_field_that_the_server_rejects_is_not_sent_again(
    serve: Serve, open_at: Open, complaint: str, gone: str, there: str
) -> None:
    server = serve([Reply(complaint, status=400), "because", "again"])
    backend = open_at(server.base_url)
    assert "".join(backend.stream(ASKED)) == "because"
    assert "".join(backend.stream(ASKED)) == "again"
    first, *later = [request.body for request in server.chats]
    assert gone in first
    assert all(gone not in body and there in body for body in later)


def test_a_field_rejected_twice_is_an_error(serve: Serve, open_at: Open) -> None:
    server = serve([Reply("no temperature", status=400)] * 2)
    with pytest.raises(ModelReplyError, match=r"refused the request \(400: no temperature\)"):
        open_at(server.base_url).complete(ASKED)
    assert len(server.chats) == 2


def test_a_model_is_a_link_of_a_langchain_chain(serve: Serve, open_at: Open) -> None:
    server = serve(["because it is so"] * 2)
    chain = RunnableLambda(asking) | open_at(server.base_url).chat | RunnableLambda(upper)
    assert chain.invoke("why?") == "BECAUSE IT IS SO"
    assert list(chain.stream("why?")) == ["BECAUSE IT IS SO"]
    assert server.chats[0].body["messages"] == [{"role": "user", "content": "why?"}]


@pytest.mark.parametrize("given", ["why?", StringPromptValue(text="why?"), [("user", "why?")]])
def test_a_model_takes_what_langchain_s_models_take(
    serve: Serve, open_at: Open, given: LanguageModelInput
) -> None:
    server = serve(["because"])
    open_at(server.base_url).chat.invoke(given)
    assert server.chats[0].body["messages"] == [{"role": "user", "content": "why?"}]


@pytest.mark.parametrize("streamed", [True, False])
def test_the_server_s_token_counts_are_the_cost(
    serve: Serve, open_at: Open, streamed: bool
) -> None:
    server = serve([Reply("because", usage=(31, 4))] * 2)
    backend = open_at(server.base_url)
    for _ in range(2):
        "".join(backend.stream(ASKED)) if streamed else backend.complete(ASKED)
    used = backend.usage
    assert (used.calls, used.cached_calls) == (2, 0)
    assert (used.input_tokens, used.output_tokens) == (62, 8)
    assert used.seconds > 0


def test_without_counts_from_the_server_the_tokens_are_estimated(
    serve: Serve, open_at: Open
) -> None:
    server = serve([Reply("because it is so", usage=None)])
    backend = open_at(server.base_url)
    backend.complete(ASKED)
    assert backend.usage.output_tokens == 5
    assert backend.usage.input_tokens > 0


@pytest.mark.parametrize(
    "usage",
    [
        "null",
        "{}",
        '{"prompt_tokens": null}',
        '{"prompt_tokens": 1e400}',
        None,
    ],
)
@pytest.mark.filterwarnings("ignore:Pydantic serializer")
def test_counts_that_are_missing_or_null_are_estimated(
    serve: Serve, open_at: Open, usage: str | None
) -> None:
    told = "" if usage is None else f', "usage": {usage}'
    head = '{"id": "1", "object": "chat.completion", "created": 0, "model": "m"'
    message = '{"role": "assistant", "content": "because it is so"}'
    choice = f'{{"index": 0, "finish_reason": "stop", "message": {message}}}'
    chunk = '{"index": 0, "finish_reason": "stop", "delta": {"content": "because it is so"}}'
    whole = f'{head}, "choices": [{choice}]{told}}}'.encode()
    event = f'data: {head}, "choices": [{chunk}]{told}}}\n\ndata: [DONE]\n\n'.encode()
    server = serve([Reply(raw=whole), Reply(raw=event, headers=SSE)])
    backend = open_at(server.base_url)
    assert backend.complete(ASKED) == "because it is so"
    assert "".join(backend.stream(ASKED)) == "because it is so"
    assert backend.usage.output_tokens == 10
    assert backend.usage.input_tokens > 0


def test_the_cost_of_some_calls_is_told_apart_from_the_cost_of_all(
    serve: Serve, open_at: Open
) -> None:
    backend = open_at(serve(["a"] * 3).base_url)
    backend.complete(ASKED)
    with backend.recording() as outer:
        backend.complete(ASKED)
        with backend.recording() as inner:
            backend.complete(ASKED)
    assert (backend.usage.calls, outer.usage.calls, inner.usage.calls) == (3, 2, 1)


def test_a_consumer_that_stops_early_still_pays_and_keeps_nothing(
    serve: Serve, open_at: Open, tmp_path: Path
) -> None:
    server = serve(["one two three"] * 2)
    backend = open_at(server.base_url, tmp_path)
    pieces = backend.stream(ASKED)
    assert next(pieces) == "one"
    pieces.close()
    assert backend.usage.calls == 1
    assert backend.complete(ASKED) == "one two three"
    assert len(server.chats) == 2


def test_a_reply_is_kept_and_the_same_request_made_once(
    serve: Serve, open_at: Open, tmp_path: Path
) -> None:
    server = serve(["because", "never asked for"])
    assert open_at(server.base_url, tmp_path / "store").complete(ASKED) == "because"
    again = open_at(server.base_url, tmp_path / "store")
    assert "".join(again.stream(ASKED)) == "because"
    assert again.complete(ASKED) == "because"
    assert len(server.chats) == 1
    assert again.usage == Usage(cached_calls=2)


@pytest.mark.parametrize(
    "other",
    [
        {"temperature": 0.1},
        {"max_output_tokens": 99},
        {"name": "another"},
        {"cache": False},
    ],
)
def test_another_request_is_not_answered_from_what_is_kept(
    serve: Serve, open_at: Open, tmp_path: Path, other: dict[str, object]
) -> None:
    server = serve(["because", "fresh", "new"])
    open_at(server.base_url, tmp_path).complete(ASKED)
    assert open_at(server.base_url, tmp_path).complete([*ASKED, ("user", "really?")]) == "fresh"
    assert open_at(server.base_url, tmp_path, **other).complete(ASKED) == "new"


@pytest.mark.parametrize(
    "bad", [Reply(""), Reply("half of it", breaks_after=1), Reply("half", finish=None)]
)
def test_an_empty_or_broken_reply_is_not_kept(
    serve: Serve, open_at: Open, tmp_path: Path, bad: Reply
) -> None:
    server = serve([bad, "whole"])
    backend = open_at(server.base_url, tmp_path)
    with pytest.raises(ModelReplyError):
        list(backend.stream(ASKED))
    assert "".join(backend.stream(ASKED)) == "whole"


@pytest.mark.parametrize("make", ["folder", "text"])
def test_a_file_of_replies_that_cannot_be_used_costs_no_answer(
    serve: Serve, open_at: Open, tmp_path: Path, make: str
) -> None:
    path = tmp_path / "replies.sqlite3"
    if make == "folder":
        path.mkdir()
    else:
        path.write_text("this is no database, however long it is made " * 20)
    backend = open_at(serve(["because"]).base_url, tmp_path)
    with backend.recording() as spent:
        assert backend.complete(ASKED) == "because"
    (notice,) = spent.notices
    assert notice.startswith("replies cannot be kept")


def test_a_reply_cut_at_the_most_tokens_says_so_also_when_it_was_kept(
    serve: Serve, open_at: Open, tmp_path: Path
) -> None:
    backend = open_at(serve([Reply("cut", finish="length")]).base_url, tmp_path)
    for _ in range(2):
        with backend.recording() as spent:
            backend.complete(ASKED)
        assert spent.notices == ["the reply was cut after 1024 tokens (model.max_output_tokens)"]


@pytest.mark.parametrize("streamed", [True, False])
def test_what_a_model_thinks_before_it_replies_is_no_part_of_the_reply(
    serve: Serve, open_at: Open, streamed: bool
) -> None:
    server = serve(["<think> Let me [1.1] see. </think>\n\nbecause it is"] * 2)
    backend = open_at(server.base_url)
    said = "".join(backend.stream(ASKED)) if streamed else backend.complete(ASKED)
    assert said == "because it is"


@pytest.mark.parametrize(
    "failure",
    [Reply("busy", status=429, headers=NO_WAIT), Reply("oh", status=500, headers=NO_WAIT)],
)
def test_a_server_that_is_busy_or_broken_for_a_moment_is_asked_again(
    serve: Serve, open_at: Open, failure: Reply
) -> None:
    server = serve([failure, failure, "because"])
    backend = open_at(server.base_url, retries=2)
    assert backend.complete(ASKED) == "because"
    assert len(server.chats) == 3


def test_the_wait_that_a_server_asks_for_is_obeyed(serve: Serve, open_at: Open) -> None:
    server = serve([Reply("busy", status=429, headers={"Retry-After": "0.01"}), "because"])
    assert open_at(server.base_url, retries=1).complete(ASKED) == "because"


def test_no_tracing_service_hears_of_a_call(
    serve: Serve, open_at: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = serve(lambda _: "thanks")
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "k")
    monkeypatch.setenv("LANGSMITH_ENDPOINT", listener.base_url)
    backend = open_at(serve(["because"] * 4).base_url)
    backend.complete(ASKED)
    list(backend.stream(ASKED))
    assert backend.complete_all([ASKED, ASKED]) == ["because"] * 2
    wait_for_all_tracers()
    assert listener.requests == []


def test_no_key_is_written_anywhere(
    serve: Serve,
    open_at: Open,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(0)
    monkeypatch.setenv("LAB_KEY", "sk-very-secret")
    server = serve(["because", Reply("the key sk-very-secret is odd", status=400)])
    backend = open_at(server.base_url, tmp_path, api_key_env="LAB_KEY")
    backend.complete(ASKED)
    assert server.chats[0].headers["authorization"] == "Bearer sk-very-secret"
    with pytest.raises(ModelReplyError) as caught:
        backend.complete([("user", "other")])
    texts = [repr(backend), repr(vars(backend)), repr(vars(backend.chat)), caplog.text]
    texts += [caught.value.message, caught.value.hint, repr(caught.value)]
    texts += [backend.usage.model_dump_json(), json.dumps(str(vars(caught.value)))]
    assert "the key *** is odd" in caught.value.message
    assert all("sk-very-secret" not in text for text in texts)
    assert all(b"sk-very-secret" not in path.read_bytes() for path in tmp_path.iterdir())
    with sqlite3.connect(tmp_path / "replies.sqlite3") as connection:
        assert connection.execute("select count(*) from replies").fetchone() == (1,)
    connection.close()
