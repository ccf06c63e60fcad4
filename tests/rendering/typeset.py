"""Runs pdflatex and bibtex over a document in a folder of its own; skips where TeX is missing."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from reviewer.errors import DocumentError
from reviewer.rendering.pandoc_program import pandoc_program

needs_tex = pytest.mark.skipif(
    not (shutil.which("pdflatex") and shutil.which("bibtex") and shutil.which("kpsewhich"))
    or not subprocess.run(  # natbib is in a package of its own
        ["kpsewhich", "natbib.sty"], capture_output=True, check=False
    ).stdout,
    reason="pdflatex, bibtex and natbib are not all installed",
)


def _has_pandoc() -> bool:
    try:
        return bool(pandoc_program())
    except DocumentError:
        return False


needs_pandoc = pytest.mark.skipif(not _has_pandoc(), reason="the extra documents is not installed")


_BROKEN = re.compile(
    r"^! .*|.*(?:Missing character|undefined|multiply.defined|Warning: (?!Label\(s\)|Citation)).*",
    re.MULTILINE,
)
_BROKEN_REFERENCES = re.compile(r".*(?:I didn't find|Repeated entry|error message|---line).*")


def typeset(folder: Path, source: str, references: str = "") -> str:
    """The log of a run that TeX ended without an error; fails with what it complained about.

    Also a warning fails that means that something is not printed, or printed otherwise: a citation
    or reference without a target, a character or font that is not there.
    """
    (folder / "draft.tex").write_text(source, encoding="utf-8")
    (folder / "references.bib").write_text(references, encoding="utf-8")
    latex = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "draft"]
    steps = [latex, ["bibtex", "draft"], latex, latex] if references else [latex]
    for step in steps:
        done = subprocess.run(step, cwd=folder, capture_output=True, check=False, timeout=120)
        said = done.stdout.decode("utf-8", "replace")
        assert done.returncode == 0, said[-1500:]
        assert step[0] != "bibtex" or not _BROKEN_REFERENCES.findall(said), said[-1500:]
    log = (folder / "draft.log").read_text(encoding="latin-1")
    assert not _BROKEN.findall(log), _BROKEN.findall(log)[:9]
    return log
