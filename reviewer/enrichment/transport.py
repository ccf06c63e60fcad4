"""Requests of the clients that are built on `requests`, with a time limit and a name.

In comes what a client wants to fetch; out comes the response, or `UnansweredError` where the
service is busy, out of reach or answers something else. It knows no client.
"""

import time

import requests

from reviewer.enrichment.service import (
    AGENT,
    TIMEOUT,
    broken_off,
    garbled,
    refused,
    timed_out,
    unreachable,
)


class PoliteSession(requests.Session):
    """A session that never waits for ever, and reads an error where there is one.

    Args:
        agent: sent as User-Agent.
        first: what a good answer has near its start: a proxy's login page is no answer.
        last: what it has near its end: half an answer is none either.
    """

    def __init__(self, agent: str, *, first: bytes = b"", last: bytes = b"") -> None:
        super().__init__()
        self._agent = agent
        self._first = first
        self._last = last

    def send(self, request: requests.PreparedRequest, **options: object) -> requests.Response:
        request.headers["User-Agent"] = self._agent
        try:
            reply = super().send(request, **options | {"timeout": TIMEOUT})
        except requests.Timeout:
            raise timed_out() from None
        except requests.ConnectionError:
            raise unreachable() from None
        except requests.exceptions.ChunkedEncodingError:
            raise broken_off() from None
        except requests.RequestException:
            raise garbled() from None
        self._check(reply)
        return reply

    def _check(self, reply: requests.Response) -> None:
        if reply.status_code >= 400 and reply.status_code != 404:
            raise refused(reply.status_code, reply.headers.get("Retry-After"), time.time())
        if reply.status_code == 200:
            body = reply.content
            if self._first not in body[:2000] or self._last not in body[-200:]:
                raise garbled()


def agent_name(client: str, mailto: str | None) -> str:
    """`arxiv.py/4.0 literature-reviewer (mailto:ana@example.org)`."""
    contact = f" (mailto:{mailto})" if mailto else ""
    return f"{client} {AGENT}{contact}"
