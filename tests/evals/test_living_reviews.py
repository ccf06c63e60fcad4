"""A review of 40 papers over four saved pages, and 20 papers of the fifth that come to it."""

import json
import shutil
from pathlib import Path

import pytest

from reviewer.models import Paper
from reviewer.reviews import draft_and_save, update
from reviewer.workspace import Workspace
from tests.evals.conftest import Rows

pytestmark = [pytest.mark.shared, pytest.mark.slow]


@pytest.fixture(scope="module")
def four_pages(shared: Path, tmp_path_factory: pytest.TempPathFactory, ws: Workspace) -> Path:
    """The folder of a workspace of all pages but the last; it comes after `ws`, which may skip."""
    folder = tmp_path_factory.mktemp("four")
    with Workspace(folder) as early:
        early.ingest(sorted((shared / "seeds").iterdir())[:-1])
    return folder


def themes(folder: Path) -> dict[str, str]:
    """The text of each theme of a draft, to the byte, by its heading."""
    parts = (folder / "draft.md").read_text(encoding="utf-8").split("\n## ")[1:]
    return {part.partition("\n")[0]: part.rstrip("\n") for part in parts}


def twenty(ws: Workspace, known: set[str], topic: str) -> list[Paper]:
    """The papers nearest to a topic that the earlier pages do not have."""
    found = {p.paper.id: p.paper for p in ws.search(topic, 400) if p.paper.title not in known}
    return list(found.values())[:20]


@pytest.mark.parametrize("task", [1, 3, 4])
def test_twenty_papers_come_to_forty_and_untouched_themes_stay_to_the_byte(
    ws: Workspace, four_pages: Path, tasks: Rows, tmp_path: Path, task: int
) -> None:
    folder, review = tmp_path / "w", tmp_path / "w" / "review"
    shutil.copytree(four_pages, folder)
    topic = tasks[task]["topic"]
    with Workspace(folder) as living:
        draft_and_save(living, review, topic, asked={"papers": 40})
        known = {paper.title for paper in living.papers()}
        before, evidence = themes(review), (review / "evidence.jsonl").read_text().splitlines()
        new = folder / "new.jsonl"
        rows = [{"title": p.title, "abstract": p.abstract} for p in twenty(ws, known, topic)]
        new.write_text("".join(json.dumps(row) + "\n" for row in rows))
        assert len(living.ingest([new]).added) == 20
        result = update(living, review)
        after = themes(review)
        assert result.changes.papers_in
        assert not result.changes.lost
        assert not result.changes.changed
        assert not result.changes.papers_out
        for heading in result.changes.kept:
            assert after[heading] == before[heading]
        for heading, text in before.items():
            assert after[heading].startswith(text)
        assert set(evidence) <= set((review / "evidence.jsonl").read_text().splitlines())
        untouched = len(result.changes.kept)
        print(
            f"{topic[:40]}: {len(result.changes.papers_in)} papers in, {untouched} of "
            f"{len(before)} themes untouched, {len(after) - len(before)} new"
        )
        assert not update(living, review).written
