"""Scored sentences, made without a store, for tests of what is said with them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviewer.models import Location, Paper, Passage
from reviewer.selection import Candidate
from reviewer.text.sentences import split


def passage_of(title: str, text: str, rank: int = 1, **fields: Any) -> Passage:
    return Passage(
        paper=Paper.model_validate({"id": f"id of {title}", "title": title, **fields}),
        chunk_id=f"{title}:0",
        text=text,
        score=1 / rank,
        rank=rank,
        location=Location(file="papers.jsonl", line=rank),
    )


def candidates_of(
    passage: Passage, relevance: float | dict[str, float] = 0.5, vector: str | None = None
) -> list[Candidate]:
    """The sentences of a passage.

    Args:
        passage: whose sentences.
        relevance: of all, or of those that hold a word; 0.1 for the others.
        vector: "same" gives all one vector, "own" each its own; None none.
    """
    found = []
    for number, (start, end) in enumerate(split(passage.text)):
        quote = passage.quote(start, end)
        score = relevance if isinstance(relevance, float) else _by_word(quote.text, relevance)
        found.append(
            Candidate(
                quote=quote,
                passage=passage,
                cosine=score,
                coverage=score,
                vector=_vector(vector, number, passage.rank),
            )
        )
    return found


def _by_word(text: str, relevance: dict[str, float]) -> float:
    return next((score for word, score in relevance.items() if word in text), 0.1)


def _vector(kind: str | None, number: int, rank: int) -> NDArray[np.float32] | None:
    if kind is None:
        return None
    vector = np.zeros(64, dtype=np.float32)
    vector[0 if kind == "same" else (number + 8 * rank) % 64] = 1
    return vector
