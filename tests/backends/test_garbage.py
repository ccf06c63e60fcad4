"""Whatever a server sends is a reply or an error with a hint, and one call in the record."""

import json
from collections.abc import Iterator
from contextlib import suppress
from random import Random
from typing import Any

import pytest

from reviewer.errors import ModelError
from tests.scripted_server import Open, Reply, Request, Serve

ASKED = [("user", "why?")]
ODD: list[Any] = [None, [], {}, 0, -1, "x", True, [None], {"a": []}, 10**30, float("inf")]
WHOLE = {
    "id": "1",
    "object": "chat.completion",
    "created": 0,
    "model": "m",
    "choices": [
        {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "why"}}
    ],
    "usage": {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4},
}
PIECE = WHOLE | {
    "object": "chat.completion.chunk",
    "choices": [{"index": 0, "finish_reason": "stop", "delta": {"content": "why"}}],
}


def with_odd_parts(value: Any) -> Iterator[Any]:
    """The value with each of its parts gone, or replaced by each odd value."""
    yield from ODD
    if isinstance(value, dict):
        for key in value:
            yield {other: value[other] for other in value if other != key}
            yield from ({**value, key: part} for part in with_odd_parts(value[key]))
    if isinstance(value, list):
        yield from ([part] for one in value for part in with_odd_parts(one))


def with_odd_bytes(raw: bytes, count: int) -> Iterator[bytes]:
    random = Random(1)
    for _ in range(count):
        at = random.randrange(len(raw))
        yield random.choice(
            [
                raw[:at] + bytes([random.randrange(256)]) + raw[at + 1 :],
                raw[:at] + raw[at + random.randint(1, 30) :],
                raw[:at],
            ]
        )


@pytest.mark.filterwarnings("ignore:Pydantic serializer")
@pytest.mark.parametrize("streamed", [True, False])
def test_no_reply_is_more_than_an_error(serve: Serve, open_at: Open, streamed: bool) -> None:
    sent = [json.dumps(odd).encode() for odd in with_odd_parts(PIECE if streamed else WHOLE)]
    if streamed:
        sent = [b"data: " + one + b"\n\ndata: [DONE]\n\n" for one in sent]
    good = b"data: " + json.dumps(PIECE).encode() + b"\n\n" if streamed else json.dumps(WHOLE)
    sent += with_odd_bytes(good if isinstance(good, bytes) else good.encode(), 60)
    replies = iter(sent)
    headers = {"Content-Type": "text/event-stream"} if streamed else {}

    def reply(request: Request) -> Reply:
        if request.body["stream"] != streamed:
            return Reply("nor so", status=500)
        return Reply(raw=next(replies), headers=headers)

    backend = open_at(serve(reply).base_url)
    said = 0
    for _ in sent:
        with backend.recording() as spent, suppress(ModelError):
            said += bool("".join(backend.stream(ASKED) if streamed else backend.complete(ASKED)))
        (call,) = spent.calls
        assert "\n" not in "".join(call.error or ())
        assert type(call).model_validate_json(call.model_dump_json()) == call
    assert 20 < said < len(sent)
