"""Which files a folder gives, and what is said of those it does not."""

import os
from pathlib import Path

import pytest

from reviewer.folders import Walk, walk


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("text", encoding="utf-8")


def walked(folder: Path, *, own: Path | None = None, largest: int = 1) -> Walk:
    return walk([folder], own=set() if own is None else {own.resolve()}, largest=largest)


def names(found: Walk, folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in found.found]


def test_files_come_in_order_and_hidden_and_own_ones_are_left_out(tmp_path: Path) -> None:
    make(tmp_path, "b.bib", "sub/c.bib", "a.bib", ".git/config", "sub/.DS_Store", "store/x.bib")
    found = walked(tmp_path, own=tmp_path / "store")
    assert names(found, tmp_path) == ["a.bib", "b.bib", "sub/c.bib"]
    assert (found.skipped, found.failed) == ([], [])


def test_a_file_that_is_named_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    make(tmp_path, "README.md", ".hidden.bib")
    found = walk([tmp_path / "README.md", tmp_path / ".hidden.bib"], own=set(), largest=1)
    assert [path.name for path in found.named] == ["README.md", ".hidden.bib"]


def test_each_file_is_met_once_however_often_it_is_named(tmp_path: Path) -> None:
    make(tmp_path, "sub/a.bib")
    found = walk(
        [tmp_path / "sub" / "a.bib", tmp_path, tmp_path / "sub" / ".." / "sub"],
        own=set(),
        largest=1,
    )
    assert len(found.named) == 1
    assert found.found == []


def test_what_reviewerignore_names_is_skipped_with_the_reason(tmp_path: Path) -> None:
    make(tmp_path, "a.bib", "old/b.bib", "sub/c.tmp", "sub/keep.tmp", "sub/deep/d.bib")
    (tmp_path / ".reviewerignore").write_text("old/\n*.tmp\n!keep.tmp\n# a comment\n")
    (tmp_path / "sub" / ".reviewerignore").write_text("/deep\n")
    found = walked(tmp_path)
    assert names(found, tmp_path) == ["a.bib", "sub/keep.tmp"]
    assert {reason for _, reason in found.skipped} == {"named in .reviewerignore"}
    (note,) = found.notes()
    assert note.startswith("not read, named in .reviewerignore: c.tmp, deep, old")


def test_a_reviewerignore_that_is_no_text_is_reported_and_the_folder_read(tmp_path: Path) -> None:
    make(tmp_path, "a.bib")
    (tmp_path / ".reviewerignore").write_bytes(b"\xff\xfe\x00")
    found = walked(tmp_path)
    assert names(found, tmp_path) == ["a.bib"]
    assert "is no list of patterns" in found.failed[0].reason


def test_a_link_that_leaves_the_folder_is_not_followed(tmp_path: Path) -> None:
    make(tmp_path, "papers/a.bib", "other/secret.bib")
    (tmp_path / "papers" / "root").symlink_to("/")
    (tmp_path / "papers" / "up").symlink_to(tmp_path / "other")
    (tmp_path / "papers" / "file.bib").symlink_to(tmp_path / "other" / "secret.bib")
    found = walked(tmp_path / "papers")
    assert names(found, tmp_path / "papers") == ["a.bib"]
    assert sorted(path.name for path, _ in found.skipped) == ["file.bib", "root", "up"]
    assert {reason for _, reason in found.skipped} == {"a link that leaves the folder"}


def test_links_in_a_circle_end_and_a_link_inside_is_followed_once(tmp_path: Path) -> None:
    make(tmp_path, "sub/a.bib")
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    (tmp_path / "again").symlink_to(tmp_path / "sub")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    found = walked(tmp_path)
    assert len(found.found) == 1
    assert [failure.file for failure in found.failed] == [str(tmp_path / "self")]


def test_a_file_that_is_too_large_is_skipped_with_the_setting(tmp_path: Path) -> None:
    make(tmp_path, "a.bib")
    with (tmp_path / "b.pdf").open("wb") as stream:
        stream.truncate((1 << 20) + 1)
    found = walked(tmp_path)
    assert names(found, tmp_path) == ["a.bib"]
    assert found.skipped == [(tmp_path / "b.pdf", "larger than 1 MB (reading.largest_file)")]


def test_a_pipe_in_a_folder_is_skipped(tmp_path: Path) -> None:
    make(tmp_path, "a.bib")
    os.mkfifo(tmp_path / "pipe")
    assert walked(tmp_path).skipped == [(tmp_path / "pipe", "not a regular file")]


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    (failure,) = walked(tmp_path).failed
    assert failure.reason == "no files in this folder"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_closed_folder_is_reported_and_the_rest_read(tmp_path: Path) -> None:
    make(tmp_path, "a.bib", "shut/b.bib")
    (tmp_path / "shut").chmod(0)
    found = walked(tmp_path)
    (tmp_path / "shut").chmod(0o700)
    assert names(found, tmp_path) == ["a.bib"]
    assert "permission denied" in found.failed[0].reason


def test_names_in_any_encoding_are_met(tmp_path: Path) -> None:
    odd = [
        b"\xff\xfe.bib",
        "räksmörgås\n.bib".encode(),
        "文献🙂.bib".encode(),
        b"x" * 251 + b".bib",
    ]
    for name in odd:
        (Path(os.fsdecode(bytes(tmp_path))) / os.fsdecode(name)).write_text("x")
    assert len(walked(tmp_path).found) == len(odd)
