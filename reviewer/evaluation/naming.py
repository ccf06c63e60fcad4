"""Names of papers in judgements: a corpus' own ids, or whatever a user calls papers.

In come ids as judgements have them, out come papers and names; it judges nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from reviewer.evaluation.judgements import Judgements
from reviewer.merging import identity_of
from reviewer.models import Metadata, Paper
from reviewer.text.identifiers import normalise_arxiv_id, normalise_doi
from reviewer.text.titles import title_key

Key = tuple[str, str]


class Names:
    """What each document is called in judgements, runs and results.

    Args:
        aliases: the name that stands for another one, by that other one.
        names: the name of a paper by its id; any other paper is called by its cite key or id.
        excluded: names of documents that were left out; neither judgements nor runs count them.
    """

    def __init__(
        self,
        aliases: Mapping[str, str],
        *,
        names: Mapping[str, str] | None = None,
        excluded: Iterable[str] = (),
    ) -> None:
        self._aliases = aliases
        self._names = names
        self._excluded = frozenset(excluded)

    def of(self, paper: Paper) -> str:
        if self._names is None:
            return paper.cite_key or paper.id
        return self._names.get(paper.id, paper.id)

    def is_excluded(self, name: str) -> bool:
        return name in self._excluded

    def resolve(self, name: str) -> str:
        return self._aliases.get(name, name)

    def judgements(self, given: Judgements) -> Judgements:
        """The same grades under the names that stand for others; the highest of several."""
        found: Judgements = {}
        for query, grades in given.items():
            own = found.setdefault(query, {})
            for name, grade in grades.items():
                if not self.is_excluded(name):
                    resolved = self.resolve(name)
                    own[resolved] = max(grade, own.get(resolved, grade))
        return found


class Matches(NamedTuple):
    """The collection's papers by the names that judgements give them."""

    papers: Mapping[str, str]
    """Paper id by name."""
    unknown: frozenset[str]


def match(papers: Sequence[Paper], names: Iterable[str]) -> Matches:
    """The paper that each name means: by id, cite key, DOI, arXiv id (any version), or title.

    A name that several papers go by means none of them.
    """
    index: dict[Key, str | None] = {}
    for paper in papers:
        for key in dict.fromkeys(_keys_of(paper)):
            index[key] = paper.id if index.get(key, paper.id) == paper.id else None
    found: dict[str, str] = {}
    unknown: set[str] = set()
    for name in names:
        meant = next((one for key in _keys_in(name) if (one := index.get(key))), None)
        if meant is None:
            unknown.add(name)
        else:
            found[name] = meant
    return Matches(found, frozenset(unknown))


def names_in_collection(papers: Sequence[Paper], judgements: Judgements) -> tuple[Names, Matches]:
    """What the collection's papers are called: the first name that judgements have for each."""
    given = dict.fromkeys(name for grades in judgements.values() for name in grades)
    matches = match(papers, given)
    names: dict[str, str] = {}
    for name, paper in matches.papers.items():
        names.setdefault(paper, name)
    aliases = {name: names[paper] for name, paper in matches.papers.items()}
    return Names(aliases, names=names), matches


def _keys_of(paper: Paper) -> Iterator[Key]:
    yield "id", paper.id
    for key in (paper.cite_key, *(source.cite_key for source in paper.sources)):
        if key:
            yield "cite key", key
    yield from _identifiers(paper)
    for title in (paper.title, *(source.title for source in paper.sources)):
        if title_key(title):
            yield "title", title_key(title)


def _keys_in(name: str) -> Iterator[Key]:
    """What a name may be, the surest first."""
    wanted = name.strip()
    yield "id", wanted
    yield "cite key", wanted
    doi, arxiv_id = normalise_doi(wanted), normalise_arxiv_id(wanted)
    yield from _identifiers(Metadata(title=wanted, doi=doi, arxiv_id=arxiv_id))
    yield "title", title_key(wanted)


def _identifiers(metadata: Metadata) -> Iterator[Key]:
    identity = identity_of(metadata)
    if identity.doi:
        yield "doi", identity.doi
    if identity.arxiv_id:
        yield "arxiv", identity.arxiv_id
