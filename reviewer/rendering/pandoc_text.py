"""Plain text to pandoc's Markdown, in which no sign of it has a meaning; formulas stay formulas."""

import re

from reviewer.rendering.formulas import stretches
from reviewer.rendering.safe import one_line

_ACTIVE = re.compile(r"[\\`*_{}\[\]<>$@^~]|&(?=#?\w+;)|(?<=-)-|(?<=\.)\.(?=\.)")
_FIRST = re.compile(r"^(?:(?=[-+:%=|#(])|(?P<number>\w{1,9})(?=[.)](?:\s|$)))")


def pandoc_text(text: str) -> str:
    """One line of Markdown that pandoc reads as `text`, straight quotation marks aside."""
    return "".join(
        f"${part}$" if is_formula else escaped(part, starts=number == 0)
        for number, (part, is_formula) in enumerate(stretches(one_line(text)))
    )


def escaped(text: str, *, starts: bool = False) -> str:
    """Words without formulas; `starts` if they may be the first of a paragraph."""
    escaped = _ACTIVE.sub(lambda match: "\\" + match[0], text)
    if not starts:
        return escaped
    return _FIRST.sub(lambda match: (match["number"] or "") + "\\", escaped)
