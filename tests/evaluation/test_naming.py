"""Which paper of a collection a name in judgements means."""

from reviewer.evaluation.naming import match, names_in_collection
from reviewer.models import Paper, Source

BEES = Paper(id="p1", title="Counting Bees", doi="10.1000/Bees", cite_key="holt2019")
MOTHS = Paper(id="p2", title="Moths at Lamps", arxiv_id="2401.00001v2")
OTHER_MOTHS = Paper(id="p3", title="Moths at Lamps!", cite_key="moths")
LISTED = Paper(
    id="p4",
    title="Wasps",
    sources=(
        Source(file="a.bib", title="Wasps: A Survey", cite_key="wasps24"),
        Source(file="b.bib", title="?"),
    ),
)
PAPERS = [BEES, MOTHS, OTHER_MOTHS, LISTED]


def meant(name: str) -> str | None:
    return match(PAPERS, [name]).papers.get(name)


def test_a_paper_is_meant_by_id_cite_key_doi_arxiv_id_or_title() -> None:
    assert [meant(name) for name in ("p1", "holt2019", "counting BEES.")] == ["p1"] * 3
    assert meant("https://doi.org/10.1000/bees") == "p1"
    assert [meant(name) for name in ("2401.00001", "arXiv:2401.00001v1")] == ["p2"] * 2
    assert meant("10.48550/arXiv.2401.00001") == "p2"
    assert [meant(name) for name in ("wasps24", "Wasps - a survey", "wasps")] == ["p4"] * 3


def test_a_part_of_a_title_means_no_paper() -> None:
    assert match(PAPERS, ["Bees", "", "!"]).unknown == {"Bees", "", "!"}


def test_a_title_that_two_papers_have_means_neither_and_their_ids_do() -> None:
    assert meant("Moths at Lamps") is None
    assert meant("p2") == "p2"
    assert meant("moths") == "p3"


def test_an_id_wins_over_a_title() -> None:
    papers = [Paper(id="p9", title="p1"), *PAPERS]
    assert match(papers, ["p1"]).papers == {"p1": "p1"}


def test_two_names_of_one_paper_are_one_with_the_higher_grade() -> None:
    names, matches = names_in_collection(
        PAPERS, {"q": {"holt2019": 1, "10.1000/bees": 3, "nobody": 1}}
    )
    assert names.judgements({"q": {"holt2019": 1, "10.1000/bees": 3, "nobody": 1}}) == {
        "q": {"holt2019": 3, "nobody": 1}
    }
    assert names.of(BEES) == "holt2019"
    assert names.of(MOTHS) == "p2"
    assert matches.unknown == {"nobody"}
