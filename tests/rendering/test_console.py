"""A file is written whole, or stays as it was."""

import errno
import os
from pathlib import Path

import pytest

from reviewer.errors import UsageError
from reviewer.rendering.console import check_writable, write_bytes, write_text


def test_a_file_is_replaced_with_its_mode_and_through_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "related.md", tmp_path / "link.md"
    assert write_text(file, "one") == f"wrote {file}"
    file.chmod(0o640)
    link.symlink_to(file)
    assert write_text(link, "two") == f"replaced {link}"
    assert (file.read_text(), link.is_symlink()) == ("two", True)
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.md", "related.md"]


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "related.md"
    write_text(file, "one")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UsageError, match="cannot be written: No space left"):
        write_bytes(file, b"two")
    assert file.read_text() == "one"
    assert list(tmp_path.iterdir()) == [file]


def test_where_nothing_may_be_written_is_said_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_writable(tmp_path / "related.md")
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with pytest.raises(UsageError, match="you may not write there"):
        check_writable(tmp_path / "related.md")


def test_a_pipe_is_written_as_it_is() -> None:
    read, write = os.pipe()
    assert write_bytes(Path(f"/dev/fd/{write}"), b"words").startswith("wrote ")
    assert os.read(read, 9) == b"words"
    os.close(read)
    os.close(write)
