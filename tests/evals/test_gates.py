"""The gates on 108 expert answers: citations as they are, swapped, and sentences turned round.

`pytest tests/evals/test_gates.py -s` prints what was measured; `python -m benchmarks.gates
--shared` has more of it. Floors are a little below that, since another half of the set is kept.
"""

from pathlib import Path
from random import Random

import pytest

from benchmarks.swaps import FAR, NEAR, UNTOUCHED, Case, cases, rarity_of, scores, separation
from reviewer.embedding import Embedder, load_embedder
from reviewer.evaluation.checking import KeptVectors
from reviewer.evaluation.controls.wording import negated
from reviewer.models import Quote, Support
from reviewer.proof import Gates
from reviewer.proof.gates.exchange import exchange_gate
from reviewer.proof.gates.hedges import hedge_gate
from reviewer.proof.gates.negation import negation_gate
from reviewer.proof.gates.number import number_gate
from reviewer.settings import EmbeddingSettings
from reviewer.text.sentences import sentences

pytestmark = [pytest.mark.shared, pytest.mark.slow]


@pytest.fixture(scope="module")
def found(shared: Path) -> list[Case]:
    return cases(shared / "data/scholarqa_multi/human_answers.json")


@pytest.fixture(scope="module")
def kept() -> Embedder:
    embedder = load_embedder(EmbeddingSettings())
    if embedder is None:
        pytest.skip("these figures are those of the embedder, and its weights are not here")
    return KeptVectors(embedder)


@pytest.mark.parametrize(
    ("among", "near_auc", "near_caught"), [(False, 0.86, 0.56), (True, 0.88, 0.66)]
)
def test_swapped_citations_score_below_those_that_experts_gave(
    found: list[Case], kept: Embedder, among: bool, near_auc: float, near_caught: float
) -> None:
    score = scores(found, Gates(rarity_of(found), kept), among=among)
    far, near = separation(found, score, FAR), separation(found, score, NEAR)
    print(f"among={among}: another question {far}, the same question {near}")
    assert far.auc >= 0.993
    assert far.caught >= 0.985
    assert near.auc >= near_auc
    assert near.caught >= near_caught


def test_the_threshold_leaves_out_at_most_a_tenth_of_what_experts_wrote(
    found: list[Case], kept: Embedder
) -> None:
    gates = Gates(rarity_of(found), kept)
    refused, caught = {UNTOUCHED: 0, FAR: 0}, {UNTOUCHED: 0, FAR: 0}
    some = [case for case in found if case.kind in refused]
    claims = [(case.text, case.quotes) for case in some]
    for case, alignment in zip(some, gates.measure_all(claims), strict=True):
        verdict = gates.verdict(case.text, case.quotes, alignment)
        refused[case.kind] += verdict.gate == "coverage" and verdict.support is not Support.WEAK
        caught[case.kind] += verdict.support is not Support.SUPPORTED
    total = {kind: sum(case.kind == kind for case in some) for kind in refused}
    print({kind: (refused[kind] / total[kind], caught[kind] / total[kind]) for kind in total})
    assert refused[UNTOUCHED] <= 0.1 * total[UNTOUCHED]
    assert caught[FAR] >= 0.985 * total[FAR]


def test_the_gates_of_words_seldom_object_to_what_experts_wrote(found: list[Case]) -> None:
    whole = [case for case in found if case.kind == UNTOUCHED]
    objected = {
        gate.__name__: sum(gate(case.text, case.quotes) is not None for case in whole) / len(whole)
        for gate in (hedge_gate, negation_gate, exchange_gate)
    }
    numbers = sum(
        number_gate(case.text, case.quotes).support is not Support.SUPPORTED for case in whole
    )
    print(objected, f"numbers {numbers / len(whole):.3f}")
    assert max(objected.values()) <= 0.04
    assert numbers <= 0.13 * len(whole)


def test_a_negated_source_sentence_is_flagged(found: list[Case]) -> None:
    quotes = {quote.text: quote for case in found for quote in case.quotes}
    tried = flagged = 0
    for quote in quotes.values():
        for sentence in sentences(quote.text)[:2]:
            changed = negated(sentence, [sentence], Random(1))
            if changed is not None:
                tried += 1
                flagged += negation_gate(changed, [_only(quote, sentence)]) is not None
    print(f"{flagged} of {tried}")
    assert tried > 500
    assert flagged >= 0.93 * tried


def _only(quote: Quote, sentence: str) -> Quote:
    return quote.model_copy(update={"text": sentence})
