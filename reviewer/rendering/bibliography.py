"""References as a .bib file: the user's own entries as they stand, others from the record alone.

Nothing is added that the record does not say: a paper without a year has none here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from reviewer.models import Paper, Reference
from reviewer.rendering.cite_keys import cite_keys
from reviewer.rendering.formulas import stretches
from reviewer.rendering.latex_text import escaped, formula, latex
from reviewer.rendering.raw_entries import RawEntry, key_in
from reviewer.rendering.safe import one_line

_MEETING = re.compile(
    r"\b(?:proceedings|proc\.|conference|conf\.|workshop|symposium|annual meeting|congress)(?!\w)"
    r"|^(?:neurips|nips|iclr|icml|acl|emnlp|naacl|eacl|coling|cvpr|iccv|eccv|aaai|ijcai|kdd|sigir"
    r"|www|chi|icra|iros|corl|rss|colm|colt|aistats|uai|interspeech|icassp|wacv|miccai|sigmod|vldb"
    r"|osdi|sosp|nsdi|usenix security|ccs|ndss|icse|fse|pldi|popl|stoc|focs|soda)\b",
    re.IGNORECASE,
)
_JOURNAL = re.compile(
    r"\b(?:journal|transactions|trans\.|letters|magazine|annals|archives|review|reviews|bulletin"
    r"|quarterly|acta|j\.)(?!\w)|^(?:nature|science|cell|the lancet|lancet|plos|jmlr|tmlr|tacl)\b",
    re.IGNORECASE,
)
_PREPRINT = re.compile(r"^(?:arxiv|corr)\b", re.IGNORECASE)
_SAFE_DOI = re.compile(r"10\.[!-~]+")
_SUFFIX = re.compile(r"^(?P<given>.+) (?P<family>\S+),? (?P<suffix>Jr\.?|Sr\.?|II|III|IV)$")
_PLAIN_NAME = re.compile(r"(?:[^\W\d_]|[ .'’-])+")
_CUT = re.compile(r"\band\b|^others$", re.IGNORECASE)
_WORD = re.compile(r"\s+|[^\s]+")
_INNER_CAPITAL = re.compile(r"(?<=\S)[A-Z]|^[B-Z](?=\W*$)|[A-Z](?=\.)")
_SHORT_WORD = 4
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
    own = {p.id: raw[p.id] for p in papers if raw and p.id in raw}
    own = {id_: entry for id_, entry in own.items() if key_in(entry.text) == keys[id_]}
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


def generated(paper: Paper, key: str) -> str:
    """The entry that a paper's own record gives."""
    kind, place = _kind(paper)
    fields = [("title", _title(paper.title)), _people(paper), *place]
    fields += [("year", "" if paper.year is None else str(paper.year)), *_addresses(paper)]
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields if value]
    return f"@{kind}{{{key},\n{''.join(lines)}}}"


def _kind(paper: Paper) -> tuple[str, list[tuple[str, str]]]:
    """What a venue says of itself; one that does not say it is named, and no more."""
    venue = one_line(paper.venue or "")
    told = latex(venue)
    if _PREPRINT.match(venue) and paper.arxiv_id:
        return "misc", []
    if _MEETING.search(venue):
        return "inproceedings", [("booktitle", told)]
    if _JOURNAL.search(venue):
        return "article", [("journal", told)]
    return "misc", [("howpublished", told)]


def _people(paper: Paper) -> tuple[str, str]:
    """The authors; as a note where one of the names is too long to be a name."""
    names = [name for author in paper.authors if (name := _person(one_line(author)))]
    if any(len(name) > _LONGEST_NAME for name in names):
        return "note", latex("; ".join(map(one_line, paper.authors)))
    if names and (paper.author_count or 0) > len(names):
        names.append("others")
    return "author", " and ".join(names)


def _person(name: str) -> str:
    """A name in BibTeX's order; one that BibTeX would cut into several is held by braces."""
    if parts := _SUFFIX.match(name):
        return latex(f"{parts['family']}, {parts['suffix']}, {parts['given']}")
    held = not _PLAIN_NAME.fullmatch(name) or _CUT.search(name)
    return f"{{{latex(name)}}}" if held else latex(name)


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
    parts = list(stretches(one_line(title)))
    sentence_case = _is_sentence_case(title)
    shown: list[str] = []
    for number, (part, is_formula) in enumerate(parts):
        if is_formula:
            shown.append(f"{{${formula(part)}$}}")
            continue
        words = _WORD.findall(part)
        for place, word in enumerate(words):
            begins, ends = place == 0, place == len(words) - 1
            glued = (begins and number > 0) or (ends and number < len(parts) - 1)
            capital = sentence_case and word[0].isupper() and not begins
            kept = glued or capital or _INNER_CAPITAL.search(word) is not None
            shown.append(_held(escaped(word), kept=kept and not word.isspace()))
    return "".join(shown)


def _held(word: str, *, kept: bool) -> str:
    r"""In braces where a capital is to stay; also where the capital is part of TeX's own name.

    BibTeX reads `{\` as one accented letter, so an empty group shields a word that begins so.
    """
    if not kept and not re.search(r"\\[a-z]*[A-Z]", word):
        return word
    return f"{{{'{}' if word.startswith(chr(92)) else ''}{word}}}"


def _is_sentence_case(title: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_]+", title)[1:] if len(word) >= _SHORT_WORD]
    return bool(words) and 2 * sum(word[0].isupper() for word in words) <= len(words)
