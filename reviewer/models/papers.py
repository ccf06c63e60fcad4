"""Papers, their parts, and what is found of them: nouns as frozen pydantic models."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from enum import IntEnum, StrEnum
from pathlib import PurePath
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SectionKind(StrEnum):
    """What a stretch of a paper is; only some kinds are evidence."""

    ABSTRACT = "abstract"
    BODY = "body"
    TITLE = "title"
    """Stands in for the text of a paper that has none: it can be found, not quoted."""
    REFERENCES = "references"
    ACKNOWLEDGEMENTS = "acknowledgements"
    BOILERPLATE = "boilerplate"

    @property
    def is_evidence(self) -> bool:
        return self in (SectionKind.ABSTRACT, SectionKind.BODY)


class Authority(IntEnum):
    """How much a file's word on a paper's title, authors and year counts beside another file's."""

    GUESSED = 1
    """Found by layout or by a first line: a PDF, plain text."""
    STATED = 2
    """Named as such by the file: a listing page, a table, LaTeX, a web page."""
    CURATED = 3
    """An entry of the user's own reference library, or the publisher's XML."""
    CORRECTED = 4
    """The user's own correction."""


class Location(Model):
    """Where a text stands: a file with a line (1-based) or a page (1-based).

    `part` is the file inside the file, where that is an archive or a tree of sources.
    """

    file: str
    line: int | None = None
    page: int | None = None
    part: str | None = None

    def __str__(self) -> str:
        is_address = "://" in self.file
        name = self.file if is_address else PurePath(self.file).name
        if self.part is not None:
            name = f"{name}/{self.part}"
        if self.page is not None:
            return f"{name} p.{self.page}"
        return name if self.line is None else f"{name}:{self.line}"


class Place(NamedTuple):
    """From the offset `start` of a text on, in characters, it stands in this line or page."""

    start: int
    line: int | None = None
    page: int | None = None


def place_at(places: Sequence[Place], offset: int) -> Place:
    """The place of a character; `places` ascend by `start`. Nowhere, before the first of them."""
    index = bisect_right(places, offset, key=lambda place: place.start)
    return places[index - 1] if index else Place(0)


class Section(Model):
    """A contiguous text of a paper, as it was read.

    Args:
        kind: what it is; only some kinds are evidence.
        text: the sentences that may be quoted, byte for byte; paragraphs stand apart by a blank
            line.
        heading: as it is printed, numbering and all.
        places: where the text stands in the file, ascending; one place for each stretch that is in
            the same line or page.
        part: the file inside the file (an archive, a tree of sources) that it stands in.
    """

    kind: SectionKind
    text: str
    heading: str | None = None
    places: tuple[Place, ...] = ()
    part: str | None = None

    @property
    def line(self) -> int | None:
        """The line in which the text begins."""
        return place_at(self.places, 0).line

    @property
    def page(self) -> int | None:
        """The page on which the text begins."""
        return place_at(self.places, 0).page


class Metadata(Model):
    """What a file says about a paper. None and () mean that it does not say; nothing is guessed.

    `date_text`, `author_count` and `organisation` hold what a listing page prints when it gives
    no author list and no full date.
    """

    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str | None = None
    doi: str | None = None
    arxiv_id: str | None = None
    pmid: str | None = None
    url: str | None = None
    cite_key: str | None = None
    date_text: str | None = None
    author_count: int | None = None
    organisation: str | None = None
    tags: tuple[str, ...] = ()
    retraction: str | None = None


class Source(Model):
    """One place a paper was read from; `line` is where its record begins."""

    file: str
    line: int | None = None
    page: int | None = None
    title: str
    """The title as this file spells it."""
    cite_key: str | None = None
    """The key of this file's own entry, where it is a reference library."""

    @property
    def location(self) -> Location:
        return Location(file=self.file, line=self.line, page=self.page)


class Record(Model):
    """One occurrence of a paper in one file: what a reader returns.

    Args:
        metadata: what the file says about the paper.
        sections: its text, in reading order; none for an entry without an abstract.
        line: where the record begins.
        authority: how much its metadata count beside another record's.
        attachments: absolute paths of existing files that the record says are this paper.
    """

    metadata: Metadata
    sections: tuple[Section, ...]
    line: int | None = None
    page: int | None = None
    authority: Authority = Authority.STATED
    attachments: tuple[str, ...] = ()

    @property
    def abstract(self) -> str:
        return first_abstract(self.sections)


class Paper(Metadata):
    """One paper of the collection, merged from every record of it."""

    id: str
    abstract: str = ""
    sources: tuple[Source, ...] = ()


class Chunk(Model):
    """The unit that is indexed: a slice `section.text[start:start + len(text)]` of a paper.

    `location` is where it begins; `places` say where it stands after that, by offsets in `text`.
    """

    id: str
    paper_id: str
    ordinal: int
    kind: SectionKind
    text: str
    location: Location
    heading: str | None = None
    start: int = 0
    places: tuple[Place, ...] = ()


class Window(NamedTuple):
    """A stretch of a chunk that has a vector of its own; a chunk scores as its best window."""

    chunk: Chunk
    number: int
    text: str

    @property
    def id(self) -> str:
        return f"{self.chunk.id}#{self.number}"


class EngineScore(Model):
    """What one engine said of a passage; `score` is None where it did not return it."""

    engine: str
    score: float | None
    rank: int | None


class Passage(Model):
    """A retrieved chunk. `score` is the fused score in [0, 1]; `rank` counts from 1.

    `query` is the part of a long text, or of a question in two parts, that asks for it most;
    `terms` are the words asked for that stand in it or in its title, where a search explains.
    """

    paper: Paper
    chunk_id: str
    text: str
    score: float
    rank: int
    location: Location
    kind: SectionKind = SectionKind.ABSTRACT
    heading: str | None = None
    places: tuple[Place, ...] = ()
    query: str = ""
    terms: tuple[str, ...] = ()
    engines: tuple[EngineScore, ...] = ()

    def quote(self, start: int, end: int) -> "Quote":
        """The slice `text[start:end]` as a quote, with its own line or page."""
        here = place_at(self.places, start)
        moved = {"line": here.line, "page": here.page} if here.start else {}
        return Quote(
            paper_id=self.paper.id,
            title=self.paper.title,
            text=self.text[start:end],
            location=self.location.model_copy(update=moved),
            chunk_id=self.chunk_id,
            start=start,
        )


class Quote(Model):
    """A verbatim source sentence: `text` is byte-identical to the stored source."""

    paper_id: str
    title: str
    text: str
    location: Location
    chunk_id: str
    start: int
    """Offset of `text` in the chunk, in characters."""


class Filters(Model):
    """Which papers, and which parts of them, a search may return; empty means all.

    Words match whole words of a value, in their order, whatever the case and accents. A paper
    without a year passes no filter of years. `section` is a `SectionKind` or words of a heading.
    """

    paper_ids: frozenset[str] = Field(default_factory=frozenset)
    year_from: int | None = None
    year_to: int | None = None
    author: str | None = None
    venue: str | None = None
    source: str | None = None
    tag: str | None = None
    section: str | None = None

    @property
    def any(self) -> bool:
        return self != Filters()


def first_abstract(sections: Iterable[Section]) -> str:
    return next((s.text for s in sections if s.kind is SectionKind.ABSTRACT), "")
