"""What one question may cost: calls, tokens, seconds, and what of them is left.

In come the costs of calls; out comes how much the next one may write, or an error that says which
budget is used up and how to raise it.
"""

from collections.abc import Callable
from threading import Lock
from time import monotonic

from reviewer.errors import BudgetError
from reviewer.settings import BudgetSettings

LEAST_REPLY = 64
"""Tokens of a reply below which a call is not worth its request."""


class Allowance:
    """The budget of one question or draft, for all of its calls in all threads.

    Args:
        budget: None for a limit there is not.
        now: seconds of a clock that only goes forward.
    """

    def __init__(self, budget: BudgetSettings, now: Callable[[], float] = monotonic) -> None:
        self._budget = budget
        self._now = now
        self._began = now()
        self._calls = 0
        self._tokens = 0
        self._lock = Lock()

    def take(self, reads: int, most: int) -> int:
        """Begin a call, and set aside the tokens that it may cost until `settle` says more.

        Args:
            reads: tokens of its request.
            most: tokens its reply may have without a budget.

        Returns:
            Tokens its reply may have; `most`, or what is left.

        Raises:
            BudgetError: the call would be more than is left.
        """
        self.check_time()
        with self._lock:
            if self._budget.calls is not None and self._calls >= self._budget.calls:
                raise _used_up(self._budget.calls, "call")
            writes = most
            if self._budget.tokens is not None:
                left = max(0, self._budget.tokens - self._tokens)
                if left < reads + min(most, LEAST_REPLY):
                    why = f": {left} are left, and the next call reads {reads}"
                    raise _used_up(self._budget.tokens, "token", why)
                writes = min(most, left - reads)
            self._calls += 1
            self._tokens += reads + writes
            return writes

    def settle(self, set_aside: int, spent: int) -> None:
        """A call has cost `spent` tokens, and not what `take` had set aside for it."""
        with self._lock:
            self._tokens += spent - set_aside

    def seconds_left(self) -> float | None:
        """Seconds until the budget ends, not below 0; None if it has no end."""
        if self._budget.seconds is None:
            return None
        return max(0.0, self._began + self._budget.seconds - self._now())

    def check_time(self, why: str = "", wait: float = 0.0) -> None:
        """Raise a `BudgetError` if fewer than `wait` seconds are left; `why` is added to it."""
        left = self.seconds_left()
        if left is not None and left <= wait:
            assert self._budget.seconds is not None
            raise _used_up(self._budget.seconds, "second", why)

    def late(self) -> BudgetError:
        """The error of a call that was not over before the budget's end."""
        return _used_up(self._budget.seconds or 0, "second")

    def over(self) -> BudgetError:
        """The error of a reply that has more tokens than were set aside for it."""
        return _used_up(self._budget.tokens or 0, "token")


def _used_up(most: float, what: str, why: str = "") -> BudgetError:
    number = f"{most:,}" if isinstance(most, int) else f"{most:g}"
    return BudgetError(
        f"the budget of {number} {what}{'' if most == 1 else 's'} is used up{why}",
        hint=f"allow more with --max-{what}s, or budget.{what}s in reviewer.toml",
    )
