"""A model behind HTTP: keeps replies, counts what they cost, explains failures.

In comes a call; out come the pieces of its reply, and on the ticket what it cost. It does not know
how the call is sent.
"""

import sqlite3
from collections.abc import Callable, Sequence
from functools import cached_property
from time import perf_counter

from langchain_core.language_models import BaseChatModel

from reviewer.backends.characters import whole, whole_characters
from reviewer.backends.door import Pieces
from reviewer.backends.endpoint import CLIENT_ERRORS, GARBLED, Endpoint
from reviewer.backends.ledger import Ledger, Ticket
from reviewer.backends.sending import Heard, Sender
from reviewer.backends.thinking import without_thinking
from reviewer.backends.tokens import Counter, Item, Messages, counter_for
from reviewer.errors import ModelError
from reviewer.models import Usage
from reviewer.reply_cache import Reply, ReplyCache, request_key
from reviewer.settings import ModelSettings
from reviewer.text.addresses import shown


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
        self._sender = Sender(chat, settings, endpoint)
        self._endpoint = endpoint
        self._cache = cache
        self._ledger = ledger

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
        most = self.settings.max_output_tokens
        ticket.writes = ticket.allowance.take(ticket.reads, most)
        ticket.is_short = ticket.writes < most

    def pieces(self, ticket: Ticket, *, streaming: bool) -> Pieces:
        if ticket.kept is not None:
            yield ticket.kept
            return
        heard = Heard()
        started = perf_counter()
        try:
            seconds = ticket.allowance.seconds_left
            with self._ledger.slot(), ticket.wire.in_use(seconds()):
                said = self._sender.pieces(ticket, heard, streaming=streaming)
                yield from filter(None, without_thinking(whole_characters(said)))
        except (ModelError, *CLIENT_ERRORS, *GARBLED) as error:
            raise self._why(error, ticket) from None
        finally:
            self._settle(ticket, heard, perf_counter() - started)
        if not ticket.text.strip():
            raise self._endpoint.empty()
        ticket.cut = heard.is_cut
        self._note_cut(ticket)
        if not ticket.is_short:
            reply = Reply(ticket.text, cut=ticket.cut)
            self._cached(lambda cache: cache.put(ticket.key, reply), ticket)

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

    def _settle(self, ticket: Ticket, heard: Heard, seconds: float) -> None:
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
        if ticket.is_short:
            most, why = ticket.writes, "all that the budget left"
        else:
            most, why = self.settings.max_output_tokens, "model.max_output_tokens"
        ticket.note(f"the reply was cut after {most} tokens ({why})")


def key_of(settings: ModelSettings, messages: Messages) -> str:
    """The SHA-256 of everything that decides the reply to messages."""
    return request_key(
        {
            "base_url": settings.base_url and shown(settings.base_url),
            "model": settings.name,
            "temperature": settings.temperature,
            "max_tokens": settings.max_output_tokens,
            "messages": [[role, whole(text)] for role, text in messages],
        }
    )
