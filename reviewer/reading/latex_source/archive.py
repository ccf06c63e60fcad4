"""An archive of LaTeX sources to its files, held in memory: tar, tar.gz, zip, or one gzipped file.

Nothing is written to the disk. Members that lead elsewhere, links and devices are left out; what
would unpack to more than the limits is refused before it does.
"""

import gzip
import io
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple, NoReturn

from reviewer.errors import ReadError, UnknownFormatError
from reviewer.reading.latex_source.files import LARGEST_FILE, refuse_note, within
from reviewer.reading.opening import opened

LARGEST_ARCHIVE = 200_000_000  # bytes, unpacked
MOST_MEMBERS = 5_000
_GZIP = b"\x1f\x8b"
_WANTED = (".tex", ".ltx", ".latex", ".bbl", ".sty", ".txt", ".xxx", ".json", ".yaml", ".def")
_UNWANTED = (".eps", ".ps", ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".bib", ".cls", ".bst", ".csv")


class _Bounded(io.RawIOBase):
    """A stream that ends with an error when more comes out of it than an archive may hold."""

    def __init__(self, stream: io.BufferedIOBase | gzip.GzipFile) -> None:
        self._stream = stream
        self._left = LARGEST_ARCHIVE

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size if 0 <= size <= self._left else self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            _refuse_size()
        return data


class Unpacked(NamedTuple):
    """The files of an archive.

    Args:
        members: bytes by name.
        left_out: names of members that lead elsewhere, and of links and devices.
        is_single: whether it is no archive, but one packed file.
    """

    members: dict[str, bytes]
    left_out: list[str]
    is_single: bool = False


def unpacked(path: Path) -> Unpacked:
    """The text files of an archive.

    Raises:
        ReadError: damaged, or larger than the limits.
        UnknownFormatError: it is no archive.
    """
    with opened(path) as stream:
        start = stream.read(512)
        stream.seek(0)
        try:
            return _unpacked(path, stream, start)
        except (tarfile.TarError, zipfile.BadZipFile, ValueError, OverflowError) as error:
            raise ReadError(
                "the archive is cut off or damaged", hint="download it again"
            ) from error


def _unpacked(path: Path, stream: io.BufferedReader | gzip.GzipFile, start: bytes) -> Unpacked:
    if start.startswith(b"PK"):
        return _zipped(stream)
    if not start.startswith(_GZIP):
        return _tarred(_Bounded(stream)) if is_tar(start) else _single(path, _Bounded(stream))
    with gzip.GzipFile(fileobj=stream) as inner:
        start = inner.read(512)
        inner.seek(0)
        return _tarred(_Bounded(inner)) if is_tar(start) else _single(path, _Bounded(inner))


def is_tar(start: bytes) -> bool:
    return start[257:262] == b"ustar" or _is_old_tar(start)


def _is_old_tar(start: bytes) -> bool:
    """The headers of before 1988 have no magic word, but a checksum."""
    if len(start) < 512:
        return False
    try:
        return tarfile.TarInfo.frombuf(start[:512], "utf-8", "replace").chksum > 0
    except tarfile.HeaderError:
        return False


def _tarred(stream: _Bounded) -> Unpacked:
    found = Unpacked({}, [])
    with tarfile.open(fileobj=stream, mode="r|", errors="replace") as archive:
        for count, member in enumerate(archive, start=1):
            _count(count)
            name = within(member.name)
            if name is None or not (member.isfile() or member.isdir()):
                found.left_out.append(member.name)
            elif member.isfile() and _is_wanted(name, member.size):
                content = archive.extractfile(member)
                found.members[name] = content.read() if content else b""
    return found


def _zipped(stream: io.BufferedReader | gzip.GzipFile) -> Unpacked:
    found = Unpacked({}, [])
    with zipfile.ZipFile(stream) as archive:
        infos = archive.infolist()
        _count(len(infos))
        if sum(info.file_size for info in infos) > LARGEST_ARCHIVE:
            _refuse_size()
        for info in infos:
            name = within(info.filename)
            is_link = (info.external_attr >> 16) & 0o170000 == 0o120000
            if name is None or is_link:
                found.left_out.append(info.filename)
            elif not info.is_dir() and _is_wanted(name, info.file_size):
                found.members[name] = _member(archive, info)
    return found


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(info) as stream:
            data = stream.read(LARGEST_FILE + 1)
    except (NotImplementedError, RuntimeError, zlib.error, EOFError) as error:
        raise ReadError(
            "the archive is encrypted or packed in a way that is not read",
            hint="unpack it, and ingest the folder",
        ) from error
    if len(data) > LARGEST_FILE:
        _refuse_size()
    return data


def _single(path: Path, stream: _Bounded) -> Unpacked:
    """One file, as arXiv serves a paper that has no other."""
    chunks: list[bytes] = []
    while chunk := stream.read(1 << 20):
        chunks.append(chunk)
        if sum(map(len, chunks)) > LARGEST_FILE:
            _refuse_size()
    content = b"".join(chunks)
    refuse_note(content)
    if b"\\" not in content or b"\0" in content[:1024]:
        raise UnknownFormatError(
            "neither an archive nor LaTeX is in it", hint="what is read: reviewer ingest --formats"
        )
    return Unpacked({f"{stem(path)}.tex": content}, [], is_single=True)


def stem(path: Path) -> str:
    """The name of a file without the suffixes of packing."""
    name = path.name
    for suffix in (".gz", ".tgz", ".tar", ".tex"):
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
    return name or path.name


def _is_wanted(name: str, size: int) -> bool:
    suffix = Path(name).suffix.lower()
    if size > LARGEST_FILE or suffix in _UNWANTED:
        return False
    return suffix in _WANTED or len(suffix) not in (3, 4, 5)


def _count(count: int) -> None:
    if count > MOST_MEMBERS:
        raise ReadError(
            f"the archive holds more than {MOST_MEMBERS:,} files",
            hint="unpack it, and ingest the main .tex file",
        )


def _refuse_size() -> NoReturn:
    raise ReadError(
        f"the archive unpacks to more than {LARGEST_ARCHIVE // 1_000_000} MB",
        hint="unpack it where there is room, and ingest the main .tex file",
    )
