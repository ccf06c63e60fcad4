"""References as a .bib file: the user's own entries as they stand, others from the record alone.

Nothing is added that the record does not say: a paper without a year has none here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from reviewer.models import Paper, Reference
from reviewer.rendering.cite_keys import cite_keys
from reviewer.rendering.kinds import Kind, kind_of
from reviewer.rendering.latex_text import escaped, formula, latex
from reviewer.rendering.people import Name, people_of
from reviewer.rendering.raw_entries import RawEntry, key_in
from reviewer.rendering.safe import one_line
from reviewer.rendering.title_pieces import title_pieces

_SAFE_DOI = re.compile(r"10\.[!-~]+")
_SMALL_PART = re.compile(r"-[^\W\d_A-Z]")
_LONGEST_NAME = 100
"""Characters of a name in LaTeX: natbib's label holds two, and BibTeX cuts it at 250."""


def bibliography(
    references: Iterable[Reference],
    raw: Mapping[str, RawEntry] | None = None,
    keys: Mapping[str, str] | None = None,
) -> str:
    """The .bib file, by key; what an own entry rests on (`@string`, `crossref`) comes with it.

    Args:
        references: the papers.
        raw: own entries by paper id, as `raw_entries` reads them. One under another key than the
            paper is cited by is not used: no key is ever changed inside of an entry.
        keys: the cite key of every paper, by id; without them those of `cite_keys`.
    """
    papers = [reference.paper for reference in references]
    keys = keys or cite_keys(papers)
    cited = {paper.id for paper in papers}
    own = {id_: entry for id_, entry in own_of(raw or {}, keys).items() if id_ in cited}
    blocks: list[str] = []
    defined: dict[str, str] = {}
    late = {key_in(lender).casefold(): lender for e in own.values() for lender in e.after}
    for paper in sorted(papers, key=lambda paper: keys[paper.id].casefold()):
        entry = own.get(paper.id, RawEntry(generated(paper, keys[paper.id])))
        for name, definition in entry.before:
            if defined.get(name) != definition:
                defined[name] = definition
                blocks.append(definition)
        if keys[paper.id].casefold() in late:
            late[keys[paper.id].casefold()] = entry.text
        else:
            blocks.append(entry.text)
    return "\n\n".join([*blocks, *late.values()]) + "\n" if blocks else ""


def own_of(raw: Mapping[str, RawEntry], keys: Mapping[str, str]) -> dict[str, RawEntry]:
    """The own entries that stand under the key by which their paper is cited.

    One whose braces BibTeX would not find closed is left out: the citation would have no target.
    """
    return {
        id_: entry
        for id_, entry in raw.items()
        if key_in(entry.text) == keys.get(id_) and entry.text.count("{") == entry.text.count("}")
    }


def generated(paper: Paper, key: str) -> str:
    """The entry that a paper's own record gives."""
    kind, place = _kind(paper)
    fields = [("title", _title(paper.title)), _people(paper), *place]
    fields += [("year", "" if paper.year is None else str(paper.year)), *_addresses(paper)]
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields if value]
    return f"@{kind}{{{key},\n{''.join(lines)}}}"


def _kind(paper: Paper) -> tuple[str, list[tuple[str, str]]]:
    """What a venue says of itself; one that does not say it is named, and no more."""
    told = latex(paper.venue or "")
    match kind_of(paper):
        case Kind.PREPRINT:
            return "misc", []
        case Kind.MEETING:
            return "inproceedings", [("booktitle", told)]
        case Kind.JOURNAL:
            return "article", [("journal", told)]
    return "misc", [("howpublished", told)]


def _people(paper: Paper) -> tuple[str, str]:
    """The authors; as a note where one of the names is too long to be a name."""
    known = people_of(paper)
    names = [_person(name) for name in known.names]
    if any(len(name) > _LONGEST_NAME for name in names):
        return "note", latex("; ".join(map(one_line, paper.authors)))
    if names and known.others:
        names.append("others")
    return "author", " and ".join(names)


def _person(name: Name) -> str:
    """A name in BibTeX's order; one that BibTeX would cut into several is held by braces."""
    if name.whole:
        return f"{{{latex(name.family)}}}"
    if name.suffix:
        return f"{latex(f'{name.cited}, {name.suffix}')}, {latex(name.given) or '{}'}"
    if _SMALL_PART.search(name.given):  # BibTeX takes the second half of Jean-luc for a particle
        return latex(f"{name.cited}, {name.given}")
    return latex(f"{name.given} {name.cited}")


def _addresses(paper: Paper) -> Iterator[tuple[str, str]]:
    doi = paper.doi or ""
    if _SAFE_DOI.fullmatch(doi) and not re.search(r"[{}\\]", doi):
        yield "doi", doi
    if paper.arxiv_id:
        yield from (("eprint", latex(paper.arxiv_id)), ("archivePrefix", "arXiv"))
    if paper.url:
        yield "url", quote(one_line(paper.url), safe="!#$%&'()*+,-./:;=?@[]_~")


def _title(title: str) -> str:
    """The title with what a style may not make small in braces."""
    pieces = title_pieces(title)
    return "".join(
        f"{{${formula(text)}$}}" if is_formula else _held(escaped(text), kept=kept)
        for text, is_formula, kept in pieces
    )


def _held(word: str, *, kept: bool) -> str:
    r"""In braces where a capital is to stay; also where the capital is part of TeX's own name.

    BibTeX reads `{\` as one accented letter, so an empty group shields a word that begins so.
    """
    if not kept and not re.search(r"\\[a-z]*[A-Z]", word):
        return word
    return f"{{{'{}' if word.startswith(chr(92)) else ''}{word}}}"
