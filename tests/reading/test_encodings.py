from pathlib import Path

import pytest

from reviewer.errors import ReadError, UnknownFormatError
from reviewer.reading import read_file
from reviewer.reading.encodings import Decoded, read_library_text

ENTRY = "@misc{k,\n title = {Über Öl}\n}\n"


def decoded(folder: Path, content: bytes, name: str = "library.bib") -> Decoded:
    path = folder / name
    path.write_bytes(content)
    return read_library_text(path)


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("% Encoding: UTF-8\n", "utf-8"),
        ("% Encoding: Cp1252\n", "cp1252"),
        ("% Encoding: windows-1252\n", "cp1252"),
        ("% This file was made.\n% Encoding: ISO8859_1\n", "latin-1"),
        ("% Encoding: x-MacRoman\n", "mac-roman"),
        ("%% Saved with string encoding Western (ISO Latin 1) \n", "latin-1"),
        ("%% Saved with string encoding Western (Mac OS Roman) \n", "mac-roman"),
        ("%% Saved with string encoding Unicode (UTF-8) \n", "utf-8"),
        ("% -*- coding: latin-2 -*-\n", "iso8859-2"),
        ("% !TEX encoding = ISO Latin 1\n", "latin-1"),
        ("", "utf-8"),
        ("", "utf-16"),
        ("% Encoding: UTF-16BE\n", "utf-16-be"),
        ("% Encoding: UTF-16LE\n", "utf-16-le"),
        ("% made by hand\n", "utf-32"),
        ("", "utf-8-sig"),
    ],
)
def test_a_library_is_read_in_the_encoding_that_it_names_or_shows(
    tmp_path: Path, header: str, encoding: str
) -> None:
    text = header + ENTRY
    assert decoded(tmp_path, text.encode(encoding)) == Decoded(text, ())


def test_a_library_of_no_known_encoding_is_read_as_windows_1252_with_a_note(tmp_path: Path) -> None:
    text, notes = decoded(tmp_path, ENTRY.replace("Ö", "„").encode("cp1252"))
    assert text == ENTRY.replace("Ö", "„")
    assert notes == (
        "line 2 is not UTF-8, and no header names an encoding: read as Windows-1252; "
        "save it as UTF-8",
    )


def test_a_header_that_is_wrong_is_told(tmp_path: Path) -> None:
    text, notes = decoded(tmp_path, ("% Encoding: UTF-8\r\n" + ENTRY).encode("cp1252"))
    assert text.endswith(ENTRY)
    assert notes == (
        "the header says utf-8, but line 3 is not: read as Windows-1252; save it as UTF-8",
    )


@pytest.mark.parametrize("name", ["Cp1252", "nonsense", "rot13", "base64", "utf-16", "idna"])
def test_utf_8_is_known_by_its_letters_whatever_the_header_says(tmp_path: Path, name: str) -> None:
    text = f"% Encoding: {name}\n{ENTRY}"
    assert decoded(tmp_path, text.encode()) == Decoded(text, ())


def test_a_header_of_letters_in_several_bytes_is_followed(tmp_path: Path) -> None:
    text = "% Encoding: ISO-2022-JP\n@misc{k, title = {海氷}}"
    content = text.encode("iso2022_jp")
    assert content.isascii()
    assert decoded(tmp_path, content) == Decoded(text, ())


def test_bytes_that_windows_1252_leaves_out_are_still_read(tmp_path: Path) -> None:
    text, notes = decoded(tmp_path, b"@misc{k, title = {a\x81\xe9}}")
    assert text == "@misc{k, title = {a\x81é}}"
    assert len(notes) == 1


def test_utf_16_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    text, notes = decoded(tmp_path, ENTRY.encode("utf-16-le")[:-1])
    assert text.startswith(ENTRY[:-1])
    assert notes == ("line 3 is damaged UTF-16-LE: what cannot be decoded shows as \ufffd",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"\n<!DOCTYPE html><html><body>Sign in</body></html>", "web page, though its name ends"),
        (b"<HTML lang=en>", "web page"),
    ],
)
def test_what_is_no_library_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        decoded(tmp_path, content)


def test_what_is_binary_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormatError, match="binary"):
        decoded(tmp_path, b"@misc{k,\0\0 title = {\xff\xfe}}")


@pytest.mark.parametrize("name", ["old.bib", "old.ris", "old.nbib", "old.enw", "old.ciw"])
def test_every_kind_of_old_library_is_read_with_the_note(tmp_path: Path, name: str) -> None:
    written = {
        "old.bib": "@misc{k, title = {Über Öl}}",
        "old.ris": "TY  - JOUR\nTI  - Über Öl\nER  - \n",
        "old.nbib": "PMID- 1\nTI  - Über Öl.\n",
        "old.enw": "%0 Book\n%T Über Öl\n",
        "old.ciw": "PT B\nTI Über Öl\nER\n",
    }
    (tmp_path / name).write_bytes(written[name].encode("cp1252"))
    reading = read_file(tmp_path / name)
    assert [record.metadata.title for record in reading] == ["Über Öl"]
    (note,) = reading.notes
    assert "Windows-1252" in note
