from pathlib import Path

import pytest

from reviewer.models import Metadata, Record
from reviewer.reading import Reading, read_file

EXPORT = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Frost, AB
   Rime, B
AF Frost, Ada B.
   van der Rime, Bo
CA Ice Watch Team
TI Sea ice in
   two lines
SO JOURNAL OF
   ICE
DE sea ice; slow
   tides
AB We measure ice.
   AU says the same.
PY 2021
DI 10.1000/ICE
UT WOS:000600000000001
PM 31234567
ER

PT B
BE Snow, Cy
TI Tides
PY 1999
ER

EF
"""


def read(path: Path, text: str) -> tuple[list[Record], Reading]:
    path.write_text(text)
    reading = read_file(path)
    return list(reading), reading


@pytest.mark.parametrize("name", ["savedrecs.txt", "savedrecs.ciw", "old.isi"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_an_export_is_read_with_everything_it_says(tmp_path: Path, name: str, start: str) -> None:
    (first, second), reading = read(tmp_path / name, start + EXPORT)
    assert (reading.format, reading.problems, reading.notes) == ("wos-tagged", [], [])
    assert first.metadata == Metadata(
        title="Sea ice in two lines",
        authors=("Ada B. Frost", "Bo van der Rime", "Ice Watch Team"),
        year=2021,
        venue="JOURNAL OF ICE",
        doi="10.1000/ice",
        pmid="31234567",
        tags=("sea ice", "slow tides"),
    )
    assert first.abstract == "We measure ice. AU says the same."
    assert (first.line, first.sections[0].line, second.line) == (3, 15, 23)
    assert second.metadata == Metadata(title="Tides", authors=("Cy Snow",), year=1999)


def test_names_may_be_short_and_line_ends_of_another_system(tmp_path: Path) -> None:
    text = EXPORT.replace("AF Frost, Ada B.\n   van der Rime, Bo\n", "").replace("\n", "\r\n")
    records, _ = read(tmp_path / "savedrecs.txt", text)
    assert records[0].metadata.authors == ("AB Frost", "B Rime", "Ice Watch Team")


def test_an_entry_without_a_title_is_reported_with_its_number(tmp_path: Path) -> None:
    text = EXPORT.replace("TI Sea ice in\n   two lines\n", "")
    records, reading = read(tmp_path / "savedrecs.txt", text)
    assert [record.metadata.title for record in records] == ["Tides"]
    assert [(p.line, p.reason) for p in reading.problems] == [
        (3, "entry WOS:000600000000001 has no title")
    ]


def test_a_text_that_only_names_the_tags_is_no_export(tmp_path: Path) -> None:
    records, reading = read(
        tmp_path / "note.txt", "Tags of exports\n\nPT J is a journal article.\n"
    )
    assert (reading.format, len(records)) == ("text", 1)
