"""Marks, credits and links are made of what the record gives."""

import pytest

from reviewer.models import Paper
from reviewer.rendering.citing import cited, credit, full_credit


@pytest.mark.parametrize(
    ("text", "numbers", "shown"),
    [
        ("It works.", [1], "It works [1]."),
        ("It works", [1, 3], "It works [1, 3]"),
        ("Does it work?!", [2], "Does it work [2]?!"),
        ("It works.", [], "It works."),
        ("...", [1], "... [1]"),
    ],
)
def test_a_citation_stands_before_the_full_stop(text: str, numbers: list[int], shown: str) -> None:
    assert cited(text, numbers) == shown


def test_a_credit_gives_what_is_known_and_no_more() -> None:
    assert credit(Paper(id="x", title="T")) == ""
    assert credit(Paper(id="x", title="T", year=2020)) == "(2020)"
    assert credit(Paper(id="x", title="T", authors=("A", "B"), venue="V")) == "(A and B, V)"
    assert credit(Paper(id="x", title="T", authors=("A", "B", "C"), year=1)) == "(A et al., 1)"


def test_a_reference_names_up_to_ten_authors_and_the_best_address() -> None:
    ten = tuple(f"A{n}" for n in range(10))
    paper = Paper(id="x", title="Why?", authors=ten, arxiv_id="2301.00001", url="http://x")
    assert full_credit(paper) == (
        "Why? A0, A1, A2, A3, A4, A5, A6, A7, A8 and A9. arXiv:2301.00001"
    )
    assert "A0 et al." in full_credit(paper.model_copy(update={"authors": (*ten, "A10")}))
    assert full_credit(Paper(id="x", title="T", url="http://x")) == "T. http://x"
