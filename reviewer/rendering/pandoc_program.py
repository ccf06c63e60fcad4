"""Runs pandoc: the one of the extra `documents`, or the one on the PATH. Bytes in, bytes out.

It keeps to its sandbox where it reads what others wrote, and nobody's configuration of it
counts. It knows nothing of drafts.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from reviewer.errors import DocumentError
from reviewer.rendering.safe import one_line

OLDEST = (2, 15)
"""The first with --sandbox."""
_SECONDS = 300
_EXTRA = "pip install 'literature-reviewer[documents]'"


def pandoc_program() -> str:
    """Where pandoc is.

    Raises:
        DocumentError: it is not installed.
    """
    spec = find_spec("pypandoc")
    for folder in (spec and spec.submodule_search_locations) or ():
        bundled = Path(folder) / "files" / "pandoc"
        if os.access(bundled, os.X_OK):
            return str(bundled)
    found = shutil.which("pandoc")
    if found is None:
        raise DocumentError("Word and HTML are written by pandoc, which is not here", hint=_EXTRA)
    return found


def run_pandoc(
    arguments: Sequence[str], source: bytes, folder: Path, *, sandbox: bool = True
) -> bytes:
    """What pandoc writes.

    Args:
        arguments: beside those that keep it to itself; files are named as in `folder`.
        source: what it reads.
        folder: where it works; its own.
        sandbox: whether it may read only what it is handed. Debian's 2.17 has what it makes Word
            documents of outside of its sandbox.

    Raises:
        DocumentError: it is not installed, too old, or fails.
    """
    program = pandoc_program()
    _check_version(program)
    command = [program, *(["--sandbox"] if sandbox else []), "--data-dir=.", *arguments]
    done = _run(command, source, folder)
    if done.returncode:
        said = one_line(done.stderr.decode("utf-8", "replace"))[:300]
        raise DocumentError(f"pandoc failed: {said or done.returncode}", hint=f"try: {_EXTRA}")
    return done.stdout


@cache
def _check_version(program: str) -> None:
    said = _run([program, "--version"], b"", Path()).stdout.decode("utf-8", "replace")
    found = re.match(r"pandoc\S* (\d+)\.(\d+)", said)
    if found is None or (int(found[1]), int(found[2])) < OLDEST:
        what = found[0] if found else "no pandoc"
        raise DocumentError(
            f"{program} is {what}; {'.'.join(map(str, OLDEST))} or newer is needed", hint=_EXTRA
        )


def _run(command: Sequence[str], source: bytes, folder: Path) -> subprocess.CompletedProcess[bytes]:
    quiet = {"PATH": os.defpath, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    try:
        return subprocess.run(
            command,
            input=source,
            cwd=folder,
            env=quiet,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise DocumentError(
            f"pandoc was not done after {_SECONDS} s", hint="cite fewer papers, or write LaTeX"
        ) from None
    except OSError as error:
        raise DocumentError(f"{command[0]} cannot be run: {error.strerror}", hint=_EXTRA) from None
