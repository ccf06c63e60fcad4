"""The catalogue gives back what it was given, in order."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.models import Chunk, Location, Paper, Place, SectionKind
from reviewer.store.catalogue import SCHEMA, Catalogue, Rows, State
from reviewer.store.database import Database
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
chunks = st.builds(
    Chunk,
    id=st.just("p:0"),
    paper_id=st.just("p"),
    ordinal=st.just(0),
    kind=st.sampled_from(SectionKind),
    text=text,
    location=st.builds(Location, file=names, line=numbers, page=numbers, part=st.none() | names),
    heading=st.none() | names,
    start=st.integers(0, 10_000),
    places=st.lists(st.builds(Place, st.integers(1, 99), numbers, numbers), max_size=3).map(tuple),
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    database = Database(tmp_path / "catalogue.sqlite3", SCHEMA)
    yield Catalogue(database)
    database.close()


def add(catalogue: Catalogue, paper_id: str, *texts: str) -> Paper:
    paper = Paper(id=paper_id, title=f"Title of {paper_id}")
    counted = [(chunk(paper_id, n, one), 2) for n, one in enumerate(texts)]
    catalogue.put_paper(paper)
    catalogue.put_chunks(paper_id, counted)
    return paper


@given(papers, chunks)
def test_every_paper_and_chunk_comes_back_as_it_was(paper: Paper, one: Chunk) -> None:
    database = Database(Path(":memory:"), SCHEMA)
    catalogue = Catalogue(database)
    catalogue.put_paper(paper)
    catalogue.put_chunks("p", [(one, 3)])
    assert catalogue.papers() == [paper]
    assert catalogue.papers_by_id(["p", "q"]) == {"p": paper}
    assert catalogue.chunks_of("p") == [one]
    assert catalogue.chunks_by_id(["p:0", "p:1"]) == {"p:0": one}
    assert catalogue.rows_of(["p:0"]) == {}
    catalogue.hold({"p:0": Rows(catalogue.take_rows(3), 3)})
    assert catalogue.rows_of(["p:0"]) == {"p:0": Rows(0, 3)}
    catalogue.set_state(["p"], State.PENDING)
    assert catalogue.rows_of(["p:0"]) == {}
    assert catalogue.take_rows(1) == 3
    database.close()


def test_a_new_paper_is_pending_and_pending_papers_keep_their_order(catalogue: Catalogue) -> None:
    for paper_id in ("z", "a", "m"):
        add(catalogue, paper_id, "Text.")
    assert [(paper.id, paper.title, paper.written) for paper in catalogue.pending()] == [
        ("z", "Title of z", False),
        ("a", "Title of a", False),
        ("m", "Title of m", False),
    ]
    catalogue.set_written(["a"])
    catalogue.set_state(["z"], State.INDEXED)
    assert [(paper.id, paper.written) for paper in catalogue.pending()] == [
        ("a", True),
        ("m", False),
    ]
    assert catalogue.unsettled()


def test_a_paper_that_is_filtered_by_something_else_is_relabelled_and_keeps_its_place(
    catalogue: Catalogue,
) -> None:
    add(catalogue, "a", "Text.")
    add(catalogue, "b", "Text.")
    catalogue.set_state(["a", "b"], State.INDEXED)
    catalogue.put_paper(Paper(id="b", title="Title of b", abstract="Nothing to filter by."))
    assert not catalogue.unsettled()
    catalogue.put_paper(Paper(id="a", title="Title of a", year=2020))
    assert [paper.id for paper in catalogue.pending(State.RELABELLED)] == ["a"]
    assert catalogue.pending() == []
    assert [(paper.id, paper.year) for paper in catalogue.papers()] == [("a", 2020), ("b", None)]


def test_new_chunks_replace_the_old_ones(catalogue: Catalogue) -> None:
    add(catalogue, "a", "One.", "Two.", "Three.")
    add(catalogue, "a", "Four.")
    assert [one.text for one in catalogue.chunks_of("a")] == ["Four."]


def test_counts_are_of_papers_known_and_chunks_held(catalogue: Catalogue) -> None:
    add(catalogue, "a", "One.", "Two.")
    add(catalogue, "b", "One.")
    add(catalogue, "c", "One.")
    catalogue.hold({"a:0": Rows(0, 2), "a:1": Rows(2, 2), "c:0": Rows(4, 2)})
    catalogue.set_state(["c"], State.REMOVING)
    assert catalogue.counts() == (2, 2, 4)
    assert catalogue.last_row() == 4
    assert catalogue.removing() == ["c"]
    assert [paper.id for paper in catalogue.papers()] == ["a", "b"]


def test_dropped_papers_leave_nothing_behind(catalogue: Catalogue) -> None:
    add(catalogue, "a", "One.")
    catalogue.drop_papers(["a"])
    assert catalogue.papers_by_id(["a"]) == {}
    assert catalogue.chunks_of("a") == []
    assert catalogue.facets_of(["a"]) == {}


def test_more_ids_than_sqlite_takes_parameters_can_be_looked_up(catalogue: Catalogue) -> None:
    for n in range(3):
        add(catalogue, f"p{n}", "Text.")
    many = [f"p{n}" for n in range(40_000)]
    assert len(catalogue.papers_by_id(many)) == 3
    assert len(catalogue.chunks_by_id(f"{one}:0" for one in many)) == 3
