"""Reading order, whatever the columns, sizes, and page breaks."""

from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from reviewer.models import SectionKind
from reviewer.reading import pdf
from reviewer.reading.protocol import ReadingOptions
from tests.reading.pdf.printed import Sheet, paragraphs, sentences

SEVERAL = st.sampled_from(
    (
        ((72.0, 523.0),),
        ((54.0, 288.0), (308.0, 542.0)),
        ((60.0, 290.0), (300.0, 530.0)),
    )
)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[bytes, list[str]]:
    """A printed paper and its sentences."""
    texts = sentences(draw(st.integers(30, 90)))
    size = draw(st.sampled_from((8.0, 9.0, 10.0, 11.0, 12.0)))
    sheet = Sheet(
        columns=draw(SEVERAL),
        size=size,
        hyphenate=draw(st.booleans()),
        head=draw(st.sampled_from(("", "Annals of Hedges {page}", "{page}   Frost and Ek"))),
    )
    sheet.centred("Hedges of the North", 2 * size)
    sheet.centred("Ada Frost and Bo Ek", 11, drop=2)
    sheet.heading("1 Introduction", 1.2 * size)
    for paragraph in paragraphs(texts, draw(st.integers(2, 9))):
        sheet.paragraph(paragraph)
    assume(sheet.lines_here >= 4)  # a few short lines by themselves show no column
    return sheet.done(), texts


@given(printed=sheets())
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sentences_come_whole_and_in_order_from_any_columns(
    tmp_path: Path, printed: tuple[bytes, list[str]]
) -> None:
    content, texts = printed
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    (record,) = pdf.read(path, ReadingOptions())
    body = " ".join(s.text for s in record.sections if s.kind is SectionKind.BODY)
    assert " ".join(body.split()) == " ".join(texts)
    assert record.metadata.title == "Hedges of the North"


def test_three_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    texts = sentences(120)
    sheet = Sheet(columns=((40.0, 205.0), (220.0, 385.0), (400.0, 565.0)), size=9.0)
    sheet.centred("Hedges of the North", 18)
    sheet.heading("1 Introduction")
    for paragraph in paragraphs(texts):
        sheet.paragraph(paragraph)
    path = tmp_path / "paper.pdf"
    path.write_bytes(sheet.done())
    (record,) = pdf.read(path, ReadingOptions())
    assert " ".join(record.sections[0].text.split()) == " ".join(texts)
