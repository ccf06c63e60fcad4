"""A document's own macros put in their places, in bounded rounds and within a bounded size.

Nothing is executed: a macro is its body with its arguments in it.
"""

import re
from collections.abc import Iterator

from reviewer.reading.latex_source.definitions import Macro, definitions
from reviewer.reading.latex_source.groups import Group, argument, bracketed, space_after
from reviewer.reading.latex_source.traced import Edit, Traced

_CALL = re.compile(r"\\(?:([A-Za-z]+)(?![A-Za-z@])|.)", re.DOTALL)
_PARAMETER = re.compile(r"#(\d)")
_ROUNDS = 8
_GROWTH = 1_000_000  # characters that a round may add


def expanded(source: Traced, styles: str = "") -> Traced:
    """The text without its definitions, and with their bodies where they are called.

    Args:
        source: cleaned text.
        styles: the style files beside it, whose definitions count too.
    """
    macros: dict[str, Macro] = {}
    for _ in definitions(styles, macros):
        pass
    source = source.edited(definitions(source.text, macros))
    for _ in range(_ROUNDS if macros else 0):
        edits = _within_bounds(_expansions(source.text, macros))
        if not edits:
            break
        source = source.edited(edits)
    return source


def _within_bounds(edits: Iterator[Edit]) -> list[Edit]:
    kept: list[Edit] = []
    added = 0
    for edit in edits:
        added += len(edit.new) if isinstance(edit.new, str) else 0
        if added > _GROWTH:
            return []
        kept.append(edit)
    return kept


def _expansions(text: str, macros: dict[str, Macro]) -> Iterator[Edit]:
    position = 0
    while found := _CALL.search(text, position):
        position = found.end()
        macro = macros.get(found[1])
        arguments = _arguments(text, position, macro) if macro else None
        if macro is None or arguments is None:
            continue
        position = arguments[-1].after if arguments else position
        numbers = [int(number) for number in _PARAMETER.findall(macro.body)]
        if macro.default is None and numbers == list(range(1, macro.arity + 1)):
            yield from _around(macro, found.start(), position, arguments)
        else:
            yield Edit(found.start(), position, _filled(text, macro, arguments))


def _arguments(text: str, position: int, macro: Macro) -> list[Group] | None:
    """The arguments of a call; a group of no length and no place for an option left out."""
    arguments: list[Group] = []
    if macro.default is not None:
        start = space_after(text, position)
        option = bracketed(text, start)
        arguments.append(option or Group(-1, -1, position))
        position = arguments[0].after
    while len(arguments) < macro.arity:
        group = argument(text, position)
        if group is None:
            return None
        arguments.append(group)
        position = group.after
    return arguments


def _around(macro: Macro, start: int, end: int, arguments: list[Group]) -> Iterator[Edit]:
    """The body between the arguments, which stay where they are, with their lines."""
    pieces = _PARAMETER.split(macro.body)[::2]
    opening = ""
    for piece, group in zip(pieces, arguments, strict=False):
        yield Edit(start, group.start, f"{opening}{piece}{{")
        start, opening = group.end, "}"
    yield Edit(start, end, opening + pieces[-1])


def _filled(text: str, macro: Macro, arguments: list[Group]) -> str:
    values = [
        (macro.default or "") if group.start < 0 else text[group.start : group.end]
        for group in arguments
    ]

    def value(parameter: re.Match[str]) -> str:
        number = int(parameter[1])
        return f"{{{values[number - 1]}}}" if 0 < number <= len(values) else ""

    return _PARAMETER.sub(value, macro.body)
