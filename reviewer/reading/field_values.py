"""What a value of a known field means: names, years, identifiers, texts, tags, from any JSON type.

Each function gives None for a value that it does not understand. It knows no names of fields.
"""

import html
import json
import math
import re
from collections.abc import Callable

from reviewer.reading import author_names
from reviewer.reading.latex import to_unicode
from reviewer.reading.markup import ABSTRACT_HEADING
from reviewer.text.identifiers import normalise_arxiv_id, normalise_doi

YEARS = range(1400, 2101)
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_DATE_KEYS = ("dateparts", "year", "created", "raw", "value", "start")
_NO_TEXT = re.compile(r"\[?no abstract (?:is )?(?:available|provided)\.?\]?", re.IGNORECASE)
# Only tags that stand in titles and abstracts, written whole: `a <b and c> d` is no markup.
_ATTRIBUTES = r"(?:\s+[\w:-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))*\s*/?"
_INLINE = re.compile(
    r"</?(?:jats:|mml:)?(?:i|b|u|em|strong|sub|sup|italic|bold|sc|scp|span|inf|tt|monospace|ext-link"
    rf"|xref|inline-formula|tex-math|a){_ATTRIBUTES}>",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    r"\s*</?(?:jats:)?(?:p|br|div|sec|title|h[1-6]|list|list-item|ul|ol|li|abstract|label)"
    rf"{_ATTRIBUTES}>\s*",
    re.IGNORECASE,
)
_ENTITY = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|ndash|mdash|hellip|#\d{1,6}|#x[\da-f]{1,5});", re.I
)
_NAMED_PEOPLE = re.compile(r"""['"](?:display_)?name['"]\s*:\s*(?:'([^']*)'|"([^"]*)")""")
_URL = re.compile(r"(?:https?|ftp)://[^\s<>\"|]+")
_PMID = re.compile(r"(?:PMID:?\s*|https?://\S*/)?(\d{1,8})(?:\.0)?/?", re.IGNORECASE)
_KEY = re.compile(r"[^\s,{}%#~\\\"]+")
_ITEM_KEY = re.compile(r"[A-Z0-9]{8}|rayyan-\d+|[^A-Za-z]+|[\da-f-]{16,}|.*/.*")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_MOST_WORDS = 100_000
_GIVEN = ("given", "givennames", "first", "firstname", "forename", "forenames")
_FAMILY = ("family", "familyname", "familynames", "last", "lastname", "surname")
_WHOLE = ("name", "displayname", "fullname", "literal", "text", "author", "rawauthorname")
_NOT_LETTERS = re.compile(r"[\W_]+")


def plain_name(name: str) -> str:
    """A name of a field without case, spaces and marks: `Author(s)` and `authors` agree."""
    return _NOT_LETTERS.sub("", name).casefold()


def is_empty(value: object) -> bool:
    """Whether it says nothing."""
    if isinstance(value, str):
        return not value or value.isspace()
    if isinstance(value, float):
        return math.isnan(value)
    return value is None or value in ([], {})


def title(value: object) -> str | None:
    """One line without markup; the first of a list."""
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, str) and item.strip()), None)
    return " ".join(unmarked(value).split()) or None if isinstance(value, str) else None


def text(value: object) -> str | None:
    """A text as it stands, but for markup and white space around it."""
    if isinstance(value, dict):
        return _from_inverted_index(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = "\n\n".join(value)
    return unmarked(value).strip() if isinstance(value, str) else None


def abstract(value: object) -> str | None:
    """As `text`; also from OpenAlex' index of words, which may be printed as JSON."""
    if isinstance(value, str):
        if value.startswith('{"'):
            value = _parsed(value) or value
        elif len(value) < 40 and _NO_TEXT.fullmatch(value.strip()):
            return ""
    return text(value)


def unmarked(source: str) -> str:
    """`source` without the tags and entities that databases leave in titles and abstracts."""
    if "<" in source:
        source = _INLINE.sub("", ABSTRACT_HEADING.sub("", source))
        if _BLOCK.search(source):
            source = "\n\n".join(filter(str.strip, _BLOCK.split(source)))
    return _ENTITY.sub(lambda match: html.unescape(match[0]), source) if "&" in source else source


def _parsed(source: str) -> object:
    try:
        return json.loads(source)
    except (ValueError, RecursionError):
        return None


def _from_inverted_index(index: dict[object, object]) -> str | None:
    """`{"Ice": [0], "is": [1]}` to the text; the words must fill their places."""
    places: dict[int, str] = {}
    for word, positions in index.items():
        if not isinstance(word, str) or not isinstance(positions, list):
            return None
        if not all(type(place) is int for place in positions):
            return None
        places.update(dict.fromkeys(positions, word))
    if not places or len(places) > _MOST_WORDS or max(places) - min(places) >= 2 * len(places):
        return None
    return unmarked(" ".join(places[place] for place in sorted(places))).strip()


def line(value: object) -> str | None:
    """A short text on one line, or the name of the object that it stands in."""
    if isinstance(value, dict):
        named = {plain_name(str(key)): inner for key, inner in value.items()}
        value = next((named[key] for key in ("title", *_WHOLE) if named.get(key)), None)
    return title(value)


def year(value: object) -> int | None:
    """2024, "2024", 2024.0, a date in any order, Crossref's `date-parts`, arXiv's `versions`."""
    if isinstance(value, dict):
        found = (v for k, v in value.items() if plain_name(str(k)) in _DATE_KEYS)
        return next((known for v in found if (known := year(v)) is not None), None)
    if isinstance(value, list):
        return year(value[0]) if value else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if value in YEARS else None
    if not isinstance(value, str) or len(value) > 200:
        return None
    return next((known for y in _YEAR.findall(value) if (known := int(y)) in YEARS), None)


def doi(value: object) -> str | None:
    return normalise_doi(_linked(value)) if isinstance(value, str) else None


def arxiv_id(value: object) -> str | None:
    return normalise_arxiv_id(_linked(value)) if isinstance(value, str) else None


def pmid(value: object) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    match = _PMID.fullmatch(_linked(value)) if isinstance(value, str) else None
    return match[1].lstrip("0") or None if match else None


def url(value: object) -> str | None:
    """The first address; another text as it is."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, str):
        return None
    match = _URL.search(value)
    if match is None:
        return " ".join(value.split())
    return match[0] if "(" in match[0] else match[0].rstrip(".,;)]")


def _linked(value: str) -> str:
    """What a Markdown link leads to, or the text itself."""
    match = _URL.search(value) if "](" in value else None
    return match[0].rstrip(")") if match else value.strip().removesuffix("/")


def cite_key(value: object) -> str | None:
    return value.strip().lstrip("@") if isinstance(value, str) and _is_key(value) else None


def own_key(value: object) -> str | None:
    """A key that a person would cite by, not the number that a program gives to an item."""
    key = cite_key(value)
    return None if key is None or _ITEM_KEY.fullmatch(key) else key


def _is_key(value: str) -> bool:
    return _KEY.fullmatch(value.strip().lstrip("@")) is not None


def tags(value: object) -> tuple[str, ...] | None:
    """A list of words or of objects with a name, or a text with `;`, `|`, `,` or line ends."""
    if isinstance(value, str):
        mark = next((mark for mark in (";", "|", "\n") if mark in value), ",")
        value = value.split(mark)
    if not isinstance(value, list):
        return None
    words = [line(item) if item else "" for item in value]
    if None in words:
        return None
    plain = (_WIKI_LINK.sub(r"\1", word or "").strip(" '\"[]").lstrip("#") for word in words)
    return tuple(dict.fromkeys(word for word in plain if word))


def authors(value: object, *, semicolons: bool = False) -> tuple[str, ...] | None:
    """A text of names, a list of names, of objects or of [family, given], or one object."""
    if isinstance(value, str):
        named = _NAMED_PEOPLE.findall(value) if value.startswith("[{") else []
        if named:
            return author_names.listed(single or double for single, double in named)
        return author_names.names(value, semicolons=semicolons)
    if isinstance(value, dict):
        inner = next((v for v in value.values() if isinstance(v, list)), None)
        value = [value] if inner is None or _person(value) else inner
    if not isinstance(value, list):
        return None
    people = [_person(person) for person in value if _is_author(person)]
    return None if None in people else author_names.listed(name for name in people if name)


def _is_author(person: object) -> bool:
    kind = person.get("creatorType", "author") if isinstance(person, dict) else "author"
    return kind in ("author", "inventor", "presenter", "artist", "programmer", None)


def _person(value: object, depth: int = 0) -> str | None:
    if isinstance(value, list) and len(value) == 1 and depth < 3:
        return _person(value[0], depth + 1)  # `[[Ada Frost]]` is a list of a list in YAML
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value[:3]):
        family, given, suffix = (*value, "", "")[:3]
        value = " ".join(f"{given} {family} {suffix}".split())  # arXiv's authors_parsed
    if isinstance(value, dict) and depth < 3:
        fields = {plain_name(str(key)): part for key, part in value.items()}
        value = _name_of(fields, lambda part: _person(part, depth + 1))
    if not isinstance(value, str):
        return None
    return " ".join((to_unicode(value) if "\\" in value else value).split())


def _name_of(fields: dict[str, object], person: Callable[[object], str | None]) -> str | None:
    family = next((fields[key] for key in _FAMILY if isinstance(fields.get(key), str)), None)
    if family is not None:
        given = next((fields[key] for key in _GIVEN if isinstance(fields.get(key), str)), "")
        particles = (fields.get(f"{kind}droppingparticle") for kind in ("", "non"))
        middle = [part for part in particles if isinstance(part, str)]
        suffix = fields.get("suffix")
        parts = (given, *middle, family, suffix if isinstance(suffix, str) else "")
        return " ".join(str(part) for part in parts if part)
    whole = next((fields[key] for key in _WHOLE if fields.get(key)), None)
    return None if whole is None else person(whole)
