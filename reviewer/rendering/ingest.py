"""What an ingest did, as a few true lines; what is cut short says how to see the rest."""

from collections.abc import Sequence

from reviewer.rendering.safe import one_line
from reviewer.rendering.screen import Screen
from reviewer.reports import FileFailure, FileReport, FileStatus, IngestReport, Merge
from reviewer.text.plurals import counted

IDLE = "Nothing to do."
MERGES = 3
FAILURES = 20
"""Of records; a library may have thousands without a title."""
FILES = 200
"""A file that is not read is named: nothing of it is in the collection."""
NOTES = 20
LABEL = 12
"""Columns of the word that says what a line is about."""


def report(done: IngestReport, screen: Screen) -> str:
    lines = [summary(done)]
    lines += [_merge(merge, screen) for merge in done.merged[:MERGES]]
    lines += _more(len(done.merged) - MERGES, "reviewer papers --duplicates")
    renamed = done.with_status(FileStatus.RENAMED)
    lines += [_renamed(file, screen) for file in renamed[:MERGES]]
    lines += _rest(renamed[MERGES:], "renamed", screen)
    lines += _gone(done, screen)
    lines += [_labelled("note", note, screen) for note in done.notes[:NOTES]]
    lines += _more(len(done.notes) - NOTES, "run it again with --json")
    return "\n".join([*lines, *failures(done.failed, screen)])


def summary(done: IngestReport) -> str:
    """One line: how many files and records, and what became of them."""
    unchanged = f"{counted(done.files_unchanged, 'file')} unchanged"
    if not done.files_read and not done.removed:
        if not done.files_unchanged:
            told = _problem_files(done.failed) if done.failed else "nothing to read"
            return f"0 papers added, {told}"
        known = f"{unchanged}, {counted(len(done.unchanged), 'paper')}"
        return f"{known}, {_problem_files(done.failed)}" if done.failed else f"{known}. {IDLE}"
    skipped = f" ({unchanged})" if done.files_unchanged else ""
    read = f"{counted(done.files_read, 'file')}, {counted(done.records, 'record')}"
    return f"{read}{skipped}: {', '.join(_outcomes(done))}"


def failures(failed: Sequence[FileFailure], screen: Screen) -> list[str]:
    """What could not be read and how to mend it; files with one trouble stand together."""
    files = [failure for failure in failed if failure.line is None]
    records = [failure for failure in failed if failure.line is not None]
    return _failures(files, FILES, screen) + _failures(records, FAILURES, screen)


def _failures(failed: Sequence[FileFailure], most: int, screen: Screen) -> list[str]:
    together: dict[tuple[str, str], list[FileFailure]] = {}
    for failure in failed:
        together.setdefault((failure.reason, failure.hint), []).append(failure)
    lines: list[str] = []
    shown = 0
    for (reason, hint), alike in together.items():
        if shown >= most:
            break
        if len(alike) == 1:
            told = f"{_place(alike[0])}: {reason} ({hint})"
            lines.append(_labelled("failed", told, screen))
        else:
            lines.append(_labelled("failed", f"{len(alike)}: {reason} ({hint})", screen))
            lines += [_labelled("", _place(one), screen) for one in alike[: most - shown]]
        shown += len(alike)
    return lines + _more(len(failed) - most, "run it again with --json")


def _outcomes(done: IngestReport) -> list[str]:
    outcomes = [f"{counted(len(done.added), 'paper')} added"]
    if done.updated:
        outcomes.append(f"{len(done.updated):,} updated")
    if done.merged:
        outcomes.append(f"{len(done.merged):,} merged with a paper already there")
    if done.removed:
        outcomes.append(f"{len(done.removed):,} removed (no file gives them any more)")
    if done.failed:
        outcomes.append(_problem_files(done.failed))
    return outcomes


def _problem_files(failed: Sequence[FileFailure]) -> str:
    return f"problems in {counted(len({failure.file for failure in failed}), 'file')}"


def _place(failure: FileFailure) -> str:
    return failure.file if failure.line is None else f"{failure.file}:{failure.line}"


def _renamed(file: FileReport, screen: Screen) -> str:
    return _labelled("renamed", f"{file.renamed_from} is now {file.file}", screen)


def _gone(done: IngestReport, screen: Screen) -> list[str]:
    """Files that are not there any more, and what that means for their papers."""
    missing = done.with_status(FileStatus.MISSING)
    removed = done.with_status(FileStatus.REMOVED)
    lines = [_labelled("missing", file.file, screen) for file in missing[:FAILURES]]
    if missing:
        said = f"{counted(len(missing), 'file')} not there any more; the papers stay, unless you "
        lines.append(_labelled("", f"{said}run: reviewer ingest --prune", screen))
    lines += [
        _labelled("removed", f"{file.file} (not there)", screen) for file in removed[:FAILURES]
    ]
    return lines + _rest(removed[FAILURES:], "removed", screen)


def _rest(files: Sequence[FileReport], done: str, screen: Screen) -> list[str]:
    """How many more; an ingest that is run again would not tell them."""
    said = f"{counted(len(files), 'file')} more {done}"
    return [_labelled("…", said, screen)] if files else []


def _merge(merge: Merge, screen: Screen) -> str:
    places = ", ".join(one_line(str(location)) for location in merge.locations)
    return screen.beside(_labelled("merged", merge.title, screen), f"({places})", LABEL + 2)


def _labelled(label: str, text: str, screen: Screen) -> str:
    return screen.wrap(one_line(text), f"  {label:<{LABEL}}")


def _more(number: int, where: str) -> list[str]:
    return [f"  {'…':<{LABEL}}{number:,} more: {where}"] if number > 0 else []
