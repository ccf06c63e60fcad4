"""What one paper says that was read in several places."""

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.errors import UsageError
from reviewer.merging import field_value, merge
from reviewer.models import Authority, Location, Metadata, Place, Record, Section, SectionKind
from reviewer.store.ledger import Anchor, Judgement, StoredRecord

TITLE = "Salt Marshes: A Slow Memory"
ABSTRACT, BODY = SectionKind.ABSTRACT, SectionKind.BODY


def stored(
    file: str,
    *texts: tuple[SectionKind, str],
    authority: Authority = Authority.STATED,
    **fields: Any,
) -> StoredRecord:
    sections = tuple(Section(kind=kind, text=text, places=(Place(0, 4),)) for kind, text in texts)
    metadata = Metadata.model_validate({"title": TITLE, **fields})
    record = Record(metadata=metadata, sections=sections, line=3, authority=authority)
    return StoredRecord(file, 1, record)


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


def test_a_library_entry_wins_over_a_richer_guess_by_layout() -> None:
    guessed = stored(
        "a.pdf",
        (ABSTRACT, "Marshes rise and fall with every tide."),
        (BODY, "They rise by three millimetres."),
        authority=Authority.GUESSED,
        title="Salt Marshes A S1ow Memory",
        authors=("Ana Ruiz", "Bo Lind"),
        year=2019,
        venue="Shore",
    )
    entry = stored("b.bib", authority=Authority.CURATED, cite_key="ruiz20", year=2020)
    paper, sections = merge("p", [guessed, entry])
    assert (paper.title, paper.year, paper.cite_key) == (TITLE, 2020, "ruiz20")
    assert (paper.authors, paper.venue) == (("Ana Ruiz", "Bo Lind"), "Shore")
    assert [(file, section.kind) for file, section in sections] == [
        ("a.pdf", ABSTRACT),
        ("a.pdf", BODY),
    ]


def test_the_abstract_is_the_librarys_and_the_body_the_longest() -> None:
    entry = stored("b.bib", (ABSTRACT, "Marshes rise."), authority=Authority.CURATED)
    guessed = stored(
        "a.pdf", (ABSTRACT, "Marshes ri se, and more."), (BODY, "They do."),
        authority=Authority.GUESSED,
    )  # fmt: skip
    long = stored("c.md", (BODY, "They rise by three millimetres in every year."))
    paper, sections = merge("p", [guessed, entry, long])
    assert paper.abstract == "Marshes rise."
    assert [file for file, _ in sections] == ["b.bib", "c.md"]


def test_of_two_equally_rich_records_the_first_by_name_wins() -> None:
    one, other = stored("a", venue="Shore"), stored("b", venue="Coast")
    assert merge("p", [one, other])[0].venue == "Shore"
    assert merge("p", [other, one])[0].venue == "Shore"


def test_records_without_text_make_a_paper_without_text() -> None:
    paper, sections = merge("p", [stored("a"), stored("b")])
    assert (paper.abstract, sections) == ("", [])


def said(fields: dict[str, str], origin: str | None = None) -> list[Judgement]:
    here = Anchor("p", ())
    return [Judgement(1, here, None, name, value, origin) for name, value in fields.items()]


def test_a_service_fills_only_what_no_record_gives() -> None:
    entry = stored("b.bib", year=2020)
    text = "Marshes rise."
    words = {"year": "1999", "doi": "10.1000/182", "abstract": text, "retraction": "retracted 2021"}
    paper, sections = merge("p", [entry], said(words, "Crossref: https://doi.org/10.1000/182"))
    assert (paper.year, paper.doi, paper.abstract) == (2020, "10.1000/182", text)
    assert paper.retraction == "retracted 2021"
    assert sections[0][0] == "Crossref: https://doi.org/10.1000/182"
    assert str(Location(file=sections[0][0])) == "Crossref: https://doi.org/10.1000/182"
    own = stored("b.bib", (ABSTRACT, "They fall."))
    assert merge("p", [own], said(words, "Crossref"))[0].abstract == "They fall."


def test_a_correction_wins_over_everything() -> None:
    entry = stored("b.bib", authority=Authority.CURATED, year=2020, authors=("Ana Ruiz",))
    words = {"year": "2021", "authors": "Bo Lind; Cy  Ash", "title": "Slow Memory", "tags": "a, b"}
    paper, _ = merge("p", [entry], said(words))
    assert (paper.year, paper.authors, paper.title, paper.tags) == (
        2021, ("Bo Lind", "Cy Ash"), "Slow Memory", ("a", "b"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [("abstract", "Text."), ("colour", "red"), ("year", "soon"), ("doi", "x"), ("arxiv_id", "7")],
)
def test_a_field_that_cannot_be_set_and_a_value_that_is_none_are_refused(
    name: str, value: str
) -> None:
    with pytest.raises(UsageError) as caught:
        field_value(name, value)
    assert name.split("_", maxsplit=1)[0] in caught.value.message
    assert caught.value.hint


VALUES = {
    "authors": st.just(("Ana Ruiz",)),
    "year": st.sampled_from([2020, 2021]),
    "venue": st.sampled_from(["Shore", "Coast"]),
    "doi": st.just("10.1/a"),
    "tags": st.just(("mud",)),
    "date_text": st.just("Dec 2"),
}
records = st.lists(
    st.fixed_dictionaries({}, optional=VALUES).map(
        lambda fields: stored("a", **cast("dict[str, Any]", fields))
    ),
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
