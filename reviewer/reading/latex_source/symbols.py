"""What LaTeX's named characters, accents and words look like in plain text.

Tables only; most of them come from pylatexenc, loaded with the first text that needs them.
"""

from functools import lru_cache

ACCENTS = {
    **{"`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304"},
    **{".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328"},
    **{"d": "\u0323", "b": "\u0331", "r": "\u030a", "t": "\u0361"},
    **{"hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303"},
    **{"bar": "\u0304", "dot": "\u0307", "ddot": "\u0308", "check": "\u030c", "breve": "\u0306"},
    **{"acute": "\u0301", "grave": "\u0300", "vec": "\u20d7", "mathring": "\u030a"},
}
LETTERS = {  # the white space after these belongs to their name
    **{"o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ss": "ß", "SS": "SS", "ae": "æ", "AE": "Æ"},
    **{"oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "i": "i", "j": "j", "dh": "ð", "th": "þ"},
    **{"DH": "Ð", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "imath": "i", "jmath": "j"},
}
DOUBLE_STRUCK = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))
_WORDS = {
    **{"LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "LaTeXe": "LaTeX2e"},
    **{"XeTeX": "XeTeX", "LuaTeX": "LuaTeX", "pdfTeX": "pdfTeX", "AmS": "AMS"},
    **{"eg": "e.g.", "ie": "i.e.", "etal": "et al.", "wrt": "w.r.t.", "cf": "cf.", "vs": "vs."},
    **{"etc": "etc.", "aka": "a.k.a.", "iid": "i.i.d.", "dof": "d.o.f.", "onedot": "."},
    **{"Eg": "E.g.", "Ie": "I.e.", "Cf": "Cf."},
    **{"S": "§", "P": "¶", "dag": "†", "ddag": "‡", "copyright": "©", "pounds": "£", "euro": "€"},
    **{"textcopyright": "©", "degree": "°", "textdegree": "°", "celsius": "°C", "textmu": "µ"},
    **{"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "backslash": "\\"},
    **{"textperiodcentered": "·", "textquotesingle": "'", "textquotedbl": '"', "lq": "‘"},
    **{"textgreater": ">", "textless": "<", "textbar": "|", "rq": "’", "textunderscore": "_"},
    **{"textdollar": "$", "textpercent": "%", "percent": "%", "textnumero": "№", "texteuro": "€"},
    **{"argmax": "argmax", "argmin": "argmin", "softmax": "softmax", "Pr": "Pr", "lVert": "‖"},
    **{"colon": ":", "lvert": "|", "rvert": "|", "rVert": "‖", "Vert": "‖", "vert": "|", "|": "‖"},
    **{"prime": "′", "nobreakdash": "", "slash": "/", "mid": "|", "mathrel": "", "mathbin": ""},
    **{"textquotedblleft": "“", "textquotedblright": "”", "textquoteleft": "‘"},
    **{
        "textquoteright": "’",
        "glqq": "„",
        "grqq": "“",
        "flqq": "«",
        "frqq": "»",
        "guillemotleft": "«",
    },
    **{
        "guillemotright": "»",
        "og": "«",
        "fg": "»",
        "textordfeminine": "ª",
        "textordmasculine": "º",
    },
    **{"quad": " ", "qquad": " ", "enspace": " ", "enskip": " ", "thinspace": " ", "space": " "},
    **{
        "newline": " ",
        "linebreak": " ",
        "hfill": " ",
        "hfil": " ",
        "endgraf": " ",
        "par": " ",
        "AND": " ",
    },
    **{"bmod": "mod", "mod": "mod", "pmod": "mod", "land": "∧", "lor": "∨", "lnot": "¬"},
    **{"iff": "⟺", "implies": "⟹", "impliedby": "⟸", "coloneqq": "≔", "ne": "≠", "neg": "¬"},
    **{"Re": "Re", "Im": "Im", "lbrack": "[", "rbrack": "]", "ddagger": "‡", "bot": "⊥"},
    **{"models": "⊨", "triangle": "△", "xrightarrow": "→", "xleftarrow": "←", "leadsto": "⇝"},
    **{"trademark": "™", "ohm": "Ω", "micro": "µ", "arcmin": "′", "arcsec": "″", "deg": "deg"},
    **{"gcd": "gcd", "arg": "arg", "ker": "ker", "dim": "dim", "biguplus": "⨄", "bigodot": "⨀"},
    **{"dashrightarrow": "⇢", "Bbbk": "𝕜", "limsup": "lim sup", "liminf": "lim inf", "hom": "hom"},
    **{"csc": "csc", "cot": "cot", "sec": "sec", "det": "det", "lim": "lim", "inf": "inf"},
    **{"checkmark": "✓", "cmark": "✓", "xmark": "✗", "tabularnewline": " ", "and": " ", "And": " "},
    **{"blacksquare": "", "qed": "", "square": "", "Box": "", "qedhere": "", "limits": ""},
}
OPERATORS = frozenset(
    [
        "log",
        "ln",
        "exp",
        "sin",
        "cos",
        "tan",
        "cot",
        "sec",
        "csc",
        "sinh",
        "cosh",
        "tanh",
        "arcsin",
        "arccos",
        "arctan",
        "max",
        "min",
        "sup",
        "inf",
        "lim",
        "arg",
        "argmax",
        "argmin",
        "det",
        "dim",
        "ker",
        "gcd",
        "deg",
        "hom",
        "Pr",
        "limsup",
        "liminf",
        "softmax",
        "mod",
        "bmod",
    ]
)
UNITS = {
    **{"percent": "%", "metre": "m", "meter": "m", "second": "s", "gram": "g", "kelvin": "K"},
    **{"celsius": "°C", "degreeCelsius": "°C", "hertz": "Hz", "joule": "J", "watt": "W"},
    **{"volt": "V", "ampere": "A", "ohm": "Ω", "pascal": "Pa", "newton": "N", "mole": "mol"},
    **{"litre": "L", "liter": "L", "byte": "B", "bit": "bit", "minute": "min", "hour": "h"},
    **{"day": "d", "degree": "°", "electronvolt": "eV", "tesla": "T", "bel": "B", "tonne": "t"},
    **{"kilo": "k", "mega": "M", "giga": "G", "tera": "T", "peta": "P", "milli": "m"},
    **{"micro": "µ", "nano": "n", "pico": "p", "femto": "f", "centi": "c", "deci": "d"},
    **{"per": "/", "squared": "^2", "cubed": "^3", "square": "^2", "cubic": "^3", "of": ""},
    **{"km": "km", "cm": "cm", "mm": "mm", "um": "µm", "nm": "nm", "ms": "ms", "kg": "kg"},
    **{"us": "µs", "ns": "ns", "kHz": "kHz", "MHz": "MHz", "GHz": "GHz", "m": "m", "s": "s"},
    **{"g": "g", "K": "K", "V": "V", "W": "W", "J": "J", "A": "A", "eV": "eV", "keV": "keV"},
}


@lru_cache(maxsize=1)
def named_characters() -> dict[str, str]:
    """The text of each macro that takes no argument."""
    from pylatexenc import latex2text

    tables = latex2text.get_default_latex_context_db()
    known = {
        macro.macroname: macro.simplify_repl.strip()
        for macro in tables.iter_macro_specs()
        if isinstance(macro.simplify_repl, str) and "%" not in macro.simplify_repl
    }
    return known | LETTERS | _WORDS
