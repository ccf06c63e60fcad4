"""A paper as a Word document (.docx) to one record, with python-docx.

The title is what is styled so, else what the properties and the first paragraphs agree on, else
the first large paragraph; the authors are the names below it. Headings divide, by their outline
level, in any language. A Word file has neither lines nor pages, so that no text has a place. Left
out are headers, comments, pictures, and text that tracked changes have deleted.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from reviewer.errors import ReadError
from reviewer.models import Authority, Metadata, Record, SectionKind
from reviewer.reading.docx_front import front_matter
from reviewer.reading.docx_text import Block, Texts, footnote_texts
from reviewer.reading.opening import opened
from reviewer.reading.paragraphs import Paragraph, section
from reviewer.reading.protocol import Head, Reading, ReadingOptions
from reviewer.text.headings import kind_of_heading

if TYPE_CHECKING:
    from docx.document import Document

name = "docx"
description = "one paper as a Word document (.docx)"
isolated = True

LARGEST = 300_000_000  # bytes, unpacked
LARGEST_XML = 100_000_000
MOST_MEMBERS = 20_000
_HIGHEST_RATIO = 300  # of unpacked to packed; text packs to a tenth, a bomb to a thousandth
_SMALL = 10_000_000  # what unpacks to less harms nobody, whatever its ratio
_DAMAGED = "the Word file is damaged or cut off"
_AGAIN = "open it in Word or LibreOffice, save it again as .docx, and ingest that"
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")

_ABSTRACT = re.compile(r"(?:abstract|summary)\s*(?:[.:—–-]+\s*|\s+(?=[A-Z]))", re.IGNORECASE)
_ABSTRACT_STYLE = re.compile(r"(?!.*head).*abstract")
_KEYWORDS = re.compile(r"(?:key ?words|index terms)\b[^.:—–-]{0,30}[.:—–-]", re.IGNORECASE)
_LONGEST_HEADING = 80
_LONGEST_ADDRESS = 200
_NUMBER = re.compile(r"(\d+(?:\.\d+)*)[.)]?\s")
_ENDS = (".", ",", ";", ":", "-")
_DEEPEST = 99


def recognises(path: Path, head: Head) -> bool:
    return path.suffix.lower() in (".docx", ".docm") and head.data.startswith(b"PK")


def read(path: Path, options: ReadingOptions) -> Reading:
    """The one paper of the document.

    Raises:
        ReadError: damaged, encrypted, a bomb, or without text.
    """
    with opened(path) as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        _refuse_size()
    _check(data)
    blocks, core_title = _opened(data)
    record = _record(blocks, core_title)
    return Reading(name, lambda _: iter([record]))


def _check(data: bytes) -> None:
    """Refuses what would unpack to too much, and XML that defines entities, before it is opened."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            infos = package.infolist()
            total = sum(info.file_size for info in infos)
            is_bomb = total > _SMALL and total > _HIGHEST_RATIO * len(data)
            if total > LARGEST or is_bomb or len(infos) > MOST_MEMBERS:
                _refuse_size()
            for info in infos:
                if info.filename.endswith((".xml", ".rels")):
                    _check_xml(package, info)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise ReadError(_DAMAGED, hint=_AGAIN) from error
    except RuntimeError as error:
        raise ReadError("the Word file is encrypted", hint="save it without a password") from error


def _check_xml(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    with package.open(info) as stream:
        xml = stream.read(LARGEST_XML + 1)
    if len(xml) > LARGEST_XML:
        _refuse_size()
    if _ENTITIES.search(xml):
        raise ReadError(
            "the Word file defines XML entities, which Word never does",
            hint="do not trust this file",
        )


def _refuse_size() -> NoReturn:
    raise ReadError(
        "the Word file unpacks to more than a paper can be",
        hint="do not trust it, or take its pictures out and save it again",
    )


def _opened(data: bytes) -> tuple[list[Block], str]:
    """The blocks that have words, and the title of the properties."""
    import docx
    from docx.exceptions import PythonDocxError
    from lxml.etree import LxmlError

    try:
        document = docx.Document(BytesIO(data))
        texts = Texts(document, _footnotes(document))
        blocks = [block for block in texts.blocks() if any(map(str.isalnum, block.text))]
        return blocks, " ".join((document.core_properties.title or "").split())
    except (PythonDocxError, LxmlError, KeyError, ValueError, AttributeError, TypeError) as error:
        raise ReadError(_DAMAGED, hint=_AGAIN) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, IndexError, RecursionError) as error:
        raise ReadError(_DAMAGED, hint=_AGAIN) from error


def _footnotes(document: Document) -> dict[str, str]:
    from docx.oxml import parse_xml

    notes: dict[str, str] = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in ("footnotes", "endnotes") and not relation.is_external:
            notes.update(footnote_texts(parse_xml(relation.target_part.blob), kind[:-1]))
    return notes


def _record(blocks: list[Block], core_title: str) -> Record:
    if not blocks:
        raise ReadError("no text is in the Word file", hint="check that it is complete")
    front = front_matter(blocks, core_title)
    above = [block for block in blocks[: front.first] if not block.in_table]
    sections = [section(SectionKind.BOILERPLATE, _paragraphs(above))] if above else []
    sections += [
        section(part.kind, part.paragraphs, heading=part.heading)
        for part in _parts(blocks[front.after :])
        if part.paragraphs
    ]
    if not any(each.kind.is_evidence for each in sections):
        raise ReadError("only a title, no text", hint="check that the file is complete")
    return Record(
        metadata=Metadata(title=front.title, authors=front.authors),
        sections=tuple(sections),
        authority=Authority.GUESSED,
    )


def _paragraphs(blocks: list[Block]) -> Iterator[Paragraph]:
    return (Paragraph(block.shown) for block in blocks)


@dataclass
class _Part:
    """A heading and the paragraphs below it."""

    kind: SectionKind
    heading: str | None = None
    level: int = _DEEPEST
    paragraphs: list[Paragraph] = field(default_factory=list)


def _parts(blocks: list[Block]) -> list[_Part]:
    parts = [_Part(SectionKind.BODY)]
    is_styled = False
    for block, level in zip(blocks, _levels(blocks), strict=True):
        if level:
            parts.append(_below(parts[-1], block.shown, level))
            is_styled = False
            continue
        if parts[-1].kind is SectionKind.ABSTRACT and _KEYWORDS.match(block.shown):
            parts.append(_Part(SectionKind.BOILERPLATE))
        was_styled, is_styled = is_styled, _ABSTRACT_STYLE.match(block.style) is not None
        begins = _abstract_begins(block, parts, is_styled=is_styled)
        if begins is not None:
            parts.append(_Part(SectionKind.ABSTRACT))
        elif was_styled and not is_styled:
            parts.append(_Part(SectionKind.BODY))
        parts[-1].paragraphs.append(Paragraph(block.shown[begins or 0 :]))
        is_styled |= begins is not None
    _mark_addresses(parts)
    return parts


def _mark_addresses(parts: list[_Part]) -> None:
    """Short lines between the authors and the abstract are addresses, no text of the paper."""
    first, following = parts[0], next((part for part in parts[1:] if part.paragraphs), None)
    is_short = all(len(each.text) < _LONGEST_ADDRESS for each in first.paragraphs)
    if following is not None and following.kind is SectionKind.ABSTRACT and is_short:
        first.kind = SectionKind.BOILERPLATE


def _abstract_begins(block: Block, parts: list[_Part], *, is_styled: bool) -> int | None:
    """Where the words begin in a paragraph that is the abstract by its style or its first word."""
    if block.in_table or any(part.kind is SectionKind.ABSTRACT for part in parts):
        return None
    label = _ABSTRACT.match(block.shown)
    is_long = label is not None and len(block.shown) > label.end() + _LONGEST_HEADING
    if not is_styled and (not is_long or len(parts) > 1):
        return None
    return label.end() if label else 0


def _levels(blocks: list[Block]) -> Iterator[int | None]:
    """The level of each block that is a heading.

    By its style or a known word; in a document without styled headings also a short bold line that
    is no sentence, if one that is not bold follows.
    """
    is_plain = not any(block.level for block in blocks)
    for block, following in zip_longest(blocks, blocks[1:]):
        level = _heading_level(block)
        is_bold = is_plain and following is not None and _is_bold_heading(block, following)
        yield _numbered_level(block) if level is None and is_bold else level


def _heading_level(block: Block) -> int | None:
    """The level of a heading, also of one that is only a line of a known word."""
    if block.in_table or len(block.shown) > _LONGEST_HEADING * 3:
        return None
    if block.level is not None:
        return block.level
    is_known = len(block.shown) <= _LONGEST_HEADING and kind_of_heading(block.shown) is not None
    return _DEEPEST - 1 if is_known else None


def _is_bold_heading(block: Block, following: Block) -> bool:
    is_short = len(block.shown) <= _LONGEST_HEADING and not block.shown.endswith(_ENDS)
    is_above_text = not following.is_bold or _numbered_level(following) > _numbered_level(block)
    return block.is_bold and not block.in_table and is_short and is_above_text


def _numbered_level(block: Block) -> int:
    number = _NUMBER.match(block.shown)
    return number[1].count(".") + 1 if number else _DEEPEST - 1


def _below(part: _Part, heading: str, level: int) -> _Part:
    kind = kind_of_heading(heading)
    if kind is not None:
        return _Part(kind, heading, level)
    is_below = level > part.level and part.kind not in (SectionKind.BODY, SectionKind.ABSTRACT)
    return _Part(
        part.kind if is_below else SectionKind.BODY, heading, part.level if is_below else level
    )
