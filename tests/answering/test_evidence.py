from collections.abc import Sequence
from pathlib import Path

import pytest

from reviewer.answering.evidence import Verdict, weigh
from reviewer.models import EngineScore, Passage
from reviewer.retrieval import DENSE
from reviewer.workspace import Workspace
from tests.candidates import candidates_of, passage_of
from tests.gathered import gather, paper
from tests.hashing import HashingEmbedder

ENTRIES = [
    paper("Hummer: Bees by Ear", "A microphone hears how bees hum in June. Rain is loud."),
    paper("Scales", "A scale weighs the hive in the evening."),
    paper("Wasps", "Wasps build nests of paper in July."),
]


def verdict(workspace: Workspace, question: str, threshold: float = 0.38) -> Verdict:
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
    assert absent.score < 0.38 <= covered.score


def test_the_reason_names_the_rarest_words_that_are_missing_and_the_figures(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        reason = verdict(ws, "Does snow muffle the hum of bumblebees?", 0.9).reason
    assert reason is not None
    assert '"snow"' in reason
    assert '"muffle"' in reason
    assert "threshold 0.90" in reason
    assert "hum" not in reason.replace("bumblebees", "")


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


def test_the_score_is_what_it_is_said_to_be(tmp_path: Path) -> None:
    """Passage cosine .6, best sentence .8, every word covered: .425·(.6 + .8) + .15."""
    passage = near(passage_of("Bees", "Bees hum in June. They rest in December."), 0.6)
    candidates = candidates_of(passage, {"June": 0.8, "December": 0.2}, "own")
    with gather(tmp_path, ENTRIES) as ws:
        found = weigh("bees hum june", [passage], candidates, ws._selector, 0.0)
    assert found.score == pytest.approx(0.425 * (0.6 + 0.8) + 0.15)


def test_a_sentence_of_a_passage_far_down_is_no_evidence(tmp_path: Path) -> None:
    passages = [
        near(passage_of(f"P{rank}", "Bees hum in June.", rank), 0.5) for rank in range(1, 8)
    ]
    candidates = [c for p in passages for c in candidates_of(p, 0.9 if p.rank > 5 else 0.3, "own")]
    with gather(tmp_path, ENTRIES) as ws:
        found = weigh("bees hum june", passages, candidates, ws._selector, 0.0)
    assert found.score == pytest.approx(0.425 * (0.5 + 0.3) + 0.15)


def near(passage: Passage, cosine: float) -> Passage:
    engines: Sequence[EngineScore] = (EngineScore(engine=DENSE, score=cosine, rank=passage.rank),)
    return passage.model_copy(update={"engines": engines})
