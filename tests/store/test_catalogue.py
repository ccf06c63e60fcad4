"""The catalogue gives back what it was given, in order, all or nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.errors import StoreError
from reviewer.merging import identity_of
from reviewer.models import (
    Chunk,
    FileFailure,
    Location,
    Metadata,
    Paper,
    Record,
    Section,
    SectionKind,
)
from reviewer.store.catalogue import Catalogue, State
from tests.store.chunks import chunk

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
numbers = st.none() | st.integers(0, 10_000)
papers = st.builds(
    Paper,
    id=st.just("p"),
    title=names,
    authors=st.lists(names, max_size=3).map(tuple),
    year=numbers,
    venue=st.none() | names,
    abstract=text,
)
records = st.builds(
    Record,
    metadata=st.builds(Metadata, title=names, doi=st.none() | names, year=numbers),
    sections=st.lists(
        st.builds(Section, kind=st.sampled_from(SectionKind), text=text, line=numbers), max_size=3
    ).map(tuple),
    line=numbers,
    page=numbers,
)
chunks = st.builds(
    Chunk,
    id=st.just("p:0"),
    paper_id=st.just("p"),
    ordinal=st.just(0),
    kind=st.sampled_from(SectionKind),
    text=text,
    location=st.builds(Location, file=names, line=numbers, page=numbers),
    heading=st.none() | names,
    start=st.integers(0, 10_000),
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    made = Catalogue(tmp_path / "catalogue.sqlite3")
    yield made
    made.close()


def add(catalogue: Catalogue, paper_id: str, *texts: str) -> Paper:
    paper = Paper(id=paper_id, title=f"Title of {paper_id}")
    counted = [(chunk(paper_id, n, one), 2) for n, one in enumerate(texts)]
    with catalogue.transaction():
        catalogue.put_paper(paper, counted)
    return paper


@given(papers, chunks, records)
def test_every_paper_chunk_and_record_comes_back_as_it_was(
    paper: Paper, one: Chunk, record: Record
) -> None:
    catalogue = Catalogue(Path(":memory:"))
    with catalogue.transaction():
        file_id = catalogue.put_file("a.bib", "0")
        catalogue.add_record(file_id, 1, "p", identity_of(record.metadata), record)
        catalogue.put_paper(paper, [(one, 3)])
    assert catalogue.papers() == [paper]
    assert catalogue.papers_by_id(["p", "q"]) == {"p": paper}
    assert catalogue.chunks_of("p") == [one]
    assert catalogue.chunks_by_id(["p:0", "p:1"]) == {"p:0": one}
    assert catalogue.windows_of(["p:0"]) == {}
    with catalogue.transaction():
        catalogue.set_state(["p"], State.INDEXED)
    assert catalogue.windows_of(["p:0"]) == {"p:0": 3}
    assert [held.record for held in catalogue.records_of("p")] == [record]
    assert catalogue.take_records(file_id) == [("p", record)]
    assert catalogue.records_of("p") == []
    catalogue.close()


def test_a_new_paper_is_pending_and_pending_papers_keep_their_order(catalogue: Catalogue) -> None:
    for paper_id in ("z", "a", "m"):
        add(catalogue, paper_id, "Text.")
    assert [(paper.id, paper.title, paper.written) for paper in catalogue.pending()] == [
        ("z", "Title of z", False),
        ("a", "Title of a", False),
        ("m", "Title of m", False),
    ]
    with catalogue.transaction():
        catalogue.set_written(["a"])
        catalogue.set_state(["z"], State.INDEXED)
    assert [(paper.id, paper.written) for paper in catalogue.pending()] == [
        ("a", True),
        ("m", False),
    ]
    assert catalogue.unsettled()


def test_new_metadata_alone_leaves_the_paper_indexed_and_its_place(catalogue: Catalogue) -> None:
    add(catalogue, "a", "Text.")
    add(catalogue, "b", "Text.")
    with catalogue.transaction():
        catalogue.set_state(["a", "b"], State.INDEXED)
        catalogue.put_paper(Paper(id="a", title="Title of a", year=2020), None)
    assert not catalogue.unsettled()
    assert [(paper.id, paper.year) for paper in catalogue.papers()] == [("a", 2020), ("b", None)]


def test_new_chunks_replace_the_old_ones_and_make_the_paper_pending(catalogue: Catalogue) -> None:
    add(catalogue, "a", "One.", "Two.", "Three.")
    with catalogue.transaction():
        catalogue.set_state(["a"], State.INDEXED)
    add(catalogue, "a", "Four.")
    assert [one.text for one in catalogue.chunks_of("a")] == ["Four."]
    assert catalogue.unsettled()


def test_counts_are_of_papers_known_and_chunks_indexed(catalogue: Catalogue) -> None:
    add(catalogue, "a", "One.", "Two.")
    add(catalogue, "b", "One.")
    add(catalogue, "c", "One.")
    with catalogue.transaction():
        catalogue.set_state(["a"], State.INDEXED)
        catalogue.set_state(["c"], State.REMOVING)
    assert catalogue.counts() == (2, 2, 4)
    assert catalogue.removing() == ["c"]
    assert [paper.id for paper in catalogue.papers()] == ["a", "b"]


def test_dropped_papers_leave_nothing_behind(catalogue: Catalogue) -> None:
    add(catalogue, "a", "One.")
    with catalogue.transaction():
        catalogue.drop_papers(["a"])
    assert catalogue.papers_by_id(["a"]) == {}
    assert catalogue.chunks_of("a") == []


def test_a_file_read_again_keeps_its_place_and_its_problems_are_replaced(
    catalogue: Catalogue,
) -> None:
    problem = FileFailure(file="a.bib", reason="line 3: half a line", hint="mend it")
    with catalogue.transaction():
        first = catalogue.put_file("a.bib", "one")
        catalogue.finish_file(first, 7, [problem])
        catalogue.put_file("b.bib", "two")
    with catalogue.transaction():
        assert catalogue.put_file("a.bib", "three") == first
    row = catalogue.file("a.bib")
    assert row is not None
    assert (row.sha256, row.records, row.problems) == ("three", 7, (problem,))
    assert [row.path for row in catalogue.files()] == ["a.bib", "b.bib"]
    assert catalogue.file("c.bib") is None


def test_papers_are_found_by_title_doi_and_arxiv_id_and_nothing_else(catalogue: Catalogue) -> None:
    record = Record(
        metadata=Metadata(title="Eels", doi="10.1/A", arxiv_id="2401.00001v2"), sections=()
    )
    with catalogue.transaction():
        file_id = catalogue.put_file("a.bib", "0")
        catalogue.add_record(file_id, 1, "p", identity_of(record.metadata), record)
    assert catalogue.papers_with("title_key", "eels") == ["p"]
    assert catalogue.papers_with("doi", "10.1/a") == ["p"]
    assert catalogue.papers_with("arxiv_id", "2401.00001") == ["p"]
    assert catalogue.papers_with("doi", "eels") == []
    with pytest.raises(ValueError, match="body"):
        catalogue.papers_with("body", "x")


def test_more_ids_than_sqlite_takes_parameters_can_be_looked_up(catalogue: Catalogue) -> None:
    for n in range(3):
        add(catalogue, f"p{n}", "Text.")
    many = [f"p{n}" for n in range(40_000)]
    assert len(catalogue.papers_by_id(many)) == 3
    assert len(catalogue.chunks_by_id(f"{one}:0" for one in many)) == 3


def test_a_transaction_that_fails_changes_nothing(catalogue: Catalogue) -> None:
    def fail() -> None:
        catalogue.put_file("a.bib", "0")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), catalogue.transaction():
        fail()
    assert catalogue.files() == []
    add(catalogue, "a", "Text.")
    assert len(catalogue.papers()) == 1


def test_a_reader_sees_the_last_finished_transaction_and_is_not_held_up(tmp_path: Path) -> None:
    writer, reader = Catalogue(tmp_path / "c.sqlite3"), Catalogue(tmp_path / "c.sqlite3")
    before = reader.version()
    with writer.transaction():
        writer.put_file("a.bib", "0")
        assert reader.files() == []
        late = Catalogue(tmp_path / "c.sqlite3")  # opening does not wait either
        assert late.files() == []
        late.close()
        assert reader.version() == before
    assert [row.path for row in reader.files()] == ["a.bib"]
    assert reader.version() != before
    now = writer.version()
    reader.close()
    Catalogue(tmp_path / "c.sqlite3").close()
    assert writer.version() == now
    writer.close()


@pytest.mark.parametrize("content", [b"not a database, but long enough for a header" * 99, b"SQLi"])
def test_a_file_that_is_no_catalogue_says_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "c.sqlite3").write_bytes(content)
    with pytest.raises(
        StoreError, match=r"the catalogue in .* cannot be used: file is not"
    ) as caught:
        Catalogue(tmp_path / "c.sqlite3")
    assert "ingest the files again" in caught.value.hint


def test_damage_inside_the_file_says_so_when_it_is_met(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "c.sqlite3")
    for n in range(200):
        add(catalogue, f"p{n}", "A text of some length. " * 20)
    catalogue.close()
    content = bytearray((tmp_path / "c.sqlite3").read_bytes())
    content[8192:] = b"\x55" * len(content[8192:])
    (tmp_path / "c.sqlite3").write_bytes(content)
    catalogue = Catalogue(tmp_path / "c.sqlite3")
    with pytest.raises(StoreError, match=r"the catalogue in .* cannot be used"):
        catalogue.papers()
    catalogue.close()
