"""Papers printed as PDF: text set in columns with a few lines of reportlab, in the tests' words."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.0, 842.0
ROMAN, BOLD, ITALIC, SANS = "Times-Roman", "Times-Bold", "Times-Italic", "Helvetica"


@dataclass
class Sheet:
    """A PDF that is being printed.

    Args:
        columns: left and right edge of each column of text.
        top, bottom: of the text, in points.
        hyphenate: break words at the ends of lines, wherever they are longer than six letters.
        head: printed at the top of every page, `{page}` for its number.
    """

    columns: Sequence[tuple[float, float]] = ((72.0, 523.0),)
    top: float = 770.0
    bottom: float = 72.0
    size: float = 10.0
    font: str = ROMAN
    hyphenate: bool = False
    head: str = ""
    password: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._bytes = io.BytesIO()
        encrypt = StandardEncryption(self.password) if self.password is not None else None
        self.canvas = Canvas(self._bytes, pagesize=(WIDTH, HEIGHT), encrypt=encrypt)
        self.page = 1
        self._column = 0
        self.y = self.top
        self._floor = self.top
        self.lines_here = 0
        """In the column that is being filled."""

    def done(self) -> bytes:
        self._finish_page()
        for name, value in self.metadata.items():
            getattr(self.canvas, f"set{name}")(value)
        self.canvas.save()
        return self._bytes.getvalue()

    def at(self, x: float, y: float, text: str, size: float = 10.0, font: str = ROMAN) -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, text)

    def centred(self, text: str, size: float, font: str = BOLD, drop: float = 1.4) -> None:
        """A line over all columns; the columns begin below it."""
        self.canvas.setFont(font, size)
        self.canvas.drawCentredString(WIDTH / 2, self.y, text)
        self.y -= drop * size
        self._floor = self.y

    def stamp(self, text: str) -> None:
        """A text that runs up the left margin."""
        self.canvas.saveState()
        self.canvas.translate(30, 250)
        self.canvas.rotate(90)
        self.canvas.setFont(ROMAN, 20)
        self.canvas.drawString(0, 0, text)
        self.canvas.restoreState()

    def heading(self, text: str, size: float = 12.0, font: str = BOLD) -> None:
        self.space(size)
        self._line(text, size, font, 0)
        self.space(0.3 * size)

    def paragraph(self, text: str, *, indent: float = 12.0, font: str | None = None) -> None:
        font = font or self.font
        for number, line in enumerate(self._wrapped(text, indent, font)):
            self._line(line, self.size, font, 0 if number else indent)

    def entry(self, text: str) -> None:
        """A reference, set with a hanging indent."""
        for number, line in enumerate(self._wrapped(text, 0, self.font, hanging=12)):
            self._line(line, self.size, self.font, 12 if number else 0)

    def note(self, text: str) -> None:
        """A footnote at the foot of the column; the text stops above it."""
        x, _ = self.columns[self._column]
        self.at(x, self.bottom - 4, text, 0.8 * self.size, self.font)

    def space(self, points: float) -> None:
        self.y -= points

    def next_page(self) -> None:
        self._finish_page()
        self._column, self.y, self._floor = 0, self.top, self.top
        self.page += 1

    def _finish_page(self) -> None:
        if self.head:
            self.at(72, 800, self.head.format(page=self.page), 8)
        self.at(WIDTH / 2, 30, str(self.page), 9)
        self.canvas.showPage()

    def _line(self, text: str, size: float, font: str, indent: float) -> None:
        if self.y < self.bottom + size:
            self._next_column()
        self.at(self.columns[self._column][0] + indent, self.y, text, size, font)
        self.y -= 1.2 * size
        self.lines_here += 1

    def _next_column(self) -> None:
        self.lines_here = 0
        if self._column + 1 < len(self.columns):
            self._column += 1
            self.y = self._floor
        else:
            self.next_page()

    def _wrapped(self, text: str, indent: float, font: str, hanging: float = 0) -> Iterator[str]:
        left, right = self.columns[0]
        room, line = right - left - indent, ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if stringWidth(longer, font, self.size) <= room:
                line = longer
                continue
            head, tail = self._broken(line, word, room, font)
            yield f"{line} {head}".strip() if head else line
            line, room = tail, right - left - hanging
        if line:
            yield line

    def _broken(self, line: str, word: str, room: float, font: str) -> tuple[str, str]:
        if self.hyphenate and word.isalpha() and len(word) > 6:
            for cut in range(len(word) - 3, 2, -1):
                head = f"{word[:cut]}-"
                if stringWidth(f"{line} {head}", font, self.size) <= room:
                    return head, word[cut:]
        return "", word


TWO_COLUMNS = ((54.0, 288.0), (308.0, 542.0))


def sentences(count: int, topic: str = "harvest") -> list[str]:
    """Different sentences, each with its number in words, so that their order can be checked."""
    subjects = ("The gardener", "A careful survey", "Every second orchard", "Our measurement")
    verbs = ("describes", "contradicts", "accompanies", "illustrates", "outnumbers")
    objects = ("the neighbouring vegetables", "an agricultural experiment", "those watercolours")
    return [
        f"{subjects[n % 4]} number {_word(n)} {verbs[n % 5]} {objects[n % 3]} of the {topic}."
        for n in range(count)
    ]


def _word(number: int) -> str:
    names = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return " ".join(names[int(digit)] for digit in str(number))


def paragraphs(texts: Sequence[str], each: int = 5) -> list[str]:
    return [" ".join(texts[i : i + each]) for i in range(0, len(texts), each)]
