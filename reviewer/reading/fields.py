"""Named fields of a table, a JSON object or a front matter to one record: the one table of names.

In come cells, each a name as the file writes it and a value of any JSON type, out come `Record`s
and a survey of what was left aside. It opens no file.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from reviewer.errors import ReadError
from reviewer.models import Metadata, Place, Record, Section, SectionKind
from reviewer.reading import field_values
from reviewer.reading.field_values import plain_name

# Of several names for one field the first that has a value counts. Spelling is `plain_name`'s.
SYNONYMS: dict[str, str] = {
    "title": "title articletitle papertitle documenttitle primarytitle itemtitle worktitle"
    " studytitle fulltitle originaltitle displayname titel titre título titulo",
    "abstract": "abstract abstracttext abstractnote paperabstract articleabstract summary"
    " abstractinvertedindex abstrakt zusammenfassung résumé resumen",
    "text": "text fulltext body bodytext content",
    "authors": "authorfullnames authorsfullnames fullauthornames authorsparsed authors author"
    " authorlist authorslist authornames authorsnames authorstring authorships"
    " authorshipsauthordisplayname creators creator autoren auteurs autores",
    "year": "year publicationyear pubyear publishedyear yearpublished yearofpublication yr"
    " publicationdate dateofpublication pubdate published publisheddate publishedat publishtime"
    " datepublished coverdate issued publishedprint publishedonline firstpublicationdate date"
    " submitteddate submitted versions earlyaccessdate jahr année año",
    "venue": "journal sourcetitle publicationtitle journaltitle journalbook containertitle"
    " booktitle venue publicationvenuename primarylocationsourcedisplayname"
    " hostvenuedisplayname journalname journalinfojournaltitle pubtitle publication"
    " publicationname conference conferencename conferencetitle conferencejournal eventtitle"
    " secondarytitle proceedingstitle anthologytitle source journalref",
    "doi": "doi digitalobjectidentifier itemdoi articledoi doilink doiurl externalidsdoi idsdoi",
    "arxiv_id": "arxivid arxiv arxividentifier arxivnumber eprint externalidsarxiv id paperid"
    " entryid",
    "pmid": "pmid pubmedid medlinepmid pubmed externalidspubmed idspmid",
    "url": "url link urls articleurl externalurl landingpageurl primarylocationlandingpageurl"
    " paperurl urlabs weblink permalink plink sourceurls pdflink pdfurl fulltexturl",
    "tags": "keywords authorkeywords tags manualtags keyword tag keywordsdisplayname",
    "cite_key": "citekey citationkey bibtexkey bibkey bibtexcitekey key",
    "extra": "extra",
}
# The two-letter tags of Web of Science and RIS, which are always in capitals.
_CODES = {
    **{"TI": "title", "T1": "title", "AB": "abstract", "N2": "abstract"},
    **{"AF": "authors", "AU": "authors", "A1": "authors", "PY": "year", "Y1": "year"},
    **{"SO": "venue", "JO": "venue", "JF": "venue", "T2": "venue", "DI": "doi", "DO": "doi"},
    **{"DE": "tags", "KW": "tags", "PM": "pmid", "UR": "url"},
}
# Columns that hold one of these identifiers in some exports, and anything else in others.
_SILENT = frozenset({"id", "paperid", "entryid", "key", "source", "arxiv", "pubmed", "eprint"})
_DATABASES = frozenset({"scopus", "webofscience", "wos", "pubmed", "medline", "embase", "arxiv"})
_EXTRA = re.compile(r"^(citation key|arxiv|pmid|doi)\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
# Objects that hold the fields of a paper, beside fields of the list that it stands in.
_WRAPPERS = frozenset(
    {"paper", "info", "bib", "data", "record", "work", "article", "attributes", "_source"}
)
_DEEPEST = 3


class Column(NamedTuple):
    """A name of a field that is known: as it is written, what it means, and how much it counts."""

    name: str
    field: str
    rank: int
    is_silent: bool


class Cell(NamedTuple):
    """A value under a known name, and the line (1-based) in which it begins."""

    column: Column
    value: object
    line: int | None = None


def _ranks() -> dict[str, tuple[str, int]]:
    return {
        name: (key, rank)
        for key, names in SYNONYMS.items()
        for rank, name in enumerate(names.split())
    }


_RANKS = _ranks()


@lru_cache(maxsize=4096)
def column(name: str) -> Column | None:
    """What a name means, or None if it is not known."""
    written = name.strip().lstrip("\ufeff")
    if written in _CODES:
        return Column(written, _CODES[written], 0 if written == "AF" else 1, is_silent=False)
    plain = plain_name(written)
    if plain not in _RANKS:
        return None
    key, rank = _RANKS[plain]
    return Column(written, key, rank, is_silent=plain in _SILENT)


def title_names() -> str:
    """The names under which a title is found, for messages."""
    return "title, Article Title, Document Title, TI or primary_title"


@dataclass
class Survey:
    """What was left aside in a file: counted, not kept.

    Args:
        noun: what the file calls its fields, `fields` or `columns`.
    """

    noun: str = "fields"
    ignored: Counter[str] = field(default_factory=Counter)
    unclear: Counter[str] = field(default_factory=Counter)
    """Field -> number of records where its value was not understood."""
    first: dict[str, int | None] = field(default_factory=dict)
    """Field -> line of the first of them."""
    title_only: int = 0

    def misunderstood(self, name: str, line: int | None) -> None:
        self.first.setdefault(name, line)
        self.unclear[name] += 1

    def notes(self) -> list[str]:
        notes = []
        if self.ignored:
            names = sorted(" ".join(name.split()) for name in self.ignored)
            notes.append(f"{self.noun} ignored: {', '.join(names)}")
        for name, count in sorted(self.unclear.items()):
            line = self.first[name]
            where = "" if line is None else f" (first: line {line})"
            notes.append(f"{name} not understood, left empty: {_count(count)}{where}")
        if self.title_only:
            notes.append(f"a title and no text: {_count(self.title_only)}")
        return notes


def _count(records: int) -> str:
    return "1 record" if records == 1 else f"{records} records"


def cells_of(fields: Mapping[str, Any], line: int | None, survey: Survey) -> list[Cell]:
    """The known fields of a JSON object, those of objects inside it too (`externalIds.DOI`)."""
    found = []
    for name, value in _unwrapped(fields).items():
        inside = list(_cells(str(name), value, line, 1))
        if not inside:
            survey.ignored[str(name)] += 1
        found += inside
    return found


def known_fields(value: object) -> frozenset[str]:
    """The fields that an object has values for; a name that anything may have is no title."""
    if not isinstance(value, dict):
        return frozenset()
    filled = (str(n) for n, inner in _unwrapped(value).items() if not field_values.is_empty(inner))
    columns = (column(name) for name in filled if plain_name(name) != "displayname")
    return frozenset(known.field for known in columns if known is not None)


def _unwrapped(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with those of a wrapper among them; where both have one, the outer one counts."""
    inner: dict[str, Any] = {}
    outer: dict[str, Any] = {}
    for name, value in fields.items():
        if name in _WRAPPERS and isinstance(value, dict):
            inner |= value
        else:
            outer[name] = value
    return inner | outer if inner else outer


def _cells(name: str, value: object, line: int | None, depth: int) -> Iterator[Cell]:
    known = column(name)
    if known is not None and known.name.casefold() != "source":  # where the data come from
        yield Cell(known, value, line)
    elif isinstance(value, dict) and depth < _DEEPEST:
        for key, inner in value.items():
            yield from _cells(f"{name}.{key}", inner, line, depth + 1)


def record(
    cells: Iterable[Cell],
    line: int | None,
    survey: Survey,
    *,
    semicolons: bool = False,
    moves: bool = False,
) -> Record:
    """The record of one paper.

    Args:
        cells: its known fields, in any order.
        line: where the record begins.
        survey: told of what is not understood.
        semicolons: names of authors have `;` between them in this file.
        moves: a line end in a value is a line end in the file.

    Raises:
        ReadError: it has no title.
    """
    values = Values(cells, survey, semicolons=semicolons)
    title = values.take("title")
    if not isinstance(title, str):
        raise ReadError("no title", hint=f"give every paper a title ({title_names()})")
    sections = tuple(values.sections(moves=moves))
    survey.title_only += not sections
    return Record(metadata=values.metadata(title), sections=sections, line=line)


class Values:
    """The values of one record by field, each read when it is taken."""

    def __init__(self, cells: Iterable[Cell], survey: Survey, *, semicolons: bool) -> None:
        self._cells: dict[str, list[Cell]] = {}
        self._survey = survey
        self._semicolons = semicolons
        for cell in cells:
            if cell.column.field == "extra":
                self._take_apart(cell)
            elif not field_values.is_empty(cell.value):
                self._cells.setdefault(cell.column.field, []).append(cell)

    def _take_apart(self, cell: Cell) -> None:
        """Zotero keeps fields that it has no place for as lines of `Extra`."""
        found = _EXTRA.findall(cell.value) if isinstance(cell.value, str) else []
        for name, value in found:
            known = column(name)
            if known is not None:
                self._cells.setdefault(known.field, []).append(Cell(known, value, cell.line))

    def cells(self, key: str) -> list[Cell]:
        """The values that stand under the names of a field, the name that counts most first."""
        return sorted(self._cells.get(key, ()), key=lambda cell: cell.column.rank)

    def take(self, key: str) -> object:
        """The first value of a field that is understood; None if there is none."""
        parsed = self._first(key)
        return None if parsed is None else parsed[1]

    def _first(self, key: str) -> tuple[Cell, object] | None:
        cells = self._cells.get(key)
        if not cells:
            return None
        ordered = cells if len(cells) == 1 else self.cells(key)
        for cell in ordered:
            value = self._parse(key, cell)
            if value is not None:
                return cell, value
        loud = next((cell for cell in ordered if not cell.column.is_silent), None)
        if loud is not None:
            self._survey.misunderstood(loud.column.name, loud.line)
        return None

    def _parse(self, key: str, cell: Cell) -> object:
        if key == "authors":
            return field_values.authors(cell.value, semicolons=self._semicolons)
        if key == "cite_key" and cell.column.is_silent:
            return field_values.own_key(cell.value)
        value = _PARSERS[key](cell.value)
        if key == "venue" and isinstance(value, str) and plain_name(value) in _DATABASES:
            return None
        return value

    def sections(self, *, moves: bool) -> Iterator[Section]:
        seen = ""
        for key, kind in (("abstract", SectionKind.ABSTRACT), ("text", SectionKind.BODY)):
            found = self._first(key)
            text = found[1] if found else None
            if found and isinstance(text, str) and text and text != seen:
                yield _section(kind, found[0], text, moves=moves)
                seen = text

    def metadata(self, title: str) -> Metadata:
        known: dict[str, Any] = {key: self.take(key) for key in _PLAIN}
        known["authors"] = self.take("authors") or ()
        known["tags"] = self._tags()
        known["doi"] = known["doi"] or field_values.doi(known["url"])
        if known["arxiv_id"] is None:
            linked = (known["doi"], known["url"])
            known["arxiv_id"] = next(filter(None, map(field_values.arxiv_id, linked)), None)
        if known["year"] is None and known["arxiv_id"] and not self._cells.get("year"):
            known["year"] = arxiv_year(known["arxiv_id"])
        return Metadata(title=title, **known)

    def _tags(self) -> tuple[str, ...]:
        """Those of every column: the authors' keywords and the user's own tags."""
        tags: dict[str, None] = {}
        for cell in self.cells("tags"):
            words = field_values.tags(cell.value)
            if words is None:
                self._survey.misunderstood(cell.column.name, cell.line)
            tags.update(dict.fromkeys(words or ()))
        return tuple(tags)


_PLAIN = ("year", "venue", "doi", "arxiv_id", "pmid", "url", "cite_key")
_PARSERS: dict[str, Callable[[object], object]] = {
    "title": field_values.title,
    "abstract": field_values.abstract,
    "text": field_values.text,
    "year": field_values.year,
    "venue": field_values.line,
    "doi": field_values.doi,
    "arxiv_id": field_values.arxiv_id,
    "pmid": field_values.pmid,
    "url": field_values.url,
    "cite_key": field_values.cite_key,
}


def arxiv_year(identifier: str) -> int:
    """The year in which an arXiv id (bare) was given: both kinds begin with its last two digits."""
    digits = int(identifier.rpartition("/")[2][:2])
    return (1900 if digits > 90 else 2000) + digits


def _section(kind: SectionKind, cell: Cell, text: str, *, moves: bool) -> Section:
    if cell.line is None:
        return Section(kind=kind, text=text)
    if not moves or not isinstance(cell.value, str) or "\n" not in cell.value:
        return Section(kind=kind, text=text, places=(Place(0, cell.line),))
    return Section(kind=kind, text=text, places=tuple(_places(cell.value, text, cell.line)))


def _places(source: str, text: str, line: int) -> Iterator[Place]:
    """One place for each line of the file; markup that made lines of its own gives the first."""
    number = line + source[: len(source) - len(source.lstrip())].count("\n")
    if source.strip().count("\n") != text.count("\n"):
        yield Place(0, number)
        return
    start = 0
    for row in text.split("\n"):
        if row.strip():
            yield Place(start, number)
        start += len(row) + 1
        number += 1
