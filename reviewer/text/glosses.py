"""What a paper's short names stand for, in its own words, and a sentence that says so.

In come texts; out come spelled-out names. Nothing is made up: a long form stands in the paper,
word for word, before its short one in brackets.
"""

import re
from collections.abc import Sequence

from reviewer.text.reporting import lowered

_PAIR = re.compile(r"\((?P<short>[A-Za-z]*[A-Z]\w*[A-Z0-9][\w*+-]*|[A-Z]{2,}s)\)")
_WORD = re.compile(r"[^\W_]+")
_MANY = re.compile(r"^(?!.*\bof\b).*(?<![sui])s$")
_LEAST = 2  # words in small letters
_LONGEST = 8  # words
_SMALL = frozenset(("of", "for", "and", "the", "in", "on", "to", "with", "a", "an", "by", "from"))


def long_forms(text: str) -> dict[str, str]:
    """The short names that a text spells out, each with the words that stand before it.

    `hive unit monitors (HUMs)` gives `HUMs`: each letter of the short name begins one of the words
    or goes on in it, and the first letter begins the first word.
    """
    found: dict[str, str] = {}
    for match in _PAIR.finditer(text):
        long = _before(text[: match.start()].rstrip(" "), match["short"])
        one_for_many = long is not None and _MANY.search(long) and match["short"][-1] != "s"
        if long is not None and not one_for_many:  # "machine learners (ML)" is no word for one
            small = lowered(long) if long[1:].islower() else long
            found.setdefault(match["short"], small)
    return found


def spelled(text: str, short: str, long: str) -> str | None:
    """The text with the first `short` as `long (short)`; None if it does not stand there alone.

    Args:
        text: of a draft; what stands in its quotation marks is left as it is.
        short: a name as the text has it.
        long: what it stands for.
    """
    quoted = [match.span() for match in re.finditer(r"“[^”]*”", text)]
    for match in re.finditer(rf"(?<![\w(-]){re.escape(short)}(?![\w)-])", text):
        if any(start < match.start() < end for start, end in quoted):
            continue
        before = text[: match.start()]
        article = re.search(r"\b(an?) $", before)
        if article is not None and (article[1] == "an") != (long[0].casefold() in "aeiou"):
            return None
        said = f"{long if before else long[0].upper() + long[1:]} ({short})"
        return f"{before}{said}{text[match.end() :]}"
    return None


def _before(text: str, short: str) -> str | None:
    """The words at the end of a text that a short name stands for."""
    letters = [char.casefold() for char in short.removesuffix("s") if char.isalnum()]
    words = list(_WORD.finditer(text))[-_LONGEST:]
    for count in range(1, len(words) + 1):
        first = words[-count]
        long = text[first.start() :]
        if re.search(r"[.,;:()“”\"\d]", long):
            return None
        whole = not text[: first.start()].endswith(("-", "–"))
        begins = whole and first[0][0].casefold() == letters[0]
        half = sum(one[0][-1].islower() for one in words[-count:]) < _LEAST  # "fully HE"
        if begins and not half and _spells([_part(text, one) for one in words[-count:]], letters):
            return long
    return None


def _part(text: str, word: "re.Match[str]") -> tuple[str, bool]:
    """A word, and whether a short name may pass over it."""
    small = word[0].casefold() in _SMALL or text[: word.start()].endswith("-")
    return word[0].casefold(), small


def _spells(words: Sequence[tuple[str, bool]], letters: Sequence[str]) -> bool:
    """Whether the letters begin the words in turn, where a word may give several of its own."""
    if not words:
        return not letters
    (word, may_miss), rest = words[0], words[1:]
    if may_miss and _spells(rest, letters):
        return True
    if not letters or word[0] != letters[0]:
        return False
    place = 0
    for taken, letter in enumerate(letters, start=1):
        place = word.find(letter, place) + 1
        if place == 0:
            return False
        if _spells(rest, letters[taken:]):
            return True
    return False
