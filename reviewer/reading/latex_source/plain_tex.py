r"""Plain TeX and AMS-TeX in the words of LaTeX, so that the rest need know LaTeX only.

`\title … \endtitle` becomes `\title{…}`, `\head … \endhead` a section, `\Refs` a bibliography,
`\bye` the end; other text does not change. Nothing is executed.
"""

import re
from collections.abc import Iterator

from reviewer.reading.latex_source.traced import Edit, Traced

_AMS = re.compile(r"\\(?:input\s+amstex|documentstyle\s*(?:\[[^\]]*\])?\{ams(?:ppt|art0)\})")
_PLAIN = re.compile(r"\\(?:bye|beginsection|magnification|nopagenumbers|centerline)\b")
_LATEX = re.compile(r"\\document(?:class|style)\b|\\begin\s*\{")
_PAIRED = {  # \NAME … \endNAME
    **dict.fromkeys(("title", "author", "affil", "address", "email", "date"), ("\\NAME{", "}")),
    **dict.fromkeys(("thanks", "keywords", "subjclass", "dedicatory"), ("\\NAME{", "}")),
    "abstract": ("\\begin{abstract}", "\\end{abstract}"),
    **dict.fromkeys(("head", "heading", "specialhead"), ("\\section{", "}")),
    **dict.fromkeys(("subhead", "subheading"), ("\\subsection{", "}")),
    "subsubhead": ("\\subsubsection{", "}"),
    "Refs": ("\\begin{thebibliography}{9}", "\\end{thebibliography}"),
    "ref": ("\\bibitem{}", ""),
    **dict.fromkeys(("proclaim", "demo", "remark", "definition", "example"), ("\\par ", "\\par ")),
}
_COMMAND = re.compile(r"\\(?P<end>end)?(?P<name>[A-Za-z]+)(?![A-Za-z])")
_SECTION = re.compile(r"\\beginsection\s*(.*?)(?=\\par\b|\n[ \t]*\n|\Z)", re.DOTALL)
_ENDING = re.compile(r"\\(?:bye|end(?![A-Za-z{]|\s*\{)|enddocument)(?![A-Za-z])")


def is_plain(text: str) -> bool:
    """Whether `text` is an article of plain TeX or AMS-TeX."""
    if _AMS.search(text):
        return True
    is_whole = _PLAIN.search(text) and _ENDING.search(text)
    return bool(is_whole) and not _LATEX.search(text)


def in_latex(source: Traced) -> Traced:
    """The text with its own commands replaced by LaTeX's."""
    if _AMS.search(source.text):
        source = source.edited(_paired(source.text))
    source = source.edited(
        Edit(found.start(), found.end(), f"\\section{{{' '.join(found[1].split())}}}")
        for found in _SECTION.finditer(source.text)
    )
    ending = _ENDING.search(source.text)
    return source.cut(0, ending.start()) if ending else source


def _paired(text: str) -> Iterator[Edit]:
    for found in _COMMAND.finditer(text):
        name = found["name"]
        if found["end"] and name == "document":
            continue
        if name == "document":
            yield Edit(found.start(), found.end(), "\\begin{document}")
        elif name in _PAIRED and (found["end"] or f"\\end{name}" in text):
            opening, closing = _PAIRED[name]
            shown = closing if found["end"] else opening
            yield Edit(found.start(), found.end(), shown.replace("NAME", name))
        elif name in ("key", "by", "paper", "jour", "vol", "yr", "pages", "publ", "inbook", "no"):
            yield Edit(found.start(), found.end(), "")
