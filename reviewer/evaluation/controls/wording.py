"""The words of a statement changed so that it says the opposite, or more than its source does.

Pure rules on English strings: a statement that no rule fits is not tried, never bent.
"""

import re
from collections.abc import Mapping, Sequence
from random import Random

_NEGATION = re.compile(
    r"\b(?:cannot|can not)\b|\b(?P<verb>do|does|did|is|are|was|were|has|have|had|will|would|could|"
    r"should|may|might|must)(?: not|n['’]t)\b(?! only)"
)
_AUXILIARY = re.compile(
    r"(?<!not only )\b(?P<verb>is|are|was|were|can|could|will|would|should|may|might|must|"
    r"(?:has|have|had)(?= (?:been|\w+ed)\b))\b(?! not\b|n['’]t\b| only\b| no\b)"
)
# Verbs whose third person is hardly ever a noun in the plural.
_BASES = re.findall(
    r"\w+",
    "achieve accelerate allow apply avoid boost bring capture cause combine contain "
    "contribute cover degrade demonstrate depend detect determine differ drive eliminate "
    "enable enhance ensure evaluate exceed exhibit explain fail favor follow generalize generate "
    "give help hold identify improve include indicate introduce involve keep "
    "lack lead lower maintain make match mitigate obtain occur offer outperform "
    "outweigh perform play predict preserve prevent produce promote propose provide raise reach "
    "reduce rely remain remove require reveal save serve show solve speed suffer "
    "suggest support surpass train use vary yield",
)


def _third(base: str) -> str:
    if re.search(r"[^aeiou]y$", base):
        return f"{base[:-1]}ies"
    return f"{base}es" if re.search(r"(?:s|sh|ch|x|z)$", base) else f"{base}s"


def _past(base: str) -> str:
    if re.search(r"[^aeiou]y$", base):
        return f"{base[:-1]}ied"
    return f"{base}d" if base.endswith("e") else f"{base}ed"


_FORMS: Mapping[str, tuple[str, str]] = {
    **{_third(base): ("does", base) for base in _BASES},
    **{_past(base): ("did", base) for base in _BASES},
}
# A form in -ed is a verb of its own only behind a subject, which a plural or a name ends.
_FINITE = re.compile(
    rf"(?<!to )\b(?P<third>{'|'.join(map(_third, _BASES))})\b(?! of\b)"
    rf"|(?P<subject>\b(?:authors|they|models|results|methods|it|which|that) )"
    rf"(?P<past>{'|'.join(map(_past, _BASES))}|(?P<base>{'|'.join(_BASES)}))\b",
    re.IGNORECASE,
)
_HEDGES = (
    (re.compile(r"\b(?:may|might|could)\b(?! not\b)"), "will"),
    (re.compile(r"\bsuggests?\b(?= that\b)"), "prove"),
    (re.compile(r"\b(?:likely|possibly|potentially|perhaps|arguably|probably) "), ""),
    (re.compile(r"\b(?:often|sometimes|usually|typically|generally)\b"), "always"),
    (re.compile(r"\b(?:appears|seems|tends) to\b"), "is certain to"),
    (re.compile(r"\b(?:appear|seem|tend) to\b"), "are certain to"),
)
_STRONGER = (
    (re.compile(r"\b(?:shows|demonstrates|indicates|finds)\b(?= that\b)"), "proves"),
    (re.compile(r"\b(?:show|demonstrate|indicate|find|observe)\b(?= that\b)"), "prove"),
    (re.compile(r"\b(?:showed|demonstrated|indicated|found|observed)\b(?= that\b)"), "proved"),
    (re.compile(r"\b(?:[Mm]ost|[Mm]any|[Ss]ome|[Ss]everal)\b(?= \w+s\b)"), "all"),
    (
        re.compile(
            r"\b(?=(?:improves|outperforms|reduces|achieves|increases|surpasses|leads|enables|"
            r"outperform|improve)\b)(?<!to )"
        ),
        "always ",
    ),
)


def negated(text: str, quotes: Sequence[str], random: Random) -> str | None:
    """The statement with *not* in it, or without the one it had."""
    match = _NEGATION.search(text)
    if match is not None:
        return _without_do(text[: match.start()], match["verb"], text[match.end() :])
    found = [*_AUXILIARY.finditer(text), *_FINITE.finditer(text)]
    if not found:
        return None
    match = min(found, key=lambda one: one.start())
    return f"{text[: match.start()]}{_negation(match)}{text[match.end() :]}"


def unhedged(text: str, quotes: Sequence[str], random: Random) -> str | None:
    """The statement without a hedge that its source has as well."""
    for pattern, firm in _HEDGES:
        match = pattern.search(text)
        if match is not None and any(pattern.search(quote) for quote in quotes):
            return _replaced(text, match, firm)
    return None


def strengthened(text: str, quotes: Sequence[str], random: Random) -> str | None:
    """The statement with *proves*, *always* or *all*, which no quote says."""
    for pattern, firm in _STRONGER:
        match = pattern.search(text)
        said = re.compile(rf"\b{firm.strip()}\b", re.IGNORECASE)
        if match is not None and not any(said.search(quote) for quote in quotes):
            return _replaced(text, match, firm)
    return None


def _replaced(text: str, match: re.Match[str], word: str) -> str:
    if match[0][:1].isupper():
        word = word.capitalize()
    return text[: match.start()] + word + text[match.end() :]


def _without_do(before: str, verb: str | None, after: str) -> str:
    """`cannot` as `can`; `does not improve` as `does improve`, which says the opposite as well."""
    return f"{before}{verb or 'can'}{after}"


def _negation(match: re.Match[str]) -> str:
    groups = match.groupdict()
    if verb := groups.get("verb"):
        return "cannot" if verb == "can" else f"{verb} not"
    if third := groups.get("third"):
        return "{} not {}".format(*_FORMS[third.casefold()])
    subject, base = groups["subject"], groups["base"]
    if base:
        verb = "does" if subject.casefold() in ("it ", "which ", "that ") else "do"
        return f"{subject}{verb} not {base}"
    return "{}{} not {}".format(subject, *_FORMS[groups["past"].casefold()])
