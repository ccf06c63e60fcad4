"""The door to a service: what it can be asked, what it finds, and how it fails.

It knows no particular service, and nothing of the user's paper but the one key that is sent.
"""

from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Protocol

from reviewer.enrichment.proposals import Field
from reviewer.models import Model

CANDIDATES = 5
"""Results asked of a title search. One can be told from its namesakes only beside them."""
TIMEOUT = 30.0
"""Seconds to wait for one answer."""
AGENT = "literature-reviewer"
"""How a request names this program, beside the client's own name."""
BUSY = frozenset({403, 408, 425, 429, 500, 502, 503, 504})
"""States that pass: OpenAlex says 403 as well as 429 where it is asked too fast."""


class By(StrEnum):
    """What a paper can be looked up by, the surest first."""

    DOI = "doi"
    ARXIV_ID = "arxiv_id"
    TITLE = "title"


class Found(Model):
    """What a service says of a paper. None and () mean that it does not say.

    Args:
        url: where a person can look it up.
        authors: given name first; empty where the service gives a part of the list only.
        is_preprint: it is not the published version.
        retraction: `retracted 2021-05-03 (Crossref)`, and the like.
    """

    service: str
    url: str
    title: str
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str | None = None
    doi: str | None = None
    arxiv_id: str | None = None
    abstract: str | None = None
    retraction: str | None = None
    is_preprint: bool = False


class Service(Protocol):
    """A source of metadata.

    Attributes:
        name: as the settings spell it; `label` as a person does.
        address: of its API.
        interval: seconds between two requests.
        gives: the fields it may fill.
        ways: what it can be asked by.
    """

    name: str
    label: str
    address: str
    interval: float
    gives: frozenset[Field]
    ways: frozenset[By]

    def look_up(self, by: By, key: str) -> list[Found]:
        """Everything the service finds under `key`; nothing else of a paper is sent.

        Raises:
            UnansweredError: it could not be reached, is busy, or answers something else.
        """


class UnansweredError(Exception):
    """A service gave no answer; it never leaves this package.

    Args:
        reason: what happened, to be read after the service's name.
        passing: the same request may be answered a little later.
        pause: seconds the service asks to be left alone, None if it does not say.
        closes: asking for another paper will not help either.
    """

    def __init__(
        self,
        reason: str,
        *,
        passing: bool = False,
        pause: float | None = None,
        closes: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.passing = passing
        self.pause = pause
        self.closes = closes


def refused(status: int, retry_after: str | None, now: float) -> UnansweredError:
    """What an HTTP status other than success means.

    Args:
        status: the HTTP status.
        retry_after: the header, in seconds or as a date.
        now: seconds since 1970, to count a date from.
    """
    reasons = {401: "does not accept the key", 429: "has had too many requests"}
    reason = f"{reasons.get(status, 'answered with an error')} (HTTP {status})"
    return UnansweredError(reason, passing=status in BUSY, pause=_seconds(retry_after, now))


def timed_out() -> UnansweredError:
    return UnansweredError(f"did not answer within {TIMEOUT:g} seconds", passing=True)


def unreachable() -> UnansweredError:
    return UnansweredError("cannot be reached", passing=True, closes=True)


def broken_off() -> UnansweredError:
    return UnansweredError("broke off its answer", passing=True)


def garbled() -> UnansweredError:
    return UnansweredError("answered with something that cannot be read")


def _seconds(retry_after: str | None, now: float) -> float | None:
    if retry_after is None:
        return None
    if retry_after.strip().isascii() and retry_after.strip().isdigit():
        return float(retry_after)
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - now)
    except (ValueError, OverflowError):
        return None
