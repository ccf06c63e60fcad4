"""Evaluations of answers and proof as text: what is said only where there is something to say."""

from pathlib import Path

import numpy as np
import pytest

from reviewer.errors import StoreEmptyError
from reviewer.evaluation.answers.figures import SUPPORTED
from reviewer.evaluation.answers.marking import mark
from reviewer.evaluation.answers.questions import Labelled
from reviewer.evaluation.answers.results import (
    AnswerFigures,
    AnswerGroup,
    AnswersEvaluation,
    EvidenceFigures,
    Threshold,
)
from reviewer.evaluation.answers.table import answers_text
from reviewer.evaluation.checking import KeptVectors
from reviewer.evaluation.controls import evaluate_proof, from_collection
from reviewer.evaluation.controls.results import Caught, ProofEvaluation
from reviewer.evaluation.controls.table import proof_text
from reviewer.evaluation.written import Share
from reviewer.models import Reference, Usage
from reviewer.workspace import Workspace
from tests.hashing import HashingEmbedder
from tests.surfaces import PAPERS, Review, write_papers

SHARE = Share(measure=SUPPORTED, of=1200, mean=0.5, low=0.25, high=0.75)
GROUP = AnswerGroup(
    type="all", questions=3, answered=2, failed=1, statements=1200, measures=(SHARE,)
)
ANSWERED = AnswersEvaluation(
    questions=3,
    asked=3,
    answerable=2,
    unanswerable=1,
    model_failures=1,
    fell_back=1,
    partial=2,
    papers=1234,
    model="small",
    embedder="hashing",
    groups=(GROUP,),
    number_errors=0,
    invented=0,
    altered=0,
    left_out={"it was said already": 7},
    evidence=EvidenceFigures(
        questions=3,
        auroc=0.875,
        low=0.5,
        high=1.0,
        thresholds=(Threshold(threshold=0.4, coverage=1.0, let_through=0.5, risk=0.2),),
    ),
    usage=Usage(calls=4, cached_calls=1, input_tokens=1000, output_tokens=20, cost=0.0123),
    seconds=12.34,
    p50_seconds=1.5,
    p95_seconds=3.25,
)


def test_what_a_model_cost_and_where_it_failed_is_told() -> None:
    lines = answers_text(ANSWERED).splitlines()
    assert lines == [
        "asked 3 questions of 1,234 papers: 2 answerable, 1 not",
        "                       mean   95 % interval     of",
        "statements supported  0.500  0.250 to 0.750  1,200",
        "",
        "evidence from  answerable kept  unanswerable let through   risk",
        "0.400                    1.000                     0.500  0.200",
        "",
        "must be 0: statements with a number their quotes lack 0 · invented references 0 · quotes "
        "not as stored 0",
        "evidence tells answerable questions from others: AUROC 0.875 (0.500 to 1.000)",
        "model: small, 4 calls (1 more kept from earlier), 1,000 tokens in, 20 out, cost 0.0123",
        "the model failed at 1 question: no answer, counted in no share",
        "the model failed at 1 question: the papers' own sentences stand in, and are counted",
        "not whole: 2 answers",
        "time: 12.3 s in all, of a question 1.50 s (p50), 3.25 s (p95)",
        "embedder: hashing",
        "left out: 7 × it was said already",
    ]


def test_a_question_that_failed_says_so() -> None:
    one = AnswerFigures(question="q", type="t", answerable=True, error="busy")
    found = ANSWERED.model_copy(update={"per_question": (one,)})
    assert answers_text(found).splitlines()[-1].split()[:3] == ["q", "t", "failed"]


def test_what_a_judge_says_is_a_column() -> None:
    row = Caught(control="c", tried=2, statements=1, caught=0.5, low=0.0, high=1.0, judged=2)
    found = ProofEvaluation(
        source="a file",
        statements=1,
        seed=1,
        embedder="none",
        judge="large",
        untouched=(row.model_copy(update={"judge_caught": 0.25}),),
        controls=(row,),
        pointers=(),
        quotes=(),
        altered=1,
        far_from="far",
        near_from="near",
        usage=Usage(calls=2, input_tokens=10, output_tokens=4),
        seconds=1.0,
        milliseconds=0.5,
    )
    lines = proof_text(found).splitlines()
    assert lines[2].split()[-1] == lines[5].split()[-1] == "judge"
    assert (lines[3].split()[-1], lines[6].split()[-1]) == ("0.250", "–")
    assert (
        "judge: large, a verdict on 4 statements, 2 calls (0 more kept), 10 tokens in, 4 out"
        in lines
    )
    assert "1 quote of the file not as this collection has them: were they edited?" in lines


def test_an_answer_that_invents_is_seen_whatever_it_says_of_itself(review: Review) -> None:
    with Workspace(review.folder) as ws:
        answer = ws.ask("How are honeybees counted by the sound of their wings?")
        first = answer.statements[0]
        stranger = answer.references[0].paper.model_copy(update={"id": "nobody"})
        wrong = answer.model_copy(
            update={
                "statements": (
                    first.model_copy(update={"text": f"{first.text} It took 99 days."}),
                    *answer.statements[1:],
                ),
                "references": (*answer.references, Reference(number=9, paper=stranger)),
            }
        )
        labelled = Labelled("q", "?", "t", True, (), (), 1)
        right = mark(labelled, answer, {}, gates=ws.gates, catalogue=ws.store.catalogue)
        found = mark(labelled, wrong, {}, gates=ws.gates, catalogue=ws.store.catalogue)
    assert (right.number_errors, right.invented, right.altered) == (0, 0, 0)
    assert (found.number_errors, found.invented) == (1, 2)
    assert found.supported == right.supported - 1


def test_kept_vectors_are_those_of_the_embedder_and_embedded_once() -> None:
    embedder = HashingEmbedder()
    kept = KeptVectors(embedder)
    told: list[int] = []
    texts = ["bees hum", "eels swim", "bees hum"]
    first = kept.embed(texts, progress=told.append)
    assert np.array_equal(first, HashingEmbedder().embed(texts))
    assert np.array_equal(kept.embed(texts), first)
    assert embedder.texts == ["bees hum", "eels swim"]
    assert told == [3]
    assert kept.embed([]).shape == (0, embedder.dimension)
    assert (kept.name, kept.dimension) == (embedder.name, embedder.dimension)


def test_a_collection_with_vectors_is_broken_with_them(tmp_path: Path) -> None:
    with Workspace(tmp_path) as ws:
        ws.embedder = HashingEmbedder()
        ws.ingest([write_papers(tmp_path / "bees.jsonl")])
        steps: set[str] = set()
        material = from_collection(ws, 4, 1)
        found = evaluate_proof(
            ws, material, seed=1, progress=lambda step, done, total: steps.add(step)
        )
    assert found.embedder == "hashing"
    assert steps == {"breaking", "proving"}
    assert found.untouched[0].tried == 4


def test_papers_of_which_only_titles_are_known_make_no_statement(tmp_path: Path) -> None:
    (tmp_path / "reviewer.toml").write_text('[embedding]\nmodel = "none"\n')
    with Workspace(tmp_path) as ws:
        ws.ingest([write_papers(tmp_path / "t.jsonl", [{"title": p["title"]} for p in PAPERS[:2]])])
        with pytest.raises(StoreEmptyError, match="no paper here has a sentence"):
            from_collection(ws, 4, 1)
