"""The fields of a request beside its messages, and which of them a server does not take.

In comes a server's complaint; out comes the field to leave out, and what to send without it.
"""

import json
import re
from typing import Any, NamedTuple

import openai

from reviewer.backends.tokens import Messages

SYSTEM = "system"
"""Not a field, but given up like one: templates of some models take no system message."""
_LENGTHS = ("max_tokens", "max_completion_tokens")
_NO_SYSTEM = re.compile(
    r"system (?:role|message|prompt)s?\b[^.]{0,30}\bnot (?:be )?(?:supported|allowed)"
    r"|roles must alternate|only user[^.]{0,12} assistant roles",
    re.IGNORECASE,
)


class Shape(NamedTuple):
    """The fields of a request beside its messages.

    Args:
        given_up: those that the server does not take.
        first: what the length of the reply is called, unless the server does not take that.
        streaming: whether the reply is to be streamed.
    """

    given_up: frozenset[str]
    first: str
    streaming: bool

    @property
    def streams(self) -> bool:
        return self.streaming and "stream" not in self.given_up

    @property
    def length(self) -> str | None:
        """The field that says how long the reply may be."""
        names = sorted(_LENGTHS, key=lambda name: name != self.first)
        return next((name for name in names if name not in self.given_up), None)

    @property
    def fields(self) -> list[str]:
        """Every field sent that a request can do without."""
        streamed = ["stream_options", "stream"] if self.streams else []
        optional = [*streamed, "temperature", self.length]
        return [name for name in optional if name and name not in self.given_up]

    def options(self, most: int) -> dict[str, Any]:
        """What LangChain's `ChatOpenAI` is called with, for a reply of `most` tokens."""
        found: dict[str, Any] = {}
        if self.streams:
            found["stream_usage"] = "stream_options" not in self.given_up
        if self.length == "max_tokens":
            # LangChain's own `max_tokens` is sent as `max_completion_tokens`, which some servers
            # pass over.
            found["extra_body"] = {"max_tokens": most}
        elif self.length is not None:
            found["max_tokens"] = most
        return found

    def rejected(self, error: openai.APIStatusError) -> str | None:
        """The field that the server names as one it does not take; None if it names none."""
        body = error.body
        if SYSTEM not in self.given_up and _NO_SYSTEM.search(f"{json.dumps(body)} {error}"):
            return SYSTEM
        if error.status_code not in (400, 422):
            return None
        param = body.get("param") if isinstance(body, dict) else None
        for text in (str(param or ""), json.dumps(body, ensure_ascii=False), str(error)):
            found = [(at.start(), name) for name in self.fields if (at := _named(name, text))]
            if found:
                return min(found)[1]
        return None


def without_system(messages: Messages) -> list[tuple[str, str]]:
    """The messages with what the system says at the head of what the user says first."""
    said = [text for role, text in messages if role == SYSTEM]
    rest = [(role, text) for role, text in messages if role != SYSTEM]
    if said and rest:
        role, text = rest[0]
        rest[0] = (role, "\n\n".join([*said, text]))
    return rest or [("user", text) for text in said]


def _named(name: str, text: str) -> re.Match[str] | None:
    return re.search(rf"(?<![\w]){name}(?![\w])", text)
