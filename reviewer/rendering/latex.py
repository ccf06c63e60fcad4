r"""A draft as LaTeX with `\cite`, to be pasted into a paper or set by itself.

One sentence a line, so that a changed sentence is one changed line.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from reviewer.models import Paper, RelatedWork, Statement, Theme
from reviewer.rendering.cite_keys import cite_keys
from reviewer.rendering.citing import parted
from reviewer.rendering.latex_text import latex as latex_text
from reviewer.rendering.markdown import EMPTY_DRAFT, UNPROVEN_DRAFT
from reviewer.rendering.pandoc import keys_of
from reviewer.text.family_names import families
from reviewer.text.titles import title_key

_NAME = r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’-]*)?"
_AUTHORS = re.compile(
    rf"(?P<first>{_NAME}?)(?:(?P<others> et al\.?)| (?:and|&) (?P<second>{_NAME}?))?"
    r"(?:,? \((?P<year>\d{4})\))?(?=[ ,])"
)
_NEEDED = (
    r"% Needs \usepackage[T1]{fontenc}, \usepackage{amsmath,amssymb} and, for \citet and \url,"
    "\n"
    r"% \usepackage[numbers]{natbib} and \usepackage{url}."
)
_DOCUMENT = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{amsmath,amssymb}
\usepackage{url}
\usepackage[numbers]{natbib}
\begin{document}
%s
\bibliographystyle{plainnat}
\bibliography{%s}
\end{document}
"""


class _Named(NamedTuple):
    """The authors a sentence begins with: their paper, and how many characters that takes."""

    paper_id: str
    length: int


def latex(draft: RelatedWork, keys: Mapping[str, str] | None = None) -> str:
    r"""A section with a subsection for each theme.

    A sentence that begins with the authors of a paper it cites, as in `Leaf et al. (2021) show`,
    begins with `\citet`; the others are cited before the full stop.

    Args:
        draft: what is written out.
        keys: the cite key of every paper cited, by id; without them those of `cite_keys`.
    """
    papers = {reference.paper.id: reference.paper for reference in draft.references}
    keys = keys or cite_keys(papers.values())
    themes = [_theme(theme, keys, papers) for theme in draft.sections]
    if not themes:
        themes = [UNPROVEN_DRAFT if draft.left_out else EMPTY_DRAFT]
    return "\n\n".join([f"{_NEEDED}\n\\section{{Related Work}}", *themes]) + "\n"


def document(section: str, bibliography: str = "references") -> str:
    """A whole document around `latex(draft)` that pdflatex and bibtex can set.

    Args:
        section: what `latex` gave.
        bibliography: the name of the .bib file beside it, without its ending.
    """
    return _DOCUMENT % (section.strip(), bibliography)


def _theme(theme: Theme, keys: Mapping[str, str], papers: Mapping[str, Paper]) -> str:
    said = "\n".join(_sentence(statement, keys, papers) for statement in theme.statements)
    return f"\\subsection{{{latex_text(theme.heading)}}}\n{said}"


def _sentence(said: Statement, keys: Mapping[str, str], papers: Mapping[str, Paper]) -> str:
    body, stop = parted(said.text.strip())
    cited = keys_of(said, keys)
    start = ""
    named = _named(body, [papers[id_] for id_ in dict.fromkeys(q.paper_id for q in said.quotes)])
    if named is not None:
        start = rf"\citet{{{keys[named.paper_id]}}}"
        start += "" if body[named.length] == "," else " "
        body = body[named.length :].lstrip(" ")
        cited = tuple(key for key in cited if key != keys[named.paper_id])
    mark = rf"~\cite{{{','.join(cited)}}}" if cited else ""
    return f"{start}{latex_text(body)}{mark}{latex_text(stop)}"


def _named(body: str, papers: Sequence[Paper]) -> _Named | None:
    """The one paper whose authors, and year if there is one, a sentence begins with."""
    found = _AUTHORS.match(body)
    if found is None:
        return None
    fitting = [paper for paper in papers if _fits(found, paper)]
    return _Named(fitting[0].id, found.end()) if len(fitting) == 1 else None


def _fits(found: re.Match[str], paper: Paper) -> bool:
    names = families(paper.authors)
    many = max(len(names), paper.author_count or 0)
    if not names or title_key(found["first"]) != names[0]:
        return False
    if found["year"] and paper.year != int(found["year"]):
        return False
    if found["others"]:
        return many > 2
    if found["second"]:
        return many == 2 and title_key(found["second"]) == names[-1]
    # A name alone may be a word: `Long (2023)` is one, `Long prompts` is not.
    return many == 1 and found["year"] is not None
