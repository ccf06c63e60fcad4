r"""The macros that a library's `@preamble` defines, put in place of their names in a field.

Only definitions that are text with arguments (`\newcommand{\noopsort}[1]{}`) are followed: nothing
is executed. It knows nothing of entries.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

_DEFINITION = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|DeclareRobustCommand)\*?\s*\{?\s*\\([A-Za-z]+)\s*\}?"
    r"\s*(?:\[(\d)\]\s*)?(?=\{)"
    r"|\\(?:[gex]?def)\s*\\([A-Za-z]+)\s*((?:#\d)*)\s*(?=\{)"
)
_PROGRAM = re.compile(
    r"\\(?:if|else|fi|def|let|set|hbox|vbox|accent|char|csname|catcode|expand|input|write|open|loop)"
)
_BRACE = re.compile(r"(?<!\\)[{}]")
_PARAMETER = re.compile(r"#(\d)")
_LONGEST_BODY = 200
_MOST_ROUNDS = 4
_LARGEST_GROWTH = 5_000


class _Macro(NamedTuple):
    arguments: int
    body: str


class Macros:
    """What the preambles of one file define; macros of the same name: the last counts."""

    def __init__(self, preambles: Iterable[str]) -> None:
        self._macros = {
            name: macro for preamble in preambles for name, macro in _definitions(preamble)
        }
        names = "|".join(sorted(self._macros, key=len, reverse=True))
        self._pattern = re.compile(rf"\\({names})(?![A-Za-z])\s*") if names else None

    def expanded(self, source: str) -> str:
        """`source` with each macro replaced by its text; one that lacks an argument stays."""
        if self._pattern is None or "\\" not in source:
            return source
        limit = len(source) + _LARGEST_GROWTH
        for _ in range(_MOST_ROUNDS):
            replaced = self._once(source, self._pattern)
            if replaced == source or len(replaced) > limit:
                break
            source = replaced
        return source

    def _once(self, source: str, pattern: re.Pattern[str]) -> str:
        parts, end = [], 0
        for match in pattern.finditer(source):
            if match.start() < end:
                continue
            macro = self._macros[match[1]]
            values, after = _arguments(source, match.end(), macro.arguments)
            if values is not None:
                parts += [source[end : match.start()], _filled(macro.body, values)]
                end = after
        return "".join([*parts, source[end:]])


def _definitions(preamble: str) -> Iterable[tuple[str, _Macro]]:
    for match in _DEFINITION.finditer(preamble):
        body, _ = _group(preamble, match.end())
        count = int(match[2] or 0) if match[1] else len(match[4]) // 2
        if body is not None and len(body) <= _LONGEST_BODY and not _PROGRAM.search(body):
            yield match[1] or match[3], _Macro(count, body)


def _arguments(source: str, start: int, count: int) -> tuple[list[str] | None, int]:
    values: list[str] = []
    for _ in range(count):
        while source[start : start + 1].isspace():
            start += 1
        value, start = _group(source, start)
        if value is None:
            return None, start
        values.append(value)
    return values, start


def _group(source: str, start: int) -> tuple[str | None, int]:
    """The text in the braces that open at `start`, or the one character there; where it ends."""
    if source[start : start + 1] != "{":
        character = source[start : start + 1]
        return (character, start + 1) if character.isalnum() else (None, start)
    depth = 0
    for mark in _BRACE.finditer(source, start):
        depth += 1 if mark[0] == "{" else -1
        if depth == 0:
            return source[start + 1 : mark.start()], mark.end()
    return None, start


def _filled(body: str, values: list[str]) -> str:
    def value(match: re.Match[str]) -> str:
        number = int(match[1])
        return values[number - 1] if 0 < number <= len(values) else ""

    return _PARAMETER.sub(value, body)
