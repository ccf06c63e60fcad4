"""What every embedder must do: a test class of an implementation inherits these tests.

It gives the embedder by a fixture `embedder`.
"""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.embedding import Embedder
from tests.embedding.sentences import SENTENCES

SOME = SENTENCES[:12]
few = settings(
    max_examples=15,
    deadline=None,
    # An embedder has no state that an example could leave behind, and a suite is inherited.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)


class EmbedderConformance:
    @pytest.mark.parametrize("count", [0, 1, 2, 7])
    def test_a_text_gives_a_row_of_length_one(self, embedder: Embedder, count: int) -> None:
        vectors = embedder.embed(SENTENCES[:count])

        assert vectors.shape == (count, embedder.dimension)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(count), abs=1e-5)

    @few
    @given(order=st.permutations(range(len(SOME))))
    def test_rows_come_in_the_order_of_the_texts(
        self, embedder: Embedder, order: list[int]
    ) -> None:
        straight = embedder.embed(SOME)

        shuffled = embedder.embed([SOME[index] for index in order])

        assert np.array_equal(shuffled, straight[order])

    @few
    @given(texts=st.lists(st.text(max_size=60), max_size=6))
    def test_any_text_has_a_vector_of_length_one(
        self, embedder: Embedder, texts: list[str]
    ) -> None:
        vectors = embedder.embed(texts)

        assert vectors.shape == (len(texts), embedder.dimension)
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-5)

    @pytest.mark.parametrize("odd", ["", " \n\t", "\ud800 half a character", "\x00"])
    def test_an_odd_text_costs_the_others_nothing(self, embedder: Embedder, odd: str) -> None:
        alone = embedder.embed([SENTENCES[0]])

        vectors = embedder.embed([odd, SENTENCES[0]])

        assert np.array_equal(vectors[1:], alone)

    def test_progress_counts_up_to_the_number_of_texts(self, embedder: Embedder) -> None:
        told: list[int] = []

        embedder.embed(SENTENCES, progress=told.append)

        assert told == sorted(set(told))
        assert told[-1] == len(SENTENCES)

    def test_an_error_in_the_caller_s_progress_ends_the_work(self, embedder: Embedder) -> None:
        told: list[int] = []

        def stop(done: int) -> None:
            told.append(done)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            embedder.embed(SENTENCES, progress=stop)

        assert len(told) == 1

    def test_the_name_says_which_model_it_is(self, embedder: Embedder) -> None:
        assert "MiniLM" in embedder.name or "scripted" in embedder.name
