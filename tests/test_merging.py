"""Which records are one paper, and what that paper then says."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.merging import identity_of, merge, same_paper
from reviewer.models import Location, Metadata, Record, Section, SectionKind
from reviewer.store.catalogue import StoredRecord

TITLE = "Salt Marshes: A Slow Memory"


def metadata(title: str = TITLE, **fields: Any) -> Metadata:
    return Metadata.model_validate({"title": title, **fields})


def stored(file: str, *texts: tuple[SectionKind, str], **fields: Any) -> StoredRecord:
    sections = tuple(Section(kind=kind, text=text, places=(Place(0, 4),)) for kind, text in texts)
    return StoredRecord(file, Record(metadata=metadata(**fields), sections=sections, line=3))


ABSTRACT, BODY = SectionKind.ABSTRACT, SectionKind.BODY


def test_an_identity_leaves_aside_case_punctuation_and_the_arxiv_version() -> None:
    one = identity_of(metadata(TITLE.upper(), doi="10.1/AB", arxiv_id="2401.0001v3"))
    other = identity_of(metadata(doi="10.1/ab", arxiv_id="2401.0001"))
    assert one == other


def test_a_title_without_letters_still_has_an_identity() -> None:
    assert identity_of(metadata("???")).title_key == "???"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({}, {}, True),
        ({"year": 2020}, {}, True),
        ({"year": 2020}, {"year": 2022}, True),
        ({"year": 2020}, {"year": 2023}, False),
        ({"authors": ("Ana Ruiz", "Bo Lind")}, {"authors": ("B. Lind",)}, True),
        ({"authors": ("Ana Ruiz",)}, {"authors": ("Ruiz, Ana",)}, True),
        ({"authors": ("Ana Ruiz",)}, {"authors": ("Bo Lind",)}, False),
        ({"doi": "10.1/a"}, {"doi": "10.1/b"}, False),
        (
            {"doi": "10.1/a", "authors": ("Ana Ruiz",)},
            {"doi": "10.1/b", "authors": ("A. Ruiz",)},
            False,
        ),
        ({"doi": "10.1/a"}, {"doi": "10.48550/arXiv.2401.0001"}, True),
        ({"doi": "10.1/a", "year": 2020}, {"doi": "10.1/A", "year": 2030}, True),
        (
            {"arxiv_id": "2401.0001v1", "authors": ("Ana Ruiz",)},
            {"arxiv_id": "2401.0001v2", "authors": ("Bo Lind",)},
            True,
        ),
    ],
)
def test_an_equal_title_is_the_same_paper_unless_something_else_disagrees(
    one: dict[str, Any], other: dict[str, Any], same: bool
) -> None:
    assert same_paper(metadata(**one), [metadata(**other)]) is same
    assert same_paper(metadata(**other), [metadata(**one)]) is same


def test_an_equal_doi_is_the_same_paper_under_another_title() -> None:
    assert same_paper(metadata("Marsh Memory", doi="10.1/a"), [metadata(doi="10.1/a")])
    assert not same_paper(metadata("Marsh Memory"), [metadata()])


def test_one_record_that_disagrees_keeps_a_new_one_out() -> None:
    known = [metadata(), metadata(authors=("Ana Ruiz",))]
    assert not same_paper(metadata(authors=("Bo Lind",)), known)


def test_the_richer_record_wins_and_the_other_fills_the_gaps() -> None:
    poor = stored(
        "a.txt", (ABSTRACT, "Marshes rise."), title="SALT MARSHES: a slow memory", tags=("mud",)
    )
    rich = stored("b.bib", authors=("Ana Ruiz",), year=2020, venue="Shore", doi="10.1/a")
    paper, sections = merge("p", [poor, rich])
    assert (paper.title, paper.year, paper.tags) == (TITLE, 2020, ("mud",))
    assert paper.abstract == "Marshes rise."
    assert [str(source.location) for source in paper.sources] == ["a.txt:3", "b.bib:3"]
    assert [source.title for source in paper.sources] == ["SALT MARSHES: a slow memory", TITLE]
    assert [(file, section.text) for file, section in sections] == [("a.txt", "Marshes rise.")]


def test_of_two_equally_rich_records_the_first_wins() -> None:
    one, other = stored("a", venue="Shore"), stored("b", venue="Coast")
    assert merge("p", [one, other])[0].venue == "Shore"
    assert merge("p", [other, one])[0].venue == "Coast"


def test_the_text_comes_from_the_record_with_most_of_it_and_keeps_its_file() -> None:
    short = stored("a", (ABSTRACT, "Marshes rise."))
    long = stored("b", (ABSTRACT, "Marshes rise."), (BODY, "They rise by three millimetres."))
    paper, sections = merge("p", [short, long])
    assert [file for file, _ in sections] == ["b", "b"]
    assert paper.abstract == "Marshes rise."


def test_a_text_without_abstract_takes_the_abstract_of_another_record() -> None:
    listed = stored("page.txt", (ABSTRACT, "Marshes rise."))
    full = stored("paper.md", (BODY, "They rise by three millimetres in every year."))
    paper, sections = merge("p", [full, listed])
    assert [(file, section.kind) for file, section in sections] == [
        ("page.txt", ABSTRACT),
        ("paper.md", BODY),
    ]
    assert paper.abstract == "Marshes rise."


def test_records_without_text_make_a_paper_without_text() -> None:
    paper, sections = merge("p", [stored("a"), stored("b")])
    assert (paper.abstract, sections) == ("", [])


VALUES = {
    "authors": st.just(("Ana Ruiz",)),
    "year": st.sampled_from([2020, 2021]),
    "venue": st.sampled_from(["Shore", "Coast"]),
    "doi": st.just("10.1/a"),
    "tags": st.just(("mud",)),
    "date_text": st.just("Dec 2"),
}
records = st.lists(
    st.fixed_dictionaries({}, optional=VALUES).map(lambda fields: stored("a", **fields)),
    min_size=1,
    max_size=5,
)


@given(records)
def test_every_field_of_the_paper_stands_in_one_of_its_records(found: list[StoredRecord]) -> None:
    paper, _ = merge("p", found)
    for name in VALUES:
        given_values = [getattr(r.record.metadata, name) for r in found]
        filled = [value for value in given_values if value not in (None, ())]
        assert getattr(paper, name) in (filled or [None, ()])
    assert len(paper.sources) == len(found)
    assert paper.sources[0].location == Location(file="a", line=3)
