"""Semantic Scholar through its client: a DOI, an arXiv id or a title in, its papers out."""

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import httpx
import semanticscholar
from semanticscholar.ApiRequester import ApiRequester

from reviewer.enrichment import wire
from reviewer.enrichment.markup import plain_line
from reviewer.enrichment.proposals import Field
from reviewer.enrichment.service import (
    CANDIDATES,
    TIMEOUT,
    By,
    Found,
    broken_off,
    garbled,
    refused,
    timed_out,
    unreachable,
)
from reviewer.enrichment.transport import agent_name

ADDRESS = "https://api.semanticscholar.org"
INTERVAL = 1.1
"""Seconds between requests: one a second is what a key allows, and what is polite without."""
FIELDS = ["title", "abstract", "year", "venue", "publicationVenue", "externalIds", "authors", "url"]
_PREFIX = {By.DOI: "DOI", By.ARXIV_ID: "ARXIV"}
_REPOSITORIES = frozenset({"arxiv.org", "arxiv", "biorxiv", "medrxiv"})


class _Requester(ApiRequester):  # type: ignore[misc]  # the client has no types
    """The client's requests, with the answers it drops: Retry-After, 502 and 503."""

    async def get_data_async(
        self,
        url: str,
        parameters: str,
        headers: dict[str, str],
        payload: dict[str, Any] | None = None,
    ) -> dict[str, object]:
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT) as http:
                reply = await http.get(url, params=parameters.lstrip("&"), headers=headers)
        except httpx.TimeoutException:
            raise timed_out() from None
        except httpx.ConnectError:
            raise unreachable() from None
        except httpx.TransportError:
            raise broken_off() from None
        except httpx.HTTPError:
            raise garbled() from None
        if reply.status_code == 404 and not url.endswith("/search"):
            return {}
        if reply.status_code != 200:
            raise refused(reply.status_code, reply.headers.get("Retry-After"), time.time())
        try:
            answer = reply.json()
        except ValueError:
            raise garbled() from None
        if not isinstance(answer, dict) or not answer.keys() & {"paperId", "total"}:
            raise garbled()
        return answer


class SemanticScholar:
    name = "semantic_scholar"
    label = "Semantic Scholar"
    interval = INTERVAL
    gives = frozenset(Field) - {Field.TITLE, Field.RETRACTION}
    ways = frozenset(By)

    def __init__(self, mailto: str | None, key: str | None = None, address: str = ADDRESS) -> None:
        self.address = address.rstrip("/")
        with _logging_as_it_is():
            self._client = semanticscholar.SemanticScholar(api_url=self.address, retry=False)
        inner = self._client._AsyncSemanticScholar
        inner._requester = _Requester(TIMEOUT, retry=False)
        agent = agent_name("semanticscholar", mailto)
        inner.auth_header = {"User-Agent": agent} | ({"x-api-key": key} if key else {})

    def look_up(self, by: By, key: str) -> list[Found]:
        try:
            if by is By.TITLE:
                words = wire.search_words(key)
                papers = self._client.search_paper(words, fields=FIELDS, limit=CANDIDATES).items
            else:
                name = f"{_PREFIX[by]}:{quote(key, safe='/')}"
                papers = [self._client.get_paper(name, fields=FIELDS)]
            given = [paper.raw_data for paper in papers]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise garbled() from None
        return [_found(paper) for paper in map(wire.table, given) if paper]


@contextmanager
def _logging_as_it_is() -> Iterator[None]:
    """The client sets up logging for the whole process when it is made."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def _found(paper: Mapping[str, Any]) -> Found:
    known = wire.table(paper.get("externalIds"))
    doi, arxiv_id = wire.identifiers(known.get("DOI"), known.get("ArXiv"))
    authors = (wire.table(author).get("name") for author in wire.items(paper.get("authors")))
    venue = _venue(paper)
    return Found(
        service=SemanticScholar.label,
        url=wire.text(paper.get("url")),
        title=plain_line(wire.text(paper.get("title"))),
        authors=tuple(filter(None, map(wire.text, authors))),
        year=wire.year(paper.get("year")),
        venue=venue,
        doi=doi,
        arxiv_id=arxiv_id,
        abstract=plain_line(wire.text(paper.get("abstract"))) or None,
        is_preprint=doi is None and venue is None,
    )


def _venue(paper: Mapping[str, Any]) -> str | None:
    full = wire.text(wire.table(paper.get("publicationVenue")).get("name"))
    venue = full or wire.text(paper.get("venue"))
    return None if venue.casefold() in _REPOSITORIES else venue or None
