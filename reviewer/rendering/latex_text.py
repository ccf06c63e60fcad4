r"""Plain text to LaTeX that pdflatex sets as it stands, formulas kept where they are well-formed.

Needs T1 fonts, amsmath and amssymb in the document. Braces of the text are never printed as `\{`:
BibTeX counts those, and a lone one would end an entry.
"""

import logging
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from reviewer.rendering.formulas import stretches
from reviewer.rendering.safe import one_line

if TYPE_CHECKING:
    from pylatexenc.latexencode import UnicodeToLatexEncoder

_SPECIAL = {
    **{sign: f"\\{sign}" for sign in "%&_#$"},
    **{"\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}"},
    **{"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "|": r"\textbar{}"},
    **{"<": r"\textless{}", ">": r"\textgreater{}", "`": r"\textasciigrave{}"},
    **{"“": "``", "”": "''", "‘": "{`}", "’": "'", "–": "--", "—": "---", "…": r"\ldots{}"},
    **{"\u00a0": "~", "\u2010": "-", "\u2011": "-", "\u2212": r"\ensuremath{-}"},
    # pylatexenc gives these as if they stood in a formula.
    **{"ɛ": r"\ensuremath{\varepsilon}", "ϒ": r"\ensuremath{\Upsilon}"},
    **{"♭": r"\ensuremath{\flat}", "♮": r"\ensuremath{\natural}", "♯": r"\ensuremath{\sharp}"},
}
# Two of these in a row are one character of TeX's fonts.
_LIGATURE = re.compile(r"(?<=([-',]))(?=\1)")
_OPENING_QUOTE = re.compile(r"(?:(?<=[\s(\[{/–—-])|^)\"(?=\S)")
_TOKEN = re.compile(r"[A-Za-z][\u0300-\u036f]+|[^A-Za-z0-9 ]")
_ACCENTS = {
    **{"\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u"},
    **{"\u0307": ".", "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d"},
    **{"\u0327": "c", "\u0328": "k", "\u0331": "b"},
}
# pylatexenc's names that neither LaTeX's kernel nor the packages above define.
_NAMES = """
    C DownArrowUpArrow VDash acute allequal approxnotequal arrowwaveleft arrowwaveright clockoint
    clwintegral dblarrowupdown estimates forcesextra hermitconjmatrix homothetic image lazysinv
    mathscr notgreaterless notlessgreater nument original precedesnotsimilar quarternote recorder
    rightangle rightanglearc sqrint starequal surfintegral textfrac textglotstop texthvlig textnrleg
    textphi textschwa textturnk tildetrpl truestate udots varperspcorrespond verymuchgreater
    verymuchless volintegral
"""
# Blackboard letters are capitals: the font has other signs in the places of the small ones.
_UNDEFINED = re.compile(
    rf"\\(?:cyr|CYR|mathbb\{{[^A-Z]|(?:{'|'.join(_NAMES.split())})(?![A-Za-z]))"
)
_SYMBOL = re.compile(r"\{\\ensuremath(\{\\[A-Za-z]+\})\}")
_BRACE = {r"\{": r"\lbrace ", r"\}": r"\rbrace "}


def latex(text: str) -> str:
    """One line of LaTeX that prints `text`; a sign that pdflatex lacks shows as `U+4E2D`."""
    return "".join(
        f"${formula(part)}$" if is_formula else escaped(part)
        for part, is_formula in stretches(one_line(text))
    )


def escaped(text: str) -> str:
    """Words without formulas; the quotation marks of a typewriter are made those of print."""
    text = unicodedata.normalize("NFC", text)
    text = _OPENING_QUOTE.sub("“", text).replace('"', "”")
    return _TOKEN.sub(_sign, _LIGATURE.sub("\u2060", text))


def formula(source: str) -> str:
    """A well-formed formula as BibTeX and pdflatex take it."""
    source = re.sub(r"\\[{}]", lambda match: _BRACE[match[0]], source)
    return re.sub(r"[^\x00-\x7f]", lambda match: _in_formula(escaped(match[0])), source)


def _in_formula(sign: str) -> str:
    symbol = _SYMBOL.fullmatch(sign)
    return symbol[1] if symbol else rf"{{\text{{{sign}}}}}"


def _sign(match: re.Match[str]) -> str:
    sign = match[0]
    if sign == "\u2060":
        return "{}"
    if sign == "”" and match.string[match.end() :].startswith(("’", "'")):
        return "''{}"
    if sign == "“" and match.string[: match.start()].endswith(("?", "!")):
        return "{}``"
    return _SPECIAL.get(sign) or (sign if len(sign) == 1 and sign.isascii() else _beyond(sign))


@lru_cache(maxsize=4096)
def _beyond(sign: str) -> str:
    """A sign that is not ASCII, or a letter with accents that Unicode has no sign for."""
    found = _encoder().unicode_to_latex(sign) if len(sign) == 1 else sign
    if found.isascii() and not _UNDEFINED.search(found):
        return str(found)
    if len(sign) == 1 and unicodedata.category(sign) in ("Cf", "Mn"):
        return ""
    apart = unicodedata.normalize("NFKD", sign)
    letter, marks = apart[:1], apart[1:]
    if marks and letter.isascii() and all(mark in _ACCENTS for mark in marks):
        for mark in marks:
            letter = rf"\{_ACCENTS[mark]}{{{letter}}}"
        return f"{{{letter}}}"
    plain = unicodedata.normalize("NFKC", sign).replace("\u2044", "/")  # ⅔ is 2⁄3
    if plain.isascii():
        return escaped(plain)
    return rf"\texttt{{{' '.join(f'U+{ord(char):04X}' for char in sign)}}}"


@lru_cache(maxsize=1)
def _encoder() -> "UnicodeToLatexEncoder":
    from pylatexenc.latexencode import UnicodeToLatexEncoder

    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL + 1)
    return UnicodeToLatexEncoder(
        replacement_latex_protection="braces-all", unknown_char_policy="keep"
    )
