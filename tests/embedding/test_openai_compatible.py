"""The embedder behind a server, against a real HTTP server on loopback."""

import json
import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from reviewer.embedding.openai_compatible import BATCH, BLANK, REQUESTS, ServerEmbedder
from reviewer.errors import EmbedderError
from reviewer.settings import EmbeddingSettings
from tests.embedding.conformance import EmbedderConformance
from tests.scripted_server import NO_WAIT, Reply, Request, ScriptedServer, Serve, refused

KEY = "THE_KEY"
SECRET = "sk-not-to-be-shown"


def vector(text: str) -> list[float]:
    """Five numbers that no other text has; their length is not 1."""
    return [1.0, float(len(text)), *(float(ord(c)) for c in (text + "abc")[:3])]


def vectors(request: Request, order: Callable[[int], int] = lambda place: place) -> Reply:
    """A well-formed reply, its entries in another order if wanted."""
    data = [
        {"object": "embedding", "index": place, "embedding": vector(text)}
        for place, text in enumerate(request.body["input"])
    ]
    return entries(sorted(data, key=lambda entry: order(int(str(entry["index"])))))


def entries(data: object) -> Reply:
    return Reply(raw=json.dumps({"object": "list", "data": data, "model": "scripted"}).encode())


def at(server: ScriptedServer, **options: Any) -> ServerEmbedder:
    return ServerEmbedder("scripted", server.base_url, KEY, **options)


def unit(texts: Sequence[str]) -> NDArray[np.float64]:
    rows = np.array([vector(text) for text in texts])
    lengths: NDArray[np.float64] = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / lengths


class TestServerEmbedder(EmbedderConformance):
    @pytest.fixture
    def embedder(self, serve: Serve) -> ServerEmbedder:
        return at(serve(vectors))


def test_the_body_holds_what_servers_need_and_nothing_else(serve: Serve) -> None:
    server = serve(vectors)

    at(server).embed(["one text"])

    (request,) = server.requests
    assert request.path == "/v1/embeddings"
    assert request.body == {
        "model": "scripted",
        "input": ["one text"],
        "encoding_format": "float",
    }


def test_the_key_comes_from_the_environment(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, f"{SECRET}\n")
    server = serve(vectors)

    at(server).embed(["one text"])

    assert _header(server.requests[0], "authorization") == f"Bearer {SECRET}"


def test_a_key_that_is_not_for_the_server_is_not_sent_and_how_to_send_it_is_told(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY, SECRET)
    server = serve(lambda _: Reply("no key", status=401))

    with pytest.raises(EmbedderError) as raised:
        at(server, sends_key=False, retries=0).embed(["one text"])

    assert _header(server.requests[0], "authorization") == "Bearer none"
    assert f"embedding.api_key_env = {KEY!r}" in str(raised.value.hint)


@pytest.mark.parametrize(
    ("address", "named", "sent"),
    [
        (None, False, True),
        ("https://api.openai.com/v1", False, True),
        ("http://localhost:8080/v1", False, True),
        ("https://embed.example/v1", False, False),
        ("https://embed.example/v1", True, True),
        ("https://notopenai.com/v1", False, False),
    ],
)
def test_openai_s_key_goes_to_openai_this_machine_and_where_it_is_named_for(
    address: str | None, named: bool, sent: bool
) -> None:
    more = {"api_key_env": "OPENAI_API_KEY"} if named else {}
    assert EmbeddingSettings(base_url=address, **more).sends_key is sent


def test_without_a_key_a_placeholder_is_sent(serve: Serve) -> None:
    server = serve(vectors)

    at(server).embed(["one text"])

    assert _header(server.requests[0], "authorization") == "Bearer none"


def test_many_texts_are_sent_in_batches_and_come_back_in_order(serve: Serve) -> None:
    server = serve(vectors)
    texts = [f"{number} is a number" for number in range(3 * BATCH + 5)]
    told: list[int] = []

    found = at(server).embed(texts, progress=told.append)

    assert found == pytest.approx(unit(texts), abs=1e-6)
    sizes = sorted(len(request.body["input"]) for request in server.requests)
    assert sizes == [5, BATCH, BATCH, BATCH]
    assert told[-1] == len(texts)


def test_requests_are_under_way_together(serve: Serve) -> None:
    together = threading.Barrier(REQUESTS, timeout=30)

    def reply(request: Request) -> Reply:
        together.wait()  # breaks, and the request fails, unless all of them are here
        return vectors(request)

    texts = [str(number) for number in range(REQUESTS * BATCH)]

    assert at(serve(reply)).embed(texts) == pytest.approx(unit(texts), abs=1e-6)


def test_the_server_s_own_order_is_read_from_its_indexes(serve: Serve) -> None:
    texts = ["first", "the second", "and a third"]
    server = serve(lambda request: vectors(request, order=lambda place: -place))

    assert at(server).embed(texts) == pytest.approx(unit(texts), abs=1e-6)


def test_a_server_that_gives_no_index_is_taken_in_the_order_sent(serve: Serve) -> None:
    texts = ["first", "the second"]
    server = serve(
        lambda request: entries([{"embedding": vector(text)} for text in request.body["input"]])
    )

    assert at(server).embed(texts) == pytest.approx(unit(texts), abs=1e-6)


def test_a_text_without_content_is_sent_as_a_full_stop(serve: Serve) -> None:
    server = serve(vectors)

    at(server).embed(["", " \n", "text"])

    assert server.requests[0].body["input"] == [BLANK, BLANK, "text"]


def test_the_dimension_is_that_of_the_first_reply(serve: Serve) -> None:
    server = serve(vectors)
    embedder = at(server)
    embedder.embed(["one text"])

    assert embedder.dimension == 5
    assert len(server.requests) == 1


def test_the_dimension_is_asked_for_once_if_nothing_was_embedded(serve: Serve) -> None:
    server = serve(vectors)
    embedder = at(server)

    assert (embedder.dimension, embedder.dimension) == (5, 5)
    assert len(server.requests) == 1


def test_a_busy_server_is_asked_again(serve: Serve) -> None:
    replies = iter([Reply("slow down", status=429, headers=NO_WAIT)])
    server = serve(lambda request: next(replies, None) or vectors(request))

    assert at(server).embed(["text"]) == pytest.approx(unit(["text"]), abs=1e-6)
    assert len(server.requests) == 2


def test_no_server_is_an_error_that_says_to_start_it() -> None:
    with refused() as url, pytest.raises(EmbedderError) as caught:
        ServerEmbedder("scripted", url, KEY, retries=0).embed(["text"])

    assert url in caught.value.message
    assert "refused" in caught.value.message
    assert "start it" in caught.value.hint


@pytest.mark.parametrize(
    "url", ["localhost:11434/v1", "", "http://", "ftp://host/v1", "http://[::/v1", "http://h:x/v1"]
)
def test_what_is_no_address_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(EmbedderError, match=r"embedding\.base_url"):
        ServerEmbedder("scripted", url, KEY)


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_names_its_variable_and_is_not_shown(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setenv(KEY, SECRET)
    server = serve(lambda _: Reply(f"{SECRET} is no key of ours", status=status))

    with pytest.raises(EmbedderError) as caught:
        at(server).embed(["text"])

    assert "*** is no key of ours" in caught.value.message
    assert caught.value.hint.startswith(f"{KEY} is refused")
    assert SECRET not in caught.value.message + caught.value.hint


def test_a_missing_key_is_said_to_be_missing(serve: Serve) -> None:
    server = serve(lambda _: Reply("who are you", status=401))

    with pytest.raises(EmbedderError) as caught:
        at(server).embed(["text"])

    assert caught.value.hint.startswith(f"{KEY} is not set")


def test_a_key_with_odd_letters_is_an_error_that_does_not_show_it(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY, "schlüssel")

    with pytest.raises(EmbedderError, match=KEY) as caught:
        at(serve(vectors)).embed(["text"])

    assert "schlüssel" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        (400, "embedding.model"),
        (404, "'scripted'"),
        (413, "embedding.model"),
        (429, "wait"),
        (500, "log"),
    ],
)
def test_any_other_failure_brings_the_server_s_own_words(
    serve: Serve, status: int, hint: str
) -> None:
    server = serve(lambda _: Reply("words of\nthe server", status=status, headers=NO_WAIT))

    with pytest.raises(EmbedderError) as caught:
        at(server, retries=0).embed(["text"])

    assert f"HTTP {status}: words of the server" in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize("body", [b"plain words", b'{"error": "plain words"}'])
def test_an_error_of_another_shape_is_shown_too(serve: Serve, body: bytes) -> None:
    server = serve(lambda _: Reply(status=400, raw=body))

    with pytest.raises(EmbedderError, match=r"HTTP 400: .*plain words"):
        at(server).embed(["text"])


@pytest.mark.parametrize(
    "body",
    [
        b"<html>hello</html>",
        b"",
        b"[1]",
        b"null",
        b'{"data": null}',
        b'{"data": [1, 2]}',
        b'{"data": []}',
        b'{"data": [{"index": 0, "embedding": [1, 2]}]}',
        b'{"data": [{"index": 0, "embedding": [1, 2]}, {"index": 0, "embedding": [1, 2]}]}',
        b'{"data": [{"index": 0, "embedding": [1, 2]}, {"index": "x", "embedding": [1, 2]}]}',
        b'{"data": [{"index": 0, "embedding": [1, 2]}, {"index": 1, "embedding": [1]}]}',
        b'{"data": [{"index": 0, "embedding": [0, 0]}, {"index": 1, "embedding": [1, 2]}]}',
        b'{"data": [{"index": 0, "embedding": [NaN, 0]}, {"index": 1, "embedding": [1, 2]}]}',
        b'{"data": [{"index": 0, "embedding": [null, 0]}, {"index": 1, "embedding": [1, 2]}]}',
        b'{"data": [{"index": 0, "embedding": "AAAA"}, {"index": 1, "embedding": "AAAA"}]}',
        b'{"data": [{"index": 0, "embedding": 1}, {"index": 1, "embedding": 2}]}',
        b'{"data": [{"index": 0, "embedding": []}, {"index": 1, "embedding": []}]}',
        b'{"data": [{"index": 0, "embedding": [1, 2]}, {"index": 1, "embed',
    ],
)
def test_a_reply_that_is_not_a_vector_for_each_text_is_refused(serve: Serve, body: bytes) -> None:
    server = serve(lambda _: Reply(raw=body))

    with pytest.raises(EmbedderError) as caught:
        at(server).embed(["one", "two"])

    assert server.base_url in caught.value.message
    assert "'scripted'" in caught.value.hint


def test_a_server_that_changes_its_dimension_is_refused(serve: Serve) -> None:
    replies = iter([[1, 2, 3], [1, 2]])
    embedder = at(serve(lambda _: entries([{"index": 0, "embedding": next(replies)}])))
    embedder.embed(["text"])

    with pytest.raises(EmbedderError, match="a vector of 2 numbers after one of 3"):
        embedder.embed(["text"])


def test_after_a_failure_nothing_more_is_sent(serve: Serve) -> None:
    server = serve(lambda _: Reply("no", status=400))

    with pytest.raises(EmbedderError):
        at(server).embed(["text"] * BATCH * 50)

    assert len(server.requests) < 50


def _header(request: Request, name: str) -> str:
    return {key.lower(): value for key, value in request.headers.items()}[name]
