"""A question in depth: planned, collected, answered from findings, and never lost half-way."""

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import pytest

from reviewer.answering.deep import MOST_CALLS
from reviewer.errors import ModelUnreachableError
from reviewer.models import Answer, Statement
from reviewer.rendering import terminal
from reviewer.rendering.screen import Screen
from reviewer.workspace import Workspace
from tests.gathered import gather, paper
from tests.scripted_server import Reply, Request, ScriptedServer, Serve, refused

ENTRIES = [
    paper("Bees by Ear", "A microphone counts honeybees at the hive entrance with few errors."),
    paper("Weighing Swarms", "A scale announces a honeybee swarm by the loss of weight."),
    paper("Wing Beats", "Lasers tell drones from honeybee workers by the rhythm of flight."),
]
QUESTION = "How are honeybees counted at the hive, and how is a swarm announced?"
PARTS = "How are honeybees counted?\nWhat announces a honeybee swarm?\nWhat do comets weigh?"
HEARD = "A microphone counts honeybees at the hive entrance"
WEIGHED = "A scale announces a honeybee swarm by the loss of weight"
STEPS = ("plan", "find", "answer", "judge")

Deep = Callable[..., "Outcome"]


class Outcome(NamedTuple):
    answer: Answer
    server: ScriptedServer
    told: list[Statement]

    @property
    def texts(self) -> list[str]:
        return [said.text for said in self.answer.statements]


def step_of(request: Request) -> str:
    prompt = request.prompt
    if "<statements>" in prompt:
        return "judge"
    if "The smaller questions" in prompt:
        return "plan"
    if "The findings, one on a line" in prompt:
        return "find"
    return "answer"


def pointer(request: Request, text: str) -> str:
    """The number under which the sentence stands in what the model is shown."""
    line = next(line for line in request.prompt.splitlines() if text in line and line[0].isdigit())
    return line.split(" ")[0]


def reply(request: Request) -> str:
    step = step_of(request)
    if step == "plan":
        return PARTS
    if step == "judge":
        return "1: SUPPORTED\n2: SUPPORTED"
    return "\n".join(f"{said} [{pointer(request, said)}]." for said in (HEARD, WEIGHED))


@pytest.fixture
def deep(tmp_path: Path, serve: Serve) -> Deep:
    def asked(script: Callable[[Request], str | Reply] = reply, **flags: Any) -> Outcome:
        server = serve(script)
        model: dict[str, Any] = {"model_base_url": server.base_url, "model_retries": 0}
        told: list[Statement] = []
        with gather(tmp_path / "review", ENTRIES, model_name="scripted", **model, **flags) as ws:
            return Outcome(ws.ask(QUESTION, deep=True, on_statement=told.append), server, told)

    return asked


def test_it_is_planned_collected_and_answered_from_findings(deep: Deep) -> None:
    found = deep(answer_judge=True)
    assert [step_of(request) for request in found.server.chats] == list(STEPS)
    assert found.texts == [f"{HEARD}.", f"{WEIGHED}."]
    assert found.told == list(found.answer.statements)
    assert len(found.answer.references) == 2
    assert found.answer.usage.calls == len(STEPS) <= MOST_CALLS


def test_the_answer_is_written_from_findings_with_the_sentences_they_rest_on(deep: Deep) -> None:
    answer = deep().server.chats[2].prompt
    assert f"[1] Bees by Ear\nFinding: {HEARD}.\n1.1 {HEARD} with few errors." in answer
    assert "Wing Beats" not in answer


def test_a_part_that_nothing_answers_is_named(deep: Deep) -> None:
    found = deep()
    assert found.answer.notices == ("nothing in this collection answers “What do comets weigh?”",)


TOLD = {
    "plan": "the question was split by code",
    "find": "no findings could be collected",
    "answer": "these are the findings",
    "judge": "the judge was not asked",
}


def check_valid(answer: Answer, step: str) -> None:
    assert answer.statements
    assert all(said.quotes for said in answer.statements)
    assert TOLD[step] in " ".join([*answer.notices, answer.partial or ""])


@pytest.mark.parametrize("step", STEPS)
def test_a_server_that_fails_from_any_step_on_leaves_a_valid_answer_that_says_what_is_missing(
    deep: Deep, step: str
) -> None:
    failing = False

    def fails(request: Request) -> str | Reply:
        nonlocal failing
        failing = failing or step_of(request) == step
        return Reply("down", status=503) if failing else reply(request)

    check_valid(deep(fails, answer_judge=True).answer, step)


@pytest.mark.parametrize("step", STEPS[1:])
def test_a_server_that_is_killed_at_any_step_leaves_a_valid_answer_too(
    tmp_path: Path, step: str
) -> None:
    def dies(request: Request) -> str | Reply:
        if step_of(request) != step:
            return reply(request)
        killing.start()
        return Reply(stalls=True)  # until it is closed, and then no reply at all

    server = ScriptedServer(dies)
    killing = Thread(target=server.close)
    model: dict[str, Any] = {"model_base_url": server.base_url, "model_retries": 0}
    with gather(tmp_path, ENTRIES, model_name="scripted", answer_judge=True, **model) as ws:
        answer = ws.ask(QUESTION, deep=True)
    killing.join()
    check_valid(answer, step)


def test_a_model_that_is_not_there_at_all_is_an_error(tmp_path: Path) -> None:
    with (
        refused() as url,
        gather(tmp_path, ENTRIES, model_name="x", model_base_url=url, model_retries=0) as ws,
        pytest.raises(ModelUnreachableError),
    ):
        ws.ask(QUESTION, deep=True)


def test_findings_that_cannot_be_proven_are_not_used(deep: Deep) -> None:
    def invents(request: Request) -> str:
        if step_of(request) != "find":
            return reply(request)
        return f"{HEARD} in 99% of cases [{pointer(request, HEARD)}].\n{WEIGHED} [9.9]."

    found = deep(invents)
    steps = [step_of(request) for request in found.server.chats]
    assert steps[:2] == ["plan", "find"]
    assert "no finding could be proven" in found.answer.notices[-1]
    assert found.texts == [f"{HEARD}.", f"{WEIGHED}."]


def test_passages_are_read_in_several_calls_where_one_context_does_not_hold_them(
    tmp_path: Path, serve: Serve
) -> None:
    long = [
        paper(
            f"Hive {n}", f"{HEARD} number {n}. " + f"Honeybee wax weighs little in hive {n}. " * 30
        )
        for n in range(12)
    ]

    def each(request: Request) -> str:
        return PARTS if step_of(request) == "plan" else "NOT IN COLLECTION"

    server = serve(each)
    model: dict[str, Any] = {"model_base_url": server.base_url, "model_retries": 0}
    small: dict[str, Any] = {"model_context_window": 2048, "model_max_output_tokens": 256}
    with gather(tmp_path, long, model_name="scripted", **model, **small) as ws:
        answer = ws.ask(QUESTION, deep=True)
    steps = [step_of(request) for request in server.chats]
    assert steps.count("find") == 3
    assert any("did not fit and were not read" in notice for notice in answer.notices)


def test_without_a_model_each_part_of_the_question_is_answered(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        answer = ws.ask("How are honeybees counted and what announces a honeybee swarm?", deep=True)
        whole = ws.ask("What announces a honeybee swarm?", deep=True)
    assert {r.paper.title for r in answer.references} >= {"Bees by Ear", "Weighing Swarms"}
    assert "no parts that code can see" in whole.notices[0]


def test_a_question_of_another_field_is_not_answered_in_depth_either(
    tmp_path: Path, serve: Serve
) -> None:
    server = serve(lambda _: "What do comets weigh?")
    model: dict[str, Any] = {"model_base_url": server.base_url, "model_retries": 0}
    with gather(tmp_path, ENTRIES, model_name="scripted", **model) as ws:
        answer = ws.ask("Which comets does the spectrograph weigh?", deep=True)
        assert isinstance(ws, Workspace)
    assert answer.abstained
    assert len(server.chats) == 1


def test_findings_that_disagree_are_told_side_by_side(tmp_path: Path, serve: Serve) -> None:
    raised = "Smoke raises the honeybee count at the hive entrance"
    lowered = "Smoke lowers the honeybee count at the hive entrance"
    entries = [paper("Smoke On", f"{raised}."), paper("Smoke Off", f"{lowered}.")]

    def script(request: Request) -> str:
        if step_of(request) == "plan":
            return "What does smoke do to the honeybee count?"
        return "\n".join(f"{said} [{pointer(request, said)}]." for said in (raised, lowered))

    server = serve(script)
    model: dict[str, Any] = {"model_base_url": server.base_url, "model_retries": 0}
    with gather(tmp_path, entries, model_name="scripted", **model) as ws:
        answer = ws.ask("What does smoke do to the honeybee count at the hive?", deep=True)
    (pair,) = answer.disagreements
    assert {pair.one.text, pair.other.text} == {f"{raised}.", f"{lowered}."}
    told = "Findings that may disagree: Smoke O"
    assert told in server.chats[-1].prompt
    assert "may disagree: Smoke O" in terminal.answer(answer, Screen(width=None, colour=False))
