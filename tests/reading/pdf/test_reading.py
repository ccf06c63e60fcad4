"""Which files are PDFs, which open, and what is said of those that do not."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.models import Record
from reviewer.reading import pdf
from reviewer.reading.pdf import pages as pdf_pages
from reviewer.reading.protocol import Head, Reading, ReadingOptions
from tests.reading.pdf.printed import Sheet, sentences

Save = Callable[[bytes], Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def write(content: bytes) -> Path:
        path = tmp_path / "paper.pdf"
        path.write_bytes(content)
        return path

    return write


def reading(path: Path, password: str | None = None) -> Reading:
    return pdf.read(path, ReadingOptions(password))


def only(path: Path, password: str | None = None) -> Record:
    (record,) = reading(path, password)
    return record


def printed(**options: object) -> bytes:
    sheet = Sheet(**options)  # type: ignore[arg-type]
    sheet.centred("Hedges of the North", 18)
    sheet.heading("Abstract")
    sheet.paragraph(" ".join(sentences(4)))
    return sheet.done()


def picture() -> bytes:
    """A page that shows nothing but an image."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    pixels = io.BytesIO()
    from PIL import Image

    Image.new("L", (60, 60), 128).save(pixels, "PNG")
    content = io.BytesIO()
    canvas = Canvas(content)
    canvas.drawImage(ImageReader(io.BytesIO(pixels.getvalue())), 50, 50)
    canvas.showPage()
    canvas.save()
    return content.getvalue()


def test_a_pdf_is_known_by_its_name_or_by_how_it_begins() -> None:
    assert pdf.recognises(Path("a.PDF"), Head(b"", ""))
    assert pdf.recognises(Path("download"), Head(b"\n%PDF-1.7 ...", ""))
    assert not pdf.recognises(Path("a.txt"), Head(b"about %PDF", "about %PDF"))


def test_the_empty_password_needs_no_asking(save: Save) -> None:
    assert only(save(printed(password=""))).metadata.title == "Hedges of the North"


def test_the_password_given_opens_a_locked_file(save: Save) -> None:
    assert only(save(printed(password="worm")), "worm").metadata.title == "Hedges of the North"


def test_a_locked_file_asks_for_its_password(save: Save) -> None:
    with pytest.raises(ReadError, match="locked with a password") as caught:
        reading(save(printed(password="worm")))
    assert "--password" in caught.value.hint


def test_a_wrong_password_is_told_from_none(save: Save) -> None:
    with pytest.raises(ReadError, match="the password given does not open it"):
        reading(save(printed(password="worm")), "snail")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "a web page"),
        (b"tiny\n", "no PDF"),
        (b"\0\0\0", "no PDF"),
        (b"   \n", "empty"),
        (b"%PDF-1.4\nnothing else", "damaged"),
    ],
)
def test_what_is_no_pdf_is_said_in_one_line(save: Save, content: bytes, said: str) -> None:
    with pytest.raises(ReadError, match=said) as caught:
        reading(save(content))
    assert caught.value.hint
    assert "\n" not in caught.value.message


def test_pictures_have_no_text_layer(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviewer.reading.ocr.available", lambda: False)
    with pytest.raises(ReadError, match="no text layer") as caught:
        reading(save(picture()))
    assert "literature-reviewer[ocr]" in caught.value.hint


def test_pictures_are_read_with_ocr_and_the_note_says_so(
    save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reviewer.reading.ocr import SeenLine

    seen = [
        SeenLine("Hedges of the North", 300, 100, 900, 140),
        *(SeenLine(s, 100, 400 + 30 * n, 1100, 420 + 30 * n) for n, s in enumerate(sentences(9))),
    ]
    monkeypatch.setattr("reviewer.reading.ocr.available", lambda: True)
    monkeypatch.setattr("reviewer.reading.ocr.see", lambda image: seen)
    found = reading(save(picture()))
    (record,) = found
    assert record.metadata.title == "Hedges of the North"
    assert [section.page for section in record.sections] == [1]
    assert "page 1 is from OCR" in found.notes[0]


def test_a_text_without_meaning_is_not_taken_for_text(
    save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reviewer.reading.ocr.available", lambda: False)
    monkeypatch.setattr(pdf_pages, "is_unreadable", lambda text: True)
    with pytest.raises(ReadError, match="cannot be decoded"):
        reading(save(printed()))


def test_pages_beyond_the_limit_are_told(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_pages, "MOST_PAGES", 1)
    sheet = Sheet()
    sheet.centred("Hedges of the North", 18)
    for sentence in sentences(150):
        sheet.paragraph(sentence)
    found = reading(save(sheet.done()))
    (record,) = found
    assert found.notes == ["only the first 1 of 3 pages are read"]
    assert {place.page for section in record.sections for place in section.places} == {1}


def test_a_paragraph_over_a_page_break_has_a_place_on_each_page(save: Save) -> None:
    sheet = Sheet()
    sheet.centred("Hedges of the North", 18)
    sheet.heading("1 Introduction")
    texts = sentences(120)
    sheet.paragraph(" ".join(texts))
    section = next(s for s in only(save(sheet.done())).sections if s.heading == "1 Introduction")
    assert [place.page for place in section.places] == [1, 2]
    cut = section.places[1].start
    assert section.text.count("\n") == 0
    assert section.text[:cut].endswith(" ")
    assert section.text == " ".join(texts)


def test_a_file_of_one_line_is_its_title(save: Save) -> None:
    sheet = Sheet()
    sheet.at(72, 700, "Hello hedge")
    assert only(save(sheet.done())).metadata.title == "Hello hedge"


def test_a_page_of_numbers_has_no_words(save: Save) -> None:
    sheet = Sheet()
    sheet.at(72, 700, "12 345 6")
    with pytest.raises(ReadError, match="no words"):
        reading(save(sheet.done()))


@given(data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_is_more_than_a_read_error(save: Save, data: st.DataObject) -> None:
    content = bytearray(_CONTENT)
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(content)))
    path = save(bytes(content[:cut]))
    try:
        records = list(reading(path))
    except ReadError:
        return
    assert all(record.metadata.title.strip() for record in records)


_CONTENT = printed()
