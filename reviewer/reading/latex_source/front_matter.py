r"""The head of a LaTeX document to a paper's metadata: title, authors, year, arXiv id.

The year is that of `\date`, else that of the arXiv id in the file's name (`2401.01234v2.tar.gz`);
templates carry other dates, which are not believed.
"""

import re

from reviewer.models import Metadata
from reviewer.reading.latex_source.authors import authors
from reviewer.reading.latex_source.groups import braced, bracketed, following, space_after
from reviewer.reading.latex_source.prose import prose
from reviewer.text.identifiers import normalise_arxiv_id

_TITLES = ("title", "icmltitle", "Title", "TITLE", "papertitle", "titre")
_SET_BY_HAND = re.compile(
    r"\\(?:LARGE|Large|huge|Huge|bigbf|titlefont|large|centerline)(?![A-Za-z])"
)
_PDF_TITLE = re.compile(r"pdftitle\s*=\s*(?=\{)|/Title\s*\(([^()]*)\)")
_FRONT = re.compile(r"\\(?:maketitle|(?:begin\s*\{(?:abstract|keywords?|IEEEkeywords)\})|section)")
_DATE = re.compile(r"\\date\s*(?=\{)")
_YEAR = re.compile(r"(?<!\d)(?:19[5-9]|20\d)\d(?!\d)")
_LONGEST_TITLE = 400
_HEAD = 5_000  # characters in which a title that is set by hand stands
_ARXIV = re.compile(r"(?:^|[^0-9.])(\d{4}\.\d{4,5}(?:v\d+)?)(?!\d)")
_ARXIV_OLD = re.compile(
    r"(?:^|[^a-z-])((?:astro-ph|cond-mat|gr-qc|hep-(?:ex|lat|ph|th)|math-ph|nucl-(?:ex|th)|quant-ph"
    r"|physics|math|nlin|cs|q-bio|cmp-lg|solv-int|chao-dyn|alg-geom|dg-ga|q-alg))[_.-]?"
    r"(\d{7}(?:v\d+)?)(?!\d)"
)


def metadata(text: str, file_name: str) -> Metadata | None:
    """What the head of a document says; None if it has no title.

    Args:
        text: the whole document, cleaned and its macros expanded.
        file_name: of the file that it was read from.
    """
    title = _title(text)
    if title is None:
        return None
    arxiv_id = arxiv_id_in(file_name)
    return Metadata(
        title=title,
        authors=authors(text),
        year=_year(text) or (year_of(arxiv_id) if arxiv_id else None),
        arxiv_id=arxiv_id,
    )


def arxiv_id_in(file_name: str) -> str | None:
    """The arXiv id that a downloaded source is named by."""
    if found := _ARXIV.search(file_name):
        return normalise_arxiv_id(found[1])
    if found := _ARXIV_OLD.search(file_name):
        return normalise_arxiv_id(f"{found[1]}/{found[2]}")
    return None


def year_of(arxiv_id: str) -> int:
    """The year in which arXiv gave out an id; the first ones are of 1991."""
    digits = int(arxiv_id.rpartition("/")[2][:2])
    return 1900 + digits if digits >= 91 else 2000 + digits


def _title(text: str) -> str | None:
    for name in _TITLES:
        shown = [title for title in _stated(text, name) if title]
        if shown:
            return shown[-1]
    if pdf := _PDF_TITLE.search(text):
        group = braced(text, pdf.end())
        words = prose(text[group.start : group.end] if group else pdf[1] or "")
        if words:
            return words
    return _by_hand(text)


def _stated(text: str, name: str) -> list[str]:
    """The titles that a command states before the title is made; those after it, if none is."""
    front: list[str] = []
    later: list[str] = []
    made = text.find("\\maketitle")
    end = 0
    for found in re.finditer(rf"\\{name}\*?(?![A-Za-z@])", text):
        at = space_after(text, found.end())
        option = bracketed(text, at)
        _, braces = following(text, space_after(text, option.after) if option else at)
        if not braces or found.start() < end:
            continue
        end = braces[-1].after
        group = braces[0] if name == "title" else braces[-1]
        words = prose(text[group.start : group.end]).strip(" *†‡")
        is_front = made < 0 or found.start() < made
        if words and len(words) <= _LONGEST_TITLE:
            (front if is_front else later).append(words)
    return front or later[:1]


def _by_hand(text: str) -> str | None:
    """The first words in large type."""
    begin = text.find("\\begin{document}")
    start = begin + len("\\begin{document}") if begin >= 0 else 0
    for found in _SET_BY_HAND.finditer(text, start, start + _HEAD):
        at = space_after(text, found.end())
        group = braced(text, at)
        end = text.find("}", at) if group is None else group.end
        words = prose(text[at if group is None else group.start : max(at, end)])
        if sum(character.isalpha() for character in words) >= 8 and len(words) <= _LONGEST_TITLE:
            return words
    return None


def _year(text: str) -> int | None:
    for found in _DATE.finditer(text):
        group = braced(text, found.end())
        years = _YEAR.findall(text[group.start : group.end]) if group else []
        if years:
            return int(years[-1])
    return None
