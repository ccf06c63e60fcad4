"""The file of vectors gives back, row by row, what was written to it."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reviewer.errors import StoreError
from reviewer.store.vectors import VectorFile

ROWS = arrays(
    np.float32, st.tuples(st.integers(1, 9), st.just(3)), elements=st.floats(-1, 1, width=32)
)


def numbers(*rows: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(rows, np.int64)


@pytest.fixture
def vectors(tmp_path: Path) -> VectorFile:
    return VectorFile(tmp_path / "vectors", 3)


@given(st.lists(ROWS, min_size=1, max_size=5))
def test_rows_come_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, batches: list[np.ndarray]
) -> None:
    vectors = VectorFile(tmp_path_factory.mktemp("rows") / "vectors", 3)
    for batch in batches:
        vectors.write(len(vectors), batch)
        last = np.arange(len(vectors) - len(batch), len(vectors))
        assert np.array_equal(vectors.rows(last), batch)
    everything = np.concatenate(batches)
    assert np.array_equal(vectors.rows(np.arange(len(everything))[::-1]), everything[::-1])
    found = vectors.cosines(everything[0], np.arange(len(everything)))
    assert found == pytest.approx(everything @ everything[0], abs=1e-6)


def test_a_row_written_again_has_its_new_vector(vectors: VectorFile) -> None:
    vectors.write(0, np.eye(3, dtype=np.float32))
    assert vectors.rows(numbers(1)).tolist() == [[0, 1, 0]]
    vectors.write(1, np.full((2, 3), 0.5, np.float32))
    vectors.close()
    assert vectors.rows(numbers(2, 0)).tolist() == [[0.5] * 3, [1, 0, 0]]


def test_no_rows_are_no_vectors(vectors: VectorFile) -> None:
    assert len(vectors) == 0
    assert vectors.rows(numbers()).shape == (0, 3)
    assert vectors.cosines(np.ones(3, np.float32), numbers()).shape == (0,)


def test_a_file_that_is_cut_short_says_so_and_how_to_mend_it(
    tmp_path: Path, vectors: VectorFile
) -> None:
    vectors.write(0, np.eye(3, dtype=np.float32))
    (tmp_path / "vectors").write_bytes(b"x" * 13)
    with pytest.raises(StoreError, match="cut short: 1 rows of 3") as caught:
        VectorFile(tmp_path / "vectors", 3).rows(numbers(2))
    assert caught.value.hint == "run: reviewer ingest --rebuild"
