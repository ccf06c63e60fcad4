"""The two ways in which rerank servers are asked, and every way in which they reply.

In come texts or the bytes of a reply; out come a body to send or one score a text. It contacts
nothing.
"""

import json
import math
import re
from collections.abc import Sequence
from enum import Enum, auto
from typing import Any

_CONTAINERS = ("results", "data", "rankings", "output")
_SCORES = ("relevance_score", "score", "logit")
_WANTS_TEXTS = re.compile(r"\btexts\b")
_TOO_LONG = re.compile(
    r"too (?:large|long)|context (?:length|size|window)|\d+ tokens|maximum (?:sequence|input)"
    r"|physical batch size",
    re.IGNORECASE,
)
_TOO_MANY = re.compile(r"batch.size|too many (?:documents|texts|inputs)", re.IGNORECASE)


class NoScoresError(ValueError):
    """A reply that is not one score a text; the message says what it is, as in “it sends …”."""


class Dialect(Enum):
    """How a server wants its passages.

    JINA is what Jina, Cohere, vLLM, llama.cpp, Infinity and Voyage take; TEI is what Text
    Embeddings Inference takes.
    """

    JINA = auto()
    TEI = auto()

    def body(self, model: str | None, query: str, texts: Sequence[str]) -> dict[str, Any]:
        """What is sent, without anything that some server of the dialect refuses."""
        if self is Dialect.TEI:
            return {"query": query, "texts": list(texts), "truncate": True}
        named = {} if model is None else {"model": model}
        return {**named, "query": query, "documents": list(texts)}


def wants_texts(words: str) -> bool:
    """Whether a server that refused `documents` says that it wants `texts`."""
    return bool(_WANTS_TEXTS.search(words))


def is_too_long(words: str) -> bool:
    """Whether a server refused a passage for its length."""
    return bool(_TOO_LONG.search(words))


def is_too_many(words: str) -> bool:
    """Whether a server refused a request for the number of its passages."""
    return bool(_TOO_MANY.search(words)) and not is_too_long(words)


def scores_in(body: bytes, count: int) -> list[float]:
    """The scores of a reply, in the order in which the texts were sent.

    Raises:
        NoScoresError: the reply is not exactly one finite score for each of `count` texts.
    """
    try:
        entries = _entries(json.loads(body))
    except (ValueError, RecursionError):
        raise NoScoresError("no JSON") from None
    if entries is None:
        raise NoScoresError("no list of scores")
    found: dict[int, float] = {}
    for entry in entries:
        index, score = _read(entry)
        if not 0 <= index < count:
            raise NoScoresError(f"a score for text {index} of {count} (they count from 0)")
        if index in found:
            raise NoScoresError(f"two scores for text {index}")
        found[index] = score
    if len(found) < count:
        raise NoScoresError(f"{len(found)} scores for {count} passages")
    return [found[index] for index in range(count)]


def words_in(body: bytes) -> str:
    """What a server says beside an error status, on one line."""
    text = body.decode("utf-8", "replace")
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = text
    while isinstance(said, dict):
        inner = [said[key] for key in ("error", "message", "detail") if said.get(key)]
        if not inner:
            break
        said = inner[0]
    shown = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    return " ".join(shown.split()) or "no message"


def _entries(reply: object) -> list[object] | None:
    """The list of scores, bare or inside one of the names that servers give it."""
    if isinstance(reply, list):
        return reply
    if isinstance(reply, dict):
        inside = (_entries(reply[name]) for name in _CONTAINERS if name in reply)
        return next((entries for entries in inside if entries is not None), None)
    return None


def _read(entry: object) -> tuple[int, float]:
    if not isinstance(entry, dict):
        raise NoScoresError("a list of something else than scores")
    index = entry.get("index")
    score = next((entry[name] for name in _SCORES if name in entry), None)
    if not isinstance(index, int) or isinstance(index, bool):
        raise NoScoresError("a score that does not say of which text")
    if not isinstance(score, int | float) or isinstance(score, bool) or not _is_finite(score):
        raise NoScoresError(f"no number as the score of text {index}")
    return index, float(score)


def _is_finite(score: float) -> bool:
    try:
        return math.isfinite(score)
    except OverflowError:  # a whole number of more digits than a float has
        return False
