"""The connection of a call under way, so that another thread can end it.

Closing a socket does not wake the thread that reads from it; shutting it down does. It knows
nothing of what is sent.
"""

import socket
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager, suppress
from threading import Event, Lock, Timer, local
from typing import Any, Protocol

import openai

_here = local()


class _Request(Protocol):
    """A request of `httpx`, or of its successor that newer releases of `openai` use."""

    headers: MutableMapping[str, str]
    extensions: MutableMapping[str, Any]


class Wire:
    """The connections that one call makes, one after the other if it is sent again."""

    def __init__(self) -> None:
        self.is_late = False
        self._cut = Event()
        self._socket: socket.socket | None = None
        self._lock = Lock()

    def cut(self) -> None:
        """End the call: what reads its reply finds that the connection is lost."""
        self._cut.set()
        self._shut()

    @property
    def is_cut(self) -> bool:
        return self._cut.is_set()

    @property
    def is_lost(self) -> bool:
        """Whether whatever fails now fails because the call was ended."""
        return self.is_cut or self.is_late

    def pause(self, seconds: float) -> None:
        """Wait, unless the call is cut."""
        self._cut.wait(seconds)

    @contextmanager
    def in_use(self, seconds: float | None) -> Iterator[None]:
        """Requests of this thread go through here, and are ended when the seconds are over."""
        timer = None if seconds is None else Timer(seconds, self._end)
        if timer is not None:
            timer.daemon = True
            timer.start()
        _here.wire = self
        try:
            yield
        finally:
            _here.wire = None
            if timer is not None:
                timer.cancel()
            with self._lock:
                self._socket = None

    def _end(self) -> None:
        self.is_late = True
        self._shut()

    def _shut(self) -> None:
        with self._lock, suppress(OSError):
            if self._socket is not None:
                # Not the method of `ssl.SSLSocket`, which pulls its session away from the reader.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def connected(self, connection: socket.socket) -> None:
        with self._lock:
            self._socket = connection
        if self.is_lost:
            self._shut()


def http_client() -> openai.DefaultHttpxClient:
    """An HTTP client for the `openai` package, each of whose calls can be cut.

    A connection serves one call: which of several is in use could not be known, and one that the
    server has closed in the meantime costs a retry.
    """
    return openai.DefaultHttpxClient(event_hooks={"request": [_watch]})


def _watch(request: "_Request") -> None:
    request.headers["Connection"] = "close"
    wire = getattr(_here, "wire", None)
    if wire is not None:
        request.extensions["trace"] = _listener(wire)


def _listener(wire: Wire) -> Callable[[str, dict[str, Any]], None]:
    def hear(event: str, info: dict[str, Any]) -> None:
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            connection = info["return_value"].get_extra_info("socket")
            if isinstance(connection, socket.socket):
                wire.connected(connection)

    return hear
