"""Papers made of real ones, for an index of any size."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks import synthetic
from benchmarks.probing import exact
from benchmarks.synthetic import Real, between, invented

PAPERS = [
    (f"On tides in the {place}", f"The {place} is wide. Its tide is low. It rises. It falls.")
    for place in ("bay", "sound", "firth", "delta", "lagoon")
]


@pytest.fixture
def real() -> Real:
    draw = np.random.default_rng(1)
    vectors = draw.standard_normal((10, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Real(PAPERS, [("Ana Ruiz",)] * 5, range(0, 11, 2), vectors)


def test_the_same_numbers_give_the_same_papers_and_vectors(real: Real) -> None:
    first, second = (synthetic.batch(range(250, 270), real) for _ in range(2))
    assert first[0] == second[0]
    assert np.array_equal(first[1], second[1])


def test_every_window_has_one_vector_of_length_one(real: Real) -> None:
    entries, vectors = synthetic.batch(range(40), real)
    assert len(vectors) == sum(len(entry.windows) for entry in entries)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_windows_are_the_chunk_s_sentences_in_order(real: Real) -> None:
    for entry in synthetic.batch(range(40), real)[0]:
        assert " ".join(window.text for window in entry.windows) == entry.chunks[0].text


def test_a_paper_is_made_of_two_others(real: Real) -> None:
    abstracts = [abstract for _, abstract in PAPERS]
    for entry in synthetic.batch(range(40), real)[0]:
        sentences = entry.paper.abstract.split(". ")
        sources = [a for a in abstracts if any(s.rstrip(".") in a for s in sentences)]
        assert len(sources) >= 2
        assert entry.paper.abstract not in abstracts


def test_no_two_numbers_share_an_invented_name() -> None:
    names = [invented(number) for number in range(5000)]
    assert len(set(names)) == len(names)


def test_without_noise_a_vector_is_nearer_to_both_than_they_are_to_each_other() -> None:
    ones, twos = np.eye(2, 8, dtype=np.float32)[:1], np.eye(2, 8, dtype=np.float32)[1:]
    made = between(ones, twos, 0.0, np.random.default_rng(1))
    assert float((made @ ones.T)[0, 0]) > 0.3
    assert float((made @ twos.T)[0, 0]) > 0.3


def test_the_exact_search_in_blocks_finds_what_sorting_all_of_them_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.probing._BLOCK", 7)
    draw = np.random.default_rng(2)
    vectors = draw.standard_normal((50, 8)).astype(np.float32)
    queries = draw.standard_normal((4, 8)).astype(np.float32)
    (tmp_path / "rows").write_bytes(vectors.tobytes())
    expected = np.sort(queries @ vectors.T, axis=1)[:, -9]
    assert np.allclose(exact(queries, tmp_path / "rows", 9), expected)
