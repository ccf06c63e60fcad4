"""The files of a review are written all together; whatever stops that, nothing is guessed."""

import itertools
import json
import os
from functools import partial
from pathlib import Path

import pytest

from reviewer.errors import ReviewFolderError
from reviewer.reviews import diff, folder
from reviewer.reviews.folder import NEEDED, check_free, check_writable, read, recover, write

OLD = {name: f"old {name}\n".encode() for name in folder.NAMES}
NEW = {name: f"new {name}\n".encode() for name in (folder.DRAFT, folder.EVIDENCE, folder.LOG)}
STAGE = ".reviewer-new"


def saved(tmp_path: Path) -> Path:
    write(tmp_path / "review", OLD, {})
    return tmp_path / "review"


class Killed(BaseException):
    """What a process that is killed raises nowhere, and stops all the same."""


def test_what_is_written_is_read_and_nothing_else_is_left_behind(tmp_path: Path) -> None:
    where = saved(tmp_path)
    assert read(where) == OLD
    write(where, NEW, OLD)
    assert read(where) == OLD | NEW
    assert {path.name for path in where.iterdir()} == set(folder.NAMES)


@pytest.mark.parametrize("step", range(8))
def test_killed_at_any_step_a_write_is_found_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    where = saved(tmp_path)
    count = itertools.count()

    def stop_at() -> None:
        if next(count) == step:
            raise Killed

    put, replace = folder._put, Path.replace

    def cut(path: Path, content: bytes) -> None:
        path.write_bytes(content[:5])
        stop_at()
        put(path, content)

    def moved(path: Path, target: Path) -> Path:
        stop_at()
        return replace(path, target)

    monkeypatch.setattr(folder, "_put", cut)
    monkeypatch.setattr(Path, "replace", moved)
    try:
        write(where, NEW, OLD)
    except Killed:
        pass
    else:
        assert step > 6
        return
    monkeypatch.undo()
    with pytest.raises(ReviewFolderError, match="half written"):
        read(where)
    assert recover(where) is not None
    assert read(where) == (OLD if step < 4 else OLD | NEW)
    assert recover(where) is None


def test_a_first_save_that_was_killed_is_no_review_and_can_be_saved_anew(tmp_path: Path) -> None:
    where = tmp_path / "review"
    (where / STAGE).mkdir(parents=True)
    (where / STAGE / folder.DRAFT).write_bytes(b"half")
    assert "dropped" in str(recover(where))
    with pytest.raises(ReviewFolderError, match="no saved review"):
        read(where)
    check_free(where)


def test_a_draft_that_was_edited_after_the_crash_is_never_overwritten(tmp_path: Path) -> None:
    where = saved(tmp_path)
    stage = where / STAGE
    stage.mkdir()
    (stage / folder.DRAFT).write_bytes(NEW[folder.DRAFT])
    old, new = (folder._hash(files[folder.DRAFT]) for files in (OLD, NEW))
    (stage / "complete.json").write_text(f'{{"draft.md": ["{old}", "{new}"]}}')
    (where / folder.DRAFT).write_bytes(b"by hand\n")
    with pytest.raises(ReviewFolderError, match=r"draft\.md has been edited since"):
        recover(where)
    assert (where / folder.DRAFT).read_bytes() == b"by hand\n"


def test_a_file_that_changed_meanwhile_stops_the_write(tmp_path: Path) -> None:
    where = saved(tmp_path)
    (where / folder.DRAFT).write_bytes(b"by hand\n")
    with pytest.raises(ReviewFolderError, match=r"draft\.md was changed while this ran"):
        write(where, NEW, OLD)
    assert read(where) == OLD | {folder.DRAFT: b"by hand\n"}


@pytest.mark.parametrize("name", NEEDED)
def test_a_file_that_is_missing_is_named(tmp_path: Path, name: str) -> None:
    where = saved(tmp_path)
    (where / name).unlink()
    with pytest.raises(ReviewFolderError, match=f"not whole: {name} is missing"):
        read(where)


def test_a_folder_with_a_review_is_not_saved_over(tmp_path: Path) -> None:
    where = saved(tmp_path)
    with pytest.raises(ReviewFolderError, match="holds a review already"):
        check_free(where)
    with pytest.raises(ReviewFolderError, match="is a file"):
        check_free(where / folder.LOG)


@pytest.mark.parametrize("name", ["library.bib", "paper.pdf", "notes", ".reviewerignore"])
def test_a_review_is_not_saved_among_other_files(tmp_path: Path, name: str) -> None:
    """Its `.reviewerignore` would keep them from being ingested."""
    (tmp_path / name).write_text("mine")
    with pytest.raises(ReviewFolderError, match=rf"holds other files \({name}\)"):
        check_free(tmp_path)


def test_what_git_and_file_managers_keep_is_no_other_file(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".DS_Store").write_bytes(b"")
    check_free(tmp_path)


def test_what_cannot_be_written_is_said_before_anything_is_drafted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path)
    with pytest.raises(ReviewFolderError, match="cannot be written: you may not write to"):
        check_free(tmp_path / "reviews" / "bees")


def test_a_stage_moves_nothing_out_of_its_folder(tmp_path: Path) -> None:
    where = saved(tmp_path)
    (where / STAGE).mkdir()
    (tmp_path / "plant").write_bytes(b"planted")
    digest = folder._hash(b"planted")
    name = "../../plant"
    (where / STAGE / "complete.json").write_text(json.dumps({name: [None, digest]}))
    assert "dropped" in str(recover(where))
    assert read(where) == OLD
    assert (tmp_path / "plant").exists()


def test_a_folder_that_is_not_there_or_no_review_is_said(tmp_path: Path) -> None:
    with pytest.raises(ReviewFolderError, match="no such folder"):
        read(tmp_path / "none")
    for look in (read, check_free, check_writable, partial(diff, new=str(tmp_path))):
        with pytest.raises(ReviewFolderError, match="there can be no folder"):
            look(Path("x" * 300))
    (tmp_path / "file").write_text("")
    with pytest.raises(ReviewFolderError, match="is a file"):
        read(tmp_path / "file")
    with pytest.raises(ReviewFolderError, match="no saved review"):
        read(tmp_path)
