"""Which papers a filter lets through, by the words of their values."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.models import Filters, Paper, Source
from reviewer.store.catalogue import SCHEMA, Catalogue
from reviewer.store.database import Database
from reviewer.store.facets import (
    Condition,
    LooksAt,
    matching,
    terms_of,
    word_terms,
    words_of,
    years_among,
)
from reviewer.store.filtering import Filtering

PAPER = Paper(
    id="p1",
    title="Bees",
    year=2019,
    authors=("Mira Holt", "Jörg Müller", "李 小龙", "Oliver Beck"),
    venue="Journal of Apiary Engineering",
    tags=("hives", "to read"),
    sources=(Source(file="library/bees.bib", title="Bees"),),
)
YEARLESS = Paper(id="p2", title="Wasps")
LATER = Paper(id="p3", title="Moths", year=2021, authors=("Mira Holt",))


@pytest.fixture
def filtering() -> Filtering:
    catalogue = Catalogue(Database(Path(":memory:"), SCHEMA))
    for paper in (PAPER, YEARLESS, LATER):
        catalogue.put_paper(paper)
    return Filtering(catalogue)


def passing(filtering: Filtering, filters: Filters) -> set[str]:
    """The papers whose terms meet every condition."""
    papers = {paper.id: paper for paper in (PAPER, YEARLESS, LATER)}
    for condition in filtering.conditions(filters):
        for one in list(papers):
            held = {one} if condition.looks_at is LooksAt.PAPER else terms_of(papers[one])
            if condition.word is not None:
                assert held.isdisjoint(condition.values) == (condition.word not in word_terms(held))
            if held.isdisjoint(condition.values):
                del papers[one]
    return set(papers)


@pytest.mark.parametrize(
    ("filters", "through"),
    [
        (Filters(), {"p1", "p2", "p3"}),
        (Filters(year_from=2019), {"p1", "p3"}),
        (Filters(year_to=2019), {"p1"}),
        (Filters(year_from=2018, year_to=2020), {"p1"}),
        (Filters(year_from=2022), set()),
        (Filters(year_from=2020, year_to=2018), set()),
        (Filters(author="holt"), {"p1", "p3"}),
        (Filters(author="mira HOLT"), {"p1", "p3"}),
        (Filters(author="MULLER"), {"p1"}),
        (Filters(author="小龙"), {"p1"}),
        (Filters(author="li"), set()),
        (Filters(author="holt jörg"), set()),
        (Filters(author="?"), set()),
        (Filters(author=""), set()),
        (Filters(venue="apiary engineering"), {"p1"}),
        (Filters(venue="robotics"), set()),
        (Filters(source="bees.bib"), {"p1"}),
        (Filters(source="library/bees.bib"), {"p1"}),
        (Filters(source="wasps.bib"), set()),
        (Filters(tag="hives"), {"p1"}),
        (Filters(tag="read"), {"p1"}),
        (Filters(paper_ids=frozenset({"p2", "p3"})), {"p2", "p3"}),
        (Filters(author="holt", year_from=2020), {"p3"}),
        (Filters(author="beck", year_from=2020), set()),
    ],
)
def test_a_filter_lets_through_the_papers_it_fits(
    filtering: Filtering, filters: Filters, through: set[str]
) -> None:
    assert passing(filtering, filters) == through


def test_a_filter_is_resolved_anew_only_when_the_collection_has_changed(
    filtering: Filtering,
) -> None:
    wanted = Filters(tag="moths")
    assert filtering.conditions(wanted) == (Condition(LooksAt.FACET, (), "tag~moths"),)
    filtering._catalogue.put_paper(LATER.model_copy(update={"tags": ("moths",)}))
    assert filtering.conditions(wanted) == (Condition(LooksAt.FACET, (), "tag~moths"),)
    filtering.forget()
    (found,) = filtering.conditions(wanted)
    assert found.values == ("tag=moths",)


def test_a_section_is_a_kind_or_words_of_a_heading(filtering: Filtering) -> None:
    assert filtering.conditions(Filters(section="Abstract")) == (
        Condition(LooksAt.KIND, ("abstract",)),
    )
    assert filtering.conditions(Filters(section="methods")) == (Condition(LooksAt.HEADING, ()),)


WORDS = st.text(max_size=30)


@given(WORDS, WORDS, WORDS)
def test_a_value_matches_the_words_it_is_made_of(before: str, inside: str, after: str) -> None:
    term = f"venue={words_of(f'{before} {inside} {after}')}"
    assert matching([term], "venue", inside) == ([term] if words_of(inside) else [])


@given(WORDS)
def test_words_are_the_same_when_taken_again(text: str) -> None:
    assert words_of(words_of(text)) == words_of(text)


def test_years_are_taken_with_both_ends() -> None:
    terms = ["year=1999", "year=2000", "year=2001"]
    assert years_among(terms, 2000, None) == terms[1:]
    assert years_among(terms, None, 2000) == terms[:2]
    assert years_among(terms, None, None) == terms
