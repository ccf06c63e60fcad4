"""A prompt and passages to proven statements: the chain every model-written text comes from.

It fits the passages, asks the model once and proves the reply as it comes in. It does not know
what the text is for, and keeps what was proven when the call breaks off.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer.errors import ModelError
from reviewer.models import Passage, Statement, Usage
from reviewer.prompting import Messages, Prompt
from reviewer.proof.numbering import number_passages
from reviewer.proof.resolving import Resolution, StatementStream

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable

    from reviewer.backends import Backend


@dataclass(frozen=True)
class Written:
    """What the model wrote that is proven, what is not, the passages it read, and the cost."""

    resolution: Resolution
    passages: tuple[Passage, ...]
    usage: Usage
    notices: tuple[str, ...]


def write_with_proof(
    prompt: Prompt,
    inputs: Mapping[str, str],
    passages: Sequence[Passage],
    backend: "Backend",
    on_statement: Callable[[Statement], None] | None = None,
) -> Written:
    """Have the model write from passages.

    Args:
        prompt: its inputs are `passages` and those given.
        inputs: the other inputs.
        passages: best first; the last are dropped if they do not fit the model's context.
        backend: the model.
        on_statement: called with each statement as soon as it is proven.

    Raises:
        ModelError: the call failed before anything was proven.
        PromptError: the prompt takes other inputs.
    """

    def messages_of(some: Sequence[Passage]) -> Messages:
        return prompt.render(passages=number_passages(some).block, **inputs)

    kept, dropped = backend.fit(passages, messages_of)
    stream = StatementStream(number_passages(kept))
    chain = _chain(messages_of, backend, stream)
    with backend.recording() as spent:
        if dropped is not None:
            spent.note(dropped)
        try:
            _run(chain, kept, on_statement)
        except ModelError as error:
            if not stream.resolution.statements:
                raise
            spent.note(f"{error.message}; what was proven until then is kept")
    return Written(stream.resolution, tuple(kept), spent.usage, tuple(spent.notices))


def _chain(
    messages_of: Callable[[Sequence[Passage]], Messages],
    backend: "Backend",
    stream: StatementStream,
) -> "Runnable[Sequence[Passage], list[Statement]]":
    from langchain_core.runnables import RunnableGenerator, RunnableLambda

    def prove(replies: Iterator["AIMessage"]) -> Iterator[list[Statement]]:
        for reply in replies:
            yield stream.feed(str(reply.text))
        yield stream.close()

    return RunnableLambda(messages_of) | backend.chat | RunnableGenerator(prove)


def _run(
    chain: "Runnable[Sequence[Passage], list[Statement]]",
    passages: Sequence[Passage],
    on_statement: Callable[[Statement], None] | None,
) -> None:
    if on_statement is None:
        chain.invoke(passages)  # one plain request is what every server understands
        return
    for proven in chain.stream(passages):
        for statement in proven:
            on_statement(statement)
