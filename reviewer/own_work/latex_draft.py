r"""A draft as LaTeX, whole with what it includes or a chapter alone, to its stretches.

It is read as `reviewer.reading.latex_source` reads a paper, from the main file's own folder and no
other; other than a paper it may lack `\documentclass`, `\title` and all but an abstract.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from reviewer.errors import ReadError
from reviewer.models import SectionKind
from reviewer.own_work.citing import keys_in_latex
from reviewer.own_work.text_draft import LONGEST_TEXT
from reviewer.own_work.work import Block, Draft
from reviewer.reading.latex_source import front_matter
from reviewer.reading.latex_source.document import Document, document
from reviewer.reading.latex_source.files import Folder, decoded, main_content
from reviewer.reading.latex_source.groups import braced, bracketed, space_after
from reviewer.reading.latex_source.inclusion import Inclusion
from reviewer.reading.latex_source.plain_tex import is_plain
from reviewer.reading.latex_source.prose import prose
from reviewer.reading.latex_source.structure import sections
from reviewer.reading.latex_source.traced import Edit, Traced

_BEGIN = re.compile(r"\\begin\s*\{document\}")
_CLASS = re.compile(r"\\document(?:class|style)\s*(?:\[[^\]]*\])?\s*\{[^{}]*\}")
_LEVELS = {"part": 1, "chapter": 2, "section": 3, "subsection": 4, "subsubsection": 5}
_HEADED = re.compile(r"\\(part|chapter|section|subsection|subsubsection)\*?(?![A-Za-z@])")
_MOST_LOST = 0.02  # of the characters: a text in an old encoding loses its accents, binary the rest
_SHOWN = 3


def latex_draft(path: Path) -> Draft:
    """The draft in a .tex file.

    Raises:
        ReadError: missing, unreadable, too large, or no text.
    """
    data = main_content(path)
    _refuse_binary(data)
    inclusion = Inclusion(Folder(path.parent))
    source = inclusion.whole(path.name, data)
    notices = _notices(inclusion)
    if len(source.text) > LONGEST_TEXT:
        source = source.cut(0, LONGEST_TEXT)
        notices.append(f"the draft is long: its first {LONGEST_TEXT:,} characters were read")
    whole = document(_complete(source), inclusion.styles(source))
    stated = front_matter.metadata(whole.text, path.name)
    blocks = list(_blocks(whole))
    return Draft(stated.title if stated else None, blocks, keys_in_latex(whole.text), notices)


def _refuse_binary(data: bytes) -> None:
    is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = decoded(data)
    if (b"\0" in data and not is_utf16) or text.count("\ufffd") > _MOST_LOST * len(text):
        raise ReadError(
            "it is not LaTeX: binary, or in an encoding that it does not declare",
            hint="save it as UTF-8",
        )


def _complete(source: Traced) -> Traced:
    """The text of a chapter, or of a draft that is not yet a document, as a document."""
    if _BEGIN.search(source.text) or is_plain(source.text):
        return source
    found = _CLASS.search(source.text)
    at = found.end() if found else 0
    return source.edited([Edit(at, at, "\n\\begin{document}\n")])


class _Heading(NamedTuple):
    start: int
    words: str | None
    level: int | None


def _blocks(whole: Document) -> Iterator[Block]:
    """What stands below each heading, the abstract and the thanks apart."""
    body = whole.body
    # All of them first: where groups end is kept for a few texts only, and the body is the longest.
    headings = [_Heading(0, None, None), *_headings(body.text)]
    ends = [*(heading.start for heading in headings[1:]), len(body.text)]
    for heading, end in zip(headings, ends, strict=True):
        made = sections(body.cut(heading.start, end), None)
        if heading.words is not None and not made:
            yield Block(SectionKind.BODY, "", heading.words, heading.level)
        for one in made:
            yield Block(one.kind, one.text, heading.words, heading.level)


def _headings(text: str) -> Iterator[_Heading]:
    end = 0
    for found in _HEADED.finditer(text):
        at = space_after(text, found.end())
        short = bracketed(text, at)
        group = braced(text, space_after(text, short.after) if short else at)
        if group is not None and found.start() >= end:
            words = prose(text[group.start : group.end]) or None
            yield _Heading(found.start(), words, _LEVELS[found[1]])
            end = group.after


def _notices(inclusion: Inclusion) -> list[str]:
    notices = []
    if inclusion.missing:
        names = list(dict.fromkeys(" ".join(name.split()) for name in inclusion.missing))
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        notices.append(
            f"included but not found, so not read: {', '.join(names[:_SHOWN])}{more}; is this the "
            "main file?"
        )
    if inclusion.undecoded:
        notices.append(
            "neither UTF-8 nor declared as another encoding, so that letters are missing"
        )
    if inclusion.is_cut:
        notices.append("it includes more than is read of one source: the rest is left out")
    return notices
