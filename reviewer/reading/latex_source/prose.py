r"""A paragraph of LaTeX to the words that a reader sees, in one line of plain Unicode.

Accents and symbols become characters; formulas stay readable, with every number as it is written
(`$k_1 = 1.2$` is `k_1 = 1.2`, `34.0\%` is `34.0%`, `1{,}000` is `1,000`); a citation is its keys in
brackets; a displayed formula that is longer than a line is `…`. Numbers of sections, tables and
equations are not known, so `\ref` leaves nothing. Unbalanced braces do no harm. A command that
nobody knows stays visible if it stands for a text, for a sentence without it would say something
else.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from reviewer.reading.latex_source.groups import (
    Group,
    argument,
    braced,
    bracketed,
    following,
    space_after,
)
from reviewer.reading.latex_source.symbols import (
    ACCENTS,
    DOUBLE_STRUCK,
    LETTERS,
    OPERATORS,
    UNITS,
    named_characters,
)
from reviewer.reading.latex_source.vocabulary import (
    ALL,
    DIMENSIONS,
    DISPLAYS,
    DROPPED,
    FRACTIONS,
    KEPT,
    MEANT,
    QUANTITIES,
    REFERRING,
    SILENT,
    TEXT_IN_MATHS,
)

LONGEST_DISPLAY = 160
"""Characters of a displayed formula; a longer one says nothing to a reader of plain text."""
_DEEPEST = 50
_GONE = "\0"  # stands where something was that left nothing, until the spaces around it are mended
_TOKEN = re.compile(
    r"\\(?P<name>[A-Za-z@]+)(?P<star>\*?)|\\(?P<character>.)|(?P<sign>\$\$?|[{}&~^_#])"
    r"|(?P<run>[^\\{}$&~^_#]+)|\\",
    re.DOTALL,
)
_CITING = re.compile(r"(?!.*(?:style|color|name)$)[A-Za-z]*[cC]ite[A-Za-z]*")
_LENGTH = re.compile(
    r"\s*=?\s*-?(?:\d*\.?\d*\s*(?:true)?(?:pt|em|ex|cm|mm|in|bp|sp|pc|mu)|\\[A-Za-z]+)"
    r"(?:\s*plus\s*\S+)?(?:\s*minus\s*\S+)?"
)
_THIN = re.compile(r"(?<=\d)\\,(?=\d{3}(?!\d))")
_SIMPLE = re.compile(r"-?(?:[\w.%]+|\W)|\w+\([^()]*\)|\([^()]*\)")
_WORD_AFTER = re.compile(r"[{}]*[\w(\\$]")
_DELIMITER = re.compile(r"\s*\.")
_SPACES = re.compile(r"[ \t\n\r\f\v\u00a0]+")  # not the thin space in a number
_MENDED = (
    (re.compile(rf"[(\[]\s*{_GONE}[\s{_GONE}]*[)\]]"), _GONE),
    (re.compile(rf"\s*{_GONE}\s*(?=[.,;:!?)\]])"), ""),
    (re.compile(_GONE), ""),
)
_CHARACTERS = {
    **dict.fromkeys(" \n\t,;:>", " "),
    **dict.fromkeys("-/@!()[]=", ""),
    "|": "‖",
}
_QUOTED = re.compile(r"(?<!`)`([^`']+)'(?![\w'])")
_LIGATURES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("`", "‘"))
_RAISED_WORDS = {"∘": "°", "°": "°", "st": "st", "nd": "nd", "rd": "rd", "th": "th"}
_MOST_CITED = 50  # groups of one citation


def prose(latex: str) -> str:
    """The words of `latex` in one line; empty if it has none."""
    if "\\" not in latex and not re.search(r"[{}$&~^_#`]|''|--", latex):
        return " ".join(latex.replace(_GONE, "").split())
    shown = _Writer(_THIN.sub("\u2009", latex.replace(_GONE, " "))).write()
    shown = _SPACES.sub(" ", shown)
    for pattern, replacement in _MENDED:
        shown = pattern.sub(replacement, shown)
    return _SPACES.sub(" ", shown).strip()


class _Here(NamedTuple):
    """Where a token stands: what shows before it, in a formula or not, how deep, with a star."""

    before: list[str]
    maths: bool
    depth: int
    star: bool = False

    @property
    def inner(self) -> "_Here":
        return _Here([], self.maths, self.depth + 1)


class _Writer:
    """Reads the tokens of a text once, from left to right."""

    def __init__(self, latex: str) -> None:
        self._latex = latex
        self._at = 0
        self._named = named_characters()

    def write(self, closing: str = "", *, maths: bool = False, depth: int = 0) -> str:
        """What shows up to the sign `closing`, which is read too."""
        shown: list[str] = []
        while token := _TOKEN.match(self._latex, self._at):
            if maths and closing == "}" and token[0] in ("$", "$$", "\\)", "\\]"):
                break  # a brace is missing: the formula ends here all the same
            self._at = token.end()
            if token[0] == closing:
                break
            shown.append(self._shown(token, _Here(shown, maths, depth, bool(token["star"]))))
        return "".join(shown)

    def _shown(self, token: re.Match[str], here: _Here) -> str:
        if run := token["run"]:
            return run if here.maths else _with_ligatures(run)
        if token["name"]:
            return self._macro(token["name"], here)
        if (character := token["character"]) is not None:
            return self._character(character, here)
        return self._sign(token[0], here)

    def _sign(self, sign: str, here: _Here) -> str:
        if sign in ("{", "$", "$$"):
            return self._group(sign, here) if here.depth < _DEEPEST else ""
        if sign in ("^", "_"):
            return self._script(sign, here) if here.maths else sign
        return {"~": " ", "&": " ", "#": "#"}.get(sign, "")

    def _group(self, sign: str, here: _Here) -> str:
        if sign == "{":
            return self.write("}", maths=here.maths, depth=here.depth + 1)
        if here.maths:
            return ""
        inside = self.write(sign, maths=True, depth=here.depth + 1)
        return inside if sign == "$" else _display(inside)

    def _script(self, sign: str, here: _Here) -> str:
        inside = self._argument(here._replace(maths=True)).strip()
        if sign == "^" and inside in _RAISED_WORDS:
            return _RAISED_WORDS[inside]
        if not inside or inside in ("′", "'", "″"):
            return inside
        has_base = bool("".join(here.before).strip())
        return inside if sign == "_" and not has_base else f"{sign}{_grouped(inside)}"

    def _character(self, character: str, here: _Here) -> str:
        if character in "([" and not here.maths and here.depth < _DEEPEST:
            closing = {"(": "\\)", "[": "\\]"}[character]
            inside = self.write(closing, maths=True, depth=here.depth + 1)
            return inside if character == "(" else _display(inside)
        if character == "\\":
            return self._line_end()
        if character in ACCENTS and not (here.maths and character in "=."):
            return self._accented(character, here)
        return _CHARACTERS.get(character, character)

    def _line_end(self) -> str:
        if self._latex.startswith("*", self._at):
            self._at += 1
        length = bracketed(self._latex, self._at)
        if length and _LENGTH.fullmatch(self._latex, length.start, length.end):
            self._at = length.after
        return " "

    def _macro(self, name: str, here: _Here) -> str:
        if here.depth >= _DEEPEST:
            return ""
        known = _IN_MATHS.get(name) if here.maths else None
        known = known or _EVERYWHERE.get(name)
        if known is None and _CITING.fullmatch(name):
            known = _Writer._citation
        return known(self, name, here) if known else self._named_character(name, here)

    def _accented(self, name: str, here: _Here) -> str:
        base = self._argument(here)
        if not base.strip():
            return name if len(name) == 1 and not name.isalpha() else ""
        if here.maths and len(base) > 1:
            return base
        return unicodedata.normalize("NFC", base[0] + ACCENTS[name]) + base[1:]

    def _negated(self, name: str, here: _Here) -> str:
        return unicodedata.normalize("NFC", f"{self._argument(here)[:1]}\u0338")

    def _text(self, name: str, here: _Here) -> str:
        return self._argument(here._replace(maths=False))

    def _delimiter(self, name: str, here: _Here) -> str:
        dot = _DELIMITER.match(self._latex, self._at)
        self._at = dot.end() if dot else self._at
        return ""

    def _root(self, name: str, here: _Here) -> str:
        order = bracketed(self._latex, self._at)
        self._at = order.after if order else self._at
        inside = _grouped(self._argument(here).strip())
        return f"{inside}^(1/{self._latex[order.start : order.end]})" if order else f"√{inside}"

    def _double_struck(self, name: str, here: _Here) -> str:
        return "".join(DOUBLE_STRUCK.get(letter, letter) for letter in self._argument(here))

    def _fraction(self, name: str, here: _Here) -> str:
        over, under = (self._argument(here).strip() for _ in range(2))
        return f"{_grouped(over)}/{_grouped(under)}"

    def _binomial(self, name: str, here: _Here) -> str:
        over, under = (self._argument(here).strip() for _ in range(2))
        return f"({over} choose {under})"

    def _raised(self, name: str, here: _Here) -> str:
        inside = self._argument(here).strip()
        return f"^{inside}" if name == "textsuperscript" and inside[:1].isdigit() else inside

    def _item(self, name: str, here: _Here) -> str:
        label = bracketed(self._latex, space_after(self._latex, self._at))
        self._at = label.after if label else self._at
        return f" {self._within(label, here)} " if label else " "

    def _quoted(self, name: str, here: _Here) -> str:
        return f"“{self._argument(here)}”"

    def _space_if_a_word_follows(self, name: str, here: _Here) -> str:
        return " " if _WORD_AFTER.match(self._latex, self._at) else ""

    def _dimension(self, name: str, here: _Here) -> str:
        length = _LENGTH.match(self._latex, self._at)
        self._at = length.end() if length else self._at
        return "" if name == "kern" else " "

    def _named_character(self, name: str, here: _Here) -> str:
        if name in SILENT or "@" in name:
            return ""
        shown = self._named.get(name)
        if shown is None:
            return self._unknown(name)
        if name in LETTERS and not here.maths:
            self._at = space_after(self._latex, self._at)
        elif here.maths and name in OPERATORS:
            shown = self._operator(shown, here)
        elif here.maths and unicodedata.category(shown[:1] or " ") == "Sm":
            is_tight = not here.before or not here.before[-1][-1:].isspace()
            self._at = space_after(self._latex, self._at) if is_tight else self._at
        if self._latex.startswith("{}", self._at):
            self._at += 2
        return shown + ("*" if here.star else "")

    def _operator(self, shown: str, here: _Here) -> str:
        """`log x`, with a space where a letter touches it."""
        after = " " if self._latex[self._at : self._at + 1].isalnum() else ""
        touches = bool(here.before) and here.before[-1][-1:].isalnum()
        return f"{' ' if touches else ''}{shown}{after}"

    def _unknown(self, name: str) -> str:
        option = bracketed(self._latex, self._at)
        if option and self._latex.startswith("{", option.after):
            self._at = option.after
        has_argument = self._latex.startswith("{", self._at)
        if "break" in name:
            return " "
        return "" if has_argument and not self._latex.startswith("{}", self._at) else f"\\{name}"

    def _environment(self, begin_or_end: str, here: _Here) -> str:
        group = braced(self._latex, space_after(self._latex, self._at))
        if group is None:
            return ""
        self._at = group.after
        name = self._latex[group.start : group.end].strip()
        is_display = name.rstrip("*") in DISPLAYS
        end = self._latex.find(f"\\end{{{name}}}", self._at) if is_display else -1
        if begin_or_end == "end" or (is_display and end < 0):
            return " "
        if not is_display:
            _, braces = following(self._latex, self._at)
            self._at = braces[-1].after if braces and "cases" not in name else self._at
            return " "
        inside = _Writer(self._latex[self._at : end]).write(maths=True, depth=here.depth + 1)
        self._at = end
        return _display(inside)

    def _citation(self, name: str, here: _Here) -> str:
        cited: list[str] = []
        while len(cited) < _MOST_CITED:
            start = space_after(self._latex, self._at) if not cited else self._at
            groups = following(self._latex, start)
            if not groups[1]:
                break
            keys = groups[1][0]
            notes = [self._within(n, here) for n in groups[0] if n.start < keys.start]
            before = notes[0] if len(notes) > 1 else ""
            words = self._latex[keys.start : keys.end].replace("{", "").replace("}", "").split(",")
            words = [word.strip() for word in words] + notes[-1:]
            cited.append(f"{before} {', '.join(word for word in words if word)}".strip())
            self._at = keys.after
            if not name.endswith("s"):
                break
        return f"[{'; '.join(cited)}]" if cited else ""

    def _reference(self, name: str, here: _Here) -> str:
        if self._latex.startswith("*", self._at):
            self._at += 1
        group = argument(self._latex, self._at)
        if group is None:
            return ""
        self._at = group.after
        label = self._latex[group.start : group.end].strip()
        word = MEANT.get(re.split(r"[:_.\-]", label)[0].lower(), "") if REFERRING[name] else ""
        return (word.capitalize() if name[0].isupper() else word) or _GONE

    def _quantity(self, name: str, here: _Here) -> str:
        _, braces = following(self._latex, self._at)
        if not braces:
            return ""
        self._at = braces[-1].after
        unit = "°" if name == "ang" else ""
        if name not in ("num", "ang", "numrange"):
            last = braces.pop()
            unit = _unit(self._latex[last.start : last.end])
        shown = "–".join(self._within(each, here).strip() for each in braces)
        return f"{shown}{'' if unit in ('%', '°', '') or not shown else ' '}{unit}"

    def _literal(self, name: str, here: _Here) -> str:
        group = argument(self._latex, self._at)
        if group is None:
            return ""
        self._at = group.after
        return re.sub(r"\\([%#&_~{}])", r"\1", self._latex[group.start : group.end])

    def _kept(self, name: str, here: _Here) -> str:
        """Of several arguments the one that shows."""
        arguments, wanted = KEPT[name]
        shown = ""
        for number, kind in enumerate(arguments):
            group = self._next(kind)
            if group is not None and number == wanted:
                shown = self._within(group, here)
        return shown

    def _dropped(self, name: str, here: _Here) -> str:
        arguments = DROPPED[name]
        if arguments == ALL:
            brackets, braces = following(self._latex, space_after(self._latex, self._at))
            self._at = max([group.after for group in (*brackets, *braces)], default=self._at)
        else:
            for kind in arguments:
                self._next(kind)
        return _GONE

    def _within(self, group: Group, here: _Here) -> str:
        inside = _Writer(self._latex[group.start : group.end])
        return inside.write(maths=here.maths, depth=here.depth + 1)

    def _next(self, kind: str) -> Group | None:
        """The next argument, which is read; None for an optional one that is not there."""
        at = space_after(self._latex, self._at)
        group = bracketed(self._latex, at) if kind == "[" else argument(self._latex, at)
        self._at = group.after if group else self._at
        return group

    def _argument(self, here: _Here) -> str:
        """The next argument as it shows: a group, or one token."""
        self._at = space_after(self._latex, self._at)
        token = _TOKEN.match(self._latex, self._at)
        if token is None or here.depth >= _DEEPEST or token[0] in ("}", "$", "$$"):
            return ""
        if token["run"]:
            self._at += 1
            return token["run"][0]
        self._at = token.end()
        return self._shown(token, here.inner)


_IN_MATHS: dict[str, Callable[[_Writer, str, _Here], str]] = {
    **dict.fromkeys(TEXT_IN_MATHS, _Writer._text),
    **dict.fromkeys(("left", "right"), _Writer._delimiter),
    **dict.fromkeys(("mathbb", "Bbb", "mathds", "mathbbm"), _Writer._double_struck),
    **dict.fromkeys([name for name in ACCENTS if len(name) > 1], _Writer._accented),
    "not": _Writer._negated,
    "sqrt": _Writer._root,
}
_EVERYWHERE: dict[str, Callable[[_Writer, str, _Here], str]] = {
    **dict.fromkeys(DIMENSIONS, _Writer._dimension),
    **dict.fromkeys([name for name in ACCENTS if len(name) == 1], _Writer._accented),
    **dict.fromkeys(KEPT, _Writer._kept),
    **dict.fromkeys(DROPPED, _Writer._dropped),
    **dict.fromkeys(REFERRING, _Writer._reference),
    **dict.fromkeys(FRACTIONS, _Writer._fraction),
    **dict.fromkeys(("binom", "dbinom", "tbinom"), _Writer._binomial),
    **dict.fromkeys(("begin", "end"), _Writer._environment),
    **dict.fromkeys(QUANTITIES, _Writer._quantity),
    **dict.fromkeys(("textsuperscript", "textsubscript"), _Writer._raised),
    **dict.fromkeys(("url", "path", "nolinkurl"), _Writer._literal),
    "item": _Writer._item,
    "enquote": _Writer._quoted,
    "xspace": _Writer._space_if_a_word_follows,
}


def _with_ligatures(run: str) -> str:
    run = _QUOTED.sub(r"‘\1’", run)
    for typed, shown in _LIGATURES:
        run = run.replace(typed, shown)
    return run


def _grouped(formula: str) -> str:
    return formula if _SIMPLE.fullmatch(formula) else f"({formula})"


def _display(formula: str) -> str:
    """A displayed formula in its sentence: with the stop or comma behind it, if it is too long."""
    shown = " ".join(formula.replace(_GONE, " ").split())
    if len(shown) <= LONGEST_DISPLAY:
        return f" {shown} "
    stop = shown[-1] if shown[-1] in ".,;" else ""
    return f" …{stop} "


def _unit(latex: str) -> str:
    words = re.findall(r"\\([A-Za-z]+)|([^\\{}\s]+)", latex)
    return "".join(UNITS.get(macro, macro) if macro else plain for macro, plain in words)
