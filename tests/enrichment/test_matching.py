"""A wrong match is worse than none: what is taken for the same paper, and what is not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.enrichment import By, Confidence, Found
from reviewer.enrichment.matching import Clues, Match, match
from reviewer.models import Paper
from reviewer.text.family_names import families
from reviewer.text.titles import title_key

LONG = "Slow cooling of very hot tea in open cups"
ANA, BO = "Ana Ruiz", "Bo Lindgren"


def clues(title: str = LONG, **given: Any) -> Clues:
    return Clues.of(Paper.model_validate({"id": "p", "title": title} | given))


def found(title: str = LONG, **given: Any) -> Found:
    return Found.model_validate({"service": "S", "url": "u", "title": title} | given)


def sure(by: By, known: Clues, *candidates: Found) -> Confidence | None:
    result = match(by, known, candidates)
    return result.confidence if isinstance(result, Match) else None


def by_title(known: Clues, *candidates: Found) -> Confidence | None:
    return sure(By.TITLE, known, *candidates)


@pytest.mark.parametrize(
    "near",
    [
        "Slow cooling of very hot tea in closed cups",
        "Slow cooling of very hot tea in open cup",
        "Slow cooling of very hot tea in open cups and mugs",
        "Cooling of very hot tea in open cups",
        "Comment on: Slow cooling of very hot tea in open cups",
    ],
)
def test_the_nearest_title_is_not_the_title(near: str) -> None:
    known = clues(authors=(ANA, BO), year=2019)
    assert by_title(known, found(near, authors=(ANA, BO), year=2019)) is None


@pytest.mark.parametrize(
    "spelling",
    [
        "SLOW COOLING OF VERY HOT TEA IN OPEN CUPS",
        "Slow-cooling of “very hot” tea in open cups.",
        "Slow cooling of very hot t\u0301ea in open cups",
    ],
)
def test_a_spelling_of_the_title_is_the_title(spelling: str) -> None:
    assert by_title(clues(authors=(ANA,)), found(spelling, authors=(ANA,))) is Confidence.STRONG


def test_a_title_and_its_subtitle_are_one_title() -> None:
    known = clues("Tea: a slow study of cooling", authors=(ANA,))
    parts = found("Tea", subtitle="A slow study of cooling", authors=(ANA,))
    assert by_title(known, parts) is Confidence.STRONG
    assert by_title(clues("Tea", authors=(ANA,)), parts) is Confidence.STRONG


def test_a_mark_of_retraction_in_the_users_title_is_not_a_part_of_it() -> None:
    known = clues(f"RETRACTED ARTICLE: {LONG}", authors=(ANA,))
    assert by_title(known, found(authors=(ANA,))) is Confidence.STRONG


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ((ANA, BO), ("Ruiz, A.", "Lindgren, B."), True),
        ((ANA,), (ANA, BO, "C. D"), True),
        ((ANA, BO), (ANA, "Cy Young"), True),
        ((ANA, BO, "Cy Young"), (ANA, "Di Oz", "Ed Po", "Flo Qi"), False),
        ((ANA,), ("Ana Lindgren",), False),
        ((ANA,), (BO,), False),
        (("Ruiz, Ana", "others"), (ANA, BO), True),
        (("José Núñez",), ("Jose Nunez",), True),
        (("John Smith Jr.",), ("Smith, John",), True),
        (("Guido van Rossum",), ("van Rossum, Guido",), True),
    ],
)
def test_authors_agree_where_half_of_the_shorter_list_does(
    ours: tuple[str, ...], theirs: tuple[str, ...], same: bool
) -> None:
    expected = Confidence.STRONG if same else None
    assert by_title(clues(authors=ours), found(authors=theirs)) is expected


@pytest.mark.parametrize(
    ("years", "same"), [(0, True), (1, True), (2, True), (3, False), (-2, True), (-3, False)]
)
def test_a_preprint_and_its_publication_may_be_two_years_apart(years: int, same: bool) -> None:
    known = clues(authors=(ANA,), year=2019)
    assert (by_title(known, found(authors=(ANA,), year=2019 + years)) is not None) is same


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ({"year": 2019}, {"year": 2019}, Confidence.FAIR),
        ({"year": 2019}, {"year": 2020}, Confidence.FAIR),
        ({"year": 2019}, {"year": 2021}, None),
        ({"author_count": 2}, {"authors": (ANA, BO)}, Confidence.FAIR),
        ({"author_count": 3}, {"authors": (ANA, BO)}, None),
        ({"author_count": 3, "year": 2019}, {"authors": (ANA, BO), "year": 2019}, Confidence.FAIR),
        ({"author_count": 3}, {}, Confidence.WEAK),
        ({}, {"authors": (ANA, BO), "year": 2019}, Confidence.WEAK),
        ({"authors": (ANA,)}, {}, Confidence.WEAK),
    ],
)
def test_without_authors_a_long_title_needs_year_or_number_to_agree_where_known(
    ours: dict[str, Any], theirs: dict[str, Any], expected: Confidence | None
) -> None:
    assert by_title(clues(**ours), found(**theirs)) is expected


@pytest.mark.parametrize("short", ["Introduction", "On the cooling of tea", "A B C D E F G"])
def test_a_short_title_without_authors_is_never_enough(short: str) -> None:
    assert by_title(clues(short, year=2019), found(short, year=2019)) is None
    known = clues(short, authors=(ANA,), year=2019)
    assert by_title(known, found(short, authors=(ANA,), year=2019)) is Confidence.STRONG


def test_two_papers_of_one_title_that_nothing_tells_apart_are_none_of_them() -> None:
    twins = (found(doi="10.1000/1", year=2019), found(doi="10.1000/2", year=2019))
    said = match(By.TITLE, clues(), twins)
    assert said == "2 papers have this title and nothing known tells them apart"
    told = (found(doi="10.1000/1", year=2001), found(doi="10.1000/2", year=2019))
    result = match(By.TITLE, clues(year=2019), told)
    assert isinstance(result, Match)
    assert result.found.doi == "10.1000/2"


def test_a_preprint_beside_its_publication_is_no_second_paper() -> None:
    preprint = found(arxiv_id="1901.00001", is_preprint=True, authors=(ANA,))
    published = found(doi="10.1000/1", authors=(ANA,))
    result = match(By.TITLE, clues(authors=(ANA,)), (preprint, published, published))
    assert isinstance(result, Match)
    assert result.found == published


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"doi": "10.1000/1"}, {"doi": "10.1000/2"}),
        ({"arxiv_id": "1901.00001v2"}, {"arxiv_id": "1901.00002"}),
        ({"doi": "10.48550/arXiv.1901.00001"}, {"arxiv_id": "1901.00002"}),
    ],
)
def test_the_same_title_under_another_identifier_is_another_paper(
    ours: dict[str, Any], theirs: dict[str, Any]
) -> None:
    assert by_title(clues(authors=(ANA,), **ours), found(authors=(ANA,), **theirs)) is None


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (LONG, "Slow cooling of very hot tea in open cups: a replication"),
        (LONG, "Slow coolng of very hot tea in open cups"),
        (f"{LONG}: a study of forty kinds of cup", LONG),
    ],
)
def test_under_its_own_identifier_a_title_may_be_misspelt_or_cut(ours: str, theirs: str) -> None:
    assert sure(By.DOI, clues(ours, doi="10.1000/1"), found(theirs)) is Confidence.CERTAIN


def test_under_its_own_identifier_a_paper_may_have_been_renamed_by_its_authors() -> None:
    known = clues(arxiv_id="1901.00001", authors=(ANA, BO))
    assert sure(By.ARXIV_ID, known, found("Tea, revisited", authors=(ANA, BO)))


@pytest.mark.parametrize(
    ("title", "by", "name"),
    [
        ("Tea", By.DOI, "the DOI 10.1000/1"),
        ("On the snows of yesterday", By.ARXIV_ID, "arXiv:1901.00001"),
        ("", By.DOI, "the DOI 10.1000/1"),
    ],
)
def test_an_identifier_with_another_title_and_other_authors_is_told(
    title: str, by: By, name: str
) -> None:
    known = clues(doi="10.1000/1", arxiv_id="1901.00001", authors=(ANA,))
    said = match(by, known, [found(title, authors=("Cy Young",))])
    assert said == f"{name} leads to a paper with another title, “{title}”"


def test_an_identifier_that_a_service_gave_is_as_sure_as_its_match() -> None:
    known = clues().learned(Match(found(doi="10.1000/1"), Confidence.FAIR))
    assert known.doi == "10.1000/1"
    assert sure(By.DOI, known, found()) is Confidence.FAIR
    again = known.learned(Match(found(arxiv_id="1901.00001"), Confidence.STRONG))
    assert again.surest is Confidence.FAIR


def test_the_papers_own_identifiers_are_never_replaced() -> None:
    own = clues(doi="10.1000/1")
    assert own.learned(Match(found(doi="10.1000/2"), Confidence.STRONG)) == own


def test_no_candidates_is_no_match_and_no_word() -> None:
    assert [match(by, clues(), []) for by in By] == [None] * 3


@given(st.text(), st.text(), st.lists(st.text(), max_size=3), st.lists(st.text(), max_size=3))
def test_whatever_is_matched_by_title_has_the_title(
    ours: str, theirs: str, us: list[str], them: list[str]
) -> None:
    result = match(By.TITLE, clues(ours, authors=tuple(us)), [found(theirs, authors=tuple(them))])
    if isinstance(result, Match):
        assert title_key(result.found.title)
        assert title_key(Clues.of(Paper(id="p", title=ours)).title) == title_key(theirs)


@given(st.lists(st.text()))
def test_families_of_any_names_are_keys(names: list[str]) -> None:
    assert all(family.isalnum() for family in families(names))
