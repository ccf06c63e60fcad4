"""Proposals are shown as lines that say what would change, who says so, and what failed."""

from reviewer.enrichment import Confidence, Enrichment, Failure, Field, Proposal
from reviewer.rendering.enrichment import paper, report, summary
from reviewer.rendering.screen import Screen

PIPE = Screen()


def proposal(field: Field, new: str | int | tuple[str, ...], **given: object) -> Proposal:
    values = {
        "paper_id": "p",
        "field": field,
        "old": None,
        "new": new,
        "service": "Crossref",
        "url": "https://doi.org/10.1000/tea",
        "confidence": Confidence.CERTAIN,
    }
    return Proposal.model_validate(values | given)


TEA = Enrichment(
    paper_id="p",
    title="On tea",
    changes=(
        proposal(Field.DOI, "10.1000/tea", also=("OpenAlex",)),
        proposal(Field.AUTHORS, ("Ana Ruiz", "Bo Li"), confidence=Confidence.WEAK),
        proposal(Field.ARXIV_ID, "1901.00001", service="arXiv", confidence=Confidence.FAIR),
    ),
    differs=(proposal(Field.YEAR, 2019, old=2018),),
    found_by=("Crossref",),
    notes=("Crossref: 2 papers have this title",),
    failures=(Failure(service="OpenAlex", reason="cannot be reached"),),
)


def test_each_change_is_a_line_with_what_was_there_what_would_be_and_who_says_so() -> None:
    assert paper(TEA, PIPE).splitlines() == [
        "On tea",
        "  DOI         — → 10.1000/tea (Crossref, OpenAlex)",
        "  authors     — → Ana Ruiz, Bo Li (Crossref; same title, nothing else to compare)",
        "  arXiv id    — → 1901.00001 (arXiv; same title and year or number of authors)",
        "  differs     year: yours is “2018”, said by Crossref: “2019”",
        "  note        Crossref: 2 papers have this title",
    ]


def test_a_retraction_names_its_service_itself() -> None:
    said = "retracted 2021-05-03 (Crossref)"
    alone = proposal(Field.RETRACTION, said)
    both = proposal(Field.RETRACTION, said, also=("OpenAlex",), confidence=Confidence.WEAK)
    lines = paper(TEA.model_copy(update={"changes": (alone, both)}), PIPE).splitlines()
    assert lines[1] == f"  retraction  — → {said}"
    assert lines[2] == f"  retraction  — → {said} (OpenAlex; same title, nothing else to compare)"


def test_names_with_commas_are_told_apart() -> None:
    names = proposal(Field.AUTHORS, ("Ana Ruiz", "Bo Li"), old=("Ruiz, Ana", "Li, B."))
    line = paper(TEA.model_copy(update={"differs": (names,)}), PIPE).splitlines()[4]
    assert "yours is “Ruiz, Ana; Li, B.”, said by Crossref: “Ana Ruiz, Bo Li”" in line


def test_the_summary_counts_and_names_what_failed_once() -> None:
    failed = Enrichment(paper_id="q", title="On ice", failures=TEA.failures)
    nobody = Enrichment(paper_id="r", title="On snow")
    short = Enrichment(paper_id="s", title="Snow", asked=False)
    assert summary([TEA, failed, nobody, short], PIPE).splitlines() == [
        "4 papers looked up: 3 empty fields of 1 paper could be filled in, "
        "1 value other than yours (left as they are), 1 paper not found, "
        "1 paper not found where a service failed, "
        "1 paper not looked for (a short title, no authors, no identifier)",
        "  failed      OpenAlex cannot be reached (2 papers)",
    ]


def test_what_was_applied_is_said_to_be_done() -> None:
    assert "3 empty fields of 1 paper filled in" in summary([TEA], PIPE, applied=True)


def test_a_paper_of_which_nothing_is_said_has_no_line() -> None:
    known = Enrichment(paper_id="q", title="On ice", found_by=("Crossref",))
    assert paper(known, PIPE) == ""
    assert report([known], PIPE) == "1 paper looked up: nothing to fill in"


def test_the_report_is_every_paper_and_then_the_summary() -> None:
    parts = report([TEA, TEA], PIPE).split("\n\n")
    assert parts == [paper(TEA, PIPE), paper(TEA, PIPE), summary([TEA, TEA], PIPE)]


def test_a_long_abstract_is_shown_by_its_beginning() -> None:
    long = TEA.model_copy(update={"changes": (proposal(Field.ABSTRACT, "warm " * 200),)})
    line = paper(long, PIPE).splitlines()[1]
    assert line.endswith("warm … (Crossref)")
    assert len(line) < 220


def test_nothing_that_a_service_says_can_move_the_cursor() -> None:
    hostile = proposal(Field.VENUE, "\x1b[2JJournal\nof \u202eTea", service="Cross\x07ref")
    done = TEA.model_copy(update={"title": "\x1b]0;x\x07", "changes": (hostile,)})
    text = paper(done, PIPE)
    assert text.splitlines()[:2] == ["(no title)", "  venue       — → Journal of Tea (Crossref)"]
    assert "\x1b" not in text


def test_a_narrow_window_wraps_the_lines_under_their_text() -> None:
    lines = paper(TEA, Screen(width=40)).splitlines()
    assert all(len(line) <= 40 for line in lines)
    assert lines[4].startswith(" " * 14)
