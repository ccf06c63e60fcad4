"""A model behind HTTP: keeps replies, tries again what may pass, explains what does not.

In comes a call; out come the pieces of its reply, and on the ticket what it cost.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from time import perf_counter
from typing import Any

import openai
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, convert_to_messages
from langchain_openai.chat_models.base import BaseChatOpenAI

from reviewer.backends.door import Pieces
from reviewer.backends.endpoint import CLIENT_ERRORS, GARBLED, Endpoint
from reviewer.backends.fields import SYSTEM, Shape, without_system
from reviewer.backends.ledger import Ledger, Ticket
from reviewer.backends.retrying import LONGEST_WAIT, asked_wait, backed_off, may_pass
from reviewer.backends.thinking import without_thinking
from reviewer.backends.tokens import Counter, Item, Messages, counter_for
from reviewer.errors import ModelError
from reviewer.models import Usage
from reviewer.reply_cache import Reply, ReplyCache, request_key
from reviewer.settings import ModelSettings
from reviewer.text.addresses import shown

_NOTICES = {
    "temperature": "the server takes no temperature; its own default is used",
    SYSTEM: "the model takes no system message; its words are sent with the question",
}


class ChatLine:
    """A chat model of LangChain.

    Args:
        chat: the model; those that speak OpenAI's protocol have no retries of their own.
        settings: how it is called.
        endpoint: where it is, for messages to the user.
        cache: keeps replies; None keeps none.
        ledger: says how many calls may be under way.
    """

    def __init__(
        self,
        chat: BaseChatModel,
        settings: ModelSettings,
        endpoint: Endpoint,
        cache: ReplyCache | None,
        ledger: Ledger,
    ) -> None:
        self.name = endpoint.model
        self.settings = settings
        self._chat = chat
        self._endpoint = endpoint
        self._cache = cache
        self._ledger = ledger
        self._given_up: frozenset[str] = frozenset()

    @cached_property
    def counter(self) -> Counter:
        return counter_for(self.name)

    def key(self, messages: Messages) -> str:
        return key_of(self.settings, messages)

    def begin(self, ticket: Ticket) -> None:
        kept = self._cached(lambda cache: cache.get(ticket.key), ticket)
        if kept is not None:
            ticket.kept = kept.text
            ticket.cached, ticket.cut = True, kept.cut
            ticket.usage = Usage(cached_calls=1, cost=self.settings.cost(0, 0))
            self._note_cut(ticket)
            return
        ticket.reads = self.counter.of_messages(ticket.messages)
        ticket.writes = ticket.allowance.take(ticket.reads, self.settings.max_output_tokens)

    def pieces(self, ticket: Ticket, *, streaming: bool) -> Pieces:
        if ticket.kept is not None:
            yield ticket.kept
            return
        heard = _Heard()
        started = perf_counter()
        try:
            seconds = ticket.allowance.seconds_left
            with self._ledger.slot(), ticket.wire.in_use(seconds()):
                yield from filter(None, without_thinking(self._tries(ticket, heard, streaming)))
        except (ModelError, *CLIENT_ERRORS, *GARBLED) as error:
            raise self._why(error, ticket) from None
        finally:
            self._settle(ticket, heard, perf_counter() - started)
        if not ticket.text.strip():
            raise self._endpoint.empty()
        ticket.cut = heard.finish == "length"
        self._note_cut(ticket)
        if not self._is_short(ticket):
            reply = Reply(ticket.text, cut=ticket.cut)
            self._cached(lambda cache: cache.put(ticket.key, reply), ticket)

    def _tries(self, ticket: Ticket, heard: "_Heard", streaming: bool) -> Iterator[str]:
        """The reply as it comes, after as many failures as may pass."""
        retries = 0
        while True:
            first = "max_tokens" if self._endpoint.base_url else "max_completion_tokens"
            shape = Shape(self._given_up, first, streaming)
            ticket.allowance.check_time()
            try:
                yield from self._send(ticket, heard, shape)
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

    def _send(self, ticket: Ticket, heard: "_Heard", shape: Shape) -> Iterator[str]:
        folded = without_system(ticket.messages) if SYSTEM in shape.given_up else ticket.messages
        messages = convert_to_messages(list(folded))
        chat, given = self._request(ticket, shape)
        if not shape.streams:
            yield heard.take(chat.invoke(messages, **given))
            return
        pieces = chat.stream(messages, **given)
        with closing(pieces):  # type: ignore[type-var]
            for message in pieces:
                piece = heard.take(message)
                self._check_length(ticket, heard)
                yield piece
        if heard.finish is None and self._endpoint.base_url is not None:
            raise self._endpoint.broken_off()

    def _request(self, ticket: Ticket, shape: Shape) -> tuple[BaseChatModel, dict[str, Any]]:
        if not isinstance(self._chat, BaseChatOpenAI):
            return self._chat, {"max_tokens": ticket.writes} if self._is_short(ticket) else {}
        chat = self._chat
        if "temperature" in shape.given_up:
            chat = chat.model_copy(update={"temperature": None})
        given = shape.options(ticket.writes)
        left = ticket.allowance.seconds_left()
        if left is not None and left < self.settings.timeout:
            given["timeout"] = left
        return chat, given

    @property
    def _retries(self) -> int:
        """Other clients try again by themselves."""
        return self.settings.retries if isinstance(self._chat, BaseChatOpenAI) else 0

    def _gives_up_a_field(self, error: Exception, shape: Shape, ticket: Ticket) -> bool:
        """Whether the server named a field that it does not take, and is sent no more."""
        if not isinstance(error, openai.APIStatusError):
            return False
        name = shape.rejected(error)
        if name is None or not isinstance(self._chat, BaseChatOpenAI):
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

    def _check_length(self, ticket: Ticket, heard: "_Heard") -> None:
        """End a reply that is longer than its budget, of a server that does not heed it."""
        if self._is_short(ticket) and heard.pieces > ticket.writes:
            raise ticket.allowance.over()

    def _is_short(self, ticket: Ticket) -> bool:
        """Whether a budget leaves less for the reply than the settings do."""
        return ticket.writes < self.settings.max_output_tokens

    def _why(self, error: Exception, ticket: Ticket) -> ModelError:
        if ticket.wire.is_late or ticket.allowance.seconds_left() == 0:
            return ticket.allowance.late()
        return error if isinstance(error, ModelError) else self._endpoint.explain(error)

    def _cached(self, act: Callable[[ReplyCache], Reply | None], ticket: Ticket) -> Reply | None:
        if self._cache is None:
            return None
        try:
            return act(self._cache)
        except (sqlite3.Error, OSError) as error:
            ticket.note(f"replies cannot be kept ({error}); the answer is not affected")
            return None

    def _settle(self, ticket: Ticket, heard: "_Heard", seconds: float) -> None:
        """What the call cost: by the server's counts, else by ours; nothing if it said nothing."""
        reads, writes = heard.input_tokens, heard.output_tokens
        if heard.text:
            reads, writes = reads or ticket.reads, writes or self.counter.count(heard.text)
        ticket.usage = Usage(
            calls=1,
            input_tokens=reads,
            output_tokens=writes,
            seconds=seconds,
            cost=self.settings.cost(reads, writes),
        )
        if ticket.usage.cost is None and self._ledger.is_priced:
            ticket.note(f"no prices are set for {self.name}: the cost is without its calls")
        ticket.allowance.settle(ticket.reads + ticket.writes, reads + writes)

    def recorded_size(
        self, passages: Sequence[Item], messages_of: Callable[[Sequence[Item]], Messages]
    ) -> int | None:
        return None

    def _note_cut(self, ticket: Ticket) -> None:
        if not ticket.cut:
            return
        if self._is_short(ticket) and not ticket.cached:
            most, why = ticket.writes, "all that the budget left"
        else:
            most, why = self.settings.max_output_tokens, "model.max_output_tokens"
        ticket.note(f"the reply was cut after {most} tokens ({why})")


@dataclass
class _Heard:
    """What has come of a reply."""

    text: str = ""
    pieces: int = 0
    finish: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0

    def take(self, message: BaseMessage) -> str:
        """Note what a piece of the reply says beside its text, and return the text."""
        finish = message.response_metadata.get("finish_reason")
        self.finish = finish or self.finish
        usage = getattr(message, "usage_metadata", None) or {}
        self.input_tokens += usage.get("input_tokens") or 0
        self.output_tokens += usage.get("output_tokens") or 0
        text = str(message.text)
        self.text += text
        self.pieces += bool(text)
        return text


def key_of(settings: ModelSettings, messages: Messages) -> str:
    """The SHA-256 of everything that decides the reply to messages."""
    return request_key(
        {
            "base_url": settings.base_url and shown(settings.base_url),
            "model": settings.name,
            "temperature": settings.temperature,
            "max_tokens": settings.max_output_tokens,
            "messages": [[role, text] for role, text in messages],
        }
    )
