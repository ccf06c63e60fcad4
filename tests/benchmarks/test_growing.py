"""A store that is grown for the benchmarks, and killed while it grows."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import growing
from benchmarks.growing import Library, Line, batches, grow, held
from benchmarks.kept_vectors import KeptVectors
from benchmarks.probing import VECTORS
from reviewer.settings import STORE_NAME
from reviewer.store import Store
from tests.hashing import HashingEmbedder

LINES = [
    Line(
        f"Tides of bay {n}", f"Bay {n} is wide. Its tide is low. It rises. It falls.", ("A. Ruiz",)
    )
    for n in range(12)
]


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Library]:
    monkeypatch.setattr(growing, "BATCH", 4)
    monkeypatch.setattr(growing, "ASKED", 2)
    monkeypatch.setattr(growing, "_lines", lambda: LINES)
    with closing(KeptVectors(HashingEmbedder(), tmp_path / "kept")) as kept:
        yield Library(kept)


def state(home: Path) -> tuple[int, int, str | None]:
    """Papers, windows, and what is wrong."""
    with closing(Store(home / STORE_NAME)) as store:
        assert held(store) == store.catalogue.counts().papers
        return held(store), store.catalogue.counts().windows, store.check()


def test_the_last_real_papers_are_queries_and_are_not_written(library: Library) -> None:
    assert library.queries == ["Tides of bay 10", "Tides of bay 11"]
    assert library.real == 10


def test_a_store_grows_from_real_papers_on_to_synthetic_ones(
    library: Library, tmp_path: Path
) -> None:
    grow(tmp_path / "home", 4, library)
    grow(tmp_path / "home", 16, library)
    papers, windows, wrong = state(tmp_path / "home")
    assert (papers, wrong) == (16, None)
    size = (tmp_path / "home" / VECTORS).stat().st_size
    assert size == windows * library.embedder.dimension * 4
    assert [batch.papers for batch in batches(tmp_path / "home")] == [4, 8, 12, 16]


@pytest.mark.parametrize("after", [False, True])
def test_a_kill_in_the_middle_leaves_no_trace_in_the_store_that_is_grown_on(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, after: bool
) -> None:
    grow(tmp_path / "whole", 12, library)
    grow(tmp_path / "killed", 4, library)
    real = Store.index

    def die(self: Store, papers: Any, chunks: Any, windows: Any, vectors: Any) -> None:
        if after:
            real(self, papers, chunks, windows, vectors)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Store, "index", die)
        with pytest.raises(KeyboardInterrupt):
            grow(tmp_path / "killed", 12, library)
    grow(tmp_path / "killed", 12, library)
    assert state(tmp_path / "killed") == state(tmp_path / "whole")
    killed, whole = (
        np.fromfile(tmp_path / name / VECTORS, np.float32) for name in ("killed", "whole")
    )
    assert np.array_equal(killed, whole)


def test_kept_vectors_are_not_embedded_again(tmp_path: Path) -> None:
    first = KeptVectors(HashingEmbedder(), tmp_path)
    vectors = first.embed(["a tide", "a marsh", "a tide"])
    first.close()

    class Deaf(HashingEmbedder):
        def embed(self, texts: Any, **_: Any) -> Any:
            raise AssertionError(texts)

    again = KeptVectors(Deaf(), tmp_path)
    assert np.array_equal(again.embed(["a marsh", "a tide"]), vectors[[1, 0]])
    again.close()
