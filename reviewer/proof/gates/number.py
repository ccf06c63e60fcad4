"""The number gate: every number of a statement stands in its quotes, or in the titles it is about.

It knows how numbers are written, not what they count; whether two of them changed places is asked
in `exchange`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from reviewer.models import Quote, Support
from reviewer.proof.gates.verdicts import Verdict
from reviewer.text.amounts import PERCENT, POINTS, TIMES, Amount, amounts, plain, squeezed
from reviewer.text.words import STOPWORDS, stem

_PAPERS = re.compile(
    r"\s+(?:[a-z-]+\s+){0,2}?(?:papers|studies|works|articles|publications)\b", re.IGNORECASE
)
# What a source says without a numeral: whatever it counts, or only with the word it counts.
_SHARES = {"half": "50", "halves": "50", "halved": "50", "halving": "50", "quarter": "25"}
_SHARE = re.compile(rf"\b(?:{'|'.join(_SHARES)})\b", re.IGNORECASE)
_COUNTS = {
    **dict.fromkeys(("one", "single"), "1"),
    **dict.fromkeys(("both", "pair", "pairs", "couple", "dual", "second", "twice"), "2"),
    **dict.fromkeys(("third", "triple", "thrice"), "3"),
    **{"fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8", "ninth": "9"},
    **{"quadruple": "4", "tenth": "10"},
}
_COUNT = re.compile(rf"\b(?:{'|'.join(_COUNTS)})\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_COUNTED = 3
"""Words behind a number in which the word for what it counts stands."""
_LOST_POWER = re.compile(r"(?<![\w.])10[-−–](\d{1,2})(?![\w.]\w)")
_WORD_BEFORE = re.compile(r"([^\W\d_][\w.-]*)[\s-]$")
_NAME_PARTS = re.compile(r"[-‐]")
_NUMBER_GOES_ON = re.compile(r"\.?\d")
_LABEL = re.compile(r"(?<!\S)\(?(\d)\)(?=\s)")


@dataclass
class _Given:
    """What quotes and titles say: numbers by value with their units; what is counted without a
    numeral, by value; the texts and the names with numbers in them, squeezed.
    """

    units: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    counts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    texts: str = ""
    names: str = ""


def number_gate(text: str, quotes: Sequence[Quote]) -> Verdict:
    """Object to each number of the statement that no quote and no title says.

    A number of papers that is the number of papers quoted was counted, and is no objection.
    """
    clean, given = plain(text), _given(quotes)
    papers = len({quote.paper_id for quote in quotes})
    missing, counted = [], []
    labels = _labels(clean)
    for amount in amounts(text):
        if amount.start in labels or _is_said(amount, clean, given):
            continue
        count = _PAPERS.match(clean, amount.end)
        if count and not amount.unit and amount.value == str(papers):
            counted.append(amount.written + count[0])
        else:
            missing.append(amount.name or amount.written)
    if missing:
        reason = f"its quotes do not say {', '.join(dict.fromkeys(missing))}"
        return Verdict(Support.UNSUPPORTED, reason, gate="number")
    return Verdict(Support.SUPPORTED, counted=tuple(counted))


def _labels(text: str) -> set[int]:
    """Where the numbers of a list stand, `(1) … (2) …`; they must count up from 1."""
    found = list(_LABEL.finditer(text))
    counts = [match[1] for match in found] == [str(n + 1) for n in range(len(found))]
    return {match.start(1) for match in found} if counts and len(found) > 1 else set()


def _given(quotes: Iterable[Quote]) -> _Given:
    given, texts, names = _Given(), [], []
    for text in dict.fromkeys(text for quote in quotes for text in (quote.text, quote.title)):
        texts.append(squeezed(text))
        for amount in amounts(text):
            if amount.name:
                names.append(squeezed(amount.name))
                for size in _sizes(amount.name):
                    given.units[size.value].add(size.unit)
            else:
                given.units[amount.value].add(amount.unit)
        for word in _SHARE.findall(text):
            given.units[_SHARES[word.lower()]].add(PERCENT)
        for count in _COUNT.finditer(text):
            given.counts[_COUNTS[count[0].lower()]] |= _counted(text, count.end())
        for power in _LOST_POWER.findall(plain(text)):
            given.units[format(Decimal(10) ** -int(power), "f")].add("")
    given.texts, given.names = "\n".join(texts), "\n".join(names)
    return given


def _is_said(amount: Amount, text: str, given: _Given) -> bool:
    if amount.name:
        return _name_is_said(amount, given)
    if any(_agree(amount.unit, unit) for unit in given.units.get(amount.value, ())):
        return True
    if not amount.unit and given.counts.get(amount.value, set()) & _counted(text, amount.end):
        return True
    if amount.unit == PERCENT and "" in given.units.get(_share(amount.value), ()):
        return True
    before = _WORD_BEFORE.search(text, max(0, amount.start - 40), amount.start)
    return (
        before is not None
        and before[1][0].isupper()
        and _holds(given.names, squeezed(before[1] + amount.written))
    )


def _sizes(name: str) -> Iterator[Amount]:
    """The sizes behind a hyphen of a name: 7 billion in `Apis-7B`."""
    for part in _NAME_PARTS.split(name)[1:]:
        if part[:1].isdigit() and part[-1].isalpha():
            yield from (amount for amount in amounts(part) if not amount.name)


def _counted(text: str, at: int) -> set[str]:
    """The stems of the words behind a number that may be what it counts."""
    behind = [word[0] for word, _ in zip(_WORD.finditer(text, at), range(_COUNTED), strict=False)]
    return {stem(word) for word in behind if word.casefold() not in STOPWORDS}


def _agree(unit: str, other: str) -> bool:
    """Whether two units can be one; a share is never a plain number, other units may be unsaid."""
    if unit == other:
        return True
    if PERCENT in (unit, other):
        return POINTS in (unit, other)
    return not unit or not other or {unit, other} == {TIMES, POINTS}


def _share(value: str) -> str:
    """`34` as a share: `0.34`; empty where that is no share."""
    try:
        share = Decimal(value) / 100
    except InvalidOperation:
        return ""
    return format(share.normalize(), "f") if share < 1 else ""


def _name_is_said(amount: Amount, given: _Given) -> bool:
    """`Qwen2.5-7B` where quotes and titles say it, or `Qwen2.5` and `7B` each."""
    if _holds(given.texts, squeezed(amount.name)):
        return True
    before = ""
    for part in _NAME_PARTS.split(amount.name):
        if any(char.isdigit() for char in part) and not _part_is_said(before, part, given):
            return False
        before = part
    return True


def _part_is_said(before: str, part: str, given: _Given) -> bool:
    if not part[0].isdigit():
        return _holds(given.texts, squeezed(part))
    if _holds(given.texts, squeezed(before + part)):
        return True
    scaled = amounts(part)
    is_size = part[-1:].isalpha() and len(scaled) == 1
    return is_size and scaled[0].value in given.units and squeezed(before) in given.texts


def _holds(texts: str, name: str) -> bool:
    """Whether a squeezed name stands in squeezed texts, and its number ends where it ends there."""
    at = texts.find(name) if name else -1
    while at >= 0 and name[-1].isdigit() and _NUMBER_GOES_ON.match(texts, at + len(name)):
        at = texts.find(name, at + 1)
    return at >= 0
