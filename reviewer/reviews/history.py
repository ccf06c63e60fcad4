"""A review as it was in a commit of git, by git's own name for it: `HEAD~3:reviews/bees`.

In comes such a name, out come the bytes of its files. Nothing is checked out, nothing written.
"""

import subprocess
from pathlib import Path

from reviewer.errors import ReviewFolderError
from reviewer.reviews.folder import NEEDED, Files
from reviewer.reviews.saved import Saved, open_saved, saved_of

_SECONDS = 60


def open_state(name: str) -> Saved:
    """The review in a folder, or in a folder of a commit.

    Args:
        name: a folder, or `COMMIT:FOLDER`, the folder seen from the current one.

    Raises:
        ReviewFolderError: there is none, or a file in it makes no sense.
    """
    commit, colon, folder = name.partition(":")
    if not colon or Path(name).is_dir():
        return open_saved(Path(name))
    return saved_of(Path(folder), _files_of(commit, folder))


def _files_of(commit: str, folder: str) -> Files:
    return {file: _shown(f"{commit}:./{(Path(folder) / file).as_posix()}") for file in NEEDED}


def _shown(name: str) -> bytes:
    """A file of a commit."""
    words = ["git", "show", "--no-textconv", "--end-of-options", name]
    try:
        done = subprocess.run(words, capture_output=True, check=False, timeout=_SECONDS)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise ReviewFolderError(
            f"git cannot be asked for {name!r}: {error}", hint="is git installed?"
        ) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ReviewFolderError(
            f"git has no {name}: {said[-1] if said else 'it says nothing'}",
            hint="name a folder, or COMMIT:FOLDER as in HEAD~3:reviews/bees",
        )
    return done.stdout
