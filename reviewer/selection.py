"""Passages to sentences: which sentences of what was retrieved bear on a question, and how much.

In come a question and passages; out come candidate quotes with a relevance in [0, 1]. It does not
decide what is said with them, or whether they are enough.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.fuzz import token_sort_ratio
from rapidfuzz.utils import default_process

from reviewer.embedding import Embedder
from reviewer.models import Passage, Quote, SectionKind
from reviewer.store.tantivy import LexicalIndex
from reviewer.text.prose import is_prose, is_whole
from reviewer.text.sentences import Span, split
from reviewer.text.words import STOPWORDS, words

# Chosen by grid on the development questions (docs/log.md, "Which sentence answers").
COSINE_WEIGHT = 0.45
COVERAGE_WEIGHT = 0.55
_TITLE_SHARE = 0.5  # a word of the question that only the title holds counts this much
_EVEN = 1.0  # added to every rarity: of a few papers it says little (docs/log.md)
_USED_ONCE = math.log(3)  # by so much is a word in one chunk less rare than one in none


@dataclass(frozen=True)
class Candidate:
    """A sentence that could be quoted. `relevance` is in [0, 1] for any one question."""

    quote: Quote
    passage: Passage
    cosine: float
    """Cosine of sentence and question; 0 in a lexical-only store."""
    coverage: float
    """IDF-weighted share of the question's words in the sentence, in [0, 1]."""
    vector: NDArray[np.float32] | None

    @property
    def text(self) -> str:
        return self.quote.text

    def says_same(self, other: "Candidate", threshold: float) -> bool:
        """Whether the two sentences are alike: by vectors, or by their words if there are none.

        Args:
            other: the other sentence.
            threshold: the cosine, or the similarity of the sorted words, from which they are.
        """
        if self.vector is None or other.vector is None:
            alike = token_sort_ratio(self.text, other.text, processor=default_process)
            return alike >= 100 * threshold
        return float(self.vector @ other.vector) >= threshold

    @property
    def relevance(self) -> float:
        if self.vector is None:
            return self.coverage
        return COSINE_WEIGHT * self.cosine + COVERAGE_WEIGHT * self.coverage


class Selector:
    """Scores sentences against questions.

    Args:
        lexicon: gives the words of a text and how rare each is in the collection.
        embedder: None scores by words only.
    """

    def __init__(self, lexicon: LexicalIndex, embedder: Embedder | None) -> None:
        self._lexicon = lexicon
        self._embedder = embedder

    def candidates(self, question: str, passages: Sequence[Passage]) -> list[Candidate]:
        """Every sentence of the passages, most relevant first; ties by passage, then place.

        What is no evidence gives none, and what two passages of a paper share gives one.
        """
        places = list(_quotable(passages))
        texts = [passage.text[span.start : span.end] for passage, span in places]
        cosines, vectors = self._cosines(question, texts)
        weights = self._weights(question)
        found = [
            Candidate(
                quote=passage.quote(span.start, span.end),
                passage=passage,
                cosine=cosines[i],
                coverage=self._coverage(weights, texts[i], passage.paper.title),
                vector=None if vectors is None else vectors[i],
            )
            for i, (passage, span) in enumerate(places)
        ]
        return sorted(
            found, key=lambda c: (-c.relevance, c.passage.rank, c.passage.chunk_id, c.quote.start)
        )

    def unknown(self, names: Sequence[str]) -> list[str] | None:
        """The names, if there are any and no paper holds a single one of them; else None."""
        if names and not any(self._lexicon.holds(name) for name in names):
            return list(names)
        return None

    def rarity(self, text: str) -> float:
        """Mean inverse document frequency of the words of `text` in the collection."""
        weights = self._weights(text)
        return sum(weights.values()) / len(weights) if weights else 0.0

    @property
    def papers(self) -> int:
        """How many papers of the collection have an abstract."""
        return self._lexicon.abstracts()

    def usage(self, phrase: str) -> int:
        """How many papers of the collection have a phrase in their abstract or title."""
        return self._lexicon.abstracts(phrase)

    def weights(self, question: str) -> dict[str, float]:
        """The question's content words, as it writes them, each with its rarity in the collection.

        From near 0 for a word that is everywhere (of a few papers: from ½) to 1 for one that a
        single passage holds, or none; a compound counts as its parts together.
        """
        asked = dict.fromkeys(words(question))
        telling = [word for word in asked if word.casefold() not in STOPWORDS]
        return {word: self._rareness(word) for word in telling}

    def covered(self, question: str, texts: Iterable[str]) -> tuple[float, list[str]]:
        """The share of the question's `weights` that `texts` hold, and the words they miss.

        The missing ones are as the question writes them, the rarest first.
        """
        weights = self.weights(question)
        held = {stem for text in texts for stem in self._lexicon.words(text)}
        missing = [word for word in weights if not held.issuperset(self._lexicon.words(word))]
        total = sum(weights.values())
        share = 1 - sum(weights[word] for word in missing) / total if total else 0.0
        return share, sorted(missing, key=lambda word: -weights[word])

    def _rareness(self, word: str) -> float:
        rarest = self._lexicon.rarity("") - _USED_ONCE + _EVEN
        return sum(min(1.0, (idf + _EVEN) / rarest) for idf in self._weights(word).values())

    def _weights(self, question: str) -> dict[str, float]:
        return {word: self._lexicon.rarity(word) for word in self._lexicon.words(question)}

    def _coverage(self, weights: dict[str, float], text: str, title: str) -> float:
        total = sum(weights.values())
        if not total:
            return 0.0
        inside, above = set(self._lexicon.words(text)), set(self._lexicon.words(title))
        held = sum(
            weight if word in inside else _TITLE_SHARE * weight
            for word, weight in weights.items()
            if word in inside or word in above
        )
        return held / total

    def _cosines(
        self, question: str, texts: Sequence[str]
    ) -> tuple[list[float], NDArray[np.float32] | None]:
        if self._embedder is None or not texts:
            return [0.0] * len(texts), None
        vectors = self._embedder.embed([question, *texts])
        return [float(v) for v in np.clip(vectors[1:] @ vectors[0], 0, 1)], vectors[1:]


def _quotable(passages: Sequence[Passage]) -> Iterator[tuple[Passage, Span]]:
    """The sentences that may be quoted; neighbouring chunks of a paper overlap."""
    seen: set[tuple[str, str]] = set()
    for passage in passages:
        if passage.kind.is_evidence:
            for span in split(passage.text):
                text = passage.text[span.start : span.end]
                key = (passage.paper.id, text)
                torn = passage.kind is SectionKind.BODY and not is_whole(text)
                if key not in seen and is_prose(text) and not torn:
                    seen.add(key)
                    yield passage, span
