"""Replies hold whole characters, wherever a server cuts them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.backends.characters import whole, whole_characters
from reviewer.errors import ModelReplyError
from tests.scripted_server import Open, Reply, Serve

HALVES = "\ud83d\udc1d"  # a bee, in two halves
SSE = {"Content-Type": "text/event-stream"}


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        (["a ", HALVES[0], HALVES[1], " b"], "a 🐝 b"),
        (["a " + HALVES[0], HALVES[1] + " b"], "a 🐝 b"),
        ([HALVES], "🐝"),
        ([HALVES[0], "b"], "�b"),
        ([HALVES[1], "b"], "�b"),
        (["b", HALVES[0]], "b�"),
        ([HALVES[0], HALVES[0], HALVES[1]], "�🐝"),
        ([], ""),
    ],
)
def test_halves_are_put_together_and_lone_ones_replaced(pieces: list[str], said: str) -> None:
    assert "".join(whole_characters(pieces)) == said


@given(st.text(), st.data())
def test_whole_texts_come_through_wherever_they_are_cut(text: str, data: st.DataObject) -> None:
    halves = text.encode("utf-16-le", "surrogatepass")
    cuts = data.draw(st.lists(st.integers(0, len(halves) // 2), max_size=5).map(sorted))
    ends = [2 * cut for cut in cuts]
    pieces = [
        halves[a:b].decode("utf-16-le", "surrogatepass")
        for a, b in zip([0, *ends], [*ends, len(halves)], strict=True)
    ]
    assert "".join(whole_characters(pieces)) == text


@given(st.text(alphabet=st.characters(categories=["Cs", "L"])))
def test_any_text_can_be_written_to_a_file(text: str) -> None:
    assert whole(text).encode("utf-8").decode("utf-8") == whole(whole(text))


def event(piece: str) -> str:
    delta = {"index": 0, "delta": {"content": piece}, "finish_reason": None}
    return json.dumps({"id": "1", "created": 0, "model": "m", "choices": [delta]})


def test_a_streamed_character_in_halves_is_whole_in_reply_and_record(
    serve: Serve, open_at: Open
) -> None:
    end = json.dumps({"id": "1", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    events = [event("a "), event(HALVES[0]), event(HALVES[1]), end, "[DONE]"]
    raw = "".join(f"data: {one}\n\n" for one in events).encode()
    backend = open_at(serve([Reply(raw=raw, headers=SSE)]).base_url)
    with backend.recording() as spent:
        assert "".join(backend.stream([("user", "which insect? \ud83d")])) == "a 🐝"
    (call,) = spent.calls
    assert call.messages == (("user", "which insect? �"),)
    assert "🐝" in call.model_dump_json()


def test_a_complaint_in_halves_can_be_shown(serve: Serve, open_at: Open) -> None:
    server = serve([Reply(f"no {HALVES[0]}", status=400)])
    with pytest.raises(ModelReplyError) as caught:
        open_at(server.base_url).complete([("user", "why?")])
    assert "no �" in caught.value.message
