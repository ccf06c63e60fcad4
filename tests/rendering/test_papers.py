"""Papers in lists and in detail: what is known, where it was read, what may be one paper."""

from reviewer.models import Chunk, Location, SectionKind
from reviewer.rendering import papers
from reviewer.rendering.screen import Screen
from reviewer.reports import Duplicates, NearMiss, PaperDetails, SectionFacts
from tests.rendering.nouns import HOSTILE, TEA

PIPE = Screen()


def test_papers_are_one_a_line_with_the_year_where_any_is_known() -> None:
    assert papers.papers([TEA]) == "tea1  2021  Steeping Times for Green Tea"
    assert papers.papers([TEA, HOSTILE]).splitlines()[1].startswith("esc2        $")
    assert papers.papers([HOSTILE]) == r"esc2  $\pi2\text{vec}$: [bold]x[/bold] and more"


def test_duplicates_show_where_each_record_stands_and_how_it_spells_the_title() -> None:
    assert papers.duplicates(Duplicates(merged=(HOSTILE,)), PIPE) == (
        r"esc2  $\pi2\text{vec}$: [bold]x[/bold] and more" + "\n"
        '    page.txt:9  as "another spelling"'
    )


def test_a_paper_shows_what_is_known_and_nothing_else() -> None:
    chunk = Chunk(
        id="tea1:0",
        paper_id="tea1",
        ordinal=0,
        kind=SectionKind.ABSTRACT,
        text=TEA.abstract,
        location=Location(file="library/tea.bib", line=3),
    )
    sections = tuple(
        SectionFacts(kind=kind, heading=heading, location=chunk.location, characters=41)
        for kind, heading in ((SectionKind.ABSTRACT, None), (SectionKind.REFERENCES, "Sources"))
    )
    shown = PaperDetails(paper=TEA, sections=sections, chunks=(chunk,), corrected=("year",))
    assert papers.details(shown, PIPE) == (
        "Steeping Times for Green Tea\n"
        "  id            tea1\n"
        "  authors       Ada Leaf, Bo Cup, Cy Pot\n"
        "  year          2021  (set by you)\n"
        "  venue         Journal of Kettles\n"
        "  doi           10.1000/tea\n"
        "  sources       tea.bib:3\n"
        "  sections      abstract, 41 characters, tea.bib:3\n"
        "                references “Sources”, 41 characters, not evidence, tea.bib:3\n"
        "  chunks        0  abstract, 41 characters, tea.bib:3\n\n"
        "  Two minutes are enough. Longer is bitter."
    )


def test_near_misses_say_why_and_how_to_merge_them() -> None:
    near = NearMiss(one=TEA, other=HOSTILE, reason="nearly one title")
    lines = papers.duplicates(Duplicates(near=(near,)), PIPE).splitlines()
    assert lines[0] == "may be one paper, and were not merged:"
    assert lines[3] == "    nearly one title; if so: reviewer merge tea1 esc2"


def test_a_collection_without_duplicates_says_so() -> None:
    assert papers.duplicates(Duplicates(), PIPE).startswith("no paper was read in several places")
