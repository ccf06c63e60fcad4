"""A text file of unknown encoding to its lines, as a stream that is never held whole.

It reads the file once to find the encoding out, and once for the lines. It knows no format.
"""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, NoReturn

from reviewer.errors import ReadError
from reviewer.reading.opening import opened

LONGEST_LINE = 8_000_000
"""In characters: no record of a paper is longer, its full text included."""
_CHUNK = 1 << 20
_NOT_UTF8 = re.compile(r"[\udc80-\udcff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_UNDEFINED_IN_1252 = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])


class Encoding(NamedTuple):
    """How the bytes of a file are decoded, and what the user should know of it."""

    name: str
    note: str | None = None


@dataclass
class _Census:
    """What the bytes of a file say of their encoding, counted while they go by."""

    good: int = 0
    bad: int = 0
    line: int = 0
    held: int = 0
    first_bad: int | None = None
    has_undefined: bool = False

    def count(self, raw: bytes, text: str) -> None:
        if not text.isascii():
            bad = _NOT_UTF8.search(text)
            if bad is not None:
                self.first_bad = self.first_bad or self._line_at(text, bad.start())
                self.bad += len(_NOT_UTF8.findall(text))
                self.good -= len(_NOT_UTF8.findall(text))
            self.good += len(_NOT_ASCII.findall(text))
            self.has_undefined |= len(raw.translate(None, _UNDEFINED_IN_1252)) < len(raw)
        last = text.rfind("\n")
        self.held = self.held + len(text) if last < 0 else len(text) - last - 1
        self.line += text.count("\n")
        if self.held > LONGEST_LINE:
            _refuse(self.line + 1)

    def _line_at(self, text: str, offset: int) -> int:
        return self.line + text.count("\n", 0, offset) + 1

    def encoding(self) -> Encoding:
        if self.bad <= self.good:
            return Encoding("utf-8-sig")
        return Encoding(
            "latin-1" if self.has_undefined else "cp1252",
            f"not UTF-8 (line {self.first_bad}), read as Windows-1252: save the file as UTF-8 if"
            " accents look wrong",
        )


def encoding_of(path: Path) -> Encoding:
    """How a file is decoded, found by reading all of it.

    UTF-16 by its byte order mark or its NULs, UTF-8 even with a few damaged places (`lines` gives
    them as lone surrogates), otherwise Windows-1252.

    Raises:
        ReadError: as `opening.opened`; a line longer than `LONGEST_LINE`.
    """
    census = _Census()
    with opened(path) as stream:
        raw = stream.read(_CHUNK)
        wide = _wide(raw)
        errors = "strict" if wide else "surrogateescape"
        decoder = io.IncrementalNewlineDecoder(
            codecs.getincrementaldecoder(wide or "utf-8-sig")(errors), translate=True
        )
        while raw:
            census.count(raw, decoder.decode(raw))
            raw = stream.read(_CHUNK)
        decoder.decode(b"", final=True)
    return Encoding(wide) if wide else census.encoding()


def lines(path: Path, encoding: str) -> Iterator[str]:
    """The lines of a file, each with a line feed at its end but perhaps the last.

    Raises:
        ReadError: as `encoding_of`.
    """
    errors = "surrogateescape" if encoding == "utf-8-sig" else "strict"
    with opened(path) as stream:
        text = io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline=None)
        number = 1
        while line := text.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                _refuse(number)
            yield line
            number += 1


def is_damaged(text: str) -> bool:
    """Whether bytes that are not UTF-8 stand in a text of `lines`."""
    return not text.isascii() and _NOT_UTF8.search(text) is not None


def _wide(start: bytes) -> str | None:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for parity, name in ((0, "utf-16-be"), (1, "utf-16-le")):
        if start[parity::2].count(0) > len(start) // 4 and not start[1 - parity :: 2].count(0):
            return name
    return None


def _refuse(number: int) -> NoReturn:
    raise ReadError(
        f"line {number} is longer than {LONGEST_LINE // 1_000_000} million characters",
        hint="export it again: no line of such a file is that long",
    )
