"""The text of a reference library in whatever encoding it was saved, with a note where that is odd.

Old libraries are rarely UTF-8, and many name their encoding in a header. It knows no format beyond
such headers; other formats go through `opening.read_text`, which falls back to nothing.
"""

import codecs
import re
from pathlib import Path
from typing import NamedTuple

from reviewer.errors import ReadError, UnknownFormatError
from reviewer.reading.opening import opened, whole

_HEADER_BYTES = 4096
# JabRef `% Encoding: Cp1252`, Emacs `-*- coding: latin-1 -*-`, TeXShop `% !TEX encoding = …`.
_DECLARED = re.compile(rb"^\s*%[^\n]*?coding\s*[:=]\s*(iso latin 1|[\w.-]+)", re.I | re.M)
_BIBDESK = re.compile(rb"^%+ Saved with string encoding ([^\r\n]+)", re.M)
_NAMES = {
    "unicode (utf-8)": "utf-8",
    "western (ascii)": "ascii",
    "western (iso latin 1)": "latin-1",
    "western (iso latin 9)": "iso8859-15",
    "western (mac os roman)": "mac-roman",
    "western (windows latin 1)": "cp1252",
    "central european (windows latin 2)": "cp1250",
    "iso latin 1": "latin-1",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins as UTF-16's does
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Of codecs that Python has, those that turn bytes into text and are meant for storage.
_NOT_FOR_FILES = ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf_7")
_WEB_PAGE = re.compile(r"\s*<(?:!doctype html|html|head|body)\b", re.I)


class Decoded(NamedTuple):
    """A text with plain line feeds, and what to tell about its encoding."""

    text: str
    notes: tuple[str, ...]


def read_library_text(path: Path) -> Decoded:
    """The whole text of a library, without byte order mark, every line end a line feed.

    In this order: a byte order mark, UTF-16 by its NUL bytes, UTF-8 if it has other characters
    than ASCII, the encoding that its header names, Windows-1252.

    Raises:
        ReadError: missing, unreadable, empty, or a web page under another name.
        UnknownFormatError: binary.
    """
    with opened(path) as stream:
        content = whole(stream)
    text, notes = _decoded(content)
    if "\0" in text[:_HEADER_BYTES]:
        raise UnknownFormatError(
            "no reader for this kind of file: it is binary, whatever its name says",
            hint="export the library again",
        )
    if not text.strip():
        raise ReadError("the file is empty", hint="save or download it again")
    if _WEB_PAGE.match(text):
        raise ReadError(
            f"this is a web page, though its name ends in {path.suffix}",
            hint="download the library again, or rename the file to .html",
        )
    return Decoded(text.replace("\r\n", "\n").replace("\r", "\n"), notes)


def _decoded(content: bytes) -> Decoded:
    marked = _by_mark(content)
    if marked is not None:
        return marked
    declared = _declared(content[:_HEADER_BYTES])
    is_utf8, line = _utf8(content)
    if is_utf8 and (declared is None or not content.isascii()):
        return Decoded(content.decode(), ())
    if declared is not None:
        try:
            return Decoded(content.decode(declared), ())
        except UnicodeError:
            said = f"the header says {declared}, but line {line} is not"
    else:
        said = f"line {line} is not UTF-8, and no header names an encoding"
    if is_utf8:
        return Decoded(content.decode(), ())
    return Decoded(_western(content), (f"{said}: read as Windows-1252; save it as UTF-8",))


def _by_mark(content: bytes) -> Decoded | None:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _lenient(content[len(mark) :], encoding)
    start = content[:_HEADER_BYTES]
    for parity, encoding in ((0, "utf-16-be"), (1, "utf-16-le")):
        if start[parity::2].count(0) > len(start) // 4 and not start[1 - parity :: 2].count(0):
            return _lenient(content, encoding)
    return None


def _lenient(content: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(content.decode(encoding), ())
    except UnicodeDecodeError as error:
        line = content[: error.start].decode(encoding, "replace").count("\n") + 1
        note = f"line {line} is damaged {encoding.upper()}: what cannot be decoded shows as \ufffd"
        return Decoded(content.decode(encoding, "replace"), (note,))


def _utf8(content: bytes) -> tuple[bool, int]:
    """Whether it is UTF-8, and the line where it is not."""
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return False, len(re.findall(rb"\r\n?|\n", content[: error.start])) + 1
    return True, 0


def _declared(start: bytes) -> str | None:
    found = _BIBDESK.search(start) or _DECLARED.search(start)
    if found is None:
        return None
    name = found[1].decode("ascii", "replace").strip().lower()
    name = _NAMES.get(name, name).removeprefix("x-")  # Java's x-MacRoman
    for spelling in (name, name.replace("-", "")):  # latin-2, latin2
        try:
            codec = codecs.lookup(spelling)
        except (LookupError, ValueError):
            continue
        is_text = getattr(codec, "_is_text_encoding", True) and codec.name not in _NOT_FOR_FILES
        return codec.name if is_text and codec.name not in ("utf-16", "utf-32") else None
    return None


def _western(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:  # five bytes mean nothing in Windows-1252
        return content.decode("latin-1")
