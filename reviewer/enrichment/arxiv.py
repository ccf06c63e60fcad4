"""arXiv through its client: an arXiv id or a title in, the entries of its feed out."""

import logging

import arxiv
import requests

from reviewer.enrichment import retraction, wire
from reviewer.enrichment.markup import plain_line
from reviewer.enrichment.proposals import Field
from reviewer.enrichment.service import CANDIDATES, By, Found, garbled
from reviewer.enrichment.transport import PoliteSession, agent_name
from reviewer.text.titles import title_key

# The client warns of odd entries, which would be printed amid the results.
logging.getLogger("arxiv").addHandler(logging.NullHandler())

ADDRESS = "https://export.arxiv.org"
INTERVAL = 3.0
"""Seconds between requests, by arXiv's terms of use."""
LONGEST_QUERY = 12
"""Words of a title that are searched for."""


class Client(arxiv.Client):  # type: ignore[misc]  # the client has no types
    """The client over a session with a time limit; it waits and tries again nowhere itself."""

    def __init__(self, address: str, session: requests.Session) -> None:
        super().__init__(page_size=CANDIDATES, delay_seconds=0, num_retries=0)
        self.query_url_format = f"{address}/api/query?{{}}"
        self._session = session


class Arxiv:
    name = "arxiv"
    label = "arXiv"
    interval = INTERVAL
    gives = frozenset(Field) - {Field.TITLE, Field.VENUE}
    ways = frozenset({By.ARXIV_ID, By.TITLE})

    def __init__(self, mailto: str | None, address: str = ADDRESS) -> None:
        self.address = address.rstrip("/")
        agent = agent_name(f"arxiv.py/{arxiv.__version__}", mailto)
        session = PoliteSession(agent, first=b"<feed", last=b"</feed>")
        self._client = Client(self.address, session)

    def look_up(self, by: By, key: str) -> list[Found]:
        query = _query(key) if by is By.TITLE else ""
        if by is By.TITLE and not query:
            return []
        ids = None if query else [key]
        search = arxiv.Search(query=query, id_list=ids, max_results=CANDIDATES if query else 1)
        try:
            results = list(self._client.results(search))
        except (arxiv.ArxivError, requests.RequestException, ValueError, TypeError):
            raise garbled() from None
        # A bad request is answered with an entry that is called Error.
        return [_found(result) for result in results if "/api/errors" not in result.entry_id]


def _query(title: str) -> str:
    """The plain words of a title, all of which must be in the title.

    arXiv's titles hold LaTeX, and ours may; a phrase would have to agree in it.
    """
    words = [word for word in wire.search_words(title).split() if len(word) > 2 and word.isascii()]
    return " AND ".join(f"ti:{word}" for word in list(dict.fromkeys(words))[:LONGEST_QUERY])


def _found(result: arxiv.Result) -> Found:
    doi, _ = wire.identifiers(result.doi)
    abstract = wire.text(result.summary)
    withdrawn = retraction.by_arxiv(wire.text(result.comment), abstract)
    arxiv_id = wire.unversioned(result.entry_id)
    return Found(
        service=Arxiv.label,
        url=f"https://arxiv.org/abs/{arxiv_id}" if arxiv_id else result.entry_id,
        title=plain_line(wire.text(result.title)),
        authors=tuple(filter(None, (wire.text(author.name) for author in result.authors))),
        year=result.published.year,
        doi=doi,
        arxiv_id=arxiv_id,
        abstract=None if withdrawn or not title_key(abstract) else abstract,
        retraction=withdrawn,
        is_preprint=True,
    )
