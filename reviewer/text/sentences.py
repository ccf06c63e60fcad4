"""Text to sentence spans: sentencex finds the boundaries, and the repairs below mend what listing
pages and abstracts do to it (a missing space after a period, abbreviations, inline lists).

Spans are offsets, so a sentence is always a slice of the text it came from.
"""

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import sentencex

# "…the policy.We then…": a word, a period, a capitalised word. A dot in a URL or a file name
# (`Node.js`, `github.com/X`) has no capitalised word of letters after it or sits in a longer token.
_GLUED = re.compile(
    r"(?<![\w./:@-])([A-Za-z]*[a-z]{3,}|[A-Z]{2,}s|\d+(?:\.\d+)?%)[.?!]"
    r"(?=[A-Z][a-z]+(?=[\s,-])|(?:A|I)\s|[A-Z][A-Za-z]+\s[a-z])"
)
# After "(1)", a quotation mark or "in k." the splitter finds no more ends: a plain word with a
# period before a capitalised one, or anything before a word that opens sentences, is one.
_MISSED = re.compile(
    r"(?:[a-z]{3}|[A-Z]s|[)\]%])[.?!](?=\s+[A-Z][a-z])"
    r"|(?:\s[a-z]|\d)[.?!](?=\s+(?:We|Our|The|This|These|It|In|For|To|However|Moreover)[\s,])"
)
# What a sentence does not end with, though a period stands there.
_OPEN_END = re.compile(
    r"\b(?:e\.g|i\.e|et al|vs|cf|Figs?|Eqs?|Secs?|Refs?|Tab|resp|approx|w\.r\.t|i\.i\.d|viz|ca)\.$"
)
_SPACE = re.compile(r"[^\S\n]")
_CONTINUES = frozenset(")]}'\u201d,;:%")
_SHORTEST = 3  # words; anything shorter is a fragment of its neighbour


class Span(NamedTuple):
    """`text[start:end]`, without white space at either end."""

    start: int
    end: int


@lru_cache(maxsize=4096)
def split(text: str) -> list[Span]:
    """The sentences of `text`, in order. Together they cover everything but white space."""
    cuts = {0, len(text)}
    # A white space of several bytes before a period ("A\u00a0.", from PDFs) makes sentencex panic.
    plain = _SPACE.sub(" ", text)
    ends = [b["end_index"] for b in sentencex.get_sentence_boundaries("en", plain)]
    cuts.update(end for end in ends if text[end - 1 : end + 1].strip() != text[end - 1 : end + 1])
    for pattern in (_GLUED, _MISSED):
        cuts.update(match.end() for match in pattern.finditer(text))
    cuts.update(match.start() for match in re.finditer(r"\n\s*\n", text))
    spans = [
        trimmed for start, end in pairwise(sorted(cuts)) if (trimmed := _trim(text, start, end))
    ]
    return _join_fragments(text, spans)


def sentences(text: str) -> list[str]:
    """The sentences of `text` as strings."""
    return [text[span.start : span.end] for span in split(text)]


def _trim(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    return Span(left, right) if left < right else None


def _join_fragments(text: str, spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and _belongs_together(text, joined[-1], span):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _belongs_together(text: str, left: Span, right: Span) -> bool:
    gap = text[left.end : right.start]
    if "\n\n" in gap:
        return False
    before, after = text[left.start : left.end], text[right.start : right.end]
    return (
        bool(_OPEN_END.search(before))
        or after[0].islower()
        or after[0] in _CONTINUES
        or len(after.split()) < _SHORTEST
        or len(before.split()) < _SHORTEST
    )
