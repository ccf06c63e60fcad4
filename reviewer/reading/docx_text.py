"""The XML of a Word document to blocks: paragraphs with their style, rows of tables, footnotes.

Tracked insertions are read, tracked deletions and hidden text are not. A raised figure is written
`^2`, so that it is no digit of the number before it; a formula is written in one line. It knows
nothing of titles and sections.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {f"{W}{tag}": text for tag, text in [("tab", " "), ("br", " "), ("cr", " ")]} | {
    f"{W}noBreakHyphen": "-",
    f"{W}ptab": " ",
}
_UNSEEN = {
    *(f"{W}{tag}" for tag in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "rt")),
    *(f"{W}{tag}" for tag in ("txbxContent", "sdtPr", "tblPr", "trPr", "tcPr")),
    *(
        f"{_M}{tag}"
        for tag in ("ctrlPr", "rPr", "fPr", "sSubPr", "sSupPr", "radPr", "dPr", "naryPr")
    ),
    _CHOICE,
}
_OFF = ("0", "false", "off", "none")
_HEADING = re.compile(r"heading (\d)")
_DEEPEST = 9
RAISED = "\x01"
_RAISED = re.compile(f"{RAISED}([^{RAISED}]*){RAISED}")
_BETWEEN_CELLS = " | "
_SIMPLE = re.compile(r"-?[\w.%′]+|.")


class Style(NamedTuple):
    """A paragraph style with what it inherits; `level` is that of a heading, from 1."""

    name: str
    level: int | None
    size: float | None
    is_bold: bool


class Block(NamedTuple):
    """A paragraph or a row of a table.

    Args:
        text: in one line; `RAISED` on both sides of what is raised.
        style: the name of its style in lower case.
        level: that of a heading, from 1; None for text.
        size: of its largest letters, in points.
        is_bold: all of it.
        in_table: a row.
    """

    text: str
    style: str = ""
    level: int | None = None
    size: float | None = None
    is_bold: bool = False
    in_table: bool = False

    @property
    def shown(self) -> str:
        """The text with raised figures as `^2`, so that they are no digits of a number."""
        return " ".join(_RAISED.sub(_power, self.text).split())

    @property
    def plain(self) -> str:
        """The text without what is raised: the marks behind a title and behind names."""
        return " ".join(_RAISED.sub("", self.text).split())


def _power(raised: re.Match[str]) -> str:
    return f"^{raised[1]}" if raised[1][:1].isdigit() else raised[1]


class Texts:
    """Reads the blocks of one document.

    Args:
        document: opened by python-docx.
        footnotes: the text of each by its id.
    """

    def __init__(self, document: Document, footnotes: dict[str, str]) -> None:
        self._body = document.element.body
        self._styles = _styles(document.styles.element)
        self._default = self._styles.get("", Style("", None, None, is_bold=False))
        self._footnotes = footnotes

    def blocks(self) -> Iterator[Block]:
        """All blocks in reading order; a footnote follows the paragraph that refers to it."""
        yield from self._within(self._body)

    def _within(self, element: Element) -> Iterator[Block]:
        for child in element:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self._rows(child)
            elif child.tag not in _UNSEEN:  # content controls, moved and inserted blocks
                yield from self._within(child)

    def _paragraph(self, element: Element) -> Iterator[Block]:
        style = self._style(element)
        sizes, bold = _letters(element)
        yield Block(
            " ".join(_text(element).split()),
            style.name,
            _level(element) or style.level,
            max(sizes, default=style.size or self._default.size or 0.0),
            is_bold=bold if bold is not None else style.is_bold,
        )
        for box in element.iter(f"{W}txbxContent"):
            if not any(each.tag == _CHOICE for each in box.iterancestors()):
                yield from self._within(box)
        for reference in element.iter(f"{W}footnoteReference", f"{W}endnoteReference"):
            note = self._footnotes.get(f"{reference.tag!s}{reference.get(f'{W}id')}")
            if note:
                yield Block(note)

    def _rows(self, table: Element) -> Iterator[Block]:
        for row in table.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl"), None) is not table:
                continue  # of a table in a cell
            cells = list(row.iter(f"{W}tc"))
            texts = [" ".join(_cell(cell).split()) for cell in cells]
            if len(cells) == 1:  # a box around text
                yield from self._within(cells[0])
            else:
                yield Block(_BETWEEN_CELLS.join(filter(None, texts)), in_table=True)

    def _style(self, element: Element) -> Style:
        style = element.find(f"{W}pPr/{W}pStyle")
        name = "" if style is None else style.get(f"{W}val") or ""
        return self._styles.get(name, self._default)


def footnote_texts(root: Element, kind: str) -> Iterator[tuple[str, str]]:
    """The notes of a part of the package, each with the key that `Texts` looks it up by.

    Args:
        root: of the part.
        kind: `footnote` or `endnote`.
    """
    for note in root.iter(f"{W}{kind}"):
        if note.get(f"{W}type") in (None, "normal"):
            text = " ".join(_cell(note).split())
            yield f"{W}{kind}Reference{note.get(f'{W}id')}", text


def _cell(element: Element) -> str:
    return " ".join(_text(paragraph) for paragraph in element.iter(f"{W}p"))


def _text(element: Element) -> str:
    """What a reader sees of an element's inside."""
    if element.tag in _UNSEEN or _is_hidden(element):
        return ""
    if element.tag in (f"{W}t", f"{_M}t"):
        return element.text or ""
    if element.tag in _SIGNS:
        return _SIGNS[str(element.tag)]
    if element.tag == f"{W}sym":
        return _symbol(element.get(f"{W}char") or "")
    if formula := _FORMULAS.get(str(element.tag)):
        return formula(element)
    inside = "".join(_text(child) for child in element if isinstance(child.tag, str))
    return f"{RAISED}{inside}{RAISED}" if inside and _is_raised(element) else inside


def _symbol(code: str) -> str:
    """A character of a symbol font; those live in the private area and mean nothing elsewhere."""
    value = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,6}", code) else 0
    return chr(value) if 32 < value < 0xD800 else ""


def _is_hidden(run: Element) -> bool:
    return run.tag == f"{W}r" and _is_on(run.find(f"{W}rPr/{W}vanish"))


def _is_on(switch: Element | None) -> bool:
    return switch is not None and (switch.get(f"{W}val") or "true") not in _OFF


def _is_raised(run: Element) -> bool:
    aligned = run.find(f"{W}rPr/{W}vertAlign") if run.tag == f"{W}r" else None
    return aligned is not None and aligned.get(f"{W}val") == "superscript"


def _part(element: Element, tag: str) -> str:
    found = element.find(f"{_M}{tag}")
    return "" if found is None else "".join(_text(child) for child in found).strip()


def _grouped(formula: str) -> str:
    return formula if _SIMPLE.fullmatch(formula) else f"({formula})"


_FORMULAS = {
    f"{_M}sSub": lambda e: f"{_part(e, 'e')}_{_grouped(_part(e, 'sub'))}",
    f"{_M}sSup": lambda e: f"{_part(e, 'e')}^{_grouped(_part(e, 'sup'))}",
    f"{_M}sSubSup": lambda e: (
        f"{_part(e, 'e')}_{_grouped(_part(e, 'sub'))}^{_grouped(_part(e, 'sup'))}"
    ),
    f"{_M}f": lambda e: f"{_grouped(_part(e, 'num'))}/{_grouped(_part(e, 'den'))}",
    f"{_M}rad": lambda e: f"√{_grouped(_part(e, 'e'))}",
    f"{_M}d": lambda e: f"({_part(e, 'e')})",
}


def _letters(paragraph: Element) -> tuple[list[float], bool | None]:
    """The sizes that the runs set, and whether all of them are bold; None if none says."""
    sizes: list[float] = []
    bold: list[bool] = []
    for run in paragraph.iter(f"{W}r"):
        if not "".join(_text(run).split()):
            continue
        size = run.find(f"{W}rPr/{W}sz")
        sizes += _points(size)
        switch = run.find(f"{W}rPr/{W}b")
        bold.append(_is_on(switch) if switch is not None else False)
    return sizes, all(bold) if any(bold) else None


def _points(size: Element | None) -> list[float]:
    value = "" if size is None else size.get(f"{W}val") or ""
    return [int(value) / 2] if value.isascii() and value.isdigit() and len(value) < 5 else []


def _level(element: Element) -> int | None:
    """The outline level of a paragraph or a style, from 1."""
    level = element.find(f"{W}pPr/{W}outlineLvl")
    value = "" if level is None else level.get(f"{W}val") or ""
    return int(value) + 1 if value in tuple("012345678") else None


def _styles(root: Element) -> dict[str, Style]:
    """Each style by its id, the default one by the empty id."""
    elements = {each.get(f"{W}styleId") or "": each for each in root.iter(f"{W}style")}
    made = {name: _inherited(elements, each) for name, each in elements.items()}
    defaults = _points(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}sz"))
    size = defaults[0] if defaults else None
    for name, element in elements.items():
        if element.get(f"{W}default") in ("1", "true") and element.get(f"{W}type") == "paragraph":
            made[""] = made[name]._replace(size=made[name].size or size)
    return made


def _inherited(elements: dict[str, Element], element: Element | None) -> Style:
    name, level, size, is_bold = "", None, None, None
    for _ in range(_DEEPEST):  # styles can be based on each other in a circle
        if element is None:
            break
        named = element.find(f"{W}name")
        name = name or ("" if named is None else (named.get(f"{W}val") or "").lower())
        level = level or _level(element) or _heading_level(named)
        size = size or next(iter(_points(element.find(f"{W}rPr/{W}sz"))), None)
        bold = element.find(f"{W}rPr/{W}b")
        is_bold = is_bold if is_bold is not None or bold is None else _is_on(bold)
        based = element.find(f"{W}basedOn")
        element = None if based is None else elements.get(based.get(f"{W}val") or "")
    return Style(name, level, size, bool(is_bold))


def _heading_level(named: Element | None) -> int | None:
    found = _HEADING.fullmatch("" if named is None else (named.get(f"{W}val") or "").lower())
    return int(found[1]) if found else None
