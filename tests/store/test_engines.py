"""What both engines promise, each tested against the real one: Chroma and Tantivy in a folder."""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.errors import StoreError, StoreLockedError
from reviewer.models import Chunk, SectionKind
from reviewer.settings import StoreSettings
from reviewer.store import chroma
from reviewer.store.chroma import DenseIndex
from reviewer.store.facets import Condition, LooksAt
from reviewer.store.tantivy import Entry, LexicalIndex
from tests.store.chunks import TEXTS, chunk, vector, vectors_of, windows_of

CHUNKS = [chunk(f"p{n}", 0, text) for n, text in enumerate(TEXTS)]


class Engine(ABC):
    """An engine behind the calls that both have."""

    @abstractmethod
    def write(self, chunks: Sequence[Chunk]) -> None: ...

    @abstractmethod
    def search(self, query: str, k: int) -> list[str]: ...

    @abstractmethod
    def delete(self, paper_ids: Sequence[str]) -> None: ...

    @abstractmethod
    def chunk_ids(self) -> list[str]: ...

    @abstractmethod
    def wipe(self) -> None: ...

    @abstractmethod
    def close(self) -> None: ...


class Dense(Engine):
    def __init__(self, folder: Path) -> None:
        self.index = DenseIndex(folder)

    def write(self, chunks: Sequence[Chunk]) -> None:
        windows = windows_of(list(chunks))
        self.index.write(windows, vectors_of(windows))

    def search(self, query: str, k: int) -> list[str]:
        return self.index.search(vector(query)[0], 2 * k)[:k]

    def delete(self, paper_ids: Sequence[str]) -> None:
        self.index.delete_papers(paper_ids)

    def chunk_ids(self) -> list[str]:
        return sorted({window.partition("#")[0] for window in self.index.ids()})

    def wipe(self) -> None:
        self.index.wipe()

    def close(self) -> None:
        self.index.close()


class Lexical(Engine):
    def __init__(self, folder: Path) -> None:
        self.index = LexicalIndex(folder)

    def write(self, chunks: Sequence[Chunk]) -> None:
        self.index.write(Entry(one, f"Title of {one.paper_id}") for one in chunks)
        self.index.commit()

    def search(self, query: str, k: int) -> list[str]:
        return ids(self.index.search(query, k))

    def delete(self, paper_ids: Sequence[str]) -> None:
        self.index.delete_papers(paper_ids)
        self.index.commit()

    def chunk_ids(self) -> list[str]:
        return sorted(self.index.ids())

    def wipe(self) -> None:
        self.index.wipe()

    def close(self) -> None:
        self.index.close()


@pytest.fixture(params=[Dense, Lexical])
def kind(request: pytest.FixtureRequest) -> type[Dense] | type[Lexical]:
    found: type[Dense] | type[Lexical] = request.param
    return found


@pytest.fixture
def engine(kind: type[Dense] | type[Lexical], tmp_path: Path) -> Iterator[Engine]:
    made = kind(tmp_path / "engine")
    yield made
    made.close()


def ids(found: list[tuple[str, float]]) -> list[str]:
    return [chunk_id for chunk_id, _ in found]


def test_an_empty_engine_finds_nothing(engine: Engine) -> None:
    assert engine.search("salt", 5) == []
    assert engine.chunk_ids() == []


def test_the_chunk_with_the_words_of_the_query_is_first(engine: Engine) -> None:
    engine.write(CHUNKS)
    for number, query in enumerate(["salt marshes grow", "sand harbour", "1,204 ships", "eels"]):
        assert engine.search(query, 4)[0] == f"p{number}:0"


def test_no_chunk_is_found_twice(engine: Engine) -> None:
    engine.write(CHUNKS)
    found = engine.search("tides carry eels across the ocean to the harbour", 10)
    assert len(set(found)) == len(found) >= 2


def test_equal_scores_are_ordered_by_id(engine: Engine) -> None:
    engine.write([chunk(paper_id, 0, TEXTS[0]) for paper_id in ("c", "a", "b")])
    assert engine.search("salt marshes", 3) == ["a:0", "b:0", "c:0"]


def test_no_more_than_k_are_found(engine: Engine) -> None:
    engine.write([chunk(f"p{n}", 0, TEXTS[0]) for n in range(7)])
    assert len(engine.search("salt marshes", 3)) == 3
    assert len(engine.search("salt marshes", 2000)) == 7


def test_more_papers_than_sqlite_takes_parameters_can_be_deleted(engine: Engine) -> None:
    engine.write(CHUNKS)
    engine.delete([*(f"x{n}" for n in range(35_000)), "p3"])
    assert engine.chunk_ids() == ["p0:0", "p1:0", "p2:0"]


def test_a_deleted_paper_is_gone_with_all_its_chunks(engine: Engine) -> None:
    engine.write([*CHUNKS, chunk("p3", 1, "Eels again.")])
    engine.delete(["p3", "never there"])
    assert engine.chunk_ids() == ["p0:0", "p1:0", "p2:0"]
    assert not {"p3:0", "p3:1"} & set(engine.search("eels", 10))
    engine.delete([])
    assert len(engine.chunk_ids()) == 3


def test_a_paper_deleted_and_written_again_is_held_once_with_its_new_text(engine: Engine) -> None:
    engine.write(CHUNKS)
    engine.delete(["p0"])
    engine.write([chunk("p0", 0, "Herons stand in the reeds.")])
    assert engine.chunk_ids() == ["p0:0", "p1:0", "p2:0", "p3:0"]
    assert engine.search("herons in the reeds", 1) == ["p0:0"]


def test_what_was_written_is_there_after_closing_and_opening(
    kind: type[Dense] | type[Lexical], tmp_path: Path
) -> None:
    first = kind(tmp_path / "engine")
    first.write(CHUNKS)
    before = first.search("eels cross the ocean", 4)
    first.close()
    again = kind(tmp_path / "engine")
    assert again.search("eels cross the ocean", 4) == before
    again.close()


def test_a_wiped_engine_is_empty_and_takes_chunks_again(engine: Engine) -> None:
    engine.write(CHUNKS)
    engine.wipe()
    assert engine.chunk_ids() == []
    assert engine.search("eels", 3) == []
    engine.write(CHUNKS[:1])
    assert engine.chunk_ids() == ["p0:0"]


@pytest.mark.parametrize(
    "query", ["", "  ", "???", "AND OR (NOT", 'title:"x" +a^2 ~', "\x00", "鳗鱼"]
)
def test_no_query_is_refused(engine: Engine, query: str) -> None:
    engine.write(CHUNKS)
    assert len(engine.search(query, 4)) <= 4


def test_files_that_are_damaged_say_so_and_how_to_mend_them(
    kind: type[Dense] | type[Lexical], tmp_path: Path
) -> None:
    made = kind(tmp_path / "engine")
    made.write(CHUNKS)
    made.close()
    for file in (tmp_path / "engine").iterdir():
        if file.is_file():
            file.write_bytes(b"not what it was" * 100)
    for _ in range(2):  # Chroma keeps a failed client and fails differently the second time
        with pytest.raises(StoreError, match="cannot be used") as caught:
            kind(tmp_path / "engine")
        assert caught.value.hint == "run: reviewer ingest --rebuild"


# -- words only ----------------------------------------------------------------------------------


@pytest.fixture
def lexical(tmp_path: Path) -> Iterator[LexicalIndex]:
    made = LexicalIndex(tmp_path / "words")
    yield made
    made.close()


def test_words_are_stemmed_and_tex_accents_and_case_are_set_aside(lexical: LexicalIndex) -> None:
    lexical.write([Entry(chunk("p", 0, "Measuring CO$_2$ in Ångström-thin films."), "On Méasures")])
    lexical.commit()
    for query in ("measured", "CO2", "angstrom", "MEASURES", "film"):
        assert ids(lexical.search(query, 1)) == ["p:0"], query
    assert lexical.search("the of in", 1) == []


def test_a_word_of_the_title_finds_the_paper(lexical: LexicalIndex) -> None:
    lexical.write([Entry(one, f"Notes on {one.paper_id} herons") for one in CHUNKS[:1]])
    lexical.commit()
    assert ids(lexical.search("heron", 1)) == ["p0:0"]
    assert lexical.holds("heron notes")
    assert not lexical.holds("heron pelican")


def test_what_is_written_is_not_seen_before_the_commit(lexical: LexicalIndex) -> None:
    lexical.write([Entry(CHUNKS[0], "T")])
    assert lexical.count() == 0
    lexical.commit()
    assert lexical.count() == 1


def test_what_was_not_committed_is_forgotten_at_closing(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "words")
    index.write([Entry(CHUNKS[0], "T")])
    index.close()
    index.commit()
    assert index.count() == 0
    index.write([Entry(CHUNKS[1], "T")])
    index.commit()
    index.close()
    assert LexicalIndex(tmp_path / "words").ids() == ["p1:0"]


def test_a_deletion_that_a_kill_left_half_done_is_done_again(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "words")
    index.write(Entry(one, "T") for one in CHUNKS)
    index.commit()
    index.close()
    shutil.copytree(tmp_path / "words", tmp_path / "after")
    after = LexicalIndex(tmp_path / "after")
    after.delete_papers(["p0"])
    after.commit()
    after.close()
    # A commit writes its new files first, and the list of files that count last.
    for file in (tmp_path / "after").iterdir():
        if file.name != "meta.json":
            shutil.copy(file, tmp_path / "words")
    index = LexicalIndex(tmp_path / "words")
    assert index.count() == 4
    index.delete_papers(["p0"])
    index.commit()
    assert sorted(index.ids()) == ["p1:0", "p2:0", "p3:0"]
    index.close()


def test_a_second_writer_of_one_index_is_told_to_wait(tmp_path: Path) -> None:
    one, other = LexicalIndex(tmp_path / "words"), LexicalIndex(tmp_path / "words")
    one.write([Entry(CHUNKS[0], "T")])
    with pytest.raises(StoreLockedError):
        other.write([Entry(CHUNKS[1], "T")])
    one.close()
    other.write([Entry(CHUNKS[1], "T")])
    other.close()


def test_only_chunks_that_meet_every_condition_are_found(lexical: LexicalIndex) -> None:
    years = ("year=2019", "year=2020", "year=2020", "year=2021")
    lexical.write(Entry(one, "T", [year]) for one, year in zip(CHUNKS, years, strict=True))
    lexical.commit()
    everything = "salt tides lighthouse eels"
    of_2020 = Condition(LooksAt.FACET, ("year=2020", "year=1850"))
    assert set(ids(lexical.search(everything, 9, [of_2020]))) == {"p1:0", "p2:0"}
    one = Condition(LooksAt.PAPER, ("p2", "p3"))
    assert ids(lexical.search(everything, 9, [of_2020, one])) == ["p2:0"]
    assert lexical.search(everything, 9, [Condition(LooksAt.FACET, ())]) == []
    assert len(lexical.search(everything, 9, [Condition(LooksAt.KIND, ("abstract",))])) == 4
    assert lexical.search(everything, 9, [Condition(LooksAt.HEADING, ("Methods",))]) == []


def test_a_condition_does_not_count_in_the_score(lexical: LexicalIndex) -> None:
    lexical.write(Entry(one, "T", ["year=2020"]) for one in CHUNKS)
    lexical.commit()
    free = lexical.search("eels in the harbour", 4)
    bound = lexical.search("eels in the harbour", 4, [Condition(LooksAt.FACET, ("year=2020",))])
    assert dict(bound) == pytest.approx(dict(free))


def test_a_rare_word_weighs_more_than_a_common_one(lexical: LexicalIndex) -> None:
    lexical.write([Entry(one, "T") for one in CHUNKS])
    lexical.commit()
    assert lexical.rarity("salt") > lexical.rarity("carri") - 1e-9
    assert lexical.rarity("nowher") > lexical.rarity("salt") > 0


def test_a_phrase_is_in_the_abstracts_that_hold_its_words_side_by_side(
    lexical: LexicalIndex,
) -> None:
    def entry(number: int, text: str, kind: SectionKind = SectionKind.ABSTRACT) -> Entry:
        told = chunk(f"k{number}", 0, text).model_copy(update={"kind": kind})
        return Entry(told, "On hives")

    lexical.write(
        [
            entry(1, "A pollen trap is cheap."),
            entry(2, "Pollen traps rust."),
            entry(3, "A trap full of pollen."),
            entry(4, "Pollen traps of a body.", SectionKind.BODY),
        ]
    )
    lexical.commit()
    assert lexical.abstracts("pollen traps") == 2
    assert lexical.abstracts("on hives") == 3
    assert lexical.abstracts("wing microphone") == 0
    assert lexical.abstracts() == 3


# -- vectors only --------------------------------------------------------------------------------


@pytest.fixture
def dense(tmp_path: Path) -> Iterator[DenseIndex]:
    made = DenseIndex(tmp_path / "vectors")
    yield made
    made.close()


def fill(dense: DenseIndex, chunks: list[Chunk]) -> None:
    windows = windows_of(chunks)
    dense.write(windows, vectors_of(windows))


def test_a_chunk_is_as_near_as_its_nearest_window(dense: DenseIndex) -> None:
    fill(dense, CHUNKS)
    assert dense.search(vector("Dredgers carry it out again.")[0], 2)[0] == "p1:0"


def test_a_window_written_again_is_replaced(dense: DenseIndex) -> None:
    fill(dense, CHUNKS)
    held = dense.count()
    fill(dense, CHUNKS)
    assert dense.count() == held


def test_a_window_is_held_with_its_paper_and_no_text(dense: DenseIndex) -> None:
    fill(dense, CHUNKS[1:2])
    found = dense._collection.get(ids=["p1:0#1"])
    assert not any(found["documents"] or [])
    assert found["metadatas"] == [{"paper_id": "p1"}]


def test_the_index_has_the_settings_that_keep_true_neighbours(dense: DenseIndex) -> None:
    hnsw = dense._collection._model.configuration_json["hnsw"]
    assert hnsw["space"] == "cosine"
    assert (hnsw["ef_search"], hnsw["max_neighbors"], hnsw["ef_construction"]) == (400, 24, 100)
    assert hnsw["sync_threshold"] == 500


def test_vectors_that_are_counted_and_cannot_be_read_are_found(tmp_path: Path) -> None:
    many = [chunk(f"p{n}", 0, f"Sample {n}.") for n in range(700)]  # enough for a file of vectors
    dense = DenseIndex(tmp_path / "vectors")
    fill(dense, many)
    dense.check()
    dense.close()
    (folder,) = (path for path in (tmp_path / "vectors").iterdir() if path.is_dir())
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    dense = DenseIndex(tmp_path / "vectors")
    assert dense.count() == len(many)
    with pytest.raises(StoreError, match="cannot be used"):
        dense.check()
    dense.close()


@pytest.mark.parametrize("url", ["localhost:80", "ftp://x", "http://", "http://localhost:none"])
def test_a_server_address_that_is_none_says_how_to_write_it(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreError, match="not a web address") as caught:
        DenseIndex(tmp_path, StoreSettings(url=url))
    assert "http://localhost:8000" in caught.value.hint


@given(st.lists(st.integers(), max_size=9), st.integers(1, 4))
def test_batches_together_are_the_whole(ids: list[int], size: int) -> None:
    names = [str(one) for one in ids]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chroma, "_MOST_IDS", size)
        batches = list(chroma._batches(names))
    assert [name for batch in batches for name in batch] == names
    assert all(0 < len(batch) <= size for batch in batches)
