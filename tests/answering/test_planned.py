"""A question about several papers is searched for in the model's words too."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reviewer.models import Answer
from tests.gathered import gather, paper
from tests.scripted_server import Reply, Request, ScriptedServer, Serve

ENTRIES = [
    paper("Bees by Ear", "A microphone counts bees at the hive entrance with few errors."),
    paper("Weighing Swarms", "A scale announces the swarm by the loss of weight of the hive."),
    paper("Wing Beats", "Lasers tell drones from workers by the rhythm of their flight."),
]
SEVERAL = "Which methods count bees at the hive?"
ONE = "What counts bees at the hive entrance?"
LASERS = "Lasers tell drones"

Ask = Callable[..., tuple[Answer, ScriptedServer]]


def plans(request: Request) -> bool:
    return "<question>" in request.prompt


def lasers(request: Request) -> Reply:
    return Reply("lasers and the rhythm of flight" if plans(request) else "A microphone [1.1].")


def no_plan(request: Request) -> Reply:
    return Reply("", status=400) if plans(request) else Reply("A microphone [1.1].")


@pytest.fixture
def ask(tmp_path: Path, serve: Serve) -> Ask:
    def asked(
        question: str, script: Callable[[Request], Reply], **flags: Any
    ) -> tuple[Answer, ScriptedServer]:
        server = serve(script)
        model: dict[str, Any] = {"model_base_url": server.base_url, "model_retries": 0}
        with gather(tmp_path / "review", ENTRIES, model_name="scripted", **model, **flags) as ws:
            return ws.ask(question), server

    return asked


def test_the_answer_is_given_passages_that_only_the_plan_finds(ask: Ask) -> None:
    _, server = ask(SEVERAL, lasers)
    plan, answer = server.chats[:2]
    assert plans(plan)
    assert LASERS in answer.prompt


def test_a_question_about_one_paper_or_a_setting_costs_no_call_for_a_plan(ask: Ask) -> None:
    _, server = ask(ONE, lasers)
    assert [plans(one) for one in server.chats] == [False]
    _, server = ask(SEVERAL, lasers, answer_plan=False)
    assert [plans(one) for one in server.chats] == [False]
    assert LASERS not in server.chats[0].prompt


def test_a_plan_that_fails_leaves_verbatim_sentences_and_says_so(ask: Ask) -> None:
    answer, _ = ask(SEVERAL, no_plan)
    assert answer.statements
    assert any("verbatim" in notice for notice in answer.notices)
