"""What SQLite, Chroma, Tantivy and the disk raise, as errors that say what to do about it.

It knows no engine's exceptions: each engine names its own.
"""

import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reviewer.errors import StoreError, StoreFullError, StoreLockedError

REBUILD_HINT = "run: reviewer ingest --rebuild"
_FULL_HINT = "free some space and run the same command again; what was reported as added is kept"
# The engines do not always say so: below this many bytes free, a failed write is a full disk.
_FULL = 1 << 20
_OUTER = re.compile(r"(?:Error [^:]*: )+(?=Error |Failed )")  # Chroma: the last one is the cause


@contextmanager
def explained(
    what: str, folder: Path, *kinds: type[Exception], hint: str = REBUILD_HINT
) -> Iterator[None]:
    """Turn system errors and `kinds` into store errors.

    Args:
        what: what is being used, as the message names it.
        folder: where it is.
        kinds: what the engine raises.
        hint: how to mend it when nothing better is known.

    Raises:
        StoreFullError: the disk is full.
        StoreLockedError: another process is at it.
        StoreError: anything else.
    """
    foreseen: tuple[type[Exception], ...] = (OSError, *kinds)
    try:
        yield
    except foreseen as error:
        raise _explain(what, folder, error, hint) from error


def _explain(what: str, folder: Path, error: Exception, hint: str) -> StoreError:
    text = _OUTER.sub("", " ".join(str(error).split()), count=1)
    words = text.lower()
    if _is_full(error, words, folder):
        return StoreFullError(f"the disk is full: {folder}", hint=_FULL_HINT)
    if _is_permission(error, words):
        return StoreError(
            f"{folder} cannot be written", hint="check its permissions, or use --store FOLDER"
        )
    if "lockbusy" in words or "database is locked" in words:
        return StoreLockedError(
            f"another process is using {what} in {folder}",
            hint="wait until it has finished, then run the command again",
        )
    if isinstance(error, OSError) and error.errno:
        return StoreError(
            f"{folder} cannot be used: {os.strerror(error.errno).lower()}",
            hint="check the folder, or use --store FOLDER",
        )
    if "error deserializing" in words:  # Chroma does not replace its files at one stroke
        hint = f"if another process is writing, try again in a moment; if not, {hint}"
    return StoreError(f"{what} in {folder} cannot be used: {text}", hint=hint)


def _is_permission(error: Exception, words: str) -> bool:
    marks = ("readonly", "read-only", "permission denied", "unable to open")
    return isinstance(error, PermissionError) or any(mark in words for mark in marks)


def _is_full(error: Exception, words: str, folder: Path) -> bool:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    if "is full" in words or "no space left" in words:
        return True
    if isinstance(error, PermissionError):
        return False
    there = next(place for place in (folder, *folder.parents) if place.exists())
    return shutil.disk_usage(there).free < _FULL
