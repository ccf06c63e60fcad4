"""What failed is shown to the model once, with the reason; what is mended takes its place."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from reviewer.models import Passage, Statement
from reviewer.prompting import load_prompt
from reviewer.proof import Writer, Written, number_passages, write_with_proof
from tests.passages import PASSAGES
from tests.scripted_server import Open, Reply, Request, Script, ScriptedServer, Serve

CUTS = "Stopping early cuts the samples by 80.1% on GSM8K"
WRONG = "Stopping early cuts the samples by 45% on GSM8K [1.2]."
HELPS = "Higher temperature helps best-of-n sampling, but may hurt greedy decoding"
STAYS = "Accuracy stays where it was"


class Outcome(NamedTuple):
    written: Written[Passage]
    server: ScriptedServer

    @property
    def texts(self) -> list[str]:
        return [said.text for said in self.written.resolution.statements]

    @property
    def left(self) -> list[str]:
        return [left.text for left in self.written.resolution.left_out]


Write = Callable[..., Outcome]


@pytest.fixture
def write(serve: Serve, open_at: Open) -> Write:
    def written(
        *replies: str | Reply,
        script: Script | None = None,
        told: list[Statement] | None = None,
        **how: Any,
    ) -> Outcome:
        server = serve(script or replies)
        found = write_with_proof(
            load_prompt("answer", None),
            {"question": "What does stopping early save?"},
            PASSAGES,
            number_passages,
            Writer(open_at(server.base_url), **how),
            on_statement=None if told is None else told.append,
        )
        return Outcome(found, server)

    return written


def test_a_sentence_with_a_wrong_number_is_shown_with_the_reason_and_mended_in_its_place(
    write: Write,
) -> None:
    found = write(f"{WRONG} {HELPS} [2.2].", f"1. {CUTS} [1.2].")
    assert found.texts == [f"{CUTS}.", f"{HELPS}."]
    assert found.left == []
    shown = found.server.chats[1].prompt
    assert "1. Stopping early cuts the samples by 45% on GSM8K." in shown
    assert "Why not: its quotes do not say 45" in shown
    assert "1.2 Stopping early cuts" in shown


def test_what_the_model_drops_or_fails_again_stays_left_out_with_its_first_reason(
    write: Write,
) -> None:
    found = write(
        f"{WRONG} Bees are loud. {HELPS} [2.2].",
        "1. Stopping early cuts the samples by 46% on GSM8K [1.2].\n2. DROP",
    )
    assert found.texts == [f"{HELPS}."]
    first, second = found.written.resolution.left_out
    assert (first.text, first.support) == (WRONG.replace(" [1.2]", ""), "unsupported")
    assert "45" in first.reason
    assert (second.text, second.support) == ("Bees are loud.", "uncited")


@pytest.mark.parametrize(
    "reply",
    ["", "I am sorry.", "3. Something else [1.1].", "0. x", "1.", "2) [9.9]", "```json\n{}\n```"],
)
def test_a_repair_that_says_nothing_useful_changes_nothing(
    write: Write,
    reply: str,
) -> None:
    found = write(f"{WRONG} Bees are loud. {HELPS} [2.2].", reply)
    assert found.texts == [f"{HELPS}."]
    assert found.left == [WRONG.replace(" [1.2]", ""), "Bees are loud."]


def test_the_only_failed_sentence_may_be_mended_without_its_number(
    write: Write,
) -> None:
    assert write(WRONG, f"{CUTS} [1.2].").texts == [f"{CUTS}."]


def test_a_mended_sentence_that_was_said_already_is_not_said_twice(
    write: Write,
) -> None:
    found = write(f"{CUTS} [1.2]. {WRONG}", f"1. {CUTS} [1.2].")
    assert found.texts == [f"{CUTS}."]
    assert len(found.left) == 1


def test_a_good_reply_costs_one_call_and_a_repair_that_fails_is_told(
    write: Write,
) -> None:
    assert len(write(f"{CUTS} [1.2].").server.chats) == 1
    found = write(f"{WRONG} {HELPS} [2.2].", Reply("overloaded", status=400))
    assert found.texts == [f"{HELPS}."]
    (notice,) = found.written.notices
    assert "overloaded" in notice
    assert notice.endswith("what was left out was not tried again")
    assert found.written.partial is None


def test_titles_and_repetitions_are_not_worth_a_second_call(
    write: Write,
) -> None:
    found = write(f"{CUTS} [1.2]. {CUTS} [1.2]. {PASSAGES[1].paper.title} [2.1].")
    assert found.texts == [f"{CUTS}."]
    assert len(found.server.chats) == 1


def test_statements_are_told_in_order_and_none_before_one_that_may_still_be_mended(
    write: Write,
) -> None:
    told_at_repair: list[int] = []
    told: list[Statement] = []

    def script(request: Request) -> str:
        if "<sentences>" in request.prompt:
            told_at_repair.append(len(told))
            return f"1. {CUTS} [1.2]."
        return f"{HELPS} [2.2]. {WRONG} {STAYS} [1.3]."

    write(script=script, told=told)
    assert told_at_repair == [1]
    assert [said.text for said in told] == [f"{HELPS}.", f"{CUTS}.", f"{STAYS}."]


class Impatient(list[Statement]):
    """Presses Ctrl-C at the first statement."""

    def append(self, said: Statement) -> None:
        super().append(said)
        raise KeyboardInterrupt


def test_an_interruption_keeps_what_was_proven_until_then(write: Write) -> None:
    told = Impatient()
    found = write(f"{CUTS} [1.2]. {HELPS} [2.2].", told=told)
    assert found.texts == [said.text for said in told] == [f"{CUTS}."]
    assert found.written.partial == "interrupted; what was proven until then is kept"
    assert len(found.server.chats) == 1
