"""Question to passages: both engines asked, their scores fused, papers capped and filtered.

In come a store, an embedder and a query; out come passages, best first. It knows nothing of
answers. The same store and query give the same passages: ties break by chunk id.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from reviewer.embedding import Embedder
from reviewer.models import Chunk, EngineScore, Filters, Paper, Passage
from reviewer.retrieval import rounds
from reviewer.retrieval.explaining import with_terms
from reviewer.retrieval.subqueries import is_long, split_query
from reviewer.settings import RetrievalSettings
from reviewer.store import Store
from reviewer.store.facets import Condition
from reviewer.text.questions import wants_several
from reviewer.text.typed import legible, says_something, shortened

if TYPE_CHECKING:
    from reviewer.reranking import Reranking
    from reviewer.store.nearest import Pool

DENSE = "vectors"
LEXICAL = "BM25"
_SLICE = 16  # chunks read from the catalogue at a time, until there are enough passages


class Ranked(NamedTuple):
    """A chunk with its score in [0, 1], and what the engines said to the query that asks for it."""

    chunk_id: str
    score: float
    query: str
    engines: tuple[EngineScore, ...]


class _Asked(NamedTuple):
    """What the words engine and the graph of vectors returned for one query, best first."""

    query: str
    words: list[tuple[str, float]]
    near: list[str]


class Retriever:
    """Searches one store.

    Args:
        store: the papers.
        embedder: the one the store was made with; None searches by words only.
        settings: candidates, fusion weight and cap.
        reranking: puts the best passages into a better order; None leaves them.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder | None,
        settings: RetrievalSettings,
        reranking: "Reranking | None" = None,
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._settings = settings
        self._reranking = reranking

    def search(
        self,
        queries: str | Sequence[str],
        k: int,
        filters: Filters | None = None,
        *,
        quotable: bool = False,
        reranked: bool = True,
        explain: bool = False,
    ) -> list[Passage]:
        """The best passages, best first, at most `per_paper` of one paper.

        Args:
            queries: a text, asked whole and in its parts; or the whole and its parts.
            k: how many passages.
            filters: which papers may be returned.
            quotable: leave out what can be found and not quoted, such as a lone title.
            reranked: have them reranked for the main query, where a reranker is configured.
            explain: find the words of the queries that stand in each passage.
        """
        asked = _legible(queries)
        if not asked or k < 1:
            return []
        reranking = self._reranking if reranked else None
        most = k if reranking is None else max(k, reranking.candidates)
        ranking = self._rank(asked, self._store.conditions(filters))
        found = self._passages(ranking, most, quotable=quotable)
        if reranking is not None:
            found = reranking.reordered(asked[0], found)[:k]
        return with_terms(self._store.lexical, asked, found) if explain else found

    def _rank(self, queries: list[str], conditions: tuple[Condition, ...]) -> Iterable[Ranked]:
        lexical, most = self._store.lexical, self._settings.candidates
        words = [lexical.search(query, most, conditions) for query in queries]
        if self._embedder is None:
            return self._by_words(queries, words)
        nearest = self._store.nearest
        vectors = self._embedder.embed(queries)
        near = [nearest.search(vector, most, conditions) for vector in vectors]
        pool = nearest.pool({one for found in near for one in found} | _ids(words))
        cosines = pool.cosines(vectors)
        first = rounds.combine(self._scores(pool.ids, words, cosines))
        scores = first.scores
        weight = _feedback(queries)
        if weight and pool.ids:
            scores = self._second_round(scores, pool, weight)
        asked = [_Asked(*one) for one in zip(queries, words, near, strict=True)]
        return self._ranked(pool.ids, scores, first.queries, asked, cosines)

    def _by_words(
        self, queries: list[str], words: list[list[tuple[str, float]]]
    ) -> Iterable[Ranked]:
        ids = sorted(_ids(words))
        first = rounds.combine(self._scores(ids, words, None))
        asked = [_Asked(query, found, []) for query, found in zip(queries, words, strict=True)]
        return self._ranked(ids, first.scores, first.queries, asked, None)

    def _scores(
        self,
        ids: list[str],
        words: list[list[tuple[str, float]]],
        cosines: NDArray[np.float32] | None,
    ) -> NDArray[np.float32]:
        """What each query says of each chunk: (queries, chunks)."""
        columns = {chunk_id: column for column, chunk_id in enumerate(ids)}
        most = self._settings.candidates
        shares = np.stack(
            [rounds.word_scores(found, columns, full=len(found) == most) for found in words]
        )
        if cosines is None:
            return shares
        return rounds.query_scores(cosines, shares, self._settings.dense_weight)

    def _second_round(
        self, scores: NDArray[np.float32], pool: "Pool", weight: float
    ) -> NDArray[np.float32]:
        """The scores with what the best papers have in common counted in."""
        top = rounds.best_columns(scores, [_paper_of(one) for one in pool.ids], pool.ids)
        starts, vectors = pool.starts, pool.vectors
        best = [vectors[starts[column] : starts[column + 1]] for column in top]
        begins = np.cumsum([0, *(len(one) for one in best)])
        middle = rounds.middle(np.concatenate(best), begins, scores[top])
        near = rounds.mean_cosines(vectors @ middle, starts)
        return rounds.second_round(scores, near, weight)

    def _ranked(
        self,
        ids: list[str],
        scores: NDArray[np.float32],
        queries: NDArray[np.int64],
        asked: list[_Asked],
        cosines: NDArray[np.float32] | None,
    ) -> Iterator[Ranked]:
        """The chunks, best first, ties by id; what the engines said is worked out when read."""
        for column in np.argsort(-scores, kind="stable").tolist():
            row = int(queries[column])
            cosine = None if cosines is None else float(cosines[row, column])
            engines = self._engines(ids[column], asked[row], cosine)
            yield Ranked(ids[column], float(scores[column]), asked[row].query, tuple(engines))

    def _engines(self, chunk_id: str, asked: _Asked, cosine: float | None) -> Iterator[EngineScore]:
        if self._embedder is not None:
            rank = asked.near.index(chunk_id) + 1 if chunk_id in asked.near else None
            yield EngineScore(engine=DENSE, score=cosine, rank=rank)
        words = [one for one, _ in asked.words]
        place = words.index(chunk_id) if chunk_id in words else None
        score = None if place is None else asked.words[place][1]
        yield EngineScore(engine=LEXICAL, score=score, rank=None if place is None else place + 1)

    def _passages(self, ranking: Iterable[Ranked], k: int, *, quotable: bool) -> list[Passage]:
        kept = list(islice(self._kept(ranking, quotable=quotable), min(k, sys.maxsize)))
        papers = self._store.catalogue.papers_by_id(chunk.paper_id for _, chunk in kept)
        return [
            _passage(one, chunk, papers[chunk.paper_id], rank)
            for rank, (one, chunk) in enumerate(kept, start=1)
        ]

    def _kept(self, ranking: Iterable[Ranked], *, quotable: bool) -> Iterator[tuple[Ranked, Chunk]]:
        """The ranked chunks that may be passages, at most `per_paper` of one paper."""
        count: dict[str, int] = {}
        for one, chunk in self._read(ranking):
            taken = count.get(chunk.paper_id, 0)
            if taken < self._settings.per_paper and (chunk.kind.is_evidence or not quotable):
                count[chunk.paper_id] = taken + 1
                yield one, chunk

    def _read(self, ranking: Iterable[Ranked]) -> Iterator[tuple[Ranked, Chunk]]:
        upcoming = iter(ranking)
        while some := list(islice(upcoming, _SLICE)):
            chunks = self._store.catalogue.chunks_by_id(one.chunk_id for one in some)
            yield from ((one, chunks[one.chunk_id]) for one in some if one.chunk_id in chunks)


def _legible(queries: str | Sequence[str]) -> list[str]:
    """The queries in which there is something to search for."""
    if isinstance(queries, str):
        asked = split_query(shortened(legible(queries)))
    else:
        asked = list(dict.fromkeys(shortened(legible(query)) for query in queries))
    return [query for query in asked if says_something(query)]


def _feedback(queries: Sequence[str]) -> float:
    """Weight of a second round: it helps where several papers are wanted, and blurs what asks for
    one.
    """
    if wants_several(queries[0]) and not is_long(queries[0]):
        return rounds.FEEDBACK
    return rounds.FEEDBACK_OF_PARTS if len(queries) > 1 else 0.0


def _ids(words: Iterable[Sequence[tuple[str, float]]]) -> set[str]:
    return {chunk_id for found in words for chunk_id, _ in found}


def _paper_of(chunk_id: str) -> str:
    return chunk_id.rpartition(":")[0]


def _passage(ranked: Ranked, chunk: Chunk, paper: Paper, rank: int) -> Passage:
    return Passage(
        paper=paper,
        chunk_id=chunk.id,
        text=chunk.text,
        score=ranked.score,
        rank=rank,
        location=chunk.location,
        kind=chunk.kind,
        heading=chunk.heading,
        places=chunk.places,
        query=ranked.query,
        engines=ranked.engines,
    )
