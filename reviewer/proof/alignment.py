"""Statements and their quotes to how well the two agree, in figures that a verdict rests on.

What depends on the collection or on an embedder is measured here; nothing is decided.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from reviewer.embedding import Embedder
from reviewer.errors import EmbedderError
from reviewer.models import Model, Quote
from reviewer.text.common_stems import COMMON_STEMS
from reviewer.text.sentences import sentences
from reviewer.text.words import content_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = dict[str, NDArray[np.float32]]

Claim = tuple[str, Sequence[Quote]]
"""A statement's text, and what it points at."""

RIVAL_SHARE = 0.5
COMMON_WEIGHT = 0.3
"""Of a word that many papers share, where no collection says how rare it is; others weigh 1."""


class Alignment(Model):
    """How far a statement's quotes say what it says.

    Args:
        coverage: share of its content words in its quotes and their titles, weighted by rarity, in
            [0, 1].
        closeness: cosine of its nearest quoted sentence, in [0, 1]; None without an embedder.
        rivalry: how much more of its words a sentence of another paper has that was offered, in
            [0, 1].
    """

    coverage: float
    closeness: float | None = None
    rivalry: float = 0.0

    @property
    def score(self) -> float:
        """All of it in one figure, in [0, 1]; with and without closeness, two different scales."""
        words = self.coverage - RIVAL_SHARE * self.rivalry
        score = words if self.closeness is None else (words + self.closeness) / 2
        return min(1.0, max(0.0, score))


def align(
    claims: Sequence[Claim],
    rarity: Callable[[str], float] | None,
    embedder: Embedder | None,
    offered: Iterable[Quote] = (),
) -> list[Alignment]:
    """Measure some claims in one call of the embedder, each text embedded once.

    Args:
        claims: statements with their quotes.
        rarity: the inverse document frequency of a stem; None takes `COMMON_STEMS` for common.
        embedder: None measures words only, and so does an embedder that fails.
        offered: sentences that could have been quoted; those of other papers are rivals.
    """
    weight = lru_cache(maxsize=None)(rarity or _general_rarity)
    vectors = _vectors(claims, embedder)
    rivals = [(quote.paper_id, _stems(quote)) for quote in offered]
    return [_aligned(text, quotes, weight, vectors, rivals) for text, quotes in claims]


def _aligned(
    text: str,
    quotes: Sequence[Quote],
    weight: Callable[[str], float],
    vectors: "Vectors | None",
    rivals: Sequence[tuple[str, frozenset[str]]],
) -> Alignment:
    wanted = {stem: weight(stem) for stem in sorted(_content(text))}
    papers = {quote.paper_id for quote in quotes}
    own = _share(wanted, frozenset[str]().union(*map(_stems, quotes)))
    others = (_share(wanted, stems) for paper, stems in rivals if paper not in papers)
    return Alignment(
        coverage=round(own, 4),
        closeness=None if vectors is None else round(_closeness(text, quotes, vectors), 4),
        rivalry=round(max(0.0, max(others, default=0.0) - own), 4),
    )


def _share(wanted: dict[str, float], held: frozenset[str]) -> float:
    total = sum(wanted.values())
    return sum(wanted[stem] for stem in wanted if stem in held) / total if total else 0.0


def _stems(quote: Quote) -> frozenset[str]:
    return _content(quote.text) | _content(quote.title)


@lru_cache(maxsize=4096)
def _content(text: str) -> frozenset[str]:
    """The stems of a text; its numbers are the number gate's, which knows their spellings."""
    return frozenset(stem for stem in content_words(text) if not stem[0].isdigit())


def _general_rarity(stem: str) -> float:
    return COMMON_WEIGHT if stem in COMMON_STEMS else 1.0


def _vectors(claims: Sequence[Claim], embedder: Embedder | None) -> "Vectors | None":
    """The vectors of the statements and of each sentence quoted; None where there are none."""
    if embedder is None:
        return None
    texts = list(
        dict.fromkeys(
            text
            for statement, quotes in claims
            for text in (statement, *(part for quote in quotes for part in sentences(quote.text)))
        )
    )
    try:
        return dict(zip(texts, embedder.embed(texts), strict=True))
    except EmbedderError:  # a server that has gone: the words are still there
        return None


def _closeness(text: str, quotes: Sequence[Quote], vectors: "Vectors") -> float:
    parts = [part for quote in quotes for part in sentences(quote.text)]
    cosines = (float(vectors[text] @ vectors[part]) for part in parts)
    return min(1.0, max(0.0, max(cosines, default=0.0)))
