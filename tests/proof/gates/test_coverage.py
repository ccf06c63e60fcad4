"""A statement that its quotes are not about is objected to, with the words they lack."""

import pytest

from reviewer.models import Support
from reviewer.proof.alignment import Alignment
from reviewer.proof.gates.coverage import (
    UNSUPPORTED,
    UNSUPPORTED_BY_WORDS,
    WEAK,
    WEAK_BY_WORDS,
    coverage_gate,
)
from tests.proof.gates.quoting import quote

QUOTES = [quote("Bees hum in June.")]


def support(alignment: Alignment) -> Support:
    verdict = coverage_gate("Bees sleep late.", QUOTES, alignment)
    return Support.SUPPORTED if verdict is None else verdict.support


@pytest.mark.parametrize(("lowest", "low", "closeness"), [
    (UNSUPPORTED, WEAK, True), (UNSUPPORTED_BY_WORDS, WEAK_BY_WORDS, False),
])  # fmt: skip
def test_the_score_decides_how_grave_it_is(lowest: float, low: float, closeness: bool) -> None:
    found = [
        support(Alignment(coverage=score, closeness=score if closeness else None))
        for score in (lowest - 0.01, lowest, low - 0.01, low)
    ]
    assert found == [Support.UNSUPPORTED, Support.WEAK, Support.WEAK, Support.SUPPORTED]


def test_the_reason_names_the_words_that_no_quote_has() -> None:
    verdict = coverage_gate("Bees sleep late.", QUOTES, Alignment(coverage=0.1))
    assert verdict is not None
    assert verdict.reason == "its quotes say too little of it: nothing of “sleep”, “late”"


def test_words_that_are_nowhere_and_rivals_have_reasons_of_their_own() -> None:
    none = coverage_gate("Ants run.", QUOTES, Alignment(coverage=0))
    rival = coverage_gate("Ants run.", QUOTES, Alignment(coverage=0.2, rivalry=0.8))
    assert none is not None
    assert none.reason == "its quotes share no word with it"
    assert rival is not None
    assert rival.reason == "another paper that was offered says more of it than its quotes do"
