"""What somebody typed or pasted to what can be searched for: no sign in it has a meaning.

Pure functions on strings; they know no engine and no index.
"""

import re

LONGEST = 10_000
"""Characters that are searched for: four pages. The time of a search grows with them."""
# Marks that turn the writing direction around, and what no file or server takes.
_UNSEEN = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n{3,}")


def legible(text: str) -> str:
    """The text without control characters, halves of characters and needless white space."""
    seen = _NO_TEXT.sub(" ", _UNSEEN.sub("", text))
    lines = (" ".join(line.split()) for line in seen.splitlines())
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def shortened(text: str) -> str:
    """The text up to `LONGEST` characters, cut between two words where there are any."""
    if len(text) <= LONGEST:
        return text
    cut = text[: LONGEST + 1]
    last = max(cut.rfind(" "), cut.rfind("\n"))
    return cut[:last] if last > 0 else cut[:LONGEST]


def says_something(text: str) -> bool:
    """Whether there is a letter or a digit of any script in it."""
    return any(char.isalnum() for char in text)
