"""LaTeX in a bibliography field to plain Unicode: accents, markup, readable mathematics.

pylatexenc does the decoding, word by word, so that one broken construct spoils one word. It knows
nothing of BibTeX.
"""

import logging
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text
    from pylatexenc.latexwalker import LatexMacroNode

# In a bibliography field these stand for themselves far more often than for TeX's own meaning.
_LITERAL = re.compile(r"(?<!\\)[%&#]")
# Mathematics: between dollars, with a macro or a sign of a formula in it, or by pandoc's rule (no
# space inside the dollars, no digit after them). A number and then a word is money in any case.
_INSIDE = r"(?:[^$\\]|\\.)"
_MATHS = re.compile(
    r"\$\$.+?\$\$"
    r"|(?<!\\)\$(?!\d[\d.,]*[KMB]?\s+[A-Za-z]{2})(?:"
    rf"{_INSIDE}{{0,200}}?(?:\\[A-Za-z]|[\^_=<>]){_INSIDE}{{0,200}}?\$"
    rf"|(?=\S){_INSIDE}{{1,200}}?(?<=\S)\$(?!\d))"
)
# What has a character of its own, high or low.
_SCRIPT = re.compile(r"([_^])(?:\{([0-9+\-=()in]{1,12})\}|([0-9in+-]))")
# What reads as well on the line: 17th, M⊙.
_ON_THE_LINE = re.compile(
    r"\^(?:\{\s*(?:\\rm\s+)?(st|nd|rd|th)\s*\}"
    r"|(\{\s*)?\\(?:text|mathrm|textrm)\s*\{(st|nd|rd|th)\}(?(2)\s*\}))"
    r"|[_^](\{\s*)?(\\(?:odot|oplus|ast|star|dagger|prime)(?![A-Za-z]))(?(4)\s*\})"
)
_HIGH = str.maketrans("0123456789+-=()in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿ")
_LOW = str.maketrans("0123456789+-=()in", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢₙ")
_DEGREE = re.compile(r"\^(?:\{\s*\\circ\s*\}|\\circ(?![A-Za-z])\s*)")
_DOLLAR = re.compile(r"(?<!\\)\$")
_TEX = re.compile(r"[\\{}$~`]|''|--")
_OPENING, _CLOSING = re.compile(r"(?<!\\)\{"), re.compile(r"(?<!\\)\}")
_RUNS = re.compile(r"((?:[^ \\{}$]++(?: |$))+)|[^ ]+ ?")
_WANTS_MORE = re.compile(r"\\[A-Za-z]*$")
# A letter with its accent, a letter by name, a character that must be escaped.
_ATOM = re.compile(
    r"\\(?:[`'^\"~=.](?:\{(?:[A-Za-z]|\\[ij])\}|[A-Za-z]|\\[ij](?=\}))"
    r"|[cvuHkr](?:\{[A-Za-z]\}|\s+[A-Za-z](?![A-Za-z]))"
    r"|(?:ss|o|O|l|L|ae|AE|oe|OE|aa|AA|i|j)(?:\{\}|(?=\}))|[%&#])"
)
_SIGNS = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("~", "\xa0"))
_BEYOND = re.compile(r"[\\$]|[!?]`|---[-]|(?<!`)`(?!`)|```|'''")
_LONGEST_PIECE = 20_000
_ACCENT = re.compile(r"(\\[`'^\"~=.])\s+(?=[A-Za-z\\{])")
# Spaces that TeX skips before the arguments of a macro.
_LOOSE_ARGUMENTS = re.compile(
    r"(\\(?:href|textcolor|foreignlanguage|texorpdfstring))\s*(\{[^{}]*\})\s*(?=\{)"
)
_SINGLE_QUOTES = re.compile(r"(?<![\w`\\])`(?!`)([^`']{1,200})'(?!['\w])")
# Not in pylatexenc's tables, or there with marks that a reader would take for text.
_WORDS = {
    **{"TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX"},
    **{
        "cprime": "ʹ",
        "cdprime": "ʺ",
        "Dbar": "Đ",
        "dbar": "đ",
        "cydot": "·",
        "textquotesingle": "'",
    },
    **{"copyright": "©", "textcopyright": "©", "pounds": "£"},
    **{"slash": "/", "/": "", "-": "", "textless": "<", "textgreater": ">", "textbar": "|"},
    **{"textasciitilde": "~", "textasciicircum": "^", "textunderscore": "_", "textdegree": "°"},
    **{"newline": " ", "par": " ", "linebreak": " ", "break": " "},
    **{"hyphen": "-", "fshyphen": "-", "emdash": "—", "Dash": "—", "endash": "–", "dash": "–"},
    **{"glqq": "„", "grqq": "“", "glq": "‚", "grq": "‘", "flqq": "«", "frqq": "»"},
    **{"flq": "‹", "frq": "›", "LaTeXe": "LaTeX2e", "AmSTeX": "AmSTeX", "MF": "METAFONT"},
    **{name: name for name in ("XeTeX", "LuaTeX", "pdfTeX", "ConTeXt", "XeLaTeX", "BibLaTeX")},
    # How Crossref writes the tags of HTML.
    **{"less": "<", "greater": ">"},
}
_SWITCHES = (
    *("em", "it", "bf", "rm", "sf", "tt", "sc", "sl", "bfseries", "itshape", "scshape", "slshape"),
    *("normalfont", "relax", "protect", "upshape", "mdseries", "rmfamily", "sffamily", "ttfamily"),
)
# MathSciNet's preamble draws these with TeX primitives; here they are accents like any other.
_ACCENTS = {
    "ocirc": "\N{COMBINING RING ABOVE}",
    "polhk": "\N{COMBINING OGONEK}",
    "soft": "\N{COMBINING CARON}",
    "udot": "\N{COMBINING DOT BELOW}",
    "cfac": "\N{COMBINING HOOK ABOVE}",
    "lfhook": "\N{COMBINING COMMA BELOW}",
    "dudot": "\N{COMBINING DIAERESIS BELOW}",
    "uarc": "\N{COMBINING INVERTED BREVE}",
}
_ARGUMENTS = {  # macro: its arguments in pylatexenc's notation, and what they become
    "url": ("{", "%s"),
    "href": ("{{", "%(2)s"),
    "texttt": ("{", "%s"),
    "mbox": ("{", "%s"),
    "enquote": ("*{", "“%(2)s”"),
    "mkbibquote": ("{", "“%s”"),
    "foreignlanguage": ("{{", "%(2)s"),
    "textcolor": ("{{", "%(2)s"),
    "texorpdfstring": ("{{", "%(1)s"),
    "footnote": ("{", ""),
    "noopsort": ("{", ""),
    "SortNoop": ("{", ""),
}


def to_unicode(source: str) -> str:
    """`source` without LaTeX, white space collapsed to single spaces.

    What is not understood stays as it is written, and braces go.
    """
    text = " ".join(source.split())
    if not _TEX.search(text):
        return text
    text = _ACCENT.sub(r"\1", _LITERAL.sub(r"\\\g<0>", text))
    text = _DEGREE.sub("°", _SINGLE_QUOTES.sub(r"‘\1’", _LOOSE_ARGUMENTS.sub(r"\1\2", text)))
    decoded = " ".join(_decode(piece) for piece in _pieces(_escape_money(text)))
    return " ".join(decoded.split())


def _escape_money(text: str) -> str:
    parts, end = [], 0
    for maths in _MATHS.finditer(text):
        formula = _SCRIPT.sub(_script, _ON_THE_LINE.sub(r"\1\3\5", maths[0]))
        parts += [_DOLLAR.sub(r"\\$", text[end : maths.start()]), formula]
        end = maths.end()
    return "".join([*parts, _DOLLAR.sub(r"\\$", text[end:])])


def _script(match: re.Match[str]) -> str:
    return (match[2] or match[3]).translate(_HIGH if match[1] == "^" else _LOW)


def _pieces(text: str) -> Iterator[str]:
    """Words, those joined that a brace, a dollar or a macro waiting for its argument holds."""
    held: list[str] = []
    depth = 0
    is_maths = False
    for match in _RUNS.finditer(text):
        word = match[0].rstrip(" ")
        if match[1] and not held:
            yield word
            continue
        held.append(word)
        depth = max(0, depth + len(_OPENING.findall(word)) - len(_CLOSING.findall(word)))
        is_maths ^= len(_DOLLAR.findall(word)) % 2 == 1
        if depth == 0 and not is_maths and not _WANTS_MORE.search(word):
            yield " ".join(held)
            held.clear()
    if held:
        yield " ".join(held)


@lru_cache(maxsize=16384)
def _decode(piece: str) -> str:
    if not _TEX.search(piece):
        return piece
    # pylatexenc takes a millisecond for a title: it is asked once for each accented letter, and
    # for a whole piece only where there is more to it than these, braces and dashes.
    simple = _ATOM.sub(_character, piece)
    if not _BEYOND.search(simple):
        for written, shown in _SIGNS:
            simple = simple.replace(written, shown)
        return simple.replace("{", "").replace("}", "")
    return _decode_all(piece)


def _character(match: re.Match[str]) -> str:
    return _decode_all(match[0])


@lru_cache(maxsize=16384)
def _decode_all(piece: str) -> str:
    if len(piece) > _LONGEST_PIECE:
        return _without_braces(piece)
    try:
        decoded = _decoder()(piece)
    except (IndexError, KeyError, ValueError, TypeError, AttributeError, RecursionError):
        return _without_braces(piece)  # pylatexenc's tables have gaps
    # A macro without its argument comes back as the pattern of its replacement.
    return _without_braces(piece) if "%s" in decoded and "%s" not in piece else decoded


def _without_braces(piece: str) -> str:
    return _OPENING.sub("", _CLOSING.sub("", piece))


@lru_cache(maxsize=1)
def _decoder() -> Callable[[str], str]:
    """pylatexenc, silenced and mended; loaded with the first field that needs it."""
    from pylatexenc import latex2text, latexwalker
    from pylatexenc.latex2text import MacroTextSpec
    from pylatexenc.macrospec import MacroSpec

    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL + 1)
    syntax = latexwalker.get_default_latex_context_db()
    arguments = [MacroSpec(macro, spec) for macro, (spec, _) in _ARGUMENTS.items()]
    arguments += [MacroSpec(macro, "{") for macro in _ACCENTS]
    syntax.add_context_category("bibliography", prepend=True, macros=arguments)
    tables = latex2text.get_default_latex_context_db()
    texts = _WORDS | dict.fromkeys(_SWITCHES, "")
    texts |= {macro: text for macro, (_, text) in _ARGUMENTS.items()}
    macros = [MacroTextSpec(macro, simplify_repl=text) for macro, text in texts.items()]
    macros += [MacroTextSpec(macro, simplify_repl=_cite) for macro in ("cite", "citet", "citep")]
    macros += [
        MacroTextSpec(macro, simplify_repl=partial(_accented, mark))
        for macro, mark in _ACCENTS.items()
    ]
    tables.add_context_category("bibliography", prepend=True, macros=macros)
    tables.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=_unknown))
    converter = latex2text.LatexNodes2Text(latex_context=tables, math_mode="text")
    return partial(converter.latex_to_text, latex_context=syntax)


def _cite(node: "LatexMacroNode", l2tobj: "LatexNodes2Text") -> str:
    keys = node.nodeargd.argnlist[-1]
    return f"[{l2tobj.nodelist_to_text([keys])}]"


def _accented(mark: str, node: "LatexMacroNode", l2tobj: "LatexNodes2Text") -> str:
    letter = l2tobj.nodelist_to_text([node.nodeargd.argnlist[0]])
    return unicodedata.normalize("NFC", f"{letter[:1]}{mark}{letter[1:]}") if letter else ""


def _unknown(node: "LatexMacroNode") -> str:
    """Formatting of an argument goes; a name that stands for a text nobody knows stays visible.

    One in capitals is the word itself, set in small ones.
    """
    following = node.parsing_state.s[node.pos + node.len :]
    if len(node.macroname) > 1 and node.macroname.isupper():
        return f"{node.macroname}{node.macro_post_space}"
    shown = f"\\{node.macroname}{node.macro_post_space}"
    return "" if re.match(r"\{(?!\})", following) else shown
