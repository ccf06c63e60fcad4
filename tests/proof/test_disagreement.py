"""Findings that deny each other are shown side by side, never averaged away."""

from reviewer.models import Location, Quote, Statement, Support
from reviewer.proof import Gates, disagreements

RAISES = "Pruning the cache raises the accuracy of long answers."
LOWERS = "Pruning the cache lowers the accuracy of long answers."
DENIES = "Pruning the cache does not raise the accuracy of long answers."


def finding(paper: str, text: str) -> Statement:
    quote = Quote(
        paper_id=paper,
        title=f"Paper {paper}",
        text=text,
        location=Location(file="x"),
        chunk_id=f"{paper}:0",
        start=0,
    )
    return Statement(text=text, quotes=(quote,), support=Support.SUPPORTED)


def pairs(*findings: Statement) -> list[tuple[str, str]]:
    return [(found.one.text, found.other.text) for found in disagreements(findings, Gates())]


def test_opposite_findings_of_two_papers_are_a_disagreement() -> None:
    assert pairs(finding("a", RAISES), finding("b", LOWERS)) == [(RAISES, LOWERS)]
    assert pairs(finding("a", RAISES), finding("b", DENIES)) == [(RAISES, DENIES)]


def test_what_one_paper_says_of_itself_agrees_with_itself() -> None:
    assert pairs(finding("a", RAISES), finding("a", LOWERS)) == []


def test_agreement_and_other_matters_are_no_disagreement() -> None:
    other = finding("b", "Bees do not hum in winter rain.")
    assert pairs(finding("a", RAISES), finding("b", RAISES), other) == []


def test_no_findings_disagree_about_nothing() -> None:
    assert disagreements([], Gates()) == ()
