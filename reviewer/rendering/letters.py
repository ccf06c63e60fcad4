"""What of cited papers pdflatex has no letters for, in words: it prints their numbers instead."""

import re
from collections.abc import Iterable, Sequence

from reviewer.models import Paper
from reviewer.rendering.latex_text import latex
from reviewer.rendering.safe import one_line

_NUMBERED = re.compile(r"\\texttt\{U\+[0-9A-F]{4}")
_SHOWN = 3


def letter_notes(papers: Iterable[Paper]) -> tuple[str, ...]:
    """One sentence on the records, and one on the keys, if there is something to say."""
    papers = list(papers)
    said = [paper.title for paper in papers if _is_missing(paper)]
    keys = [paper.cite_key for paper in papers if paper.cite_key and _lacks(paper.cite_key)]
    notes = []
    if said:
        notes.append(
            f"pdflatex has no letters for some of {_named(said)}: it prints their numbers, such as "
            "U+8336, and stops at them in entries of your own; Word and HTML have them as they are"
        )
    if keys:
        notes.append(
            f"pdflatex stops at {_named(keys)}: cite by them with lualatex, xelatex or pandoc, or "
            "give these papers other keys"
        )
    return tuple(notes)


def _is_missing(paper: Paper) -> bool:
    return any(map(_lacks, (paper.title, *paper.authors, paper.venue or "")))


def _lacks(text: str) -> bool:
    return not text.isascii() and _NUMBERED.search(latex(text)) is not None


def _named(texts: Sequence[str]) -> str:
    shown = ", ".join(f"“{one_line(text)}”" for text in texts[:_SHOWN])
    return shown if len(texts) <= _SHOWN else f"{shown} and {len(texts) - _SHOWN} more"
