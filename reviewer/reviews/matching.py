"""The sentences of an edited draft beside those that were saved: kept, edited, new or deleted.

In come a draft and the entries of its evidence; out come its sentences in their order with the
entry each one is, or comes from. It judges none of them.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from reviewer.reviews.draft_file import DraftText, Paragraph, cite_keys_in, plain_text
from reviewer.reviews.kept import Entry
from reviewer.text.sentences import split

_ALIKE = 55.0
"""Of 100: from here on a sentence that is new is an edit of one that is gone."""
ENDED = re.compile(r"[.!?…][\"'”’)\]*_]*\s*\Z")
"""Where a sentence may end: what stands behind it is another one."""


class Sentence(NamedTuple):
    """A sentence of a draft: `text[start:end]`.

    Args:
        start: in characters.
        end: behind its last sign.
        line: of the draft in which it begins, from 1.
        section: number of the section it stands in.
        text: with single spaces, citations and all.
        entry: the saved one that it is; None for one that is edited or new.
        origin: the saved one that it was edited from.
    """

    start: int
    end: int
    line: int
    section: int
    text: str
    entry: Entry | None = None
    origin: Entry | None = None


class Matched(NamedTuple):
    """A draft beside its evidence: `deleted` are the entries that it has no more."""

    sentences: list[Sentence]
    deleted: list[Entry]


def match(draft: DraftText, entries: Sequence[Entry]) -> Matched:
    """What each sentence of a draft is.

    Sentences that cite nothing are given only from sections that hold one that is saved: what else
    an author writes is the author's own affair.

    Args:
        draft: as its author left it.
        entries: as they were saved.
    """
    patterns = [(_pattern(entry.line), entry) for entry in _longest_first(entries)]
    found = [one for part in draft.paragraphs for one in _of_paragraph(draft, part, patterns)]
    kept = {one.entry.line for one in found if one.entry is not None}
    missing = [entry for entry in entries if entry.line not in kept]
    themes = {one.section for one in found if one.entry is not None}
    titles = {entry.theme for entry in entries}
    themes |= {n for n, one in enumerate(draft.sections) if one.heading in titles}
    told = [
        one
        for one in found
        if one.entry is not None or one.section in themes or cite_keys_in(one.text)
    ]
    origins = _origins([one for one in told if one.entry is None], missing)
    sentences = [one._replace(origin=origins.get(one.start)) for one in told]
    used = {id(entry) for entry in origins.values()}
    return Matched(sentences, [entry for entry in missing if id(entry) not in used])


def _longest_first(entries: Sequence[Entry]) -> list[Entry]:
    once = {entry.line: entry for entry in entries}
    return sorted(once.values(), key=lambda entry: -len(entry.line))


def _pattern(line: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, line.split()))
    return re.compile(rf"(?<!\S){words}(?!\S)")


def _of_paragraph(
    draft: DraftText, part: Paragraph, patterns: Sequence[tuple[re.Pattern[str], Entry]]
) -> Iterator[Sentence]:
    at = part.start
    for start, end, entry in _saved(draft.masked, part, patterns):
        gap = draft.masked[at:start]
        if gap.strip() and not ENDED.search(gap):
            continue  # words of the author stand before it in the same sentence
        yield from _new(draft, at, start, part.section)
        text = " ".join(draft.text[start:end].split())
        yield Sentence(start, end, draft.line_of(start), part.section, text, entry)
        at = end
    yield from _new(draft, at, part.end, part.section)


def _saved(
    text: str, part: Paragraph, patterns: Sequence[tuple[re.Pattern[str], Entry]]
) -> list[tuple[int, int, Entry]]:
    """Where saved sentences stand in a paragraph, none within another."""
    found: list[tuple[int, int, Entry]] = []
    for pattern, entry in patterns:
        for hit in pattern.finditer(text, part.start, part.end):
            if all(hit.end() <= start or hit.start() >= end for start, end, _ in found):
                found.append((hit.start(), hit.end(), entry))
    return sorted(found, key=lambda one: one[0])


def _new(draft: DraftText, start: int, end: int, section: int) -> Iterator[Sentence]:
    """The sentences between saved ones."""
    for span in split(draft.masked[start:end]):
        first, last = start + span.start, start + span.end
        text = " ".join(draft.masked[first:last].split())
        if any(map(str.isalpha, plain_text(text))):
            yield Sentence(first, last, draft.line_of(first), section, text)


def _origins(new: Sequence[Sentence], missing: Sequence[Entry]) -> dict[int, Entry]:
    """The saved sentence that each new one was edited from, by where that stands; the most alike
    first, and each only once.
    """
    pairs = [
        (fuzz.ratio(plain_text(one.text), entry.statement.text), number, place)
        for number, one in enumerate(new)
        for place, entry in enumerate(missing)
    ]
    found: dict[int, Entry] = {}
    taken: set[int] = set()
    for alike, number, place in sorted(pairs, key=lambda pair: (-pair[0], *pair[1:])):
        if alike >= _ALIKE and new[number].start not in found and place not in taken:
            found[new[number].start] = missing[place]
            taken.add(place)
    return found
