"""Paths to readings, in order: isolated formats are read ahead by workers that may hang or die.

Each worker is an interpreter of its own that imports only `reviewer.reading`, never the script
that was started. It knows no format, and nothing of stores.
"""

import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import islice
from multiprocessing.connection import Pipe
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import NamedTuple, Self

from pydantic import ValidationError

from reviewer.errors import ReadError
from reviewer.reading import NO_OPTIONS, read_file, reader_of
from reviewer.reading.protocol import Reading, ReadingOptions
from reviewer.reading.worker import (
    READY,
    TOO_LARGE_EXIT,
    Failure,
    Outcome,
    crashed,
    encoded,
    given_up,
    too_large,
)

# Files begun or read before their turn, for each worker: enough to keep it busy while the records
# of one file are stored, few enough to hold.
AHEAD = 4
WORKER = "reviewer.reading.worker"
# The folder in which we stand must not be searched for modules: it may hold a json.py.
# Nothing that is imported is garbage: to look for it is an eighth of the time of a start.
_BOOTSTRAP = """\
import gc, sys
module, descriptor, megabytes, *sys.path = sys.argv[1:]
gc.disable()
from importlib import import_module
main = import_module(module).main
gc.freeze()
gc.enable()
main(int(descriptor), int(megabytes))
"""
_START_SECONDS = 60
# How libraries in C and C++ end the process when they get no memory, and seldom else.
_OUT_OF_MEMORY = (signal.SIGABRT, signal.SIGTRAP, signal.SIGILL)


class _Turn(NamedTuple):
    """What to do when it is a path's turn, and what to do if it never is."""

    path: Path
    result: Callable[[], Reading | ReadError]
    drop: Callable[[], object]


class ReadingPool:
    """Reads files in order; isolated formats run ahead in worker processes.

    A context manager: no worker outlives it. Workers are started when the first isolated file is
    met, as many as there is work for.

    Args:
        workers: how many files may be read at once.
        seconds: how long one file may take.
        megabytes: how much memory one file may take.
    """

    def __init__(self, *, workers: int, seconds: float, megabytes: int) -> None:
        self._ahead = AHEAD * workers
        self._seconds = seconds
        self._megabytes = megabytes
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="reading")
        self._lock = Lock()
        self._idle: list[_Worker] = []
        self._alive: set[_Worker] = set()
        self._is_closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._is_closed = True
            alive = list(self._alive)
        for worker in alive:
            worker.kill()
        self._threads.shutdown(cancel_futures=True)
        for worker in alive:
            worker.close()

    def readings(
        self, paths: Iterable[Path], options: ReadingOptions = NO_OPTIONS
    ) -> Iterator[tuple[Path, Reading | ReadError]]:
        """Each path in the given order with its reading, or why there is none.

        Files of other formats are opened when it is their turn, and parsed while the reading is
        iterated, which may raise a ReadError.
        """
        waiting = iter(paths)
        turns: deque[_Turn] = deque()
        try:
            while True:
                room = self._ahead - len(turns)
                turns.extend(self._turn(path, options) for path in islice(waiting, room))
                if not turns:
                    return
                turn = turns.popleft()
                yield turn.path, turn.result()
        finally:
            for turn in turns:
                turn.drop()

    def _turn(self, path: Path, options: ReadingOptions) -> _Turn:
        try:
            isolated = reader_of(path).isolated
        except ReadError:
            isolated = False  # and it is said at its turn
        if not isolated:
            return _Turn(path, partial(_read_here, path, options), lambda: None)
        future: Future[Reading | ReadError]
        future = self._threads.submit(self._read_apart, path, options)
        return _Turn(path, future.result, future.cancel)

    def _read_apart(self, path: Path, options: ReadingOptions) -> Reading | ReadError:
        try:
            worker = self._take()
        except OSError as error:
            return _not_started(error.strerror or str(error))
        if not worker.is_ready():
            worker.kill()
            self._discard(worker)
            return _not_started("it ended before it was ready")
        done = worker.read(encoded(path, options), self._seconds)
        if done.worn:
            worker.kill()
            self._discard(worker)
        else:
            self._idle.append(worker)
        return done.result()

    def _take(self) -> "_Worker":
        """A worker at rest, or a new one: there are never more than threads."""
        with self._lock:
            if self._is_closed:
                raise InterruptedError("the pool is closed")
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive():
                    return worker
                self._alive.discard(worker)
                worker.close()
            worker = _Worker(self._megabytes)
            self._alive.add(worker)
            return worker

    def _discard(self, worker: "_Worker") -> None:
        with self._lock:
            self._alive.discard(worker)
        worker.close()


class _Worker:
    """One process and our end of its pipe."""

    def __init__(self, megabytes: int) -> None:
        self._megabytes = megabytes
        self._pipe, theirs = Pipe()
        arguments = [WORKER, theirs.fileno(), megabytes, *sys.path]
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _BOOTSTRAP, *map(str, arguments)],
                stdin=subprocess.PIPE,  # never written to: its end is the end of this process
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                process_group=0,  # Ctrl-C is for us, and we end the workers
            )
        self._was_ready = False

    def is_ready(self) -> bool:
        """Wait for its imports, once."""
        if not self._was_ready:
            try:
                self._was_ready = self._pipe.poll(_START_SECONDS) and (
                    self._pipe.recv_bytes() == READY
                )
            except (EOFError, OSError):
                return False
        return self._was_ready

    def read(self, request: bytes, seconds: float) -> Outcome:
        """What comes of a file; anything that befalls the worker is that file's failure."""
        try:
            self._pipe.send_bytes(request)
            if not self._pipe.poll(seconds):
                return _too_slow(seconds)
            return Outcome.model_validate_json(self._pipe.recv_bytes())
        except (EOFError, OSError):
            return self._ended()
        except ValidationError:
            return crashed("what it sent makes no sense")

    def _ended(self) -> Outcome:
        """What the end of the process says of the file that it was given."""
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return crashed("it stopped answering")
        if code == TOO_LARGE_EXIT:
            return too_large(self._megabytes)
        if -code in _OUT_OF_MEMORY:
            return given_up(self._megabytes)
        return crashed((signal.strsignal(-code) if code < 0 else None) or f"exit code {code}")

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> None:
        self._process.wait()
        self._pipe.close()
        if self._process.stdin is not None:
            self._process.stdin.close()


def _read_here(path: Path, options: ReadingOptions) -> Reading | ReadError:
    try:
        return read_file(path, options)
    except ReadError as error:
        return error


def _too_slow(seconds: float) -> Outcome:
    error = ReadError(
        f"took longer than {seconds:,g} s to read",
        hint="if the file is sound, raise reading.seconds in reviewer.toml",
    )
    return Outcome(failure=Failure.of(error), worn=True)


def _not_started(reason: str) -> ReadError:
    return ReadError(
        f"the process that would read it cannot be started: {reason}",
        hint="is the machine out of memory or processes? then: reviewer doctor",
    )
