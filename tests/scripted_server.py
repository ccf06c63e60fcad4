"""A real HTTP server on loopback that speaks the OpenAI protocol and says what the test scripted.

It records every request. The client underneath the program is the real one; only the words, and
the ways a server can fail, are the test's.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import pytest

from reviewer.proof import Writer
from reviewer.settings import BudgetSettings, ModelSettings

if TYPE_CHECKING:
    from reviewer.backends import Backend

NO_WAIT = {"retry-after-ms": "1"}


@dataclass(frozen=True)
class Reply:
    """One response of the server.

    Args:
        text: the words of the assistant.
        status: an HTTP error status sends `text` as the error's message.
        headers: sent as they are.
        raw: a body to send instead of a well-formed one.
        finish: the `finish_reason`; None sends a stream that just stops.
        breaks_after: close the connection after that many words of a stream.
        drops: close the connection without a word.
        stalls: say nothing until the client hangs up or the server is closed.
        stalls_after: likewise, after that many words of a stream.
        pings: while it stalls, send comments, as servers do that keep a connection alive.
        usage: None sends no token counts.
    """

    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    finish: str | None = "stop"
    breaks_after: int | None = None
    drops: bool = False
    stalls: bool = False
    stalls_after: int | None = None
    pings: bool = False
    usage: tuple[int, int] | None = (100, 20)


@dataclass(frozen=True)
class Request:
    """What the client sent; the names of the headers are in lower case."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    port: int = 0
    """The client's end of the connection."""

    @property
    def prompt(self) -> str:
        """Every message of a chat request, one after the other."""
        return "\n".join(message["content"] for message in self.body["messages"])


Script = Iterable[str | Reply] | Callable[[Request], str | Reply]


class ScriptedServer:
    """Serves on a free port of 127.0.0.1 until `close`.

    Args:
        script: replies in order (one too many requests is answered 500 "script over"), or a
            function of the request.
        models: the names that `/v1/models` lists.
    """

    def __init__(self, script: Script = (), models: Sequence[str] = ("scripted",)) -> None:
        self.requests: list[Request] = []
        self.models = models
        self.pages: dict[str, object] = {}
        """JSON at paths of the server's own, such as `/props`, asked for by GET or POST."""
        self.closing = Event()
        self.hung_up = Event()
        """Set when a client has closed the connection of a reply that stalls."""
        self._reply = script if callable(script) else _in_order(script)
        self._server = _Listener(self)
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def chats(self) -> list[Request]:
        return [request for request in self.requests if request.path == "/v1/chat/completions"]

    def reply_to(self, request: Request) -> Reply:
        self.requests.append(request)
        scripted = self._reply(request)
        return scripted if isinstance(scripted, Reply) else Reply(scripted)

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


Serve = Callable[..., ScriptedServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """`serve(script, models=…)` starts a server that the end of the test closes."""
    running: list[ScriptedServer] = []

    def start(script: Script = (), models: Sequence[str] = ("scripted",)) -> ScriptedServer:
        running.append(ScriptedServer(script, models))
        return running[-1]

    yield start
    for server in running:
        server.close()


Open = Callable[..., "Backend"]


@pytest.fixture
def open_at() -> Open:
    """`open_at(base_url, cache_folder=None, **settings)`: a model without retries, `scripted`."""

    def opened(base_url: str, cache_folder: Path | None = None, **settings: object) -> "Backend":
        from reviewer.backends import open_backend

        given = {"name": "scripted", "retries": 0, "timeout": 20.0} | settings
        backend = open_backend(ModelSettings(base_url=base_url, **given), cache_folder)
        assert backend is not None
        return backend

    return opened


def once(backend: "Backend", root: Path | None = None) -> Writer:
    """A writer that asks the model once: no repair, no judge."""
    return Writer(backend, root=root, repair=False)


OpenBudgeted = Callable[..., "Backend"]


@pytest.fixture
def open_budgeted() -> OpenBudgeted:
    """`open_budgeted(base_url, cache_folder=None, retries=0, **budget)`: `scripted` on a budget."""

    def opened(
        base_url: str, cache_folder: Path | None = None, retries: int = 0, **budget: float
    ) -> "Backend":
        from reviewer.backends import open_backend

        settings = ModelSettings(base_url=base_url, name="scripted", retries=retries, timeout=20.0)
        given = BudgetSettings.model_validate(budget)
        backend = open_backend(settings, cache_folder, given)
        assert backend is not None
        return backend

    return opened


@contextmanager
def refused() -> Iterator[str]:
    """A base URL where nothing listens."""
    server = ScriptedServer()
    server.close()
    yield server.base_url


def _in_order(script: Iterable[str | Reply]) -> Callable[[Request], str | Reply]:
    replies = iter(script)
    return lambda _: next(replies, Reply("script over", status=500, headers=NO_WAIT))


class _Listener(ThreadingHTTPServer):
    def __init__(self, owner: ScriptedServer) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is nothing to print."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    server: _Listener
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.owner.requests.append(Request(self.path, _lower(self.headers), {}))
        if self.path in self.server.owner.pages:
            page = self.server.owner.pages[self.path]
            return self._send(200, json.dumps(page).encode(), {})
        if self.path != "/v1/models":
            return self._send(404, b"not here", {})
        listed = {"object": "list", "data": [_model(name) for name in self.server.owner.models]}
        return self._send(200, json.dumps(listed).encode(), {})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.startswith("/api/"):
            return self.do_GET()
        sent = Request(self.path, _lower(self.headers), body, self.client_address[1])
        reply = self.server.owner.reply_to(sent)
        if reply.drops:
            self.close_connection = True
        elif reply.stalls:
            self._stall(reply)
        elif reply.raw is not None:
            self._send(reply.status, reply.raw, reply.headers)
        elif reply.status != 200:
            error = {"error": {"message": reply.text, "type": "scripted", "code": None}}
            self._send(reply.status, json.dumps(error).encode(), reply.headers)
        elif body.get("stream"):
            self._stream(reply, body)
        else:
            self._send(200, json.dumps(_completion(reply, body)).encode(), reply.headers)

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json"} | headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, reply: Reply, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()
        for event in _events(reply, body):
            self._write_chunk(f"data: {event}\n\n")
        if reply.stalls_after is not None:
            self._stall(reply)
        elif reply.breaks_after is None:
            self.wfile.write(b"0\r\n\r\n")
        self.close_connection = True

    def _write_chunk(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def _stall(self, reply: Reply) -> None:
        """Wait for the client to hang up, or for the end of the test."""
        owner = self.server.owner
        self.close_connection = True
        self.connection.settimeout(0.01)
        with suppress(ConnectionError):
            while not owner.closing.is_set():
                with suppress(TimeoutError):
                    if self.connection.recv(1) == b"":
                        break
                if reply.pings:
                    self._write_chunk(": ping\n\n")
            else:
                return
        owner.hung_up.set()

    def log_message(self, *args: object) -> None:
        """Nothing on stderr."""


def _lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _events(reply: Reply, body: dict[str, Any]) -> Iterator[str]:
    words = reply.text.split(" ")
    pieces = [word if i == 0 else f" {word}" for i, word in enumerate(words)]
    cut = reply.breaks_after if reply.stalls_after is None else reply.stalls_after
    for piece in pieces[:cut]:
        yield json.dumps(_chunk(body, [{"index": 0, "delta": {"content": piece}}]))
    if cut is not None or reply.finish is None:
        return
    end = {"index": 0, "delta": {}, "finish_reason": reply.finish}
    yield json.dumps(_chunk(body, [end]))
    if reply.usage and body.get("stream_options", {}).get("include_usage"):
        yield json.dumps(_chunk(body, []) | {"usage": _usage(reply.usage)})
    yield "[DONE]"


def _completion(reply: Reply, body: dict[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", "content": reply.text}
    choice = {"index": 0, "message": message, "finish_reason": reply.finish}
    usage = {} if reply.usage is None else {"usage": _usage(reply.usage)}
    return {**_head(body), "object": "chat.completion", "choices": [choice], **usage}


def _chunk(body: dict[str, Any], choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {**_head(body), "object": "chat.completion.chunk", "choices": choices}


def _head(body: dict[str, Any]) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "created": 0, "model": body.get("model")}


def _usage(counts: tuple[int, int]) -> dict[str, int]:
    prompt, completion = counts
    total = prompt + completion
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": total}


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "scripted"}
