"""A topic or a draft abstract to the papers a section should cite, and why not the others.

In come words and a collection; out come papers with what was found of each, the nearest first, and
those that were looked at and not taken. It groups nothing and writes nothing.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from reviewer.embedding import Embedder
from reviewer.merging import near_misses
from reviewer.models import Filters, LeftOut, Paper, Plan
from reviewer.related_work.brief import Brief
from reviewer.related_work.clustering import text_vectors
from reviewer.related_work.relevance import Found, Relevance, left_out
from reviewer.retrieval import Retriever

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CANDIDATES = 30  # papers looked at
_ONE_TEXT = 75  # percent of the words that two versions of a text have in common
UNWANTED = "you asked not to cite it"
ONLY_A_TITLE = "only its title is in the collection, so there is nothing to quote"


class Choice(NamedTuple):
    """What a section should cite.

    `looked_at` are all papers that were found, best first, `vectors` a row for each that is
    chosen, `spare` the others with why they are not, `nothing` what to do where none is about it.
    """

    looked_at: list[Found]
    chosen: list[Found]
    vectors: "NDArray[np.float64]"
    spare: list[LeftOut]
    nothing: str | None = None


class Chooser:
    """Chooses papers of one collection.

    Args:
        retriever: finds passages.
        embedder: says how near a paper is to the topic; None goes by the search's score.
        relevance: where the papers to cite end.
    """

    def __init__(
        self, retriever: Retriever, embedder: Embedder | None, relevance: Relevance
    ) -> None:
        self._retriever = retriever
        self._embedder = embedder
        self._relevance = relevance

    def choose(self, brief: Brief, most: int, speaks: Callable[[Found], bool]) -> Choice:
        """The papers to cite.

        Args:
            brief: what the section is for.
            most: papers to cite.
            speaks: whether there is anything to say of a paper.
        """
        candidates = max(_CANDIDATES, 2 * most)
        found = self._find(brief, candidates)
        unwanted = [one for one in found if one.paper.id in brief.must_not]
        versions = _versions(brief, [o for o in found if o not in unwanted])
        kept = [o for o in found if o not in unwanted and o.paper.id not in versions]
        looked_at = [*self._wanted(brief, found), *kept]
        vectors = text_vectors([brief.about, *(one.text for one in looked_at)], self._embedder)
        cosines = None if self._embedder is None else vectors[1:] @ vectors[0]
        chosen, spare, nothing = self._relevance.parted(
            brief, looked_at, cosines, most, speaks, everything=len(found) < candidates
        )
        rows = vectors[[1 + looked_at.index(one) for one in chosen]]
        spare += [left_out(o, versions[o.paper.id]) for o in found if o.paper.id in versions]
        spare += [left_out(one, UNWANTED) for one in unwanted]
        return Choice(looked_at, chosen, rows, spare, nothing)

    def planned(self, plan: Plan, brief: Brief) -> list[Found]:
        """What there is to quote of the papers of a plan; one with nothing is missing."""
        papers = [paper for theme in plan.themes for paper in theme.papers]
        return self._these(brief, {paper.paper_id: paper.title for paper in papers})

    def _wanted(self, brief: Brief, found: Sequence[Found]) -> list[Found]:
        """The papers that must be cited and were not found among the others."""
        here = {one.paper.id for one in found}
        return self._these(brief, {i: t for i, t in brief.must_cite.items() if i not in here})

    def _these(self, brief: Brief, titles: Mapping[str, str]) -> list[Found]:
        """These papers, whatever the topic is: one it does not lead to is asked for by title."""
        if not titles:
            return []
        found = self._find(_only(brief, titles), len(titles))
        for paper_id in titles.keys() - {one.paper.id for one in found}:
            itself = replace(brief, topic=titles[paper_id], abstract=None)
            found += self._find(_only(itself, [paper_id]), 1)
        order = list(titles)
        return sorted(found, key=lambda one: order.index(one.paper.id))

    def unreadable(self, topic: str, filters: Filters | None) -> list[LeftOut]:
        """The papers near the topic that are but a title, as entries of a library often are."""
        passages = self._retriever.search(topic, _CANDIDATES, filters, reranked=False)
        return [
            LeftOut(text=one.paper.title, reason=ONLY_A_TITLE, paper_id=one.paper.id)
            for one in passages
            if not one.kind.is_evidence
        ]

    def _find(self, brief: Brief, most: int) -> list[Found]:
        passages = self._retriever.search(brief.queries, 3 * most, brief.filters, quotable=True)
        papers: dict[str, Found] = {}
        for passage in passages:
            found = papers.setdefault(passage.paper.id, Found(passage.paper, []))
            found.passages.append(passage)
        return list(papers.values())[:most]


def _versions(brief: Brief, found: Sequence[Found]) -> dict[str, str]:
    """The papers that are another version of one that is found, by id, with the reason.

    The published one stands for both, then the newer, then the nearer.
    """
    rank = {one.paper.id: at for at, one in enumerate(found)}
    texts = {one.paper.id: one.text for one in found}
    joined: dict[str, str] = {}
    for pair in near_misses([one.paper for one in found]):
        kept, other = sorted((pair.one, pair.other), key=lambda p: _standing(brief, p, rank))
        if {kept.id, other.id} & (joined.keys() | brief.must_cite.keys() - {kept.id}):
            continue
        if not _one_work(kept, other, texts):
            continue
        joined[other.id] = f"{pair.reason} as “{kept.title}”, which stands for both"
    return joined


def _one_work(one: Paper, other: Paper, texts: Mapping[str, str]) -> bool:
    """Whether two papers of nearly one title share an author, or where none is known their text."""
    if one.authors and other.authors:
        return bool({a.split()[-1] for a in one.authors} & {a.split()[-1] for a in other.authors})
    from rapidfuzz import fuzz

    return fuzz.token_set_ratio(texts[one.id], texts[other.id]) >= _ONE_TEXT


def _standing(brief: Brief, paper: Paper, rank: Mapping[str, int]) -> tuple[bool, bool, int, int]:
    published = bool(paper.venue and "arxiv" not in paper.venue.casefold())
    return (paper.id not in brief.must_cite, not published, -(paper.year or 0), rank[paper.id])


def _only(brief: Brief, papers: Collection[str]) -> Brief:
    """These papers, also those that the filters leave out: the author has named them."""
    section = None if brief.filters is None else brief.filters.section
    return replace(brief, filters=Filters(paper_ids=frozenset(papers), section=section))
