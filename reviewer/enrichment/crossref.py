"""Crossref through habanero: a DOI or a title in, what the publisher deposited out."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import habanero
import httpx2
from habanero.exceptions import RequestError

from reviewer.enrichment import retraction, wire
from reviewer.enrichment.markup import plain_abstract, plain_line
from reviewer.enrichment.proposals import Field
from reviewer.enrichment.service import (
    AGENT,
    CANDIDATES,
    TIMEOUT,
    By,
    Found,
    UnansweredError,
    broken_off,
    garbled,
    refused,
    timed_out,
    unreachable,
)

ADDRESS = "https://api.crossref.org"
POLITE, PUBLIC = 0.35, 1.0
"""Seconds between requests with and without an address to write to (three a second, one)."""
PREPRINTS = ("posted-content",)
SELECTED = [
    "DOI", "URL", "title", "subtitle", "author", "issued", "container-title", "event", "type",
    "abstract", "updated-by", "update-to",
]  # fmt: skip
_BROKEN = (ValueError, KeyError, IndexError, TypeError, AttributeError)


class Crossref:
    name = "crossref"
    label = "Crossref"
    gives = frozenset(Field) - {Field.TITLE, Field.ARXIV_ID}
    ways = frozenset({By.DOI, By.TITLE})

    def __init__(self, mailto: str | None, address: str = ADDRESS) -> None:
        self.address = address.rstrip("/")
        self.interval = POLITE if mailto else PUBLIC
        self._client = habanero.Crossref(
            base_url=self.address, mailto=mailto, ua_string=AGENT, timeout=TIMEOUT
        )

    def look_up(self, by: By, key: str) -> list[Found]:
        if by is By.DOI:
            # habanero puts the DOI into the address as it is.
            reply = self._works(ids=[quote(key, safe="/")])
            found = [reply["message"]] if reply else []
        else:
            words = wire.search_words(key)
            reply = self._works(query_bibliographic=words, limit=CANDIDATES, select=SELECTED)
            found = reply["message"].get("items")
        if not isinstance(found, list) or not all(wire.table(work).get("DOI") for work in found):
            raise garbled()
        return [_found(work) for work in found]

    def _works(self, **request: object) -> dict[str, Any]:
        with _failures():
            try:
                reply = self._client.works(**request)
            except httpx2.HTTPStatusError as error:
                if error.response.status_code == 404 and "ids" in request:
                    return {}
                raise
        if not isinstance(reply, dict) or not isinstance(reply.get("message"), dict):
            raise garbled()
        return reply


@contextmanager
def _failures() -> Iterator[None]:
    """The client's errors, some of which hide the one that caused them."""
    try:
        yield
    except (RequestError, RuntimeError, httpx2.HTTPError, *_BROKEN) as error:
        raise _told(error) from None


def _told(error: BaseException | None) -> UnansweredError:
    while error is not None:
        match error:
            case httpx2.HTTPStatusError():
                headers = error.response.headers
                return refused(error.response.status_code, headers.get("Retry-After"), time.time())
            case httpx2.TimeoutException():
                return timed_out()
            case httpx2.ConnectError():
                return unreachable()
            case httpx2.TransportError():
                return broken_off()
        error = error.__cause__ or error.__context__
    return garbled()


def _found(work: Mapping[str, Any]) -> Found:
    doi, arxiv_id = wire.identifiers(work.get("DOI"))
    title = plain_line(wire.first_text(work.get("title")))
    return Found(
        service=Crossref.label,
        url=f"https://doi.org/{doi}" if doi else wire.text(work.get("URL")),
        title=retraction.without_mark(title),
        subtitle=plain_line(wire.first_text(work.get("subtitle"))),
        authors=_authors(work),
        year=_year(work),
        venue=_venue(work),
        doi=doi,
        arxiv_id=arxiv_id,
        abstract=_abstract(work),
        retraction=retraction.by_crossref(work, title),
        is_preprint=work.get("type") in PREPRINTS,
    )


def _authors(work: Mapping[str, Any]) -> tuple[str, ...]:
    names = []
    for author in map(wire.table, wire.items(work.get("author"))):
        parts = (wire.text(author.get(part)) for part in ("given", "family", "suffix"))
        names.append(" ".join(filter(None, parts)) or wire.text(author.get("name")))
    return tuple(filter(None, map(plain_line, names)))


def _year(work: Mapping[str, Any]) -> int | None:
    """`issued` is the earliest known publication, in print or online."""
    dates = wire.items(wire.table(work.get("issued")).get("date-parts"))
    first = wire.items(dates[0]) if dates else []
    return wire.year(first[0]) if first else None


def _venue(work: Mapping[str, Any]) -> str | None:
    """Where it was published; a preprint has no venue."""
    if work.get("type") in PREPRINTS:
        return None
    titles = list(filter(None, map(wire.text, wire.items(work.get("container-title")))))
    event = wire.text(wire.table(work.get("event")).get("name"))
    # A chapter names its series before its book.
    chapter = work.get("type") == "book-chapter"
    return plain_line(titles[-1 if chapter else 0]) if titles else event or None


def _abstract(work: Mapping[str, Any]) -> str | None:
    abstract = work.get("abstract")
    return plain_abstract(abstract) or None if isinstance(abstract, str) else None
