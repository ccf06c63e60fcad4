"""What the calls of a language model cost, in the order in which they were begun.

One ledger serves every role of a model and every thread. It does not know what a call asks.
"""

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Lock, get_ident, local
from time import monotonic

from reviewer.backends.budget import Allowance
from reviewer.backends.wire import Wire
from reviewer.errors import ModelError
from reviewer.models import Call, Usage
from reviewer.settings import BudgetSettings

INTERRUPTED = ("the reply was not read to its end: it was interrupted", "ask again")


@dataclass(eq=False)
class Ticket:
    """One call on its way.

    Args:
        key: SHA-256 of the request.
        role: what the model is called for.
        model: its name.
        messages: `(role, text)`.
        allowance: what the call is paid from.
        wire: cut, the call ends, and is recorded as interrupted.
    """

    key: str
    role: str
    model: str
    messages: tuple[tuple[str, str], ...]
    allowance: Allowance
    begun: bool = False
    kept: str | None = None
    """The reply to the same request, made before."""
    replayed: Call | None = None
    """The same call in an earlier run."""
    reads: int = 0
    """Tokens of the request, as we count them."""
    writes: int = 0
    """Tokens that the reply may have."""
    is_short: bool = False
    """Whether a budget leaves less for the reply than the settings do."""
    text: str = ""
    whole: bool = False
    cut: bool = False
    cached: bool = False
    error: ModelError | None = None
    usage: Usage = field(default_factory=Usage)
    wire: Wire = field(default_factory=Wire)
    stream: Generator[str, None, None] | None = None
    """The reply, while a consumer reads it in pieces."""
    notices: list[str] = field(default_factory=list)
    call: Call | None = None
    """The call as it is recorded, once it is over."""

    def note(self, notice: str) -> None:
        if notice not in self.notices:
            self.notices.append(notice)

    def end(self) -> None:
        """End the call now, wherever it is."""
        self.wire.cut()
        if self.stream is not None:
            with suppress(ValueError):  # another thread is reading it, and finds the wire cut
                self.stream.close()

    def as_call(self) -> Call:
        error, kind = None, None
        if self.error is not None:
            error, kind = (self.error.message, self.error.hint), type(self.error).__name__
        elif not self.whole:
            error, kind = INTERRUPTED, KeyboardInterrupt.__name__
        return Call(
            key=self.key,
            role=self.role,
            model=self.model,
            messages=self.messages,
            reply=self.text,
            error=error,
            error_kind=kind,
            notices=tuple(self.notices),
            cut=self.cut,
            cached=self.cached,
            usage=self.usage,
        )


class Spent:
    """What some calls cost, and what the user must know of them.

    Args:
        allowance: what they are paid from.
    """

    def __init__(self, allowance: Allowance) -> None:
        self.allowance = allowance
        self.over = False
        self._entries: list[str | Ticket] = []

    @property
    def calls(self) -> list[Call]:
        """Every call that is over, failed and kept ones too, in the order they were begun."""
        tickets = [entry for entry in list(self._entries) if isinstance(entry, Ticket)]
        return [ticket.call for ticket in tickets if ticket.call is not None]

    @property
    def usage(self) -> Usage:
        return sum((call.usage for call in self.calls), Usage())

    @property
    def notices(self) -> list[str]:
        """What the user must know, each once."""
        found: dict[str, None] = {}
        for entry in list(self._entries):
            found |= dict.fromkeys([entry] if isinstance(entry, str) else entry.notices)
        return list(found)

    def note(self, notice: str) -> None:
        self._entries.append(notice)

    def add(self, ticket: Ticket) -> None:
        self._entries.append(ticket)

    def end(self) -> None:
        """End the calls that are under way. They are in the record as interrupted."""
        for entry in list(self._entries):
            if isinstance(entry, Ticket) and entry.call is None:
                entry.end()


class Ledger:
    """Every call of every role.

    Args:
        budget: what one question may cost: whatever is called within one `recording` that is not
            itself within another.
        concurrency: calls under way at once.
        now: seconds of a clock that only goes forward, for the budget.
    """

    def __init__(
        self, budget: BudgetSettings, concurrency: int, now: Callable[[], float] = monotonic
    ) -> None:
        self.usage = Usage()
        self.is_priced = False
        """Whether some role has prices, so that the cost of the others is missed."""
        self._budget = budget
        self._now = now
        self._slots = BoundedSemaphore(concurrency)
        self._lock = Lock()
        self._here = local()
        self._held: Counter[int] = Counter()  # by thread, which alone changes its own

    @property
    def open(self) -> tuple[Spent, ...]:
        """The recordings that this thread's calls belong to, outermost first."""
        spents: tuple[Spent, ...] = getattr(self._here, "open", ())
        return tuple(spent for spent in spents if not spent.over)

    @contextmanager
    def recording(self) -> Iterator[Spent]:
        """What the calls of this thread within cost, and those of threads that `join` it.

        None of them outlives it: a stream that nobody read to its end is closed.
        """
        outer = self.open
        spent = Spent(outer[0].allowance if outer else Allowance(self._budget, self._now))
        self._here.open = (*outer, spent)
        try:
            yield spent
        finally:
            spent.over = True
            spent.end()

    @contextmanager
    def joined(self, recordings: Sequence[Spent]) -> Iterator[None]:
        """Charge the calls of this thread to another's recordings."""
        own = self.open
        self._here.open = tuple(recordings)
        try:
            yield
        finally:
            self._here.open = own

    def begin(self, key: str, role: str, model: str, messages: Sequence[tuple[str, str]]) -> Ticket:
        """Enter a call; it is in the record once it is closed."""
        allowance = self.open[0].allowance if self.open else Allowance(self._budget, self._now)
        ticket = Ticket(key, role, model, tuple(messages), allowance)
        for spent in self.open:
            spent.add(ticket)
        return ticket

    def close(self, ticket: Ticket) -> None:
        """The call is over."""
        with self._lock:
            ticket.call = ticket.as_call()
            self.usage = self.usage + ticket.usage

    @contextmanager
    def slot(self) -> Iterator[None]:
        """One of the calls under way. A thread needs only one: it would wait for itself."""
        thread = get_ident()
        if not self._held[thread]:
            self._slots.acquire()
        self._held[thread] += 1
        try:
            yield
        finally:
            self._held[thread] -= 1
            if not self._held[thread]:
                del self._held[thread]
                self._slots.release()
