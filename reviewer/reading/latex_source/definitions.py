r"""The macros that a document defines: `\newcommand`, `\def` and their kin, plain ones only.

What needs TeX to run (conditions on what follows, `@` commands, delimited arguments) counts as not
defined, and so does what would redefine the marks of a title, a heading or a citation.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from reviewer.reading.latex_source.groups import argument, braced, bracketed, space_after
from reviewer.reading.latex_source.traced import Edit

_DEFINING = re.compile(
    r"\\(?:(?P<command>(?:re|provide)?newcommand|renewcommand|providecommand|newrobustcmd"
    r"|DeclareRobustCommand|DeclareMathOperator)"
    r"|(?P<primitive>[gex]?def)|(?P<alias>let)"
    r"|(?P<specified>(?:New|Renew|Provide|Declare)DocumentCommand)"
    r"|(?P<other>(?:re)?newenvironment|newtheorem|newacronym|newglossaryentry|newcounter"
    r"|newlength|newsavebox|DeclarePairedDelimiter|theoremstyle|newcolumntype))"
    r"\*?(?![A-Za-z@])"
)
_NAME = re.compile(r"\s*(?:\{\s*\\([A-Za-z]+)\s*\}|\\([A-Za-z]+)(?![A-Za-z@]))")
_ANY_NAME = re.compile(r"\s*(?:\{\s*\\(?:[A-Za-z@]+|.)\s*\}|\\(?:[A-Za-z@]+|.))", re.DOTALL)
_COUNT = re.compile(r"\[\s*(\d)\s*\]")
_PARAMETERS = re.compile(r"((?:#\d)*)\s*(?=\{)")
_DELIMITED = re.compile(r"[^{}\n]{0,80}(?=\{)")
_ALIASED = re.compile(r"\s*=?\s*(\\[A-Za-z@]+|\\?\S)")
_NEEDS_TEX = re.compile(
    r"@|##|\\(?:csname|expandafter|futurelet|if[A-Za-z]*|else|fi|begingroup|endgroup|catcode"
    r"|let|[gex]?def|(?:re)?newcommand|string|number|advance|loop|write|openout)(?![A-Za-z])"
)
_LONGEST_BODY = 2_000
# What the other modules know better than a redefinition does.
_KNOWN = re.compile(
    r"(?:sub)*section|(?:sub)?paragraph|part|chapter|title|author|date|and|And|AND|maketitle|begin"
    r"|end|item|caption|label|\w*ref|\w*cite\w*|footnote\w*|thanks|abstract|bibliography|input"
    r"|include|appendix|document|emph|text[a-z]{2}|textnormal|the[a-z]+|url|href|frac|sqrt"
    r"|todo|TODO|eg|ie|etal|wrt|onedot|xspace|left|right|par|bibitem|newblock|text|mathrm"
)


class Macro(NamedTuple):
    """A macro with `arity` arguments, the first of them optional if there is a `default`."""

    body: str
    arity: int = 0
    default: str | None = None


def definitions(text: str, macros: dict[str, Macro]) -> Iterator[Edit]:
    """Notes each definition of `text` in `macros`, the last one counting; yields its deletion."""
    position = 0
    while found := _DEFINING.search(text, position):
        position = found.end()
        end = _define(text, found, macros)
        if end is not None:
            position = end
            yield Edit(found.start(), end)


def _define(text: str, found: re.Match[str], macros: dict[str, Macro]) -> int | None:
    """Where the definition ends, None if that cannot be told."""
    if found["other"]:
        return _after_groups(text, found.end())
    name = _NAME.match(text, found.end())
    if name is None:
        unnamed = _ANY_NAME.match(text, found.end())
        return _after_delimited(text, unnamed.end()) if unnamed else None
    macro, end = _definition(text, found, name.end())
    key = name[1] or name[2]
    is_provided = "provide" in found[0].lower() and key in macros
    if macro is None or is_provided or _KNOWN.fullmatch(key):
        return end
    if len(macro.body) > _LONGEST_BODY or _NEEDS_TEX.search(macro.body):
        macros.pop(key, None)
    else:
        macros[key] = macro
    return end


def _definition(text: str, found: re.Match[str], position: int) -> tuple[Macro | None, int | None]:
    """The macro, if it is a plain one, and where its definition ends."""
    if found["alias"]:
        aliased = _ALIASED.match(text, position)
        return (Macro(aliased[1]), aliased.end()) if aliased else (None, None)
    count, default = 0, None
    if found["primitive"]:
        parameters = _PARAMETERS.match(text, position)
        if parameters is None:
            return None, _after_delimited(text, position)
        count, position = len(parameters[1]) // 2, parameters.end()
    elif found["specified"]:
        specification = argument(text, position)
        if specification is None:
            return None, None
        wanted = text[specification.start : specification.end].replace(" ", "")
        count, position = len(wanted), specification.after
        if wanted.strip("m"):
            body = argument(text, position)
            return None, body.after if body else None
    else:
        count, default, position = _arguments(text, position)
    body = argument(text, position)
    if body is None:
        return None, None
    words = text[body.start : body.end]
    if found["command"] == "DeclareMathOperator":
        words = f"\\operatorname{{{words}}}"
    return Macro(words, count, default), body.after


def _arguments(text: str, position: int) -> tuple[int, str | None, int]:
    """The `[2][default]` of a definition, and where it ends."""
    position = space_after(text, position)
    number = _COUNT.match(text, position)
    if number is None:
        return 0, None, position
    position = space_after(text, number.end())
    option = bracketed(text, position)
    if option is None:
        return int(number[1]), None, position
    return int(number[1]), text[option.start : option.end], option.after


def _after_groups(text: str, position: int) -> int:
    """Behind all groups and options that follow, white space or a macro's name between them."""
    while True:
        start = space_after(text, position)
        group = braced(text, start) or bracketed(text, start)
        if group is None:
            return position
        position = group.after


def _after_delimited(text: str, position: int) -> int | None:
    opening = _DELIMITED.match(text, position)
    group = braced(text, opening.end()) if opening else None
    return group.after if group else None
