r"""TeX formulas in running text: which dollars open one that TeX can set, and which are money.

In comes one line of text, out come its stretches of words and of formulas. What is not sure to
compile counts as words, so that a text from anywhere cannot break a document.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_CANDIDATE = re.compile(
    r"(?<!\\)\$\$(?P<shown>(?:[^$\\]|\\.){1,300}?)\$\$"
    r"|(?<!\\)\$(?P<inline>(?:[^$\\]|\\.){1,300}?)\$"
    r"|(?<!\\)\\\((?P<round>[^$]{1,300}?)\\\)"
)
_ESCAPED = re.compile(r"\\([%&#$_])")
_SIGN = re.compile(r"\\[A-Za-z%]|[\^_=<>+]|[^\x00-\x7f]")
_SIGN_ALONE = re.compile(r"\\[A-Za-z]+|[<>=+]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_BARE_PERCENT = re.compile(r"(?<!\\)%")
_MONEY = re.compile(r"\s*\d[\d.,]*\s?[KMBkmb]?n?[\s,;/–-]+[A-Za-z(]{2}")
_TOKEN = re.compile(r"\\[A-Za-z]+\s*|\\.|\s+|.", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z0-9.,:;!?@()/|+*=<>'\"\[\] ~-]|[^\x00-\x7f]")
_IN_TEXT = re.compile(r"(?:\\[%&$#_]|[A-Za-z0-9 .,:;!?()/+*='\[\]-]|[^\x00-\x7f])*")
_DELIMITERS = frozenset("()[]|./<>") | {rf"\{sign}" for sign in "{}|"}
_FENCE_NAMES = "langle rangle lfloor rfloor lceil rceil lvert rvert lVert rVert vert Vert"
_DELIMITER_NAMES = frozenset(_FENCE_NAMES.split())
_SPACES = frozenset(rf"\{sign}" for sign in ",;:! ") | {r"\quad", r"\qquad"}
_SIGNS = frozenset(rf"\{sign}" for sign in "{}|%&#$_")
_TAKING_ONE = """
    mathbf mathrm mathit mathcal mathbb mathfrak mathsf mathtt boldsymbol hat widehat tilde
    widetilde bar vec dot ddot check breve acute grave overline underline overrightarrow
    overbrace underbrace pmb sqrt
"""
_TAKING_TWO = "frac dfrac tfrac binom overset underset stackrel"
_TAKING_TEXT = "text textbf textit textrm textsc textsf texttt mbox"
_LETTERLIKE = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi
    pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta
    Lambda Xi Pi Sigma Upsilon Phi Psi Omega infty ell hbar star ast dagger circ bullet prime top
    bot emptyset partial nabla aleph
"""
_TAKING_NOTHING = """
    times cdot div pm mp ast star circ bullet oplus
    otimes ominus odot wedge vee cap cup setminus le leq ge geq ne neq equiv approx sim simeq cong
    propto ll gg prec succ preceq succeq subset supset subseteq supseteq in ni notin mid parallel
    perp to gets rightarrow leftarrow leftrightarrow Rightarrow Leftarrow Leftrightarrow mapsto
    longrightarrow uparrow downarrow implies iff infty partial nabla forall exists neg emptyset
    varnothing ell hbar Re Im aleph sum prod int oint bigcup bigcap bigoplus lim sup inf max min
    arg log ln lg exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh det dim ker deg
    gcd Pr hom ldots cdots dots vdots ddots prime dagger ddagger top bot angle triangle square
    checkmark lbrace rbrace colon lesssim gtrsim triangleq models vdash
    leqslant geqslant circledR
"""
_ONE, _TWO = frozenset(_TAKING_ONE.split()), frozenset(_TAKING_TWO.split())
_TEXTS, _LETTERS = frozenset(_TAKING_TEXT.split()), frozenset(_LETTERLIKE.split())
_SYMBOLS = _LETTERS | frozenset(_TAKING_NOTHING.split())
# For any other sign these fonts print something else, or nothing.
_ALPHABETS = {
    "mathbb": re.compile(r"[A-Z{} ]*"),
    "mathcal": re.compile(r"[A-Z{} ]*"),
    "mathfrak": re.compile(r"[A-Za-z0-9{} ]*"),
}
_MOST_NESTED = 20


class Stretch(NamedTuple):
    """A part of a text; `is_formula` if it stands between dollars, which are not in it."""

    text: str
    is_formula: bool


def stretches(text: str) -> Iterator[Stretch]:
    r"""The text in order: words, in which `50\%` is 50%, and formulas without their dollars."""
    end = start = 0
    while found := _CANDIDATE.search(text, start):
        formula, stop = _whole(found)
        if _is_formula(found, formula, stop):
            if found.start() > end:
                yield _words_of(text[end : found.start()])
            yield Stretch(formula.strip(), is_formula=True)
            start = end = stop
        else:
            start = found.start() + 1
    if end < len(text):
        yield _words_of(text[end:])


def _words_of(text: str) -> Stretch:
    return Stretch(_ESCAPED.sub(r"\1", text), is_formula=False)


def _whole(found: re.Match[str]) -> tuple[str, int]:
    r"""The formula and where it ends: the 4 of `$\sim$4` is taken in, or pandoc sees none."""
    formula: str = found["shown"] or found["inline"] or found["round"]
    number = _NUMBER.match(found.string, found.end())
    if number and _SIGN_ALONE.fullmatch(formula):
        return f"{formula} {number[0].replace(',', '{,}')}", number.end()
    return _BARE_PERCENT.sub(r"\\%", formula), found.end()


def _is_formula(found: re.Match[str], formula: str, stop: int) -> bool:
    before = found.string[: found.start()][-1:]
    after = found.string[stop:][:1]
    # Pandoc's own rule: no digit after the dollars, no space inside them.
    if after.isdigit() or found.string.startswith(("$", "\\("), stop):
        return False
    if found["inline"] is not None:
        if formula[0].isspace() or formula[-1].isspace():
            return False
        in_a_word = before.isalnum() or (after.isalnum() and len(formula) > 1)
        if not _SIGN.search(formula) and (in_a_word or " " in formula):
            return False
        if _MONEY.match(formula):
            return False
    return is_settable(formula)


def is_settable(formula: str) -> bool:
    """Whether pdflatex with amsmath and amssymb sets what would stand between the dollars."""
    tokens = [_bare(token) for token in _TOKEN.findall(formula.strip())]
    if not tokens or not formula.strip():
        return False
    try:
        rest = _row(tokens, 0, 0)
    except _NotSettableError:
        return False
    return rest == len(tokens)


def _bare(token: str) -> str:
    """A name without the space that ends it; white space as one space."""
    if token[0] == "\\":
        return token.rstrip() if token[1:2].isalpha() else token
    return token if token.strip() else " "


class _NotSettableError(Exception):
    """TeX would stop here, or might."""


def _row(tokens: list[str], at: int, depth: int) -> int:
    r"""Reads atoms up to a closing brace, a `\right` or the end; returns where that is."""
    if depth > _MOST_NESTED:
        raise _NotSettableError
    scripts: set[str] = set()
    while at < len(tokens) and tokens[at] not in ("}", r"\right"):
        token = tokens[at]
        if token in "^_":
            if token in scripts:
                raise _NotSettableError
            scripts.add(token)
            at = _script(tokens, at + 1, depth)
        elif token == "'":
            if "^" in scripts:
                raise _NotSettableError
            at += 1
            if at < len(tokens) and tokens[at] not in ("'", "^"):
                scripts.add("^")
        else:
            if token != " " and token not in _SPACES:
                scripts = set()
            at = _atom(tokens, at, depth)
    return at


def _atom(tokens: list[str], at: int, depth: int) -> int:
    token = tokens[at]
    if token == r"\left":
        return _fenced(tokens, at, depth)
    if token.startswith("\\"):
        return _named(tokens, at, depth)
    return _group(tokens, at, depth) if token == "{" else _one(tokens, at)


def _named(tokens: list[str], at: int, depth: int) -> int:
    """A control sequence with its arguments."""
    token = tokens[at]
    name = token[1:]
    if name == "operatorname":
        return _group(tokens, at + 1, depth)
    if name in _ONE:
        end = _argument(tokens, at + 1, depth)
        if name in _ALPHABETS and not _ALPHABETS[name].fullmatch("".join(tokens[at + 1 : end])):
            raise _NotSettableError
        return end
    if name in _TWO:
        return _argument(tokens, _argument(tokens, at + 1, depth), depth)
    if name in _TEXTS:
        return _words(tokens, at + 1)
    if name in _SYMBOLS | _DELIMITER_NAMES or token in _SIGNS | _SPACES:
        return at + 1
    raise _NotSettableError


def _script(tokens: list[str], at: int, depth: int) -> int:
    if tokens[at : at + 1] == [r"\text"]:
        return _words(tokens, at + 1)
    return _argument(tokens, at, depth)


def _argument(tokens: list[str], at: int, depth: int) -> int:
    """A group, a sign or a letter; other symbols TeX may take for more than one thing."""
    at = _after_space(tokens, at)
    if at >= len(tokens):
        raise _NotSettableError
    if tokens[at] == "{":
        return _group(tokens, at, depth)
    is_symbol = tokens[at].startswith("\\") and tokens[at][1:] in _LETTERS
    if tokens[at] in "'~[":  # TeX makes more of these than one sign
        raise _NotSettableError
    return at + 1 if is_symbol else _one(tokens, at)


def _one(tokens: list[str], at: int) -> int:
    if _PLAIN.fullmatch(tokens[at]) is None:
        raise _NotSettableError
    return at + 1


def _group(tokens: list[str], at: int, depth: int) -> int:
    at = _after_space(tokens, at)
    if tokens[at : at + 1] != ["{"]:
        raise _NotSettableError
    at = _row(tokens, at + 1, depth + 1)
    if tokens[at : at + 1] != ["}"]:
        raise _NotSettableError
    return at + 1


def _words(tokens: list[str], at: int) -> int:
    at = _after_space(tokens, at)
    if tokens[at : at + 1] != ["{"] or "}" not in tokens[at:]:
        raise _NotSettableError
    end = tokens.index("}", at)
    if _IN_TEXT.fullmatch("".join(tokens[at + 1 : end])) is None:
        raise _NotSettableError
    return end + 1


def _fenced(tokens: list[str], at: int, depth: int) -> int:
    at = _delimiter(tokens, at + 1)
    at = _row(tokens, at, depth + 1)
    if tokens[at : at + 1] != [r"\right"]:
        raise _NotSettableError
    return _delimiter(tokens, at + 1)


def _delimiter(tokens: list[str], at: int) -> int:
    token = "".join(tokens[at : at + 1])
    if token in _DELIMITERS or token[1:] in _DELIMITER_NAMES:
        return at + 1
    raise _NotSettableError


def _after_space(tokens: list[str], at: int) -> int:
    return at + 1 if tokens[at : at + 1] == [" "] else at
