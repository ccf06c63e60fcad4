"""One call on its way over HTTP: sent, refused, waited for, sent again, read as it comes.

In comes a call that is paid for; out come the pieces of the reply as the client gives them, and
whatever the client raises for what does not pass.
"""

import warnings
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import openai
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, convert_to_messages
from langchain_openai.chat_models.base import BaseChatOpenAI
from langsmith import tracing_context

from reviewer.backends.endpoint import CLIENT_ERRORS, Endpoint
from reviewer.backends.fields import SYSTEM, Shape, without_system
from reviewer.backends.ledger import Ticket
from reviewer.backends.retrying import LONGEST_WAIT, asked_wait, backed_off, may_pass
from reviewer.errors import ModelReplyError
from reviewer.settings import ModelSettings

# LangChain writes what a server sent anew, and pydantic warns on stderr of each field that is of
# another type than OpenAI's; the reply is read all the same.
warnings.filterwarnings("ignore", "Pydantic serializer warnings", UserWarning)

_NOTICES = {
    "temperature": "the server takes no temperature; its own default is used",
    SYSTEM: "the model takes no system message; its words are sent with the question",
}
_CUT = {"length", "max_tokens", "MAX_TOKENS"}  # why a reply ended, by OpenAI, Anthropic, Google
_ABSURD = 10**9  # tokens that no call has


@dataclass
class Heard:
    """What has come of a reply, thinking included."""

    text: str = ""
    pieces: int = 0
    finish: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0

    @property
    def is_cut(self) -> bool:
        return self.finish in _CUT

    def take(self, message: BaseMessage) -> str:
        """Note what a piece of the reply says beside its text, and return the text."""
        told = message.response_metadata
        finish = told.get("finish_reason") or told.get("stop_reason") or self.finish
        self.finish = finish if isinstance(finish, str) else str(finish or "") or None
        usage = getattr(message, "usage_metadata", None) or {}
        self.input_tokens += _count(usage.get("input_tokens"))
        self.output_tokens += _count(usage.get("output_tokens"))
        text = str(message.text)
        self.text += text
        self.pieces += bool(text)
        return text


class Sender:
    """Sends calls to one chat model, and remembers which fields its server does not take.

    Args:
        chat: the model; those that speak OpenAI's protocol have no retries of their own.
        settings: how it is called.
        endpoint: where it is, for messages to the user.
    """

    def __init__(self, chat: BaseChatModel, settings: ModelSettings, endpoint: Endpoint) -> None:
        self._chat = chat
        self._settings = settings
        self._endpoint = endpoint
        self._given_up: frozenset[str] = frozenset()
        self._speaks_openai = isinstance(chat, BaseChatOpenAI)

    def pieces(self, ticket: Ticket, heard: Heard, *, streaming: bool) -> Iterator[str]:
        """The reply as it comes, after as many failures as may pass.

        Args:
            ticket: the call.
            heard: takes what came.
            streaming: whether to ask for the reply in pieces.

        Raises:
            ModelError: no time is left, the stream broke off, or the wait is too long.
            Exception: what the client raises.
        """
        retries = 0
        first = "max_tokens" if self._endpoint.base_url else "max_completion_tokens"
        while True:
            shape = Shape(self._given_up, first, streaming)
            ticket.allowance.check_time()
            try:
                yield from self._exchange(ticket, heard, shape)
            except CLIENT_ERRORS as error:
                if heard.text or ticket.wire.is_lost or self._endpoint.overflow(error):
                    raise
                if self._gives_up_a_field(error, shape, ticket):
                    continue
                if retries >= self._retries or not may_pass(error):
                    raise
                self._pause(error, retries, ticket)
                retries += 1
            else:
                return

    def _exchange(self, ticket: Ticket, heard: Heard, shape: Shape) -> Iterator[str]:
        if not shape.streams:
            yield self._whole(ticket, heard, shape)
            return
        try:
            yield from self._streamed(ticket, heard, shape)
        except (ValueError, ModelReplyError) as silence:
            if heard.text or ticket.wire.is_lost:
                raise
            # llama-cpp-python says nothing in a stream of a request that is too long, and why to
            # those who ask for the whole reply.
            try:
                yield self._whole(ticket, heard, shape._replace(streaming=False))
            except CLIENT_ERRORS as error:
                raise error if self._endpoint.overflow(error) else silence from None

    def _whole(self, ticket: Ticket, heard: Heard, shape: Shape) -> str:
        chat, given = self._request(ticket, shape)
        with tracing_context(enabled=False):  # a thread has no context of the recording's
            return heard.take(chat.invoke(_messages(ticket, shape), **given))

    def _streamed(self, ticket: Ticket, heard: Heard, shape: Shape) -> Iterator[str]:
        chat, given = self._request(ticket, shape)
        pieces = chat.stream(_messages(ticket, shape), **given)
        with closing(pieces):  # type: ignore[type-var]
            for message in pieces:
                piece = heard.take(message)
                # A server may not heed how long the reply may be; a budget is kept all the same.
                if ticket.is_short and heard.pieces > ticket.writes:
                    raise ticket.allowance.over()
                ticket.allowance.check_time()
                yield piece
        if heard.finish is None and self._endpoint.base_url is not None:
            raise self._endpoint.broken_off()

    def _request(self, ticket: Ticket, shape: Shape) -> tuple[BaseChatModel, dict[str, Any]]:
        if not self._speaks_openai:
            return self._chat, {"max_tokens": ticket.writes} if ticket.is_short else {}
        chat = self._chat
        if "temperature" in shape.given_up:
            chat = chat.model_copy(update={"temperature": None})
        given = shape.options(ticket.writes)
        left = ticket.allowance.seconds_left()
        if left is not None and left < self._settings.timeout:
            given["timeout"] = left
        return chat, given

    @property
    def _retries(self) -> int:
        """Other clients try again by themselves."""
        return self._settings.retries if self._speaks_openai else 0

    def _gives_up_a_field(self, error: Exception, shape: Shape, ticket: Ticket) -> bool:
        """Whether the server named a field that it does not take, and is sent no more."""
        if not self._speaks_openai or not isinstance(error, openai.APIStatusError):
            return False
        name = shape.rejected(error)
        if name is None:
            return False
        self._given_up |= {name}
        if name in _NOTICES:
            ticket.note(_NOTICES[name])
        return True

    def _pause(self, error: Exception, retries: int, ticket: Ticket) -> None:
        asked = asked_wait(error)
        if asked is not None and asked > LONGEST_WAIT:
            raise self._endpoint.busy_for(error, asked)
        seconds = asked or backed_off(retries)
        why = f": {self._endpoint} asks to be left alone for {seconds:g} s" if asked else ""
        ticket.allowance.check_time(why, seconds)
        ticket.wire.pause(seconds)


def _count(told: object) -> int:
    """A server's count of tokens; 0 for what is none."""
    return int(told) if isinstance(told, int | float) and 0 < told < _ABSURD else 0


def _messages(ticket: Ticket, shape: Shape) -> list[BaseMessage]:
    takes_system = SYSTEM not in shape.given_up
    return convert_to_messages(
        list(ticket.messages) if takes_system else without_system(ticket.messages)
    )
