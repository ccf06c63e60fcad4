"""The process that reads isolated formats: requests come in over a pipe, outcomes go out as JSON.

It limits its own memory and dies with the process that started it. Nothing is pickled: what a
hostile file may have made of this process is data to the other one. It does not know what becomes
of the records.
"""

import contextlib
import fcntl
import json
import os
import resource
import select
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType

from pydantic_core import PydanticSerializationError

from reviewer.errors import ReadError
from reviewer.models import Model, Record
from reviewer.reading import read_file
from reviewer.reading.protocol import Problem, Reading, ReadingOptions

MEBIBYTE = 1 << 20
READY = b"ready"
# A reading may be this part of the memory limit: it is held again, as text and as records, by the
# process that asked for it.
_LARGEST_SHARE = 8
# A worker that kept this part of the memory limit after a file is not given another.
_WORN_SHARE = 4
_BETWEEN_LOOKS = 1.0  # seconds, where the end of the other process is not told by the kernel
TOO_LARGE_EXIT = 3


class Failure(Model):
    """A ReadError as data."""

    kind: str
    message: str
    hint: str

    @classmethod
    def of(cls, error: ReadError) -> "Failure":
        message, hint = _encodable(error.message), _encodable(error.hint)
        return cls(kind=type(error).__name__, message=message, hint=hint)

    def error(self) -> ReadError:
        kinds = {kind.__name__: kind for kind in _kinds(ReadError)}
        return kinds.get(self.kind, ReadError)(self.message, hint=self.hint)


class Outcome(Model):
    """What came of one file. `worn`: the worker has ended or should be."""

    format: str = ""
    records: tuple[Record, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    companions: tuple[str, ...] = ()
    looked_for: tuple[str, ...] = ()
    failure: Failure | None = None
    worn: bool = False

    def result(self) -> Reading | ReadError:
        """The reading, its records at hand, or why there is none."""
        if self.failure is not None:
            return self.failure.error()
        return Reading(
            format=self.format,
            parse=lambda _: iter(self.records),
            notes=list(self.notes),
            problems=list(self.problems),
            companions=[_path(name) for name in self.companions],
            looked_for=[_path(name) for name in self.looked_for],
        )


def main(descriptor: int, megabytes: int) -> None:
    """Answer requests until the pipe is closed.

    Args:
        descriptor: of this end of the pipe.
        megabytes: how much memory each file may take, beyond what this process takes at rest.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    connection = Connection(descriptor)
    sys.excepthook = partial(_confess, connection)
    _end_with_parent(sys.stdin.fileno(), _used_bytes() + megabytes * MEBIBYTE)
    at_rest = _used_bytes()
    connection.send_bytes(READY)
    with contextlib.suppress(EOFError):
        while True:
            path, options = decoded(connection.recv_bytes())
            _limit_memory(megabytes)
            done = outcome(path, options, megabytes)
            worn = _used_bytes() - at_rest > megabytes * MEBIBYTE // _WORN_SHARE
            connection.send_bytes(_message(done, megabytes, worn=worn))


def encoded(path: Path, options: ReadingOptions) -> bytes:
    """A request; names that are not UTF-8 survive it."""
    return json.dumps([os.fspath(path.absolute()), options._asdict()]).encode()


def decoded(request: bytes) -> tuple[Path, ReadingOptions]:
    """Undoes `encoded`."""
    path, options = json.loads(request)
    return Path(path), ReadingOptions(**options)


def outcome(path: Path, options: ReadingOptions, megabytes: int) -> Outcome:
    """Read one file, whatever it does to the memory."""
    try:
        reading = read_file(path, options)
        records = tuple(reading)
    except ReadError as error:
        return Outcome(failure=Failure.of(error))
    except MemoryError:
        return too_large(megabytes)
    return Outcome(
        format=reading.format,
        records=records,
        notes=tuple(map(_encodable, reading.notes)),
        problems=tuple(Problem(p.line, *map(_encodable, p[1:])) for p in reading.problems),
        companions=tuple(map(_name, reading.companions)),
        looked_for=tuple(map(_name, reading.looked_for)),
    )


def too_large(megabytes: int) -> Outcome:
    """What is said of a file that hit the limit."""
    error = ReadError(
        f"needs more than {megabytes:,} MB of memory to be read",
        hint="if the file is sound, raise reading.megabytes in reviewer.toml",
    )
    return Outcome(failure=Failure.of(error), worn=True)


def given_up(megabytes: int) -> Outcome:
    """What is said of a file whose reader ended itself: mostly for want of memory."""
    error = ReadError(
        f"the reader gave up: damaged, or needs more than {megabytes:,} MB of memory to be read",
        hint="if another program can open it, raise reading.megabytes in reviewer.toml",
    )
    return Outcome(failure=Failure.of(error), worn=True)


def crashed(reason: str) -> Outcome:
    """What is said of a file that ended the process that read it."""
    error = ReadError(
        f"the reader crashed on this file ({reason})",
        hint="the file is damaged, or the reader is wrong: save it anew in another program",
    )
    return Outcome(failure=Failure.of(error), worn=True)


def _message(done: Outcome, megabytes: int, *, worn: bool) -> bytes:
    try:
        data = _json(done.model_copy(update={"worn": done.worn or worn}))
        if len(data) <= megabytes * MEBIBYTE // _LARGEST_SHARE:
            return data
    except MemoryError:
        del done
    return too_large(megabytes).model_dump_json().encode()


def _json(done: Outcome) -> bytes:
    try:
        return done.model_dump_json().encode()
    except PydanticSerializationError:  # halves of characters, in a record
        return _encodable(json.dumps(done.model_dump(), ensure_ascii=False)).encode()


def _confess(
    connection: Connection,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
) -> None:
    """The excepthook: a defect of a reader is told with its place, and ends this process only."""
    frames = traceback.extract_tb(trace)
    where = f", {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    what = _encodable(" ".join(f"{kind.__name__}: {error}"[:200].split()))
    connection.send_bytes(crashed(f"{what}{where}").model_dump_json().encode())


def _end_with_parent(descriptor: int, most_bytes: int) -> None:
    """End this process when the other end of `descriptor` is closed, and nobody writes to it.

    The kernel does it where it can (Linux); a thread sees to it elsewhere, and to systems that
    accept a memory limit and do not hold it.
    """
    if hasattr(fcntl, "F_SETSIG"):
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(descriptor, fcntl.F_SETOWN, os.getpid())
        flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
        fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_ASYNC)
    watch = (descriptor, os.getppid(), most_bytes)
    threading.Thread(target=_watch, args=watch, daemon=True).start()


def _watch(descriptor: int, parent: int, most_bytes: int) -> None:
    while os.getppid() == parent and not select.select([descriptor], [], [], _BETWEEN_LOOKS)[0]:
        if _resident_bytes() > most_bytes:
            os._exit(TOO_LARGE_EXIT)
    os._exit(0)


def _limit_memory(megabytes: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = _used_bytes() + megabytes * MEBIBYTE
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS may refuse it: `_watch` is left
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _used_bytes() -> int:
    """The address space, which is what the limit is on."""
    return _pages(0)


def _resident_bytes() -> int:
    """What is in memory now; where that is not told, the most there ever was."""
    return _pages(1)


def _pages(field: int) -> int:
    """A field of Linux's account of this process, in bytes.

    The peak that `getrusage` gives begins, after a fork, with the size of the parent.
    """
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[field]
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024
    return int(pages) * resource.getpagesize()


def _kinds(kind: type[ReadError]) -> Iterator[type[ReadError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _kinds(narrower)


def _encodable(text: str) -> str:
    """Halves of characters, as names that are not UTF-8 have, become question marks."""
    return text.encode("utf-8", "replace").decode()


def _name(path: Path) -> str:
    """A name of any bytes as text that JSON can hold."""
    return os.fsencode(path).decode("latin-1")


def _path(name: str) -> Path:
    return Path(os.fsdecode(name.encode("latin-1")))
