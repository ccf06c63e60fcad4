"""Which papers of a collection a list means; one that is not there, or not told apart, is said.

A line is looked up as any name of a paper is; an entry by its DOI or arXiv id, then by its whole
title. Its key alone is no proof: two libraries may give one key to two papers.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from reviewer.errors import PaperNotFoundError
from reviewer.lookup import find_paper
from reviewer.merging import identity_of, same_identifier
from reviewer.merging.identity import disagreement
from reviewer.models import Metadata, Paper
from reviewer.own_work.work import ListedPaper, ListedPapers, Missing, Resolved
from reviewer.text.identifiers import normalise_arxiv_id, normalise_doi
from reviewer.text.titles import title_key

_SAME_TITLE = 90.0
"""Of 100, of two titles under one key: a subtitle more, a word spelt otherwise."""
_LISTED = 5
_ABSENT = "not in the collection"


def resolve(wanted: ListedPapers, papers: Sequence[Paper]) -> Resolved:
    """The papers that a list means, each once, in its order; of the rest, why not.

    Args:
        wanted: as `read_list` gives it.
        papers: the collection.
    """
    known = _Known(papers)
    found: dict[str, Paper] = {}
    missing = list(wanted.unread)
    for entry in wanted.entries:
        paper = known.of_line(entry.text) if entry.title is None else known.of_entry(entry)
        if isinstance(paper, Paper):
            found.setdefault(paper.id, paper)
        else:
            missing.append(Missing(line=entry.line, text=entry.text, reason=paper))
    missing.sort(key=lambda one: one.line or 0)
    return Resolved(found=tuple(found.values()), missing=tuple(missing))


class _Known:
    """A collection by what lines and entries can have in common with its papers."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self._papers = papers
        self._keys = [title_key(paper.title) for paper in papers]
        self._by_name: dict[str, list[Paper]] = defaultdict(list)
        self._by_title: dict[str, list[Paper]] = defaultdict(list)
        self._by_key: dict[str, list[Paper]] = defaultdict(list)
        self._by_id: dict[str, Paper] = {}
        for paper in papers:
            for name in _names(paper):
                self._by_name[name].append(paper)
            for key in {title_key(title) for title in _titles(paper)} - {""}:
                self._by_title[key].append(paper)
            keys = {paper.cite_key, *(source.cite_key for source in paper.sources)}
            for cite_key in filter(None, keys):
                self._by_key[cite_key].append(paper)
            self._by_id[paper.id] = paper

    def of_line(self, name: str) -> Paper | str:
        """The paper that goes by a name, or why there is none."""
        if not self._papers:
            return _ABSENT
        try:
            return find_paper(self._candidates(name), name)
        except PaperNotFoundError as error:
            return f"{error.message}; {error.hint}"

    def _candidates(self, name: str) -> list[Paper]:
        """All papers that may be meant; the nearest title, if there is none."""
        said = Metadata(title=name, doi=normalise_doi(name), arxiv_id=normalise_arxiv_id(name))
        named = [paper for each in _names(said) for paper in self._by_name.get(each, ())]
        named += self._by_key.get(name, [])
        named += [self._by_id[name]] if name in self._by_id else []
        titled = self._by_title.get(title_key(name), [])
        if found := _each([*named, *titled]):
            return found
        key = title_key(name)
        holding = [p for p, own in zip(self._papers, self._keys, strict=True) if key and key in own]
        if holding:
            return holding
        nearest = process.extractOne(key, self._keys, scorer=fuzz.ratio)
        return [] if nearest is None else [self._papers[nearest[2]]]

    def of_entry(self, entry: ListedPaper) -> Paper | str:
        """The paper that an entry is of, or why there is none."""
        said = Metadata(
            title=entry.title or "",
            doi=entry.doi,
            arxiv_id=entry.arxiv_id,
            authors=entry.authors,
            year=entry.year,
        )
        mine = identity_of(said)
        named = _each(paper for name in _names(said) for paper in self._by_name.get(name, ()))
        same = [paper for paper in named if same_identifier(identity_of(paper), mine)]
        if same:
            return _only(same, "have its DOI or arXiv id")
        titled = self._by_title.get(title_key(said.title), [])
        against = [disagreement(identity_of(paper), mine) for paper in titled]
        agreeing = [paper for paper, reason in zip(titled, against, strict=True) if reason is None]
        if agreeing:
            return _only(agreeing, "have its title")
        if titled:
            return f"{_ABSENT}: {_shown(titled[0])} has its title, but {against[0]}"
        return self._by_its_key(entry, said)

    def _by_its_key(self, entry: ListedPaper, said: Metadata) -> Paper | str:
        mine = identity_of(said)
        keyed = self._by_key.get(entry.cite_key or "", [])
        alike = [
            paper
            for paper in keyed
            if any(_is_alike(title, said.title) for title in _titles(paper))
            and disagreement(identity_of(paper), mine) is None
        ]
        if alike:
            return _only(alike, "have its key and nearly its title")
        if keyed:
            return f"{_ABSENT}: its key stands there for another paper, {_shown(keyed[0])}"
        return _ABSENT


def _names(said: Metadata) -> set[str]:
    identity = identity_of(said)
    return {name for name in (identity.doi, identity.arxiv_id) if name}


def _titles(paper: Paper) -> list[str]:
    return [paper.title, *(source.title for source in paper.sources)]


def _is_alike(one: str, other: str) -> bool:
    return fuzz.ratio(title_key(one), title_key(other)) >= _SAME_TITLE


def _each(papers: Iterable[Paper]) -> list[Paper]:
    return list({paper.id: paper for paper in papers}.values())


def _only(papers: Sequence[Paper], how: str) -> Paper | str:
    if len(papers) == 1:
        return papers[0]
    listed = "; ".join(map(_shown, papers[:_LISTED]))
    return f"{len(papers)} papers of the collection {how}: {listed}; name one by its id"


def _shown(paper: Paper) -> str:
    return f"{paper.id} {paper.title}"
