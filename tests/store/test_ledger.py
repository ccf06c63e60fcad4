"""The ledger gives back files, records and judgements, and finds records by what they share."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.merging import anchor, identity_of
from reviewer.models import Authority, Metadata, Place, Record, Section, SectionKind
from reviewer.reports import FileFailure
from reviewer.store.database import Database
from reviewer.store.ledger import SCHEMA, Anchor, Ledger, Stamp

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
numbers = st.none() | st.integers(0, 10_000)
places = st.lists(st.builds(Place, st.integers(0, 99), numbers, numbers), max_size=3).map(tuple)
records = st.builds(
    Record,
    metadata=st.builds(Metadata, title=names, doi=st.none() | names, year=numbers),
    sections=st.lists(
        st.builds(Section, kind=st.sampled_from(SectionKind), text=text, places=places), max_size=3
    ).map(tuple),
    line=numbers,
    page=numbers,
    authority=st.sampled_from(Authority),
    attachments=st.lists(names, max_size=2).map(tuple),
)


def stamp(sha256: str) -> Stamp:
    return Stamp(sha256, 10, 1, 2)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    database = Database(tmp_path / "catalogue.sqlite3", SCHEMA)
    yield Ledger(database)
    database.close()


def put(ledger: Ledger, path: str, *records: Record) -> int:
    file_id = ledger.put_file(path, stamp(path))
    for ordinal, record in enumerate(records, start=1):
        ledger.add_record(file_id, ordinal, identity_of(record.metadata, record.authority), record)
    return file_id


def paper(title: str, *attachments: str, **fields: str) -> Record:
    metadata = Metadata.model_validate({"title": title, **fields})
    return Record(metadata=metadata, sections=(), attachments=attachments)


@given(records)
def test_every_record_comes_back_as_it_was(record: Record) -> None:
    database = Database(Path(":memory:"), SCHEMA)
    ledger = Ledger(database)
    file_id = put(ledger, "a.bib", record)
    (row,) = ledger.rows_in(["a.bib"])
    assert row.identity == identity_of(record.metadata, record.authority)
    assert sorted(path for _, path in ledger.attachments([row.id])) == sorted(record.attachments)
    ledger.assign([(row.id, "p")])
    assert [held.record for held in ledger.records_of("p")] == [record]
    assert ledger.papers_in(file_id) == ["p"]
    assert ledger.take_records(file_id) == [record]
    assert (ledger.records_of("p"), ledger.attachments([row.id])) == ([], [])
    database.close()


def test_a_file_read_again_keeps_its_id_and_its_problems_are_replaced(ledger: Ledger) -> None:
    problem = FileFailure(file="a.bib", line=3, reason="half a line", hint="mend it")
    first = ledger.put_file("a.bib", stamp("one"))
    ledger.finish_file(
        first,
        format="bibtex",
        records=7,
        problems=[problem],
        companions={"b.tex": "99"},
        notes=["odd"],
    )
    ledger.put_file("b.bib", stamp("two"))
    assert ledger.put_file("a.bib", stamp("three")) == first
    row = ledger.file("a.bib")
    assert row is not None
    assert (row.stamp, row.format, row.records, row.problems, row.companions, row.notes) == (
        stamp("three"), "bibtex", 7, (problem,), {"b.tex": "99"}, ("odd",),
    )  # fmt: skip
    assert [row.path for row in ledger.files()] == ["a.bib", "b.bib"]
    assert [row.path for row in ledger.same_bytes("two")] == ["b.bib"]
    assert ledger.file("c.bib") is None


def test_a_file_that_moved_keeps_its_records(ledger: Ledger) -> None:
    file_id = put(ledger, "a.bib", paper("Eels"))
    ledger.move_file(file_id, "b.bib")
    assert [row.identity.title_key for row in ledger.rows_in(["b.bib"])] == ["eels"]
    assert ledger.rows_in(["a.bib"]) == []
    ledger.take_records(file_id)
    ledger.forget_file(file_id)
    assert ledger.files() == []


def test_records_are_found_by_title_doi_arxiv_id_and_attachment(ledger: Ledger) -> None:
    put(ledger, "a.bib", paper("Eels", "e.pdf", doi="10.1/A", arxiv_id="2401.00001v2"))
    put(ledger, "e.pdf", paper("Eels?"))
    for column, value in (("title_key", "eels"), ("doi", "10.1/a"), ("arxiv_id", "2401.00001")):
        assert "a.bib" in {row.path for row in ledger.rows_with(column, [value])}
    assert ledger.rows_with("doi", ["eels"]) == []
    assert [row.path for row in ledger.rows_attaching(["e.pdf", "a.bib"])] == ["a.bib"]
    assert ledger.attached(["a.bib", "e.pdf"]) == {"e.pdf"}
    file = ledger.file("a.bib")
    assert file is not None
    assert ledger.attachments_in(file.id) == ["e.pdf"]
    with pytest.raises(ValueError, match="body"):
        ledger.rows_with("body", ["x"])


def test_what_the_user_said_is_kept_until_it_is_taken_back(ledger: Ledger) -> None:
    eels = Anchor("p", (("title_key", "eels"), ("doi", "10.1/a")))
    fog = Anchor("q", (("title_key", "fog"),))
    ledger.add_judgement(eels, other=fog)
    ledger.add_judgement(fog, field="year", value="2020")
    same, year = ledger.judgements()
    assert (same.paper, same.other, same.field) == (eels, fog, None)
    assert (year.paper, year.other, year.field, year.value) == (fog, None, "year", "2020")
    ledger.drop_judgements([same.id])
    assert ledger.judgements() == [year]


def test_what_names_a_paper_comes_back_with_the_records_that_it_had(ledger: Ledger) -> None:
    put(ledger, "a.bib", paper("Eels", doi="10.1/A"), paper("The Eels", year="2020"))
    wanted = anchor("p", ledger.rows_in(["a.bib"]))
    assert [path for path, _ in wanted.records] == ["a.bib", "a.bib"]
    ledger.add_judgement(wanted, other=wanted)
    (same,) = ledger.judgements()
    assert (same.paper, same.other) == (wanted, wanted)


def test_a_judgement_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    database = Database(tmp_path / "catalogue.sqlite3", SCHEMA)
    dumped = '["p", [["title_key", "eels"]]]'
    database.run("INSERT INTO judgements(paper, field, value) VALUES (?, 'year', '1')", (dumped,))
    (said,) = Ledger(database).judgements()
    assert said.paper == Anchor("p", (("title_key", "eels"),))
    database.close()


def test_where_a_file_looked_for_others_is_kept_until_it_is_read_again(ledger: Ledger) -> None:
    file_id = put(ledger, "a.bib")
    places = {"e.pdf": "f.pdf", "caf\udce9.pdf": ""}
    facts: dict[str, Any] = {"format": "bibtex", "records": 0, "problems": [], "companions": {}}
    ledger.finish_file(file_id, **facts, looked_for=places)
    assert ledger.looked_for(file_id) == places
    ledger.finish_file(file_id, **facts)
    assert ledger.looked_for(file_id) == {}
    ledger.finish_file(file_id, **facts, looked_for=places)
    ledger.forget_file(file_id)
    assert ledger.looked_for(file_id) == {}


def test_roots_are_replaced_as_a_whole(ledger: Ledger) -> None:
    ledger.set_roots(["papers", "a.bib"])
    assert ledger.roots() == ["a.bib", "papers"]
    ledger.set_roots(["b.bib"])
    assert ledger.roots() == ["b.bib"]
