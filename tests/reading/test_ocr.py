"""Pages without a text layer: what is printed on an image, in reading order."""

import socket
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.reading import ocr
from reviewer.reading.isolation import ReadingPool
from reviewer.reading.ocr import SeenLine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

needs_ocr = pytest.mark.skipif(
    not ocr.available(), reason="needs the extra: pip install 'literature-reviewer[ocr]'"
)
TITLE = "Counting Harbour Seals from Kites"
LEFT = (
    "A camera hung from a kite counts harbour seals without frightening them. We flew it over "
    "twelve sandbanks of the estuary on 34 days between March and August. Two observers counted "
    "every photograph, and agreed on 96 of 100. The wind was too weak on nine days, and on two "
    "of them a drone took the place of the kite. Seals looked up at the drone, never at the kite."
)
RIGHT = (
    "Earlier surveys were made from boats, which drive most animals into the water. Aerial "
    "counts need a pilot, fuel and a permit. The kite costs less than a tank of petrol and is "
    "flown by one person. Its photographs cover 0.8 hectares each, and adjacent ones overlap by "
    "a third. We publish all of them with the counts, so that others can train their detectors."
)


def page(columns: Sequence[str], title: str = TITLE) -> "NDArray[np.uint8]":
    """A page of A4 at 144 dots per inch, printed by Pillow."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (1190, 1684), "white")
    draw = ImageDraw.Draw(image)
    draw.text((150, 120), title, font=ImageFont.load_default(38), fill="black")
    width = 900 // len(columns)
    for n, text in enumerate(columns):
        font = ImageFont.load_default(20)
        for row, line in enumerate(textwrap.wrap(text, width=84 // len(columns))):
            draw.text((130 + n * (width + 50), 240 + 30 * row), line, font=font, fill="black")
    return np.asarray(image)


def scanned(image: "NDArray[np.uint8]", path: Path) -> "NDArray[np.uint8]":
    """The image as a page of a PDF, drawn again as the reader of PDF does."""
    import pypdfium2
    from PIL import Image

    Image.fromarray(image).save(path, resolution=144)
    with pypdfium2.PdfDocument(path) as document:
        sheet = document[0]
        assert sheet.get_textpage().get_text_bounded() == ""
        drawn: NDArray[np.uint8] = sheet.render(scale=ocr.scale_for(*sheet.get_size())).to_numpy()
        return drawn.copy()


def share_of_words(text: str, lines: Sequence[str]) -> float:
    """How many words of `text` are read, in their order."""
    from difflib import SequenceMatcher

    gold, read = text.split(), " ".join(lines).split()
    matched = SequenceMatcher(None, gold, read, autojunk=False).get_matching_blocks()
    return sum(block.size for block in matched) / len(gold)


@needs_ocr
@pytest.mark.parametrize("columns", [(f"{LEFT} {RIGHT}",), (LEFT, RIGHT)], ids=["one", "two"])
def test_a_page_that_is_an_image_is_read_in_order(
    columns: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    lines = ocr.read_page(scanned(page(columns), tmp_path / "page.pdf"))
    assert lines[0] == TITLE
    assert share_of_words(" ".join(columns), lines[1:]) >= 0.95
    assert capfd.readouterr() == ("", "")


@needs_ocr
def test_an_empty_page_has_no_lines() -> None:
    import numpy as np

    assert ocr.read_page(np.full((1684, 1190, 3), 255, np.uint8)) == []
    assert ocr.read_page(np.zeros((3, 3), np.uint8)) == []


@needs_ocr
def test_a_page_of_long_lines_is_read_within_the_usual_memory(tmp_path: Path) -> None:
    words = f"{LEFT} {RIGHT}".split()
    scanned(page([" ".join(words[n % len(words)] for n in range(700))]), tmp_path / "page.pdf")
    with ReadingPool(workers=1, seconds=300, megabytes=1536) as pool:
        ((_, reading),) = pool.readings([tmp_path / "page.pdf"])
    assert not isinstance(reading, ReadError)
    (record,) = reading
    assert record.metadata.title == TITLE


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    with pytest.raises(ReadError) as caught:
        ocr.see(None)  # type: ignore[arg-type]
    assert "[ocr]" in caught.value.hint


@needs_ocr
def test_an_engine_that_gets_no_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise ImportError("failed to map segment from shared object")

    monkeypatch.setattr(ocr, "_engine", refuse)
    with pytest.raises(ReadError, match="too little memory"):
        ocr.see(None)  # type: ignore[arg-type]


def test_a_page_is_drawn_no_larger_than_is_looked_at() -> None:
    assert ocr.scale_for(595, 842) == ocr.PIXELS_PER_POINT
    assert ocr.scale_for(14400, 7200) * 14400 == pytest.approx(2000)
    assert ocr.scale_for(0, 0) == ocr.PIXELS_PER_POINT


def print_columns(monkeypatch: pytest.MonkeyPatch, seen: Sequence[SeenLine]) -> list[str]:
    """What `read_page` makes of lines that stand where they are said to."""
    monkeypatch.setattr(ocr, "see", lambda _: list(seen))
    return ocr.read_page(None)  # type: ignore[arg-type]


def column(name: str, left: float, top: float, rows: int) -> list[SeenLine]:
    return [
        SeenLine(f"{name}{n} of the text", left, top + 30 * n, left + 400, top + 30 * n + 22)
        for n in range(rows)
    ]


def names(lines: Sequence[str]) -> list[str]:
    return [line.split()[0] for line in lines]


def test_what_spans_the_columns_parts_them(monkeypatch: pytest.MonkeyPatch) -> None:
    title = SeenLine("Title over both of them", 200, 40, 800, 80)
    figure = SeenLine("Figure over both of them", 150, 400, 850, 422)
    seen = [
        *column("d", 550, 500, 6), *column("c", 50, 500, 6), figure,
        *column("b", 550, 100, 6), *column("a", 50, 105, 6), title,
    ]  # fmt: skip
    read = names(print_columns(monkeypatch, seen))
    parts = [[f"{part}{n}" for n in range(6)] for part in "abcd"]
    assert read == ["Title", *parts[0], *parts[1], "Figure", *parts[2], *parts[3]]


def test_the_parts_of_a_line_are_joined_and_a_table_is_read_by_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = column("wide", 50, 100, 8)
    seen += [
        SeenLine(f"{n}.{x}", x, 400 + 30 * n + x / 100, x + 60, 420 + 30 * n)
        for x in (300, 50)
        for n in range(2)
    ]
    assert print_columns(monkeypatch, seen)[-2:] == ["0.50 0.300", "1.50 1.300"]


boxes = st.builds(
    lambda text, x, y, w, h: SeenLine(text, x, y, x + w, y + h),
    st.text("abc", min_size=1, max_size=9),
    *[st.floats(0, 1000)] * 2,
    *[st.floats(0, 500)] * 2,
)


@given(seen=st.lists(boxes, max_size=40))
def test_no_line_is_lost_or_read_twice(seen: list[SeenLine]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        read = print_columns(patch, seen)
    assert sorted(" ".join(read).split()) == sorted(line.text for line in seen)
