"""One language model, open for calls: what the layers above hold.

In come messages; out comes text, and what it cost. It does not know what the text means.
"""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager

from langsmith import tracing_context

from reviewer.backends.door import Door, Line
from reviewer.backends.ledger import Ledger, Spent
from reviewer.backends.together import run_together
from reviewer.backends.tokens import Item, Messages, fit_passages
from reviewer.errors import ModelError, ModelReplyError
from reviewer.model_settings import Role
from reviewer.models import Usage


class Backend:
    """A language model in one of its roles, open for calls.

    Args:
        lines: what replies, by role.
        ledger: shared by all roles.
        role: what this one is called for.
    """

    def __init__(self, lines: Mapping[Role, Line], ledger: Ledger, role: Role = "write") -> None:
        line = lines[role]
        self.chat = Door(line, ledger, role)
        self.name = line.name
        self._lines = lines
        self._ledger = ledger
        self._line = line

    def __repr__(self) -> str:
        return f"Backend({self.name!r})"

    @property
    def usage(self) -> Usage:
        """What every call so far has cost, in every role."""
        return self._ledger.usage

    def role(self, name: Role) -> "Backend":
        """The model in another role: the same one where `[model.NAME]` says nothing else.

        Calls of all roles are in each other's recordings, on one budget.
        """
        return Backend(self._lines, self._ledger, name)

    def complete(self, messages: Messages) -> str:
        """The whole reply.

        Raises:
            ModelError: the call failed.
        """
        with self.recording():
            return str(self.chat.invoke(list(messages)).text)

    def complete_all(self, requests: Sequence[Messages]) -> list[str | ModelError]:
        """The whole reply to each request, or why there is none, in their order.

        As many calls are under way at once as `model.concurrency` says. An interrupt ends those
        that are under way, and the others are not begun.
        """
        with self.recording():
            return run_together(self.chat, requests, self._line.settings.concurrency)

    def stream(self, messages: Messages) -> Generator[str, None, None]:
        """The reply in pieces, as they come. Closing it ends the call.

        Raises:
            ModelError: the call failed, maybe after some pieces.
        """
        with self.recording(), closing(self.chat.stream(list(messages))) as replies:
            for message in replies:
                yield str(message.text)

    @contextmanager
    def recording(self) -> Iterator[Spent]:
        """What the calls within cost; no tracing service is told of them.

        The outermost recording is what a budget is for: one question, one draft.
        """
        with self._ledger.recording() as spent, tracing_context(enabled=False):
            yield spent

    def fit(
        self,
        passages: Sequence[Item],
        messages_of: Callable[[Sequence[Item]], Messages],
        *,
        window: int | None = None,
    ) -> tuple[list[Item], str | None]:
        """The passages that fit the context window, the last dropped first, and what to tell.

        Args:
            passages: best first; what is shown of them.
            messages_of: the messages that would carry them.
            window: tokens that the model can read and write; by default `model.context_window`.

        Raises:
            ModelReplyError: not even one of them fits.
        """
        settings, counter = self._line.settings, self._line.counter
        window = window or settings.context_window
        most = settings.max_output_tokens

        def fits(messages: Messages) -> bool:
            return counter.of_messages(messages) + most <= window

        # What was sent is what fitted, however tokens are counted where a record is replayed.
        size = self._line.recorded_size(passages, messages_of)
        kept = list(passages[:size]) if size else fit_passages(passages, messages_of, fits)
        if len(kept) == len(passages):
            return kept, None
        if not kept:
            raise ModelReplyError(
                f"no passage fits {window} tokens of context beside {most} tokens of reply",
                hint="raise model.context_window, or lower model.max_output_tokens",
            )
        how = "" if counter.exact else ", by an estimate on the safe side"
        return kept, (
            f"{len(kept)} of {len(passages)} passages fit the model's "
            f"{window} tokens of context{how}; the others were not read"
        )
