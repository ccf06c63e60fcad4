"""What holds for every format of reference libraries: round trips, and any damage."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.models import Authority, Record, SectionKind
from reviewer.reading import Reading, read_file
from tests.reading.libraries import WRITERS, WRITTEN, Written

FORMATS = {
    "library.bib": "bibtex",
    "library.ris": "ris",
    "library.nbib": "medline",
    "library.enw": "endnote",
    "library.json": "csl-json",
    "library.xml": "endnote-xml",
}
SAMPLE = [
    Written(
        "On ice & snow", (("Frost", "Ada"), ("Rime", "Bo")), 2001, "Ice", "We measure 3.", "f2001"
    ),
    Written("On tides", (), 1999, "Journal of Tides", "", "t1999"),
    Written("On the moon", (("Öre", "Zoë"),), 2020, "Moon", "It is far. It is cold.", "o2020"),
]


def read(path: Path, content: str | bytes) -> tuple[list[Record], Reading]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    reading = read_file(path)
    return list(reading), reading


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=WRITTEN)
def test_what_a_library_holds_is_read_back(
    tmp_path: Path, name: str, written: list[Written]
) -> None:
    records, reading = read(tmp_path / name, WRITERS[name](written))
    assert (reading.format, reading.problems, reading.notes) == (FORMATS[name], [], [])
    assert [record.authority for record in records] == [Authority.CURATED] * len(written)
    for record, expected in zip(records, written, strict=True):
        metadata = record.metadata
        assert metadata.title == expected.title
        assert metadata.authors == expected.authors
        assert (metadata.year, metadata.venue) == (expected.year, expected.journal)
        assert metadata.cite_key == (None if name == "library.nbib" else expected.key)
        assert record.abstract == expected.abstract
        assert all(section.kind is SectionKind.ABSTRACT for section in record.sections)


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=WRITTEN)
def test_an_abstract_stands_in_the_line_that_is_told(
    tmp_path: Path, name: str, written: list[Written]
) -> None:
    text = WRITERS[name](written)
    lines = text.split("\n")
    records, _ = read(tmp_path / name, text)
    for record in records:
        assert record.line is not None
        for section in record.sections:
            assert section.line is not None
            assert section.line >= record.line
            assert "We" in lines[section.line - 1]


@pytest.mark.parametrize("name", WRITERS)
def test_every_line_end_is_a_line_end(tmp_path: Path, name: str) -> None:
    text = WRITERS[name](SAMPLE)
    expected, _ = read(tmp_path / name, text)
    assert len(expected) == len(SAMPLE)
    assert read(tmp_path / name, text.replace("\n", "\r\n"))[0] == expected


@pytest.mark.parametrize("name", WRITERS)
def test_a_library_may_begin_with_a_byte_order_mark(tmp_path: Path, name: str) -> None:
    text = WRITERS[name](SAMPLE)
    expected, _ = read(tmp_path / name, text)
    assert read(tmp_path / name, b"\xef\xbb\xbf" + text.encode())[0] == expected


@pytest.mark.parametrize("name", [name for name in WRITERS if name != "library.xml"])
def test_a_library_may_be_utf_16(tmp_path: Path, name: str) -> None:
    text = WRITERS[name](SAMPLE)
    expected, _ = read(tmp_path / name, text)
    assert read(tmp_path / name, text.encode("utf-16"))[0] == expected


@pytest.mark.parametrize(
    ("name", "text", "note"),
    [
        ("library.bib", "just a line", "no entries in this file"),
        ("library.ris", "just a line", "no entries in this file"),
        ("library.nbib", "just a line", "no entries in this file"),
        ("library.enw", "just a line", "no entries in this file"),
        ("library.csljson", '{"items": []}', "no entries in this file"),
    ],
)
def test_a_library_without_entries_says_so(tmp_path: Path, name: str, text: str, note: str) -> None:
    records, reading = read(tmp_path / name, text)
    assert (records, reading.notes) == ([], [note])


@pytest.mark.parametrize("name", WRITERS)
def test_an_entry_without_a_title_is_reported_with_its_line(tmp_path: Path, name: str) -> None:
    gap = Written("", (("Frost", "Ada"),), 2001, "Ice", "", "gap2001")
    text = WRITERS[name]([SAMPLE[0], gap, SAMPLE[2]])
    records, reading = read(tmp_path / name, text)
    assert [record.metadata.title for record in records] == [SAMPLE[0].title, SAMPLE[2].title]
    (problem,) = reading.problems
    assert problem.line is not None
    assert "has no title" in problem.reason
    here = " ".join("\n".join(text.split("\n")[problem.line - 1 :]).split())
    assert here.count(SAMPLE[2].title) == 1
    assert SAMPLE[0].title not in here


@pytest.mark.parametrize("name", [name for name in WRITERS if name != "library.xml"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.floats(0, 1))
def test_a_library_that_is_cut_off_keeps_the_entries_before(
    tmp_path: Path, name: str, cut: float
) -> None:
    text = WRITERS[name](SAMPLE)
    kept = text[: int(len(text) * cut)]
    if not kept.strip():
        return
    (tmp_path / name).write_text(kept)
    if name == "library.json" and len(kept) < 300:
        return  # too little to know what it is
    records, _ = read(tmp_path / name, kept)
    whole = [e for e in SAMPLE if WRITERS[name]([e]).strip("[]\n ") in kept]
    assert len(records) >= len(whole)
    assert [r.metadata.title for r in records][: len(whole)] == [e.title for e in whole]


def damaged(text: bytes, seed: int) -> bytes:
    """A library after an accident: bytes lost, doubled, swapped or replaced."""
    chance = random.Random(seed)
    data = bytearray(text)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((1, 1, 2, 8, 60)))
        piece = chance.choice(
            (
                *(b"", b"", bytes(data[at:end]) * 2, bytes([chance.randrange(256)])),
                *(b"{", b"}", b'"', b"\\", b"\n", b"\0", b"<", b"&", b"@", b"[", b"\xff\xfe", b"%"),
                *(b"TY  - ", b"ER  - ", b"PMID- ", b"%0 ", b"@article{", b"<record>", b"]]>"),
            )
        )
        data[at:end] = piece
    return bytes(data)


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_a_damaged_library_is_read_or_refused(tmp_path: Path, name: str, seed: int) -> None:
    content = damaged(WRITERS[name](SAMPLE).encode(), seed)
    try:
        records, reading = read(tmp_path / name, content)
    except ReadError:
        return
    assert all(record.metadata.title for record in records)
    assert all("\n" not in problem.reason for problem in reading.problems)
    for record in records:
        record.model_dump_json().encode()


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(min_size=1, max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path: Path, name: str, content: bytes) -> None:
    try:
        records, _ = read(tmp_path / name, content)
    except ReadError:
        return
    assert all(record.metadata.title for record in records)
