"""A disk that fills up in the middle of an ingest: a real one, of two megabytes."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer.models import Paper
from tests.crashing import everything, ingest_until_full, inspect, list_papers, outcome, start
from tests.shelf import entry, write

PAPERS = 240


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, with a review folder whose papers are elsewhere."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine does not let a disk be mounted")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.fixture
def papers(tmp_path: Path) -> list[Path]:
    return [
        write(tmp_path / "papers" / f"{n}.jsonl", [entry(m) for m in range(n, n + 40)])
        for n in range(0, PAPERS, 40)
    ]


def grow(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)


def test_a_disk_that_fills_up_is_told_and_nothing_reported_is_lost(
    tiny: Path, papers: list[Path]
) -> None:
    process, connection = start(ingest_until_full, tiny, papers)
    *reports, failure = everything(connection)
    process.join()
    reported: list[Paper] = [paper for report in reports for paper in report]
    assert reported
    assert failure is not None
    assert failure[0] == "StoreFullError"
    assert failure[1].startswith(f"the disk is full: {tiny / 'vectorstore'}")
    assert "free some space" in failure[2]

    listed = outcome(list_papers, tiny)
    assert isinstance(listed, list), listed
    assert {paper.id for paper in reported} <= {paper.id for paper in listed}

    grow(tiny)
    assert outcome(inspect, tiny, reported).searchable == {paper.id for paper in reported}
    assert outcome(ingest_until_full, tiny, papers) is None
    aftermath = outcome(inspect, tiny, [])
    assert len(aftermath.contents) == PAPERS
    assert aftermath.agreed_at_the_end


def test_a_disk_that_is_full_from_the_start_is_told(tiny: Path, papers: list[Path]) -> None:
    filler = tiny / "filler"
    with filler.open("wb") as file:
        free = os.statvfs(tiny).f_bavail * os.statvfs(tiny).f_frsize
        file.write(b"x" * (free - 8192))
    kind, message, hint = outcome(ingest_until_full, tiny, papers[:1])
    assert (kind, message) == ("StoreFullError", f"the disk is full: {tiny / 'vectorstore'}")
    assert "free some space" in hint
    filler.unlink()
    assert outcome(ingest_until_full, tiny, papers[:1]) is None
