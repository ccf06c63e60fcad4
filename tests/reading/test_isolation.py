"""Reading in processes of their own: order, limits, and that each file pays only for itself."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reviewer import reading
from reviewer.errors import NotAPaperError, ReadError
from reviewer.reading import Problem, Reading, ReadingOptions, isolation
from reviewer.reading.isolation import ReadingPool
from tests.reading import odd_reader, odd_worker

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 30.0
MEGABYTES = 256


@pytest.fixture(autouse=True)
def odd(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that misbehave are read, here and in the workers."""
    monkeypatch.setattr(reading, "READERS", (odd_reader, *reading.READERS))
    monkeypatch.setattr(isolation, "WORKER", odd_worker.__name__)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def read(
    *paths: Path,
    workers: int = 1,
    seconds: float = SECONDS,
    options: ReadingOptions = ReadingOptions(),  # noqa: B008 it is frozen
) -> list[Reading | ReadError]:
    with ReadingPool(workers=workers, seconds=seconds, megabytes=MEGABYTES) as pool:
        results = list(pool.readings(paths, options))
    assert [path for path, _ in results] == list(paths)
    return [result for _, result in results]


def titles(result: Reading | ReadError) -> list[str]:
    assert isinstance(result, Reading), result
    return [record.metadata.title for record in result]


def error(result: Reading | ReadError) -> ReadError:
    assert isinstance(result, ReadError), list(result)
    assert "\n" not in result.message + result.hint
    return result


Write = Callable[..., Path]


def test_what_a_worker_read_comes_back_whole(write: Write) -> None:
    (result,) = read(write("a.odd", "tell all"), options=ReadingOptions(password="é\udcff"))
    assert isinstance(result, Reading)
    assert result.format == "odd"
    assert [r.metadata.title for r in result] == ["a", "password é?"]
    assert result.notes == ["a note of all"]
    assert result.problems == [Problem(7, "a problem of all", "mend it")]
    assert [os.fsencode(path) for path in result.companions] == [b"/there/a\xff.tex"]


def test_why_a_file_has_no_reading_comes_back_with_its_kind(write: Write) -> None:
    failure = error(read(write("a.odd", "refuse part"))[0])
    assert type(failure) is NotAPaperError
    assert (failure.message, failure.hint) == ("no paper: part", "read the other file?")


def test_the_order_is_that_of_the_paths_whatever_is_read_where(write: Write) -> None:
    paths = []
    for n in range(12):
        paths.append(write(f"{n}.odd", "talk 1"))
        paths.append(write(f"{n}.md", f"# Paper {n}\n\nIts text is here."))
        paths.append(write(f"{n}.unknown", "?"))
    results = read(*paths, workers=3)
    for n in range(12):
        assert titles(results[3 * n])[0] == str(n)
        assert titles(results[3 * n + 1]) == [f"Paper {n}"]
        assert "no reader" in error(results[3 * n + 2]).message


def test_formats_that_are_not_isolated_start_no_process(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    assert titles(read(write("a.md", "# A Paper\n\nIts text."))[0]) == ["A Paper"]


def test_files_share_one_worker_and_no_more_are_started_than_asked_for(write: Write) -> None:
    for workers in (1, 2):
        paths = [write(f"{n}.odd", "who") for n in range(8)]
        pids = {titles(result)[1] for result in read(*paths, workers=workers)}
        assert 1 <= len(pids) <= workers
        assert str(os.getpid()) not in pids


def test_a_name_of_any_bytes_reaches_the_worker(tmp_path: Path) -> None:
    for name in (b"a\xff\xfe.odd", "новый\n файл 🙂.odd".encode(), b"x" * 251 + b".odd"):
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
        path.write_text("refuse it", encoding="utf-8")
        assert error(read(path)[0]).message == "no paper: it"


def test_a_relative_path_means_the_folder_in_which_the_pool_stands(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.odd", "talk 1")
    with ReadingPool(workers=1, seconds=SECONDS, megabytes=MEGABYTES) as pool:
        for folder in (tmp_path.parent, tmp_path):
            monkeypatch.chdir(folder)
            relative = (tmp_path / "a.odd").relative_to(folder)
            assert [titles(result)[0] for _, result in pool.readings([relative])] == ["a"]


MISDEEDS = [
    ("hang {pid}", "took longer than 0.5 s to read", "reading.seconds"),
    ("hang_hard {pid}", "took longer than 0.5 s to read", "reading.seconds"),
    ("swell 1000000", "needs more than 256 MB of memory to be read", "reading.megabytes"),
    ("swell 9999999999999", "needs more than 256 MB of memory to be read", "reading.megabytes"),
    ("talk 40000", "needs more than 256 MB of memory to be read", "reading.megabytes"),
    ("die SIGSEGV", "the reader crashed on this file (Segmentation fault)", "another program"),
    (
        "die SIGABRT",
        "the reader gave up: damaged, or needs more than 256 MB of memory to be read",
        "reading.megabytes",
    ),
    ("die SIGKILL", "the reader crashed on this file (Killed)", "another program"),
    ("leave 0", "the reader crashed on this file (exit code 0)", "another program"),
    ("leave 3", "needs more than 256 MB of memory to be read", "reading.megabytes"),
]


@pytest.mark.parametrize(("deed", "message", "hint"), MISDEEDS, ids=[m[0] for m in MISDEEDS])
def test_a_file_that_misbehaves_costs_only_itself(
    write: Write, tmp_path: Path, deed: str, message: str, hint: str
) -> None:
    bad = write("bad.odd", deed.format(pid=tmp_path / "pid"))
    good = write("good.odd", "talk 1")
    seconds = 0.5 if "hang" in deed else SECONDS
    results = read(good, bad, good, bad, good, seconds=seconds)
    assert [titles(results[n])[0] for n in (0, 2, 4)] == ["good"] * 3
    for n in (1, 3):
        assert error(results[n]).message == message
        assert hint in error(results[n]).hint


def test_a_defect_of_a_reader_is_told_with_its_place(write: Write) -> None:
    first, second = read(
        write("bad.odd", "err x\udcff".encode("utf-8", "replace").decode()),
        write("good.odd", "talk 1"),
    )
    told = error(first).message
    assert told.startswith("the reader crashed on this file (ValueError: x?, odd_reader.py:")
    assert titles(second)[0] == "good"


def test_a_worker_that_keeps_much_memory_is_replaced(write: Write) -> None:
    paths = [write(f"{n}.odd", f"keep {MEGABYTES << 17}") for n in range(6)]
    pids = [titles(result)[1] for result in read(*paths)]
    assert len(set(pids)) > 1
    assert len(set(pids)) < len(pids)


def test_a_worker_killed_between_two_files_costs_none(write: Write) -> None:
    first, second = write("1.odd", "who"), write("2.odd", "who")
    with ReadingPool(workers=1, seconds=SECONDS, megabytes=MEGABYTES) as pool:
        ((_, before),) = pool.readings([first])
        pid = int(titles(before)[1])
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        ((_, after),) = pool.readings([second])
    assert titles(after)[1] != str(pid)


def test_a_worker_that_cannot_start_is_told_for_each_file(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "WORKER", "reviewer.no_such_module")
    paths = [write(f"{n}.odd", "who") for n in range(3)]
    for result in read(*paths):
        assert "cannot be started: it ended before it was ready" in error(result).message
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert "cannot be started: No such file" in error(read(paths[0])[0]).message


def test_readings_that_are_given_up_leave_no_worker(write: Write, tmp_path: Path) -> None:
    pids = []
    for n in range(2):
        os.mkfifo(tmp_path / f"pid{n}")
        write(f"{n}.odd", f"hang {tmp_path / f'pid{n}'}")
    paths = [write("a.odd", "who"), tmp_path / "0.odd", tmp_path / "1.odd"]
    with ReadingPool(workers=3, seconds=SECONDS, megabytes=MEGABYTES) as pool:
        _, first = next(pool.readings(paths))
        pids.append(int(titles(first)[1]))
        pids += [int((tmp_path / f"pid{n}").read_text()) for n in range(2)]
        assert all(is_running(pid) for pid in pids)
    assert [pid for pid in pids if is_running(pid)] == []


def test_the_look_ahead_is_bounded(write: Write) -> None:
    asked = 0

    def paths() -> Iterator[Path]:
        nonlocal asked
        for n in range(100):
            asked += 1
            yield write(f"{n}.odd", "talk 1")

    with ReadingPool(workers=1, seconds=SECONDS, megabytes=MEGABYTES) as pool:
        for taken, _ in enumerate(pool.readings(paths()), start=1):
            assert asked < taken + isolation.AHEAD


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


SCRIPT = """\
import sys
from pathlib import Path
from reviewer import reading
from reviewer.reading import isolation
from tests.reading import odd_reader, odd_worker
reading.READERS = (odd_reader,)
isolation.WORKER = odd_worker.__name__
print("begins", flush=True)
with isolation.ReadingPool(workers=2, seconds=60, megabytes=512) as pool:
    for path, result in pool.readings(map(Path, sys.argv[1:])):
        print(*(record.metadata.title for record in result), flush=True)
"""


def as_from_a_terminal() -> None:
    """The signals as a shell leaves them; these tests may run under nohup or in the background."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def start(script: Path, *paths: Path) -> subprocess.Popen[str]:
    """A user's script, without a guard of its main module, in a session of its own."""
    return subprocess.Popen(
        [sys.executable, str(script), *map(str, paths)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=as_from_a_terminal,  # noqa: PLW1509 - it only sets signals
    )


def test_a_script_without_a_guarded_main_is_run_once(write: Write) -> None:
    process = start(write("script.py", SCRIPT), write("a.odd", "talk 0"), write("b.odd", "talk 0"))
    out, err = process.communicate()
    assert (out.split(), err, process.returncode) == (["begins", "a", "b"], "", 0)


LARGE = """\
import subprocess, sys
ballast = b"x" * (1200 << 20)
held = "from reviewer.reading import worker; print(worker._resident_bytes())"
print(subprocess.run([sys.executable, "-c", held], capture_output=True, text=True).stdout)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="it is Linux that counts so")
def test_the_memory_of_the_program_is_not_counted_as_a_workers(write: Write) -> None:
    out, err = start(write("script.py", LARGE)).communicate()
    assert (int(out) < 600 << 20, err) == (True, "")


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="it waits for strangers' processes")
@pytest.mark.parametrize("verb", ["hang", "hang_hard"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL, signal.SIGHUP])
def test_when_the_program_ends_so_do_its_workers(
    write: Write, tmp_path: Path, number: signal.Signals, verb: str
) -> None:
    fifos = [tmp_path / f"pid{n}" for n in range(2)]
    for fifo in fifos:
        os.mkfifo(fifo)
    paths = [write(f"{n}.odd", f"{verb} {fifo}") for n, fifo in enumerate(fifos)]
    process = start(write("script.py", SCRIPT), *paths)
    pids = [int(fifo.read_text()) for fifo in fifos]
    watched = [os.pidfd_open(pid) for pid in pids]
    os.killpg(process.pid, number)
    _, err = process.communicate()
    for descriptor in watched:
        assert select.select([descriptor], [], [], 10)[0], "a worker outlives the program"
        os.close(descriptor)
    expected = "KeyboardInterrupt" if number == signal.SIGINT else ""
    assert err.strip().rpartition("\n")[2] == expected
    assert err.count("Traceback") == (number == signal.SIGINT)


def test_a_module_in_the_folder_we_stand_in_is_not_imported(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("json.py", "raise SystemExit('a file of the papers was run')")
    monkeypatch.chdir(tmp_path)
    assert titles(read(write("a.odd", "talk 0"))[0]) == ["a"]
