"""Whatever a model replies, no reference is invented, and every quote is the stored sentence."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.models import Answer
from reviewer.workspace import Workspace
from tests.gathered import gather, paper
from tests.scripted_server import Reply, Request, ScriptedServer, Serve

ENTRIES = [
    paper("Bees by Ear", "A microphone counts honeybees at the hive with 7% error on 31 hives."),
    paper("Weighing Swarms", "A scale may announce a honeybee swarm by the loss of 2.5 kg."),
]
QUESTION = "How are honeybees counted at the hive?"
TRUE = "A microphone counts honeybees at the hive with 7% error"
SWARM = "A scale may announce a honeybee swarm"
NO_WAIT = {"retry-after-ms": "1"}


class Replies:
    """A server whose next reply is set by the test, and a workspace that asks it."""

    def __init__(self, folder: Path) -> None:
        self.reply: str | Reply = ""
        self.again: str = ""
        self.server = ScriptedServer(self._say)
        model: dict[str, Any] = {
            "model_base_url": self.server.base_url,
            "model_retries": 0,
            "model_cache": False,
            "answer_judge": True,
        }
        self.ws: Workspace = gather(folder, ENTRIES, model_name="scripted", **model)

    def _say(self, request: Request) -> str | Reply:
        if "<sentences>" in request.prompt or "<statements>" in request.prompt:
            return self.again
        return self.reply

    def ask(self, reply: str | Reply, again: str = "1: SUPPORTED\n2: SUPPORTED") -> Answer:
        self.reply, self.again = reply, again
        return self.ws.ask(QUESTION)


@pytest.fixture(scope="module")
def replies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replies]:
    asked = Replies(tmp_path_factory.mktemp("replies") / "review")
    yield asked
    asked.ws.close()
    asked.server.close()


def check(answer: Answer, ws: Workspace) -> None:
    """No reference that the collection lacks; every quote a slice of what is stored."""
    held = {one.id: one for one in ws.papers()}
    assert [held[reference.paper.id] for reference in answer.references] == [
        reference.paper for reference in answer.references
    ]
    quoted = {quote.paper_id for said in answer.statements for quote in said.quotes}
    assert {reference.paper.id for reference in answer.references} == quoted
    for said in answer.statements:
        assert said.quotes
        for quote in said.quotes:
            chunks = {chunk.id: chunk for chunk in ws.chunks(held[quote.paper_id])}
            text = chunks[quote.chunk_id].text
            assert text[quote.start : quote.start + len(quote.text)] == quote.text
    assert answer.abstained is not bool(answer.statements)


@pytest.mark.parametrize(
    ("reply", "texts"),
    [
        (f"{TRUE} [1.1].", [f"{TRUE}."]),
        (f"{TRUE} [1].", [f"{TRUE}."]),
        (f"**{TRUE}** [1.1].\n\n- {SWARM} [2.1].", [f"{TRUE}.", f"{SWARM}."]),
        (f"## Bees\n\n1. {TRUE} [1.1].", [f"{TRUE}."]),
        (f"{TRUE} [7.7].", []),
        (f"{TRUE} [7].", []),
        (f"{TRUE} [Bees by Ear].", []),
        (f"{TRUE} (Holt et al., 2019).", []),
        (f"{TRUE}.", []),
        (f'```json\n["{TRUE} [1.1]."]\n```', None),
        ("I'm sorry, I cannot help with that.", []),
        ("NOT IN COLLECTION", []),
        ("Ein Mikrofon zählt Honigbienen am Bienenstock [1.1].", None),
        ("A microphone counts honeybees at the hive with 3% error [1.1].", []),
        ("A microphone counts honeybees at the hive on 32 hives [1.1].", []),
        (f"{TRUE} [1.1]. {TRUE} [1.1].", [f"{TRUE}."]),
        (f"{TRUE} [1.1].\n\nReferences\n[1] Holt, M. Bees. 2019.", [f"{TRUE}."]),
        ("Bees by Ear [1.1].", []),
        ("[1.1] [2.1]", []),
        ("\x00\x1b[31m[1.1]", []),
    ],
)
def test_each_kind_of_reply_ends_in_what_can_be_proven(
    replies: Replies, reply: str, texts: list[str] | None
) -> None:
    answer = replies.ask(reply)
    check(answer, replies.ws)
    if texts is not None:
        assert [said.text for said in answer.statements] == texts


@pytest.mark.parametrize(
    "reply",
    [
        Reply(""),
        Reply("   \n"),
        Reply(raw=b"{}"),
        Reply(raw=b"<html>it works</html>"),
        Reply("out of memory", status=500, headers=NO_WAIT),
        Reply("slow down", status=429, headers=NO_WAIT),
        Reply("This model's maximum context length is 12 tokens.", status=400),
    ],
    ids=str,
)
def test_a_failing_call_leaves_the_papers_own_sentences_and_says_so(
    replies: Replies, reply: Reply
) -> None:
    answer = replies.ask(reply)
    check(answer, replies.ws)
    assert answer.statements
    assert (answer.model, all("verbatim" in notice for notice in answer.notices)) == (None, True)


WORDS = st.sampled_from(
    [
        *(TRUE, SWARM, "Bees by Ear", "7%", "99%", "never", "hive", "\n", "\n\n", "- ", "## x\n"),
        *("[1.1]", "[2.1]", "[9.9]", "[1]", "[0]", "[1.1, 2.1]", "[1.1-2.1]", "(1.1)", "【1.1】"),
        *(
            ". ",
            "! ",
            "1: ",
            "2. ",
            "SUPPORTED",
            "CONTRADICTED",
            "DROP",
            "NOT IN COLLECTION",
            "```",
        ),
    ]
)
GARBAGE = st.lists(WORDS | st.text(max_size=8), max_size=14).map(" ".join)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(reply=GARBAGE, again=GARBAGE)
def test_no_garbage_invents_a_reference_or_changes_a_quote(
    replies: Replies, reply: str, again: str
) -> None:
    check(replies.ask(reply, again), replies.ws)


def test_a_context_that_is_too_small_is_asked_again_with_fewer_passages(
    serve: Serve, tmp_path: Path
) -> None:
    sizes: list[int] = []

    def small(request: Request) -> str | Reply:
        shown = request.prompt.count("\n[")
        sizes.append(shown)
        if shown > 2:
            return Reply("This model's maximum context length is exceeded", status=400)
        return f"{TRUE} [1.1]."

    many = [paper(f"Hive {n}", f"{TRUE} in hive {n}.") for n in range(8)]
    server = serve(small)
    model: dict[str, Any] = {"model_base_url": server.base_url, "model_retries": 0}
    with gather(tmp_path, many, model_name="scripted", **model) as ws:
        answer = ws.ask(QUESTION)
    assert all(later < earlier for earlier, later in pairwise(sizes))
    assert answer.model == "scripted"
    assert any("2 of 8 passages were read" in notice for notice in answer.notices)
