"""A topic or a draft abstract to the papers a section should cite, and why not the others.

In come words and a collection; out come papers with what was found of each, the nearest first, and
those that were looked at and not taken. It groups nothing and writes nothing.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reviewer.embedding import Embedder
from reviewer.models import Filters, LeftOut, Paper, Passage, Plan
from reviewer.related_work.clustering import text_vectors
from reviewer.related_work.extractive import NOTHING_TO_SAY
from reviewer.retrieval import Retriever
from reviewer.retrieval.subqueries import draft_queries

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CANDIDATES = 30  # papers looked at
# A paper is cited if it is at least this share as near to the topic as the nearest one is; a few
# words of topic lie closer to some papers than a whole draft does (docs/log.md).
_RELEVANT_TO_DRAFT = 0.6
_RELEVANT_TO_TOPIC = 0.5
_LEAST = 0.2  # below this nearness a paper is about something else, whatever the others are
_RELEVANT_BY_WORDS = 0.3  # of the search's score, where there are no vectors
ONLY_A_TITLE = "only its title is in the collection, so there is nothing to quote"


class Found(NamedTuple):
    """A paper with the passages of it that were found, best first."""

    paper: Paper
    passages: list[Passage]

    @property
    def text(self) -> str:
        return f"{self.paper.title}\n{self.passages[0].text}"


class Choice(NamedTuple):
    """What a section should cite.

    `looked_at` are all papers that were found, best first, `vectors` a row for each that is
    chosen, `spare` the others with why they are not.
    """

    looked_at: list[Found]
    chosen: list[Found]
    vectors: "NDArray[np.float64]"
    spare: list[LeftOut]


class Chooser:
    """Chooses papers of one collection.

    Args:
        retriever: finds passages.
        embedder: says how near a paper is to the topic; None goes by the search's score.
    """

    def __init__(self, retriever: Retriever, embedder: Embedder | None) -> None:
        self._retriever = retriever
        self._embedder = embedder

    def choose(
        self,
        topic: str,
        abstract: str | None,
        most: int,
        filters: Filters | None,
        speaks: Callable[[Found], bool],
    ) -> Choice:
        """The papers to cite.

        Args:
            topic: a few words.
            abstract: of the work that the section is for.
            most: papers to cite.
            filters: which papers may be cited.
            speaks: whether there is anything to say of a paper.
        """
        looked_at = self._find(topic, abstract, filters)
        about = f"{topic}. {abstract or ''}".strip()
        vectors = text_vectors([about, *(found.text for found in looked_at)], self._embedder)
        near, share = self._nearness(looked_at, vectors, drafted=bool(abstract))
        least = max(share * max(near, default=0.0), _LEAST)
        chosen, spare = _cut(looked_at, near, least, most, speaks)
        rows = vectors[[1 + looked_at.index(found) for found in chosen]]
        return Choice(looked_at, chosen, rows, spare)

    def planned(self, plan: Plan, abstract: str | None, filters: Filters | None) -> list[Found]:
        """What there is to quote of the papers of a plan; one with nothing is missing.

        Args:
            plan: names them.
            abstract: of the work that the section is for.
            filters: which parts of them may be quoted.
        """
        papers = [paper.paper_id for theme in plan.themes for paper in theme.papers]
        only = (filters or Filters()).model_copy(update={"paper_ids": frozenset(papers)})
        return self._find(plan.topic, abstract, only, most=len(papers))

    def unreadable(self, topic: str, filters: Filters | None) -> list[LeftOut]:
        """The papers near the topic that are but a title, as entries of a library often are."""
        passages = self._retriever.search(topic, _CANDIDATES, filters, reranked=False)
        return [
            LeftOut(text=one.paper.title, reason=ONLY_A_TITLE, paper_id=one.paper.id)
            for one in passages
            if not one.kind.is_evidence
        ]

    def _find(
        self, topic: str, abstract: str | None, filters: Filters | None, most: int = _CANDIDATES
    ) -> list[Found]:
        queries = draft_queries(topic, abstract)
        passages = self._retriever.search(queries, 3 * most, filters, quotable=True)
        papers: dict[str, Found] = {}
        for passage in passages:
            found = papers.setdefault(passage.paper.id, Found(passage.paper, []))
            found.passages.append(passage)
        return list(papers.values())[:most]

    def _nearness(
        self, found: Sequence[Found], vectors: "NDArray[np.float64]", *, drafted: bool
    ) -> tuple[list[float], float]:
        """How near each paper is to the topic, and what share of the nearest is near enough."""
        if self._embedder is None:
            return [one.passages[0].score for one in found], _RELEVANT_BY_WORDS
        cosines = [float(cosine) for cosine in vectors[1:] @ vectors[0]]
        return cosines, _RELEVANT_TO_DRAFT if drafted else _RELEVANT_TO_TOPIC


def _cut(
    found: Sequence[Found],
    near: Sequence[float],
    least: float,
    most: int,
    speaks: Callable[[Found], bool],
) -> tuple[list[Found], list[LeftOut]]:
    """The papers to cite, and the rest with why.

    Args:
        found: papers, best first.
        near: how near each is to the topic.
        least: nearness from which a paper is about the topic.
        most: papers to cite.
        speaks: whether there is anything to say of a paper.
    """
    chosen: list[Found] = []
    spare = []
    for rank, (one, nearness) in enumerate(zip(found, near, strict=True), start=1):
        if nearness < least:
            reason = f"too far from the topic ({nearness:.2f}, cut {least:.2f})"
        elif len(chosen) == most:
            reason = f"rank {rank} of {len(found)}; the draft takes {most}"
        elif not speaks(one):
            reason = NOTHING_TO_SAY
        else:
            chosen.append(one)
            continue
        spare.append(LeftOut(text=one.paper.title, reason=reason, paper_id=one.paper.id))
    return chosen, spare
