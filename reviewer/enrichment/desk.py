"""Asking one service politely: from the cache where it has answered, at its pace where not.

In comes what to ask; out comes the answer, or `UnansweredError` once waiting does not help. A
service that keeps failing is left alone for the rest of the run. It knows nothing of papers.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from reviewer.enrichment.cache import AnswerCache
from reviewer.enrichment.service import By, Found, Service, UnansweredError

FAILURES = 3
"""In a row, after which a service is left alone."""


@dataclass(frozen=True)
class Patience:
    """How often and how long a failing service is waited for.

    Args:
        retries: requests after the first one.
        backoff: seconds before the first of them, doubled before each next one.
        longest: seconds; a service that asks for more is left alone for the rest of the run.
        clock: seconds that only grow; `sleep` waits for some.
    """

    retries: int = 2
    backoff: float = 1.0
    longest: float = 60.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Desk:
    """The place where one service is asked, for one run."""

    def __init__(self, service: Service, cache: AnswerCache, patience: Patience) -> None:
        self.service = service
        self._cache = cache
        self._patience = patience
        self._next = patience.clock()
        self._failed = 0
        self._closed: str | None = None

    def ask(self, by: By, key: str) -> list[Found]:
        """The service's answer.

        Raises:
            UnansweredError: it has none; the reason says so to a person.
            EnrichmentError: the cache cannot be used.
        """
        kept = self._cache.get(self.service.address, by, key)
        if kept is not None:
            return kept
        if self._closed is not None:
            raise UnansweredError(self._closed)
        try:
            answer = self._ask_patiently(by, key)
        except UnansweredError as error:
            self._failed += 1
            if error.closes or self._failed >= FAILURES:
                self._closed = f"{error.reason}; it was not asked again"
            raise
        self._failed = 0
        self._cache.put(self.service.address, by, key, answer)
        return answer

    def _ask_patiently(self, by: By, key: str) -> list[Found]:
        left, wait = self._patience.retries, self._patience.backoff
        while True:
            self._await_turn()
            try:
                return self.service.look_up(by, key)
            except UnansweredError as error:
                pause = wait if error.pause is None else error.pause
                if pause > self._patience.longest:
                    said = f"{error.reason} and asks to be left alone for {pause:,.0f} seconds"
                    raise UnansweredError(said, closes=True) from None
                if not left or not error.passing:
                    raise
                self._next = max(self._next, self._patience.clock() + pause)
                left, wait = left - 1, wait * 2

    def _await_turn(self) -> None:
        early = self._next - self._patience.clock()
        if early > 0:
            self._patience.sleep(early)
        self._next = self._patience.clock() + self.service.interval
