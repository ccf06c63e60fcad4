"""An ingest that is killed twice, and run again, leaves the store that it leaves undisturbed."""

import os
import random
import signal
import time
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import pytest

from reviewer import Workspace
from reviewer.indexing import filing, grouping
from reviewer.models import Chunk, Paper
from tests.crashing import count_steps, everything, outcome, prepare, start
from tests.shelf import entry, write
from tests.store.chunks import agree

PAPERS = 30
WRITING = "writing"


class Contents(NamedTuple):
    """All that a store holds; vectors by window id, as bytes."""

    papers: list[Paper]
    chunks: list[Chunk]
    vectors: dict[str, bytes]
    words: list[str]
    agrees: bool


def library(root: Path) -> Path:
    """Two files that share papers, one paper named twice in one of them."""
    root.mkdir(parents=True)
    write(root / "a.jsonl", [entry(n) for n in range(PAPERS)] + [entry(0, year=1999)])
    write(
        root / "b.jsonl", [entry(n, venue="Shore Letters") for n in range(PAPERS - 5, PAPERS + 5)]
    )
    return root


def ingest(connection: Connection, root: Path, deadly: tuple[str, int] | None) -> None:
    """Ingest and send the `Contents`; be killed at a step that is told, or at one of writing.

    Args:
        connection: to whom the contents are sent.
        root: the workspace.
        deadly: name of the step and which call of it, from 1.
    """
    prepare(batch=4)
    filing._TOLD = grouping._TOLD = 4
    told: Counter[str] = Counter()

    def progress(step: str, done: int, total: int) -> None:
        told[step] += 1
        if deadly == (step, told[step]):
            os.kill(os.getpid(), signal.SIGKILL)

    with Workspace(root, progress=progress) as ws:
        ws.papers()
        connection.send("ready")
        count_steps(deadly[1] if deadly is not None and deadly[0] == WRITING else None)
        ws.ingest([root / "a.jsonl", root / "b.jsonl"])
        connection.send(contents(ws))


def contents(ws: Workspace) -> Contents:
    papers = ws.papers()
    held = ws.store.dense._collection.get(include=["embeddings"])
    assert held["embeddings"] is not None
    rows = zip(held["ids"], held["embeddings"], strict=True)
    return Contents(
        papers,
        [chunk for paper in papers for chunk in ws.chunks(paper)],
        {one: bytes(memoryview(vector)) for one, vector in rows},
        sorted(ws.store.lexical.ids()),
        agree(ws.store),
    )


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    found: Contents = outcome(ingest, library(tmp_path_factory.mktemp("whole") / "review"), None)
    assert found.agrees
    assert len(found.papers) == PAPERS + 5
    assert len(found.vectors) > len(found.chunks)
    return found


def killed(root: Path, deadly: tuple[str, int]) -> None:
    process, connection = start(ingest, root, deadly)
    assert list(everything(connection)) == ["ready"]
    process.join()
    assert process.exitcode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("filing", 3), ("filing", 5)),
        (("grouping", 4), ("embedding", 2)),
        (("embedding", 4), ("embedding", 2)),
        ((WRITING, 8), (WRITING, 11)),
        (("embedding", 6), (WRITING, 6)),
    ],
    ids=lambda deadly: f"{deadly[0]} {deadly[1]}",
)
def test_two_kills_and_a_third_run_give_the_same_store(
    tmp_path: Path, expected: Contents, first: tuple[str, int], second: tuple[str, int]
) -> None:
    root = library(tmp_path / "review")
    killed(root, first)
    killed(root, second)
    assert outcome(ingest, root, None) == expected


def test_two_kills_at_any_moment_and_a_third_run_give_the_same_store(
    tmp_path: Path, expected: Contents, pytestconfig: pytest.Config
) -> None:
    whole = seconds(library(tmp_path / "timed"))
    hit = 0
    for turn in range(pytestconfig.getoption("crash_rounds")):
        root = library(tmp_path / f"review{turn}")
        for _ in range(2):
            process, connection = start(ingest, root, None)
            assert connection.recv() == "ready"
            process.join(timeout=random.uniform(0, whole))
            process.kill()
            process.join()
            hit += process.exitcode == -signal.SIGKILL
            connection.close()
        assert outcome(ingest, root, None) == expected
    assert hit


def seconds(root: Path) -> float:
    """How long an ingest takes when nothing happens to it."""
    process, connection = start(ingest, root, None)
    assert connection.recv() == "ready"
    begin = time.monotonic()
    list(everything(connection))
    process.join()
    return time.monotonic() - begin
