"""The same pages, ingested twice, give the same bytes."""

from pathlib import Path

import pytest

from reviewer.models import Answer, RelatedWork
from reviewer.workspace import Workspace
from tests.evals.conftest import Rows

pytestmark = [pytest.mark.shared, pytest.mark.slow]


def test_a_collection_built_again_answers_and_drafts_byte_for_byte_the_same(
    answers: dict[str, Answer],
    tasks: Rows,
    drafts: list[RelatedWork],
    shared: Path,
    tmp_path: Path,
) -> None:
    with Workspace(tmp_path) as again:
        again.ingest([shared / "seeds"])
        for answer in answers.values():
            assert again.ask(answer.question).model_dump_json() == answer.model_dump_json()
        for task, draft in zip(tasks[:2], drafts[:2], strict=True):
            other = again.related_work(task["topic"], task["draft_abstract"])
            assert other.model_dump_json() == draft.model_dump_json()
