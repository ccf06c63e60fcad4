from pathlib import Path

import pytest

from reviewer.errors import ReadError
from reviewer.models import Metadata, Record
from reviewer.reading import Reading, read_file

XML = """<?xml version="1.0" encoding="UTF-8"?>
<xml><records><record>
<rec-number>7</rec-number>
<contributors><authors>
<author><style face="normal" font="default">Frost, Ada</style></author>
<author>Ice Institute,</author></authors>
<secondary-authors><author>Rime, Bo</author></secondary-authors></contributors>
<titles><title><style>Sea </style><style face="italic">ice</style></title>
<secondary-title>J. Ice</secondary-title></titles>
<periodical><full-title>Journal of Ice</full-title></periodical>
<keywords><keyword>ice</keyword><keyword><style>tides</style></keyword></keywords>
<dates><year><style>2021</style></year></dates>
<accession-num>123456</accession-num>
<label>frost2021</label>
<abstract><style>We measure &lt; 3 &amp; more.</style></abstract>
<urls><related-urls><url>https://example.org/a</url></related-urls></urls>
<electronic-resource-num>10.1000/ICE</electronic-resource-num>
<remote-database-name>PubMed</remote-database-name>
</record></records></xml>
"""


def read(path: Path, text: str) -> tuple[list[Record], Reading]:
    path.write_text(text)
    reading = read_file(path)
    return list(reading), reading


def test_a_record_of_xml_is_read_with_everything_it_says(tmp_path: Path) -> None:
    (record,), reading = read(tmp_path / "library.xml", XML)
    assert reading.format == "endnote-xml"
    assert record.metadata == Metadata(
        title="Sea ice",
        authors=("Ada Frost", "Ice Institute"),
        year=2021,
        venue="Journal of Ice",
        doi="10.1000/ice",
        pmid="123456",
        url="https://example.org/a",
        cite_key="frost2021",
        tags=("ice", "tides"),
    )
    assert record.abstract == "We measure < 3 & more."
    assert (record.line, record.sections[0].line) == (3, 15)
    assert (reading.problems, reading.notes) == ([], [])


def test_editors_stand_in_where_there_are_no_authors(tmp_path: Path) -> None:
    text = XML.replace("<authors>", "<others>").replace("</authors>", "</others>")
    (record,), _ = read(tmp_path / "library.xml", text)
    assert record.metadata.authors == ("Bo Rime",)


def test_a_record_without_a_title_is_reported_with_its_number(tmp_path: Path) -> None:
    (tmp_path / "library.xml").write_text(
        XML.replace("<title>", "<other>").replace("</title>", "</other>")
    )
    reading = read_file(tmp_path / "library.xml")
    assert list(reading) == []
    assert [(p.line, p.reason) for p in reading.problems] == [(3, "record 7 has no title")]


def test_entities_of_the_file_are_not_expanded(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    for entity in ('"ha"', f'SYSTEM "{tmp_path}/secret.txt"'):
        text = XML.replace("<xml>", f"<!DOCTYPE xml [<!ENTITY own {entity}>]><xml>", 1)
        try:
            records, _ = read(tmp_path / "library.xml", text.replace("Sea ", "Sea &own;"))
        except ReadError:
            continue
        assert [record.metadata.title for record in records] == ["Sea ice"] or records == []


def test_xml_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="cut off"):
        read(tmp_path / "library.xml", XML[:-40])


def test_a_tagged_entry_is_read_with_everything_it_says(tmp_path: Path) -> None:
    text = (
        "%0 Journal Article\n%T Sea ice\n%A Frost, Ada\n%A Ice Institute,\n%J Journal of Ice\n"
        "%D 2021\n%R 10.1000/ICE\n%U https://example.org/a\n%F frost2021\n%K ice\ntides\n"
        "%X We measure.\n\nAnd more.\n%@ 1234-5678\n\n%0 Book\n%T Tides\n%E Rime, Bo\n%D 1999"
    )
    (first, second), reading = read(tmp_path / "library.enw", text)
    assert (reading.format, reading.problems, reading.notes) == ("endnote", [], [])
    assert first.metadata == Metadata(
        title="Sea ice",
        authors=("Ada Frost", "Ice Institute"),
        year=2021,
        venue="Journal of Ice",
        doi="10.1000/ice",
        url="https://example.org/a",
        cite_key="frost2021",
        tags=("ice", "tides"),
    )
    assert first.abstract == "We measure. And more."
    assert (first.sections[0].line, second.line) == (12, 17)
    assert second.metadata == Metadata(title="Tides", authors=("Bo Rime",), year=1999)


def test_a_tagged_entry_without_a_title_is_reported(tmp_path: Path) -> None:
    records, reading = read(tmp_path / "export.txt", "%0 Book\n%A Frost, Ada\n%0 Book\n%T Ice\n")
    assert [record.metadata.title for record in records] == ["Ice"]
    assert [(p.line, p.reason) for p in reading.problems] == [(1, "an entry has no title")]
