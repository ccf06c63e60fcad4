"""A draft as Markdown or plain text, a whole paper or a few pasted paragraphs, to its stretches.

The outline is that of `reviewer.reading`; other than a paper of the collection a draft may lack a
title, headings, and all but one paragraph.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any

from reviewer.models import SectionKind
from reviewer.own_work.citing import keys_in_text
from reviewer.own_work.outline import is_part
from reviewer.own_work.work import Block, Draft
from reviewer.reading.front_matter import front_matter, is_metadata_heading, labelled
from reviewer.reading.text_outline import ATX, UNDERLINE, TextLine, parts, text_lines
from reviewer.text.headings import kind_of_heading
from reviewer.text.titles import title_key

LONGEST_TEXT = 1_000_000
"""Characters of a draft that are read: 250 printed pages."""
_LONGEST_TITLE = 200
_MOST_WRAPPED = 2
_ENDS_A_SENTENCE = re.compile(r"[.!?:;,][\"'”’)*_]*$")
# Markdown made for pandoc, or of a PDF by a service, may have the headings of LaTeX.
_LATEX_HEADING = re.compile(
    r"^\\(?P<level>chapter|(?:sub){0,2}section)\*?\{(?P<words>[^{}\n]{1,200})\}.*$", re.MULTILINE
)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")


def text_draft(text: str) -> Draft:
    """The draft in a text; line ends of every system, and signs that no text has, are mended."""
    notices = []
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT]
        notices.append(f"the draft is long: its first {LONGEST_TEXT:,} characters were read")
    text = _UNPRINTABLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _LATEX_HEADING.sub(_marked, text)
    lines = text_lines(text)
    blocks: list[Block] = []
    front = front_matter(text, lines)
    stated = None
    if front is not None:
        lines = lines[front.rest :]
        stated = _stated(front.fields)
        notices.extend([front.note] if front.note else [])
        if front.abstract is not None:
            blocks.append(Block(SectionKind.ABSTRACT, text[front.abstract], "Abstract", 1))
    title, lines = _titled(lines, stated)
    blocks += _blocks(text, lines)
    return Draft(title, blocks, keys_in_text(text), notices)


def _marked(heading: re.Match[str]) -> str:
    level = 1 if heading["level"] == "chapter" else 2 + heading["level"].count("sub")
    return f"\n{'#' * level} {heading['words']}\n"


def _stated(fields: dict[str, Any]) -> str | None:
    title = next((value for key, value in fields.items() if key.casefold() == "title"), None)
    return " ".join(title.split()) or None if isinstance(title, str) else None


def _titled(lines: list[TextLine], stated: str | None) -> tuple[str | None, list[TextLine]]:
    """The title, stated or in the first line, and the lines below it."""
    first = next((i for i, line in enumerate(lines) if not line.is_blank), None)
    if first is None:
        return stated, []
    wrapped = _wrapped(lines[first + 1 :])
    below = lines[first + 1 + len(wrapped) :]
    is_underlined = bool(below) and UNDERLINE.fullmatch(below[0].text) is not None
    atx = ATX.fullmatch(lines[first].text)
    shown = [atx[2] if atx else lines[first].text, *(line.text for line in wrapped)]
    words = " ".join(" ".join(shown).split())
    is_marked = is_underlined or (atx is not None and len(atx[1]) == 1)
    is_first = bool(words) and (
        title_key(words) == title_key(stated) if stated else _is_title(words, below, is_marked)
    )
    if not is_first:
        return stated, lines[first:]
    return stated or words.strip("*_ "), below[1:] if is_underlined else below


def _wrapped(below: Sequence[TextLine]) -> list[TextLine]:
    """The lines that go on with the first: they begin with a blank or a small letter."""
    found = list(takewhile(_goes_on, below))
    return found if len(found) <= _MOST_WRAPPED else []


def _goes_on(line: TextLine) -> bool:
    return not line.is_blank and (line.text[0].isspace() or line.text[0].islower())


def _is_title(words: str, below: Sequence[TextLine], is_marked: bool) -> bool:
    """Whether the first line is a title: marked as one, or a short line that is no sentence."""
    if len(words) > _LONGEST_TITLE or kind_of_heading(words) is not None or is_part(words):
        return False
    if is_marked:
        return True
    is_alone = bool(below) and below[0].is_blank and any(not line.is_blank for line in below)
    return is_alone and not words.startswith("#") and not _ENDS_A_SENTENCE.search(words)


def _blocks(text: str, lines: list[TextLine]) -> Iterator[Block]:
    found = list(parts(lines)) if lines else []
    # The outline gives a part the level of what it is inside of, not that of its own marks.
    levels: dict[str, list[int]] = defaultdict(list)
    for line in reversed(lines):
        if match := ATX.fullmatch(line.text):
            levels[match[2]].append(len(match[1]))
    for part in found:
        marked = levels.get(part.heading or "")
        level = marked.pop() if marked else None
        if part is found[0] or is_metadata_heading(part.heading):
            part.lines = part.lines[labelled(part.lines)[1] :]
        filled = [line for line in part.lines if not line.is_blank]
        words = text[filled[0].start : filled[-1].end] if filled else ""
        yield Block(part.kind, words, part.heading, level)
