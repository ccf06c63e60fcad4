"""Answers and drafts of a model that talks nonsense: none of it is shown, nothing is invented."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reviewer.workspace import Workspace
from tests.engine.conftest import MISSING, PYTHON, Engine
from tests.surfaces import Result, Review

if PYTHON is None:
    pytest.skip(MISSING, allow_module_level=True)

QUESTIONS = [
    "Which values of k1 and b are reasonable for BM25?",
    "How can a system decide when to abstain from answering?",
]
TOPIC = "attribution of generated text to its sources"


def run(review: Review, engine: Engine, *words: str, **model: float) -> Result:
    """A command with the engine's model; `model` are settings of it."""
    lines = "".join(f"{key} = {value}\n" for key, value in model.items())
    settings = f'[embedding]\nmodel = "none"\n[model]\ncache = false\n{lines}'
    (review.folder / "reviewer.toml").write_text(settings)
    done = review.run(*words, "--model", "tiny", "--base-url", engine.base_url)
    assert "Traceback" not in done.err
    return done


def statements(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Those of an answer, or of every theme of a draft."""
    for part in found.get("sections", [found]):
        yield from part["statements"]


def check_proof(folder: Path, found: dict[str, Any]) -> None:
    """Every quote is in the library to the letter; every reference is a paper of it, and cited."""
    with Workspace(folder) as ws:
        papers = {paper.id: paper for paper in ws.papers()}
        chunks = {chunk.id: chunk for paper in papers.values() for chunk in ws.chunks(paper)}
    quotes = [quote for said in statements(found) for quote in said["quotes"]]
    for quote in quotes:
        start, text = quote["start"], quote["text"]
        assert chunks[quote["chunk_id"]].text[start : start + len(text)] == text
    references = {reference["paper"]["id"]: reference["paper"] for reference in found["references"]}
    assert references.keys() == {quote["paper_id"] for quote in quotes}
    for paper, reference in references.items():
        held = papers[paper]
        assert (reference["title"], reference["year"]) == (held.title, held.year)
        assert reference["authors"] == list(held.authors)


@pytest.mark.parametrize("temperature", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("question", QUESTIONS)
def test_nonsense_is_left_out_and_the_answer_abstains(
    examples: Review, roomy: Engine, question: str, temperature: float
) -> None:
    model = {"temperature": temperature, "max_output_tokens": 300}
    done = run(examples, roomy, "ask", question, "--json", **model)
    answer = json.loads(done.out)
    check_proof(examples.folder, answer)
    assert (done.code, answer["abstained"], answer["statements"]) == (4, True, [])
    assert answer["left_out"]
    assert answer["usage"]["calls"] >= 1


def test_a_streamed_answer_of_nonsense_shows_none_of_it(examples: Review, roomy: Engine) -> None:
    done = run(examples, roomy, "ask", QUESTIONS[0], max_output_tokens=300)
    assert done.code == 4
    assert "could be proven" in done.out


def test_a_deep_answer_of_nonsense_has_no_invented_reference(
    examples: Review, roomy: Engine
) -> None:
    done = run(examples, roomy, "ask", "--deep", QUESTIONS[1], "--json", max_output_tokens=300)
    answer = json.loads(done.out)
    check_proof(examples.folder, answer)
    assert done.code in (0, 4)


def test_a_draft_of_nonsense_is_extractive_and_says_so(examples: Review, roomy: Engine) -> None:
    done = run(examples, roomy, "related-work", TOPIC, "--json", max_output_tokens=300)
    draft = json.loads(done.out)
    check_proof(examples.folder, draft)
    assert done.code == 0
    assert len(list(statements(draft))) >= 3
    for theme in draft["sections"]:
        assert any(theme["heading"] in notice for notice in draft["notices"])


def test_more_passages_than_the_engine_reads_are_made_fewer(
    examples: Review, cramped: Engine
) -> None:
    done = run(examples, cramped, "ask", QUESTIONS[1], "--json", max_output_tokens=256)
    answer = json.loads(done.out)
    check_proof(examples.folder, answer)
    assert "passages" in " ".join(answer["notices"])
    assert answer["usage"]["output_tokens"] > 0


def test_a_streamed_answer_is_made_of_fewer_passages_too(examples: Review, cramped: Engine) -> None:
    done = run(examples, cramped, "ask", QUESTIONS[1], max_output_tokens=256)
    assert done.code == 4
    assert "passages" in done.err
    assert "could be proven" in done.out


def test_an_engine_that_went_away_is_code_3(
    examples: Review, start: Callable[[int], Engine]
) -> None:
    engine = start(8192)
    engine.stop()
    done = run(examples, engine, "ask", QUESTIONS[0], retries=0)
    assert done.code == 3
    assert "no model server answers" in done.err


def test_the_doctor_tries_the_engine(examples: Review, roomy: Engine) -> None:
    run(examples, roomy, "doctor", "--call", max_output_tokens=16)  # the first call is a slow one
    done = run(examples, roomy, "doctor", "--call", max_output_tokens=60)
    for line in (
        "ok  server         answers, and lists: tiny",
        "ok  call           tiny began to reply after ",
        "ok  streaming      ",
        "--  JSON           not given, though asked for",
        "--  usage          the server counts no tokens",
        "--  context        the server does not say how long",
    ):
        assert line in done.out
    assert done.code == 0


def test_the_doctor_names_the_models_there_are(examples: Review, roomy: Engine) -> None:
    done = examples.run("doctor", "--model", "grand", "--base-url", roomy.base_url)
    assert done.code == 1
    assert "does not list grand" in done.out
    assert "it lists: tiny" in done.out
