"""The nouns of the program, as frozen pydantic models: what every layer passes to the next.

Nothing here reads a file, opens a store or calls a model; `model_dump_json` of these is what
`--json` prints.
"""

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


class Support(StrEnum):
    """How far the quotes bear a statement out."""

    SUPPORTED = "supported"
    WEAK = "weak"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"
    UNCITED = "uncited"


class Statement(Model):
    """One sentence the program writes, with its proof.

    `counted` are the numbers in it that no quote says and code counted: `three papers` of three.
    """

    text: str
    quotes: tuple[Quote, ...]
    support: Support
    reason: str | None = None
    counted: tuple[str, ...] = ()


class LeftOut(Model):
    """Something that was considered and not used, and why.

    `support` is the verdict on a statement that was written and could not be proven.
    """

    text: str
    reason: str
    paper_id: str | None = None
    support: Support | None = None


class Usage(Model):
    """What the language model cost. All zero in extractive mode.

    `cost` is in the currency of the configured prices; None where there are none.
    """

    calls: int = 0
    cached_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    cost: float | None = None

    def __add__(self, other: "Usage") -> "Usage":
        costs = [cost for cost in (self.cost, other.cost) if cost is not None]
        return Usage(
            calls=self.calls + other.calls,
            cached_calls=self.cached_calls + other.cached_calls,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            seconds=self.seconds + other.seconds,
            cost=sum(costs) if costs else None,
        )


class Call(Model):
    """One call of a language model, whole: what a run record keeps of it.

    Args:
        key: SHA-256 of the request, as the reply cache knows it.
        role: what the model was called for: `write`, `plan` or `judge`.
        model: its name.
        messages: `(role, text)`, exactly as they were sent.
        reply: what came, without its thinking; of a call that failed, what came until then.
        error: why the call failed, as `message` and `hint`.
        error_kind: the name of its error's class; `KeyboardInterrupt` for one that was broken off.
        notices: what the user is told of the call.
        cut: the reply was cut at the most tokens allowed.
        cached: the reply was kept from an earlier call; nothing was sent.
    """

    key: str
    role: str
    model: str
    messages: tuple[tuple[str, str], ...]
    reply: str
    error: tuple[str, str] | None = None
    error_kind: str | None = None
    notices: tuple[str, ...] = ()
    cut: bool = False
    cached: bool = False
    usage: Usage = Usage()


class Reference(Model):
    """An entry of a reference list: `number` is what `[number]` in the text means."""

    number: int
    paper: Paper


INTERRUPTED = "interrupted"
"""How the reason of a result begins that the user broke off."""


class Disagreement(Model):
    """Two statements about the same, from different papers, that do not go together."""

    one: Statement
    other: Statement


class Result(Model):
    """What was written. `partial` is why it is not whole: it was interrupted, or a call failed."""

    partial: str | None = None

    @property
    def interrupted(self) -> bool:
        return self.partial is not None and self.partial.startswith(INTERRUPTED)


class Answer(Result):
    """The answer to one question. `model` is None in extractive mode.

    `evidence` is how well the collection bears on the question, in [0, 1]. `disagreements` are
    findings that code sees one paper deny of another; a deep answer looks for them.
    """

    question: str
    understood_as: str | None = None
    statements: tuple[Statement, ...] = ()
    references: tuple[Reference, ...] = ()
    abstained: bool = False
    reason: str | None = None
    evidence: float | None = None
    disagreements: tuple[Disagreement, ...] = ()
    near: tuple[Paper, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notices: tuple[str, ...] = ()
    usage: Usage = Usage()
    model: str | None = None

    def __str__(self) -> str:
        if self.abstained:
            return self.reason or "Nothing in this collection answers that."
        return _plain(self.statements, self.references)


class Theme(Model):
    """A section of a related-work draft."""

    heading: str
    statements: tuple[Statement, ...]


class PlannedPaper(Model):
    """A paper of a plan; `asked_by` is the part of the draft that asks for it most."""

    paper_id: str
    title: str
    asked_by: str = ""


class PlannedTheme(Model):
    """A theme to be written: its heading, why it is one, and its papers in their order."""

    heading: str
    why: str = ""
    papers: tuple[PlannedPaper, ...] = ()


class Plan(Model):
    """What a related-work section will say of which papers. Its author may edit it."""

    topic: str
    themes: tuple[PlannedTheme, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class RelatedWork(Result):
    """A related-work draft. `not_cited` are the papers that were retrieved and not used."""

    topic: str
    sections: tuple[Theme, ...] = ()
    references: tuple[Reference, ...] = ()
    not_cited: tuple[LeftOut, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notices: tuple[str, ...] = ()
    candidates: int = 0
    usage: Usage = Usage()
    model: str | None = None

    def __str__(self) -> str:
        if not self.sections:
            return "Nothing in this collection is close enough to that topic."
        body = "\n\n".join(
            f"{theme.heading}\n\n{_cited(theme.statements, self.references)}"
            for theme in self.sections
        )
        return f"{body}\n\n{_reference_lines(self.references)}"


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


def citation_numbers(statement: Statement, references: Iterable[Reference]) -> list[int]:
    """The reference numbers of a statement's quotes, ascending, each once."""
    number = {reference.paper.id: reference.number for reference in references}
    return sorted({number[quote.paper_id] for quote in statement.quotes})


def _cited(statements: Iterable[Statement], references: tuple[Reference, ...]) -> str:
    return " ".join(
        f"{s.text} " + "".join(f"[{n}]" for n in citation_numbers(s, references))
        for s in statements
    )


def _reference_lines(references: Iterable[Reference]) -> str:
    return "\n".join(f"[{r.number}] {r.paper.title}" for r in references)


def _plain(statements: tuple[Statement, ...], references: tuple[Reference, ...]) -> str:
    lines = [_cited([statement], references) for statement in statements]
    return "\n".join([*lines, "", _reference_lines(references)])
