"""The author's own draft, and lists of papers that must be cited or must not, to what they say.

In comes a file or a text, out come an `OwnWork`, or the papers of a collection that a list means.
Nothing is written and nothing looked up; only the file, and what LaTeX includes below its folder,
is read.
"""

from pathlib import Path

from reviewer.errors import ReadError, UnknownFormatError, UsageError
from reviewer.own_work import files, saying
from reviewer.own_work.latex_draft import latex_draft
from reviewer.own_work.outline import Divided, divided
from reviewer.own_work.paper_list import read_list
from reviewer.own_work.resolving import resolve
from reviewer.own_work.text_draft import text_draft
from reviewer.own_work.work import (
    Block,
    Draft,
    ListedPaper,
    ListedPapers,
    Missing,
    OwnWork,
    Resolved,
)
from reviewer.reading.opening import read_text
from reviewer.settings import ReadingSettings

__all__ = [
    "ListedPaper",
    "ListedPapers",
    "Missing",
    "OwnWork",
    "Resolved",
    "own_work_of",
    "read_draft",
    "read_list",
    "resolve",
]

_LARGEST_TEXT = 8 << 20  # bytes
_LATEX = (".tex", ".ltx", ".latex")
_OF_ONE_PAPER = frozenset({"pdf", "latex", "docx", "html", "jats", "tei"})
_KINDS = "a draft is .tex, .md, .docx, .txt, .pdf or .html"
_EMPTY = "the file is empty"  # as `reviewer.reading.opening` says it
_WRITE = "write an abstract or an introduction first, or name a topic instead"


def read_draft(path: Path, limits: ReadingSettings | None = None) -> OwnWork:
    """What the author's draft says of the author's own work.

    Args:
        path: .tex (the main file, or a chapter alone), .md, .docx, .txt, .pdf or .html.
        limits: of time and memory, for formats that are read in a process of their own.

    Raises:
        UsageError: the draft is empty, has no text to look for papers with, or is no draft.
        ReadError: missing, damaged, binary, or of a kind that is not read.
    """
    try:
        return _own_work(_draft(path, limits or ReadingSettings()), path.name)
    except UnknownFormatError as error:
        raise files.about(path, error, _KINDS) from error
    except ReadError as error:
        if error.message == _EMPTY:
            raise UsageError(f"{path.name}: the draft is empty", hint=_WRITE) from error
        raise files.about(path, error) from error


def own_work_of(text: str) -> OwnWork:
    """What a text says of its author's own work: a pasted abstract, or a whole paper in Markdown.

    Raises:
        UsageError: nothing in it to look for papers with.
    """
    return _own_work(text_draft(text), "the text")


def _draft(path: Path, limits: ReadingSettings) -> Draft:
    kind = files.format_of(path)
    if kind == "latex" and path.suffix.lower() in _LATEX:
        return latex_draft(path)
    if kind == "text":
        return text_draft(read_text(path, _LARGEST_TEXT))
    if kind not in _OF_ONE_PAPER:
        raise UsageError(
            f"{path.name}: a list of papers ({kind}), not a draft",
            hint=f"{_KINDS}; papers that must be cited are given with --must-cite",
        )
    return _recorded(path, kind, limits)


def _recorded(path: Path, kind: str, limits: ReadingSettings) -> Draft:
    """A draft that reads as a paper of the collection does."""
    found = files.read(path, limits, most=1)
    if not found.records:
        raise ReadError("no text of a paper is in it", hint=_KINDS)
    record = found.records[0]
    blocks = [Block(one.kind, one.text, one.heading) for one in record.sections]
    notices = list(found.notes)
    if kind == "latex":
        notices.append("the keys that it cites are not read from an archive: name its main .tex")
    return Draft(record.metadata.title, blocks, (), notices)


def _own_work(draft: Draft, name: str) -> OwnWork:
    parts = divided(draft.blocks)
    told = "\n\n".join(text for text in (parts.abstract, parts.introduction) if text)
    said = list(saying.in_sentences(told, draft.cite_keys))
    asked = saying.worth_asking(said)
    if not asked:
        raise UsageError(f"{name}: no text to look for papers with", hint=_WRITE)
    is_english = saying.is_english(told)
    return OwnWork(
        title=draft.title,
        abstract=parts.abstract,
        introduction=parts.introduction,
        related_work=parts.related_work,
        sentences=asked,
        contributions=saying.contributions(said, draft.title) if is_english else (),
        cite_keys=draft.cite_keys,
        notices=(*draft.notices, *_notices(parts, is_english)),
    )


def _notices(parts: Divided, is_english: bool) -> list[str]:
    notices = []
    if not is_english:
        notices.append(
            "the draft does not read as English: papers are looked for with its sentences, but "
            "what it says of its own work is told by English words, so nothing is contrasted; "
            "where too little is found, a TOPIC in English finds papers in English"
        )
    if not parts.abstract:
        notices.append("no abstract is in the draft: its introduction stands for it")
    if parts.is_cut:
        notices.append(
            "a part of the draft is longer than such a part is: only its beginning counts"
        )
    return notices
