"""What fills an empty field, what differs from the user's own, and what only looks different."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.enrichment import Confidence, Field, Found
from reviewer.enrichment.comparing import compared
from reviewer.enrichment.matching import Match
from reviewer.models import Paper

OWN = Paper(id="p", title="On tea", authors=("Ana Ruiz", "Bo Li"), year=2019, venue="Tea")


def said(service: str = "Crossref", **given: Any) -> Match:
    values = {"service": service, "url": "u", "title": "On tea"} | given
    return Match(Found.model_validate(values), Confidence.STRONG)


def differing(paper: Paper, **given: Any) -> list[Field]:
    return [proposal.field for proposal in compared(paper, [said(**given)])[1]]


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("Nature", "nature"),
        ("NeurIPS 2021", "NeurIPS"),
        ("JMLR", "Journal of Machine Learning Research"),
        ("J. Mach. Learn. Res.", "Journal of Machine Learning Research"),
        ("Proc. of the 4th Tea Conf.", "Proceedings of the 4th Tea Conference"),
        ("Tea", "The Journal of Tea"),
    ],
)
def test_a_venue_in_short_is_the_same_venue(own: str, other: str) -> None:
    assert differing(OWN.model_copy(update={"venue": own}), venue=other) == []
    assert differing(OWN.model_copy(update={"venue": other}), venue=own) == []


@pytest.mark.parametrize("other", ["Coffee", "Machine Learning", "Annals of Tin"])
def test_another_venue_differs(other: str) -> None:
    paper = OWN.model_copy(update={"venue": "Journal of Machine Cooling"})
    assert differing(paper, venue=other) == [Field.VENUE]


@pytest.mark.parametrize(
    ("own", "other", "differs"),
    [
        (("Ruiz, A.", "Li, B."), ("Ana Ruiz", "Bo Li"), False),
        (("Bo Li", "Ana Ruiz"), ("Ana Ruiz", "Bo Li"), False),
        (("Ana Ruiz",), ("Ana Ruiz", "Bo Li"), True),
        (("Ana Ruiz", "Cy Oz"), ("Ana Ruiz", "Bo Li"), True),
    ],
)
def test_authors_differ_by_family_name(
    own: tuple[str, ...], other: tuple[str, ...], differs: bool
) -> None:
    paper = OWN.model_copy(update={"authors": own})
    assert differing(paper, authors=other) == ([Field.AUTHORS] if differs else [])


@pytest.mark.parametrize(
    ("own", "other", "differs"),
    [
        ("On tea", "ON TEA.", False),
        ("On tea", "On tea: a study", False),
        ("On tea", "On coffee", True),
        ("On tea and milk", "On tea", True),
    ],
)
def test_another_title_is_told_and_never_proposed(own: str, other: str, differs: bool) -> None:
    paper = OWN.model_copy(update={"title": own})
    changes, told, _ = compared(paper, [said(title=other)])
    assert changes == ()
    assert [d.field for d in told] == ([Field.TITLE] if differs else [])


@pytest.mark.parametrize(
    ("own", "other", "differs"),
    [
        ("Tea cools slowly. We time it.", "Tea cools  slowly. We time it. (c) 2019 Tea.", False),
        ("Tea cools slowly.", "Snow melts and rivers rise in spring, as we show.", True),
    ],
)
def test_an_abstract_differs_when_it_is_of_another_text(
    own: str, other: str, differs: bool
) -> None:
    paper = OWN.model_copy(update={"abstract": own})
    assert differing(paper, abstract=other) == ([Field.ABSTRACT] if differs else [])


@pytest.mark.parametrize(
    ("own", "found", "differs"),
    [
        ({"doi": "https://doi.org/10.1000/A"}, {"doi": "10.1000/a"}, []),
        ({"doi": "10.1000/a"}, {"doi": "10.1000/b"}, [Field.DOI]),
        ({"arxiv_id": "1901.00001v3"}, {"arxiv_id": "1901.00001"}, []),
        ({"arxiv_id": "1901.00001"}, {"arxiv_id": "1901.00002"}, [Field.ARXIV_ID]),
        ({"year": 2018}, {"year": 2019}, [Field.YEAR]),
    ],
)
def test_identifiers_and_years_differ_by_value(
    own: dict[str, Any], found: dict[str, Any], differs: list[Field]
) -> None:
    assert differing(OWN.model_copy(update=own), **found) == differs


def test_the_first_service_is_believed_and_those_that_agree_are_named() -> None:
    paper = Paper(id="p", title="On tea")
    matches = [said("Crossref", year=2019), said("OpenAlex", year=2019), said("arXiv", year=2018)]
    (change,), _, notes = compared(paper, matches)
    assert (change.new, change.service, change.also) == (2019, "Crossref", ("OpenAlex",))
    assert notes == (
        "the services do not agree on the year: 2019 (Crossref), 2019 (OpenAlex), 2018 (arXiv)",
    )


def test_a_preprint_is_believed_after_a_published_version() -> None:
    matches = [said("OpenAlex", year=2018, is_preprint=True), said("Semantic Scholar", year=2019)]
    (change,), _, _ = compared(Paper(id="p", title="On tea"), matches)
    assert (change.new, change.service) == (2019, "Semantic Scholar")


def test_a_difference_is_told_once_for_all_services_that_agree_on_it() -> None:
    matches = [said("Crossref", year=2020), said("OpenAlex", year=2020), said("arXiv", year=2019)]
    _, (differs,), _ = compared(OWN, matches)
    assert (differs.old, differs.new) == (2019, 2020)
    assert (differs.service, differs.also) == ("Crossref", ("OpenAlex",))


def test_a_title_is_told_with_its_subtitle() -> None:
    _, (differs,), _ = compared(OWN, [said(title="On cold tea", subtitle="A study")])
    assert differs.new == "On cold tea: A study"


def test_nobody_says_nothing() -> None:
    assert compared(OWN, []) == ((), (), ())


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "authors": st.lists(st.text(max_size=9), max_size=3),
        "year": st.integers(1500, 2199),
        "venue": st.text(max_size=20),
        "doi": st.sampled_from(["10.1000/a", "10.1000/B", "10.48550/arXiv.1901.00001", "x"]),
        "arxiv_id": st.sampled_from(["1901.00001", "1901.00002v2", "x"]),
        "abstract": st.text(max_size=20),
    },
)


@given(VALUES, st.lists(VALUES, max_size=3))
def test_no_value_of_the_users_is_ever_proposed_away(
    own: dict[str, Any], answers: list[dict[str, Any]]
) -> None:
    paper = Paper.model_validate({"id": "p", "title": "On tea"} | own)
    changes, differs, _ = compared(paper, [said(**answer) for answer in answers])
    for change in changes:
        assert not getattr(paper, change.field.value, None)
        assert change.old is None
        assert change.new
    for proposal in differs:
        assert proposal.old == getattr(paper, proposal.field.value)
        assert proposal.new != proposal.old
    assert len({change.field for change in (*changes, *differs)}) == len(changes) + len(differs)
