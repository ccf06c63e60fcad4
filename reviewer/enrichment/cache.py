"""Answers of the services kept in one SQLite file, each with the time it was given.

In comes what was asked of which service; out comes what it answered, nothing found included.
What a service did not answer is not kept. It knows no service.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from reviewer.enrichment.service import By, Found
from reviewer.errors import EnrichmentError

FILE_NAME = "answers.sqlite3"
KEPT_DAYS = 30
"""A paper may be retracted, published or corrected at any time."""
SHAPE = 1
"""Raised with every change of `Found`: answers of another shape are asked for again."""
_SCHEMA = """create table if not exists answers (
    address text not null, by text not null, key text not null, shape integer not null,
    answered_at text not null, answer text not null, primary key (address, by, key))"""
_ANSWER = TypeAdapter(list[Found])


def _now() -> datetime:
    return datetime.now(UTC)


class AnswerCache:
    """The file `answers.sqlite3` in `folder`.

    Args:
        kept_days: answers older than this are asked for again.

    Raises:
        EnrichmentError: from every method, where the file cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        *,
        kept_days: float = KEPT_DAYS,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._path = folder / FILE_NAME
        self._kept = timedelta(days=kept_days)
        self._now = now

    def get(self, address: str, by: By, key: str) -> list[Found] | None:
        """What was answered, None where it was not asked, or too long ago, or in the future."""
        with self._open() as connection:
            row = connection.execute(
                "select answered_at, answer from answers "
                "where address = ? and by = ? and key = ? and shape = ?",
                (address, by, key, SHAPE),
            ).fetchone()
        if row is None:
            return None
        try:
            age = self._now() - datetime.fromisoformat(row[0])
            answer = _ANSWER.validate_json(row[1])
        except (ValueError, TypeError, ValidationError):
            return None
        return answer if timedelta(0) <= age <= self._kept else None

    def put(self, address: str, by: By, key: str, answer: Sequence[Found]) -> None:
        values = (address, by, key, SHAPE, self._now().isoformat())
        with self._open() as connection, connection:
            connection.execute(
                "insert or replace into answers values (?, ?, ?, ?, ?, ?)",
                (*values, _ANSWER.dump_json(list(answer)).decode()),
            )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=30)) as connection:
                connection.execute(_SCHEMA)
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise EnrichmentError(
                f"{self._path} cannot be used: {error}",
                hint="it only holds answers that can be asked for again: delete it",
            ) from None
