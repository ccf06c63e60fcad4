"""The short names that papers give to what they made, and those that mean two things.

In come titles and abstracts; out come names as they are written. It knows no collection.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from reviewer.text.titles import short_name
from reviewer.text.words import plain, stem

_SHORT = r"[A-Za-z]*[A-Z]\w*[A-Z0-9][\w*+-]*"
_DEFINED = re.compile(rf"(?P<long>(?:[\w-]+ ){{1,8}})\((?P<short>{_SHORT}?)s?[);,]")
_MADE = re.compile(
    r"\b(?:(?:we|paper|work) (?:\w+ly )?"
    r"(?:propose|introduce|present|design|develop|describe|build)s?|"
    rf"proposing|introducing|presenting|termed|called|dubbed|named|namely),? (?P<short>{_SHORT})\b"
)
_NEW = r"(?:(?:an?|the|our) )?(?:(?:new|novel|simple) )?"
_OWN = re.compile(  # we propose the Hive Unit Monitor (HUM)
    r"\b(?:we|paper|work|study) (?:\w+ly )?(?:propose|introduce|present|design|develop|describe|"
    rf"build)s?,? {_NEW}[A-Z][\w-]*(?: [\w-]+){{0,7}} \((?P<short>{_SHORT})\)"
)
_OF_A_KIND = re.compile(  # by proposing a loud network (HumNET)
    r"\b(?:propos|introduc|present|design|develop|describ|build)\w* (?:an?|the|our) "
    r"(?:[\w-]+ ){0,7}?(?:method|approach|framework|model|algorithm|system|technique|strategy|"
    rf"architecture|pipeline|network|agent|benchmark|dataset|mechanism) \((?P<short>{_SHORT})\)"
)
_PART = re.compile(r"[^\W_]+")
_ALIKE = 0.5


def names_given(title: str, abstract: str) -> dict[str, frozenset[str]]:
    """The short names a paper uses as its own, each with the stems of the words it stands for.

    A name of which the paper does not say what it stands for has none.
    """
    text = plain(f"{title}. {abstract}")
    found: dict[str, frozenset[str]] = {}
    for match in _DEFINED.finditer(text):
        found.setdefault(match["short"], _words(match["long"], len(match["short"])))
    for match in _MADE.finditer(text):
        found.setdefault(match["short"], frozenset())
    name = short_name(title)
    if name is not None and re.fullmatch(_SHORT, name):
        found.setdefault(name, frozenset())
    return found


def own_names(title: str, abstract: str) -> frozenset[str]:
    """The short names of what a paper itself made, as far as it says that it made it."""
    text = plain(f"{title}. {abstract}").replace("We ", "we ")
    ways = (_MADE, _OWN, _OF_A_KIND)
    found = {match["short"] for way in ways for match in way.finditer(text)}
    name = short_name(title)
    return frozenset(found if name is None or " " in name else {*found, name})


def unexplained(sentence: str, given: Mapping[str, frozenset[str]], title: str) -> list[str]:
    """The names of a paper that a sentence uses, and that neither it nor the title explains."""
    text = plain(sentence)
    return [
        name
        for name, meaning in given.items()
        if meaning
        and name not in title
        and f"({name}" not in text
        and re.search(rf"(?<![\w-]){re.escape(name)}s?(?![\w-])", text)
    ]


def current(papers: Iterable[Mapping[str, frozenset[str]]]) -> frozenset[str]:
    """The names that several papers give: a reader of the field knows them."""
    counts = Counter(name for given in papers for name in given)
    return frozenset(name for name, count in counts.items() if count > 1)


def confusing(papers: Iterable[Mapping[str, frozenset[str]]]) -> frozenset[str]:
    """The names that do not stand for the same in all of the papers that give them."""
    meanings: dict[str, list[frozenset[str]]] = {}
    for given in papers:
        for name, meaning in given.items():
            meanings.setdefault(name, []).append(meaning)
    return frozenset(
        name
        for name, several in meanings.items()
        if any(not _same(several[0], other) for other in several[1:])
    )


def _words(long: str, most: int) -> frozenset[str]:
    parts = _PART.findall(long)
    return frozenset(stem(part) for part in parts[-most:] if len(part) > 1)


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    smaller = min(len(one), len(other))
    return smaller > 0 and len(one & other) >= _ALIKE * smaller
