"""A model that replies from a record of its calls: no network, no key, the same replies.

In come the calls of an earlier run; out comes a `Backend` that fails, is cut and costs as the
model did then.
"""

import re
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from reviewer import errors
from reviewer.backends.backend import Backend
from reviewer.backends.door import Line, Pieces
from reviewer.backends.endpoint import LIMIT_IN_HINT
from reviewer.backends.ledger import Ledger, Ticket
from reviewer.backends.line import key_of
from reviewer.backends.tokens import Counter, Item, Messages, counter_for
from reviewer.errors import ContextLengthError, ModelError, ModelReplyError, RecordError
from reviewer.model_settings import ROLES, Role
from reviewer.models import Call
from reviewer.settings import BudgetSettings, ModelSettings

_WORDS = re.compile(r"\s*\S+\s*")


def recorded_backend(calls: Sequence[Call], settings: ModelSettings) -> Backend:
    """The language model of a record.

    Args:
        calls: of an earlier run, in the order they were begun.
        settings: those of that run; they are part of what a request is known by.
    """
    replies: dict[str, deque[Call]] = defaultdict(deque)
    for call in calls:
        replies[call.key].append(call)
    lines: dict[Role, Line] = {role: RecordedLine(settings.role(role), replies) for role in ROLES}
    return Backend(lines, Ledger(BudgetSettings(), settings.concurrency))


class RecordedLine:
    """Replies by the key of a request; to one made several times, in their order.

    Args:
        settings: how the model was called.
        replies: what is left of the record.
    """

    def __init__(self, settings: ModelSettings, replies: Mapping[str, deque[Call]]) -> None:
        self.name = settings.name or ""
        self.settings = settings
        self._replies = replies

    @cached_property
    def counter(self) -> Counter:
        return counter_for(self.name)

    def key(self, messages: Messages) -> str:
        return key_of(self.settings, messages)

    def recorded_size(
        self, passages: Sequence[Item], messages_of: Callable[[Sequence[Item]], Messages]
    ) -> int | None:
        sizes = range(len(passages), 0, -1)
        keys = ((size, self.key(messages_of(passages[:size]))) for size in sizes)
        return next((size for size, key in keys if self._replies.get(key)), None)

    def begin(self, ticket: Ticket) -> None:
        """Take the next reply to this request.

        Raises:
            RecordError: there is none.
        """
        calls = self._replies.get(ticket.key)
        if not calls:
            raise RecordError(
                "the record holds no reply to this request",
                hint="it was made by another version, with other prompts or settings; ask again",
            )
        call = calls.popleft()
        ticket.replayed = call
        ticket.cached, ticket.cut, ticket.usage = call.cached, call.cut, call.usage
        ticket.notices += call.notices

    def pieces(self, ticket: Ticket, *, streaming: bool) -> Pieces:
        call = ticket.replayed
        assert call is not None
        yield from _WORDS.findall(call.reply) if streaming else filter(None, [call.reply])
        if call.error is None:
            return
        if call.error_kind == KeyboardInterrupt.__name__:
            raise KeyboardInterrupt
        raise _again(call.error, call.error_kind)


def _again(error: tuple[str, str], kind: str | None) -> ModelError:
    """The error that was recorded."""
    message, hint = error
    found = getattr(errors, kind or "", ModelReplyError)
    if found is ContextLengthError:
        limit = LIMIT_IN_HINT.search(hint)
        return ContextLengthError(message, hint=hint, limit=int(limit[1]) if limit else None)
    known = isinstance(found, type) and issubclass(found, ModelError)
    return found(message, hint=hint) if known else ModelReplyError(message, hint=hint)
