"""Papers as the items that a citation style sets, for pandoc to read; each from its record alone.

Every sign of Unicode stays as it is, where a .bib file spells out what pdflatex knows.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from reviewer.models import Paper
from reviewer.rendering.kinds import Kind, kind_of
from reviewer.rendering.pandoc_text import escaped, pandoc_text
from reviewer.rendering.people import Name, people_of
from reviewer.rendering.safe import one_line
from reviewer.rendering.title_pieces import title_pieces

Item = dict[str, object]

_TYPES = {
    Kind.MEETING: "paper-conference",
    Kind.JOURNAL: "article-journal",
    Kind.PREPRINT: "article",
    Kind.OTHER: "document",
}
_HTTP = re.compile(r"https?://", re.IGNORECASE)
_OTHERS: Item = {"literal": "others"}


def csl_items(papers: Iterable[Paper], keys: Mapping[str, str]) -> str:
    """The items as YAML (which JSON is), in which pandoc reads every text as its Markdown.

    Args:
        papers: each once.
        keys: the cite key of every paper, by id.
    """
    items = [dict(_fields(paper, keys[paper.id])) for paper in papers]
    return json.dumps({"references": items}, ensure_ascii=False, indent=1)


def _fields(paper: Paper, key: str) -> Iterator[tuple[str, object]]:
    kind = kind_of(paper)
    if kind is Kind.OTHER and paper.arxiv_id and not paper.venue:
        kind = Kind.PREPRINT
    yield from (("id", key), ("type", _TYPES[kind]), ("title", _title(paper.title)))
    people = people_of(paper)
    if people.names:
        yield "author", [*map(_person, people.names), *([_OTHERS] if people.others else [])]
    if paper.year is not None:
        yield "issued", {"date-parts": [[paper.year]]}
    if kind is Kind.PREPRINT:
        yield "publisher", "arXiv"
    elif paper.venue:
        yield "container-title", pandoc_text(paper.venue)
    yield from _addresses(paper, kind)


def _addresses(paper: Paper, kind: Kind) -> Iterator[tuple[str, object]]:
    if kind is Kind.PREPRINT and paper.arxiv_id:
        yield "number", f"arXiv:{_literal(paper.arxiv_id)}"
    if paper.doi:
        yield "DOI", _literal(paper.doi)
    url = one_line(paper.url or "")
    if _HTTP.match(url):
        yield "URL", _literal(quote(url, safe="!#%&()*+,-./:;=?@[]_~"))
    elif paper.arxiv_id and not paper.doi:
        yield "URL", _literal(f"https://arxiv.org/abs/{paper.arxiv_id}")


def _literal(text: str) -> str:
    """No formula, and no quotation mark made one of print."""
    return re.sub(r"(?=['\"])", r"\\", escaped(one_line(text), starts=True))


def _title(title: str) -> str:
    shown: list[str] = []
    for text, is_formula, kept in title_pieces(title):
        if is_formula:
            shown.append(f"${text}$")
        else:
            word = escaped(text, starts=not shown)
            shown.append(f"[{word}]{{.nocase}}" if kept else word)
    return "".join(shown)


def _person(name: Name) -> Item:
    if name.whole:
        return {"literal": escaped(name.family, starts=True)}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {part: escaped(said, starts=True) for part, said in parts.items() if said}
