"""Questions the five pages do not answer, and questions they do."""

import json
from pathlib import Path
from statistics import mean

import pytest

from reviewer.answering.evidence import THRESHOLDS
from reviewer.models import Answer
from reviewer.workspace import Workspace
from tests.evals.conftest import Rows

pytestmark = [pytest.mark.shared, pytest.mark.slow]

OURS = [
    json.loads(line)
    for line in Path(__file__).with_name("questions.jsonl").read_text("utf-8").splitlines()
]
"""Written for this project: questions about the papers of the pages, and near misses."""
EVERY = 20  # of the many questions of other fields; benchmarks/abstention.py asks them all


@pytest.fixture(scope="module")
def evidence(ws: Workspace) -> dict[str, float]:
    """The evidence score of each of our questions about the pages."""
    asked = [row for row in OURS if row["of"] == "pages"]
    return {row["id"]: _evidence(ws, row["question"]) for row in asked}


@pytest.mark.parametrize(
    "question",
    [
        "Which violin sonatas did Beethoven dedicate to Kreutzer?",
        "How long should dried chickpeas soak before they are cooked?",
        "What is the half-life of caesium in forest soil?",
        "Which enzyme limits the synthesis of cholesterol in the liver?",
        "Wie viele Einwohner hat die Stadt Bern?",
    ],
)
def test_a_question_of_another_field_is_turned_away(ws: Workspace, question: str) -> None:
    answer = ws.ask(question)
    assert answer.abstained
    assert answer.statements == ()


def test_the_questions_that_the_pages_answer_are_answered(
    questions: Rows, answers: dict[str, Answer]
) -> None:
    answerable = [row["id"] for row in questions if row["type"] != "unanswerable"]
    lost = [one for one in answerable if answers[one].abstained]
    print(f"\nturned away: {lost}")
    assert len(lost) <= 0.1 * len(answerable)


def test_our_questions_that_the_pages_answer_are_answered(evidence: dict[str, float]) -> None:
    kept = _shares([evidence[row["id"]] for row in _pages(answerable=True)])
    print(f"\nanswered: {kept}")
    assert kept["normal"] >= 0.95
    assert kept["low"] >= 0.85
    assert kept["high"] >= 0.98


def test_most_of_our_near_misses_are_turned_away(evidence: dict[str, float]) -> None:
    let_through = _shares([evidence[row["id"]] for row in _pages(answerable=False)])
    print(f"\nnear misses let through: {let_through}")
    assert let_through["normal"] <= 0.45
    assert let_through["low"] <= 0.25
    assert let_through["high"] <= 0.6


@pytest.mark.parametrize(
    ("folder", "most"), [("scifact", 0.02), ("qasper", 0.4)], ids=["another field", "a near one"]
)
def test_questions_of_other_collections_are_turned_away(
    ws: Workspace, shared: Path, folder: str, most: float
) -> None:
    lines = (shared / "data" / folder / "queries.jsonl").read_text("utf-8").splitlines()
    asked = [json.loads(line)["text"] for line in lines[::EVERY]]
    let_through = _shares([_evidence(ws, question) for question in asked])
    print(f"\n{folder}: {len(asked)} questions, let through: {let_through}")
    assert let_through["normal"] <= most


@pytest.mark.parametrize(
    "question", ["Locret", "What is SVIP?", "KV cache eviction", "tau-bench", "What does garak do?"]
)
def test_a_name_or_a_few_words_are_question_enough(ws: Workspace, question: str) -> None:
    answer = ws.ask(question)
    assert not answer.abstained
    assert answer.references


def test_every_question_of_ours_is_labelled_and_asked_once() -> None:
    assert len({row["id"] for row in OURS}) == len({row["question"] for row in OURS}) == len(OURS)
    assert len(_pages(answerable=True)) >= 90
    assert len(_pages(answerable=False)) >= 90
    for row in _pages(answerable=True):
        assert row["titles"]
    for row in _pages(answerable=False):
        assert row["type"] == "unanswerable"
        assert not row["titles"]


def test_the_papers_that_answer_our_questions_are_in_the_pages(ws: Workspace) -> None:
    titles = [paper.title for paper in ws.papers()]
    starts = {start for row in OURS for start in row["titles"]}
    assert [s for s in starts if not any(title.startswith(s) for title in titles)] == []


def _pages(*, answerable: bool) -> Rows:
    return [row for row in OURS if row["of"] == "pages" and row["answerable"] == answerable]


def _evidence(ws: Workspace, question: str) -> float:
    score = ws.ask(question).evidence
    assert score is not None
    return score


def _shares(scores: list[float]) -> dict[str, float]:
    """The share that is answered at each risk."""
    return {risk: mean(score >= least for score in scores) for risk, least in THRESHOLDS.items()}
