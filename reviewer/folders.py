"""Paths to the files to read: folders walked in order, and what was left aside said with a reason.

It opens nothing but `.reviewerignore`, follows no link out of the folder that was named, and knows
no format.
"""

import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.reports import FileFailure

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE_NAME = ".reviewerignore"
# What stands beside papers and is none; named by itself it is read all the same.
_ASIDE = re.compile(
    r"(?:README|LICEN[CS]E|CHANGELOG|CONTRIBUTING).*"
    r"|(?i:readme|licen[cs]e|changelog|contributing)(?:\.\w+)?"
    r"|~\$.*"  # Word's, while a document is open
)
_MEGABYTE = 1 << 20


@dataclass
class Walk:
    """What was found.

    Args:
        named: the files that were named themselves.
        found: the files met in folders, in order.
        skipped: files and folders left aside, with the reason.
        failed: what could not be looked into.
        folders: the folders that were walked, resolved.
    """

    named: list[Path] = field(default_factory=list)
    found: list[Path] = field(default_factory=list)
    skipped: list[tuple[Path, str]] = field(default_factory=list)
    failed: list[FileFailure] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)

    def notes(self) -> list[str]:
        """What was skipped, a line for each reason."""
        reasons = Counter(reason for _, reason in self.skipped)
        return [_note(reason, [p for p, r in self.skipped if r == reason]) for reason in reasons]


def walk(paths: Iterable[Path], *, own: Set[Path], largest: int) -> Walk:
    """The files that `paths` name, each once; a file that is named itself is read in any case.

    Args:
        paths: files and folders.
        own: resolved files and folders of the program itself, left out.
        largest: in megabytes; larger files in a folder are skipped.
    """
    walker = _Walker(own, largest)
    for path in sorted(paths, key=is_folder):
        walker.take(path)
    return walker.walk


class _Walker:
    def __init__(self, own: Set[Path], largest: int) -> None:
        self.walk = Walk()
        self._met = set(own)
        self._largest = largest

    def take(self, path: Path) -> None:
        resolved = resolve(path)
        if not is_folder(path):
            if resolved not in self._met:
                self._met.add(resolved)
                self.walk.named.append(path)
            return
        self.walk.folders.append(resolved)
        if resolved in self._met:
            return
        self._met.add(resolved)
        before = len(self.walk.found) + len(self.walk.skipped) + len(self.walk.failed)
        self._folder(path, resolved, [])
        is_empty = before == len(self.walk.found) + len(self.walk.skipped) + len(self.walk.failed)
        if is_empty and not any(resolve(one).is_relative_to(resolved) for one in self.walk.named):
            self._fail(path, "no files in this folder", "name a folder with papers in it")

    def _folder(
        self, folder: Path, top: Path, ignoring: list[tuple[Path, "GitIgnoreSpec"]]
    ) -> None:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            self._fail(folder, f"cannot be read: {_cause(error)}", "check its name and permissions")
            return
        if any(entry.name == IGNORE_NAME for entry in entries):
            ignoring = [*ignoring, *self._ignored(folder)]
        for entry in entries:
            path = folder / entry.name
            if entry.name.startswith("."):
                continue
            resolved = resolve(path)
            if resolved in self._met:
                continue
            if not resolved.is_relative_to(top):
                self._skip(path, "a link that leaves the folder")
            elif _matches(path, ignoring):
                self._skip(path, f"named in {IGNORE_NAME}")
            elif is_folder(path):
                self._met.add(resolved)
                self._folder(path, top, ignoring)
            else:
                self._met.add(resolved)
                self._file(path)

    def _file(self, path: Path) -> None:
        try:
            status = path.stat()
        except OSError as error:
            self._fail(path, f"cannot be read: {_cause(error)}", "check its name and permissions")
            return
        if not stat.S_ISREG(status.st_mode):
            self._skip(path, "not a regular file")
        elif status.st_size > self._largest * _MEGABYTE:
            self._skip(path, f"larger than {self._largest} MB (reading.largest_file)")
        elif _ASIDE.fullmatch(path.name):
            self._skip(path, "no papers by their names")
        else:
            self.walk.found.append(path)

    def _ignored(self, folder: Path) -> Iterator[tuple[Path, "GitIgnoreSpec"]]:
        from pathspec import GitIgnoreSpec

        file = folder / IGNORE_NAME
        try:
            lines = file.read_text(encoding="utf-8-sig").splitlines()
            yield folder, GitIgnoreSpec.from_lines(lines)
        except OSError as error:
            self._fail(file, f"cannot be read: {_cause(error)}", "check its permissions")
        except ValueError as error:  # not UTF-8, or a pattern that is none
            self._fail(file, f"is no list of patterns: {error}", "write it as a .gitignore")

    def _skip(self, path: Path, reason: str) -> None:
        self.walk.skipped.append((path, reason))

    def _fail(self, path: Path, reason: str, hint: str) -> None:
        self.walk.failed.append(FileFailure(file=str(path), reason=reason, hint=hint))


def resolve(path: Path) -> Path:
    """Where a path leads, links followed; the path itself where that cannot be told."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # a link to itself, a NUL in the name
        return path.absolute()


def is_gone(path: Path) -> bool:
    """Whether nothing is there; a place that cannot be looked at is not gone."""
    try:
        return not path.exists()
    except (OSError, ValueError):
        return False


def _matches(path: Path, ignoring: Iterable[tuple[Path, "GitIgnoreSpec"]]) -> bool:
    slash = "/" if is_folder(path) else ""
    return any(
        spec.match_file(path.relative_to(folder).as_posix() + slash) for folder, spec in ignoring
    )


def is_folder(path: Path) -> bool:
    """Whether a folder is there, and can be told to be one."""
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name too long, a folder closed to us: reading it says so
        return False


def _cause(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _note(reason: str, paths: list[Path]) -> str:
    names = ", ".join(sorted({path.name for path in paths})[:5])
    more = f" and {len(paths) - 5} more" if len(paths) > 5 else ""
    return f"not read, {reason}: {names}{more} (name one to have it read)"
