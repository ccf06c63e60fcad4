"""Text to sentence spans, by rules: which stops end a sentence, and which do not.

Spans are offsets, so a sentence is always a slice of the text it came from. The rules know what
PDFs and listing pages do to spaces, and where the literature puts its citations and numbers; they
know no words but those of `abbreviations`. Why not a library: docs/log.md, "Which splitter".
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise
from typing import NamedTuple

from reviewer.text.abbreviations import (
    BEFORE_FIGURES,
    BEFORE_NUMBERS,
    DOTTED,
    MONTHS,
    NEVER_LAST,
    OPENERS,
    SELDOM_LAST,
    abbreviated,
)

# A blank line, or a line that begins with a bullet.
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*|\n[^\S\n]*(?=[•▪◦‣●○■►]\s|[-*–]\s+[A-Z(])")
# The stops, the quotation marks and brackets that close after them, and the space before the next.
_STOP = re.compile(
    r"(?P<dots>[.?!…]+)(?P<close>['\"”’»)\]}]*(?:\s[\"”](?=\s))?)(?P<gap>\s*)(?=\S)"
    r"|[。！？]+[”」』）]*"
)
# What was cited, behind the stop: `.[12] The`, `. [12] The`, `.(Holt, 2019) The`, `.¹² The`.
_FIGURES = r"\d{1,3}(?:[,–-]\s?\d{1,3})*"
_CITATION = re.compile(
    rf"(?:\s?\[{_FIGURES}\]|\({_FIGURES}\)|\s\(\d\d[\d,– -]*\))(?=\s+[A-Z“(])"
    r"|\([A-Z][^()]{2,60}\d{4}[a-z]?\)(?=\s)"
    r"|[⁰¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹,⁻–-]*(?=\s+[A-Z“(])"
)
_FOOTNOTE = re.compile(rf"{_FIGURES}(?=\s+[A-Z“(])")  # `.12 The`: a superscript that lost its place
_LAST_WORD = re.compile(r"[^\s(\[{“\"‘«*_`'’]*\Z")
_NEXT_WORD = re.compile(r"[(\[{“\"'‘«*_`#¿¡]*(?P<word>\w+(?:[-’']\w+)*)?(?P<stop>\.)?")
_NEXT_NUMBER = re.compile(r"[(\[]?(?:[A-Z]?\d|[A-Z]\b|[IVX]+\b)|[\\$#]")
_NEXT_LABEL = re.compile(r"\(?(?:[ivx]{1,4}[.)]|[a-z]\)|\d{1,2}\))\s")
# A number or letter that begins a sentence and belongs to it: "1.", "(ii).", "Step 3."
_LABEL = re.compile(r"\W*(?:[A-Z][a-z]+\s)?(?:\d{1,2}(?:\.\d{1,2})*|[ivxIVX]{1,4}|[a-zA-Z])\W*")
_LONGEST_LABEL = 18
_NAME_IN_LOWER_CASE = re.compile(r"[a-z][\w-]{0,11}?[A-Z\d]|[α-ω]")  # mTOR, p53, α-synuclein
# "…the policy.We then…": what has to stand on both sides of a stop with no space after it. A dot
# in a URL, a file or a name (`Node.js`, `Model.Fit`) has not.
_GLUED_AFTER = re.compile(r"(?P<word>[A-Z][a-z]+)(?=[\s,’-])|(?:A|I)(?=\s)|[A-Z][A-Za-z]+\s[a-z]")
_GLUED_BEFORE = re.compile(r"[a-z]{3,}|[A-Z]{2,}s|\d+(?:\.\d+)?%|.*[)\]]")
_IN_A_NAME = re.compile(r"[./:@\\_]")
_CONTINUES = frozenset(")]}.,;:%=<>&+/|?!…")
_LOOK_BACK = 40  # characters before a stop that may hold its word
_WORD = re.compile(r"\w\S*")
_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]{2}")


class Span(NamedTuple):
    """`text[start:end]`, without white space at either end."""

    start: int
    end: int


class _Stop(NamedTuple):
    """A stop with what stands around it."""

    dots: str
    close: str
    word: str
    """The word before it, without brackets and elided articles."""
    measured: bool
    """Whether a number stands before that word, as before a unit."""
    label: bool
    """Whether the sentence so far is but a number or a letter."""
    next: str
    """The word after it, without brackets; empty before a formula or another sign."""
    opens: bool
    """Whether that word opens sentences."""
    initial: bool
    """Whether that word is one letter with a stop of its own."""
    numbers: bool
    """Whether what follows is a number or a reference to one."""
    continues: bool
    """Whether what follows cannot begin a sentence."""


@lru_cache(maxsize=1024)
def split(text: str) -> list[Span]:
    """The sentences of `text`, in order. Together they cover everything but white space.

    No sentence goes beyond a blank line.
    """
    spans: list[Span] = []
    for start, end in _paragraphs(text):
        bounds = [start, *_ends(text, start, end), end]
        found = [span for pair in pairwise(bounds) if (span := _trim(text, *pair))]
        spans += _join_fragments(text, found)
    return spans


def sentences(text: str) -> list[str]:
    """The sentences of `text` as strings."""
    return [text[span.start : span.end] for span in split(text)]


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _PARAGRAPH.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _ends(text: str, start: int, end: int) -> Iterator[int]:
    """Where the sentences of a paragraph end, its last one excepted."""
    for match in _STOP.finditer(text, start, end):
        if match.start() >= start:  # otherwise it is part of a citation behind the stop before
            cut = _end_at(text, match, start, end)
            if cut is not None:
                yield cut
                start = cut


def _end_at(text: str, match: re.Match[str], start: int, end: int) -> int | None:
    """The offset at which the sentence that began at `start` ends with this stop, if it does."""
    if match["dots"] is None:
        return match.end()
    before = text[max(start, match.start() - _LOOK_BACK) : match.start()]
    last = _LAST_WORD.search(before)
    word = "" if last is None else last[0]
    close = match.end("close")
    cited = _CITATION.match(text, close, end)
    if cited is None and not match["gap"] and len(word) > 2 and word.isalpha():
        cited = _FOOTNOTE.match(text, close, end)
    if cited is not None:
        return None if abbreviated(word) else cited.end()
    if not match["gap"]:
        return close if _is_glued(text, close, word) else None
    earlier = before[: len(before) - len(word)].rstrip()
    so_far = text[start : min(match.start(), start + _LONGEST_LABEL)]
    label = match.start() - start < _LONGEST_LABEL and _LABEL.fullmatch(so_far) is not None
    return close if _ends_here(_look(text, match, word, earlier[-1:].isdigit(), label)) else None


def _look(text: str, match: re.Match[str], word: str, measured: bool, label: bool) -> _Stop:
    at = match.end()
    following = _NEXT_WORD.match(text, at)
    assert following is not None
    name = following["word"] or ""
    lower = name[:1].islower() and not _NEXT_LABEL.match(text, at)
    if lower and _NAME_IN_LOWER_CASE.match(name):
        lower = (len(word) == 1 and not measured) or DOTTED.fullmatch(word) is not None
    initial = len(name) == 1 and following["stop"] is not None
    return _Stop(
        dots=match["dots"],
        close=match["close"],
        word=word,
        measured=measured,
        label=label,
        next=name,
        opens=name in OPENERS and not initial,
        initial=initial,
        numbers=_NEXT_NUMBER.match(text, at) is not None,
        continues=lower or (not name and text[at] in _CONTINUES),
    )


def _ends_here(stop: _Stop) -> bool:
    if stop.continues:
        return False
    if stop.dots[0] in "?!":
        return True
    if stop.dots != ".":
        return stop.next[:1].isalpha()
    if stop.label:
        return False
    if stop.close:
        return stop.opens or not abbreviated(stop.word)
    return _word_ends(stop)


def _word_ends(stop: _Stop) -> bool:
    """Whether a single stop ends the sentence, by the word before it and the one after."""
    word, folded = stop.word, stop.word.casefold()
    if word in NEVER_LAST:
        return False
    if word in SELDOM_LAST or DOTTED.fullmatch(word):
        return stop.opens
    if folded in BEFORE_FIGURES:
        return stop.opens and not stop.numbers
    if folded in BEFORE_NUMBERS and (len(word) > 1 or word in "pS") and stop.numbers:
        return False
    if len(word) == 1 and word.isalpha():
        return not stop.initial and (word.islower() or stop.opens or stop.measured)
    return not (word.isdigit() and len(word) < 3 and stop.next in MONTHS)


def _is_glued(text: str, end: int, word: str) -> bool:
    """Whether two sentences meet at `end` without a space, after `word`."""
    following = _GLUED_AFTER.match(text, end)
    if following is None or abbreviated(word):
        return False
    if (following["word"] or following[0]) in OPENERS and len(word) > 1:
        return word.endswith("%") or not _IN_A_NAME.search(word)
    return _GLUED_BEFORE.fullmatch(word) is not None


def _trim(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    return Span(left, right) if left < right else None


def _join_fragments(text: str, spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and not (_is_sentence(text, joined[-1]) and _is_sentence(text, span)):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _is_sentence(text: str, span: Span) -> bool:
    """Whether it has two words, or two signs of a script without spaces."""
    words = islice(_WORD.finditer(text, *span), 2)
    return len(list(words)) == 2 or _WITHOUT_SPACES.search(text, *span) is not None
