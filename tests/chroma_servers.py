"""A real Chroma server on loopback, and a proxy before it that can do what proxies and networks do.

The server is one for all tests; each store has a collection of its own there. The proxy asks for a
key, speaks TLS, serves below a path, limits sizes, and breaks connections where a test says so.
"""

import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit

import pytest
import trustme

from reviewer.settings import StoreSettings

COMMAND = [sys.executable, "-c", "from chromadb.cli.cli import app; app()"]


class ChromaProcess:
    """`chroma run` over a folder, on one port for all its life.

    Args:
        folder: where it keeps its data and its log.
    """

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._folder = folder
        self.url = f"http://127.0.0.1:{self._port}"
        self.start()

    def start(self) -> None:
        """Start it, and return when it answers."""
        folder, log = self._folder / "data", self._folder / "log"
        options = ["run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(self._port)]
        with log.open("ab") as out:
            # In a group of its own: nothing that is killed with a test takes it along.
            self._process = subprocess.Popen(
                [*COMMAND, *options], stdout=out, stderr=out, start_new_session=True
            )
        while self._process.poll() is None:
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
        pytest.fail(f"the Chroma server did not start: {log.read_text()}")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    """One Chroma server for all tests."""
    running = ChromaProcess(tmp_path_factory.mktemp("chroma"))
    yield running
    running.stop()


@pytest.fixture
def chroma_to_stop(tmp_path: Path) -> Iterator[ChromaProcess]:
    """One for a test that stops it."""
    running = ChromaProcess(tmp_path)
    yield running
    running.stop()


@dataclass(frozen=True)
class Seen:
    """A request as it reached the proxy; the names of the headers are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    size: int


@dataclass(frozen=True)
class Answer:
    """A reply of the proxy's own."""

    status: int
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Broken:
    """The connection is closed without a reply, after the server has done it or before."""

    done: bool = False


@dataclass(frozen=True)
class Silence:
    """No reply until the proxy is closed."""


Act = Answer | Broken | Silence | None


class ChromaProxy:
    """Serves on a free port of 127.0.0.1 until `close`, for a server or all by itself.

    Args:
        upstream: address of the server behind it.
        act: what to do with a request instead of passing it on; None passes it on.
        certificate: to speak TLS.
        key: the header that every request must have, and its value.
        prefix: the path it serves below.
    """

    def __init__(
        self,
        upstream: str = "",
        act: Callable[[Seen], Act] = lambda _: None,
        *,
        certificate: trustme.LeafCert | None = None,
        key: tuple[str, str] | None = None,
        prefix: str = "",
    ) -> None:
        self.upstream, self.act, self.key, self.prefix = upstream, act, key, prefix
        self.seen: list[Seen] = []
        self.closing = Event()
        self._server = _Listener(self)
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            certificate.configure_cert(context)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        scheme = "http" if certificate is None else "https"
        self.url = f"{scheme}://127.0.0.1:{self._server.server_address[1]}{prefix}"
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def decide(self, seen: Seen) -> Act:
        self.seen.append(seen)
        if self.key is not None and seen.headers.get(self.key[0].lower()) != self.key[1]:
            return Answer(401, f"no such key: {seen.headers.get(self.key[0].lower())}")
        if not seen.path.startswith(self.prefix):
            return Answer(404, "<html>nothing here</html>")
        return self.act(seen)

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


OpenProxy = Callable[..., ChromaProxy]


@pytest.fixture
def proxy() -> Iterator[OpenProxy]:
    """`proxy(upstream, act, …)` starts a proxy that the end of the test closes."""
    running: list[ChromaProxy] = []

    def start(*arguments: object, **options: object) -> ChromaProxy:
        running.append(ChromaProxy(*arguments, **options))  # type: ignore[arg-type]
        return running[-1]

    yield start
    for one in running:
        one.close()


@pytest.fixture
def no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests are sent again at once."""
    from reviewer.store import chroma_session

    monkeypatch.setattr(chroma_session, "DELAYS", (0.0, 0.0))


def at(url: str, **settings: object) -> StoreSettings:
    return StoreSettings.model_validate({"url": url} | settings)


def replies(**paths: Answer) -> Callable[[Seen], Act]:
    """A server that knows these last parts of paths, and says that there is nothing else."""
    return lambda seen: paths.get(seen.path.rpartition("/")[2], Answer(404, '{"detail": "none"}'))


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, owner: ChromaProxy) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Listener
    protocol_version = "HTTP/1.1"

    def _handle(self) -> None:
        owner = self.server.owner
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        act = owner.decide(Seen(self.command, self.path, headers, len(body)))
        if isinstance(act, Silence):
            owner.closing.wait()
        if act is None or act == Broken(done=True):
            reply = self._pass_on(body, headers)
        elif isinstance(act, Answer):
            reply = act
        if isinstance(act, Broken | Silence):
            self.close_connection = True
            return
        self._send(reply)

    do_GET = do_POST = do_PUT = do_DELETE = _handle  # noqa: N815 - http.server's names

    def _pass_on(self, body: bytes, headers: dict[str, str]) -> Answer:
        owner = self.server.owner
        behind = HTTPConnection(urlsplit(owner.upstream).netloc)
        kept = {name: value for name, value in headers.items() if name in ("content-type",)}
        try:
            behind.request(self.command, self.path.removeprefix(owner.prefix), body, kept)
            reply = behind.getresponse()
            kind = reply.getheader("Content-Type") or "text/plain"
            return Answer(reply.status, reply.read().decode(), {"Content-Type": kind})
        finally:
            behind.close()

    def _send(self, reply: Answer) -> None:
        body = reply.body.encode()
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on stderr."""
