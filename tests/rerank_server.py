"""A real HTTP server on loopback that reranks in the dialect of a real one, and fails on demand.

It scores a passage by the share of the query's words that it holds. What each dialect takes and
sends is what the servers of that name do, as far as their sources and documentation show it.
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

AT_ONCE = {"Retry-After": "0"}
PATHS = {
    "vllm": ("/rerank", "/v1/rerank", "/v2/rerank"),
    "llama.cpp": ("/rerank", "/reranking", "/v1/rerank", "/v1/reranking"),
    "tei": ("/rerank",),
    "infinity": ("/rerank",),
    "cohere": ("/v2/rerank",),
}
FIELDS = {
    "tei": {"query", "texts", "truncate", "raw_scores", "return_text", "truncation_direction"},
    "cohere": {"model", "query", "documents", "top_n", "max_tokens_per_doc"},
}


@dataclass(frozen=True)
class Trouble:
    """One response that is not the scores.

    Args:
        status: of a body that is sent as it is.
        stalls: say nothing until the server is closed.
        hangs_up: close the connection without a word.
        drips: send the body's head and then nothing until the server is closed.
    """

    status: int = 200
    body: str | bytes = ""
    headers: dict[str, str] = field(default_factory=dict)
    stalls: bool = False
    hangs_up: bool = False
    drips: bool = False


@dataclass(frozen=True)
class Asked:
    """A request; the names of the headers are in lower case."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def texts(self) -> list[str]:
        return list(self.body.get("documents") or self.body.get("texts") or [])


class RerankServer:
    """Serves on a free port of 127.0.0.1 until `close`.

    Args:
        dialect: whose.
        troubles: the first responses.
        key: what the client must have.
        most: passages in one request.
        longest: characters of a passage.
        reply: makes the reply of request and scores, instead of the dialect's own.
    """

    def __init__(
        self,
        dialect: str = "vllm",
        troubles: Sequence[Trouble] = (),
        *,
        key: str | None = None,
        most: int | None = None,
        longest: int | None = None,
        reply: Callable[[Asked, list[float]], object] | None = None,
    ) -> None:
        self.dialect = dialect
        self.key = key
        self.most = most
        self.longest = longest
        self.reply = reply or _REPLIES[dialect]
        self.asked: list[Asked] = []
        self.closing = Event()
        self._lock = Lock()
        self._troubles = iter(troubles)
        self._server = _Listener(self)
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def base_url(self) -> str:
        return f"{self.root}/v1"

    def trouble_for(self, asked: Asked) -> Trouble | None:
        with self._lock:
            self.asked.append(asked)
            return next(self._troubles, None)

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def serving(
    dialect: str = "vllm", troubles: Sequence[Trouble] = (), **options: Any
) -> Iterator[RerankServer]:
    server = RerankServer(dialect, troubles, **options)
    try:
        yield server
    finally:
        server.close()


def share(query: str, text: str) -> float:
    """The score of every dialect, as a probability: of the query's words, how many are there."""
    wanted, held = _words(query), _words(text)
    return (1 + 9 * len(wanted & held) / len(wanted)) / 11 if wanted else 0.5


def logit(probability: float) -> float:
    return math.log(probability / (1 - probability))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _best_first(scores: list[float]) -> list[tuple[int, float]]:
    return sorted(enumerate(scores), key=lambda pair: -pair[1])


def _vllm(asked: Asked, scores: list[float]) -> object:
    results = [
        {"index": index, "document": {"text": asked.texts[index]}, "relevance_score": score}
        for index, score in _best_first(scores)
    ]
    return {"id": "rerank-1", "model": "m", "usage": {"total_tokens": 9}, "results": results}


def _llama(asked: Asked, scores: list[float]) -> object:
    results = [{"index": i, "relevance_score": logit(score)} for i, score in enumerate(scores)]
    return {"model": "m", "object": "list", "usage": {}, "results": results}


def _tei(asked: Asked, scores: list[float]) -> object:
    return [{"index": index, "score": score} for index, score in _best_first(scores)]


def _infinity(asked: Asked, scores: list[float]) -> object:
    results = [
        {"relevance_score": score, "index": index, "document": None}
        for index, score in _best_first(scores)
    ]
    return {"object": "rerank", "model": "m", "usage": {}, "id": "infinity-1", "results": results}


_REPLIES: dict[str, Callable[[Asked, list[float]], object]] = {
    "vllm": _vllm,
    "llama.cpp": _llama,
    "tei": _tei,
    "infinity": _infinity,
    "cohere": _infinity,
}


class _Listener(ThreadingHTTPServer):
    def __init__(self, owner: RerankServer) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Listener
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        owner = self.server.owner
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.path, headers, body)
        trouble = owner.trouble_for(asked)
        if trouble is not None:
            self._fail(trouble)
            return
        status, reply = self._answer(asked)
        self._send(status, json.dumps(reply).encode(), {})

    def _answer(self, asked: Asked) -> tuple[int, object]:
        owner = self.server.owner
        if asked.path not in PATHS[owner.dialect]:
            return 404, {"detail": "Not Found"}
        if owner.key and asked.headers.get("authorization") != f"Bearer {owner.key}":
            said = asked.headers.get("authorization", "nothing")
            return 401, {"error": {"message": f"wrong key: {said}"}}
        refused = self._refused(asked)
        if refused is not None:
            return refused
        scores = [share(asked.body["query"], text) for text in asked.texts]
        return 200, owner.reply(asked, scores)

    def _refused(self, asked: Asked) -> tuple[int, object] | None:
        owner = self.server.owner
        wanted = "texts" if owner.dialect == "tei" else "documents"
        unknown = asked.body.keys() - FIELDS.get(owner.dialect, asked.body.keys())
        if wanted not in asked.body:
            return 422, f"Failed to deserialize the JSON body: missing field `{wanted}`"
        if unknown:
            return 400, {"message": f"unknown fields: {sorted(unknown)}"}
        count, size = len(asked.texts), max(map(len, asked.texts))
        if owner.most is not None and count > owner.most:
            said = f"batch size {count} > maximum allowed batch size {owner.most}"
            return 422, {"error": said, "error_type": "Validation"}
        if owner.longest is not None and size > owner.longest:
            said = (
                f"input ({size} tokens) is too large to process. increase the physical batch size"
            )
            return 500, {"error": {"code": 500, "message": said, "type": "server_error"}}
        return None

    def _fail(self, trouble: Trouble) -> None:
        body = trouble.body.encode() if isinstance(trouble.body, str) else trouble.body
        if trouble.hangs_up:
            self.close_connection = True
        elif trouble.stalls:
            self.server.owner.closing.wait()
            self.close_connection = True
        elif trouble.drips:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body) + 1))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()
            self.server.owner.closing.wait()
            self.close_connection = True
        else:
            self._send(trouble.status, body, trouble.headers)

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json"} | headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing on stderr."""
