"""One SQLite file with its transactions; what goes wrong in it becomes a store error.

It knows no table: the catalogue and the ledger bring their own.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from reviewer.errors import StoreError
from reviewer.store.failures import explained

_HINT = "put back a copy of it, or move the folder away and ingest the files again"
_BATCH = 500  # SQLite's parameter limit is 999 in older builds


class Database:
    """One SQLite file; use `transaction()` around every group of writes.

    Args:
        path: made if it is not there.
        schema: `CREATE … IF NOT EXISTS` statements.

    Raises:
        StoreError: as every method: the file cannot be used.
    """

    def __init__(self, path: Path, schema: str) -> None:
        self._folder = path.parent
        with self._explained():
            self._connection = sqlite3.connect(
                path, isolation_level=None, check_same_thread=False, timeout=30
            )
        try:
            self.run("PRAGMA journal_mode=WAL")
            self.run("PRAGMA synchronous=FULL")
            with self._explained():
                self._connection.executescript(schema)
        except StoreError:
            self._connection.close()
            raise

    def close(self) -> None:
        self._connection.close()

    def version(self) -> int:
        """A number that changes when another process has written."""
        return int(self.run("PRAGMA data_version")[0][0])

    def changes(self) -> int:
        """A number that changes when this process has written."""
        return self._connection.total_changes

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, on disk when it returns."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        finally:
            if self._connection.in_transaction:
                self.run("ROLLBACK")

    def run(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._explained():
            return self._connection.execute(statement, values).fetchall()

    def insert(self, statement: str, values: Sequence[object]) -> int:
        """The row id of what was inserted."""
        with self._explained():
            row_id = self._connection.execute(statement, values).lastrowid
        assert row_id is not None
        return row_id

    def run_many(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        with self._explained():
            self._connection.executemany(statement, rows)

    def select(self, query: str, keys: Iterable[object]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query that ends in `IN`, for any number of keys."""
        wanted = list(dict.fromkeys(keys))
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            yield from self.run(f"{query} ({','.join('?' * len(batch))})", batch)

    def _explained(self) -> AbstractContextManager[None]:
        return explained("the catalogue", self._folder, sqlite3.Error, hint=_HINT)
