"""The coverage gate: the quotes are about what the statement says.

It reads the figures of an `Alignment`; what they cost and catch is in docs/log.md ("Does the
passage say it") and docs/decisions/0019-gates.md.
"""

from collections.abc import Sequence

from reviewer.models import Quote, Support
from reviewer.proof.alignment import Alignment
from reviewer.proof.gates.verdicts import Verdict
from reviewer.text.words import STOPWORDS, content_words, stem, words

UNSUPPORTED, WEAK = 0.3, 0.37
"""Scores below which a statement is not borne out, or not clearly."""
UNSUPPORTED_BY_WORDS, WEAK_BY_WORDS = 0.12, 0.27
"""The same where no embedder says how near the sentences are."""
_NAMED = 4


def coverage_gate(text: str, quotes: Sequence[Quote], alignment: Alignment) -> Verdict | None:
    """Object to a statement whose quotes are about something else, or about part of it."""
    by_words = alignment.closeness is None
    lowest, low = (UNSUPPORTED_BY_WORDS, WEAK_BY_WORDS) if by_words else (UNSUPPORTED, WEAK)
    if alignment.score >= low:
        return None
    support = Support.UNSUPPORTED if alignment.score < lowest else Support.WEAK
    return Verdict(support, _reason(text, quotes, alignment), gate="coverage")


def _reason(text: str, quotes: Sequence[Quote], alignment: Alignment) -> str:
    if alignment.rivalry:
        return "another paper that was offered says more of it than its quotes do"
    if not alignment.coverage:
        return "its quotes share no word with it"
    missing = ", ".join(f"“{word}”" for word in _missing(text, quotes)[:_NAMED])
    return f"its quotes say too little of it: nothing of {missing}"


def _missing(text: str, quotes: Sequence[Quote]) -> list[str]:
    """The content words of the statement that no quote has, as it writes them."""
    held = {word for quote in quotes for word in content_words(f"{quote.title} {quote.text}")}
    written = {stem(word): word for word in words(text) if word.casefold() not in STOPWORDS}
    return [word for key, word in written.items() if key not in held and not key[0].isdigit()]
