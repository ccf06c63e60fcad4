"""OpenAlex through pyalex: a DOI, an arXiv id or a title in, its works out."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pyalex
import requests

from reviewer.enrichment import retraction, wire
from reviewer.enrichment.markup import plain_line
from reviewer.enrichment.proposals import Field
from reviewer.enrichment.service import CANDIDATES, By, Found, garbled
from reviewer.enrichment.transport import PoliteSession, agent_name

ADDRESS = "https://api.openalex.org"
INTERVAL = 0.2
"""Seconds between requests; it allows many more."""
SELECTED = [
    "id", "doi", "title", "display_name", "publication_year", "primary_location", "locations",
    "type", "authorships", "abstract_inverted_index", "is_retracted",
]  # fmt: skip
MOST_LISTED = 100
"""Authors in an answer to a search; a longer list is cut there."""


class Works(pyalex.Works):  # type: ignore[misc]  # the client has no types
    """The client's own works, asked at another address and over a session with a time limit.

    The client writes its address into each request, with the name of this class, and waits
    without limit.
    """

    def __init__(self, address: str, session: requests.Session) -> None:
        super().__init__()
        self._address = address
        self._session = session

    @property
    def url(self) -> str:
        return str(super().url).replace(ADDRESS, self._address, 1)

    def _get_from_url(self, url: str, session: requests.Session | None = None) -> object:
        return super()._get_from_url(url, session or self._session)


class OpenAlex:
    name = "openalex"
    label = "OpenAlex"
    interval = INTERVAL
    gives = frozenset(Field) - {Field.TITLE}
    ways = frozenset(By)

    def __init__(self, mailto: str | None, key: str | None = None, address: str = ADDRESS) -> None:
        self.address = address.rstrip("/")
        agent = agent_name(f"pyalex/{pyalex.__version__}", mailto)
        self._settings = {"email": mailto, "api_key": key, "user_agent": agent}
        self._works = partial(Works, self.address, PoliteSession(agent))

    def look_up(self, by: By, key: str) -> list[Found]:
        pyalex.config.update(self._settings)  # the client keeps these for the whole process
        try:
            if by is By.TITLE:
                query = self._works().search_filter(title=wire.search_words(key))
                works = wire.items(query.select(SELECTED).get(per_page=CANDIDATES))
            else:
                doi = key if by is By.DOI else f"{wire.ARXIV_DOI}{key}"
                works = [self._works()[f"https://doi.org/{doi}"]]
        except requests.HTTPError:  # 404: the session lets no other error through
            if by is By.TITLE:
                raise garbled() from None
            return []
        except (requests.RequestException, ValueError, KeyError, TypeError, AttributeError):
            raise garbled() from None
        return [_found(wire.table(work), listed=by is By.TITLE) for work in works]


def _found(work: Mapping[str, Any], *, listed: bool) -> Found:
    doi, arxiv_id = wire.identifiers(work.get("doi"))
    title = plain_line(wire.text(work.get("title")) or wire.text(work.get("display_name")))
    authors = _authors(work)
    venue = _venue(work)
    return Found(
        service=OpenAlex.label,
        url=wire.text(work.get("id")),
        title=retraction.without_mark(title),
        authors=() if listed and len(authors) >= MOST_LISTED else authors,
        year=wire.year(work.get("publication_year")),
        venue=venue,
        doi=doi,
        arxiv_id=arxiv_id or _arxiv_id(work),
        abstract=_abstract(work.get("abstract_inverted_index")),
        retraction=retraction.by_openalex(work),
        is_preprint=work.get("type") == "preprint" or (doi is None and venue is None),
    )


def _authors(work: Mapping[str, Any]) -> tuple[str, ...]:
    """As the paper spells them; OpenAlex's own name for a person may be another spelling."""
    names = []
    for authorship in map(wire.table, wire.items(work.get("authorships"))):
        person = wire.table(authorship.get("author"))
        written = wire.text(authorship.get("raw_author_name"))
        names.append(wire.text(person.get("display_name")) if "," in written else written)
        names[-1] = names[-1] or wire.text(person.get("display_name")) or written
    return tuple(filter(None, names))


def _venue(work: Mapping[str, Any]) -> str | None:
    source = wire.table(wire.table(work.get("primary_location")).get("source"))
    if source.get("type") == "repository":
        return None
    return wire.text(source.get("display_name")) or None


def _arxiv_id(work: Mapping[str, Any]) -> str | None:
    locations = map(wire.table, wire.items(work.get("locations")))
    pages = (wire.text(location.get("landing_page_url")) for location in locations)
    return next(filter(None, map(wire.unversioned, pages)), None)


def _abstract(index: object) -> str | None:
    """The words of an inverted index, each at its places.

    pyalex can do it too; it fails on an index that is not one.
    """
    placed = [
        (place, wire.text(word))
        for word, places in wire.table(index).items()
        for place in wire.items(places)
        if isinstance(place, int)
    ]
    return plain_line(" ".join(word for _, word in sorted(placed))) or None
