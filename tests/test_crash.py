"""`kill -9` at any moment: nothing that was reported is lost, nothing is there twice."""

import random
import signal
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from reviewer.models import Paper
from tests.chroma_servers import ChromaProcess
from tests.crashing import (
    Aftermath,
    Contents,
    act_and_die,
    copy,
    everything,
    first_version,
    ingest,
    inspect,
    outcome,
    second_version,
    start,
)

LARGE, SMALL = 12, 2
"""Papers in a file: enough to be hit in the middle, and few enough to be hit at every step."""
EACH = 2
"""On a server: one step in so many, to save time; the others are tried without a server."""


class Disturbance(NamedTuple):
    """A store with the first version of the files, while the second waits in its folder.

    Args:
        root: the workspace; copied before each kill.
        expected: what an ingest gives when nothing happens to it.
        lasting: papers that are the same in both versions.
    """

    root: Path
    expected: Contents
    lasting: list[Paper]


def disturbance(folder: Path, size: int) -> Disturbance:
    root = folder / "begun" / "review"
    root.mkdir(parents=True)
    first_version(root, size)
    before: Aftermath = outcome(inspect, root, [])
    second_version(root, size)
    after: Aftermath = outcome(inspect, copy(root, folder / "undisturbed" / "review"), [])
    assert after.agreed_at_the_end
    lasting = [paper for paper, _ in after.contents.values() if same(before, after, paper.id)]
    assert len(lasting) > size
    return Disturbance(root, after.contents, lasting)


def same(before: Aftermath, after: Aftermath, paper_id: str) -> bool:
    return before.contents.get(paper_id) == after.contents[paper_id]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Disturbance:
    return disturbance(tmp_path_factory.mktemp("small"), SMALL)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Disturbance:
    return disturbance(tmp_path_factory.mktemp("large"), LARGE)


def check(root: Path, wanted: list[Paper], expected: Contents) -> Aftermath:
    """Everything wanted is found after opening, and everything expected after a further ingest."""
    aftermath: Aftermath = outcome(inspect, root, wanted)
    assert aftermath.searchable == {paper.id for paper in wanted}
    assert aftermath.agreed_when_opened
    assert aftermath.contents == expected
    assert aftermath.agreed_at_the_end
    assert aftermath.last_report == (0, 0)
    return aftermath


def test_a_kill_at_a_random_moment_loses_nothing_that_was_reported(
    tmp_path: Path, large: Disturbance, pytestconfig: pytest.Config
) -> None:
    root = tmp_path / "killed" / "review"
    whole, killed, torn = seconds(copy(large.root, root)), 0, 0
    rounds: int = pytestconfig.getoption("crash_rounds")
    for _ in range(rounds):
        process, connection = start(ingest, copy(large.root, root), 3)
        assert connection.recv() == "ready"
        process.join(timeout=random.uniform(0, whole))
        process.kill()
        process.join()
        killed += process.exitcode == -signal.SIGKILL
        reported = {paper.id: paper for report in everything(connection) for paper in report}
        torn += bool(check(root, list(reported.values()), large.expected).notices)
    print(f"{killed} of {rounds} killed within {whole:.2f} s; Chroma's files torn: {torn}")
    assert killed


def seconds(root: Path) -> float:
    """How long an ingest takes when nothing happens to it."""
    process, connection = start(ingest, root, 3)
    assert connection.recv() == "ready"
    begin = time.monotonic()
    process.join()
    return time.monotonic() - begin


STEPS = {
    "an ingest": "ingest",
    "a rebuild": "rebuild",
    "a removal": "On Eels, Part 0",
}


@pytest.mark.parametrize("act", STEPS.values(), ids=STEPS)
def test_a_kill_before_any_step_of(tmp_path: Path, small: Disturbance, act: str) -> None:
    root = tmp_path / "killed" / "review"
    steps: int = outcome(act_and_die, copy(small.root, root), act, None)
    assert steps > 5
    lasting = [paper for paper in small.lasting if paper.title != act]
    for step in range(1, steps + 1):
        process, connection = start(act_and_die, copy(small.root, root), act, step)
        assert list(everything(connection)) == []
        process.join()
        assert process.exitcode == -signal.SIGKILL
        check(root, lasting, small.expected)


def on_server(root: Path, chroma: ChromaProcess) -> Path:
    """A workspace with the first version of the files, whose vectors go to the server."""
    root.mkdir(parents=True)
    first_version(root, SMALL)
    (root / "reviewer.toml").write_text(f'[store]\nurl = "{chroma.url}"\n')
    return root


def test_a_kill_before_a_step_of_an_ingest_to_a_server(
    tmp_path: Path, chroma: ChromaProcess
) -> None:
    whole: Aftermath = outcome(inspect, on_server(tmp_path / "whole" / "review", chroma), [])
    assert whole.agreed_at_the_end
    root = on_server(tmp_path / "counted" / "review", chroma)
    steps: int = outcome(act_and_die, root, "ingest", None)
    assert steps > 5
    for step in range(1, steps + 1, EACH):
        root = on_server(tmp_path / f"{step}" / "review", chroma)
        process, connection = start(act_and_die, root, "ingest", step)
        assert list(everything(connection)) == []
        process.join()
        assert process.exitcode == -signal.SIGKILL
        check(root, [], whole.contents)


def test_a_kill_before_a_step_of_a_rebuild_on_a_server(
    tmp_path: Path, chroma: ChromaProcess
) -> None:
    root = on_server(tmp_path / "review", chroma)
    whole: Aftermath = outcome(inspect, root, [])
    steps: int = outcome(act_and_die, root, "rebuild", None)
    for step in range(1, steps + 1, EACH):
        process, connection = start(act_and_die, root, "rebuild", step)
        assert list(everything(connection)) == []
        process.join()
        assert process.exitcode == -signal.SIGKILL
        check(root, [paper for paper, _ in whole.contents.values()], whole.contents)


def vector_file(root: Path, name: str) -> Path:
    (found,) = (root / "vectorstore" / "chroma").glob(f"*/{name}")
    return found


def test_a_kill_while_chroma_replaced_its_files_costs_time_and_no_paper(
    tmp_path: Path, large: Disturbance
) -> None:
    root = copy(large.root, tmp_path / "review")
    process, connection = start(act_and_die, root, "ingest", 8)
    assert list(everything(connection)) == []
    process.join()
    vector_file(root, "index_metadata.pickle").write_bytes(b"")
    (notice,) = check(root, large.lasting, large.expected).notices
    assert notice == "an interruption had damaged the vectors; all papers were embedded again"


def test_a_rebuild_mends_files_that_no_process_survives_opening(
    tmp_path: Path, large: Disturbance
) -> None:
    root = copy(large.root, tmp_path / "review")
    vectors = vector_file(root, "data_level0.bin")
    vectors.write_bytes(vectors.read_bytes()[:1000])
    outcome(act_and_die, root, "rebuild", None)
    check(root, large.lasting, large.expected)
