"""Files that cannot be opened or decoded: each gives one error with a hint, none crashes."""

import gzip
import os
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError, UnknownFormatError
from reviewer.reading import formats, read_file

NOTE = "Ice and Tides\n\nWe measure ice in estuaries — and in très small bays.\n"
LINE = '{"title": "Ice and Tides", "abstract": "Très froid."}\n'


def failure(path: Path) -> ReadError:
    with pytest.raises(ReadError) as caught:
        list(read_file(path))
    assert "\n" not in caught.value.message
    assert caught.value.hint
    return caught.value


def test_a_missing_file_is_named_as_missing(tmp_path: Path) -> None:
    assert failure(tmp_path / "gone.bib").message == "there is no such file"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "folder" in failure(tmp_path).message


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "regular file" in failure(tmp_path / "pipe.txt").message


def test_a_file_without_permission_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:  # root may read everything, so chmod is no test
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.txt").write_text(NOTE)
    monkeypatch.setattr(Path, "open", refuse)
    error = failure(tmp_path / "a.txt")
    assert error.message == "the file cannot be read: Permission denied"
    assert "permissions" in error.hint


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.bib", "a.md"])
@pytest.mark.parametrize("content", [b"", b"\n \n\t\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_an_error(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert failure(tmp_path / name).message == "the file is empty"


@pytest.mark.parametrize(
    ("start", "kind"),
    [(b"7z\xbc\xaf\x27\x1c", "7z"), (b"\x89PNG\r\n", "PNG"), (b"SQLite format 3\0", "SQLite")],
)
def test_a_known_binary_kind_is_named(tmp_path: Path, start: bytes, kind: str) -> None:
    (tmp_path / "notes.bin").write_bytes(start + b"\0\0")
    error = failure(tmp_path / "notes.bin")
    assert isinstance(error, UnknownFormatError)
    assert "no reader for this kind of file" in error.message
    assert kind in error.message


def test_an_unknown_binary_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "blob.txt").write_bytes(b"one\ntwo\0three")
    error = failure(tmp_path / "blob.txt")
    assert isinstance(error, UnknownFormatError)
    assert "binary (a NUL byte in line 2)" in error.message


@pytest.mark.parametrize("name", ["script.py", "notes.rtf", "README"])
def test_a_text_that_no_reader_knows_is_not_guessed(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(NOTE, encoding="utf-8")
    error = failure(tmp_path / name)
    assert isinstance(error, UnknownFormatError)
    assert error.message == "no reader for this kind of file"
    assert "reviewer ingest --formats" in error.hint


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(("name", "text"), [("a.txt", NOTE), ("a.jsonl", LINE * 3)])
def test_unicode_in_every_marked_encoding_reads_the_same(
    tmp_path: Path, encoding: str, name: str, text: str
) -> None:
    (tmp_path / "plain").with_suffix(Path(name).suffix).write_bytes(text.encode())
    expected = list(read_file((tmp_path / "plain").with_suffix(Path(name).suffix)))
    (tmp_path / name).write_bytes(text.encode(encoding))
    assert list(read_file(tmp_path / name)) == expected
    assert expected[0].metadata.title == "Ice and Tides"


@pytest.mark.parametrize(("name", "text"), [("a.txt", NOTE), ("a.jsonl", LINE)])
def test_another_encoding_is_an_error_with_the_line_and_the_command(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_bytes(text.replace("—", "-").encode("cp1252"))
    error = failure(tmp_path / name)
    assert error.message.startswith("the text is not UTF-8 (line ")
    assert f"iconv -f WINDOWS-1252 -t UTF-8 {name} > " in error.hint


def test_the_offending_byte_is_found_far_into_a_stream(tmp_path: Path) -> None:
    good = LINE.encode() * 500
    (tmp_path / "a.jsonl").write_bytes(good + b'{"title": "\xe9"}\n')
    error = failure(tmp_path / "a.jsonl")
    assert error.message == f"the text is not UTF-8 (line 501, byte {len(good) + 11})"


def test_utf16_without_its_mark_is_recognised_and_refused(tmp_path: Path) -> None:
    for encoding in ("UTF-16LE", "UTF-16BE"):
        (tmp_path / "a.txt").write_bytes(NOTE.replace("—", "-").encode(encoding))
        error = failure(tmp_path / "a.txt")
        assert encoding in error.message
        assert f"iconv -f {encoding}" in error.hint


def test_a_file_name_in_a_hint_is_safe_to_paste(tmp_path: Path) -> None:
    (tmp_path / "my notes; rm.txt").write_bytes(b"caf\xe9")
    assert "'my notes; rm.txt'" in failure(tmp_path / "my notes; rm.txt").hint


def test_a_file_that_only_claims_to_be_gzip_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_text(LINE, encoding="utf-8")
    assert "not gzip-compressed" in failure(tmp_path / "a.jsonl.gz").message


def test_a_gzip_file_that_is_cut_off_is_an_error_before_any_record(tmp_path: Path) -> None:
    noise = random.Random(0)
    lines = [LINE.replace("Ice", noise.randbytes(8).hex()) for _ in range(2000)]
    packed = gzip.compress("".join(lines).encode())
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(ReadError, match="cut off"):
        read_file(tmp_path / "a.jsonl.gz")


def test_a_gzip_file_without_the_ending_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(gzip.compress(LINE.encode()))
    assert "gzip-compressed" in failure(tmp_path / "a.jsonl").message


def test_every_format_has_a_name_and_one_line_about_it() -> None:
    names = [name for name, _ in formats()]
    assert len(set(names)) == len(names)
    assert names[-1] == "text"  # it takes whatever the others leave
    assert all(about and "\n" not in about for _, about in formats())


NAMES = st.sampled_from(["a.jsonl", "a.jsonl.gz", "a.txt", "a.md", "a.bib", "a"])
TOP = b"Get trending papers in your email inbox!\nSubscribe"
HEADS = st.sampled_from([b"", TOP, b'{"title": "', b"@misc{a, title={", b"\xff\xfe", b"\x1f\x8b"])


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=NAMES, start=HEADS, rest=st.binary(max_size=200))
def test_no_bytes_whatever_raise_anything_but_a_read_error(
    tmp_path: Path, name: str, start: bytes, rest: bytes
) -> None:
    (tmp_path / name).write_bytes(start + rest)
    assert_survives(tmp_path / name)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=NAMES, start=HEADS, rest=st.text(max_size=200))
def test_no_text_whatever_raises_anything_but_a_read_error(
    tmp_path: Path, name: str, start: bytes, rest: str
) -> None:
    (tmp_path / name).write_bytes(start + rest.encode())
    assert_survives(tmp_path / name)


def assert_survives(path: Path) -> None:
    try:
        reading = read_file(path)
        records = list(reading)
    except ReadError:
        return
    assert all(record.model_dump_json() for record in records)
    assert all(p.reason and p.hint and "\n" not in p.reason for p in reading.problems)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.csv", "a.tsv", "a.tex"])
def test_a_web_page_under_another_name_is_told_by_its_content(tmp_path: Path, name: str) -> None:
    page = "<!DOCTYPE html><html><body><p>Please sign in to go on.</p></body></html>"
    (tmp_path / name).write_text(page, encoding="utf-8")
    with pytest.raises(ReadError, match="this is a web page, though its name ends in"):
        read_file(tmp_path / name)
