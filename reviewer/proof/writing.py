"""A prompt and passages to proven statements: the chain every model-written text comes from.

It fits the passages, asks the model once, proves the reply as it comes in, has the model mend
once what failed, and has a judge look at what stands. It does not know what the text is for, and
keeps what was proven when a call breaks off.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from reviewer.errors import ContextLengthError, ModelError
from reviewer.models import INTERRUPTED, Statement, Support, Usage
from reviewer.prompting import Messages, Prompt
from reviewer.proof.gates import Gates
from reviewer.proof.judging import judge
from reviewer.proof.numbering import NumberedPassages
from reviewer.proof.repairing import mend
from reviewer.proof.resolving import Resolution, StatementStream

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable

    from reviewer.backends import Backend

Item = TypeVar("Item")

NOT_JUDGED = "the judge was not asked; these are the verdicts of the other gates"
_KEPT = "what was proven until then is kept"
_SHORTER = (
    "the server takes fewer tokens than model.context_window says: {} of {} passages were read"
)
_TRIES = 3  # at fewer and fewer passages, where the server's context is smaller than was said


@dataclass(frozen=True)
class Writer:
    """Who writes, and what every sentence has to pass.

    Args:
        backend: the model.
        gates: what may object to a sentence.
        root: the workspace folder, whose prompts win over the shipped ones.
        repair: show the model once what failed, and why.
        judge: have a model look at what stands, with the evidence in front of it.
    """

    backend: "Backend"
    gates: Gates = field(default_factory=Gates)
    root: Path | None = None
    repair: bool = True
    judge: bool = False


@dataclass(frozen=True)
class Written(Generic[Item]):
    """What the model wrote, and what it read of the items offered.

    Args:
        resolution: what is proven, and what is left out.
        read: the items that fitted the model's context.
        partial: why the text is not whole, if it is not.
        notices: what the user should know.
        usage: what it cost.
    """

    resolution: Resolution
    read: tuple[Item, ...]
    partial: str | None
    notices: tuple[str, ...]
    usage: Usage


def write_with_proof(
    prompt: Prompt,
    inputs: Mapping[str, str],
    items: Sequence[Item],
    number: Callable[[Sequence[Item]], NumberedPassages],
    writer: Writer,
    *,
    on_statement: Callable[[Statement], None] | None = None,
) -> Written[Item]:
    """Have the model write from passages, or from findings.

    Args:
        prompt: its inputs are `passages` and those given.
        inputs: the other inputs.
        items: best first; the last are dropped if they do not fit the model's context.
        number: what the model is shown of the items.
        writer: the model, and what its sentences have to pass.
        on_statement: called with each statement as soon as nothing can change it any more.

    Raises:
        ModelError: the call failed before anything was proven.
        PromptError: the prompt takes other inputs.
    """
    teller = _Teller(on_statement, patient=writer.judge)

    def messages_of(some: Sequence[Item]) -> Messages:
        return prompt.render(passages=number(some).block, **inputs)

    with writer.backend.recording() as spent:
        drafted = _draft(items, messages_of, number, writer, teller)
        resolution = drafted.stream.resolution
        notices = [drafted.dropped]
        if drafted.partial is None:
            numbered = number(drafted.read)
            if writer.repair:
                notices.append(
                    mend(resolution, numbered, writer.gates, writer.backend, writer.root)
                )
            if writer.judge:
                notices.append(_judged(resolution, writer))
        elif writer.judge:
            notices.append(NOT_JUDGED)
        for notice in filter(None, notices):
            spent.note(notice)
        teller.finish(resolution)
    return Written(
        resolution, tuple(drafted.read), drafted.partial, tuple(spent.notices), spent.usage
    )


class _Teller:
    """Tells of statements in order: none before one that may still be mended ahead of it."""

    def __init__(self, tell: Callable[[Statement], None] | None, *, patient: bool) -> None:
        self.streams = tell is not None
        self._tell = tell
        self._patient = patient
        self._told = 0  # attempts

    def advance(self, resolution: Resolution) -> None:
        """Tell of what can change no more."""
        if self._tell is None or self._patient:
            return
        for attempt in resolution.attempts[self._told :]:
            if not attempt.stands and attempt.mendable:
                return
            self._told += 1
            if attempt.stands:
                self._tell(attempt.statement)

    def finish(self, resolution: Resolution) -> None:
        """Tell of the rest."""
        if self._tell is None:
            return
        for attempt in resolution.attempts[self._told :]:
            if attempt.stands:
                self._tell(attempt.statement)


@dataclass
class _Draft(Generic[Item]):
    stream: StatementStream
    read: list[Item]
    dropped: str | None
    partial: str | None = None


def _draft(
    items: Sequence[Item],
    messages_of: Callable[[Sequence[Item]], Messages],
    number: Callable[[Sequence[Item]], NumberedPassages],
    writer: Writer,
    teller: _Teller,
) -> _Draft[Item]:
    """The reply, proven as far as it came; asked again with fewer items where they are too long."""
    offered, tries = items, _TRIES
    while True:
        read, dropped = writer.backend.fit(offered, messages_of)
        draft = _Draft(StatementStream(number(read), writer.gates), read, dropped)
        if offered is not items:
            draft.dropped = _SHORTER.format(len(read), len(items))
        try:
            _run(messages_of, writer.backend, draft, teller)
        except ContextLengthError as error:
            tries -= 1
            if not tries or len(read) == 1 or draft.stream.resolution.attempts:
                raise
            offered = _fewer(read, messages_of, writer.backend, error.limit)
            continue
        except ModelError as error:
            draft.partial = f"{error.message}; {_KEPT}"
            if not draft.stream.resolution.statements:
                raise
        except KeyboardInterrupt:
            draft.partial = f"{INTERRUPTED}; {_KEPT}"
            if not draft.stream.resolution.statements:
                raise
        return draft


def _fewer(
    read: list[Item],
    messages_of: Callable[[Sequence[Item]], Messages],
    backend: "Backend",
    limit: int | None,
) -> list[Item]:
    """What fits the server's own limit; half, where it names none or counts more than we do."""
    if limit is not None:
        kept, _ = backend.fit(read, messages_of, window=limit)
        if len(kept) < len(read):
            return kept
    return read[: len(read) // 2]


def _run(
    messages_of: Callable[[Sequence[Item]], Messages],
    backend: "Backend",
    draft: _Draft[Item],
    teller: _Teller,
) -> None:
    if not teller.streams:
        # One plain request is what every server understands.
        _chain(messages_of, backend, draft.stream).invoke(draft.read)
        return
    # A chain that is streamed reads its model to the end, for its traces, also when it is
    # interrupted; the call itself can be closed.
    with closing(backend.stream(messages_of(draft.read))) as pieces:
        for piece in pieces:
            draft.stream.feed(piece)
            teller.advance(draft.stream.resolution)
    draft.stream.close()


def _chain(
    messages_of: Callable[[Sequence[Item]], Messages],
    backend: "Backend",
    stream: StatementStream,
) -> "Runnable[Sequence[Item], list[Statement]]":
    from langchain_core.runnables import RunnableLambda

    def prove(reply: "AIMessage") -> list[Statement]:
        return [*stream.feed(str(reply.text)), *stream.close()]

    return RunnableLambda(messages_of) | backend.chat | RunnableLambda(prove)


def _judged(resolution: Resolution, writer: Writer) -> str | None:
    """Put the judge's verdicts where they take support away; what to tell if there are none."""
    standing = [at for at, attempt in enumerate(resolution.attempts) if attempt.stands]
    claims = [(resolution.attempts[at].text, resolution.attempts[at].quotes) for at in standing]
    if not claims:
        return None
    try:
        verdicts = judge(claims, writer.backend.role("judge"), writer.root)
    except ModelError as error:
        return f"{error.message}; {NOT_JUDGED}"
    for at, verdict in zip(standing, verdicts, strict=True):
        if verdict.support is not Support.SUPPORTED:
            resolution.attempts[at] = resolution.attempts[at].judged(verdict)
    return None
