"""Braces and brackets of TeX: where a group ends, and which arguments follow a macro.

Pure functions on strings; they know no macro.
"""

import re
from functools import lru_cache
from typing import NamedTuple

_SIGN = re.compile(r"\\.|[{}\[\]]", re.DOTALL)
_SPACE = re.compile(r"[ \t]*\n?[ \t]*")
_TOKEN = re.compile(r"\\(?:[A-Za-z@]+|.)|[^\s{}\\]", re.DOTALL)


class Group(NamedTuple):
    """An argument: `start` and `end` are what stands inside, `after` is behind its bracket."""

    start: int
    end: int
    after: int


def space_after(text: str, position: int) -> int:
    """Behind the white space at `position`, at most one line end of it."""
    found = _SPACE.match(text, position)
    return found.end() if found else position


def braced(text: str, position: int) -> Group | None:
    """The group `{…}` that begins at `position`, or None."""
    return _group(text, position) if text.startswith("{", position) else None


def bracketed(text: str, position: int) -> Group | None:
    """The optional argument `[…]` that begins at `position`, or None."""
    return _group(text, position) if text.startswith("[", position) else None


def _group(text: str, position: int) -> Group | None:
    end = _ends(text).get(position)
    return None if end is None else Group(position + 1, end, end + 1)


@lru_cache(maxsize=16)
def _ends(text: str) -> dict[int, int]:
    """For each brace and bracket that is closed, where: found in one walk, however they nest."""
    ends: dict[int, int] = {}
    waiting: list[int] = []
    for found in _SIGN.finditer(text):
        sign, at = found[0], found.start()
        if sign in ("{", "["):
            waiting.append(at)
        elif sign == "]" and waiting and text[waiting[-1]] == "[":
            ends[waiting.pop()] = at
        elif sign == "}":
            while waiting and text[waiting[-1]] == "[":  # a bracket does not reach out of its group
                waiting.pop()
            if waiting:
                ends[waiting.pop()] = at
    return ends


def argument(text: str, position: int) -> Group | None:
    """A mandatory argument: a group in braces or, as TeX has it, the next token alone."""
    position = space_after(text, position)
    if group := braced(text, position):
        return group
    token = _TOKEN.match(text, position)
    return Group(token.start(), token.end(), token.end()) if token else None


def following(text: str, position: int) -> tuple[list[Group], list[Group]]:
    """All bracketed and all braced arguments that follow, no white space between them."""
    brackets: list[Group] = []
    braces: list[Group] = []
    while True:
        if group := braced(text, position):
            braces.append(group)
        elif group := bracketed(text, position):
            brackets.append(group)
        else:
            return brackets, braces
        position = group.after
