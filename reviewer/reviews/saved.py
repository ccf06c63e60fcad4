"""The folder of a saved review, read and checked as a whole.

In comes a folder; out comes what it holds. Files that do not go together are an error, and nothing
is made up for what is missing.
"""

import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reviewer.errors import PaperNotFoundError, ReviewFolderError
from reviewer.models import Paper, Plan
from reviewer.related_work.plan_file import read_plan
from reviewer.reviews import folder as files
from reviewer.reviews.brief_file import SavedBrief, read_brief
from reviewer.reviews.folder import Files
from reviewer.reviews.kept import FORMAT, Entry, KeptPaper, State
from reviewer.reviews.lines import check_conflicts, read_lines, read_one, wrong
from reviewer.reviews.references import check_closed

_BACK = "take it back from your version control"
_STOPPED = ".!?…:)]}\"'”’"


@dataclass(frozen=True)
class Saved:
    """A review as it was saved, and as its author has left it.

    Args:
        folder: where it is.
        files: every file, as it was read.
        brief: what is wanted.
        draft: the text of the draft, line ends and all.
        entries: the sentences as they were saved, in their order.
        papers: by id.
        state: what the last run saw.
        notices: what was changed where only the program writes.
    """

    folder: Path
    files: Files
    brief: SavedBrief
    draft: str
    entries: tuple[Entry, ...]
    papers: dict[str, KeptPaper]
    state: State
    notices: tuple[str, ...] = ()

    def text(self, name: str) -> str:
        """A file as text; empty where it is missing."""
        return _text(name, self.files.get(name, b""))

    def plan(self, called: Callable[[str], Paper]) -> Plan:
        """The plan as its author has left it.

        Args:
            called: the paper of the collection by an id, key, DOI or title.

        Raises:
            PlanError: see `reviewer.related_work.plan_file.read_plan`.
            ReviewFolderError: git has left a conflict in it.
        """
        check_conflicts(files.PLAN, self.text(files.PLAN))

        def known(name: str) -> Paper:
            try:
                return called(name)
            except PaperNotFoundError:
                kept = self.papers.get(name)
                if kept is None:
                    raise
                return Paper(id=kept.id, title=kept.title)

        path = self.folder / files.PLAN
        return Plan(topic=self.brief.topic) if _is_empty(path) else read_plan(path, known)


def open_saved(folder: Path) -> Saved:
    """The review in a folder.

    Raises:
        ReviewFolderError: it is none, is half written, or a file in it makes no sense.
    """
    return saved_of(folder, files.read(folder))


def saved_of(folder: Path, held: Files) -> Saved:
    """The review that some files are.

    Args:
        folder: where they are, or would be.
        held: their bytes, by name.

    Raises:
        ReviewFolderError: a file makes no sense.
    """
    texts = {name: _text(name, held[name]) for name in files.NEEDED}
    entries = read_lines(files.EVIDENCE, texts[files.EVIDENCE], Entry)
    papers = {p.id: p for p in read_lines(files.PAPERS, texts[files.PAPERS], KeptPaper)}
    _check_format(texts[files.STATE])
    state = read_one(files.STATE, texts[files.STATE], State)
    for number, entry in enumerate(entries, start=1):
        for paper_id in sorted(entry.papers - set(papers)):
            raise wrong(
                files.EVIDENCE,
                number,
                f"it quotes the paper {paper_id}, which {files.PAPERS} does not have",
                "take both files back from one commit of your version control",
            )
    _check_draft(texts[files.DRAFT], entries)
    for name in (files.REFERENCES, files.LOG):
        check_conflicts(name, _text(name, held.get(name, b"")))
    check_closed(files.REFERENCES, _text(files.REFERENCES, held.get(files.REFERENCES, b"")))
    opened = [entry.opened() for entry in entries]
    return Saved(
        folder=folder,
        files=held,
        brief=read_brief(texts[files.BRIEF]),
        draft=texts[files.DRAFT],
        entries=tuple(entry for entry in opened if entry is not None),
        papers=papers,
        state=state,
        notices=tuple(
            f"{files.EVIDENCE} line {number} was changed by hand: its sentence is checked as yours"
            for number, entry in enumerate(opened, start=1)
            if entry is None
        ),
    )


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise wrong(name, line, "not UTF-8", "save it as UTF-8 text") from None


def _check_format(text: str) -> None:
    """Refuse a folder of another version before its fields are looked at."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return
    found = document.get("format") if isinstance(document, dict) else None
    if isinstance(found, int) and found > FORMAT:
        raise ReviewFolderError(
            f"{files.STATE}: this review has format {found}, this version knows {FORMAT}",
            hint="use the version of reviewer that wrote it, or a later one",
        )


def _check_draft(text: str, entries: list[Entry]) -> None:
    """Refuse a draft that was cut off rather than edited."""
    check_conflicts(files.DRAFT, text)
    if not text.strip():
        raise wrong(files.DRAFT, 1, "the draft is empty", _BACK)
    lines = text.split("\n")
    last = lines[-1].strip()
    whole = {entry.line for entry in entries}
    started = [line for line in whole if last and last not in whole and line.startswith(last)]
    if started and (last[-1] not in _STOPPED or len(started) == 1):
        raise wrong(files.DRAFT, len(lines), f"it ends within a sentence: “…{last[-40:]}”", _BACK)


def _is_empty(path: Path) -> bool:
    """Whether a plan has no theme, as that of a review from which all papers have gone."""
    try:
        return "theme" not in tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return False
