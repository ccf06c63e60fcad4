"""A field that a server does not take is left out, once for each, and remembered."""

import json
from typing import Any

import pytest

from reviewer.errors import ModelReplyError
from tests.scripted_server import Open, Reply, Request, Serve

ASKED = [("user", "why?")]
OPTIONAL = ("stream_options", "temperature", "max_tokens", "max_completion_tokens", "stream")


def openai_style(name: str) -> object:
    said = f"Unrecognized request argument supplied: {name}"
    return {"error": {"message": said, "type": "invalid_request_error", "param": None}}


def openai_with_param(name: str) -> object:
    said = "Unsupported parameter: it is not supported with this model. Allowed: model, messages."
    return {"error": {"message": said, "param": name, "code": "unsupported_parameter"}}


def pydantic_style(name: str) -> object:
    return {
        "detail": [
            {
                "type": "extra_forbidden",
                "loc": ["body", name],
                "msg": "Extra inputs are not permitted",
                "input": 1,
            }
        ]
    }


def vllm_style(name: str) -> object:
    said = f"[{{'type': 'extra_forbidden', 'loc': ('body', '{name}'), 'input': 1}}]"
    return {"object": "error", "message": said, "code": 400}


def in_a_sentence(name: str) -> object:
    return {"error": f"json: unknown field `{name}`, expected one of `model`, `messages`"}


def schema_style(name: str) -> object:
    said = f"Additional properties are not allowed ('{name}' was unexpected)"
    return {"error": {"message": said}}


STYLES = [openai_style, openai_with_param, pydantic_style, vllm_style, in_a_sentence, schema_style]


@pytest.mark.parametrize("status", [400, 422])
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.__name__)
def test_a_server_that_takes_next_to_nothing_still_replies(
    serve: Serve, open_at: Open, style: Any, status: int
) -> None:
    def reply(request: Request) -> str | Reply:
        refused = [name for name in OPTIONAL if name in request.body]
        refused = [name for name in refused if name != "stream" or request.body["stream"]]
        if not refused:
            return "because"
        return Reply(status=status, raw=json.dumps(style(refused[0])).encode())

    server = serve(reply)
    backend = open_at(server.base_url)
    with backend.recording() as spent:
        assert "".join(backend.stream(ASKED)) == "because"
    assert len(server.chats) == 6
    assert spent.usage.calls == 1
    assert server.chats[-1].body.keys() == {"model", "messages", "stream"}
    assert "".join(backend.stream(ASKED)) == "because"
    assert len(server.chats) == 7  # what was refused once is not sent again
    assert spent.notices == ["the server takes no temperature; its own default is used"]


def test_roles_of_the_same_model_know_what_it_does_not_take(serve: Serve, open_at: Open) -> None:
    server = serve([Reply("no temperature", status=400), "a", "b"])
    backend = open_at(server.base_url)
    assert backend.complete(ASKED) == "a"
    assert backend.role("judge").complete(ASKED) == "b"
    assert len(server.chats) == 3


def test_calls_that_are_under_way_at_once_each_leave_the_field_out(
    serve: Serve, open_at: Open
) -> None:
    def reply(request: Request) -> str | Reply:
        return Reply("no temperature", status=400) if "temperature" in request.body else "fine"

    backend = open_at(serve(reply).base_url, concurrency=4)
    asked = [[("user", str(n))] for n in range(4)]
    assert backend.complete_all(asked) == ["fine"] * 4


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, "System role not supported"),
        (422, "Template error: invalid operation: System role not supported (in <string>:1)"),
        (500, "Conversation roles must alternate user/assistant/user/assistant/..."),
        (400, "Only user and assistant roles are supported!"),
        (400, "Error rendering prompt with jinja template: Only user, assistant roles are allowed"),
    ],
)
def test_a_model_without_system_messages_is_told_with_the_question(
    serve: Serve, open_at: Open, status: int, said: str
) -> None:
    server = serve([Reply(said, status=status), "because", "again"])
    backend = open_at(server.base_url, retries=2)
    asked = [("system", "be brief"), ("user", "why?")]
    with backend.recording() as spent:
        assert backend.complete(asked) == "because"
    assert server.chats[1].body["messages"] == [{"role": "user", "content": "be brief\n\nwhy?"}]
    (call,) = spent.calls
    assert call.notices == (
        "the model takes no system message; its words are sent with the question",
    )
    assert list(call.messages) == asked
    assert backend.complete([("system", "alone")]) == "again"
    assert server.chats[2].body["messages"] == [{"role": "user", "content": "alone"}]


def test_a_complaint_that_names_no_field_is_an_error(serve: Serve, open_at: Open) -> None:
    server = serve([Reply("that is not how it is done upstream", status=422)])
    with pytest.raises(ModelReplyError, match="refused the request"):
        open_at(server.base_url).complete(ASKED)
    assert len(server.chats) == 1
