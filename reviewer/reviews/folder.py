"""The folder of a saved review: its files read as they are, and written all together or not at all.

New files are first put beside the old ones, then a list of them, then each is moved to its place.
Whatever stops that, the next reader finds the old state, or finishes the new one, or says why not.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from reviewer.errors import ReviewFolderError
from reviewer.folders import IGNORE_NAME

BRIEF = "review.toml"
PLAN = "plan.toml"
DRAFT = "draft.md"
EVIDENCE = "evidence.jsonl"
PAPERS = "papers.jsonl"
REFERENCES = "references.bib"
AUDIT = "audit.md"
LOG = "log.md"
STATE = "state.json"
NAMES = (BRIEF, PLAN, DRAFT, EVIDENCE, PAPERS, REFERENCES, AUDIT, LOG, STATE, IGNORE_NAME)
NEEDED = (BRIEF, PLAN, DRAFT, EVIDENCE, PAPERS, STATE)
"""The others are made of these."""
_STAGE = ".reviewer-new"
_LIST = "complete.json"
_SHOWN = 60  # letters of a name that no folder has
_FROM_GIT = "take the folder back from your version control, or save the review anew"

Files = Mapping[str, bytes]


def check_free(folder: Path) -> None:
    """Refuse to save over something.

    Raises:
        ReviewFolderError: a review or any other file is there, it is no folder, or it cannot be
            written.
    """
    check_name(folder)
    if folder.exists() and not folder.is_dir():
        raise ReviewFolderError(f"{folder} is a file", hint="name a folder to save the review in")
    if any((folder / name).exists() for name in NAMES if name != IGNORE_NAME):
        raise ReviewFolderError(
            f"{folder} holds a review already",
            hint=f"bring it up to date: reviewer update {folder}; or name another folder",
        )
    others = [path.name for path in _entries(folder) if not _is_hidden(path.name)]
    if others:
        raise ReviewFolderError(
            f"{folder} holds other files ({min(others)}), which ingest would leave aside with it",
            hint=f"give the review a folder of its own, such as {folder / 'review'}",
        )
    check_writable(folder)


def check_name(folder: Path) -> None:
    """Refuse a name that no folder can have.

    Raises:
        ReviewFolderError: it is too long.
    """
    try:
        folder.exists()
    except OSError as error:
        raise ReviewFolderError(
            f"there can be no folder {str(folder)[:_SHOWN]}…: {error.strerror}",
            hint="name another folder",
        ) from None


def check_writable(folder: Path) -> None:
    """Refuse what would fail at the end, before a model has been paid.

    Raises:
        ReviewFolderError: the folder, or the one it would be made in, cannot be written.
    """
    check_name(folder)
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not os.access(there, os.W_OK):
        raise ReviewFolderError(
            f"{folder} cannot be written: you may not write to {there}",
            hint="make it writable, or copy the review to another folder",
        )


def _entries(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _is_hidden(name: str) -> bool:
    """Whether a file is one of those that git and file managers keep, and no work of anybody."""
    return name.startswith(".") and name != IGNORE_NAME


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other updates out of a folder; where a file system knows no locks, nothing is kept out.

    Raises:
        ReviewFolderError: another one is at it.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # what reads the folder says why
        yield
        return
    try:
        with suppress(OSError):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ReviewFolderError(
                    f"{folder} is being updated by another process",
                    hint="wait until that has ended",
                ) from None
        yield
    finally:
        os.close(handle)


def recover(folder: Path) -> str | None:
    """Finish or drop a write that was broken off; what was done, in words.

    Raises:
        ReviewFolderError: it can be neither finished nor dropped without losing something.
    """
    stage = folder / _STAGE
    if not stage.is_dir():
        return None
    listed = _listed(stage)
    if listed is None:
        _drop(stage)
        return "a write that was broken off has been dropped: the review is as it was before"
    _place(folder, listed)
    return "a write that was broken off has been finished: all of its files were there"


def is_whole(folder: Path) -> bool:
    """Whether no write was broken off here."""
    return not (folder / _STAGE).exists()


def read(folder: Path) -> Files:
    """The bytes of every file of a review that is there.

    Raises:
        ReviewFolderError: it is no review, one of its files is missing, or a write into it was
            broken off.
    """
    check_name(folder)
    if not folder.is_dir():
        what = f"{folder} is a file" if folder.exists() else f"no such folder: {folder}"
        raise ReviewFolderError(what, hint="save a review: reviewer related-work … --save FOLDER")
    if not is_whole(folder):
        raise ReviewFolderError(
            f"{folder} is half written: a write was broken off",
            hint=f"mend it: reviewer update {folder}",
        )
    found = {name: _bytes(folder / name) for name in NAMES if (folder / name).exists()}
    if not any(name in found for name in NEEDED):
        raise ReviewFolderError(
            f"{folder} is no saved review", hint="reviewer related-work … --save FOLDER makes one"
        )
    missing = [name for name in NEEDED if name not in found]
    if missing:
        raise ReviewFolderError(
            f"{folder} is not whole: {', '.join(missing)} is missing", hint=_FROM_GIT
        )
    return found


def write(folder: Path, new: Files, before: Files) -> None:
    """Write files all together.

    Args:
        folder: made if it is not there.
        new: the files that are to be written.
        before: all files as they were read; none of them may have changed since.

    Raises:
        ReviewFolderError: a file has changed meanwhile, or something cannot be written.
    """
    changed = [n for n in NAMES if _present(folder / n) != before.get(n)]
    if changed:
        raise ReviewFolderError(
            f"{folder / changed[0]} was changed while this ran; nothing is written",
            hint="run it again",
        )
    stage = folder / _STAGE
    try:
        stage.mkdir(parents=True)
        for name, content in new.items():
            _put(stage / name, content)
        listed = {n: (_hash(before.get(n)), _hash(content)) for n, content in new.items()}
        _put(stage / _LIST, json.dumps(listed, sort_keys=True).encode())
    except OSError as error:
        raise ReviewFolderError(
            f"{folder} cannot be written: {error.strerror}",
            hint="name a folder that can; what was there is as it was before",
        ) from None
    _place(folder, listed)


def _place(folder: Path, listed: Mapping[str, tuple[str | None, str | None]]) -> None:
    """Move each staged file to its place, unless another text stands there by now."""
    stage = folder / _STAGE
    for name, (before, after) in listed.items():
        here, staged = _hash(_present(folder / name)), _hash(_present(stage / name))
        if here == after or (staged == after and here == before):
            continue
        raise ReviewFolderError(
            f"{folder} is half written, and {name} has been edited since",
            hint=f"keep the right one of {folder / name} and {stage / name}, then remove {stage}",
        )
    for name in listed:
        if (stage / name).exists():
            (stage / name).replace(folder / name)
    _drop(stage)


def _listed(stage: Path) -> dict[str, tuple[str | None, str | None]] | None:
    """What is to be put in its place; None where not all of it was staged, or it is not ours."""
    try:
        document = json.loads((stage / _LIST).read_bytes())
        listed = {name: (before, after) for name, (before, after) in document.items()}
        return listed if listed.keys() <= set(NAMES) else None
    except (OSError, ValueError, AttributeError, TypeError):
        return None


def _drop(stage: Path) -> None:
    """Remove the stage, the list first: without it nothing here counts."""
    (stage / _LIST).unlink(missing_ok=True)
    for name in NAMES:
        (stage / name).unlink(missing_ok=True)
    try:
        stage.rmdir()
    except OSError:
        raise ReviewFolderError(
            f"{stage} holds files that are not the program's", hint="move them away"
        ) from None


def _put(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReviewFolderError(
            f"{path} cannot be read: {error.strerror}", hint="check the file"
        ) from None


def _present(path: Path) -> bytes | None:
    return _bytes(path) if path.exists() else None


def _hash(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()
