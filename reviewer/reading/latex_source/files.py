"""Where the files of a LaTeX source are: a folder on the disk, or an archive held in memory.

Nothing outside of them is ever read. It knows no LaTeX but for how a file says its encoding.
"""

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from reviewer.errors import ReadError
from reviewer.reading.opening import opened

NO_PAPER = re.compile(rb"\s*%\s*auto-ignore\b")
"""How a note begins that arXiv keeps in the place of a paper."""
LARGEST_FILE = 20_000_000  # bytes of one source file; a book's chapter has less than one million
_ENCODING = re.compile(
    rb"\\(?:usepackage\s*\[([a-zA-Z0-9]+)\]\s*\{inputenc\}|inputencoding\{(\w+)\})"
)
_CODECS = {
    **{"latin1": "latin-1", "latin9": "iso8859-15", "latin2": "iso8859-2", "latin5": "iso8859-9"},
    **{"ansinew": "cp1252", "cp1252": "cp1252", "cp1250": "cp1250", "cp1251": "cp1251"},
    **{"applemac": "mac-roman", "cp850": "cp850", "cp437": "cp437", "koi8-r": "koi8-r"},
    **{"latin3": "iso8859-3", "latin4": "iso8859-4", "latin10": "iso8859-16", "cp866": "cp866"},
}


def main_content(path: Path) -> bytes:
    """The bytes of a main file.

    Raises:
        ReadError: missing, unreadable, or too large to be one.
    """
    with opened(path) as stream:
        data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise ReadError(
            f"the file is larger than {LARGEST_FILE // 1_000_000} MB",
            hint="check that it is LaTeX; a paper's source is far smaller",
        )
    return data


def refuse_note(data: bytes) -> None:
    """Say of what arXiv keeps in the place of a paper that it is none.

    Raises:
        ReadError: the content bears arXiv's mark of such a note.
    """
    if NO_PAPER.match(data):
        raise ReadError(
            "arXiv has no source of this paper: it was withdrawn, or was sent in as a PDF",
            hint="read what the file says; if the paper has a PDF, ingest that",
        )


class Files(Protocol):
    """The files of one source, by names relative to its top, with `/` between folders."""

    def content(self, name: str) -> bytes | None:
        """The bytes of a file; None if there is none of this name, or it is out of bounds."""
        ...


class Folder:
    """The folder of a main file, and what lies below it.

    Args:
        root: the folder.

    `read` are the files that were read, `missed` those that were asked for and are not there.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self.read: list[Path] = []
        self.missed: list[Path] = []

    def content(self, name: str) -> bytes | None:
        inside = within(name)
        if inside is None:
            return None
        data = self._data(inside)
        (self.missed if data is None else self.read).append(self._root / inside)
        return data

    def _data(self, inside: str) -> bytes | None:
        try:
            path = (self._root / inside).resolve()
            if not path.is_relative_to(self._root) or not path.is_file():
                return None
            if path.stat().st_size > LARGEST_FILE:
                return None
            return path.read_bytes()
        except (OSError, ValueError, RuntimeError):  # no permission, a NUL, a loop of links
            return None


class Archive:
    """The members of an archive.

    Args:
        members: the bytes of each file by its name.
    """

    def __init__(self, members: Mapping[str, bytes]) -> None:
        self.members = members

    def content(self, name: str) -> bytes | None:
        inside = within(name)
        return self.members.get(inside) if inside is not None else None


def within(name: str) -> str | None:
    """A relative name in its shortest form; None for one that leads elsewhere."""
    name = name.strip().strip('"').replace("\\", "/")
    short = posixpath.normpath(name) if name else ""
    is_elsewhere = short.startswith(("/", "../", "~")) or short in ("", ".", "..")
    return None if is_elsewhere or "\0" in short or ":" in short[:2] else short


def decoded(data: bytes, declared: str | None = None) -> str:
    """The text of a file: UTF-8 or UTF-16, else as it or its main file declares.

    What is neither, and not declared, has `�` for each byte that is not ASCII.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").removeprefix("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        codec = encoding(data) or declared
        return data.decode(codec or "ascii", errors="replace")


def encoding(data: bytes) -> str | None:
    r"""The Python name of the encoding that `\usepackage[…]{inputenc}` declares."""
    found = _ENCODING.search(data)
    name = (found[1] or found[2]).decode("ascii", errors="replace").lower() if found else ""
    return _CODECS.get(name)
