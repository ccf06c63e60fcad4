"""Files to store: what is new, changed, merged, moved or gone, and a report right to the number."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from reviewer.errors import EmbedderError, StoreError
from reviewer.indexing import engines, grouping
from reviewer.models import Chunk, Paper
from reviewer.store.catalogue import PendingPaper
from tests.hashing import HashingEmbedder
from tests.shelf import Shelf, dense_shelf, entry, titles, write

ODD = {"authors": ["Ana Ruiz"], "doi": "10.1000/odd"}


@pytest.fixture(params=[True, False], ids=["vectors", "words only"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    made = dense_shelf(tmp_path / "review") if request.param else Shelf(tmp_path / "review")
    yield made
    made.close()


def numbers(shelf: Shelf, *paths: str) -> dict[str, int]:
    """The sizes of a report, those that are not 0."""
    report = shelf.ingest(*paths)
    fields = report.model_dump()
    sizes = {key: value if isinstance(value, int) else len(value) for key, value in fields.items()}
    return {key: size for key, size in sizes.items() if size and key not in ("notes", "files")}


def test_new_files_give_papers_that_both_engines_hold(shelf: Shelf) -> None:
    write(shelf.root / "a.jsonl", [entry(n) for n in range(5)])
    write(shelf.root / "b.jsonl", [entry(n) for n in range(5, 8)])
    report = shelf.ingest("a.jsonl", "b.jsonl")
    assert titles(report.added) == [entry(n)["title"] for n in range(8)]
    assert list(report.added) == shelf.papers()
    assert (report.files_read, report.records, report.failed) == (2, 8, ())
    assert "8 of 8 records give no year; none was guessed" in report.notes
    assert shelf.agrees()
    assert shelf.found("kelp in the dark")[0] == entry(7)["title"]


def test_a_second_run_changes_nothing_and_says_so(shelf: Shelf) -> None:
    write(shelf.root / "a.jsonl", [entry(n) for n in range(5)])
    shelf.ingest("a.jsonl")
    before = shelf.papers()
    assert numbers(shelf, "a.jsonl") == {"unchanged": 5, "files_unchanged": 1}
    assert shelf.papers() == before
    assert shelf.agrees()


def test_one_paper_in_two_files_is_one_paper_with_two_sources(shelf: Shelf) -> None:
    write(shelf.root / "a.jsonl", [entry(0), entry(1)])
    write(shelf.root / "b.jsonl", [{**entry(1), "year": 2020, "title": entry(1)["title"].upper()}])
    assert numbers(shelf, "a.jsonl", "b.jsonl") == {
        "added": 2, "merged": 1, "files_read": 2, "records": 3,
    }  # fmt: skip
    _, paper = shelf.papers()
    assert paper.year == 2020
    assert [source.file for source in paper.sources] == ["a.jsonl", "b.jsonl"]
    assert shelf.agrees()


def test_a_merge_says_where_the_paper_stands(shelf: Shelf) -> None:
    write(shelf.root / "a.jsonl", [entry(0), entry(0)])
    (merge,) = shelf.ingest("a.jsonl").merged
    assert [str(place) for place in merge.locations] == ["a.jsonl:1", "a.jsonl:2"]
    assert merge.paper_id == shelf.papers()[0].id


def test_equal_titles_of_different_authors_are_two_papers(shelf: Shelf) -> None:
    write(shelf.root / "a.jsonl", [entry(0, authors=["Ana Ruiz"]), entry(0, authors=["Bo Lind"])])
    assert numbers(shelf, "a.jsonl") == {"added": 2, "files_read": 1, "records": 2}
    assert len({paper.id for paper in shelf.papers()}) == 2
    assert numbers(shelf, "a.jsonl") == {"unchanged": 2, "files_unchanged": 1}


def test_an_edited_text_replaces_the_old_one_under_the_same_id(shelf: Shelf) -> None:
    write(shelf.root / "a.jsonl", [entry(0), entry(1)])
    before = {paper.title: paper.id for paper in shelf.ingest("a.jsonl").added}
    write(shelf.root / "a.jsonl", [entry(0), entry(1, abstract="Walruses sleep on the pier.")])
    assert numbers(shelf, "a.jsonl") == {
        "updated": 1, "unchanged": 1, "files_read": 1, "records": 2,
    }  # fmt: skip
    assert {paper.title: paper.id for paper in shelf.papers()} == before
    assert shelf.found("walruses on the pier")[0] == entry(1)["title"]
    assert shelf.found("1901") == []
    assert shelf.agrees()


def test_a_text_that_became_shorter_leaves_no_chunk_behind(tmp_path: Path) -> None:
    shelf = dense_shelf(tmp_path, max_characters=200)
    write(shelf.root / "a.jsonl", [entry(0, abstract=entry(0)["abstract"] * 3)])
    shelf.ingest("a.jsonl")
    held = shelf.store.lexical.count()
    write(shelf.root / "a.jsonl", [entry(0, abstract="Eels.")])
    assert titles(shelf.ingest("a.jsonl").updated) == [entry(0)["title"]]
    assert held > shelf.store.lexical.count() == 1
    assert shelf.agrees()
    shelf.close()


def test_new_metadata_alone_embeds_nothing(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    shelf = Shelf(tmp_path, embedder)
    write(shelf.root / "a.jsonl", [entry(0)])
    shelf.ingest("a.jsonl")
    embedder.texts.clear()
    write(shelf.root / "a.jsonl", [entry(0, venue="Shore Letters", year=1999)])
    assert titles(shelf.ingest("a.jsonl").updated) == [entry(0)["title"]]
    assert embedder.texts == []
    assert shelf.papers()[0].venue == "Shore Letters"
    shelf.close()


def test_a_paper_that_no_file_gives_any_more_is_removed(shelf: Shelf) -> None:
    write(shelf.root / "a.jsonl", [entry(0), entry(1), entry(2)])
    shelf.ingest("a.jsonl")
    write(shelf.root / "a.jsonl", [entry(0), entry(2)])
    report = shelf.ingest("a.jsonl")
    assert titles(report.removed) == [entry(1)["title"]]
    assert titles(shelf.papers()) == [entry(0)["title"], entry(2)["title"]]
    assert entry(1)["title"] not in shelf.found("salt marshes")
    assert shelf.agrees()


def test_a_paper_that_another_file_still_gives_stays_and_loses_a_source(shelf: Shelf) -> None:
    write(shelf.root / "a.jsonl", [entry(0), entry(1, abstract="Short.")])
    write(shelf.root / "b.jsonl", [entry(1)])
    shelf.ingest("a.jsonl", "b.jsonl")
    write(shelf.root / "b.jsonl", [entry(2)])
    report = shelf.ingest("b.jsonl")
    assert titles(report.updated) == [entry(1)["title"]]
    assert report.removed == ()
    paper = shelf.papers()[1]
    assert [source.file for source in paper.sources] == ["a.jsonl"]
    assert paper.abstract == "Short."
    assert shelf.agrees()


def test_one_of_two_files_edited_changes_the_paper_once(shelf: Shelf) -> None:
    write(shelf.root / "a.jsonl", [entry(1)])
    write(shelf.root / "b.jsonl", [entry(1)])
    shelf.ingest("a.jsonl", "b.jsonl")
    longer = entry(1)["abstract"] + " Storms were left out."
    write(shelf.root / "b.jsonl", [entry(1, abstract=longer)])
    report = shelf.ingest("a.jsonl", "b.jsonl")
    assert (len(report.updated), len(report.merged), report.files_unchanged) == (1, 1, 1)
    assert shelf.papers()[0].abstract == longer
    assert len(shelf.papers()) == 1
    assert shelf.agrees()


@pytest.mark.parametrize("order", [("a.jsonl", "b.jsonl"), ("b.jsonl", "a.jsonl")])
def test_a_paper_moved_to_another_file_keeps_its_id_and_is_not_removed(
    shelf: Shelf, order: tuple[str, str]
) -> None:
    write(shelf.root / "a.jsonl", [entry(0), entry(1)])
    write(shelf.root / "b.jsonl", [entry(2)])
    shelf.ingest("a.jsonl", "b.jsonl")
    before = {paper.id for paper in shelf.papers()}
    write(shelf.root / "a.jsonl", [entry(0)])
    write(shelf.root / "b.jsonl", [entry(2), entry(1)])
    report = shelf.ingest(*order)
    assert report.removed == ()
    assert {paper.id for paper in shelf.papers()} == before
    assert shelf.agrees()


def test_a_paper_removed_by_hand_stays_away_until_its_file_changes(shelf: Shelf) -> None:
    write(shelf.root / "a.jsonl", [entry(0), entry(1)])
    shelf.ingest("a.jsonl")
    with shelf.store.writing():
        shelf.indexer.remove(shelf.papers()[0])
    assert titles(shelf.papers()) == [entry(1)["title"]]
    assert shelf.agrees()
    assert numbers(shelf, "a.jsonl") == {"unchanged": 1, "files_unchanged": 1}
    write(shelf.root / "a.jsonl", [entry(0), entry(1), entry(2)])
    assert titles(shelf.ingest("a.jsonl").added) == [entry(0)["title"], entry(2)["title"]]


def test_removing_a_paper_does_not_index_what_waits_for_its_embedder(tmp_path: Path) -> None:
    shelf = dense_shelf(tmp_path)
    write(shelf.root / "a.jsonl", [entry(0)])
    shelf.ingest("a.jsonl")
    with shelf.store.database.transaction():
        waiting = Paper(id="w", title="Waiting")
        shelf.store.catalogue.put_paper(waiting)
    without = Shelf(tmp_path)
    with without.store.writing():
        without.indexer.remove(without.papers()[0])
    assert titles(without.papers()) == ["Waiting"]
    assert [paper.id for paper in without.store.catalogue.pending()] == ["w"]
    without.close()
    shelf.close()


def test_a_title_is_embedded_with_each_window_and_quoted_with_none(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    shelf = Shelf(tmp_path, embedder)
    write(shelf.root / "a.jsonl", [entry(0)])
    shelf.ingest("a.jsonl")
    title = entry(0)["title"]
    assert len(embedder.texts) == 2
    assert all(text.startswith((f"{title}\nStudy", f"{title}\nRain")) for text in embedder.texts)
    (chunk,) = shelf.store.catalogue.chunks_of(shelf.papers()[0].id)
    assert chunk.text == entry(0)["abstract"]
    shelf.close()


def test_papers_are_written_in_batches_and_progress_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BATCH", 2)
    told: list[tuple[str, int, int]] = []
    shelf = dense_shelf(tmp_path, progress=lambda *step: told.append(step))
    write(shelf.root / "a.jsonl", [entry(n) for n in range(5)])
    shelf.ingest("a.jsonl")
    assert told[:3] == [("checking", 0, 1), ("reading", 0, 1), ("reading", 1, 1)]
    embedding = [done for step, done, total in told if step == "embedding" and total == 5]
    assert embedding == sorted(embedding)
    assert (embedding[0], embedding[-1]) == (0, 5)
    assert len(told) == 3 + len(embedding)
    assert shelf.agrees()
    shelf.close()


def test_an_interruption_between_batches_is_finished_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BATCH", 2)

    def interrupt(step: str, done: int, total: int) -> None:
        if (step, done) == ("embedding", 4):
            raise KeyboardInterrupt

    shelf = dense_shelf(tmp_path, progress=interrupt)
    write(shelf.root / "a.jsonl", [entry(n) for n in range(7)])
    with pytest.raises(KeyboardInterrupt):
        shelf.ingest("a.jsonl")
    shelf.close()
    again = dense_shelf(tmp_path)
    assert len(again.store.catalogue.pending()) == 5  # the batch at hand was not written yet
    with again.store.writing():
        again.indexer.finish()
    assert again.agrees()
    assert numbers(again, "a.jsonl") == {"unchanged": 7, "files_unchanged": 1}
    again.close()


def test_a_batch_is_written_while_the_next_is_embedded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BATCH", 2)
    embedder = HashingEmbedder()
    shelf = Shelf(tmp_path, embedder)
    begun = Event()
    embed, index = embedder.embed, shelf.store.index

    def embedded(texts: Sequence[str], **options: Any) -> NDArray[np.float32]:
        if embedder.texts:
            begun.set()
        return embed(texts, **options)

    def written(papers: Sequence[PendingPaper], *rest: Any) -> None:
        assert begun.wait(20)  # for the second batch, which nothing but this thread asks for
        index(papers, *rest)

    monkeypatch.setattr(embedder, "embed", embedded)
    monkeypatch.setattr(shelf.store, "index", written)
    write(shelf.root / "a.jsonl", [entry(n) for n in range(4)])
    shelf.ingest("a.jsonl")
    assert shelf.agrees()
    shelf.close()


def test_an_ingest_after_an_interruption_says_how_much_was_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BATCH", 2)
    told: list[tuple[str, int, int]] = []
    embedder = HashingEmbedder()
    shelf = Shelf(tmp_path, embedder, progress=lambda *step: told.append(step))
    write(shelf.root / "a.jsonl", [entry(n) for n in range(5)])
    with monkeypatch.context() as broken:
        broken.setattr(embedder, "embed", failing)
        with pytest.raises(EmbedderError):
            shelf.ingest("a.jsonl")
    assert "resuming" not in [step for step, _, _ in told]
    told.clear()
    report = shelf.ingest("a.jsonl")
    assert told[0] == ("resuming", 0, 5)
    assert report.notes == ("went on with 5 papers that an interrupted ingest had left",)
    assert shelf.agrees()
    told.clear()
    shelf.rebuild()
    assert shelf.ingest("a.jsonl").notes == ()
    assert "resuming" not in [step for step, _, _ in told]
    shelf.close()


def failing(texts: Sequence[str], **_: object) -> NDArray[np.float32]:
    raise EmbedderError("the server is gone", hint="start it")


def test_a_file_in_slices_gives_the_papers_of_a_file_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ties = [
        *(entry(n) for n in range(6)),
        *(entry(n, doi=f"10.1000/{n % 3}") for n in range(10, 16)),
        *(entry(n, year=1999) for n in range(4)),
        *(
            entry(n, title="Shared", authors=[name])
            for n, name in ((7, "Ana Ruiz"), (8, "Bo Lind"))
        ),
        *(entry(20, doi="10.1000/1"), entry(5, title="Shared")),
    ]
    found = []
    told: list[str] = []
    for size in (2000, 1, 3):
        monkeypatch.setattr(grouping, "_SLICE", size)
        monkeypatch.setattr(grouping, "_TOLD", size)
        told.clear()
        shelf = Shelf(tmp_path / str(size), progress=lambda step, *_: told.append(step))
        write(shelf.root / "a.jsonl", ties[: len(ties) // 2])
        write(shelf.root / "b.jsonl", ties)
        first = shelf.ingest("a.jsonl")
        second = shelf.ingest("b.jsonl")
        write(shelf.root / "b.jsonl", ties[3:])
        third = shelf.ingest("b.jsonl")
        found.append((first, second, third, shelf.papers(), contents(shelf)))
        assert ("grouping" in told) == (size < 2000)
        assert shelf.agrees()
        shelf.close()
    assert found[0] == found[1] == found[2]
    assert found[0][1].merged
    assert found[0][2].updated


def test_a_rebuild_with_longer_chunks_cuts_every_paper_anew(tmp_path: Path) -> None:
    short = dense_shelf(tmp_path, max_characters=200)
    longer = [entry(n, abstract=entry(n)["abstract"] * 2) for n in range(4)]
    write(short.root / "a.jsonl", longer)
    short.ingest("a.jsonl")
    many = short.store.lexical.count()
    short.close()
    long = dense_shelf(tmp_path)
    long.rebuild()
    assert many > long.store.lexical.count() == 4
    assert long.agrees()
    assert numbers(long, "a.jsonl") == {"unchanged": 4, "files_unchanged": 1}
    long.close()


def test_nothing_is_added_to_engines_that_lost_what_they_held(tmp_path: Path) -> None:
    shelf = dense_shelf(tmp_path)
    write(shelf.root / "a.jsonl", [entry(n) for n in range(4)])
    shelf.ingest("a.jsonl")
    shelf.close()
    shutil.rmtree(shelf.root / "vectorstore" / "chroma")
    again = dense_shelf(tmp_path)
    write(again.root / "b.jsonl", [entry(9)])
    with pytest.raises(StoreError, match="Chroma holds 0 windows, the catalogue 8") as caught:
        again.ingest("b.jsonl")
    assert "--rebuild" in caught.value.hint
    again.rebuild()
    assert again.agrees()
    assert len(again.papers()) == 5
    again.close()


# -- any sequence of edits gives what reading the last versions gives ---------------------------

line = st.tuples(
    st.integers(0, 4), st.sampled_from(["", " A sentence more.", " And two. Of them."])
)
version = st.lists(line, max_size=5, unique_by=lambda pair: pair[0])
edits = st.lists(
    st.tuples(st.sampled_from(["a.jsonl", "b.jsonl"]), version), min_size=1, max_size=6
)


def contents(shelf: Shelf) -> tuple[dict[str, Paper], dict[str, list[Chunk]]]:
    papers = {paper.id: paper for paper in shelf.papers()}
    return papers, {one: shelf.store.catalogue.chunks_of(one) for one in papers}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits)
def test_edits_one_by_one_end_where_reading_the_last_versions_does(
    steps: list[tuple[str, list[tuple[int, str]]]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        edited, fresh = Shelf(Path(name, "edited")), Shelf(Path(name, "fresh"))
        for shelf in (edited, fresh):
            for file in ("a.jsonl", "b.jsonl"):
                write(shelf.root / file, [entry(100)])
        edited.ingest("a.jsonl", "b.jsonl")
        for file, lines in steps:
            entries = [entry(n, abstract=entry(n)["abstract"] + more) for n, more in lines]
            for shelf in (edited, fresh):
                write(shelf.root / file, [entry(100), *entries])
            edited.ingest("a.jsonl", "b.jsonl")
        fresh.ingest("a.jsonl", "b.jsonl")
        assert contents(edited) == contents(fresh)
        assert edited.agrees()
        edited.close()
        fresh.close()
