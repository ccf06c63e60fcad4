"""Several calls at once: requests in, replies or errors out, in the same order.

Calls begin in the order of their requests, so that a budget always pays for the first of them.
"""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock

from reviewer.backends.door import Door
from reviewer.backends.ledger import Spent, Ticket
from reviewer.backends.tokens import Messages
from reviewer.errors import ModelError

Outcome = str | ModelError
_PATIENCE = 2.0  # seconds for the calls of an interrupted batch to notice that they are over


def run_together(door: Door, requests: Sequence[Messages], concurrency: int) -> list[Outcome]:
    """The reply to each request, or why there is none.

    Args:
        door: what is asked.
        requests: the messages of each call.
        concurrency: calls under way at once.
    """
    if not requests:
        return []
    batch = _Batch(door, [door.enter(messages) for messages in requests])
    if concurrency == 1:  # a stream of this thread may have the only slot, and wait for it
        return [batch.next_outcome()[1] for _ in requests]
    pool = ThreadPoolExecutor(min(concurrency, len(requests)), "model")
    futures = [pool.submit(batch.next_outcome) for _ in requests]
    done = False
    try:
        found = dict(future.result() for future in futures)
        done = True
    finally:
        pool.shutdown(wait=done, cancel_futures=True)
        if not done:
            batch.cut(futures)
    return [found[index] for index in range(len(requests))]


class _Batch:
    def __init__(self, door: Door, tickets: Sequence[Ticket]) -> None:
        self._door = door
        self._tickets = tickets
        self._waiting = iter(enumerate(tickets))
        self._recordings: Sequence[Spent] = door.ledger.open
        self._lock = Lock()

    def next_outcome(self) -> tuple[int, Outcome]:
        with self._door.ledger.joined(self._recordings):
            with self._lock:
                index, ticket = next(self._waiting)
                try:
                    self._door.begin(ticket)
                except ModelError as error:
                    return index, error
            try:
                return index, "".join(self._door.pieces(ticket, streaming=False))
            except ModelError as error:
                return index, error

    def cut(self, futures: Sequence[Future[tuple[int, Outcome]]]) -> None:
        """End the calls that are under way, and see them into the record."""
        for ticket in self._tickets:
            ticket.end()
        wait([future for future in futures if not future.cancelled()], _PATIENCE)
