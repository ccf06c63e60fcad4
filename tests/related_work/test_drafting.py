"""A theme in a model's words: proven sentences under a heading that says nothing new."""

import pytest

from reviewer.errors import ModelReplyError
from reviewer.related_work.drafting import draft_theme
from tests.passages import PASSAGES
from tests.scripted_server import Open, Reply, Serve, once

TOPIC = "Sampling at inference time"
HEADING = "sampling and cost"
CUTS = "Stopping early cuts the samples by 80.1% on GSM8K"
HELPS = "Higher temperature helps best-of-n sampling"


def test_a_theme_holds_what_is_proven_and_lists_the_rest(serve: Serve, open_at: Open) -> None:
    server = serve([f"## Early stopping\n{CUTS} [1.2]. {HELPS} [2.2]. This is vital."])
    draft = draft_theme(TOPIC, HEADING, PASSAGES, once(open_at(server.base_url)))
    assert draft.theme.heading == "Early stopping"
    assert [said.text for said in draft.theme.statements] == [f"{CUTS}.", f"{HELPS}."]
    assert [left.text for left in draft.left_out] == ["This is vital."]
    assert draft.usage.calls == 1
    user = server.chats[0].body["messages"][1]["content"]
    assert f"Topic of the section: {TOPIC}\nTheme of this paragraph: {HEADING}" in user
    assert "<passages>\n[1] Stop Soon" in user


@pytest.mark.parametrize(
    ("first_line", "heading"),
    [
        ("## Temperature and early stopping", "Temperature and early stopping"),
        ("**Sampling at inference**", "Sampling at inference"),
        ("## Sampling solves hallucination", HEADING),
        ("## Early stopping of samples, answers, temperature, prompts, models and costs", HEADING),
        ("## ", HEADING),
        ("", HEADING),
    ],
)
def test_a_heading_of_the_model_s_is_used_only_if_its_words_are_known(
    serve: Serve, open_at: Open, first_line: str, heading: str
) -> None:
    server = serve([f"{first_line}\n\n{CUTS} [1.2]."])
    draft = draft_theme(TOPIC, HEADING, PASSAGES, once(open_at(server.base_url)))
    assert draft.theme.heading == heading
    assert len(draft.theme.statements) == 1


def test_a_theme_of_which_nothing_is_proven_is_empty(serve: Serve, open_at: Open) -> None:
    server = serve(["## Sampling\nMuch has been written."])
    draft = draft_theme(TOPIC, HEADING, PASSAGES, once(open_at(server.base_url)))
    assert draft.theme.statements == ()
    assert len(draft.left_out) == 1


def test_without_passages_the_model_is_not_called(serve: Serve, open_at: Open) -> None:
    server = serve([])
    draft = draft_theme(TOPIC, HEADING, [], once(open_at(server.base_url)))
    assert (draft.theme.heading, draft.theme.statements) == (HEADING, ())
    assert server.requests == []


def test_a_failing_call_is_an_error_for_the_caller_to_fall_back_on(
    serve: Serve, open_at: Open
) -> None:
    server = serve([Reply("oh", status=400)])
    with pytest.raises(ModelReplyError):
        draft_theme(TOPIC, HEADING, PASSAGES, once(open_at(server.base_url)))
