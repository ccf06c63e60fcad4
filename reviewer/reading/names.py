"""People as a reference library writes them, to "First von Last Jr".

It knows no format: what separates the people is the reader's business.
"""

import re

_COMMA = re.compile(r"\s*,\s*")
_SUFFIX = re.compile(r"(?:[Jj]r|[Ss]r|JR|SR|II|III|IV|2nd|3rd|4th)\.?")
_LAST_SUFFIX = re.compile(r"(?<=\S) (?:Jr|Sr|2nd|3rd|4th|II|III)\.?$")
_INITIALS = re.compile(r"(\S.*) ([A-Z]{1,3})(?: (Jr|Sr|2nd|3rd|4th))?")
_AMPERSAND = re.compile(r"\s+\\?&\s+")
_GIVEN = re.compile(r"[^\W\d_a-z]\.?(?:[\s-]?[^\W\d_a-z]\.?){0,3}")
_ENDS_IN_INITIALS = re.compile(rf",\s*{_GIVEN.pattern},?$")
_OTHERS = frozenset({"others", "et al", "et al.", "and others"})
_AND_OTHERS = re.compile(r"[\s,]+et\.?\s+al\.?$", re.IGNORECASE)
_PARTICLES = frozenset(
    {
        "von",
        "van",
        "de",
        "der",
        "den",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "la",
        "le",
        "los",
        "el",
        "al",
        "bin",
        "ibn",
        "ter",
    }
)


def given_name_first(text: str) -> str:
    """One person: `Last, First` and `Last, First, Jr` turned, anything else as it stands.

    A trailing comma marks the name of an institution (EndNote), and goes.
    """
    name = " ".join(text.split())
    parts = [part for part in _COMMA.split(name) if part]
    if len(parts) == 2:
        last = _LAST_SUFFIX.search(parts[1])  # PubMed: Last, First Jr
        given, suffix = (parts[1][: last.start()], last[0]) if last else (parts[1], "")
        return f"{given} {parts[0]}{suffix}"
    if len(parts) == 3 and (_SUFFIX.fullmatch(parts[2]) or _SUFFIX.fullmatch(parts[1])):
        given, suffix = (parts[1], parts[2]) if _SUFFIX.fullmatch(parts[2]) else parts[:0:-1]
        return f"{given} {parts[0]} {suffix}"
    return name.rstrip(", ")


def initials_first(text: str) -> str:
    """`Frost AB` and `Frost AB Jr` turned, as PubMed writes them; else as `given_name_first`."""
    match = _INITIALS.fullmatch(" ".join(text.split()))
    if match is None:
        return given_name_first(text)
    return " ".join(filter(None, (match[2], match[1], match[3])))


def suffix_second(text: str) -> str:
    """`Last, First, Jr` as BibTeX wants it: `Last, Jr, First`; any other name as it stands."""
    parts = _COMMA.split(text.strip())
    if len(parts) == 3 and _SUFFIX.fullmatch(parts[2]) and not _SUFFIX.fullmatch(parts[1]):
        return ", ".join((parts[0], parts[2], parts[1]))
    return text


def without_others(text: str) -> str:
    """One person, without an "et al." that was typed after the name."""
    return _AND_OTHERS.sub("", text)


def in_list(text: str) -> list[str]:
    """The people of `Ada Frost, Bo Rime, Cy Vale`; one text where that is not what it is.

    Two commas may stand within a name, but not between full names; one at the end was before an
    "and". Where every other part is initials (`Frost, A., Rime, B. & Vale, C.`), it goes with the
    part before it.
    """
    people = _AMPERSAND.split(text.strip())
    if len(people) > 1 and all(_ENDS_IN_INITIALS.search(person) for person in people):
        return [name for person in people for name in in_list(person)]
    parts = [part for part in _COMMA.split(text.strip()) if part]
    if len(parts) > 3 and len(parts) % 2 == 0 and all(map(_GIVEN.fullmatch, parts[1::2])):
        return [", ".join(pair) for pair in zip(parts[::2], parts[1::2], strict=True)]
    words = [part.split() for part in parts]
    is_long = len(parts) > 2 or (len(parts) == 2 and text.rstrip().endswith(","))
    is_list = is_long and all(
        len(name) > 1 and all(word[0].isupper() or word in _PARTICLES for word in name)
        for name in words
    )
    return parts if is_list else [text]


def joined(given: str, prefix: str, family: str, suffix: str) -> str:
    """The parts of a name that are there, in the order of speech."""
    return " ".join(" ".join((given, prefix, family, suffix)).split())


def is_others(text: str) -> bool:
    """Whether this stands for authors who are not named."""
    return text.strip().casefold() in _OTHERS
