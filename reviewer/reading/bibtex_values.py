"""What a BibTeX field means: `@string` names and `#` joined, names, years and identifiers read.

In come fields as they are written, out come values for `Metadata`. It knows nothing of entries.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from reviewer.reading.journal_macros import named
from reviewer.reading.latex import to_unicode
from reviewer.reading.markup import without_markup
from reviewer.reading.names import (
    given_name_first,
    in_list,
    is_others,
    joined,
    suffix_second,
    without_others,
)
from reviewer.text.identifiers import normalise_arxiv_id, normalise_doi

_MARK = re.compile(r'(?<!\\)[{}"#]')
_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")
_ESCAPED = re.compile(r"\\([%&#_$~])(?:\{\})?")
_URL = re.compile(r"(?:https?|ftp)://[^\s{}<>]+")
_ARXIV_MENTION = re.compile(r"arxiv(?:\.org/(?:abs|pdf)/|:\s*)[^\s,;]+", re.IGNORECASE)
_LONGEST_JOINED = 50_000
_LONGEST_NAME = 60
_SEMICOLON = re.compile(r"\s*;\s*")
_PMID = re.compile(r"(?:pmid:?\s*)?(\d{1,8})", re.IGNORECASE)
_TAG_SEPARATOR = re.compile(r"\s*[,;]\s*")
# bibtexparser 2.1 loses a macro right after "and" (`and \v{C}apek`); an empty group shields it.
_MACRO_AFTER_AND = re.compile(r"(\sand\s+)(?=\\)", re.IGNORECASE)
_LONE_AND = re.compile(r"^(?:and\s+)+|(?:\s+and)+$|(?<=\sand)(?:\s+and)+(?=\s)", re.IGNORECASE)
# BibLaTeX's other way to write a name: family=Rime, given=Bo, prefix=van der.
_NAME_PART = re.compile(
    r"(?<![\w-])(family|given|prefix|suffix)\s*=\s*(\"[^\"]*\"|(?:\{[^{}]*\}|[^,\"])*)\s*(?:,|$)"
)
_EXTENDED = re.compile(r"\s*(?:family|given|prefix|suffix)(?:-i)?\s*=", re.IGNORECASE)
_EDITOR = re.compile(r"\s*\((?:eds?|hrsg|editors?)\.?\)\.?", re.IGNORECASE)
_ENTITY = re.compile(r"&#?\w+;")
_VENUES = ("journaltitle", "journal", "booktitle", "eventtitle", "school", "institution")
_LINKS = ("url", "howpublished", "link")
_TAGS = ("keywords", "keyword", "tags", "mendeley-tags")
_ROLES = ("author", "director", "editor")
# A book or a volume by itself: its name may stand where a part has that of its book.
_VOLUMES = ("book", "mvbook", "collection", "mvcollection", "proceedings", "mvproceedings")
FIELDS = frozenset(
    {
        *("title", "subtitle", "lista", *_ROLES, "year", "date", "pmid", *_TAGS),
        *("doi", "eprint", "archiveprefix", "eprinttype", "arxivid", *_VENUES, *_LINKS),
        *("volume", "number", "pages", "note"),
    }
)


@dataclass
class Strings:
    """The `@string` names of a file, and those that are used without a definition."""

    defined: dict[str, str] = field(default_factory=dict)
    undefined: set[str] = field(default_factory=set)

    def define(self, name: str, source: str) -> None:
        self.defined[name.lower()] = self.value(source)

    def value(self, source: str) -> str:
        """The text of a value as written: `{…}`, `"…"`, a number, a name, or these joined by #.

        Names of names can grow without bound: what is too long for a field is left out.
        """
        texts: list[str] = []
        room = max(_LONGEST_JOINED, len(source))
        for part in _parts(source):
            text = self._part(part.strip())
            room -= len(text)
            if room < 0:
                break
            texts.append(text)
        return "".join(texts)

    def _part(self, part: str) -> str:
        if part[:1] in ("{", '"') and len(part) > 1:
            return part[1:-1]
        if not part or part[0].isdigit():
            return part
        if part.lower() not in self.defined:
            self.undefined.add(" ".join(part.split())[:_LONGEST_NAME])
        return self.defined.get(part.lower(), "")


def _parts(source: str) -> Iterator[str]:
    depth, start, quoted = 0, 0, False
    for mark in _MARK.finditer(source):
        if mark[0] in "{}":
            depth += 1 if mark[0] == "{" else -1
        elif depth == 0 and mark[0] == '"':
            quoted = not quoted
        elif depth == 0 and not quoted and mark[0] == "#":
            yield source[start : mark.start()]
            start = mark.end()
    yield source[start:]


def text(source: str) -> str:
    """A field for people to read: neither LaTeX nor HTML."""
    return without_markup(to_unicode(source))


def title(fields: Mapping[str, str], kind: str) -> str:
    """Title and subtitle, or an empty string.

    Args:
        fields: as written, by lower-case name.
        kind: what the entry is: article, book, …
    """
    if kind == "inreference" and (article := text(fields.get("lista", ""))):
        return article  # biblatex-chicago: the title is that of the dictionary
    parts = [text(fields.get(key, "")) for key in ("title", "subtitle")]
    if not parts[0] and kind in _VOLUMES:
        parts[0] = text(fields.get("booktitle", ""))
    return ": ".join(part for part in parts if part) if parts[0] else ""


def authors(fields: Mapping[str, str]) -> tuple[str, ...]:
    """The names as "First von Last Jr"; a name in braces stays whole, "and others" is no name.

    Where there are none, the director or the editors: the people that a researcher knows a film
    or a volume by.
    """
    found = (_people(fields.get(role, "")) for role in _ROLES)
    return next((people for people in found if people), ())


def _people(source: str) -> tuple[str, ...]:
    from bibtexparser.middlewares.names import split_multiple_persons_names

    source = _LONE_AND.sub("", _EDITOR.sub("", " ".join(source.split())))
    source = _MACRO_AFTER_AND.sub(r"\1{}", source)
    names = [name for name in split_multiple_persons_names(source) if not is_others(name)]
    if len(names) == 1 and ";" in source and not _ENTITY.search(source):
        names = [name for name in _SEMICOLON.split(names[0]) if not is_others(name)]
    elif names and not _EXTENDED.match(names[0]):
        names = [person for name in names for person in in_list(name)]
    return tuple(person for name in names if (person := _person(without_others(name))))


@lru_cache(maxsize=65536)
def _person(name: str) -> str:
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    if _EXTENDED.match(name):
        stated = {match[1].lower(): match[2].strip('" ') for match in _NAME_PART.finditer(name)}
        order = ("given", "prefix", "family", "suffix")
        return text(joined(*(stated.get(part, "") for part in order)))
    if "{" not in name and "\\" not in name and name.count(",") < 2:
        return text(given_name_first(name))
    parts = parse_single_name_into_parts(suffix_second(name), strict=False)
    return text(parts.merge_first_name_first)


def year(fields: Mapping[str, str]) -> int | None:
    """The first year; `date` before `year`, as in BibLaTeX."""
    for key in ("date", "year"):
        match = _YEAR.search(_literal(fields.get(key, "")))
        if match:
            return int(match[0])
    return None


def venue(fields: Mapping[str, str]) -> str | None:
    return next((found for key in _VENUES if (found := text(named(fields.get(key, ""))))), None)


def doi(fields: Mapping[str, str]) -> str | None:
    own = normalise_doi(_literal(fields.get("doi", "")))
    return own or normalise_doi(url(fields) or "")


def arxiv_id(fields: Mapping[str, str]) -> str | None:
    """From `eprint` (unless of another archive), the DOI, the URL, or "arXiv:…" as the journal.

    Mendeley has a field for it, Zotero says it in the number, DBLP has the volume abs/… of CoRR.
    """
    archive = fields.get("archiveprefix") or fields.get("eprinttype") or "arxiv"
    eprint = _literal(fields.get("eprint", "")) if archive.strip().casefold() == "arxiv" else ""
    own = _literal(fields.get("arxivid", ""))
    journal = _literal(fields.get("journal", ""))
    mentions = _ARXIV_MENTION.findall(f"{journal} {fields.get('howpublished', '')}")
    for key in ("number", "pages", "note", "volume"):
        value = _literal(fields.get(key, ""))
        mentions += _ARXIV_MENTION.findall(value) if _ARXIV_MENTION.match(value) else ()
        is_preprint = value.startswith("abs/") and journal.casefold() in ("corr", "arxiv")
        mentions += [value.removeprefix("abs/")] if is_preprint else []
    candidates = (own, eprint, _literal(fields.get("doi", "")), url(fields) or "", *mentions)
    return next((found for text in candidates if (found := normalise_arxiv_id(text))), None)


def pmid(fields: Mapping[str, str]) -> str | None:
    """From `pmid`, or from an `eprint` that is PubMed's."""
    archive = (fields.get("eprinttype") or fields.get("archiveprefix") or "").strip().casefold()
    eprint = fields.get("eprint", "") if archive in ("pubmed", "pmid") else ""
    match = _PMID.fullmatch(_literal(fields.get("pmid") or eprint))
    return match[1] if match else None


def url(fields: Mapping[str, str]) -> str | None:
    for key in _LINKS:
        match = _URL.search(_ESCAPED.sub(r"\1", fields.get(key, "")))
        if match:
            return match[0]
    return None


def tags(fields: Mapping[str, str]) -> tuple[str, ...]:
    source = ",".join(filter(None, (fields.get(key) for key in _TAGS)))
    words = (text(word) for word in _TAG_SEPARATOR.split(source))
    return tuple(dict.fromkeys(word for word in words if word))


def _literal(source: str) -> str:
    """A field whose braces and backslashes protect characters, and nothing else."""
    return _ESCAPED.sub(r"\1", source).replace("{", "").replace("}", "").strip()
