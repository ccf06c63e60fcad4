"""What every system of `benchmarks.peers` is handed, and what it hands back, as files in a folder.

The same texts, the same vectors and the same queries for all. It imports nothing of the project
but its tables' folder: it also runs in the environments of other systems.
"""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
DEPTH = 10
"""Papers that are looked at."""
ASKED_FOR = 30
"""Texts asked of a system that ranks texts: a paper has about two, and the first counts."""


class Text(NamedTuple):
    """What has a vector of its own: some sentences of a paper under its title."""

    paper_id: str
    text: str


class Task(NamedTuple):
    """What there is to write and to ask."""

    papers: Sequence[tuple[str, str, str]]
    """Id, title and abstract."""
    texts: Sequence[Text]
    vectors: Vectors
    queries: Sequence[str]
    query_vectors: Vectors


class Outcome(NamedTuple):
    """What one system did with a task."""

    system: str
    write: float
    """Seconds for all texts, from the vectors to what can be searched."""
    search: Sequence[float]
    """Seconds of each query, its embedding left out."""
    found: Sequence[Sequence[str]]
    """Paper ids for each query, best first, each once."""
    memory: float
    """Most MiB the process took, less what the task itself takes."""


def save(task: Task, folder: Path) -> None:
    lists = {"papers": task.papers, "texts": task.texts, "queries": task.queries}
    for name, values in lists.items():
        (folder / f"{name}.json").write_text(json.dumps(values), encoding="utf-8")
    np.save(folder / "vectors.npy", task.vectors, allow_pickle=False)
    np.save(folder / "query_vectors.npy", task.query_vectors, allow_pickle=False)


def load(folder: Path) -> Task:
    papers, texts, queries = (
        json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("papers", "texts", "queries")
    )
    vectors, query_vectors = (
        np.load(folder / f"{name}.npy", allow_pickle=False) for name in ("vectors", "query_vectors")
    )
    texts = [Text(*text) for text in texts]
    return Task([tuple(one) for one in papers], texts, vectors, queries, query_vectors)


def by_text(task: Task) -> dict[str, Vectors]:
    """The vector of each text and each query."""
    known = {one.text: vector for one, vector in zip(task.texts, task.vectors, strict=True)}
    known.update(zip(task.queries, task.query_vectors, strict=True))
    return known


def run(
    folder: Path,
    system: str,
    write: Callable[[Task], None],
    search: Callable[[str], Sequence[str]],
    *,
    taken_off: Callable[[], float] = lambda: 0.0,
) -> None:
    """Let one system do a task, and put what came of it in the folder.

    Args:
        folder: has the task.
        system: its name and version.
        write: makes the texts searchable.
        search: gives the papers of the texts that a query finds, best first, with repeats.
        taken_off: seconds that embedding has taken so far, which are no time of the system's.
    """
    before = _memory("VmRSS")
    task = load(folder)
    given = _memory("VmRSS") - before
    begin = time.perf_counter()
    write(task)
    search(task.queries[0])  # some build their index at the first query
    written = time.perf_counter() - begin
    seconds, found = [], []
    for query in task.queries:
        off, begin = taken_off(), time.perf_counter()
        papers = search(query)
        seconds.append(time.perf_counter() - begin - (taken_off() - off))
        found.append(list(dict.fromkeys(papers))[:DEPTH])
    outcome = Outcome(system, written, seconds, found, _memory("VmHWM") - given)
    (folder / "outcome.json").write_text(json.dumps(outcome._asdict()), encoding="utf-8")


def outcome(folder: Path) -> Outcome:
    """What the last system put there."""
    return Outcome(**json.loads((folder / "outcome.json").read_text(encoding="utf-8")))


def _memory(line: str) -> float:
    """MiB, by a line of /proc/self/status."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split(f"{line}:")[1].split()[0]) / 1024
