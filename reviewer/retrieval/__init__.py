"""Question to passages: both engines asked, their scores fused, papers capped and filtered.

In come a store, an embedder and a query; out come passages, best first. It knows nothing of
answers. The same store and query give the same passages: ties break by chunk id.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reviewer.embedding import Embedder
from reviewer.models import Chunk, EngineScore, Filters, Paper, Passage
from reviewer.settings import RetrievalSettings
from reviewer.store import Store
from reviewer.text.titles import title_key

DENSE = "MiniLM"
LEXICAL = "BM25"
# A passage that only one sentence of a draft asks for counts less than one the whole draft asks
# for. Maximum against mean and reciprocal ranks: docs/log.md, "Fusing the sub-queries of a draft".
SUBQUERY_DISCOUNT = 0.85


class Ranked(NamedTuple):
    """A chunk id with its fused score in [0, 1] and what each engine said."""

    chunk_id: str
    score: float
    engines: tuple[EngineScore, ...]


class Retriever:
    """Searches one store.

    Args:
        store: the papers.
        embedder: the one the store was made with; None searches by words only.
        settings: candidates, fusion weight and cap.
    """

    def __init__(
        self, store: Store, embedder: Embedder | None, settings: RetrievalSettings
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._settings = settings

    def search(
        self,
        queries: str | Sequence[str],
        k: int,
        filters: Filters | None = None,
        *,
        quotable: bool = False,
    ) -> list[Passage]:
        """The best passages, best first, at most `per_paper` of one paper.

        Args:
            queries: a question, or several whose rankings are fused, the main one first.
            k: how many passages.
            filters: which papers may be returned.
            quotable: leave out what can be found and not quoted, such as a lone title.
        """
        asked = [queries] if isinstance(queries, str) else list(dict.fromkeys(queries))
        allowed = self._allowed(filters)
        rankings = [self._rank(query, allowed) for query in asked if query.strip()]
        return self._passages(fuse_rankings(rankings), k, quotable=quotable)

    def _allowed(self, filters: Filters | None) -> list[str] | None:
        if filters is None or not filters.any:
            return None
        return [p.id for p in self._store.catalogue.papers() if matches(p, filters)]

    def _rank(self, query: str, allowed: list[str] | None) -> list[Ranked]:
        candidates = self._settings.candidates
        lexical = self._store.lexical.search(query, candidates, allowed)
        if self._embedder is None:
            return fuse([], lexical, dense_weight=0)
        vector = self._embedder.embed([query])[0]
        dense = self._store.dense.search(vector, candidates, allowed)
        found = {chunk_id for chunk_id, _ in dense}
        missed = [chunk_id for chunk_id, _ in lexical if chunk_id not in found]
        # BM25 alone proposed these: they get the score the dense engine would have given them.
        windows = self._store.catalogue.windows_of(missed)
        known = self._store.dense.similarities(vector, windows)
        weight = self._settings.dense_weight
        return fuse(dense, lexical, unranked=list(known.items()), dense_weight=weight)

    def _passages(self, ranking: Iterable[Ranked], k: int, *, quotable: bool) -> list[Passage]:
        ranked = list(ranking)
        chunks = self._store.catalogue.chunks_by_id(r.chunk_id for r in ranked)
        kept: list[tuple[Ranked, Chunk]] = []
        count: dict[str, int] = {}
        for one in ranked:
            chunk = chunks.get(one.chunk_id)
            if chunk is None or (quotable and not chunk.kind.is_evidence):
                continue
            if count.get(chunk.paper_id, 0) >= self._settings.per_paper:
                continue
            count[chunk.paper_id] = count.get(chunk.paper_id, 0) + 1
            kept.append((one, chunk))
            if len(kept) == k:
                break
        papers = self._store.catalogue.papers_by_id(chunk.paper_id for _, chunk in kept)
        return [
            _passage(one, chunk, papers[chunk.paper_id], rank)
            for rank, (one, chunk) in enumerate(kept, start=1)
        ]


def fuse(
    dense: Sequence[tuple[str, float]],
    lexical: Sequence[tuple[str, float]],
    *,
    dense_weight: float,
    unranked: Sequence[tuple[str, float]] = (),
) -> list[Ranked]:
    """Convex combination of min-max-normalised scores (Bruch et al., 2023, §3).

    Args:
        dense: `(chunk id, cosine)`, best first.
        lexical: `(chunk id, BM25)`, best first; a chunk that is missing here scores 0.
        dense_weight: weight of the dense score in [0, 1].
        unranked: cosines of chunks that only the lexical engine found.
    """
    cosine, words = {**dict(dense), **dict(unranked)}, dict(lexical)
    dense_rank = {chunk_id: rank for rank, (chunk_id, _) in enumerate(dense, start=1)}
    word_rank = {chunk_id: rank for rank, (chunk_id, _) in enumerate(lexical, start=1)}
    low, high = _range(cosine.values())
    top = max(words.values(), default=0.0) or 1.0
    ranked = []
    for chunk_id in {**cosine, **words}:
        near = (cosine.get(chunk_id, low) - low) / (high - low)
        share = words.get(chunk_id, 0.0) / top
        engines = (
            EngineScore(engine=DENSE, score=cosine.get(chunk_id), rank=dense_rank.get(chunk_id)),
            EngineScore(engine=LEXICAL, score=words.get(chunk_id), rank=word_rank.get(chunk_id)),
        )
        score = dense_weight * near + (1 - dense_weight) * share
        ranked.append(Ranked(chunk_id, score, engines))
    return sorted(ranked, key=lambda r: (-r.score, r.chunk_id))


def fuse_rankings(rankings: Sequence[Sequence[Ranked]]) -> list[Ranked]:
    """Several rankings as one: a chunk keeps its best score, those of later rankings discounted.

    What the engines said is kept from the ranking that gave that score.
    """
    best: dict[str, Ranked] = {}
    for number, ranking in enumerate(rankings):
        discount = 1.0 if number == 0 else SUBQUERY_DISCOUNT
        for ranked in ranking:
            score = discount * ranked.score
            if ranked.chunk_id not in best or score > best[ranked.chunk_id].score:
                best[ranked.chunk_id] = ranked._replace(score=score)
    return sorted(best.values(), key=lambda r: (-r.score, r.chunk_id))


def matches(paper: Paper, filters: Filters) -> bool:
    """Whether a paper passes the filters; a paper without a year fails a year filter."""
    wanted = (
        (filters.author, paper.authors),
        (filters.venue, (paper.venue or "",)),
        (filters.source, tuple(source.file for source in paper.sources)),
        (filters.tag, paper.tags),
    )
    return (
        (not filters.paper_ids or paper.id in filters.paper_ids)
        and _in_years(paper.year, filters)
        and all(not word or _mentions(values, word) for word, values in wanted)
    )


def _in_years(year: int | None, filters: Filters) -> bool:
    if filters.year_from is None and filters.year_to is None:
        return True
    if year is None:
        return False
    return (filters.year_from or year) <= year <= (filters.year_to or year)


def _mentions(values: Iterable[str], word: str) -> bool:
    key = title_key(word)
    return bool(key) and any(key in title_key(value) for value in values)


def _range(values: Iterable[float]) -> tuple[float, float]:
    known = list(values)
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    return (low, high) if high > low else (low - 1.0, high)


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
        engines=ranked.engines,
    )
