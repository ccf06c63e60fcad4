r"""A text to the amounts it states: value, unit, and whether the number is part of a name.

`34.0\%`, `34 %` and `34 per cent` are one amount, `34` and `34 MB` are others; `twenty-one` is 21
and `1.5M` is 1500000. Signs are dropped: they are written in too many ways to be compared.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from reviewer.text.number_words import SCALES, spelled

PERCENT, TIMES, POINTS = "%", "x", "points"

_PERCENT_WORDS = r"percent(?:age)?(?:\s+points?)?|per\s+cent|pct|pp"
_TEX_MARKS = str.maketrans("", "", "${}")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_CROSS = re.compile(r"(?<=\d)\s?[xX*]\s?(?=\d)")
_RAISED = re.compile(r"(?<=\d)[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_TEX_PERCENT = re.compile(r"\\+%")
_TEX_TIMES = re.compile(r"\\+(?:times|cdot)(?![A-Za-z])")
_TEX_SPACE = re.compile(r"\\+[,;:! ]|(?<=\d)~(?=\w)")
_TEX_COMMAND = re.compile(r"\\+[A-Za-z]+\s?|\\+")
_THOUSANDS = re.compile(r"(?<=\d)[,\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_SPACED_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3})((?: \d{3})+)(?![\d.]\d|\d| \d)")

_UNITS = {
    unit: spellings[0]
    for spellings in (
        *(("B", "byte", "bytes"), ("bit", "bits"), ("KB", "kB", "KiB"), ("MB", "MiB", "megabytes")),
        *(("GB", "GiB", "gigabytes"), ("TB", "TiB", "terabytes")),
        *(("ns", "nanoseconds"), ("µs", "μs", "us", "microseconds"), ("ms", "milliseconds")),
        *(("s", "sec", "secs", "seconds", "second"), ("min", "mins", "minutes", "minute")),
        *(("h", "hr", "hrs", "hours", "hour"), ("days", "day"), ("weeks", "week")),
        *(("months", "month"), ("years", "year", "yr", "yrs"), ("ps",), ("fs",)),
        *(("nm", "nanometers", "nanometres"), ("µm", "μm", "um", "micrometers"), ("mm",), ("cm",)),
        *(("km",), ("mg",), ("µg", "μg", "ug"), ("ng",), ("kg",), ("mL", "ml"), ("µL", "μL", "uL")),
        *(("mM",), ("µM", "μM", "uM"), ("nM",), ("kDa",), ("bp",), ("ppm",), ("dB",)),
        *(("Hz",), ("kHz",), ("MHz",), ("GHz",), ("THz",), ("eV",), ("meV",), ("keV",), ("mV",)),
        *(("mW",), ("kW",), ("MW",), ("K",), ("°C",)),
    )
    for unit in spellings
    if unit != "B"
}
_UNIT_NAMES = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_SUFFIXES = {"k": 3, "K": 3, "M": 6, "B": 9, "b": 9, "bn": 9, "T": 12}
_NUMBER = re.compile(
    r"(?P<number>(?:(?<![\d.\w])\.)?\d+(?:\.\d+)*)"
    r"(?:\^(?P<raised>[-−–+]?\d{1,3})"
    r"|[eE](?P<e>[-−–+]?\d{1,3})(?!\w)"
    r"|\s*[×x·*]\s*10\s?\^\s?(?P<power>[-−–+]?\d{1,3}))?"
    rf"(?:(?P<suffix>bn|[kKMBbT])(?![A-Za-z0-9])|[\s-]?(?P<scale>{'|'.join(SCALES)})s?\b)?"
    r"(?:(?P<ordinal>st|nd|rd|th)\b"
    rf"|\s?(?P<percent>%|-?(?:{_PERCENT_WORDS})\b)|\s(?P<points>points)\b"
    r"|\s?(?P<times>[×x](?![A-Za-z0-9]|\s?\d)|times\b|[-‐]?fold\b)"
    rf"|[\s-]?(?P<unit>{_UNIT_NAMES})(?![A-Za-z0-9]))?"
)
_AFTER_WORD = re.compile(
    rf"\s?(?:(?P<percent>%|(?:{_PERCENT_WORDS})\b)|(?P<points>points)\b"
    rf"|(?P<times>times\b|[-‐]fold\b)|[\s-]?(?P<unit>{_UNIT_NAMES})(?![A-Za-z0-9]))"
)
_WORD_OF_TIMES = re.compile(
    r"\b(?:(?P<two>twice|doubl(?:e|es|ed|ing)|two-?fold)|(?P<three>tripl(?:e|es|ed|ing)|"
    r"three-?fold|thrice)|(?P<four>quadrupl(?:e|es|ed|ing)|four-?fold)|(?P<ten>ten-?fold))\b",
    re.IGNORECASE,
)
_TIMES_OF = {"two": "2", "three": "3", "four": "4", "ten": "10"}
_LIST_GAP = re.compile(r"\s?(?:[-–—−]|to|and|or|,(?:\s?and|\s?or)?|/|±|vs\.?|versus)\s?[+\-–−~<>]?")
# The letters a number is glued to: GSM8K, p53, MedS^3, Qwen2.5-7B, GPT-4; "mid-1990s" is no name.
_GLUED = re.compile(r"(?:[^\W\d_][\w.]*\^?|[A-Z][\w.]*[-‐][\w.]*-?|\w*[A-Z]\w*[-‐])$")
_BETWEEN = re.compile(r"[\W_]+")
_TOKEN = re.compile(r"[\w.‐-]+")
_LARGEST_POWER = 30


class Amount(NamedTuple):
    """A number of a text.

    `unit` is empty where none is written; `written` is how the text has it, for a reader; `name`
    is the word it is part of (`GPT-4`, `GSM8K`), or empty. `start` and `end` are offsets in
    `plain(text)`.
    """

    value: str
    unit: str
    written: str
    start: int
    end: int
    name: str = ""


@lru_cache(maxsize=4096)
def amounts(text: str) -> tuple[Amount, ...]:
    """Every amount of `text`, in order: digits anywhere, words where they are numbers."""
    clean = plain(text)
    found = [_in_digits(clean, match) for match in _NUMBER.finditer(clean) if _is_ascii(match)]
    found += _in_words(clean)
    return _with_shared_units(clean, sorted(found, key=lambda amount: amount.start))


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """`text` without TeX around its numbers, and its thousands without separators."""
    clean = _TEX_TIMES.sub("×", _TEX_PERCENT.sub("%", text.replace("{,}", ",")))
    clean = _TEX_COMMAND.sub("", _TEX_SPACE.sub("\u2009", clean)).translate(_TEX_MARKS)
    clean = _RAISED.sub(lambda match: "^" + match[0].translate(_SUPERSCRIPTS), clean)
    clean = _THOUSANDS.sub("", _CROSS.sub(" × ", clean))
    return _SPACED_THOUSANDS.sub(lambda match: match[1] + match[2].replace(" ", ""), clean)


@lru_cache(maxsize=4096)
def squeezed(text: str) -> str:
    """The letters and digits of `text`, in small letters: what two spellings of a name share.

    A space stays where numbers would run together, and the point of a decimal.
    """
    return _BETWEEN.sub(_squeezed_gap, plain(text).casefold())


def _squeezed_gap(match: re.Match[str]) -> str:
    text, (start, end) = match.string, match.span()
    if not text[start - 1 : start].isdigit() or not text[end : end + 1].isdigit():
        return ""
    return "." if match[0] == "." else " "


def _is_ascii(match: re.Match[str]) -> bool:
    return match["number"].isascii()


def _in_digits(text: str, match: re.Match[str]) -> Amount:
    start, end = match.span()
    name = "" if match["percent"] or match["times"] else _name(text, start, match.end("number"))
    if name:
        return Amount(_value(match["number"]), "", name, start, match.end("number"), name)
    power = match["e"] or match["power"]
    number = match["number"]
    if match["raised"] and number == "10":
        number, power = "1", match["raised"]
    exponent = _whole(power) + _SUFFIXES.get(match["suffix"] or "", 0)
    exponent += len(str(SCALES[match["scale"].lower()])) - 1 if match["scale"] else 0
    return Amount(_value(number, exponent), _unit(match), match[0].strip(), start, end)


def _in_words(text: str) -> list[Amount]:
    found = []
    for word in spelled(text):
        after = _AFTER_WORD.match(text, word.end)
        unit, end = (_unit(after), after.end()) if after else ("", word.end)
        found.append(Amount(str(word.value), unit, text[word.start : end], word.start, end))
    for match in _WORD_OF_TIMES.finditer(text):
        value = _TIMES_OF[match.lastgroup or ""]
        found = [amount for amount in found if amount.start != match.start()]
        found.append(Amount(value, TIMES, match[0], *match.span()))
    return found


def _unit(match: re.Match[str]) -> str:
    if match["percent"]:
        return PERCENT
    if match["times"]:
        return TIMES
    return POINTS if match["points"] else _UNITS.get(match["unit"] or "", "")


def _with_shared_units(text: str, found: list[Amount]) -> tuple[Amount, ...]:
    """`3 to 5%` and `3, 4 and 5%`: the unit behind the last holds for all of them."""
    for place in range(len(found) - 2, -1, -1):
        here, after = found[place], found[place + 1]
        if not here.unit and not here.name and after.unit in (PERCENT, TIMES):
            gap = text[here.end : after.start]
            if _LIST_GAP.fullmatch(gap):
                found[place] = here._replace(unit=after.unit)
    return tuple(found)


def _name(text: str, start: int, end: int) -> str:
    """The word that the number at `start` is a part of, if that is a name."""
    before = text[max(0, start - 40) : start]
    glued = _GLUED.search(before)
    if glued is None or not any(char.isalpha() for char in glued[0]):
        return ""
    after = _TOKEN.match(text, end)
    whole = glued[0] + text[start:end] + (after[0] if after else "")
    return whole.rstrip(".-‐")


def _value(number: str, exponent: int = 0) -> str:
    """A number in one spelling: no zeros in front or behind, no exponent."""
    if number.count(".") > 1:
        return number
    if abs(exponent) > _LARGEST_POWER:
        return f"{number}e{exponent}"
    value = format(Decimal(number).scaleb(exponent), "f")
    sign, _, fraction = value.partition(".")
    fraction = fraction.rstrip("0")
    return f"{sign.lstrip('0') or '0'}.{fraction}" if fraction else sign.lstrip("0") or "0"


def _whole(power: str | None) -> int:
    if not power:
        return 0
    return int(power.replace("−", "-").replace("–", "-"))
