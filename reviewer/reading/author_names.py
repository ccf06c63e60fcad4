"""The authors of a paper as one text, in the ways that exports write it, to names given name first.

In comes the text of a cell, a field or a line, out come names such as `bibtex_values.authors`
gives. Names are not looked up, and initials are never filled in.
"""

import re
from collections.abc import Iterable, Iterator

from reviewer.reading.latex import to_unicode

_NOISE = re.compile(
    r"\((?=[^()]*[\d\s])[^()]*\)"  # an author's number or affiliation; `(Grace)` is a name
    r"|\^\[[^\[\]]*\]"  # a footnote of Pandoc's
    r"|\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b"
    r"|\[\[(?:[^\[\]|]*\|)?|\]\]"  # a link of Obsidian's
    r"|\[No author (?:name|id)s? (?:available|listed)\]"
)
_MARK = r"[\d*†‡§¶∥#⁰¹²³⁴⁵⁶⁷⁸⁹]+"
_MARKS = re.compile(rf"(?<=[^\W\d_])\s?{_MARK}(?:,{_MARK})*(?=[\s,;.]|$)")
_OTHERS = re.compile(r"(?:\bet\.? al\.?|…|\.{3}|(?:\band|&) \d* ?others)[.\s]*$", re.IGNORECASE)
_AND = re.compile(r",? (?:and|&|und) ", re.IGNORECASE)
_LEADING_AND = re.compile(r"^(?:and|&) ", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s*")
_SUFFIX = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv", re.IGNORECASE)
_DEGREE = re.compile(r"(?:ph\.?\s?d|m\.?d|m\.?sc|b\.?sc|mph|rn|prof|dr)\.?", re.IGNORECASE)
# One to four initials, as `J.`, `J. A.`, `J.-P.` and `JA` are; a dot may be missing.
_DOTTED = r"[^\W\d_a-z][a-z]?\.(?:[\s-]*[^\W\d_a-z][a-z]?\.){0,4}"
_BARE = r"[^\W\d_a-z]{1,4}(?:-[^\W\d_a-z])?"
_INITIALS = re.compile(rf"{_DOTTED}|{_BARE}")
_BARE_INITIALS = re.compile(_BARE)
_FAMILY_INITIALS = re.compile(
    rf"(?P<family>\S.*?)\s+(?P<initials>{_DOTTED}|{_BARE})(?:\s+(?P<suffix>Jr|Sr|II|III|2nd|3rd))?"
)
# SpringerLink's tables put nothing between people: Ada FrostBo Rime.
_RUN_TOGETHER = re.compile(
    r"(?<=[a-zà-ÿ])(?<!\bMc)(?<!\bMac)(?<!\bFitz)(?<!\bD[eiu])(?<!\bL[ae])(?<!\bVan)(?=[A-ZÀ-Ý])"
)
_LITERAL = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")
_LAST_INITIAL = re.compile(r"(?:^|[\s.-])[^\W\d_][a-z]?\.$|\b(?:Jr|Sr)\.$")
_LETTER = re.compile(r"[^\W\d_]")


def names(text: str, *, semicolons: bool = False) -> tuple[str, ...]:
    """The names in `text`, each given name first, each once.

    Args:
        text: names with `;`, `|`, a line end, `and` or a comma between them; `Frost, Ada`,
            `Frost A`, `Frost, A.` and `Ada Frost` are told apart by how the whole is built.
        semicolons: other texts of the same column have `;` between names, so that a comma in this
            one stands within a name.
    """
    if "\\" in text:
        text = to_unicode(text)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    text = "\n".join(line for line in lines if line)
    cleaned = _OTHERS.sub("", _MARKS.sub("", _without_noise(text))).strip(" ,;")
    if not _LAST_INITIAL.search(cleaned):  # PubMed closes a list with a full stop
        cleaned = cleaned.removesuffix(".")
    people = [person for person in _people(cleaned, semicolons) if _LETTER.search(person)]
    return tuple(dict.fromkeys(people))


def given_first(name: str) -> str:
    """One name, `Family, Given` or `Family, Jr., Given` turned round; others as they are."""
    parts = [part for part in _COMMA.split(" ".join(name.split())) if part]
    parts = [part for part in parts if not _DEGREE.fullmatch(part)] or parts
    suffixes = [part for part in parts[1:] if _SUFFIX.fullmatch(part)]
    family, *given = [part for part in parts if part not in suffixes] or [""]
    return " ".join([*map(_dotted, given), family, *suffixes])


def listed(texts: Iterable[str]) -> tuple[str, ...]:
    """Names that are already apart, each given name first."""
    turned = (given_first(_without_noise(text).strip(" ,;")) for text in texts)
    return tuple(dict.fromkeys(name for name in turned if _LETTER.search(name)))


def _without_noise(text: str) -> str:
    for _ in range(3):  # `(1) ((1) A place)`: the inner ones first
        shorter = _NOISE.sub("", text)
        if shorter == text:
            break
        text = shorter
    return text


def _people(text: str, semicolons: bool) -> Iterator[str]:
    if text.startswith("[") and text.endswith("]"):  # a list that a program has printed
        quoted = [single or double for single, double in _LITERAL.findall(text)]
        yield from map(given_first, quoted or text[1:-1].split(","))
        return
    for mark in (";", "|", "\n"):
        if mark in text:
            yield from _apart([piece for piece in text.split(mark) if piece.strip()])
            return
    if semicolons:
        yield from _apart([text])
        return
    together = _RUN_TOGETHER.split(text)
    if len(together) > 1 and "," not in text and all(" " in each for each in together):
        yield from together
        return
    pieces = [piece for piece in _AND.split(text) if piece.strip()]
    if len(pieces) > 1 and all(piece.count(",") == 1 for piece in pieces):
        yield from map(given_first, pieces)  # BibTeX: Frost, Ada and Rime, Bo
        return
    parts = [part for piece in pieces for part in _COMMA.split(piece.strip(" ,")) if part]
    yield from _from_commas(parts, is_list=len(pieces) > 1)


def _apart(pieces: list[str]) -> Iterator[str]:
    """The names of a list in which a comma stands within a name."""
    people = [_LEADING_AND.sub("", piece.strip(" ,")) for piece in pieces]
    for person in people:
        yield given_first(person) if "," in person else _from_initials(person, people)


def _from_commas(parts: list[str], *, is_list: bool) -> Iterator[str]:
    parts = list(_with_suffixes(parts))
    halves = list(zip(parts[::2], parts[1::2], strict=False))
    is_even = len(parts) % 2 == 0
    if is_even and all(_INITIALS.fullmatch(given) for _, given in halves):
        yield from (f"{_dotted(given)} {family}" for family, given in halves)
    elif len(parts) == 2 and not is_list and _is_one_person(*parts):
        yield f"{parts[1]} {parts[0]}"
    else:
        yield from (_from_initials(part, parts) for part in parts)


def _is_one_person(family: str, given: str) -> bool:
    """Whether `family, given` is a name turned round, and not two names."""
    return " " not in family or " " not in given


def _with_suffixes(parts: list[str]) -> Iterator[str]:
    """`King`, `Jr.` is one part; degrees go."""
    held = ""
    for part in parts:
        if held and _SUFFIX.fullmatch(part):
            held = f"{held} {part}"
        elif not _DEGREE.fullmatch(part):
            if held:
                yield held
            held = part
    if held:
        yield held


def _from_initials(name: str, beside: list[str]) -> str:
    """`Frost AB` and `Frost A.B.` as `A. B. Frost` and `A.B. Frost`; other names as they are.

    `Xu LI` is a name in capitals, unless most names beside it end so.
    """
    plain = " ".join(name.split())
    match = _FAMILY_INITIALS.fullmatch(plain)
    if match is None or _INITIALS.fullmatch(match["family"]) or _SUFFIX.fullmatch(match[2]):
        return plain
    if _BARE_INITIALS.fullmatch(match[2]) and len(match[2]) > 1:
        alike = sum(_FAMILY_INITIALS.fullmatch(other) is not None for other in beside)
        if 2 * alike <= len(beside):
            return plain
    suffix = f" {match['suffix']}" if match["suffix"] else ""
    return f"{_dotted(match[2])} {match['family']}{suffix}"


def _dotted(given: str) -> str:
    """Bare initials with their dots (`AB` is `A. B.`), anything else as it is."""
    if not _BARE_INITIALS.fullmatch(given):
        return given
    return " ".join(f"{initial}." for initial in given).replace(". -. ", ".-")
