"""`related-work --save`, `reviewer update`, `reviewer diff`: as a researcher types them."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from reviewer.errors import ExitCode
from reviewer.models import INTERRUPTED, RelatedWork
from reviewer.reviews import Changes, ReviewUpdate
from reviewer.reviews.folder import NAMES
from reviewer.workspace import Workspace
from tests.related_work.writing_model import WritingModel
from tests.scripted_server import Serve
from tests.surfaces import PAPERS, Result, Review, write_papers

TOPIC = "watching bees and hives with instruments"
NEW: dict[str, object] = {
    "title": "A Radar for Drones of the Hive",
    "abstract": "Drones leave the hive at noon. We propose a radar that follows drones of the hive "
    "with an instrument on a pole. It follows 71% of the drones for a mile.",
    "authors": ["Mira Holt"],
    "year": 2024,
}


@pytest.fixture
def saved(review: Review) -> Review:
    done = review.run("related-work", TOPIC, "--save", "bees")
    assert done.code == ExitCode.OK
    assert "saved in bees; after the next ingest: reviewer update bees" in done.err
    assert {path.name for path in Path("bees").iterdir()} == set(NAMES)
    return review


def ingest_new(review: Review) -> None:
    path = write_papers(review.folder / "more.jsonl", [NEW])
    assert review.run("ingest", str(path)).code == ExitCode.OK


def two_lines(done: Result) -> bool:
    return [line[:7] for line in done.err.splitlines()] == ["error: ", "hint:  "]


def test_an_update_with_nothing_new_says_so_in_its_first_line(saved: Review) -> None:
    before = {path: path.read_bytes() for path in Path("bees").iterdir()}
    done = saved.run("update", "bees")
    assert (done.code, done.out) == (ExitCode.OK, "nothing has changed, and no file was touched\n")
    assert {path: path.read_bytes() for path in Path("bees").iterdir()} == before


def test_an_update_prints_a_changelog_and_logs_it(saved: Review) -> None:
    ingest_new(saved)
    before = Path("bees/draft.md").read_text().splitlines()
    dry = saved.run("update", "bees", "--dry-run")
    assert dry.out.startswith("would change: papers: 1 in, 0 out · claims: ")
    assert Path("bees/draft.md").read_text().splitlines() == before
    done = saved.run("update", "bees")
    assert done.code == ExitCode.OK
    assert done.out == dry.out.removeprefix("would change: ")
    assert f"- {NEW['title']} (`holt2024radar-" in done.out
    assert "claims gained:" in done.out
    assert "wrote in bees: audit.md, draft.md, evidence.jsonl" in done.err
    assert set(before) <= set(Path("bees/draft.md").read_text().splitlines())
    assert done.out.splitlines()[0] in Path("bees/log.md").read_text()


def test_an_update_and_a_diff_are_json_where_asked(saved: Review) -> None:
    Path("old").mkdir()
    for path in Path("bees").iterdir():
        (Path("old") / path.name).write_bytes(path.read_bytes())
    ingest_new(saved)
    done = saved.run("update", "bees", "--json")
    result = ReviewUpdate.model_validate_json(done.out)
    assert [paper.title for paper in result.changes.papers_in] == [NEW["title"]]
    told = saved.run("diff", "old", "bees", "--json")
    assert Changes.model_validate_json(told.out) == result.changes
    text = saved.run("diff", "old", "bees")
    assert text.out.startswith("papers: 1 in, 0 out")


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not here")
def test_a_review_is_told_apart_from_what_it_was_in_a_commit(saved: Review) -> None:
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@b.c"]
    for words in (["init", "-q"], ["add", "bees"], ["commit", "-q", "-m", "Save"]):
        subprocess.run([*git, *words], check=True, capture_output=True)
    ingest_new(saved)
    assert saved.run("update", "bees").code == ExitCode.OK
    told = saved.run("diff", "HEAD:bees", "bees")
    assert told.code == ExitCode.OK
    assert told.out.startswith("papers: 1 in, 0 out")
    for name in ("HEAD~7:bees", "HEAD:nowhere", "--version:bees", ":", "HEAD:../.."):
        done = saved.run("diff", "--", name, "bees")
        assert (done.code, done.out) == (ExitCode.USER, "")
        assert two_lines(done)


def test_identical_folders_do_not_differ(saved: Review) -> None:
    done = saved.run("diff", "bees", "bees")
    assert (done.code, done.out) == (ExitCode.OK, "nothing has changed\n")


def test_an_edit_is_checked_and_told_with_its_line(saved: Review) -> None:
    path = Path("bees/draft.md")
    lines = path.read_text().splitlines(keepends=True)
    number = next(n for n, line in enumerate(lines) if "[@" in line or "[-@" in line)
    key = lines[number].partition("@")[2].partition("]")[0]
    lines.insert(number + 1, f"Whales sing in the deep sea [@{key}].\n")
    lines.insert(number + 2, "Nobody counts wasps [@nobody1999].\n")
    path.write_text("".join(lines))
    done = saved.run("update", "bees")
    assert done.code == ExitCode.PARTIAL
    assert f"draft.md:{number + 2}: yours, unsupported" in done.err
    assert f"draft.md:{number + 3}: yours, " in done.err
    assert "no paper of the collection has the key nobody1999" in done.err
    assert path.read_text() == "".join(lines)


@pytest.mark.parametrize(
    "words",
    [
        ("related-work", TOPIC, "--save", "bees"),
        ("related-work", TOPIC, "--save", "other", "--plan-only"),
        ("related-work", TOPIC, "--save", "bees/draft.md"),
        ("update", "nowhere"),
        ("diff", "bees", "nowhere"),
        ("update", "."),
    ],
)
def test_what_cannot_be_done_is_two_lines(saved: Review, words: tuple[str, ...]) -> None:
    before = {path: path.read_bytes() for path in Path("bees").iterdir()}
    done = saved.run(*words)
    assert done.code in (ExitCode.USER, ExitCode.USAGE)
    assert done.out == ""
    assert two_lines(done)
    assert {path: path.read_bytes() for path in Path("bees").iterdir()} == before


def test_a_collection_without_papers_is_no_reason_to_empty_a_review(
    saved: Review, empty: Review
) -> None:
    before = {path: path.read_bytes() for path in Path("bees").iterdir()}
    done = empty.run("update", "bees")
    assert done.code == ExitCode.NOTHING
    assert two_lines(done)
    assert {path: path.read_bytes() for path in Path("bees").iterdir()} == before
    done = empty.run("related-work", TOPIC, "--save", "none")
    assert done.code == ExitCode.NOTHING
    assert not Path("none").exists()


def test_a_draft_of_nothing_is_not_saved(review: Review) -> None:
    done = review.run("related-work", "zeta functions of quivers", "--save", "none")
    assert done.code == ExitCode.NOTHING
    assert not Path("none").exists()


def test_a_half_written_folder_is_mended_by_the_next_update(saved: Review) -> None:
    stage = Path("bees/.reviewer-new")
    stage.mkdir()
    (stage / "draft.md").write_text("# Rel")
    before = Path("bees/draft.md").read_bytes()
    assert two_lines(saved.run("diff", "bees", "bees"))
    assert two_lines(saved.run("update", "bees", "--dry-run"))
    done = saved.run("update", "bees")
    assert done.code == ExitCode.OK
    assert "note: a write that was broken off has been dropped" in done.err
    assert Path("bees/draft.md").read_bytes() == before
    assert not stage.exists()


def test_the_author_s_own_draft_is_read_again(review: Review) -> None:
    draft = review.folder / "mine.md"
    draft.write_text("# Weighing\n\n## Abstract\n\nWe weigh hives to foresee swarms.\n")
    folder = review.folder / "bees"
    done = review.run("related-work", "--draft", str(draft), "--save", str(folder))
    assert done.code == ExitCode.OK
    assert 'draft = "../mine.md"' in (folder / "review.toml").read_text()
    assert review.run("update", str(folder)).out.startswith("nothing has changed")
    draft.write_text(
        "# Weighing\n\n## Abstract\n\nWe weigh hives to foresee swarms. We count honeybees by the "
        "sound of their wings with a microphone.\n"
    )
    done = review.run("update", str(folder), "--json")
    assert done.code == ExitCode.OK
    assert "state.json" in json.loads(done.out)["written"]
    draft.unlink()
    done = review.run("update", str(folder))
    assert "your draft ../mine.md is not there" in done.err


def test_a_draft_outside_of_the_workspace_is_not_read_again(review: Review) -> None:
    Path("mine.md").write_text("# Weighing\n\n## Abstract\n\nWe weigh hives to foresee swarms.\n")
    done = review.run("related-work", "--draft", "mine.md", "--save", "bees")
    assert "is outside of" in done.err
    assert 'draft = ""' in Path("bees/review.toml").read_text()
    path = Path("bees/review.toml")
    path.write_text(path.read_text().replace('draft = ""', 'draft = "../mine.md"'))
    done = review.run("update", "bees")
    assert done.code == ExitCode.OK
    assert "is outside of" in done.err


def test_titles_that_look_like_markdown_and_terminals_stay_harmless(saved: Review) -> None:
    title = str(PAPERS[-1]["title"])
    done = saved.run("related-work", TOPIC, "--must-cite", title, "--save", "other")
    assert done.code == ExitCode.OK
    told = saved.run("diff", "bees", "other")
    assert "\x1b" not in told.out


def test_options_for_a_model_that_is_not_named_are_said_to_do_nothing(saved: Review) -> None:
    done = saved.run("update", "bees", "--max-calls", "3")
    assert "no language model is named, so --max-calls changed nothing" in done.err


def test_an_update_by_a_model_says_what_it_cost(saved: Review, serve: Serve) -> None:
    server = serve(WritingModel())
    ingest_new(saved)
    options = ("--model", "scripted", "--base-url", server.base_url)
    done = saved.run("update", "bees", *options)
    assert done.code == ExitCode.OK
    assert re.search(r"^\d calls of the model, 0 kept$", done.err, re.MULTILINE)
    assert "scripted" in Path("bees/audit.md").read_text()
    done = saved.run("related-work", TOPIC, "--save", "other", *options, "--max-calls", "2")
    assert done.code in (ExitCode.OK, ExitCode.NOTHING)


def test_papers_that_are_named_in_vain_are_told_and_the_update_goes_on(saved: Review) -> None:
    path = Path("bees/review.toml")
    path.write_text(path.read_text().replace("must_not = []", 'must_not = ["No Such Paper"]'))
    done = saved.run("update", "bees")
    assert done.code == ExitCode.OK
    assert "not to be cited, and not found" in done.err


def test_without_git_a_commit_cannot_be_named(
    saved: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    done = saved.run("diff", "HEAD:bees", "bees")
    assert done.code == ExitCode.USER
    assert "is git installed?" in done.err


def test_an_update_that_is_broken_off_writes_nothing(
    saved: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest_new(saved)
    before = {path: path.read_bytes() for path in Path("bees").iterdir()}

    def interrupted(self: Workspace, *words: object, **wanted: object) -> RelatedWork:
        return RelatedWork(topic="bees", partial=f"{INTERRUPTED}; half of it is missing")

    monkeypatch.setattr(Workspace, "related_work", interrupted)
    done = saved.run("update", "bees")
    assert done.code == ExitCode.INTERRUPTED
    assert {path: path.read_bytes() for path in Path("bees").iterdir()} == before
    done = saved.run("related-work", TOPIC, "--save", "other")
    assert done.code == ExitCode.INTERRUPTED
    assert not Path("other").exists()
