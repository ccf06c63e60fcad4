"""Replies kept in one SQLite file, found again by a hash of the request.

It keeps text and token counts; the request itself, and any key, are not in the file.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

FILE_NAME = "replies.sqlite3"
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
        if not self._path.is_file():
            return None
        with self._open() as connection:
            row = connection.execute("select text, cut from replies where key = ?", (key,))
            found = row.fetchone()
        return Reply(found[0], bool(found[1])) if found else None

    def put(self, key: str, reply: Reply) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as connection, connection:
            connection.execute("insert or replace into replies values (?, ?, ?)", (key, *reply))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=5)) as connection:
            connection.execute(_SCHEMA)
            yield connection
