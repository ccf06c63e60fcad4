"""Numbers of a statement changed into others that its quotes do not hold.

Its idea of a number is its own, and simpler than the number gate's, so that the gate does not set
its own examination. Pure functions on strings.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from random import Random

_ANY = re.compile(r"\d+(?:[.,]\d+)*")
# A number that stands by itself, with or without a unit; not that of a name (`GPT-4`, `H2O`), an
# exponent (`s^-1`) or an item (`(2)`).
_ALONE = re.compile(
    r"(?<![\w.,^_])(?<![A-Za-z^]-)(?!(?<=\()\d{1,2}\))\d+(?:,\d{3})*(?:\.\d+)?"
    r"(?=(?:\s?(?:\\?%|times\b|[xX×](?!\w)))|[^\w.,-]|[.,;:](?:\s|$)|$|-(?:fold|point|times)\b)"
)
_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
_TRIES = 40

Change = Callable[[str, Sequence[str], Random], str | None]
"""A statement and the texts of its quotes to the statement with an error, if that can be made."""


def near_value(text: str, quotes: Sequence[str], random: Random) -> str | None:
    """One digit of a number is another one."""
    return _changed(text, quotes, random, _other_digit)


def scaled_value(text: str, quotes: Sequence[str], random: Random) -> str | None:
    """A number is ten times, or a tenth of, what it was."""
    return _changed(text, quotes, random, _scaled)


def other_value(text: str, quotes: Sequence[str], random: Random) -> str | None:
    """A number is another one of as many digits."""
    return _changed(text, quotes, random, _any_other)


def exchanged(text: str, quotes: Sequence[str], random: Random) -> str | None:
    """Two numbers have changed places; nothing in the statement is a number of no quote."""
    found = list(_proven(text, quotes))
    pairs = [
        (one, two)
        for at, one in enumerate(found)
        for two in found[at + 1 :]
        if value_of(one[0]) != value_of(two[0])
    ]
    if not pairs:
        return None
    one, two = random.choice(pairs)
    return (
        f"{text[: one.start()]}{two[0]}{text[one.end() : two.start()]}{one[0]}{text[two.end() :]}"
    )


def has_number(text: str) -> bool:
    """Whether a number stands in it that could be changed."""
    return _ALONE.search(text) is not None


def values_in(texts: Sequence[str]) -> set[Decimal]:
    """Every number in digits, also inside names, and the words up to twelve."""
    plain = " ".join(texts).replace("{,}", ",")
    spelled = {word for word in re.findall(r"[a-z]+", plain.casefold()) if word in _WORDS}
    return {value_of(found) for found in _ANY.findall(plain)} | {
        Decimal(_WORDS.index(word)) for word in spelled
    }


def value_of(number: str) -> Decimal:
    """The number that is meant; of `1.2.3` the first two parts."""
    plain = number.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+.*", number) else number
    whole, _, rest = plain.replace(",", ".").partition(".")
    return Decimal(f"{whole}.{rest.partition('.')[0]}" if rest else whole)


def _proven(text: str, quotes: Sequence[str]) -> Iterator[re.Match[str]]:
    held = values_in(quotes)
    return (match for match in _ALONE.finditer(text) if value_of(match[0]) in held)


def _changed(
    text: str,
    quotes: Sequence[str],
    random: Random,
    change: Callable[[str, Random], str],
) -> str | None:
    found = list(_proven(text, quotes))
    if not found:
        return None
    held = values_in([*quotes, text])
    for _ in range(_TRIES):
        match = random.choice(found)
        other = change(match[0], random)
        if value_of(other) not in held:
            return text[: match.start()] + other + text[match.end() :]
    return None


def _other_digit(number: str, random: Random) -> str:
    places = [at for at, char in enumerate(number) if char.isdigit()]
    at = random.choice(places)
    least = 1 if at == 0 and len(places) > 1 else 0
    digit = random.choice([n for n in range(least, 10) if str(n) != number[at]])
    return f"{number[:at]}{digit}{number[at + 1 :]}"


def _scaled(number: str, random: Random) -> str:
    value = value_of(number) * random.choice([Decimal(10), Decimal("0.1")])
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _any_other(number: str, random: Random) -> str:
    digits = [str(random.randrange(10)) if char.isdigit() else char for char in number]
    if digits[0] == "0" and number[0] != "0":
        digits[0] = str(random.randrange(1, 10))
    return "".join(digits)
