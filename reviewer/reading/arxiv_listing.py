"""Text saved from arXiv to one record for each paper: mails, list pages, search results, abstracts.

Understood are

- the listing mails: entries between lines of two backslashes, with `arXiv:` (or `Paper:`), `Date:`,
  `Title:`, `Authors:` and so on, the abstract, and a closing line with the address;
- list pages as copied: `[1] arXiv:2401.01234 [pdf, html, other]`, `Title:` (the title may be on
  the next line), the authors with or without a label, `Comments:`, `Subjects:`, the abstract;
- search results as copied: `1. arXiv:2401.01234 [pdf, other] cs.CL`, the title without a label,
  `Authors:`, `Abstract:`, `Submitted …`;
- the page of one abstract as copied: `[Submitted on 2 Jan 2024]`, `Title:`, `Abstract:`.

What lies between entries is passed over; an entry without a title is reported with its line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.models import Metadata, Record, SectionKind
from reviewer.reading import author_names, field_values, wrapped_lines
from reviewer.reading.fields import arxiv_year
from reviewer.reading.latex import to_unicode
from reviewer.reading.opening import read_text
from reviewer.reading.protocol import Head, Reading, ReadingOptions
from reviewer.reading.wrapped_lines import Line
from reviewer.text.identifiers import normalise_arxiv_id

name = "arxiv-listing"
description = "saved arXiv listings (.txt): mails, list pages, search results, abstract pages"
isolated = False

_ID = r"(?:\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)?(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?"
_LINKS = r"\[[^\]\n]*\b(?:pdf|ps|html|other|format|abs)\b"
_NUMBER = r"[^\S\n]*(?:\[\d+\]\s*|\d+\.\s*)?"
_ANCHOR = re.compile(
    rf"^{_NUMBER}(?:arXiv:|Paper(?:\s*\(\*cross-listing\*\))?:\s*)"
    rf"(?P<id>{_ID})(?:\s*$|\s+[(\[].*$)"
)
_UNMISTAKABLE = re.compile(
    rf"^\\\\[^\S\n]*\n(?:arXiv:|Paper).*{_ID}|^arXiv:{_ID}.*\n+(?:Date|Title):"
    rf"|^{_NUMBER}arXiv:{_ID}[^\S\n]*(?:\([^)\n]*\)[^\S\n]*)?{_LINKS}",
    re.MULTILINE,
)
_SUBMITTED = re.compile(r"^\s*\[?Submitted (?:on )?(?P<dates>\d{1,2} \w+,? \d{4}.*)$", re.MULTILINE)
_TITLE = re.compile(r"^\s*Title:", re.MULTILINE)
_LABEL = re.compile(
    r"^\s*(?P<label>Title|Authors?|Date|Categories|Subj-class|Comments?|Subjects?|Journal[- ]ref"
    r"(?:erence)?|DOI|Related DOI|Report-no|Report number|(?:ACM|MSC)[- ]class(?:es)?|Proxy|From"
    r"|License|Cite as|Abstract)\s*:[ \t\xa0]*(?P<value>.*)$"
)
_MENTION = re.compile(rf"arXiv:({_ID})")
_CLOSING = re.compile(r"^\\\\(?:\s*\(\s*(?P<url>https?://[^\s,)]+))?")
_RULE = re.compile(r"^(?:-{20,}|={20,}|%[-%]{8,}.*)$")
_FIRST_VERSION = re.compile(r"\bv1 submitted ([^;]+)")
# What stands on these pages between the papers and beside them.
_FURNITURE = re.compile(
    r"^\s*(?:(?:View PDF|HTML \(experimental\)|TeX Source|Other Formats|PDF|Access Paper:?|new"
    r"|▽ More|view license|△ Less|\[\d+\]|\[[a-z, ]+\]|\((?:cross-list|replaced).*\)|\(or)$"
    r"|(?:Focus to learn more|arXiv-issued DOI|Full-text links|\(or arXiv:|https?://|View a PDF of"
    r"|DOI\(s\) linking|replaced with revised version|\[v\d+\]).*$)"
)
_END = re.compile(
    r"^\s*(?:Submission history|Bibliographic Tools|References & Citations|Current browse context"
    r"|(?:New|Cross|Replacement) submissions?(?: \(.*)?|Total of \d+ entries.*"
    r"|Showing .*\bentries\b.*|.*\(showing .*\d+ of .*entries.*\)"
    r"|(?:Mon|Tue|Wed|Thu|Fri), \d+ \w+ \d{4}(?: \(.*)?|Search v\d.*|About|Contact)\s*:?$"
)
_CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+)?(?:\.[A-Za-z-]{2,})?")
_DOI_LINE = re.compile(r"^\s*(?:doi:?\s*)?(?:10\.\d{4,9}/\S+)?\s*$", re.IGNORECASE)
_ONE_NAME = (("Author", "Authors"), ("Journal", "Journal"), ("Related", "DOI"))
_MORE, _LESS = "▽ More", "△ Less"
_HINT = "each paper of a listing has its arXiv id, its title and its authors"


@dataclass
class _Entry:
    """A paper as its lines say it: labelled fields, and the paragraphs of its abstract."""

    line: int
    identifier: str
    fields: dict[str, list[Line]] = field(default_factory=dict)
    abstract: list[list[Line]] = field(default_factory=list)

    def add(self, label: str, line: Line, text: str) -> None:
        self.fields.setdefault(label, []).append(Line(line.number, text))

    def text(self, *labels: str) -> str:
        """The value of the first label that has one."""
        return next((t for n in labels if (t := wrapped_lines.joined(self.fields.get(n, [])))), "")


def recognises(path: Path, head: Head) -> bool:
    """By an entry of a listing near the top of a .txt."""
    if path.suffix.lower() != ".txt":
        return False
    text = head.text.replace("\r\n", "\n")
    is_page = _SUBMITTED.search(text) and _TITLE.search(text) and _MENTION.search(text)
    return bool(is_page or _UNMISTAKABLE.search(text))


def read(path: Path, options: ReadingOptions) -> Reading:
    """The papers of a listing.

    Raises:
        ReadError: the text cannot be decoded, or no paper is in it.
    """
    lines = wrapped_lines.numbered(read_text(path))
    entries = [_entry(stretch) for stretch in _stretches(lines)]
    if not entries:
        raise ReadError(
            "an arXiv page without papers", hint="save the page again when it has loaded"
        )
    return Reading(name, lambda reading: _records(entries, reading))


def _stretches(lines: list[Line]) -> Iterator[list[Line]]:
    """The lines of each paper: from the one with its id up to the next one's."""
    starts: list[int] = []
    last = ""
    for index, line in enumerate(lines):
        anchor = _ANCHOR.match(line.text)
        if anchor and _bare(anchor["id"]) != last:  # a page names its own paper several times
            starts.append(index)
            last = _bare(anchor["id"])
    if not starts:  # the page of one abstract that names its id further down
        starts = [i for i, line in enumerate(lines) if _SUBMITTED.match(line.text)][:1]
    for start, end in pairwise([*starts, len(lines)]):
        yield lines[start:end]


def _bare(identifier: str) -> str:
    return identifier.partition("v")[0]


def _entry(lines: list[Line]) -> _Entry:
    anchor = _ANCHOR.match(lines[0].text)
    if anchor is not None:
        entry = _Entry(lines[0].number, anchor["id"])
        below = lines[1:]
    else:
        mention = next(filter(None, (_MENTION.search(line.text) for line in lines)), None)
        entry = _Entry(lines[0].number, mention[1] if mention else "")
        below = lines
    if any(_CLOSING.match(line.text) for line in below):
        _read_mail(entry, below)
    else:
        _read_page(entry, below)
    return entry


def _read_mail(entry: _Entry, lines: list[Line]) -> None:
    """Labels with lines that go on below them, then the abstract between backslashes."""
    label = ""
    marks = 0
    for line in lines:
        closing = _CLOSING.match(line.text)
        known, value = _labelled(line)
        if closing or _RULE.match(line.text):
            marks += 1
            if closing and closing["url"]:
                entry.add("URL", line, closing["url"])
            if marks > 1 or not closing:
                return
        elif marks:
            if not entry.abstract or (line.text.startswith("  ") and entry.abstract[-1]):
                entry.abstract.append([])
            entry.abstract[-1].append(line)
        elif known:
            label = known
            entry.add(label, line, value)
        elif label and not line.is_blank and not _FURNITURE.match(line.text):
            entry.add(label, line, line.text)


def _read_page(entry: _Entry, lines: list[Line]) -> None:
    """Labels with a value beside or below them; title, authors and abstract may have none."""
    label = ""
    has_authors = any(_labelled(line)[0] == "Authors" for line in lines)
    for line in lines:
        if _END.match(line.text):
            return
        known, value = _labelled(line)
        submitted = _SUBMITTED.match(line.text)
        if submitted:
            entry.add("Date", line, submitted["dates"])
            label = "Date" if entry.text("Title") else ""
        elif known:
            label = known
            _put(entry, label, Line(line.number, value))
        elif line.is_blank:
            if label == "Abstract":
                entry.abstract.append([])
        elif label == "Abstract" or not _FURNITURE.match(line.text):
            label = _next_label(entry, label, line, has_authors=has_authors)
            _put(entry, label, line)


def _labelled(line: Line) -> tuple[str, str]:
    """The label at the beginning of a line, by one name, and what stands after it."""
    match = _LABEL.match(line.text)
    if match is None:
        return "", ""
    label = match["label"]
    return next((one for start, one in _ONE_NAME if label.startswith(start)), label), match["value"]


def _next_label(entry: _Entry, label: str, line: Line, *, has_authors: bool) -> str:
    """What a line without a label is, by the one before it."""
    if label and label != "Abstract" and not entry.text(label):
        return label  # the value stands below its label
    if label == "":
        is_category = all(map(_CATEGORY.fullmatch, line.text.split()))
        return "" if is_category or _DOI_LINE.match(line.text) else "Title"
    if label == "Title":
        return "Title" if has_authors else "Authors"
    subjects = entry.text("Subjects")
    if label != "Authors" and subjects and not subjects.endswith(";") and not entry.abstract:
        return "Abstract"
    return label


def _put(entry: _Entry, label: str, line: Line) -> None:
    if label == "Abstract":
        if not entry.abstract:
            entry.abstract.append([])
        entry.abstract[-1].append(line)
    elif label:
        entry.add(label, line, line.text)


def _records(entries: list[_Entry], reading: Reading) -> Iterator[Record]:
    shortened = 0
    for entry in entries:
        title = to_unicode(entry.text("Title"))
        if not title:
            reading.report(entry.line, f"no title below arXiv:{entry.identifier}", _HINT)
            continue
        paragraphs, is_shortened = _unfolded(entry.abstract)
        shortened += is_shortened
        abstract = wrapped_lines.section(SectionKind.ABSTRACT, paragraphs)
        yield Record(
            metadata=_metadata(entry, title),
            sections=(abstract,) if abstract.text else (),
            line=entry.line,
        )
    if shortened:
        reading.notes.append(
            f"only the beginning of the abstract was saved: {shortened}"
            f' {"paper" if shortened == 1 else "papers"} (open "{_MORE}" before saving)'
        )


def _unfolded(paragraphs: list[list[Line]]) -> tuple[list[list[Line]], bool]:
    """The whole abstract of a search result, and whether only its beginning was shown.

    The beginning ends with "▽ More"; the whole, if it was opened, follows and ends with "△ Less".
    """
    lines = [line for paragraph in paragraphs for line in paragraph]
    marked = next((i for i, line in enumerate(lines) if _MORE in line.text), None)
    if marked is None:
        return [_until(_LESS, paragraph) for paragraph in paragraphs], False
    number, text = lines[marked]
    before, _, after = text.partition(_MORE)
    whole = _until(_LESS, [Line(number, after), *lines[marked + 1 :]])
    if wrapped_lines.joined(whole):
        return [whole], False
    shown = [*lines[:marked], Line(number, before)]
    return [[Line(n, text.strip().strip("…").strip()) for n, text in shown]], True


def _until(mark: str, lines: list[Line]) -> list[Line]:
    """The lines up to a mark; all of them without one."""
    kept = []
    for line in lines:
        before, found, _ = line.text.partition(mark)
        kept.append(Line(line.number, before))
        if found:
            break
    return kept


def _metadata(entry: _Entry, title: str) -> Metadata:
    identifier = normalise_arxiv_id(entry.identifier)
    dates = entry.text("Date")
    first = _FIRST_VERSION.search(dates)
    year = field_values.year(first[1] if first else dates[:100])
    return Metadata(
        title=title,
        authors=author_names.names(entry.text("Authors")),
        year=year or (arxiv_year(identifier) if identifier else None),
        venue=entry.text("Journal") or None,
        doi=_published_doi(entry.text("DOI")),
        arxiv_id=identifier,
        url=entry.text("URL") or None,
    )


def _published_doi(text: str) -> str | None:
    """The first DOI of a line."""
    return next((doi for word in text.split() if (doi := field_values.doi(word))), None)
