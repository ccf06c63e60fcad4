"""A formula of an XML or HTML file to one line of text: MathML flattened, else its TeX.

What comes out is for reading and quoting, not for computing; it knows no document format.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from reviewer.reading.xml import plain, squeezed

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TEX_DOCUMENT = re.compile(r".*\\begin\{document\}(.*?)\\end\{document\}.*", re.DOTALL)
_RELATIONS = frozenset("=<>≤≥≈≠∼≃≡→←↔⇒∈∉⊂⊆∝≪≫")
_ACCENTS = {"^": "\u0302", "ˆ": "\u0302", "~": "\u0303", "˜": "\u0303", "¯": "\u0304"} | {
    **{"‾": "\u0304", "―": "\u0304", "˙": "\u0307", ".": "\u0307", "¨": "\u0308", "→": "\u20d7"}
}
_INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064\u200b"))


def formula(element: Element) -> str:
    """The text of a formula, or of the element that holds its alternatives; '' for an image.

    MathML comes first, because it holds the characters that were printed.
    """
    for math in element.iter("math"):
        try:
            text = squeezed(_mathml(math).translate(_INVISIBLE))
        except RecursionError:  # nested deeper than any formula
            text = plain(math)
        if text:
            return text
        if alternative := math.get("alttext"):
            return squeezed(alternative)
    for tex in element.iter("tex-math", "annotation"):
        if text := _tex(plain(tex)):
            return text
    return plain(element)


def _tex(text: str) -> str:
    return squeezed(_TEX_DOCUMENT.sub(r"\1", text)).strip("$ ")


def _mathml(element: Element) -> str:
    handler = _HANDLERS.get(str(element.tag))
    if handler is not None:
        return handler(element)
    inside = "".join(map(_mathml, element))
    return inside if len(element) else (element.text or "").strip()


def _operator(element: Element) -> str:
    text = (element.text or "").strip()
    return f" {text} " if text in _RELATIONS else text


def _script(element: Element) -> str:
    """Base, then what stands below, then what stands above."""
    parts = [_mathml(child).strip() for child in element]
    above = str(element.tag) in ("msup", "mover")
    marks = ("^",) if above else ("_", "^")
    if str(element.tag) == "mover" and len(parts) == 2 and parts[1] in _ACCENTS:
        return parts[0] + _ACCENTS[parts[1]]
    scripts = zip(marks, parts[1:], strict=False)
    return parts[0] + "".join(m + _grouped(s) for m, s in scripts if s) if parts else ""


def _fraction(element: Element) -> str:
    return "/".join(_grouped(_mathml(child).strip()) for child in element)


def _root(element: Element) -> str:
    return f"√{_grouped(''.join(_mathml(child) for child in element).strip())}"


def _fenced(element: Element) -> str:
    separator = (element.get("separators", ",") or "").strip()[:1]
    inside = separator.join(_mathml(child).strip() for child in element)
    return f"{element.get('open', '(')}{inside}{element.get('close', ')')}"


def _table(element: Element) -> str:
    rows = (" ".join(_mathml(cell).strip() for cell in row) for row in element)
    return "; ".join(row.strip() for row in rows if row.strip())


def _semantics(element: Element) -> str:
    return _mathml(element[0]) if len(element) else ""


def _grouped(text: str) -> str:
    is_atom = len(text) < 2 or text.isalnum() or text[0] + text[-1] in ("()", "[]", "{}")
    return text if is_atom else f"({text})"


_HANDLERS: dict[str, Callable[[Element], str]] = {
    "mo": _operator,
    "mtext": lambda element: element.text or "",
    "mspace": lambda _: " ",
    "msup": _script,
    "msub": _script,
    "msubsup": _script,
    "munder": _script,
    "mover": _script,
    "munderover": _script,
    "mfrac": _fraction,
    "msqrt": _root,
    "mfenced": _fenced,
    "mtable": _table,
    "semantics": _semantics,
    "annotation": lambda _: "",
    "annotation-xml": lambda _: "",
}
