"""A text to the queries that are asked of the engines, the text itself first.

Pure functions on strings: a draft abstract is asked whole and sentence by sentence, a question in
two parts whole and part by part. They know no engine and no score.
"""

import re
from collections.abc import Sequence

from reviewer.text.sentences import sentences
from reviewer.text.words import content_words

# From this many sentences on a text says more things than one vector can hold, and up to so many
# of them are asked; 4 to 12 give the same (docs/log.md, "Several queries, one ranking").
SEVERAL = 3
MOST = 8
MOST_OF_DRAFT = 40
"""Sentences of an author's own draft that are asked, each for what it alone may ask for."""
_SAYS_SOMETHING = 2  # content words without which a part is not worth a query
_ASKS = (
    r"(?:how|what|which|where|why|when|who|whether|do|does|did|is|are|can|"
    r"(?:on|in|at|for|with|by|to|from|under) (?:what|which|whom))\b"
)
# Where a question falls into parts: before a second question, and between what is compared. A title
# with a colon is one thing: only what asks is cut there.
_AGAINST = r"\s+(?:versus|vs\.?|(?:as )?(?:compared|opposed) (?:with|to)|rather than|instead of)\s+"
_COMPARED = re.compile(_AGAINST, re.IGNORECASE)
_SEAM = re.compile(rf"[;:?]\s+|,?\s+(?:and|or|but)\s+(?={_ASKS})|{_AGAINST}", re.IGNORECASE)
_QUESTION = re.compile(rf"\?[\W_]*$|^\W*(?:{_ASKS}|(?:compare|contrast)\b)", re.IGNORECASE)


def split_query(text: str) -> list[str]:
    """The queries that stand for `text`: itself, then its sentences or the parts of a question.

    A short text that does not fall into parts is one query.
    """
    found = sentences(text)
    parts = _parts(text) if len(found) < SEVERAL else found
    return _each_once([text, *parts])


def is_long(text: str) -> bool:
    """Whether `text` is asked sentence by sentence, and is no single question."""
    return len(sentences(text)) >= SEVERAL


def draft_queries(topic: str, abstract: str | None, said: Sequence[str] = ()) -> list[str]:
    """The queries that stand for a draft: topic and abstract, the topic, each sentence.

    Args:
        topic: a few words, or a title.
        abstract: of the draft; without one the topic is asked like any text.
        said: sentences of the whole draft, instead of those of the abstract.
    """
    if not (abstract or "").strip():
        return split_query(topic)
    whole = [f"{topic}. {abstract}", topic]
    if said:
        return _each_once([*whole, *said], MOST_OF_DRAFT)
    return _each_once([*whole, *sentences(abstract or "")])


def _parts(question: str) -> list[str]:
    seam = _SEAM if _QUESTION.search(question) else _COMPARED
    parts = [part.strip(" ,.?") for part in seam.split(question)]
    kept = [part for part in parts if len(content_words(part)) >= _SAYS_SOMETHING]
    return kept if len(kept) > 1 else []


def _each_once(queries: list[str], most: int = MOST) -> list[str]:
    """The first as it is; of the rest those that say something, each once, at most `most`."""
    whole, *parts = queries
    said = {part.strip(): None for part in parts if len(content_words(part)) >= _SAYS_SOMETHING}
    return [whole, *[part for part in said if part != whole.strip()][:most]]
