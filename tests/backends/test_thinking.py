"""Thinking is cut from the front of a reply, wherever the pieces are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.backends.thinking import without_thinking


@pytest.mark.parametrize(
    ("reply", "left"),
    [
        ("plain text", "plain text"),
        ("<think>hm</think>text", "text"),
        (" \n<think>\nhm\n</think>\n\ntext</think> <think>more", "text</think> <think>more"),
        ("<think>never ends", ""),
        ("<thin ice", "<thin ice"),
        ("<thi", "<thi"),
        ("<think></think>", ""),
        ("", ""),
    ],
)
@given(data=st.data())
def test_what_is_left_is_the_reply_alone(reply: str, left: str, data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(reply)), max_size=6).map(sorted))
    pieces = [reply[a:b] for a, b in zip([0, *cuts], [*cuts, len(reply)], strict=True)]
    assert "".join(without_thinking(pieces)) == left


def test_a_reply_without_thinking_is_passed_on_as_it_comes() -> None:
    pieces = iter(["One", " two", " three"])
    said = without_thinking(pieces)
    assert next(said) == "One"
    assert list(pieces) == [" two", " three"]
