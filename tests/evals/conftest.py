"""The five saved pages, ingested once, and the questions and tasks asked of them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reviewer.models import Answer, RelatedWork
from reviewer.reports import IngestReport
from reviewer.workspace import Workspace

Rows = list[dict[str, Any]]


@pytest.fixture(scope="session")
def pages(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, IngestReport]:
    """A workspace of the five pages, and what its first ingest reported."""
    workspace = Workspace(tmp_path_factory.mktemp("pages"))
    if workspace.embedder is None:
        pytest.skip("these figures are those of the embedder, and its weights are not here")
    return workspace, workspace.ingest([shared / "seeds"])


@pytest.fixture(scope="session")
def ws(pages: tuple[Workspace, IngestReport]) -> Iterator[Workspace]:
    yield pages[0]
    pages[0].close()


@pytest.fixture(scope="session")
def questions(shared: Path) -> Rows:
    return _rows(shared / "data/seeds/questions.jsonl")


@pytest.fixture(scope="session")
def tasks(shared: Path) -> Rows:
    return _rows(shared / "data/seeds/related_work.jsonl")


@pytest.fixture(scope="session")
def answers(ws: Workspace, questions: Rows) -> dict[str, Answer]:
    """What the program answers as it comes, by question id."""
    return {row["id"]: ws.ask(row["question"]) for row in questions}


@pytest.fixture(scope="session")
def drafts(ws: Workspace, tasks: Rows) -> list[RelatedWork]:
    return [ws.related_work(task["topic"], task["draft_abstract"]) for task in tasks]


def _rows(path: Path) -> Rows:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
