"""Each way a call can fail is one line that says what, where, and how to mend it."""

import traceback

import pytest

from reviewer.backends import open_backend
from reviewer.errors import (
    ModelError,
    ModelKeyError,
    ModelReplyError,
    ModelUnreachableError,
)
from reviewer.settings import ModelSettings
from tests.scripted_server import NO_WAIT, Open, Reply, Serve, refused

ASKED = [("user", "why?")]
SSE = {"Content-Type": "text/event-stream"}


def failure(open_at: Open, url: str, *, streamed: bool = False, **settings: object) -> ModelError:
    backend = open_at(url, **settings)
    with pytest.raises(ModelError) as caught:
        list(backend.stream(ASKED)) if streamed else backend.complete(ASKED)
    assert "\n" not in caught.value.message + caught.value.hint
    return caught.value


@pytest.mark.parametrize("streamed", [True, False])
def test_a_server_that_is_not_there(open_at: Open, streamed: bool) -> None:
    with refused() as url:
        error = failure(open_at, url, streamed=streamed)
    assert isinstance(error, ModelUnreachableError)
    assert error.message == f"no model server answers at {url} (connection refused)"
    assert error.hint == (
        "start it (for Ollama: ollama serve), or leave out --base-url for an extractive answer"
    )


def test_a_server_that_does_not_answer_in_time(serve: Serve, open_at: Open) -> None:
    server = serve([Reply("late", stalls=True)])
    error = failure(open_at, server.base_url, timeout=0.05)
    assert isinstance(error, ModelUnreachableError)
    assert error.message == f"no model server answers at {server.base_url} (no reply within 0.05 s)"
    assert error.hint.startswith("raise model.timeout, or leave out --base-url")


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key(
    serve: Serve, open_at: Open, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setenv("LAB_KEY", "sk-very-secret")
    server = serve([Reply("Incorrect API key: sk-very-secret", status=status)])
    error = failure(open_at, server.base_url, api_key_env="LAB_KEY")
    assert isinstance(error, ModelKeyError)
    assert error.message == f"{server.base_url} refused the key in LAB_KEY ({status})"
    assert "LAB_KEY" in error.hint
    assert "secret" not in "".join(traceback.format_exception(error))


def test_a_key_that_is_wanted_and_not_set(serve: Serve, open_at: Open) -> None:
    server = serve([Reply("who are you", status=401)])
    error = failure(open_at, server.base_url)
    assert isinstance(error, ModelKeyError)
    assert error.message == f"{server.base_url} wants a key, and OPENAI_API_KEY is not set"
    assert server.chats[0].headers["authorization"] == "Bearer none"


def test_openai_s_key_is_not_sent_elsewhere_unless_it_is_named(
    serve: Serve, open_at: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reviewer.keys.is_loopback", lambda host: False)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    server = serve([Reply("who are you", status=401), Reply("no such", status=404), "because"])
    error = failure(open_at, server.base_url)
    assert isinstance(error, ModelKeyError)
    assert error.message == (
        f"{server.base_url} wants a key, and OPENAI_API_KEY is sent to OpenAI only"
    )
    assert "model.api_key_env" in error.hint
    failure(open_at, server.base_url)
    sent = [request.headers["authorization"] for request in server.requests]
    assert sent == ["Bearer none"] * 3  # the list of models is asked for without it, too
    named = open_at(server.base_url, api_key_env="OPENAI_API_KEY")
    assert named.complete(ASKED) == "because"
    assert server.chats[-1].headers["authorization"] == "Bearer sk-very-secret"


def test_openai_s_key_is_sent_to_a_server_on_this_machine(
    serve: Serve, open_at: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    server = serve(["because"])
    open_at(server.base_url).complete(ASKED)
    assert server.chats[0].headers["authorization"] == "Bearer sk-1"


def test_a_key_that_no_header_can_hold_is_named_before_anything_is_called(
    open_at: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAB_KEY", "sk-1\nHost: elsewhere")
    with pytest.raises(ModelKeyError, match="the key in LAB_KEY has letters that no key has"):
        open_at("http://127.0.0.1:9/v1", api_key_env="LAB_KEY")


def test_a_model_that_the_server_does_not_have(serve: Serve, open_at: Open) -> None:
    server = serve([Reply("model not found", status=404)], models=["qwen3-8b", "llama3.3"])
    error = failure(open_at, server.base_url, name="gpt-9")
    assert isinstance(error, ModelReplyError)
    assert error.message == f"{server.base_url} has no model gpt-9 (404: model not found)"
    assert error.hint == "it has: qwen3-8b, llama3.3"


def test_many_models_are_not_all_listed(serve: Serve, open_at: Open) -> None:
    server = serve([Reply("no", status=404)], models=[f"m{n}" for n in range(30)])
    assert failure(open_at, server.base_url).hint.endswith("m7 and 22 more")


def test_an_address_without_the_path_of_the_protocol(serve: Serve, open_at: Open) -> None:
    server = serve([Reply("not here", status=404, raw=b"404 page not found")])
    error = failure(open_at, server.base_url.removesuffix("/v1"))
    assert "404 page not found" in error.message
    assert "/v1" in error.hint


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (400, "refused the request (400: the words)"),
        (413, "refused the request (413: the words)"),
        (422, "refused the request (422: the words)"),
        (408, "failed (408: the words)"),
        (429, "takes no more requests now (429: the words)"),
        (500, "failed (500: the words)"),
        (503, "failed (503: the words)"),
    ],
)
@pytest.mark.parametrize("streamed", [True, False])
def test_a_server_that_says_no(
    serve: Serve, open_at: Open, status: int, text: str, streamed: bool
) -> None:
    server = serve([Reply("the\n words", status=status, headers=NO_WAIT)])
    error = failure(open_at, server.base_url, streamed=streamed)
    assert isinstance(error, ModelReplyError)
    assert error.message == f"{server.base_url} {text}"


def test_a_long_complaint_is_shortened(serve: Serve, open_at: Open) -> None:
    server = serve([Reply("x" * 5000, status=400)])
    assert len(failure(open_at, server.base_url).message) < 400


@pytest.mark.parametrize("streamed", [True, False])
@pytest.mark.parametrize("text", ["", " \n", "<think>and then the tokens were spent"])
def test_an_empty_reply(serve: Serve, open_at: Open, streamed: bool, text: str) -> None:
    server = serve([text])
    error = failure(open_at, server.base_url, streamed=streamed)
    assert isinstance(error, ModelReplyError)
    assert error.message == f"scripted replied with nothing ({server.base_url})"
    assert "model.max_output_tokens" in error.hint


@pytest.mark.parametrize("reply", [Reply("a b c d", breaks_after=2), Reply("a b", finish=None)])
def test_half_a_stream(serve: Serve, open_at: Open, reply: Reply) -> None:
    server = serve([reply])
    backend = open_at(server.base_url)
    pieces: list[str] = []
    with pytest.raises(ModelReplyError, match="the reply of scripted broke off before its end"):
        pieces.extend(backend.stream(ASKED))
    assert "".join(pieces) == "a b"


@pytest.mark.parametrize("streamed", [True, False])
@pytest.mark.parametrize(
    "raw",
    [
        b"<html>hello",
        b'{"a": 1}',
        b"[1]",
        b'{"choices": null}',
        b'{"choices": []}',
        b"\xff\xfe\x00",
        b"",
        b"null",
    ],
)
def test_a_server_that_speaks_something_else(
    serve: Serve, open_at: Open, raw: bytes, streamed: bool
) -> None:
    server = serve([Reply(raw=raw)])
    error = failure(open_at, server.base_url, streamed=streamed)
    assert isinstance(error, ModelReplyError)
    assert error.message.startswith(f"{server.base_url} sent something that is no reply")
    assert "ends in /v1" in error.hint


@pytest.mark.parametrize("raw", [b"data: nonsense\n\n", b"data: [1]\n\n"])
def test_a_stream_of_something_else(serve: Serve, open_at: Open, raw: bytes) -> None:
    server = serve([Reply(raw=raw, headers=SSE)])
    error = failure(open_at, server.base_url, streamed=True)
    assert error.message.startswith(f"{server.base_url} sent something that is no reply")


def test_an_error_inside_a_stream_or_a_good_status_is_told(serve: Serve, open_at: Open) -> None:
    inside = b'data: {"error": {"message": "out of memory"}}\n\n'
    server = serve([Reply(raw=inside, headers=SSE), Reply(raw=b'{"error": "out of memory"}')])
    error = failure(open_at, server.base_url, streamed=True)
    assert error.message == f"{server.base_url} failed (out of memory)"
    assert failure(open_at, server.base_url).message.endswith(": out of memory")


def test_a_password_in_the_address_is_not_shown(open_at: Open) -> None:
    with refused() as url:
        error = failure(open_at, url.replace("http://", "http://me:secret@"))
    assert f"answers at {url} (" in error.message
    assert "secret" not in error.hint


@pytest.mark.parametrize("url", ["localhost:11434/v1", "ftp://x/v1", "http://", "http:///v1"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(ModelError, match="is not an address"):
        open_backend(ModelSettings(name="m", base_url=url), None)
