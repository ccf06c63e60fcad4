r"""A draft as LaTeX with `\cite`, to be pasted into a paper or set by itself.

One sentence a line, so that a changed sentence is one changed line.
"""

from collections.abc import Mapping

from reviewer.models import RelatedWork, Statement, Theme
from reviewer.rendering.cite_keys import cite_keys
from reviewer.rendering.citing import parted
from reviewer.rendering.latex_text import latex as latex_text
from reviewer.rendering.markdown import EMPTY_DRAFT, UNPROVEN_DRAFT
from reviewer.rendering.naming import Label, Named, around, labels_of, named
from reviewer.rendering.pandoc import keys_of
from reviewer.rendering.raw_entries import RawEntry

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


def latex(
    draft: RelatedWork,
    keys: Mapping[str, str] | None = None,
    raw: Mapping[str, RawEntry] | None = None,
) -> str:
    r"""A section with a subsection for each theme.

    Authors that a sentence names as natbib would, as in `Leaf et al. (2021) show`, become a
    `\citet`; what else it cites is cited before the full stop.

    Args:
        draft: what is written out.
        keys: the cite key of every paper cited, by id; without them those of `cite_keys`.
        raw: own entries by paper id; what they say is what natbib prints.
    """
    keys = keys or cite_keys(reference.paper for reference in draft.references)
    labels = labels_of(draft.references, keys, raw or {})
    themes = [_theme(theme, keys, labels) for theme in draft.sections]
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


def _theme(theme: Theme, keys: Mapping[str, str], labels: Mapping[str, Label]) -> str:
    said = "\n".join(_sentence(statement, keys, labels) for statement in theme.statements)
    return f"\\subsection{{{latex_text(theme.heading)}}}\n{said}"


def _sentence(said: Statement, keys: Mapping[str, str], labels: Mapping[str, Label]) -> str:
    def citet(place: Named) -> str:
        return rf"\citet{{{keys[place.paper_id]}}}"

    body, stop = parted(said.text.strip())
    places = named(body, {quote.paper_id: labels[quote.paper_id] for quote in said.quotes})
    there = {keys[place.paper_id] for place in places}
    cited = ",".join(key for key in keys_of(said, keys) if key not in there)
    mark = rf"~\cite{{{cited}}}" if cited else ""
    return f"{around(body, places, latex_text, citet)}{mark}{latex_text(stop)}"
