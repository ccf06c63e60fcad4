"""One call of a language model, watched: when its words came, in how many pieces, what it counted.

In come an open model and messages; out comes what was seen. It does not know what the reply is
good for.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, LLMResult
from langchain_core.tracers.context import register_configure_hook

from reviewer.backends.backend import Backend
from reviewer.backends.tokens import Messages

RAMBLING = 1000
"""Characters after which a reply to a question for some 60 is not read further."""
_AT_ONCE = 0.001
"""Seconds between two pieces below which hardly a model writes them; to take one is half of it."""
_WAITED = 1.0
"""Seconds of silence before such a rush; a fast server does not wait first."""


@dataclass(frozen=True)
class Watched:
    """What was seen of one streamed call.

    Args:
        reply: its words, without thinking; the beginning of one that did not end.
        first: seconds until the first piece came, thinking included.
        whole: seconds until the last one.
        pieces: how many came.
        ended: false where it was not read to its end.
        served_as: the name of the model in the reply, if it has one.
        counted: tokens read and written as the server counts them; None where it does not.
    """

    reply: str
    first: float
    whole: float
    pieces: int
    ended: bool
    served_as: str | None
    counted: tuple[int, int] | None

    @property
    def streamed(self) -> bool:
        """Whether the words came while they were written, as far as the times tell."""
        if self.pieces < 2:
            return False
        rushed = (self.whole - self.first) / (self.pieces - 1) < _AT_ONCE
        return not (rushed and self.first >= _WAITED)


def watch(
    backend: Backend, messages: Messages, *, clock: Callable[[], float] | None = None
) -> Watched:
    """Call the model once, streaming, and watch what comes.

    Args:
        backend: one that keeps no replies, or a kept one would be watched.
        messages: what is sent.
        clock: the time in seconds; the machine's own by default.

    Raises:
        ModelError: the call failed.
    """
    clock = clock or perf_counter
    reply = ""
    started = clock()
    with (
        _listening(clock) as heard,
        closing(backend.stream(messages)) as pieces,
    ):
        for piece in pieces:
            reply += piece
            if len(reply) > RAMBLING:
                break
        ended = len(reply) <= RAMBLING
    times = heard.times or [clock()]
    return Watched(
        reply=reply,
        first=times[0] - started,
        whole=times[-1] - started,
        pieces=len(heard.times),
        ended=ended,
        served_as=heard.model,
        counted=heard.counted,
    )


@dataclass(eq=False)
class _Listener(BaseCallbackHandler):
    """Hears what LangChain's chat models say of a call beside its words."""

    clock: Callable[[], float]
    times: list[float] = field(default_factory=list)
    model: str | None = None
    counted: tuple[int, int] | None = None

    def on_llm_new_token(self, token: str | list[str | dict[str, object]], **_: object) -> None:
        if token:
            self.times.append(self.clock())

    def on_llm_end(self, response: LLMResult, **_: object) -> None:
        for generation in response.generations[-1][-1:] if response.generations else []:
            if isinstance(generation, ChatGeneration) and isinstance(generation.message, AIMessage):
                message = generation.message
                usage = message.usage_metadata
                self.counted = (usage["input_tokens"], usage["output_tokens"]) if usage else None
                self.model = message.response_metadata.get("model_name")


# LangChain hands every call to the listener of its context: the door need not know of it.
_LISTENING: ContextVar[_Listener | None] = ContextVar("reviewer_listener", default=None)
register_configure_hook(_LISTENING, inheritable=True)


@contextmanager
def _listening(clock: Callable[[], float]) -> Iterator[_Listener]:
    listener = _Listener(clock)
    token = _LISTENING.set(listener)
    try:
        yield listener
    finally:
        _LISTENING.reset(token)
