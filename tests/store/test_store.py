"""The catalogue is the truth, and both engines follow it, whatever happens to them."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer.errors import StoreError, StoreFullError, StoreLockedError, StoreMismatchError
from reviewer.models import Filters, Paper
from reviewer.store import Layout, Store
from reviewer.store.catalogue import State
from reviewer.store.failures import explained
from reviewer.store.tantivy import Entry
from tests.store.chunks import LAYOUT, LEXICAL, TEXTS, agree, index_pending, put, vector


@pytest.fixture(params=[LAYOUT, LEXICAL], ids=["vectors", "words only"])
def layout(request: pytest.FixtureRequest) -> Layout:
    found: Layout = request.param
    return found


@pytest.fixture
def store(tmp_path: Path, layout: Layout) -> Iterator[Store]:
    """Three papers, indexed."""
    made = Store(tmp_path / "store")
    with made.writing():
        made.adopt(layout)
        for n, text in enumerate(TEXTS[:3]):
            put(made, f"p{n}", f"Title {n}", text, "And a second chunk of it.")
        index_pending(made)
    yield made
    made.close()


def reopened(store: Store) -> Store:
    store.close()
    return Store(store.folder)


def first_papers(store: Store, query: str) -> list[str]:
    """The papers of the best chunk of each engine."""
    found = [store.lexical.search(query, 1)[0][0]]
    if store.has_vectors:
        found.append(store.dense.search(vector(query)[0], 3)[0])
    return [chunk_id.partition(":")[0] for chunk_id in found]


def test_what_was_indexed_is_in_both_engines_and_still_there_after_opening_again(
    store: Store,
) -> None:
    assert agree(store)
    again = reopened(store)
    assert agree(again)
    assert set(first_papers(again, "marshes grow by millimetres")) == {"p0"}
    again.close()


def test_a_changed_paper_leaves_no_chunk_of_its_old_text(store: Store) -> None:
    with store.writing():
        put(store, "p0", "Title 0", "Herons stand in the reeds.")
        index_pending(store)
    assert agree(store)
    assert set(first_papers(store, "herons in the reeds")) == {"p0"}


def test_a_removed_paper_is_gone_from_both_engines_and_the_catalogue(store: Store) -> None:
    with store.writing():
        with store.database.transaction():
            store.catalogue.set_state(["p0", "p2"], State.REMOVING)
        store.recover()
    assert [paper.id for paper in store.catalogue.papers()] == ["p1"]
    assert agree(store)


def test_a_paper_without_text_is_indexed_without_chunks(store: Store) -> None:
    with store.writing():
        put(store, "bare", "Only a Title")
        index_pending(store)
    assert not store.catalogue.unsettled()
    assert agree(store)


def test_a_rebuild_fills_empty_engines_with_everything(store: Store, layout: Layout) -> None:
    with store.writing():
        store.start_rebuild(layout)
        assert store.lexical.count() == 0
        assert len(store.catalogue.pending()) == 3
        index_pending(store)
    assert agree(store)


def test_a_rebuild_can_add_vectors_and_take_them_away(store: Store) -> None:
    for other in (LEXICAL, LAYOUT, LEXICAL):
        with store.writing():
            store.start_rebuild(other)
            index_pending(store)
        assert store.has_vectors == (other is LAYOUT)
        assert agree(store)


def test_a_rebuild_that_is_cut_off_anew_leaves_the_old_layout_or_the_new_never_both(
    store: Store, layout: Layout
) -> None:
    def stop() -> None:
        store.catalogue.put_paper(Paper(id="p0", title="Cut anew"))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), store.writing():
        store.start_rebuild(layout._replace(chunking="other"), stop)
    assert store.layout == layout
    assert not store.catalogue.unsettled()
    assert agree(store)


@pytest.mark.parametrize("engine", ["chroma", "tantivy", "vectors.f32"])
@pytest.mark.parametrize("damage", ["deleted", "overwritten", "a file"])
@pytest.mark.parametrize("layout", [LAYOUT])
def test_a_damaged_engine_is_told_before_a_search_and_mended_by_a_rebuild(
    store: Store, engine: str, damage: str
) -> None:
    store.verify()
    store.close()
    hurt(store.folder / engine, damage)
    again = Store(store.folder)
    with pytest.raises(StoreError) as caught:
        again.verify()
    assert caught.value.hint == "run: reviewer ingest --rebuild" or damage == "a file"
    with again.writing():
        again.start_rebuild(LAYOUT)
        index_pending(again)
    again.verify()
    assert agree(again)
    again.close()


def hurt(folder: Path, damage: str) -> None:
    if folder.is_file():
        folder.unlink()
        if damage != "deleted":
            folder.write_bytes(b"not what it was")
        return
    files = [path for path in folder.rglob("*") if path.is_file()]
    if damage == "overwritten":
        for file in files:
            file.write_bytes(b"not what it was" * 100)
    else:
        shutil.rmtree(folder)
    if damage == "a file":
        folder.write_text("")


@pytest.mark.parametrize("layout", [LAYOUT])
def test_vectors_that_an_interruption_damaged_are_made_again(store: Store) -> None:
    put(store, "p9", "Title 9", TEXTS[3])
    store.close()
    hurt(store.folder / "chroma", "overwritten")
    again = Store(store.folder)
    with again.writing():
        again.recover()
        assert again.started_over
        assert len(again.catalogue.pending()) == 4
        index_pending(again)
    assert agree(again)
    again.close()


def test_nothing_is_made_again_where_nothing_is_damaged(store: Store) -> None:
    put(store, "p9", "Title 9", TEXTS[3])
    again = reopened(store)
    with again.writing():
        again.recover()
        assert not again.started_over
        assert [paper.id for paper in again.catalogue.pending()] == ["p9"]
    again.close()


def test_pending_papers_half_written_are_no_damage(store: Store) -> None:
    put(store, "p9", "Title 9", TEXTS[3])
    with store.writing():
        store.lexical.write(Entry(one, "Title 9") for one in store.catalogue.chunks_of("p9"))
        store.lexical.commit()
    assert store.check() is None
    store.verify()


def test_a_store_is_made_with_one_layout(store: Store, layout: Layout) -> None:
    store.adopt(layout)
    other = layout._replace(embedder="another", dimension=3)
    with pytest.raises(StoreMismatchError, match="another") as caught:
        store.adopt(other)
    assert "reviewer ingest --rebuild" in caught.value.hint
    with pytest.raises(StoreMismatchError, match="chunking"):
        store.adopt(layout._replace(chunking="other"))
    store.expect(layout.embedder)
    with pytest.raises(StoreMismatchError):
        store.expect("another")
    assert store.layout == layout


@pytest.mark.parametrize("layout", [LAYOUT])
def test_a_store_with_vectors_and_no_embedder_says_where_to_get_one(store: Store) -> None:
    with pytest.raises(StoreMismatchError, match="no embedder is available") as caught:
        store.adopt(LAYOUT._replace(embedder="none", dimension=0))
    assert "reviewer doctor" in caught.value.hint


@pytest.mark.parametrize("layout", [LEXICAL])
def test_a_store_without_vectors_says_so_when_there_is_an_embedder(store: Store) -> None:
    with pytest.raises(StoreMismatchError, match="was made without an embedder"):
        store.adopt(LEXICAL._replace(embedder="hashing", dimension=64))


def test_a_store_of_the_last_version_is_taken_over(store: Store, layout: Layout) -> None:
    with store.database.transaction():
        store.catalogue.put_paper(Paper(id="p0", title="Title 0", year=2020))
    store.close()
    with sqlite3.connect(store.folder / "catalogue.sqlite3") as db:
        db.execute("UPDATE manifest SET value='2' WHERE key='schema'")
        db.execute("DROP TABLE held")
        db.execute("DROP TABLE facets")
    db.close()
    again = Store(store.folder)
    with again.writing():
        again.recover()
        assert len(again.catalogue.pending()) == 3
        index_pending(again)
    assert agree(again)
    assert again.catalogue.terms("year") == ["year=2020"]
    assert again.layout == layout
    again.close()


def test_a_correction_of_what_is_filtered_by_is_found_without_embedding_again(
    store: Store,
) -> None:
    with store.writing():
        with store.database.transaction():
            store.catalogue.put_paper(Paper(id="p1", title="Title 1", venue="Harbour Letters"))
        assert store.catalogue.pending() == []
        store.recover()
    assert agree(store)
    conditions = store.conditions(Filters(venue="harbour"))
    assert {one for one, _ in store.lexical.search("title", 9, conditions)} == {"p1:0", "p1:1"}
    if store.has_vectors:
        found = store.nearest.search(vector("second chunk")[0], 9, conditions)
        assert sorted(found) == ["p1:0", "p1:1"]


def test_a_store_of_another_schema_is_refused(store: Store) -> None:
    store.close()
    with sqlite3.connect(store.folder / "catalogue.sqlite3") as db:
        db.execute("UPDATE manifest SET value='99' WHERE key='schema'")
    db.close()
    with pytest.raises(StoreMismatchError, match="schema 99"):
        Store(store.folder)


def test_a_second_writer_is_told_to_wait_and_readers_are_not(store: Store) -> None:
    other = Store(store.folder)
    with store.writing():
        with pytest.raises(StoreLockedError, match="another reviewer process") as caught:
            other.writing().__enter__()
        assert "wait" in caught.value.hint
        other.verify()
        assert agree(other)
        with store.writing():
            pass
        with pytest.raises(StoreLockedError):
            other.writing().__enter__()
    with other.writing():
        put(other, "p9", "Title 9", TEXTS[3])
        index_pending(other)
    other.close()


def test_a_writer_that_is_done_lets_another_store_write_though_it_stays_open(store: Store) -> None:
    other = Store(store.folder)
    for turn, writer in enumerate([store, other, store]):
        with writer.writing():
            put(writer, f"q{turn}", "Title", TEXTS[3])
            index_pending(writer)
    assert agree(store)
    assert agree(other)
    other.close()


def test_a_reader_sees_what_another_store_wrote_later(store: Store) -> None:
    reader = Store(store.folder)
    assert "p9" not in first_papers(reader, "eels cross the harbour")
    with store.writing():
        put(store, "p9", "Title 9", TEXTS[3])
        index_pending(store)
    assert set(first_papers(reader, "eels cross the ocean")) == {"p9"}
    assert agree(reader)
    reader.close()


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be used: not a directory") as caught:
        Store(tmp_path / "file" / "store")
    assert "--store" in caught.value.hint


@pytest.mark.parametrize(
    ("error", "kind", "message"),
    [
        (OSError(28, "No space left on device"), StoreFullError, "the disk is full"),
        (OSError(122, "Quota"), StoreFullError, "the disk is full"),
        (sqlite3.OperationalError("database or disk is full"), StoreFullError, "the disk is full"),
        (PermissionError(13, "Permission denied"), StoreError, "cannot be written"),
        (sqlite3.OperationalError("attempt to write a readonly database"), StoreError, "written"),
        (sqlite3.OperationalError("database is locked"), StoreLockedError, "another process"),
        (OSError(5, "Input/output error"), StoreError, "cannot be used: input/output error"),
        (
            sqlite3.DatabaseError("malformed"),
            StoreError,
            "the thing in .* cannot be used: malformed",
        ),
        (sqlite3.Error("Error A: Error B: Failed to C"), StoreError, "cannot be used: Failed to C"),
    ],
)
def test_what_the_engines_raise_is_told_in_words(
    tmp_path: Path, error: Exception, kind: type[StoreError], message: str
) -> None:
    with (
        pytest.raises(StoreError, match=message) as caught,
        explained("the thing", tmp_path, sqlite3.Error),
    ):
        raise error
    assert type(caught.value) is kind
    assert caught.value.hint


def test_a_mistake_of_ours_is_not_taken_for_a_damaged_index(tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match="not in list"),
        explained("the thing", tmp_path, sqlite3.Error),
    ):
        [0].index(1)


def test_no_space_is_a_full_disk_though_the_engine_does_not_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=4096)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with (
        pytest.raises(StoreFullError),
        explained("the thing", tmp_path / "not" / "there", sqlite3.Error),
    ):
        raise sqlite3.OperationalError("disk I/O error")
