"""Plain text as LaTeX: every special sign escaped, well-formed formulas kept."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pylatexenc import latexencode

from reviewer.rendering.formulas import is_settable, stretches
from reviewer.rendering.latex import document
from reviewer.rendering.latex_text import escaped, latex
from tests.rendering.typeset import needs_tex, typeset

SETTABLE = (
    *(r"\pi2\text{vec}", "_2", "C_{max}", r"\frac{1}{2}", r"\mathcal L_\theta", r"\frac12"),
    *(r"\left( \frac{a}{b} \right]", "x'^2", "x''", r"\{x_α\}", r"\hat\theta", r"O(n \log n)"),
    *(r"95\%", r"\mathbb{R}^{d\times d}", r"\sqrt n", r"x_\text{max}", r"a\ b\,c", "τ", "é"),
    *(r"\Omega(\log N)", r"\|x\|_2", r"\operatorname{argmax} x", "^3", r"\text{é, x}", "a<b>c"),
    *(
        r"\mathbb R",
        r"\mathcal{A B}",
        r"\mathfrak{g}_1",
        r"\textbf{16\%}",
        "a~b",
        r"\leqslant",
        "Hits@5",
    ),
)
BROKEN = (
    *(
        r"x_\sum",
        r"\sqrt\sin",
        r"\sqrt[x",
        "x_'",
        "x_",
        "x^~",
        "x^a^b",
        "x^2'",
        "{",
        "}",
        "a}b{",
        r"\method",
        r"\left(",
        r"\right)",
        "#",
        "%",
        "a&b",
    ),
    *(r"\frac{1}", r"\mathcal", r"\text{a_b}", r"\text{a", r"\begin{x}", r"\input{/etc/passwd}"),
    *(r"\mathbb{1}", r"\mathbb k", r"\mathcal{l}", r"\mathcal{O(n)}", r"\mathfrak{\Gamma}"),
    *(r"\write18{x}", "", " ", r"\hat", r"x_\frac{1}{2}", r"a\\b", r"\left x \right x"),
)
PLAIN = st.text(st.characters(min_codepoint=32, max_codepoint=126))


NAMES = {
    **{"textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}", "textbar": "|"},
    **{"textasciitilde": "~", "textasciicircum": "^", "textasciigrave": "`"},
    **{"textless": "<", "textgreater": ">"},
}


def read_back(source: str) -> str:
    """What TeX prints of escaped ASCII."""
    tokens = re.findall(r"\\[a-z]+\{\}|\\.|\{\}|.", source)
    names = [NAMES.get(token[1:-2], token[-1:]) if token != "{}" else "" for token in tokens]
    return "".join(names)


@pytest.mark.parametrize("formula", SETTABLE)
def test_a_formula_that_tex_can_set_is_one(formula: str) -> None:
    assert is_settable(formula)


@pytest.mark.parametrize("formula", BROKEN)
def test_what_might_stop_tex_is_no_formula(formula: str) -> None:
    assert not is_settable(formula)


@pytest.mark.parametrize(
    "text",
    [
        "costs $5 and $10",
        "from $5M/$6M to more",
        "set $HOME/$USER first",
        "between $5,000 and$ more",
        r"a \$5 bill$",
        "$3 for a_b and $4",
        "$x$2",
    ],
)
def test_money_opens_no_formula(text: str) -> None:
    assert not any(part.is_formula for part in stretches(text))


def test_formulas_are_found_among_words() -> None:
    found = [tuple(part) for part in stretches(r"A $x^2$-rule \(a_b\) at 50\% and $$E=m$$.")]
    assert found == [
        ("A ", False),
        ("x^2", True),
        ("-rule ", False),
        ("a_b", True),
        (" at 50% and ", False),
        ("E=m", True),
        (".", False),
    ]


def test_a_number_after_a_sign_is_taken_into_its_formula() -> None:
    # Pandoc sees no formula where a digit follows the dollars.
    assert latex(r"$\sim$1,000 and $>$5 at $x$2") == r"$\sim 1{,}000$ and $> 5$ at \$x\$2"


def test_a_percent_sign_in_a_formula_opens_no_comment() -> None:
    assert latex("by 24$%$ or $3%$.") == r"by 24$\%$ or $3\%$."


def test_specials_are_escaped() -> None:
    assert latex(r"C_{max} & 50% of #1 ~ ^ \x") == (
        r"C\_\textbraceleft{}max\textbraceright{} \& 50\% of \#1 \textasciitilde{} "
        r"\textasciicircum{} \textbackslash{}x"
    )
    assert latex(r"$\pi2\text{vec}$ and H$_2$O for $5") == r"$\pi2\text{vec}$ and H$_2$O for \$5"
    assert latex(r"$\{τ\}$") == r"$\lbrace {\tau}\rbrace $"


def test_typewriter_quotes_and_dashes_are_not_what_tex_makes_of_them() -> None:
    assert latex('He said "yes" (or "no")') == "He said ``yes'' (or ``no'')"
    assert latex("--flag '' `x`") == r"-{}-flag '{}' \textasciigrave{}x\textasciigrave{}"
    assert latex("so?“ and “a ‘b’”") == "so?{}`` and ``a {`}b'''"


def test_letters_beyond_ascii_are_spelled_out() -> None:
    assert latex("Müller, Erdős, naïve") == r"M{\"u}ller, Erd{\H{o}}s, na{\"\i}ve"
    assert latex("a\u0323 ệ ﬁ ⅔ \u200bℋ") == r"{\d{a}} {\^{\d{e}}} {fi} 2/3 H"
    assert latex("𝕓𝟙") == "b1"
    assert latex("茶") == r"\texttt{U+8336}"


@example("x⁰ ₂")
@given(st.text())
def test_no_text_leaves_a_brace_open_or_a_special_sign_raw(text: str) -> None:
    escaped_text = escaped(" ".join(text.split()))
    outside = re.sub(r"\\ensuremath\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}", "", escaped_text)
    bare = re.sub(r"\\(?:[A-Za-z]+|.)", "", outside)
    assert escaped_text.isascii()
    assert not set(bare) & set("%&_#^$")
    depth = 0
    for brace in re.findall(r"[{}]", escaped_text):  # as BibTeX counts: escaped ones too
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0


@given(PLAIN)
def test_ascii_text_comes_back_as_it_was(text: str) -> None:
    words = " ".join(text.replace('"', "").split())
    assert read_back(escaped(words)) == words


@needs_tex
def test_every_letter_that_is_spelled_out_can_be_set(tmp_path: Path) -> None:
    table = latexencode.get_builtin_conversion_rules("defaults")[0].rule
    letters = [chr(code) for code in sorted(table) if code >= 128]
    assert len(letters) > 1000
    lines = "\n".join(latex(f"a{letter}b") for letter in letters)
    typeset(tmp_path, document(lines).replace("\\bibliography{references}", ""))


@needs_tex
def test_formulas_that_are_kept_can_be_set(tmp_path: Path) -> None:
    lines = "\n\n".join(latex(f"$${formula}$$") for formula in SETTABLE)
    assert lines.count("$") == 2 * len(SETTABLE)
    typeset(tmp_path, document(lines).replace("\\bibliography{references}", ""))
