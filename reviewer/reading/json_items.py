"""The objects in a JSON list, each with its line; one that is broken costs only itself.

The list is the whole file, or stands under "items" in it; a file that is one object is a list of
one. It does not know what the objects mean.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_SPACE = re.compile(r"[\s,]*")
_COLON = re.compile(r"\s*:\s*")
_FEED = "\n"
_DECODER = json.JSONDecoder()


class Item(NamedTuple):
    """One object.

    Args:
        line: where it begins.
        source: as it is written.
    """

    values: dict[str, Any]
    line: int
    source: str

    def line_of(self, *names: str) -> int:
        """The line of the first of these names that the object has, else its own."""
        for name in names:
            at = self.source.find(f'"{name}"')
            if at >= 0:
                return self.line + self.source.count("\n", 0, at)
        return self.line


class Broken(NamedTuple):
    """An object that is no JSON, or something else where an object should stand."""

    line: int
    reason: str


def items(text: str) -> Iterator[Item | Broken]:
    """The objects of a file, and what stands there that is none."""
    at, may_go_on = _start(text)
    line, counted = 1, 0
    while at < len(text) and text[at] != "]":
        line += text.count("\n", counted, at)
        counted = at
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            end = _next(text, at)
            rest = "" if end < len(text) else "; what follows is not read"
            yield Broken(line, f"{_reason(error, text, at, line)}{rest}")
        else:
            is_object = isinstance(value, dict)
            yield Item(value, line, text[at:end]) if is_object else Broken(line, "no object")
        if not may_go_on:
            return
        at = _after(_SPACE, text, end)


def is_list(text: str) -> bool:
    """Whether a text begins as a list of objects, or as an object with a list under "items"."""
    at, may_go_on = _start(text)
    return may_go_on and text[at : at + 1] in ("{", "]", "")


def _start(text: str) -> tuple[int, bool]:
    """Where the first object stands, and whether others may follow."""
    first = _after(_SPACE, text, 0)
    if text[first : first + 1] == "[":
        return _after(_SPACE, text, first + 1), True
    at = _after(_SPACE, text, first + 1)
    try:
        while text[at : at + 1] == '"':
            name, end = _DECODER.raw_decode(text, at)
            end = _after(_COLON, text, end)
            if name == "items" and text[end : end + 1] == "[":
                return _after(_SPACE, text, end + 1), True
            at = _after(_SPACE, text, _DECODER.raw_decode(text, end)[1])
    except (ValueError, RecursionError):
        pass  # it is said of the object as a whole
    return first, False


def _reason(error: Exception, text: str, at: int, line: int) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"broken JSON in line {line + text.count(_FEED, at, error.pos)}: {error.msg}"
    if isinstance(error, RecursionError):
        return "JSON that is nested too deeply"
    return "JSON with a number that is too long"


def _next(text: str, at: int) -> int:
    """After a broken object: where a line begins as its own did, or the end of the file."""
    indent = text[text.rfind(_FEED, 0, at) + 1 : at].replace("[", "").replace(",", "")
    found = -1 if indent.strip() else text.find(f"{_FEED}{indent}{{", at + 1)
    return found + 1 if found >= 0 else len(text)


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
