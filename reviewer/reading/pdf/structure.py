"""Blocks to sections: what each heading opens, paragraphs over columns and pages, what is aside.

It does not know the title or the authors, and never looks at a page.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from reviewer.models import Place, Section, SectionKind
from reviewer.reading.paragraphs import BETWEEN
from reviewer.reading.pdf.blocks import Block, blocks, ends_sentence
from reviewer.reading.pdf.headings import BULLETS, Style, closed_up, is_known_heading, style_of
from reviewer.reading.pdf.joining import Words
from reviewer.reading.pdf.lines import HYPHEN, Line
from reviewer.reading.pdf.order import Set
from reviewer.text.headings import kind_of_heading

FIGURES = "Figures and tables"
FOOTNOTES = "Footnotes"

RUN_IN_ABSTRACT = re.compile(
    r"(abstract|a b s t r a c t|summary(?=\s*[.:—–]))\s*(?:[.:—–-]+\s*|\s+(?=[A-Z]))(?=\S)",
    re.IGNORECASE,
)
RUN_IN_KEYWORDS = re.compile(
    r"(?:key\s?words?(?: and phrases)?|index terms|ccs concepts|general terms"
    r"|categories and subject descriptors|acm reference format|pacs(?: numbers?)?|jel codes?)"
    r"\s*(?:[.:—–-]|(?=[A-Z]))",
    re.IGNORECASE,
)
_BOILERPLATE_NOTE = re.compile(
    r"permission to make|copyright|©|\(c\) (?:19|20)\d\d|corresponding author|correspondence to"
    r"|creative commons|licen[cs]ed under|equal contribution|contributed equally"
    r"|(?:work|research|paper|project|study) (?:was|is|has been) (?:partially |partly |also |in"
    r" part )?(?:supported|funded|sponsored)|(?:supported|funded) (?:in part )?by|all rights"
    r" reserved|work (?:was )?done (?:while|during)|e-?mail:|\S@\S|like to thank|currently (?:at|"
    r"with)|now at|is with the|are with the|\breceived [\dJFMASOND]|universit",
    re.IGNORECASE,
)
_ENTRY = re.compile(
    r"\[\w{1,12}\]|\d{1,3}\.\s+[A-Z]|[A-Z][\w'’-]+,? (?:[A-Z]\.[ ,]?)+"
    r"|(?:[A-Z]\. ?)+[A-Z][\w'’-]+,|[A-Z][\w'’-]+, [A-Z][\w'’-]+"
)
_NUMBERED = re.compile(r"(?P<open>\[?)(?P<number>\d{1,3})(?P<close>[\].] )")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d[a-z]?\b")
_LEAST_ENTRIES = 5
_LEAST_NUMBERED = 8
"""More than a list in a text has."""
_INTRODUCTION = re.compile(r"(?:(?:1|I)[.:]?\s+)?introduction[.:]?", re.IGNORECASE)
_ABSTRACT_LETTERS = range(250, 3500)


@dataclass
class _Open:
    """A section that is being filled: paragraphs of lines."""

    kind: SectionKind
    heading: str | None = None
    size: float = 0.0
    paragraphs: list[list[Line]] = field(default_factory=list)


def sections(sets: Sequence[Set], beside: Sequence[Set]) -> list[Section]:
    """The sections of a paper, in reading order; footnotes and figures at the end.

    Args:
        sets: the lines below the title and the authors.
        beside: the lines around them: affiliations, dates, licence.
    """
    style = style_of(sets)
    words = Words(place.line.text for place in sets)
    found = _Reader(style).read(_with_lost_references(blocks(sets, style)))
    if beside:
        found.append(_Open(SectionKind.BOILERPLATE, None, 0.0, [[p.line for p in beside]]))
    return [made for part in found if (made := _section(part, words)) is not None]


class _Reader:
    """Goes through blocks, and keeps what does not belong to the text out of its sentences."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._parts = [_Open(SectionKind.BODY)]
        self._held: list[list[Line]] = []
        self._figures = _Open(SectionKind.BOILERPLATE, FIGURES)
        self._notes = _Open(SectionKind.BODY, FOOTNOTES)
        self._furniture = _Open(SectionKind.BOILERPLATE, FOOTNOTES)
        self._heading_styles: set[tuple[float, str]] = set()
        self._previous: Block | None = None

    def read(self, found: Sequence[Block]) -> list[_Open]:
        for block in found:
            self._take(block)
        self._release()
        _name_abstract(self._parts, self._style)
        return [*self._parts, self._notes, self._furniture, self._figures]

    @property
    def _part(self) -> _Open:
        return self._parts[-1]

    def _take(self, block: Block) -> None:
        if block.role == "heading" and self._opens(block):
            self._open(block)
        elif block.role == "note" and self._part.kind is not SectionKind.REFERENCES:
            is_furniture = _BOILERPLATE_NOTE.search(block.text) is not None
            (self._furniture if is_furniture else self._notes).paragraphs.append(block.lines)
        elif self._part.kind is SectionKind.REFERENCES:
            self._part.paragraphs.append(block.lines)
        elif block.role == "debris" and not RUN_IN_ABSTRACT.match(block.text):
            self._figures.paragraphs.append(block.lines)
        elif block.role == "caption":
            self._held.append(block.lines)
        else:
            self._text(block)

    def _opens(self, block: Block) -> bool:
        """Within a reference list only what looks like the paper's other headings ends it."""
        if self._part.kind is not SectionKind.REFERENCES:
            return True
        line = block.sets[0].line
        if is_known_heading(block.text):
            return True
        is_same = (line.size, line.font) in self._heading_styles
        is_plain = line.font == self._style.font and line.size <= self._style.size
        return is_same and not is_plain and not _YEAR.search(block.text)

    def _open(self, block: Block) -> None:
        self._release()
        line = block.sets[0].line
        heading = _heading_text(block)
        kind = kind_of_heading(closed_up(heading))
        before = self._part
        if kind is None:
            is_below = before.heading is not None and line.size < before.size - 0.4
            aside = before.kind in (SectionKind.BOILERPLATE, SectionKind.ACKNOWLEDGEMENTS)
            kind = before.kind if is_below and aside else SectionKind.BODY
        self._heading_styles.add((line.size, line.font))
        size = before.size if before.kind is kind and line.size < before.size else line.size
        self._parts.append(_Open(kind, heading, size))

    def _text(self, block: Block) -> None:
        text = block.text
        abstract = RUN_IN_ABSTRACT.match(text)
        if abstract is not None and (_says_abstract(abstract[1]) or self._is_first(block)):
            self._run_in(block, SectionKind.ABSTRACT, abstract[1].capitalize(), abstract.end())
            return
        if RUN_IN_KEYWORDS.match(text):
            self._release()
            after = self._part
            self._parts.append(_Open(SectionKind.BOILERPLATE, None, 0.0, [block.lines]))
            is_over = after.kind is SectionKind.ABSTRACT
            self._parts.append(_Open(SectionKind.BODY if is_over else after.kind, None))
            return
        paragraphs = self._part.paragraphs
        if paragraphs and self._previous is not None and _goes_on(self._previous, block):
            paragraphs[-1] += block.lines
        else:
            self._release()
            self._part.paragraphs.append([*block.lines])
        self._previous = block

    def _is_first(self, block: Block) -> bool:
        """Whether a block is the first text of a paper, but for an abstract so named."""
        is_read = any(part.paragraphs or part.heading for part in self._parts)
        return block.lines[0].page == 1 and not is_read

    def _run_in(self, block: Block, kind: SectionKind, heading: str, start: int) -> None:
        self._release()
        first = block.lines[0]
        rest = first._replace(text=first.text[start:].lstrip()) if start < len(first.text) else None
        lines = [*([rest] if rest and rest.text else []), *block.lines[1:]]
        self._parts.append(_Open(kind, heading, first.size, [lines] if lines else []))
        self._previous = block

    def _release(self) -> None:
        """A paragraph is over: the captions that stood in it come after it."""
        self._part.paragraphs += self._held
        self._held = []
        self._previous = None


def _says_abstract(word: str) -> bool:
    return word.casefold() != "summary"


def _name_abstract(parts: list[_Open], style: Style) -> None:
    """An abstract without that heading: what stands before an introduction, or is set apart."""
    if any(part.kind is SectionKind.ABSTRACT for part in parts):
        return
    filled = [part for part in parts if part.paragraphs or part.heading]
    if not filled or filled[0].kind is not SectionKind.BODY or not filled[0].paragraphs:
        return
    first, after = filled[0], filled[1] if len(filled) > 1 else None
    is_summary = (first.heading or "").casefold().strip(" .:") == "summary"
    if first.heading is None or is_summary:
        letters = sum(len(line.text) for lines in first.paragraphs for line in lines)
        is_before = after is not None and _INTRODUCTION.fullmatch(after.heading or "")
        if is_before and letters in _ABSTRACT_LETTERS:
            first.kind = SectionKind.ABSTRACT
        elif not is_summary and _is_set_apart(first.paragraphs[0], style):
            rest = _Open(SectionKind.BODY, None, 0.0, first.paragraphs[1:])
            first.kind, first.paragraphs = SectionKind.ABSTRACT, first.paragraphs[:1]
            parts.insert(parts.index(first) + 1, rest)


def _is_set_apart(lines: Sequence[Line], style: Style) -> bool:
    if sum(len(line.text) for line in lines) not in _ABSTRACT_LETTERS:
        return False
    other = [line for line in lines if line.font != style.font or abs(line.size - style.size) > 0.4]
    return len(other) > 0.8 * len(lines)


def _goes_on(before: Block, block: Block) -> bool:
    """Whether a block is the rest of the paragraph before it, over a column or a page."""
    last, first = before.sets[-1], block.sets[0]
    text = last.line.text
    if text.endswith((HYPHEN, "-")):
        return True
    letter = next((c for c in first.line.text if c.isalpha()), "")
    starts_low = letter.islower() and first.line.text[0] not in BULLETS
    if ends_sentence(text):
        return False
    if starts_low:
        return True
    is_moved = last.column != first.column or last.line.page != first.line.page
    is_full = last.line.x1 > last.right - 0.12 * (last.right - last.left)
    return is_moved and is_full and first.line.x0 - first.left < 0.6 * first.line.size


def _heading_text(block: Block) -> str:
    text = " ".join(line.text for line in block.lines)
    return re.sub(r"(?<=\w)- (?=[a-z])", "-", text.replace(f"{HYPHEN} ", "")).rstrip(HYPHEN)


def _with_lost_references(found: list[Block]) -> list[Block]:
    """A reference list without a heading that could be read gets one."""
    for block in found:
        if block.role == "heading" and kind_of_heading(closed_up(block.text)) is (
            SectionKind.REFERENCES
        ):
            return found
    texts = [i for i, block in enumerate(found) if block.role in ("text", "debris")]
    start = _first_entry([found[i] for i in texts])
    if start is None:  # an appendix may come after it
        start = _first_numbered([found[i].text for i in texts])
    if start is None:
        return found
    index = texts[start]
    place = found[index].sets[0]
    named = found[index - 1] if index and _is_nearly_references(found[index - 1].text) else None
    heading = place._replace(line=place.line._replace(text="References"))
    cut = index - 1 if named else index
    return [*found[:cut], Block("heading", [heading]), *found[index:]]


def _first_entry(texts: Sequence[Block]) -> int | None:
    """Where the last long run of entries begins."""
    run = None
    count = 0
    for index in range(len(texts) - 1, 0, -1):
        text = texts[index].text
        if _ENTRY.match(text) and _YEAR.search(text):
            count += 1
            run = index
        elif len(text) > 200 and not _YEAR.search(text):
            break
    return _from_the_first(texts, run) if run and count >= _LEAST_ENTRIES else None


def _from_the_first(texts: Sequence[Block], run: int) -> int:
    """The entries that are numbered down to 1 before `run`, whose years may stand further on."""
    while (match := _NUMBERED.match(texts[run].text)) and int(match["number"]) > 1:
        before = f"{match['open']}{int(match['number']) - 1}{match['close']}"
        near = range(run - 1, max(run - 5, -1), -1)
        found = next((i for i in near if texts[i].text.startswith(before)), None)
        if found is None:
            break
        run = found
    return run


def _first_numbered(texts: Sequence[str]) -> int | None:
    """Where a long list of dated entries begins that are numbered from 1."""
    for first in range(len(texts) - 1, -1, -1):
        match = _NUMBERED.match(texts[first])
        if match is not None and int(match["number"]) == 1:
            entries = _numbered_from(texts, first, match["open"], match["close"])
            dated = sum(any(_YEAR.search(t) for t in texts[at : at + 2]) for at in entries)
            if len(entries) >= _LEAST_NUMBERED and dated > len(entries) // 2:
                return first
    return None


def _numbered_from(texts: Sequence[str], first: int, opening: str, closing: str) -> list[int]:
    """The places of the entries from the first on; one of them may be lost in the one before."""
    places, number = [first], 1
    while True:
        starts = {f"{opening}{number + step}{closing}": step for step in (1, 2)}
        near = ((at, start) for at in range(places[-1] + 1, places[-1] + 4) for start in starts)
        found = next(((at, s) for at, s in near if "".join(texts[at : at + 1]).startswith(s)), None)
        if found is None:
            return places
        places.append(found[0])
        number += starts[found[1]]


def _is_nearly_references(text: str) -> bool:
    from rapidfuzz.fuzz import ratio

    return len(text) < 20 and ratio(closed_up(text).casefold(), "references") > 70


def _section(part: _Open, words: Words) -> Section | None:
    text = ""
    places: list[Place] = []
    pieces: list[str] = []
    for lines in part.paragraphs:
        running, here = words.running(lines)
        if not running.strip():
            continue
        start = len(text) if not pieces else sum(map(len, pieces)) + len(BETWEEN) * len(pieces)
        for place in here:
            if not places or places[-1].page != place.page:
                places.append(place._replace(start=start + place.start))
        pieces.append(running)
    if not pieces:
        return None
    return Section(
        kind=part.kind, text=BETWEEN.join(pieces), heading=part.heading, places=tuple(places)
    )
