"""Papers as text for a terminal: listed, in detail, and those that may be one paper twice."""

import shlex
from collections.abc import Sequence

from reviewer.models import Chunk, Paper
from reviewer.rendering.citing import title
from reviewer.rendering.safe import one_line
from reviewer.rendering.screen import Screen
from reviewer.reports import Duplicates, NearMiss, PaperDetails, SectionFacts

LABEL = 14
"""Columns of the name of a fact."""


def papers(listed: Sequence[Paper]) -> str:
    """One paper a line: id, year where any paper has one, title."""
    dated = any(paper.year is not None for paper in listed)
    return "\n".join(_paper_line(paper, dated=dated) for paper in listed)


def duplicates(found: Duplicates, screen: Screen) -> str:
    """The papers read in several places, then the pairs that may be one, with what to do."""
    blocks = []
    for paper in found.merged:
        lines = [_paper_line(paper, dated=paper.year is not None)]
        lines += [f"    {screen.dim(line)}" for line in _sources(paper)]
        blocks.append("\n".join(lines))
    if found.near:
        blocks.append(screen.bold("may be one paper, and were not merged:"))
    blocks += [_near(near, screen) for near in found.near]
    return "\n".join(blocks) or "no paper was read in several places, and no two look alike"


def details(shown: PaperDetails, screen: Screen) -> str:
    """Everything the store knows of one paper."""
    paper = shown.paper
    lines = [screen.bold(screen.wrap(title(paper)))]
    lines += [
        screen.wrap(f"{value}{_mark(name, shown)}", f"  {name:<{LABEL}}")
        for name, value in _facts(paper)
    ]
    listed = (
        ("sources", _sources(paper)),
        ("sections", [_section_line(section) for section in shown.sections]),
        ("chunks", [_chunk_line(chunk) for chunk in shown.chunks]),
    )
    for label, values in listed:
        lines += [
            f"  {label if number == 0 else '':<{LABEL}}{value}"
            for number, value in enumerate(values)
        ]
    if paper.abstract:
        lines += ["", screen.wrap(one_line(paper.abstract), "  ")]
    return "\n".join(lines)


def _paper_line(paper: Paper, *, dated: bool) -> str:
    year = f"{paper.year or '':<4}  " if dated else ""
    return f"{one_line(paper.id)}  {year}{title(paper)}"


def _near(near: NearMiss, screen: Screen) -> str:
    pair = [_paper_line(paper, dated=paper.year is not None) for paper in (near.one, near.other)]
    ids = shlex.join([near.one.id, near.other.id])
    return "\n".join([*pair, f"    {screen.dim(f'{near.reason}; if so: reviewer merge {ids}')}"])


def _mark(name: str, shown: PaperDetails) -> str:
    """Who says so, where it is not one of the sources."""
    field = {"arxiv": "arxiv_id"}.get(name, name.replace(" ", "_"))
    if field in shown.corrected:
        return "  (set by you)"
    return f"  ({one_line(shown.supplied[field])})" if field in shown.supplied else ""


def _facts(shown: Paper) -> list[tuple[str, str]]:
    facts = {
        "id": shown.id,
        "authors": ", ".join(shown.authors),
        "year": shown.year,
        "venue": shown.venue,
        "doi": shown.doi,
        "arxiv": shown.arxiv_id,
        "pmid": shown.pmid,
        "url": shown.url,
        "cite key": shown.cite_key,
        "date given": shown.date_text,
        "author count": shown.author_count,
        "organisation": shown.organisation,
        "tags": ", ".join(shown.tags),
        "retraction": shown.retraction,
    }
    return [
        (name, one_line(str(value))) for name, value in facts.items() if value not in (None, "")
    ]


def _sources(paper: Paper) -> list[str]:
    lines = []
    for source in paper.sources:
        spelled = "" if source.title == paper.title else f'  as "{one_line(source.title)}"'
        lines.append(f"{one_line(str(source.location))}{spelled}")
    return lines


def _section_line(section: SectionFacts) -> str:
    heading = f" “{one_line(section.heading)}”" if section.heading else ""
    evidence = "" if section.kind.is_evidence else ", not evidence"
    place = one_line(str(section.location))
    return f"{section.kind}{heading}, {section.characters:,} characters{evidence}, {place}"


def _chunk_line(chunk: Chunk) -> str:
    heading = f", {one_line(chunk.heading)}" if chunk.heading else ""
    return (
        f"{chunk.ordinal}  {chunk.kind}{heading}, {len(chunk.text):,} characters, "
        f"{one_line(str(chunk.location))}"
    )
