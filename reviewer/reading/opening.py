"""A file to its text: missing, binary, empty or wrongly encoded files are turned away here.

UTF-8 (with or without byte order mark) and UTF-16 with one are accepted; other encodings are never
guessed. It knows no format.
"""

import codecs
import gzip
import io
import os
import re
import shlex
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

from reviewer.errors import ReadError, UnknownFormatError
from reviewer.reading.protocol import Head

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MOST_BYTES = 256 << 20
"""Of a file that is read whole; a library of 100,000 entries has half of that."""
LONGEST_LINE = 32 << 20
"""In bytes; a paper of 1,000 pages has a tenth of that."""
# Text packs to a third or a fifth, a table of equal rows to a fortieth; a bomb to a thousandth.
_MOST_UNPACKED = 60
_FREE_TO_UNPACK = 16 << 20
_HEAD_BYTES = 8192
_FORMATS_HINT = "what is read: reviewer ingest --formats"
_GZIP = b"\x1f\x8b"
_WEB_PAGE = re.compile(r"\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
# The first bytes of files that people drop into a folder of papers.
_BINARY_KINDS = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "a ZIP archive (or docx, xlsx, epub, odt)"),
    (b"PK\x05\x06", "a ZIP archive"),
    (_GZIP, "gzip-compressed"),
    (b"BZh", "bzip2-compressed"),
    (b"\xfd7zXZ", "xz-compressed"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "RTF"),
    (b"%!PS", "PostScript"),
    (b"AT&TFORM", "DjVu"),
)


def head(path: Path) -> Head:
    """How a file begins, decompressed if its name ends in .gz.

    Raises:
        ReadError: missing, a folder, unreadable, or empty.
    """
    with opened(path) as stream:
        start = stream.read(_HEAD_BYTES)
    if not start:
        raise ReadError("the file is empty", hint="save or download it again")
    if _is_binary(start):
        return Head(start, "")
    decoder = codecs.getincrementaldecoder(_encoding(start))()
    try:
        return Head(start, decoder.decode(start))
    except UnicodeDecodeError:
        return Head(start, "")


def refuse(path: Path, head: Head) -> NoReturn:
    """Say of a file that no reader recognises what it is.

    Raises:
        UnknownFormatError: always.
    """
    _refuse_binary(path, head.data)
    refuse_web_page(path, head.text)
    raise UnknownFormatError("no reader for this kind of file", hint=_FORMATS_HINT)


def refuse_web_page(path: Path, start: str) -> None:
    """Say of a file under another name that it is a web page, such as a request to sign in.

    Raises:
        ReadError: the text begins as a web page does.
    """
    if _WEB_PAGE.match(start):
        raise ReadError(
            f"this is a web page, though its name ends in {_printable(path.suffix)}",
            hint="download the file again, or rename it to .html",
        )


def read_text(path: Path, most: int = MOST_BYTES) -> str:
    """The whole text of a file, line ends as they are, without byte order mark.

    Raises:
        ReadError: as `head`, longer than `most` bytes, or nothing but white space.
    """
    with opened(path) as stream:
        content = whole(stream, most)
    _refuse_binary(path, content)
    try:
        text = content.decode(_encoding(content))
    except UnicodeDecodeError as error:
        _refuse_encoding(path, error.start, content[: error.start].count(b"\n") + 1)
    if not text.strip():
        raise ReadError("the file is empty", hint="save or download it again")
    return text


def whole(stream: io.BufferedReader, most: int = MOST_BYTES) -> bytes:
    """What is left of a stream.

    Raises:
        ReadError: more than `most` bytes.
    """
    content = stream.read(most + 1)
    if len(content) > most:
        raise ReadError(
            f"the text is longer than {most >> 20} MB",
            hint="divide the file, or leave out what is no text of a paper",
        )
    return content


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that is read as a stream, each with its number from 1, no line ends.

    Raises:
        ReadError: while iterating, as `read_text`; a compressed file that is cut off.
    """
    with opened(path) as stream:
        start = stream.read(_HEAD_BYTES)
        _refuse_binary(path, start)
        stream.seek(0)
        if _encoding(start) != "utf-8-sig":  # its line feeds are two bytes
            text = io.TextIOWrapper(stream, encoding="utf-16", newline="\n")
            yield from enumerate((line.rstrip("\r\n") for line in _text_lines(text)), start=1)
            return
        offset = 0
        for number, line in enumerate(iter(partial(stream.readline, LONGEST_LINE), b""), start=1):
            refuse_endless(line, number)
            try:
                yield number, line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError as error:
                _refuse_encoding(path, offset + error.start, number)
            offset += len(line)


def _text_lines(text: io.TextIOWrapper) -> Iterator[str]:
    for number, line in enumerate(iter(partial(text.readline, LONGEST_LINE), ""), start=1):
        refuse_endless(line, number)
        yield line


def refuse_endless(line: bytes | str, number: int) -> None:
    """Turn a line away that no such file can have.

    Raises:
        ReadError: as long as `LONGEST_LINE`, or longer.
    """
    if len(line) >= LONGEST_LINE:
        raise ReadError(
            f"line {number} is longer than {LONGEST_LINE >> 20} MB",
            hint="no line of such a file is that long: save or export it again",
        )


def is_gzip_name(path: Path) -> bool:
    return path.suffix.lower() == ".gz"


@contextmanager
def opened(path: Path) -> Iterator[io.BufferedReader]:
    """The bytes of the file, decompressed if its name ends in .gz; system errors are explained.

    Raises:
        ReadError: while it is open, too: a file that grows without end as it is decompressed.
    """
    try:
        if path.is_dir():
            raise ReadError("this is a folder", hint="name the files in it")
        if path.exists() and not path.is_file():
            raise ReadError("this is not a regular file", hint="save its content as a file first")
        with path.open("rb", buffering=0) as raw:
            source = _AsOpened(raw)
            source = _Unpacking(source) if is_gzip_name(path) else source
            with io.BufferedReader(source) as stream:
                yield cast("io.BufferedReader", stream)
    except FileNotFoundError:
        raise ReadError("there is no such file", hint="check the path and its spelling") from None
    except UnicodeError as error:  # UTF-16 that breaks off, found while streaming
        raise ReadError(f"the text cannot be decoded: {error}", hint="save it as UTF-8") from None
    except gzip.BadGzipFile:
        raise ReadError(
            "the name ends in .gz but the file is not gzip-compressed, or is damaged",
            hint="rename it, or download it again",
        ) from None
    except (EOFError, zlib.error):
        raise ReadError(
            "the compressed file is cut off or damaged", hint="download it again"
        ) from None
    except OSError as error:
        raise ReadError(
            f"the file cannot be read: {error.strerror or error}",
            hint="check its permissions (ls -l) and the disk",
        ) from None


class _AsOpened(io.RawIOBase):
    """A file up to where it ended when it was opened, however long it grows meanwhile."""

    def __init__(self, raw: io.FileIO) -> None:
        self._raw = raw
        self.size = os.fstat(raw.fileno()).st_size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence == os.SEEK_END:
            offset, whence = self.size + offset, os.SEEK_SET
        return self._raw.seek(offset, whence)

    def readinto(self, buffer: "WriteableBuffer") -> int:
        room = max(0, self.size - self._raw.tell())
        return self._raw.readinto(memoryview(buffer)[:room]) or 0


class _Unpacking(_AsOpened):
    """A gzip-compressed file, decompressed no further than text can be."""

    def __init__(self, packed: _AsOpened) -> None:
        self._stream = gzip.GzipFile(fileobj=io.BufferedReader(packed))
        self._most = max(_MOST_UNPACKED * packed.size, _FREE_TO_UNPACK)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def readinto(self, buffer: "WriteableBuffer") -> int:
        count = self._stream.readinto(buffer)
        if self._stream.tell() > self._most:
            raise ReadError(
                f"the file unpacks to more than {_MOST_UNPACKED} times its size (a bomb?)",
                hint="if you trust it, decompress it yourself: gunzip FILE",
            )
        return count


def _is_binary(start: bytes) -> bool:
    has_magic = any(start.startswith(magic) for magic, _ in _BINARY_KINDS)
    return has_magic or (_encoding(start) == "utf-8-sig" and b"\0" in start)


def _refuse_binary(path: Path, start: bytes) -> None:
    kind = next((name for magic, name in _BINARY_KINDS if start.startswith(magic)), None)
    if kind is not None:
        raise UnknownFormatError(
            f"no reader for this kind of file: it is {kind}",
            hint=f"unpack or convert it; {_FORMATS_HINT}",
        )
    if _encoding(start) == "utf-8-sig" and b"\0" in start:
        _refuse_nul(path, start)


def _refuse_nul(path: Path, start: bytes) -> NoReturn:
    """UTF-16 without a byte order mark shows as NULs on one side of nearly every character."""
    for parity, name in ((0, "UTF-16BE"), (1, "UTF-16LE")):
        if start[parity::2].count(0) > len(start) // 4 > 4 * start[1 - parity :: 2].count(0):
            raise ReadError(
                f"the text looks like {name} without a byte order mark",
                hint=f"convert it: {_iconv(path, name)}",
            )
    line = start[: start.index(b"\0")].count(b"\n") + 1
    raise UnknownFormatError(
        f"no reader for this kind of file: it is binary (a NUL byte in line {line})",
        hint=_FORMATS_HINT,
    )


def _encoding(start: bytes) -> str:
    is_utf16 = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return "utf-16" if is_utf16 else "utf-8-sig"


def _refuse_encoding(path: Path, offset: int, line: int) -> NoReturn:
    raise ReadError(
        f"the text is not UTF-8 (line {line}, byte {offset})",
        hint=f"convert it, for instance from Windows-1252: {_iconv(path, 'WINDOWS-1252')}",
    ) from None


def _iconv(path: Path, encoding: str) -> str:
    stem, suffix = (_printable(part) for part in (path.stem, path.suffix))
    source, target = shlex.quote(f"{stem}{suffix}"), shlex.quote(f"{stem}.utf8{suffix}")
    return f"iconv -f {encoding} -t UTF-8 {source} > {target}"


def _printable(name: str) -> str:
    """Without line feeds and marks that turn what follows around."""
    return "".join(char if char.isprintable() else "?" for char in name)
