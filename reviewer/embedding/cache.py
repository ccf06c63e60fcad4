"""The converted model on disk: in come the bytes of its files, out come the same bytes, or nothing.

A file that is missing, cut short or changed is never handed out. It knows nothing of what the
bytes mean, or where they come from.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from reviewer.replacing import replace_file

CONVERSION = "all-MiniLM-L6-v2/int8-per-channel/1"
"""Names the vectors, in the store's manifest too: raise the number when the conversion changes."""
MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
MANIFEST = "manifest.json"
PATIENCE = 120.0
"""Seconds to wait for another process that is converting; one takes a few."""


class Converted(NamedTuple):
    """A model ready to run: an ONNX file and the tokenizer that goes with it."""

    model: bytes
    tokenizer: bytes


class _Entry(NamedTuple):
    size: int
    sha256: str


def folder() -> Path:
    """Where the converted model is kept, whether it is there or not."""
    import platformdirs

    return platformdirs.user_cache_path("reviewer", appauthor=False) / CONVERSION


def is_there(folder: Path) -> bool:
    """Whether a model was written to the folder at some time."""
    return (folder / MANIFEST).exists()


def looks_complete(folder: Path) -> bool:
    """Whether every file is there in its full size; the content is checked by `read`."""
    entries = _entries(folder)
    try:
        return bool(entries) and all(
            (folder / name).stat().st_size == entry.size for name, entry in entries.items()
        )
    except OSError:
        return False


def read(folder: Path) -> Converted | None:
    """The model, each file checked by SHA-256; None if a file is missing or damaged."""
    entries = _entries(folder)
    if not entries:
        return None
    try:
        found = Converted(*((folder / name).read_bytes() for name in (MODEL_FILE, TOKENIZER_FILE)))
    except OSError:
        return None
    return found if entries == _describe(found) else None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the right to write `folder`, which is made if need be.

    Raises:
        OSError: it cannot be made or locked, or another process holds it too long.
    """
    from filelock import FileLock

    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".lock", timeout=PATIENCE):
            yield
    except NotImplementedError as error:
        raise OSError(f"{folder} is on a file system without locks") from error


def write(folder: Path, converted: Converted) -> None:
    """Write the files, the manifest last: a crash leaves a folder that `read` refuses.

    Raises:
        OSError: the disk is full or read-only.
    """
    replace_file(folder / MODEL_FILE, converted.model)
    replace_file(folder / TOKENIZER_FILE, converted.tokenizer)
    entries = {name: entry._asdict() for name, entry in _describe(converted).items()}
    replace_file(folder / MANIFEST, json.dumps(entries, indent=1).encode())


def _describe(converted: Converted) -> dict[str, _Entry]:
    files = {MODEL_FILE: converted.model, TOKENIZER_FILE: converted.tokenizer}
    return {
        name: _Entry(len(data), hashlib.sha256(data).hexdigest()) for name, data in files.items()
    }


def _entries(folder: Path) -> dict[str, _Entry]:
    """The files the manifest lists; nothing if there is no manifest or it is not one."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        entries = {name: _Entry(**entry) for name, entry in manifest.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    return entries if entries.keys() == {MODEL_FILE, TOKENIZER_FILE} else {}
