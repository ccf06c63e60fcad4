"""Servers that are many, busy, small or gone: every text gets its vector, or an error says why."""

import itertools
import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from reviewer.embedding import load_embedder, status
from reviewer.embedding.openai_compatible import PATIENT_RETRIES, RETRIES, ServerEmbedder
from reviewer.errors import EmbedderError
from reviewer.settings import EmbeddingSettings
from tests.hashing import HashingEmbedder, served
from tests.scripted_server import NO_WAIT, Reply, Request, ScriptedServer, Serve

TEXTS = [f"Eel number {number} was seen on day {number}." for number in range(50)]


def at(server: ScriptedServer, **options: Any) -> ServerEmbedder:
    return ServerEmbedder("scripted", server.base_url, "THE_KEY", **options)


def right(found: object, texts: Sequence[str]) -> bool:
    return bool(np.allclose(np.asarray(found), HashingEmbedder().embed(texts), atol=1e-6))


def sizes(server: ScriptedServer) -> list[int]:
    return [len(request.body["input"]) for request in server.requests]


def test_the_settings_say_how_many_requests_and_how_large(serve: Serve) -> None:
    together = threading.Barrier(7, timeout=30)

    def reply(request: Request) -> Reply:
        together.wait()  # breaks, and the request fails, unless seven are under way
        return served(request)

    server = serve(reply)
    embedder = load_embedder(
        EmbeddingSettings(model="scripted", base_url=server.base_url, requests=7, batch=3)
    )
    assert embedder is not None
    assert right(embedder.embed(TEXTS[:21]), TEXTS[:21])
    assert sizes(server) == [3] * 7


def test_replies_that_come_in_another_order_are_put_in_order(serve: Serve) -> None:
    second_came = threading.Event()

    def reply(request: Request) -> Reply:
        if TEXTS[0] in request.body["input"]:
            assert second_came.wait(30)
        else:
            second_came.set()
        return served(request)

    assert right(at(serve(reply), requests=2, batch=5).embed(TEXTS[:10]), TEXTS[:10])


def test_connections_are_kept_and_used_again(serve: Serve) -> None:
    server = serve(served)
    embedder = at(server, requests=2, batch=1)
    embedder.embed(TEXTS)
    embedder.embed(TEXTS[:5])
    assert len({request.port for request in server.requests}) <= 2


def test_a_password_in_the_address_is_not_shown(serve: Serve) -> None:
    url = serve(lambda _: Reply("no", status=400)).base_url.replace("//", "//me:sesame@")
    for base_url in (url, "ftp://me:sesame@host/v1"):
        with pytest.raises(EmbedderError) as caught:
            ServerEmbedder("scripted", base_url, "THE_KEY").embed(TEXTS[:1])
        assert "sesame" not in caught.value.message + caught.value.hint
    assert "sesame" not in repr(status(EmbeddingSettings(model="scripted", base_url=url)))


# -- too many, too long --------------------------------------------------------------------------


def taking(most: int, status: int, words: str) -> Callable[[Request], Reply]:
    """A server that takes so many texts in a request."""
    return lambda request: (
        served(request)
        if len(request.body["input"]) <= most
        else Reply(words, status=status, headers=NO_WAIT)
    )


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (422, "batch size 50 > maximum allowed batch size 7"),
        (400, "batch size is invalid, it should not be larger than 7."),
        (400, "'input': array too big, at most 7 items"),
        (400, "Requested 9000 units, the most per request is 5000"),
        (413, "Request Entity Too Large"),
        (413, "<html>nginx</html>"),
    ],
)
def test_a_server_that_takes_fewer_texts_gets_fewer_from_then_on(
    serve: Serve, status: int, words: str
) -> None:
    server = serve(taking(7, status, words))
    embedder = at(server, requests=1)
    assert right(embedder.embed(TEXTS), TEXTS)
    before = len(server.requests)
    assert right(embedder.embed(TEXTS), TEXTS)
    assert max(sizes(server)[before:]) <= 7
    assert embedder.cut == 0


def reading(most: int, status: int, words: str) -> Callable[[Request], Reply]:
    """A server whose model reads so many characters of a text."""
    return lambda request: (
        served(request)
        if max(len(text) for text in request.body["input"]) <= most
        else Reply(words, status=status)
    )


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "This model's maximum context length is 512 tokens. However, you asked for 690"),
        (413, "`inputs` must have less than 512 tokens. Given: 690"),
        (500, "input is too large to process. increase the physical batch size"),
        (400, "the input length exceeds the context length"),
    ],
)
def test_of_a_text_that_is_too_long_the_beginning_is_embedded_and_counted(
    serve: Serve, status: int, words: str
) -> None:
    server = serve(reading(700, status, words))
    embedder = at(server, requests=1, batch=16)
    long = "Eels, eels and again eels. " * 100
    texts = [*TEXTS[:20], long, *TEXTS[20:]]
    found = embedder.embed(texts)
    assert right(np.delete(found, 20, axis=0), TEXTS)
    (kept,) = {
        text
        for request in server.requests
        for text in request.body["input"]
        if text not in texts and len(text) <= 700
    }
    assert long.startswith(kept)
    assert len(kept) > 400
    assert right(found[20:21], [kept])
    assert embedder.cut == 1
    assert sizes(server)[-1] > 1, "a long text does not make the batches smaller"


def test_a_server_that_finds_every_text_too_long_is_an_error(serve: Serve) -> None:
    server = serve(lambda _: Reply("0 tokens are the maximum context length", status=400))
    with pytest.raises(EmbedderError, match="maximum context length"):
        at(server).embed(["An eel. " * 1000])
    assert len(server.requests) < 20


# -- busy, gone, several -------------------------------------------------------------------------


def test_the_wait_that_a_busy_server_asks_for_is_kept(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    busy = iter(
        [Reply("slow down", status=status, headers={"Retry-After": "7"}) for status in (429, 503)]
    )
    server = serve(lambda request: next(busy, None) or served(request))
    assert right(at(server).embed(TEXTS[:1]), TEXTS[:1])
    assert waits == [7.0, 7.0]


def failing(times: int) -> Callable[[Request], Reply]:
    """A server that fails so often after its first reply."""
    count = itertools.count()
    return lambda request: (
        Reply("busy", status=503, headers=NO_WAIT) if 1 <= next(count) <= times else served(request)
    )


def test_many_texts_wait_longer_for_a_server_than_a_question_does(serve: Serve) -> None:
    patient = at(serve(failing(PATIENT_RETRIES)), requests=1)
    patient.embed(TEXTS[:1])
    assert right(patient.embed(TEXTS), TEXTS)
    hasty = at(serve(failing(RETRIES + 1)), requests=1)
    hasty.embed(TEXTS[:1])
    with pytest.raises(EmbedderError, match="HTTP 503"):
        hasty.embed(TEXTS[:1])


def balanced(*servers: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
    """One address, and another server behind it at each request."""
    turn = itertools.cycle(servers)
    lock = threading.Lock()

    def reply(request: Request) -> Reply:
        with lock:
            server = next(turn)
        return server(request)

    return reply


def test_servers_behind_one_address_share_the_work_though_one_is_down(serve: Serve) -> None:
    shares: list[list[Request]] = [[], []]

    def working(share: list[Request]) -> Callable[[Request], Reply]:
        return lambda request: share.append(request) or served(request)  # type: ignore[func-returns-value]

    down = Reply("bad gateway", status=502, headers=NO_WAIT)
    server = serve(balanced(working(shares[0]), lambda _: down, working(shares[1])))
    assert right(at(server, requests=1, batch=2).embed(TEXTS), TEXTS)
    assert all(shares)
    assert sum(len(r.body["input"]) for share in shares for r in share) == len(TEXTS)


def test_servers_behind_one_address_with_vectors_of_other_lengths_are_refused(
    serve: Serve,
) -> None:
    other = Reply(raw=b'{"data": [{"embedding": [1, 2, 3]}]}')
    server = serve(balanced(served, lambda _: other))
    with pytest.raises(EmbedderError, match="a vector of 3 numbers after one of 64"):
        at(server, requests=1, batch=1).embed(TEXTS)
