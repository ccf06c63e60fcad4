"""The sentences of quotes: the one a statement is about, and whether it is one of them verbatim."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from reviewer.models import Quote
from reviewer.text.sentences import sentences
from reviewer.text.words import content_words

_BREAK = re.compile(
    r"[;:] |, (?=(?:but|while|whereas|although|though|which|and|yet|with|so)\b)"
    r"| (?=(?:but|while|whereas|although|though|because|yet)\b)"
)
_TITLE = re.compile(r"“([^“”]*\w[^“”]*)”")
_AROUND = " .;:,!?…\"'“”‘’«»()[]"


def is_verbatim(text: str, quotes: Sequence[Quote]) -> bool:
    """Whether the statement is a whole quote, or a whole sentence of one.

    A part of a sentence is neither: what stands before it may turn it round.
    """
    said = _folded(text)
    return bool(said) and any(
        said == _folded(whole) for quote in quotes for whole in (quote.text, *_parts(quote.text))
    )


def without_titles(text: str, quotes: Sequence[Quote]) -> str:
    """The statement without the quoted titles of its papers: to name a paper is to claim nothing.

    A part of a title is one: `“Weigh, Don't Count”` of `Weigh, Don't Count: Hives at Night`.
    """
    titles = [_folded(quote.title) for quote in quotes]
    return _TITLE.sub(
        lambda found: " " if any(_folded(found[1]) in title for title in titles) else found[0], text
    )


def nearest(text: str, quotes: Sequence[Quote]) -> str:
    """The sentence of the quotes that shares most content words with `text`; the first of equals.

    Empty where no sentence shares any.
    """
    wanted = content(text)
    best, most = "", 0.0
    for part in all_sentences(quotes):
        held = content(part)
        shared = len(wanted & held)
        # Of two that share as much, the shorter is more about it.
        weight = shared + shared / (len(held) + 1)
        if weight > most:
            best, most = part, weight
    return best


def clauses(sentence: str) -> list[str]:
    """A sentence in parts, cut where a new assertion begins."""
    return [clause for clause in _BREAK.split(" ".join(sentence.split())) if clause.strip()]


def all_sentences(quotes: Sequence[Quote]) -> Iterator[str]:
    """Every sentence of the quotes, in order."""
    for quote in quotes:
        yield from _parts(quote.text)


@lru_cache(maxsize=4096)
def content(text: str) -> frozenset[str]:
    """The stems of the words of a text that carry meaning."""
    return frozenset(content_words(text))


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[str, ...]:
    return tuple(sentences(text))


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return " ".join(text.split()).casefold().strip(_AROUND)
