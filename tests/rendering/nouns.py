"""Answers and drafts made by hand, about two invented papers."""

from reviewer.models import (
    Answer,
    Location,
    Paper,
    Quote,
    Reference,
    Source,
    Statement,
    Support,
)

TEA = Paper(
    id="tea1",
    title="Steeping Times for Green Tea",
    authors=("Ada Leaf", "Bo Cup", "Cy Pot"),
    year=2021,
    venue="Journal of Kettles",
    doi="10.1000/tea",
    abstract="Two minutes are enough. Longer is bitter.",
    sources=(Source(file="library/tea.bib", line=3, title="Steeping Times for Green Tea"),),
)
HOSTILE = Paper(
    id="esc2",
    title="\x1b[31m$\\pi2\\text{vec}$: [bold]x[/bold] \x1b]0;owned\x07and more\u202e",
    sources=(Source(file="page.txt", line=9, title="another spelling"),),
)


def quote(paper: Paper, text: str, line: int | None = 5) -> Quote:
    return Quote(
        paper_id=paper.id,
        title=paper.title,
        text=text,
        location=Location(file=paper.sources[0].file, line=line),
        chunk_id=f"{paper.id}:0",
        start=len(text),
    )


def verbatim(paper: Paper, text: str) -> Statement:
    return Statement(text=text, quotes=(quote(paper, text),), support=Support.SUPPORTED)


def said(text: str, *quotes: Quote, support: Support = Support.SUPPORTED) -> Statement:
    return Statement(text=text, quotes=quotes, support=support)


def references(*papers: Paper) -> tuple[Reference, ...]:
    return tuple(Reference(number=n, paper=paper) for n, paper in enumerate(papers, start=1))


EXTRACTIVE = Answer(
    question="How long?",
    statements=(verbatim(TEA, "Two minutes are enough."), verbatim(HOSTILE, "Boil it twice.")),
    references=references(TEA, HOSTILE),
)
MODELLED = Answer(
    question="How long?",
    statements=(
        said("Green tea needs two minutes.", quote(TEA, "Two minutes are enough.")),
        said(
            "Boiling twice is common",
            quote(HOSTILE, "Boil it twice."),
            quote(TEA, "Longer is bitter."),
            support=Support.WEAK,
        ),
    ),
    references=references(TEA, HOSTILE),
    model="tiny",
)
