"""How well a statement and its quotes agree, in figures."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from reviewer.errors import EmbedderError
from reviewer.proof.alignment import Alignment, align
from tests.hashing import HashingEmbedder
from tests.proof.gates.quoting import quote

HUM = "Bees hum in June."


def coverage(text: str, source: str) -> float:
    return align([(text, [quote(source, title="")])], None, None)[0].coverage


def test_words_count_by_their_rarity_and_titles_count_as_said() -> None:
    rarity = {"bee": 3.0, "hum": 1.0, "swarm": 4.0}
    claims = [("Bees hum, bees swarm.", [quote("Swarms hum.", title="Wasps")])]
    assert align(claims, lambda stem: rarity[stem], None)[0].coverage == pytest.approx(5 / 8)
    titled = [("Bees hum, bees swarm.", [quote("Swarms hum.", title="Bees")])]
    assert align(titled, lambda stem: rarity[stem], None)[0].coverage == 1


def test_without_a_collection_words_that_many_papers_share_count_less() -> None:
    assert coverage("Bees improve models.", "Bees hum.") > 0.5
    assert coverage("Bees improve models.", "They improve models.") < 0.5


def test_the_quotes_of_several_papers_count_together() -> None:
    quotes = [quote("Bees hum.", paper_id="a"), quote("Wasps sting.", paper_id="b")]
    assert align([("Bees hum and wasps sting.", quotes)], None, None)[0].coverage == 1


def test_each_text_is_embedded_once() -> None:
    embedder = HashingEmbedder()
    claims = [("Bees hum.", [quote(f"{HUM} Wasps sting.")]), ("Bees hum.", [quote(HUM)])]
    found = align(claims, None, embedder)
    assert embedder.texts == ["Bees hum.", HUM, "Wasps sting."]
    assert all(alignment.closeness is not None for alignment in found)
    assert align([], None, embedder) == []


def test_the_nearest_sentence_of_a_quote_decides_the_closeness() -> None:
    embedder = HashingEmbedder()
    (long,) = align([(HUM, [quote(f"Wasps sting. {HUM} Ants run.")])], None, embedder)
    assert long.closeness == pytest.approx(1, abs=1e-3)


def test_a_rival_is_another_paper_that_says_more_of_it() -> None:
    text, own = "Bees hum in June.", quote("Bees sleep.")
    rival = quote("Bees hum in June.", title="Wasps", paper_id="wasps")
    same = quote("Bees hum in June.", title="Wasps")
    (alone,) = align([(text, [own])], None, None)
    (beside,) = align([(text, [own])], None, None, [own, rival])
    assert beside.rivalry == pytest.approx(1 - alone.coverage, abs=1e-3)
    assert beside.score < alone.score
    assert align([(text, [own])], None, None, [same]) == [alone]
    assert align([(text, [rival])], None, None, [own])[0].rivalry == 0


def test_an_embedder_that_fails_leaves_the_words() -> None:
    class Gone(HashingEmbedder):
        def embed(
            self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
        ) -> NDArray[np.float32]:
            raise EmbedderError("the server has gone", hint="start it")

    assert align([(HUM, [quote(HUM)])], None, Gone()) == align([(HUM, [quote(HUM)])], None, None)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_any_texts_have_figures_that_survive_json(text: str, source: str, other: str) -> None:
    offered = [quote(other, paper_id="other")]
    (found,) = align([(text, [quote(source)])], None, HashingEmbedder(), offered)
    assert Alignment.model_validate_json(found.model_dump_json()) == found
    for figure in (found.coverage, found.closeness, found.rivalry, found.score):
        assert figure is not None
        assert 0 <= figure <= 1
