"""Writes LaTeX sources for the tests, and reads them through the public door."""

import gzip
import io
import tarfile
from pathlib import Path

import pytest

from reviewer.errors import ReadError
from reviewer.models import Record, Section, SectionKind
from reviewer.reading import Reading, latex_source, read_file, reader_of

SHELL = (
    "\\documentclass{article}\n\\title{Tides under Ice}\n\\author{Ada Moss}\n"
    "\\begin{document}\n\\maketitle\n%s\n\\end{document}\n"
)


def written(folder: Path, files: dict[str, str | bytes]) -> Path:
    """The files in the folder; the first of them is returned."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / next(iter(files))


def tarred(path: Path, files: dict[str, str | bytes]) -> Path:
    """The files as an archive, compressed unless the name says otherwise."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    data = packed.getvalue()
    path.write_bytes(data if path.suffix == ".tar" else gzip.compress(data))
    return path


def reading(path: Path) -> tuple[Reading, Record]:
    assert reader_of(path) is latex_source
    found = read_file(path)
    (record,) = list(found)
    return found, record


def record_of(path: Path) -> Record:
    return reading(path)[1]


def body(folder: Path, latex: str) -> list[Section]:
    """The sections of a document with this body."""
    return list(record_of(written(folder, {"paper.tex": SHELL % latex})).sections)


def words(folder: Path, latex: str) -> str:
    """All evidence of a document with this body."""
    kinds = (SectionKind.BODY, SectionKind.ABSTRACT)
    return "\n\n".join(part.text for part in body(folder, latex) if part.kind in kinds)


def failure(path: Path) -> ReadError:
    with pytest.raises(ReadError) as caught:
        list(read_file(path))
    assert "\n" not in caught.value.message
    assert caught.value.hint
    return caught.value
