"""One language model, open for calls: what the layers above hold.

In come messages; out comes text, and what it cost. It does not know what the text means.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from langchain_core.language_models import BaseChatModel
from langsmith import tracing_context

from reviewer.backends.door import Door, Spent
from reviewer.backends.endpoint import Endpoint
from reviewer.backends.tokens import Item, Messages, fit_passages
from reviewer.errors import ModelError
from reviewer.models import Usage
from reviewer.reply_cache import ReplyCache
from reviewer.settings import ModelSettings


class Backend:
    """A language model that is open for calls.

    Args:
        chat: the chat model underneath.
        settings: how it is called.
        endpoint: where it is, for messages to the user.
        cache: keeps replies; None keeps none.
    """

    def __init__(
        self,
        chat: BaseChatModel,
        settings: ModelSettings,
        endpoint: Endpoint,
        cache: ReplyCache | None,
    ) -> None:
        self.chat = Door(chat, settings, endpoint, cache)
        self.name = endpoint.model
        self._settings = settings

    def __repr__(self) -> str:
        return f"Backend({self.name!r})"

    @property
    def usage(self) -> Usage:
        """What every call so far has cost."""
        return self.chat.spent[0].usage

    def complete(self, messages: Messages) -> str:
        """The whole reply.

        Raises:
            ModelError: the call failed.
        """
        with self.recording():
            return str(self.chat.invoke(list(messages)).text)

    def stream(self, messages: Messages) -> Iterator[str]:
        """The reply in pieces, as they come.

        Raises:
            ModelError: the call failed, maybe after some pieces.
        """
        with self.recording():
            for message in self.chat.stream(list(messages)):
                yield str(message.text)

    @contextmanager
    def recording(self) -> Iterator[Spent]:
        """What the calls within cost; no tracing service is told of them."""
        spent = Spent()
        self.chat.spent.append(spent)
        try:
            with tracing_context(enabled=False):
                yield spent
        finally:
            self.chat.spent.remove(spent)

    def fit(
        self,
        passages: Sequence[Item],
        messages_of: Callable[[Sequence[Item]], Messages],
    ) -> tuple[list[Item], str | None]:
        """The passages that fit the context window, the last dropped first, and what to tell.

        Args:
            passages: best first; what is shown of them.
            messages_of: the messages that would carry them.

        Raises:
            ModelError: not even one of them fits.
        """
        window, most = self._settings.context_window, self._settings.max_output_tokens

        def fits(messages: Messages) -> bool:
            return self.chat.counter.of_messages(messages) + most <= window

        kept = fit_passages(passages, messages_of, fits)
        if len(kept) == len(passages):
            return kept, None
        if not kept:
            raise ModelError(
                f"no passage fits {window} tokens of context beside {most} tokens of reply",
                hint="raise model.context_window, or lower model.max_output_tokens",
            )
        how = "" if self.chat.counter.exact else ", by an estimate on the safe side"
        return kept, (
            f"{len(kept)} of {len(passages)} passages fit the model's "
            f"{window} tokens of context{how}; the others were not read"
        )
