import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.answering.evidence import (
    THRESHOLDS,
    WITH_VECTORS,
    Verdict,
    measure,
    threshold_of,
    weigh,
)
from reviewer.models import EngineScore, Passage
from reviewer.retrieval import DENSE
from reviewer.settings import AnswerSettings
from reviewer.workspace import Workspace
from tests.candidates import candidates_of, passage_of
from tests.gathered import gather, paper
from tests.hashing import HashingEmbedder

ENTRIES = [
    paper("Hummer: Bees by Ear", "A microphone hears how bees hum in June. Rain is loud."),
    paper("Scales", "A scale weighs the hive in the evening."),
    paper("Wasps", "Wasps build nests of paper in July."),
]


@pytest.fixture(scope="module")
def bees(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with gather(tmp_path_factory.mktemp("bees"), ENTRIES) as workspace:
        yield workspace


def verdict(workspace: Workspace, question: str, threshold: float = 0.4) -> Verdict:
    passages = workspace.search(question, k=10)
    candidates = workspace._selector.candidates(question, passages)
    return weigh(question, passages, candidates, workspace._selector, threshold)


@pytest.mark.parametrize("embedder", [None, HashingEmbedder()], ids=["words", "vectors"])
def test_what_the_papers_speak_of_is_answered_and_what_they_do_not_is_not(
    tmp_path: Path, embedder: HashingEmbedder | None
) -> None:
    with gather(tmp_path, ENTRIES, embedder) as ws:
        covered = verdict(ws, "Which microphone hears how bees hum in June?")
        absent = verdict(ws, "Which violin sonata was composed for the emperor of Bhutan?")
    assert covered.reason is None
    assert absent.reason is not None
    assert absent.score < 0.4 <= covered.score


def test_the_reason_names_the_rarest_words_that_are_missing_and_the_figures(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        reason = verdict(ws, "Does snow muffle the hum of bumblebees?", 0.9).reason
    assert reason is not None
    assert "no passage covers" in reason
    assert all(word in reason for word in ("snow", "muffle", "bumblebees"))
    assert "threshold 0.90" in reason
    assert "hum" not in reason


def test_a_question_whose_every_name_is_unknown_is_not_answered_whatever_else_it_shares(
    tmp_path: Path,
) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        unknown = verdict(ws, "How does BeeNet or WingQA hear how bees hum?")
        known = verdict(ws, "How does BeeNet or Hummer hear how bees hum?")
    assert unknown.reason == (
        "Nothing in this collection answers that: no paper mentions BeeNet or WingQA."
    )
    assert known.reason is None


def test_no_passage_is_no_evidence(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        found = weigh("bees?", [], [], ws._selector, 0.0)
    assert found == Verdict(
        0.0, "Nothing in this collection answers that: no passage was found for it."
    )


def test_the_score_is_the_logistic_of_what_passage_and_question_share(tmp_path: Path) -> None:
    """Passage cosine .6, best sentence .8, every word covered, and both are in 2 of 3 papers."""
    passage = near(passage_of("Bees", "Bees hum in June. They rest in December."), 0.6)
    candidates = candidates_of(passage, {"June": 0.8, "December": 0.2}, "own")
    with gather(tmp_path, ENTRIES) as ws:
        weights = ws._selector.weights("bees hum june")
        found = weigh("bees hum june", [passage], candidates, ws._selector, 0.0)
    w = WITH_VECTORS
    sums = 0.6 * w.passage + 0.8 * w.sentence + w.share + sum(weights.values()) * w.words + w.named
    assert found.score == pytest.approx(1 / (1 + math.exp(-w.constant - sums)))


def test_a_sentence_of_a_passage_far_down_is_no_evidence(tmp_path: Path) -> None:
    passages = [
        near(passage_of(f"P{rank}", "Bees hum in June.", rank), 0.5) for rank in range(1, 8)
    ]
    low = [c for p in passages for c in candidates_of(p, 0.3, "own")]
    far = [c for p in passages for c in candidates_of(p, 0.9 if p.rank > 5 else 0.3, "own")]
    best = [c for p in passages for c in candidates_of(p, 0.9 if p.rank == 5 else 0.3, "own")]
    with gather(tmp_path, ENTRIES) as ws:
        scores = [weigh("bees", passages, c, ws._selector, 0.0).score for c in (low, far, best)]
    assert scores[0] == scores[1] < scores[2]


def test_what_one_passage_says_counts_more_than_the_same_in_two(tmp_path: Path) -> None:
    both = near(passage_of("A", "A microphone hears how bees hum in June."), 0.5)
    first = near(passage_of("B", "A microphone hears rain."), 0.5)
    second = near(passage_of("C", "Bees hum in June.", 2), 0.5)
    question = "Which microphone hears bees hum in June?"
    with gather(tmp_path, ENTRIES) as ws:
        whole = weigh(question, [both], [], ws._selector, 0.0).score
        apart = weigh(question, [first, second], [], ws._selector, 0.0).score
    assert whole > apart


def test_the_sides_of_a_comparison_may_stand_apart(tmp_path: Path) -> None:
    sides = [
        near(passage_of("B", "A microphone hears bees."), 0.5),
        near(passage_of("C", "A scale weighs the hive.", 2), 0.5),
    ]
    question = "How do a microphone and a scale compare?"
    with gather(tmp_path, ENTRIES) as ws:
        found = measure(question, sides, [], ws._selector)
        alone = measure(question, sides[:1], [], ws._selector)
    assert found[0].share > alone[0].share
    assert found[0].share < 1


def test_the_name_of_something_and_no_more_is_question_enough(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        assert verdict(ws, "What are wasps?").reason is None


@pytest.mark.parametrize(
    ("question", "asked_for"),
    [
        ("Who wrote the paper on wasps that build nests?", "authors"),
        ("In which year did the paper on wasps' nests appear?", "a year"),
        ("At which conference did the nests of wasps appear?", "where it was published"),
    ],
)
def test_what_only_a_record_says_is_no_evidence_where_it_does_not_say_it(
    tmp_path: Path, question: str, asked_for: str
) -> None:
    known = {"authors": ["Ada Vespa"], "year": 2020, "venue": "Hymenoptera"}
    wasps = paper("Wasps and Nests", "Wasps build nests of paper in July.")
    with gather(tmp_path / "a", [wasps, ENTRIES[0]]) as ws:
        unsaid = verdict(ws, question)
    with gather(tmp_path / "b", [{**wasps, **known}, ENTRIES[0]]) as ws:
        said = verdict(ws, question, 0.1)
    assert unsaid.score == 0
    assert unsaid.reason is not None
    assert f"asks for {asked_for}, and the record of the nearest paper gives none" in unsaid.reason
    assert said.reason is None


def test_a_figure_that_no_sentence_gives_is_named_as_what_is_missing(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        reason = verdict(ws, "How much does rain hum?", 1.0).reason
        apart = verdict(ws, "How does a wasp hum with paper?", 1.0).reason
    assert reason is not None
    assert apart is not None
    assert "asks for a figure, and no sentence near it gives one" in reason
    assert "no passage near it covers all of it" in apart


def test_no_more_can_be_missing_than_is_said_and_score_and_threshold_always_differ(
    tmp_path: Path,
) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        found = verdict(ws, "Wasps build nests of paper in July", 0.0)
        reason = verdict(ws, "Wasps build nests of paper in July", found.score + 1e-5).reason
    assert reason is not None
    shown = re.search(r"best match (\S+), threshold (\S+)\)", reason)
    assert shown is not None
    assert shown[1] < shown[2]


@pytest.mark.parametrize("risk", ["low", "normal", "high"])
def test_a_threshold_of_the_users_wins_over_the_risk(
    risk: Literal["low", "normal", "high"],
) -> None:
    assert threshold_of(AnswerSettings(risk=risk)) == THRESHOLDS[risk]
    assert threshold_of(AnswerSettings(risk=risk, threshold=0.0)) == 0.0
    assert threshold_of(AnswerSettings(risk=risk, threshold=0.9)) == 0.9


def test_more_risk_asks_for_less_evidence() -> None:
    assert 1 > THRESHOLDS["low"] > THRESHOLDS["normal"] > THRESHOLDS["high"] > 0


@given(question=st.text(max_size=60), text=st.text(max_size=60), threshold=st.floats(0, 1))
@settings(max_examples=60)
def test_whatever_is_asked_the_score_is_a_probability_and_decides(
    bees: Workspace, question: str, text: str, threshold: float
) -> None:
    passages = [near(passage_of("Bees", text), 0.5), passage_of("Wasps", f"{question} {text}", 2)]
    found = weigh(question, passages, [], bees._selector, threshold)
    assert 0 <= found.score <= 1
    assert (found.reason is None) == (found.score >= threshold) or found.score == 0


def near(passage: Passage, cosine: float) -> Passage:
    engines: Sequence[EngineScore] = (EngineScore(engine=DENSE, score=cosine, rank=passage.rank),)
    return passage.model_copy(update={"engines": engines})
