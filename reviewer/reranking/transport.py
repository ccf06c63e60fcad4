"""Requests to one rerank server: a body in, a reply out, within a time limit.

It finds the server's path, tries again what may pass, and keeps the key out of every message. It
does not know what is sent, or what a reply means.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from threading import Event
from time import monotonic
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx

from reviewer.errors import RerankError, RerankUnreachableError
from reviewer.keys import key_in, without_key
from reviewer.reranking.dialects import is_too_long, is_too_many, words_in
from reviewer.text.addresses import is_address, shown

CONNECT = 5.0
"""Seconds to wait for a connection: a server that is there takes one at once."""
BACK_OFF = 0.5
"""Seconds before the first retry; twice as long before each further one."""
LARGEST_REPLY = 32_000_000
"""Bytes; servers that send the passages back send a few million at most."""
_PASSING = (0, 408, 429, 502, 503, 504)
_ELSEWHERE = (404, 405)


@dataclass(frozen=True)
class Reply:
    """What a server sent; a status of 0 is a lost connection, and `body` says how it was lost."""

    status: int
    body: bytes
    retry_after: float | None = None

    @cached_property
    def words(self) -> str:
        """What the server says beside an error status, on one line."""
        return words_in(self.body)

    @property
    def may_pass(self) -> bool:
        """Whether the same request may be answered a moment later."""
        if self.status == 500:  # what llama.cpp says of a passage that is too long
            return not is_too_long(self.words) and not is_too_many(self.words)
        return self.status in _PASSING


class Server:
    """A rerank server.

    Args:
        base_url: with or without `/v1` and `/rerank` at its end.
        key_variable: environment variable that holds the key; it may be unset.
        retries: how often a request is sent again.

    Raises:
        RerankError: `base_url` is no address.
    """

    def __init__(self, base_url: str, key_variable: str, retries: int) -> None:
        if not is_address(base_url):
            raise RerankError(
                f"rerank.base_url = {shown(base_url)!r} is no address",
                hint="it looks like http://localhost:8080/v1",
            )
        self.shown = shown(base_url).rstrip("/")
        self.key_variable = key_variable
        self.retries = retries
        self.paths = _paths(base_url)

    @property
    def key(self) -> str:
        """The key, empty where none is set.

        Raises:
            RerankError: it cannot be sent.
        """
        return key_in(self.key_variable, RerankError)

    @contextmanager
    def calling(self, seconds: float) -> "Iterator[Call]":
        """Requests that may take `seconds` together."""
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        with httpx.Client(headers=headers, verify=self._certificates) as client:
            yield Call(self, client, seconds)

    @cached_property
    def _certificates(self) -> ssl.SSLContext:
        """Read once a session: it takes longer than a small request."""
        return httpx.create_ssl_context()

    def plain(self, text: str) -> str:
        """A foreign text on one line, shortened, and without the key, which some servers repeat."""
        return without_key(text, self.key)

    def absent(self, why: str) -> RerankUnreachableError:
        return RerankUnreachableError(
            f"no rerank server answers at {self.shown} ({self.plain(why).lower()})",
            hint='start it, mend rerank.base_url, or set rerank.by = "off"',
        )

    def strange(self, what: str) -> RerankError:
        return RerankError(
            f"{self.shown} sends {what}",
            hint="check rerank.base_url: it must be a rerank server, and often ends in /v1",
        )


class Call:
    """The requests of one reranking, which threads may share.

    Args:
        server: who is asked.
        client: open.
        seconds: how long they may take together, waiting included.
    """

    def __init__(self, server: Server, client: httpx.Client, seconds: float) -> None:
        self._server = server
        self._client = client
        self._seconds = seconds
        self._end = monotonic() + seconds
        self._stopped = Event()

    def stop(self) -> None:
        """Send nothing again."""
        self._stopped.set()

    def post(self, body: dict[str, Any]) -> Reply:
        """The reply, whatever its status, after the retries that it calls for.

        Raises:
            RerankUnreachableError: there is no reply, or none in time.
            RerankError: the reply is endless or garbled.
        """
        first, *others = self._server.paths
        reply = self._tried(first, body)
        for other in others if reply.status in _ELSEWHERE else []:
            there = self._tried(other, body)
            if there.status not in _ELSEWHERE:
                self._server.paths = (other,)
                return there
        return reply

    def _tried(self, url: str, body: dict[str, Any]) -> Reply:
        reply, pause = self._sent(url, body), BACK_OFF
        for _ in range(self._server.retries):
            asked = pause if reply.retry_after is None else reply.retry_after
            if not reply.may_pass or not self._waited(asked):
                break
            reply, pause = self._sent(url, body), 2 * pause
        if reply.status == 0:
            raise self._server.absent(reply.words)
        return reply

    def _waited(self, seconds: float) -> bool:
        """Whether there was time to wait, and there is something to go on for."""
        return seconds < self._end - monotonic() and not self._stopped.wait(seconds)

    def _sent(self, url: str, body: dict[str, Any]) -> Reply:
        try:
            return self._request(url, body)
        except httpx.TimeoutException:
            raise RerankUnreachableError(
                f"no reply of {self._server.shown} within {self._seconds:g} s",
                hint="raise rerank.timeout, or lower rerank.candidates",
            ) from None
        except httpx.ConnectError as error:
            raise self._server.absent(_reason(error)) from None
        except httpx.TransportError as error:
            return Reply(0, _reason(error).encode())
        except httpx.DecodingError:
            raise self._server.strange("a reply that cannot be unpacked") from None

    def _request(self, url: str, body: dict[str, Any]) -> Reply:
        left = max(self._end - monotonic(), 0.001)
        patience = httpx.Timeout(left, connect=min(left, CONNECT))
        data = bytearray()
        with self._client.stream("POST", url, json=body, timeout=patience) as response:
            for piece in response.iter_bytes():
                data += piece
                if len(data) > LARGEST_REPLY:
                    raise self._server.strange(f"more than {LARGEST_REPLY:,} bytes")
                if monotonic() > self._end:
                    raise httpx.ReadTimeout("it does not end in time")
            after = _seconds(response.headers.get("retry-after"))
            return Reply(response.status_code, bytes(data), after)


def _paths(base_url: str) -> tuple[str, ...]:
    """Where a server may take requests, the likeliest first.

    vLLM, llama.cpp and Infinity answer at `/rerank`, some at `/v1/rerank` too, and Text Embeddings
    Inference at `/rerank` only, whatever address the user was told.
    """
    parts = urlsplit(base_url)
    path = parts.path.rstrip("/")
    if path.endswith(("/rerank", "/reranking")):
        paths = [path]
    else:
        stem, _, last = path.rpartition("/")
        versioned = last[:1] == "v" and last[1:].isdigit()
        paths = [f"{path}/rerank", f"{stem}/rerank" if versioned else f"{path}/v1/rerank"]
    return tuple(urlunsplit(parts._replace(path=path)) for path in paths)


def _seconds(text: str | None) -> float | None:
    """A Retry-After in seconds, whether it gives a number or a date; None where it is neither."""
    if text is None:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _reason(error: BaseException) -> str:
    """What the system says of a lost connection, at the end of the chain of causes."""
    cause: BaseException | None = error
    reason = str(error)
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            reason = cause.strerror
        cause = cause.__cause__ or cause.__context__
    return reason or type(error).__name__
