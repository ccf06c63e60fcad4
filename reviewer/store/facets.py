"""What papers are filtered by: in comes a paper or a filter, out come terms that both engines hold.

A term is `field=words`, such as `author=maria garcia` or `year=2024`. A filter matches a value that
holds its words, whole and in that order, whatever their case and accents.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from reviewer.models import Paper

# A sign of a script without spaces is a word of its own.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")


class LooksAt(StrEnum):
    """What a condition is about: a facet or the id of the paper, the kind or heading of a chunk."""

    FACET = "facet"
    PAPER = "paper_id"
    KIND = "kind"
    HEADING = "heading"


class Condition(NamedTuple):
    """A part of a filter: one of these values must be there. No value means that nothing passes.

    `word` says the same of a facet in one term, where the filter is one word: `author~garcia`.
    """

    looks_at: LooksAt
    values: tuple[str, ...]
    word: str | None = None


def words_of(text: str) -> str:
    """The words of a value or of a filter, between single spaces."""
    plain = "".join(
        char
        for char in unicodedata.normalize("NFKD", text).casefold()
        if not unicodedata.combining(char)
    )
    return " ".join(_WORD.findall(plain))


def terms_of(paper: Paper) -> set[str]:
    """Every facet term of a paper."""
    return {f"{field}={words}" for field, value in values_of(paper) if (words := words_of(value))}


def matching(terms: Iterable[str], field: str, wanted: str) -> list[str]:
    """Those of `terms`, all of one field, whose value holds the words of `wanted`."""
    words = words_of(wanted)
    if not words:
        return []
    start = len(field) + 1
    return [one for one in terms if f" {words} " in f" {one[start:]} "]


def word_terms(terms: Iterable[str]) -> set[str]:
    """A term for each word of each value, `field~word`: thousands of names may share one."""
    pairs = (one.partition("=") for one in terms)
    return {f"{field}~{word}" for field, _, words in pairs for word in words.split()}


def years_among(terms: Iterable[str], first: int | None, last: int | None) -> list[str]:
    """Those of the year terms that lie between two years, both included."""
    low, high = first or 0, 9999 if last is None else last
    return [one for one in terms if low <= int(one.partition("=")[2]) <= high]


def values_of(paper: Paper) -> Iterator[tuple[str, str]]:
    """What a paper can be filtered by, as its record says it: `(field, value)`."""
    if paper.year is not None:
        yield "year", str(paper.year)
    if paper.venue:
        yield "venue", paper.venue
    for author in paper.authors:
        yield "author", author
    for tag in paper.tags:
        yield "tag", tag
    for source in paper.sources:
        yield "source", source.file
