"""Sentences out of a draft and into it, with every other byte as its author left it.

In come places in a draft and lines; out comes the new text. It knows no paper and no proof.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from reviewer.reviews.draft_file import DraftText, Paragraph
from reviewer.reviews.matching import ENDED, Sentence

_BLANK_LINES = re.compile(r"(?:[ \t]*\r?\n)*")
_REST_OF_LINE = re.compile(r"[^\r\n]*")


class Swap(NamedTuple):
    """`text[start:end]` becomes `text`."""

    start: int
    end: int
    text: str


class NewTheme(NamedTuple):
    """A heading and the lines under it."""

    heading: str
    lines: Sequence[str]


def edited(
    draft: DraftText,
    sentences: Sequence[Sentence],
    lines: Mapping[int, str | None],
    added: Mapping[int, Sequence[str]],
    fresh: Sequence[NewTheme] = (),
) -> str:
    """The text with some sentences changed, taken out or put in.

    Args:
        draft: as it is.
        sentences: of it.
        lines: what becomes of sentences, by where they start; None takes one out.
        added: lines to put at the end of sections, by number.
        fresh: themes to put behind the last one.
    """
    swaps = [
        Swap(one.start, one.end, line)
        for one in sentences
        if (line := lines.get(one.start)) is not None
    ]
    cuts = {one.start: one for one in sentences if lines.get(one.start, "") is None}
    anchors = {section: _anchor(draft, sentences, section) for section in added}
    emptied: list[Paragraph] = []
    for part in draft.paragraphs:
        inside = [one for start, one in cuts.items() if part.start <= start < part.end]
        if not inside:
            continue
        if not _rest(draft, part, inside):
            emptied.append(part)
        else:
            swaps += [_cut(draft, one) for one in inside]
    for part in emptied:
        if anchors.get(part.section) == part:
            text = draft.newline.join(added[part.section])
            swaps.append(Swap(part.start, part.end, text))
        else:
            swaps.append(_without(draft, part))
    for section, some in added.items():
        if anchors[section] not in emptied:
            swaps.append(_put(draft, section, anchors[section], some))
    swaps = _without_empty_sections(draft, emptied, set(added), swaps)
    swaps += _new_themes(draft, sentences, fresh)
    return _applied(draft.text, swaps)


def _anchor(draft: DraftText, sentences: Sequence[Sentence], section: int) -> Paragraph | None:
    """The paragraph of a section behind which sentences are put: the last with a saved one."""
    mine = [one for one in sentences if one.section == section]
    known = [one for one in mine if one.entry is not None or one.origin is not None] or mine
    if not known:
        return None
    last = known[-1]
    return next(p for p in draft.paragraphs if p.start <= last.start < p.end)


def _rest(draft: DraftText, part: Paragraph, cuts: Sequence[Sentence]) -> bool:
    """Whether anything of a paragraph is left without some sentences."""
    text = draft.text[part.start : part.end]
    for one in sorted(cuts, key=lambda one: -one.start):
        text = text[: one.start - part.start] + text[one.end - part.start :]
    return bool(text.strip())


def _cut(draft: DraftText, one: Sentence) -> Swap:
    """A sentence with its line, if it has one to itself; else with the space beside it."""
    text = draft.text
    start = text.rfind("\n", 0, one.start) + 1
    rest = _REST_OF_LINE.match(text, one.end)
    end = one.end if rest is None else rest.end()
    if not text[start : one.start].strip() and not text[one.end : end].strip():
        if end >= len(text):
            start = len(text[:start].removesuffix("\n").removesuffix("\r"))
        return Swap(start, _next(text, end), "")
    if text[one.end : one.end + 1] == " ":
        return Swap(one.start, one.end + 1, "")
    before = one.start - 1 if text[one.start - 1 : one.start] == " " else one.start
    return Swap(before, one.end, "")


def _next(text: str, end: int) -> int:
    """Where the next line begins."""
    found = text.find("\n", end)
    return len(text) if found < 0 else found + 1


def _without(draft: DraftText, part: Paragraph) -> Swap:
    """A paragraph out of the text, with its line's marker and the blank lines behind it."""
    start = draft.text.rfind("\n", 0, part.start) + 1
    end = _next(draft.text, part.end)
    blank = _BLANK_LINES.match(draft.text, end)
    return Swap(start, end if blank is None else blank.end(), "")


def _put(draft: DraftText, section: int, anchor: Paragraph | None, lines: Sequence[str]) -> Swap:
    newline = draft.newline
    if anchor is None:
        at = draft.sections[section].body
        return Swap(at, at, newline * 2 + newline.join(lines))
    start = draft.text.rfind("\n", 0, anchor.start) + 1
    marker = draft.text[start : anchor.start].lstrip("\ufeff")
    rest = _REST_OF_LINE.match(draft.text, anchor.end)
    at = anchor.end if rest is None else rest.end()
    unfinished = not ENDED.search(draft.masked[anchor.start : anchor.end])
    apart = newline if unfinished else ""
    return Swap(at, at, apart + "".join(f"{newline}{marker}{line}" for line in lines))


def _without_empty_sections(
    draft: DraftText, emptied: Sequence[Paragraph], added: set[int], swaps: Sequence[Swap]
) -> list[Swap]:
    """The swaps, with those of a section that nothing is left of as one."""
    found = list(swaps)
    for number in {part.section for part in emptied} - added:
        section = draft.sections[number]
        left = draft.text[section.body : section.end]
        for part in sorted((p for p in emptied if p.section == number), key=lambda p: -p.start):
            one = _without(draft, part)
            left = left[: one.start - section.body] + left[one.end - section.body :]
        if number and not left.strip():
            inside = (s for s in found if not section.start <= s.start < section.end)
            found = [*inside, Swap(section.start, section.end, "")]
    return found


def _new_themes(
    draft: DraftText, sentences: Sequence[Sentence], fresh: Sequence[NewTheme]
) -> list[Swap]:
    if not fresh:
        return []
    sections = [one.section for one in sentences if one.section]
    last = draft.sections[max(sections, default=len(draft.sections) - 1)]
    level = "#" * max(2, last.level)
    newline = draft.newline
    at = last.start + len(draft.text[last.start : last.end].rstrip())
    rest = _REST_OF_LINE.match(draft.text, at)
    at = at if rest is None else rest.end()
    parts = (f"{level} {one.heading}{newline * 2}{newline.join(one.lines)}" for one in fresh)
    text = "".join(f"{newline * 2}{part}" for part in parts)
    return [Swap(at, at, text if draft.text[at:].strip(" \t") else text + newline)]


def _applied(text: str, swaps: Sequence[Swap]) -> str:
    """The text with each swap made; of two at one place the first stands first."""
    numbered = sorted(enumerate(swaps), key=lambda one: (one[1].start, one[1].end, one[0]))
    for _, one in reversed(numbered):
        text = text[: one.start] + one.text + text[one.end :]
    return text
