"""Pages with the hidden text of OCR: sizes jump from line to line, letters are wrong."""

from pathlib import Path

import pytest

from reviewer.models import Record, SectionKind
from reviewer.reading import pdf
from reviewer.reading.pdf.lines import Line, Page
from reviewer.reading.pdf.misread import mended, respelled
from reviewer.reading.protocol import ReadingOptions
from tests.reading.pdf.printed import BOLD, ROMAN, TWO_COLUMNS, WIDTH, Sheet, paragraphs, sentences

HIDDEN = 3
"""The mode in which a PDF draws text that is not seen."""
ABSTRACT = sentences(5, "abstract")
BODY = sentences(40)


class Scan(Sheet):
    """A sheet as OCR gives it."""

    def at(self, x: float, y: float, text: str, size: float = 10.0, font: str = ROMAN) -> None:
        self.canvas.setFont(font, self._misjudged(size, text))
        self.canvas.drawString(x, y, text, mode=HIDDEN)

    def centred(self, text: str, size: float, font: str = BOLD, drop: float = 1.4) -> None:
        self.canvas.setFont(font, self._misjudged(size, text))
        self.canvas.drawCentredString(WIDTH / 2, self.y, text, mode=HIDDEN)
        self.y -= drop * size
        self._floor = self.y

    def _misjudged(self, size: float, text: str) -> float:
        return size + 0.6 * (len(text.split()) % 3 - 1)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    sheet = Scan(columns=TWO_COLUMNS)
    sheet.centred("What Ten Gardeners Remember of", 14.5, drop=1.3)
    sheet.centred("Their First Compost Heap", 14.5, drop=2.5)
    sheet.centred("Ada Frost* and Bo Lindqvist Ek", 12, drop=1.3)
    sheet.centred("School of Soil, Univcrsity of Fields", 11.5, ROMAN, 1.2)
    sheet.centred("17 Sandy Walk, Greenwick NR4 7TJ", 11.5, ROMAN, 3)
    sheet.heading("Abstraet")
    sheet.paragraph(" ".join(ABSTRACT), indent=0)
    sheet.heading("1 Introduction")
    for paragraph in paragraphs(BODY):
        sheet.paragraph(paragraph)
    sheet.heading("Rcferences")
    for year in range(1980, 1984):
        sheet.entry(f"Vane, T. {year}. A year among turnips. Field Press, Town.")
    path = tmp_path_factory.mktemp("scan") / "paper.pdf"
    path.write_bytes(sheet.done())
    (record,) = pdf.read(path, ReadingOptions())
    return record


def test_a_title_is_whole_where_its_lines_seem_to_differ_in_size(record: Record) -> None:
    assert record.metadata.title == "What Ten Gardeners Remember of Their First Compost Heap"


def test_authors_are_told_from_streets_and_misread_universities(record: Record) -> None:
    assert record.metadata.authors == ("Ada Frost", "Bo Lindqvist Ek")


def test_an_abstract_is_found_below_a_misread_heading(record: Record) -> None:
    assert record.abstract == " ".join(ABSTRACT)


def test_a_reference_list_below_a_misread_heading_is_no_evidence(record: Record) -> None:
    evidence = " ".join(s.text for s in record.sections if s.kind.is_evidence)
    assert "turnips" not in evidence
    assert all(sentence in " ".join(evidence.split()) for sentence in BODY)
    assert SectionKind.REFERENCES in {s.kind for s in record.sections}


@pytest.mark.parametrize(
    ("read", "heading"),
    [
        ("Referenees", "References"),
        ("REFERFNCES", "References"),
        ("7 Aeknowledgements", "7 Acknowledgements"),
        ("A b s t r a e t", "Abstract"),
        ("Abstraet. We prune", "Abstract. We prune"),
        ("Abstracts. We prune", "Abstracts. We prune"),
        ("References", "References"),
        ("Preferences", "Preferences"),
        ("Differences", "Differences"),
        ("Abstraction", "Abstraction"),
        ("the referenees", "the referenees"),
    ],
)
def test_only_what_was_misread_is_mended(read: str, heading: str) -> None:
    page = Page(1, 595, 842, [Line(read, 0, 100, 0, 10, "", 1)])
    assert [line.text for line in mended(page).lines] == [heading]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("A Cheap Kite for the GFS of Birds", "A Cheap Kite for the GPS of Birds"),
        ("Comp0st in Gardens", "Comp0st in Gardens"),  # digits are no letters of a word
        ("Cornpost in Gardens", "Compost in Gardens"),
        ("Compost in Gardcns", "Compost in Gardens"),
        ("COMPOST IN GARDFNS", "COMPOST IN GARDFNS"),  # F is not taken for E here
        ("COMPOST IN GARDCNS", "COMPOST IN GARDENS"),
        ("lnterference of Moss", "Interference of Moss"),
        ("On Garters", "On Garters"),  # two letters differ
        ("Fat of Geese", "Fat of Geese"),  # a word of three letters
        ("The Theory of Gardeners", "The Theory of Gardeners"),
    ],
)
def test_a_word_of_a_title_is_spelled_as_the_paper_spells_it(read: str, meant: str) -> None:
    text = ["GPS in compost, gardens, interference and the theory of fog"] * 5
    assert respelled(read, text) == meant


def test_a_word_that_the_paper_has_is_left_as_it_is() -> None:
    text = ["the gardens of many gardens are gardens", "one gardcns"]
    assert respelled("Compost in Gardcns", text) == "Compost in Gardcns"


def test_a_scanned_title_is_mended_and_a_printed_one_is_not(tmp_path: Path) -> None:
    for kind, title in (
        (Scan, "What Wasps Know of Gardens"),
        (Sheet, "What Wasps Know of Gardcns"),
    ):
        sheet = kind()
        sheet.centred("What Wasps Know of Gardcns", 16, drop=2)
        sheet.centred("Ada Frost", 12, drop=2)
        sheet.heading("Abstract")
        for paragraph in paragraphs([f"{s} Gardens are seen." for s in BODY]):
            sheet.paragraph(paragraph)
        path = tmp_path / "paper.pdf"
        path.write_bytes(sheet.done())
        (record,) = pdf.read(path, ReadingOptions())
        assert record.metadata.title == title
