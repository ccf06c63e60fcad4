"""The first page to what it says of the paper: title, authors, year, DOI, arXiv id.

Only the top of the page, its margins and its foot are asked, and the file's own metadata where the
page agrees with them; never the text or the references.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import inf
from typing import NamedTuple

from reviewer.models import SectionKind
from reviewer.reading.pdf import authors
from reviewer.reading.pdf.headings import NUMBERING, closed_up, is_known_heading
from reviewer.reading.pdf.lines import HYPHEN, Line, Page
from reviewer.reading.pdf.order import Set
from reviewer.reading.pdf.structure import RUN_IN_ABSTRACT, RUN_IN_KEYWORDS
from reviewer.reading.pdf.vocabulary import PLAIN_WORDS
from reviewer.text.headings import kind_of_heading
from reviewer.text.identifiers import normalise_arxiv_id, normalise_doi

_LEAST_PLAIN = 4
_FOOT = 0.35
"""The share of a page below which no title stands."""
_JUNK_METADATA = re.compile(
    r"untitled|unknown|no title|title|(?:microsoft )?(?:word|powerpoint) - .*|.*\.(?:docx?|pdf|tex"
    r"|dvi|ps|eps|indd|qxd|rtf|odt|txt|fm|wpd|html?)|document\d*|full page photo|paper|manuscript"
    r"|main|template|slide \d+|layout \d+|[\W\d_]*"
    r"|\S*\d{4,}\S*|pii: .*|doi:.*|arxiv.*|proceedings.*"
    r"|sample .*article.*|.*\bin press\b.*|.*instructions for .*",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"^(?:journal|proceedings|procedia|volume|vol\b|issn|isbn|doi\b|research article|original"
    r"|review article|full paper|short paper|open access|regular paper|technical report|letter"
    r"|article|preprint|under review|published|received|accepted|available online|contents lists"
    r"|copyright|©|to appear|accepted (?:to|at|for)|submitted|editor|special issue|working paper"
    r"|abstract|page \d|received|arxiv|transactions|ieee (?:transactions|access)|lecture notes"
    r"|international journal|annals of|nature$|science$|plos|frontiers in|elsevier|springer"
    r"|see discussions|this is (?:a|the)|permission|provided proper|rapid communication)"
    r"|https?:|www\.|\S@\S|10\.\d{4,}/|journal homepage|conference paper at|\bpp?\. \d|\d\(\d+\)",
    re.IGNORECASE,
)
_DOI = re.compile(r"\b10\.\d{4,9}(?:\.\d+)*/[^\s\"<>|{}]+", re.IGNORECASE)
_ARXIV = re.compile(
    r"arxiv:\s*(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?)", re.I
)
_YEAR = r"((?:19|20)\d\d)"
_DATED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"published(?: online)?\b[^\d]{{0,20}}(?:\d{{1,2}}[^\d]{{1,12}})?\b{_YEAR}\b",
        rf"\bet al\.?,? \({_YEAR}\)",
        rf"(?:©|\(c\)|copyright|flc)\s*(?:by\b|the authors?\b)?[^\d]{{0,40}}\b{_YEAR}\b",
        rf"\b{_YEAR} (?:association for|ieee|acm|elsevier|springer|the authors?|by the authors?)",
        rf"(?:proceedings|conference|workshop|symposium|meeting|acl|emnlp|naacl|coling|eacl|neurips"
        rf"|nips|icml|iclr|cvpr|iccv|eccv|aaai|ijcai|sigir|kdd)\b.{{0,120}}?\b{_YEAR}\b",
        rf"\bvol(?:ume|\.)?\s*\d.{{0,60}}?\b{_YEAR}\b",
        rf"\b\d+\s*\({_YEAR}\)\s*\d+|\({_YEAR}\)\s*\d+(?:\(\d+\))?[:,]\s*\d+",
        rf"accepted\b[^\d]{{0,12}}(?:\d{{1,2}}[^\d]{{1,12}})?\b{_YEAR}\b",
        rf"(?:january|february|march|april|may|june|july|august|september|october|november|december"
        rf")\s+(?:\d{{1,2}}(?:\s*[-–]\s*\d{{1,2}})?,?\s+)?{_YEAR}\b",
        rf"\b\d{{1,2}}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+{_YEAR}\b",
    )
)
_NOT_DATED = re.compile(r"submitted|received|downloaded|revised|accessed|retrieved", re.IGNORECASE)
_LONGEST_TITLE = 300


class Front(NamedTuple):
    """What the first page says of the paper.

    Args:
        title: empty where none can be told.
        above: the lines that are no text of the paper.
        block: those of them that are its title.
    """

    title: str
    authors: tuple[str, ...]
    year: int | None
    doi: str | None
    arxiv_id: str | None
    above: list[Set]
    block: list[Set]


def front(
    page: Page, sets: Sequence[Set], imprint: Sequence[Line], metadata: Mapping[str, str]
) -> Front:
    """Reads the front matter.

    Args:
        page: the first page with text, without running heads.
        sets: its lines in reading order.
        imprint: the running heads and feet that were taken off it.
        metadata: the file's own, by pdfium's names (`Title`, `Author`), and `doi` from its XMP.
    """
    text = [place for place in sets if not place.is_side]
    bottom = _bottom(text, near=0.15 if page.is_scan else 0.08)
    above = _above(text, bottom, near=0.12 if page.is_scan else 0.04)
    blocks = _upper(_alike(above, is_scan=page.is_scan), page.lines)
    title_block = _title_block(blocks, stated_title(metadata))
    foot = min((place.line.y for place in title_block), default=page.height)
    printed = " ".join(place.line.text for place in above)
    names = _authors(page, above, foot, max((p.line.width for p in text), default=page.width))
    stated = authors.in_print(metadata.get("Author", ""), printed)
    furniture = [line.text for line in imprint]
    furniture += [place.line.text for place in sets if place.is_side]
    furniture += [place.line.text for place in above if place not in title_block]
    arxiv_id = _arxiv_id(page.turned, furniture)
    return Front(
        title=_title(title_block, above, metadata),
        authors=stated if len(stated) > len(names) else names,
        year=_year(furniture, arxiv_id),
        doi=_doi(furniture, metadata),
        arxiv_id=arxiv_id,
        above=above,
        block=title_block,
    )


def _above(text: Sequence[Set], bottom: float, *, near: float) -> list[Set]:
    """The lines above the text, but for a second column that begins a little higher."""
    above = [place for place in text if place.line.y > bottom]
    for column in {place.column for place in above}:
        below = [place.line for place in text if place.column == column and place.line.y <= bottom]
        for place in reversed([place for place in above if place.column == column]):
            line = place.line
            is_near = bool(below) and 0 < line.y - below[0].y < 1.5 * line.size
            if not is_near or abs(line.size - below[0].size) > near * line.size:
                break
            below.insert(0, line)
            above.remove(place)
    return above


def _authors(page: Page, above: Sequence[Set], foot: float, width: float) -> tuple[str, ...]:
    """The names between the title and the text, from the lines as they were before joining."""
    spans = [(p.line.y, p.line.size, p.line.x0, p.line.x1) for p in above if p.line.y < foot - 1]
    between = [
        line
        for line in page.lines
        if any(
            abs(line.y - y) <= 0.5 * max(size, line.size)
            and x0 - 1 <= line.x0
            and line.x1 <= x1 + 1
            for y, size, x0, x1 in spans
        )
    ]
    if page.is_scan:
        between = [line._replace(font=authors.SCANNED) for line in between]
    return authors.names(between, width)


def _bottom(text: Sequence[Set], *, near: float) -> float:
    """The baseline below which the paper begins: its abstract, its first heading or prose."""
    highest = -inf
    is_below = False  # the line before, with the headings above it, begins no higher
    for index, place in enumerate(text):
        top = place.line.y + 0.4 * place.line.size
        if is_below and top <= highest:  # most lines of a page
            continue
        if _opens(place.line.text) and index:
            highest = max(highest, top)
        elif is_below := _is_prose(text[index : index + 3], near=near):
            first = index
            while first and _is_heading_above(text[first - 1], text[first]):
                first -= 1
            highest = max(highest, text[first].line.y + 0.4 * text[first].line.size)
    return 0.0 if highest == -inf else highest


def _opens(text: str) -> bool:
    """Whether a line is the heading of an abstract or of a first section."""
    if text[0] not in "aAiIsSkK1cCgGpPjJ":
        return False
    known = closed_up(text).rstrip(" .:—–-")
    if kind_of_heading(known) is SectionKind.ABSTRACT:
        return True
    if RUN_IN_ABSTRACT.match(text) or RUN_IN_KEYWORDS.match(text):
        return True
    return re.fullmatch(r"(?:(?:1|I)\.?\s+)?introduction", known.casefold(), re.I) is not None


def _is_prose(places: Sequence[Set], *, near: float) -> bool:
    """Whether three lines are the running text of a column."""
    if len(places) < 3 or any(place.column != places[0].column for place in places):
        return False
    size = places[0].line.size
    for place, after in pairwise(places):
        step = place.line.y - after.line.y
        is_full = place.line.width > 0.8 * (place.right - place.left)
        if not is_full or not 0 < step < 2.2 * size or abs(after.line.size - size) > near * size:
            return False
    words = [word for place in places for word in place.line.text.casefold().split()]
    return sum(word in PLAIN_WORDS for word in words) >= _LEAST_PLAIN


def _is_heading_above(heading: Set, below: Set) -> bool:
    line = heading.line
    if heading.column != below.column or line.y - below.line.y > 4 * line.size:
        return False
    if is_known_heading(line.text):
        return True
    is_numbered = NUMBERING.match(line.text) is not None
    return is_numbered and (line.is_bold or line.size > below.line.size)


def _upper(blocks: list[list[Set]], lines: Sequence[Line]) -> list[list[Set]]:
    """Those that are not at the foot of a page without prose, if there are others."""
    heights = [line.y for line in lines] or [0.0]
    least = (1 - _FOOT) * min(heights) + _FOOT * max(heights)
    return [block for block in blocks if block[0].line.y >= least] or blocks


def _title_block(blocks: Sequence[list[Set]], stated: str) -> list[Set]:
    """The lines of the title: what the metadata say if it is printed, else the largest print."""
    candidates = [block for block in blocks if _may_be_title(block)]
    if not candidates:
        return []
    if stated:
        for block in candidates:
            if _agrees(_text(block), stated):
                return block
    largest = max(block[0].line.size for block in candidates)
    best = next(b for b in candidates if b[0].line.size >= 0.97 * largest)
    if len(_text(best).split()) <= 2:  # the name of a journal may be larger than the title
        rest = [b for b in candidates if b is not best and len(_text(b).split()) >= 4]
        below = [b for b in rest if b[0].line.y < best[0].line.y and b[0].line.size > 12]
        if below:
            return max(below, key=lambda block: block[0].line.size)
    return best


def _alike(above: Sequence[Set], *, is_scan: bool) -> list[list[Set]]:
    """Neighbouring lines in one size and weight."""
    groups: list[list[Set]] = []
    for place in above:
        group = next((g for g in reversed(groups) if _goes_on(g, place, is_scan=is_scan)), None)
        if group is None or (group is not groups[-1] and not _is_within(place.line, group)):
            groups.append([place])
        else:
            group.append(place)
    return groups


def _is_within(line: Line, group: Sequence[Set]) -> bool:
    """Whether a line stands below another, and is no wider."""
    return group[-1].line.x0 <= line.x0 and line.x1 <= group[-1].line.x1


def _goes_on(group: Sequence[Set], place: Set, *, is_scan: bool) -> bool:
    """Whether a line is set as the one above it; OCR knows that only nearly."""
    last, line = group[-1].line, place.line
    near, far = (0.12, 1.55) if is_scan else (0.04 if line.font else 0.25, 1.9)
    is_alike = abs(last.size - line.size) <= near * line.size
    is_same = is_scan or last.is_bold == line.is_bold
    return is_alike and is_same and 0 < last.y - line.y <= far * line.size


def _may_be_title(block: Sequence[Set]) -> bool:
    text = _text(block)
    letters = sum(c.isalpha() for c in text)
    return letters >= 4 and letters > 0.5 * len(text) and not _NO_TITLE.search(text)


def _text(block: Sequence[Set]) -> str:
    """The text of a title; a hyphen at the end of its line is its own, or pdfium's to tell."""
    text = ""
    for place in block:
        line = place.line.text
        if text.endswith(HYPHEN):
            text = f"{text[:-1]}-{line}"
        elif text.endswith("-"):
            text = f"{text}{line}"
        else:
            text = f"{text} {line}".strip()
    return text.rstrip(HYPHEN)


def stated_title(metadata: Mapping[str, str]) -> str:
    """The title in the file's own metadata; empty where it is a file's name."""
    title = " ".join(metadata.get("Title", "").split())
    return "" if len(title) < 4 or _JUNK_METADATA.fullmatch(title) else title


def _title(block: Sequence[Set], above: Sequence[Set], metadata: Mapping[str, str]) -> str:
    stated = stated_title(metadata)
    printed = _without_marks(_text(block))
    if stated and len(stated.split()) > 1:
        everything = _key(" ".join(place.line.text for place in above))
        if _key(stated) and _key(stated) in everything:
            is_longer = len(_key(stated)) >= len(_key(printed))
            if is_longer or not printed or not _agrees(printed, stated):
                return stated
            is_shouted = printed.isupper() and not stated.isupper()
            return stated if is_shouted and _key(stated) == _key(printed) else printed
        if not printed:
            return stated
    return printed[:_LONGEST_TITLE]


def _without_marks(title: str) -> str:
    return re.sub(r"\s*[*∗†‡§¶⋆]+$|(?<=[a-z])\d$", "", title).strip()


def _agrees(printed: str, stated: str) -> bool:
    from rapidfuzz.fuzz import ratio

    a, b = _key(printed), _key(stated)
    return bool(a and b) and (a in b or b in a or ratio(a, b) >= 85) and min(len(a), len(b)) > 5


def _key(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", text.casefold()))


def _arxiv_id(turned: Sequence[str], furniture: Sequence[str]) -> str | None:
    """From the stamp in the margin, or a line around the title that is one."""
    for text in [*turned, *(line for line in furniture if line.casefold().startswith("arxiv:"))]:
        if (match := _ARXIV.search(text)) is not None:
            return normalise_arxiv_id(match[1])
    return None


def _doi(furniture: Sequence[str], metadata: Mapping[str, str]) -> str | None:
    """From the margins of the first page or the file's own metadata; one of several is a guess."""
    stated = " ".join(metadata.get(key, "") for key in ("doi", "Subject", "Title", "Keywords"))
    for text in (" ".join(furniture), stated):
        found = {
            doi
            for match in _DOI.finditer(text)
            if (doi := normalise_doi(match[0].rstrip(".,;:)]}'"))) is not None
            and not doi.startswith(("10.5281/zenodo", "10.48550/"))
        }
        if len(found) == 1:
            return found.pop()
    return None


def _year(furniture: Sequence[str], arxiv_id: str | None) -> int | None:
    """The year of publication as the margins of the first page give it, else of the arXiv id."""
    text = " ".join(line for line in furniture if not _NOT_DATED.match(line))
    for pattern in _DATED:
        for match in pattern.finditer(text):
            year = next((int(group) for group in match.groups() if group), 0)
            if 1900 <= year <= 2100:
                return year
    if arxiv_id is not None:
        digits = re.sub(r"^\D*", "", arxiv_id)[:2]
        return (1900 if int(digits) > 90 else 2000) + int(digits)
    return None
