"""What models replied, kept in one SQLite file and found again by a hash of the request.

In come requests and replies as text; the request itself, and any key, are not in the file.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

FILE_NAME = "replies.sqlite3"
_BATCH = 500  # SQLite's parameter limit is 999 in older builds
_SCHEMA = "create table if not exists replies (key text primary key, text text not null, cut int)"


class Reply(NamedTuple):
    """What the model said, and whether it was cut at the most tokens allowed."""

    text: str
    cut: bool


def request_key(request: dict[str, Any]) -> str:
    """The SHA-256, in hexadecimal, of everything that decides a reply."""
    canonical = json.dumps(request, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


class ReplyCache:
    """The file `replies.sqlite3` in `folder`.

    Every method raises `sqlite3.Error` or `OSError` where the file cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME

    def get(self, key: str) -> Reply | None:
        return self.get_all([key]).get(key)

    def get_all(self, keys: Sequence[str]) -> dict[str, Reply]:
        """Those of the replies that are kept, by key."""
        if not self._path.is_file():
            return {}
        rows: list[tuple[str, str, int]] = []
        with self._open() as connection:
            for start in range(0, len(keys), _BATCH):
                some = keys[start : start + _BATCH]
                marks = ", ".join("?" * len(some))
                query = f"select key, text, cut from replies where key in ({marks})"
                rows += connection.execute(query, some).fetchall()
        return {key: Reply(text, bool(cut)) for key, text, cut in rows}

    def put(self, key: str, reply: Reply) -> None:
        self.put_all({key: reply})

    def put_all(self, replies: Mapping[str, Reply]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        rows = [(key, *reply) for key, reply in replies.items()]
        with self._open() as connection, connection:
            connection.executemany("insert or replace into replies values (?, ?, ?)", rows)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=5)) as connection:
            connection.execute(_SCHEMA)
            yield connection
