"""A model is asked about what came into a review, and about nothing else."""

import json
from pathlib import Path

import pytest

from reviewer.errors import ModelError
from tests.hashing import HashingEmbedder
from tests.related_work.writing_model import WritingModel
from tests.reviews.living import DEVICES, Living, studies
from tests.scripted_server import Reply, ScriptedServer, Serve


def by_device(titles: list[str]) -> dict[str, list[int]]:
    """Numbers of papers, from 1, by the device that they are of."""
    found: dict[str, list[int]] = {}
    for number, title in enumerate(titles, start=1):
        device = next(one for one in DEVICES if title.startswith(one.title().replace(" ", "")))
        found.setdefault(device, []).append(number)
    return found


class Planner(WritingModel):
    """Plans a theme for each device."""

    def __call__(self, request: object) -> "str | Reply":
        prompt = request.prompt  # type: ignore[attr-defined]
        lines = [line for line in prompt.splitlines() if line.startswith("[") and "] " in line]
        titles = [line.partition("] ")[2] for line in lines if line[1].isdigit()]
        themes = [
            {"heading": f"Bees by {DEVICES[device]}", "why": "", "papers": numbers}
            for device, numbers in by_device(titles).items()
        ]
        self.plan = lambda numbers: json.dumps({"themes": themes})
        return super().__call__(request)  # type: ignore[arg-type]


@pytest.fixture
def model() -> Planner:
    return Planner()


@pytest.fixture
def server(serve: Serve, model: Planner) -> ScriptedServer:
    return serve(model)


@pytest.fixture
def living(tmp_path: Path, server: ScriptedServer) -> Living:
    review = Living(
        tmp_path,
        studies(),
        HashingEmbedder(),
        model_name="scripted",
        model_base_url=server.base_url,
        model_retries=0,
    )
    review.save()
    return review


def test_calls_are_for_the_themes_that_change_and_one_for_the_plan(
    living: Living, model: Planner
) -> None:
    assert living.text().count("\n## ") == 3
    whole = len(model.asked)
    counts = []
    papers = living.papers
    for devices in (["hive scale"], ["microphone", "flower camera"]):
        model.asked.clear()
        papers = [*papers, *studies(devices, first=5, each=1)]
        living.ingest(papers)
        result = living.update()
        assert len(result.redrafted) == len(devices)
        assert len(result.changes.kept) == 3 - len(devices)
        assert model.asked.count("plan") == 1
        counts.append(len(model.asked) - 1)
        assert result.usage.calls == len(model.asked)
        log = living.text("log.md").rpartition("\n## ")[2]
        assert f"- write: scripted, {counts[-1]} calls, 0 kept\n" in log
        assert "- prompt plan_themes, version " in log
    assert counts[1] == 2 * counts[0]
    assert counts[0] < whole / 3


def test_where_nothing_came_no_model_is_asked(living: Living, model: Planner) -> None:
    model.asked.clear()
    assert not living.update().written
    line = living.lines()[0]
    living.edit(line, line.replace("are", "are said to be"))
    assert living.update().edits
    assert model.asked == []


def test_papers_that_are_not_chosen_cost_a_plan_at_most(living: Living, model: Planner) -> None:
    model.asked.clear()
    far = {"title": "Tax Law", "abstract": "Courts rule on taxes. We describe tax law in 1900."}
    before = living.text()
    living.ingest([*living.papers, far])
    result = living.update()
    assert living.text() == before
    assert not result.changes.any
    assert model.asked in ([], ["plan"])


def test_a_model_that_fails_leaves_the_folder_as_it_is(living: Living, model: Planner) -> None:
    before = living.files()
    model.find = model.write = lambda shown: Reply("down", status=500)
    model.join = lambda sentences: Reply("down", status=500)
    living.ingest([*living.papers, *studies(["hive scale"], first=5, each=1)])
    result = living.update()
    assert result.notices  # what came is told in the papers' own words
    assert len(result.changes.papers_in) == 1
    assert set(before["draft.md"].splitlines()) <= set(living.files()["draft.md"].splitlines())


def test_a_plan_that_is_none_is_told_with_the_update(
    living: Living, model: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Planner, "__call__", WritingModel.__call__)
    model.plan = lambda numbers: "Two themes, I should think."
    living.ingest([*living.papers, *studies(["hive scale"], first=5, each=1)])
    result = living.update()
    assert any("the papers were grouped by code" in notice for notice in result.notices)
    assert "the papers were grouped by code" in living.text("log.md")


def test_a_server_that_is_gone_is_an_error_and_nothing_is_written(
    living: Living, server: ScriptedServer
) -> None:
    living.ingest([*living.papers, *studies(["hive scale"], first=5, each=1)])
    before = living.files()
    server.close()
    with pytest.raises(ModelError):
        living.update()
    assert living.files() == before
