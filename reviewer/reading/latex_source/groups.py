"""Braces and brackets of TeX: where a group ends, and which arguments follow a macro.

Pure functions on strings; they know no macro.
"""

import re
from typing import NamedTuple

_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_BRACKET = re.compile(r"\\.|[{}\[\]]", re.DOTALL)
_SPACE = re.compile(r"[ \t]*\n?[ \t]*")
_TOKEN = re.compile(r"\\(?:[A-Za-z@]+|.)|[^\s{}\\]", re.DOTALL)
LONGEST = 200_000
"""Characters: a group that does not end within them is not one. Keeps a hostile file linear."""


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
    if not text.startswith("{", position):
        return None
    depth = 0
    for found in _BRACE.finditer(text, position, position + LONGEST):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0 and found[0] == "}":
            return Group(position + 1, found.start(), found.end())
    return None


def bracketed(text: str, position: int) -> Group | None:
    """The optional argument `[…]` that begins at `position`, or None."""
    if not text.startswith("[", position):
        return None
    depth = nested = 0
    for found in _BRACKET.finditer(text, position, position + LONGEST):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth < 0:
            return None
        if depth == 0:
            nested += {"[": 1, "]": -1}.get(found[0], 0)
            if nested == 0 and found[0] == "]":
                return Group(position + 1, found.start(), found.end())
    return None


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
