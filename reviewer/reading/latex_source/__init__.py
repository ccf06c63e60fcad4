r"""A paper's LaTeX source to one record: a main `.tex` file and what it includes, or an archive.

Read are the files below the main file's own folder, or in the archive (arXiv's `.tar.gz`, a zip),
and no other. Macros are not executed; plain ones of the document are put in their places. Left out
are comments, verbatim text, tables, pictures and algorithms (their captions stay, after the
paragraph, as footnotes do), displayed formulas longer than a line, and the numbers behind `\ref`.
A `.bbl` beside the main file is its reference list. In an archive `Section.part` names the member,
in a tree the included file. The year is that of `\date`, else of the arXiv id in the file's name.
"""

import re
from pathlib import Path
from typing import NoReturn

from reviewer.errors import NotAPaperError, ReadError, UnknownFormatError
from reviewer.models import Authority, Record
from reviewer.reading.latex_source import archive, front_matter
from reviewer.reading.latex_source.cleaning import cleaned
from reviewer.reading.latex_source.document import document
from reviewer.reading.latex_source.files import (
    NO_PAPER,
    Archive,
    Folder,
    decoded,
    main_content,
    refuse_note,
)
from reviewer.reading.latex_source.inclusion import Inclusion
from reviewer.reading.latex_source.main_file import is_main, main_file
from reviewer.reading.latex_source.structure import sections
from reviewer.reading.latex_source.traced import Traced
from reviewer.reading.protocol import Head, Reading, ReadingOptions

name = "latex"
description = "one paper as LaTeX: the main .tex file and what it includes, or .tar.gz, .tgz, .zip"
isolated = True

_SOURCES = (".tex", ".ltx", ".latex")
_PIECES = (".sty", ".cls", ".bst", ".bbl", ".tikz")
_ARCHIVES = (".tar.gz", ".tgz", ".tar", ".tex.gz")
_TEX = re.compile(
    rb"\\document(?:class|style)\b|\\input\s+amstex|\\magnification\b|^%&(?:la|ams)?tex",
    re.MULTILINE,
)
_GZIP = b"\x1f\x8b"
_SHOWN = 3  # names in a note


def recognises(path: Path, head: Head) -> bool:
    file_name = path.name.lower()
    if path.suffix.lower() in (*_SOURCES, *_PIECES) or file_name.endswith(_ARCHIVES):
        return True
    if path.suffix.lower() == ".zip":
        return head.data.startswith(b"PK")
    is_served_by_arxiv = front_matter.arxiv_id_in(
        path.name
    ) is not None and not head.data.startswith(b"%PDF")
    is_tex = _TEX.search(head.data) is not None or NO_PAPER.match(head.data) is not None
    is_source = archive.is_tar(head.data) or is_tex
    if file_name.endswith(".gz"):
        return is_source
    has_no_suffix = re.fullmatch(r"(?:\.\d{4,5}(?:v\d+)?)?", path.suffix) is not None
    return is_served_by_arxiv and has_no_suffix and (is_source or head.data.startswith(_GZIP))


def read(path: Path, options: ReadingOptions) -> Reading:
    """The one paper of a source.

    Raises:
        ReadError: cut off, too large, without a title or without text.
        NotAPaperError: the file is a chapter, a style or a figure of another source.
        UnknownFormatError: an archive without LaTeX.
    """
    notes: list[str] = []
    folder = Folder(path.parent)
    if path.suffix.lower() in _PIECES:
        _refuse_piece()
    if path.suffix.lower() in _SOURCES:
        record = _of_tree(path, notes, folder)
    else:
        record = _of_archive(path, notes)
    found = Reading(name, lambda _: iter([record]), notes=notes)
    found.companions.extend(dict.fromkeys(folder.read))
    found.looked_for.extend(dict.fromkeys(folder.missed))
    return found


def _of_tree(path: Path, notes: list[str], folder: Folder) -> Record:
    data = main_content(path)
    text = decoded(data)
    if not text.strip():
        raise ReadError("the file is empty", hint="save or download it again")
    refuse_note(data)
    if not is_main(cleaned(Traced.of_file(text, path.name)).text):
        _refuse_piece()
    inclusion = Inclusion(folder)
    record = _record(inclusion, path, path.name, data, main=path.name)
    notes += _notes(inclusion)
    return record


def _of_archive(path: Path, notes: list[str]) -> Record:
    found = archive.unpacked(path)
    main, others = main_file(found.members)
    if main is None:
        if len(found.members) == 1 and next(iter(found.members)) == f"{archive.stem(path)}.tex":
            _refuse_piece()
        raise UnknownFormatError(
            "no LaTeX paper is in the archive",
            hint="unpack it, and ingest the folder; what is read: reviewer ingest --formats",
        )
    inclusion = Inclusion(Archive(found.members))
    is_single = found.is_single
    record = _record(inclusion, path, main, found.members[main], main if is_single else None)
    if others:
        notes.append(f"{main} was read as the paper; also in it: {_some(others)}")
    if found.left_out:
        notes.append(f"links, or leading out of the archive, so not read: {_some(found.left_out)}")
    notes += _notes(inclusion)
    return record


def _record(inclusion: Inclusion, path: Path, file: str, data: bytes, main: str | None) -> Record:
    source = inclusion.whole(file, data)
    whole = document(source, inclusion.styles(source))
    metadata = front_matter.metadata(whole.text, path.name)
    if metadata is None:
        raise ReadError(
            "it has no title", hint="give it one with \\title{…}, or ingest the paper's PDF"
        )
    made = tuple(sections(whole.body, main))
    if not made:
        raise ReadError(
            "only a title, no text", hint="check that the file is complete and ends as it should"
        )
    return Record(metadata=metadata, sections=made, authority=Authority.STATED)


def _notes(inclusion: Inclusion) -> list[str]:
    notes = []
    if inclusion.missing:
        notes.append(f"included but not found, so not read: {_some(inclusion.missing)}")
    if inclusion.undecoded:
        notes.append(
            "neither UTF-8 nor declared as another encoding, so that letters are missing: "
            + _some(inclusion.undecoded)
        )
    if inclusion.is_cut:
        notes.append("it includes more than is read of one source: the rest is left out")
    return notes


def _some(names: list[str]) -> str:
    different = [" ".join(each.split()) for each in dict.fromkeys(names)]
    more = len(different) - _SHOWN
    return ", ".join(different[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _refuse_piece() -> NoReturn:
    raise NotAPaperError(
        "a part of another LaTeX source",
        hint="ingest the main .tex file, which has the \\documentclass; it includes this one",
    )
