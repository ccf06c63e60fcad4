"""Whether a file has changed since it was read: by its bytes, and cheaply by size and time.

It opens files and knows nothing of what is in them.
"""

import hashlib
import os
import stat as modes
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.store.ledger import FileRow, Stamp

# A file written within this many nanoseconds before it was hashed may be written again without a
# new time stamp (some file systems count in seconds): such a file is hashed the next time too.
_TOO_CLOSE = 3_000_000_000
_LATE = "changed while it was read"


def stamp(path: Path, known: FileRow | None) -> Stamp:
    """What a file is now. Its bytes are hashed only if its size or time is not the known one.

    Raises:
        ReadError: it is not there, no regular file, or cannot be read.
    """
    try:
        status = path.stat()
        if modes.S_ISDIR(status.st_mode):
            raise ReadError("this is a folder", hint="name the files in it")
        if not modes.S_ISREG(status.st_mode):  # reading a pipe would wait for ever
            raise ReadError("this is not a regular file", hint="save its content as a file first")
        if known is not None and _same_time(known.stamp, status):
            return known.stamp
        seen = time.time_ns()
        return Stamp(sha256(path), status.st_size, status.st_mtime_ns, seen)
    except FileNotFoundError:
        raise ReadError("no such file", hint="check the path") from None
    except (OSError, ValueError) as error:
        cause = (getattr(error, "strerror", None) or str(error)).lower()
        hint = "check its name and permissions"
        raise ReadError(f"cannot be read: {cause}", hint=hint) from None


def sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_unchanged(known: FileRow, now: Stamp, folder: Path) -> bool:
    """Whether a file and the files that were read with it are what they were.

    Args:
        known: the file as it was read.
        now: the file as it is.
        folder: where it stands; its companions are named from there.
    """
    if known.stamp.sha256 != now.sha256:
        return False
    return all(_hash(folder / name) == before for name, before in known.companions.items())


def companion_hashes(companions: Iterable[Path], folder: Path, before: Stamp) -> Mapping[str, str]:
    """Name from `folder` and SHA-256 of the files that were read with another one.

    Args:
        companions: those files; one that cannot be read has "" for a hash.
        folder: they are named from there.
        before: of the file that they were read with. One that has come or changed since may have
            been read as it was before, and is given a hash that it does not have.
    """
    return {
        os.path.relpath(path, folder): _LATE if _is_later(path, before) else _hash(path)
        for path in companions
    }


def places_of(looked_for: Iterable[Path], folder: Path, before: Stamp) -> Mapping[str, str]:
    """Each place by its name from `folder`, with the file it leads to, named likewise.

    Args:
        looked_for: places where a file may be; "" stands for none.
        folder: they are named from there.
        before: of the file that names them. What has come since may not have been seen by whoever
            read it, and counts as not there.
    """
    return {
        os.path.relpath(place, folder): "" if _is_later(place, before) else leads_to(place, folder)
        for place in looked_for
    }


def leads_to(place: str | Path, folder: Path) -> str:
    """The file at the end of a place's links, by its name from `folder`; "" if there is none."""
    # Unlike pathlib's, they never raise: names can be too long, and links can lead in a ring.
    if not os.path.isfile(place):  # noqa: PTH113
        return ""
    return os.path.relpath(os.path.realpath(place), folder)


def check_unchanged(path: Path, before: Stamp) -> None:
    """Make sure that what was read is what was hashed.

    Raises:
        ReadError: the file has been written meanwhile.
    """
    try:
        status = path.stat()
    except OSError:
        status = None
    if status is None or (status.st_size, status.st_mtime_ns) != (before.size, before.modified):
        raise ReadError(
            "it changed while it was being read", hint="ingest it again when it is complete"
        )


def _is_later(path: Path, before: Stamp) -> bool:
    try:
        return path.stat().st_ctime_ns > before.seen
    except (OSError, ValueError):
        return False


def _same_time(known: Stamp, status: os.stat_result) -> bool:
    same = (status.st_size, status.st_mtime_ns) == (known.size, known.modified)
    return same and status.st_mtime_ns < known.seen - _TOO_CLOSE


def _hash(path: Path) -> str:
    try:
        return sha256(path) if path.is_file() else ""  # reading a pipe would wait for ever
    except (OSError, ValueError):
        return ""
