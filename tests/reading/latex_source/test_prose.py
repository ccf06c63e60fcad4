"""A paragraph of LaTeX as a reader sees it: markup gone, every word and number still there."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.reading.latex_source.prose import LONGEST_DISPLAY, prose
from reviewer.text.numbers import numbers


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"$k_1 = 1.2$ and $b=0.75$", "k_1 = 1.2 and b=0.75"),
        (r"34.0\% of 1{,}000", "34.0% of 1,000"),
        (r"20$\times$ and $20\times$ faster", "20× and 20× faster"),
        (r"$3\times10^{-4}$, $3 \times 10^{5}$", "3×10^-4, 3 × 10^5"),
        (r"20\,000 files of 5\,GB", "20\u2009000 files of 5 GB"),
        (r"m$^2$, CO$_2$, 90$^\circ$, 10$^{th}$", "m^2, CO2, 90°, 10th"),
        (r"$\mathbb{R}^{d\times n}$", "ℝ^(d×n)"),
        (r"$\hat{y}_{t+1}$ and $x_{max}$", "ŷ_(t+1) and x_max"),
        (r"$\frac{1}{2}$, $\frac{a+b}{c}$, $\sqrt{2}$", "1/2, (a+b)/c, √2"),
        (r"$p < 0.05$ ($\approx 3.5$)", "p < 0.05 (≈3.5)"),
        (r"$\log x$ if $\text{it holds}$", "log x if it holds"),
        (r"\SI{10}{\milli\second}, \qty{5}{\percent}, \num{12}", "10 ms, 5%, 12"),
        (r"$\left\{ a \right\}$ and $\|x\|$", "{ a } and ‖x‖"),
    ],
)
def test_formulas_and_quantities_stay_readable(latex: str, shown: str) -> None:
    assert prose(latex) == shown


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"Poincar\'e, na\"{\i}ve, Erd\H{o}s, \v{S}koda", "Poincaré, naïve, Erdős, Škoda"),
        (r"Stra\ss e, \O rsted, \L{}\'od\'z", "Straße, Ørsted, Łódź"),
        ("``quoted'' --- and 3--5", "“quoted” — and 3–5"),
        (r"\textbf{bold} {\em slanted} \textsc{Small}", "bold slanted Small"),
        (r"\textcolor{red}{hot}, \href{http://a.b}{there}", "hot, there"),
        (r"see \url{http://a.b/c_d%20e}", "see http://a.b/c_d%20e"),
        (r"e.g.~iLQR\footnotemark{} works", "e.g. iLQR works"),
        (r"a\-b and c\/d \& e\_f \#1 \$5", "ab and cd & e_f #1 $5"),
        (
            r"\textsc{Net}\xspace is, \textsc{Net}\xspace, \textsc{Net}\xspace{}is",
            "Net is, Net, Net is",
        ),
        (r"\LaTeX\ and \TeX{} run", "LaTeX and TeX run"),
        (r"one\\two\\[2pt]three\\ [four]", "one two three [four]"),
        (r"\vspace{2em}\noindent word\vskip 1em plus 2pt word", "word word"),
    ],
)
def test_markup_goes_and_its_words_stay(latex: str, shown: str) -> None:
    assert prose(latex) == shown


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"as shown~\cite{a,b}.", "as shown [a, b]."),
        (r"\citet{smith2020} and \citep[see][p.~3]{lee}", "[smith2020] and [see lee, p. 3]"),
        (r"\citep[Sec.~2]{lee}, \cites{a}{b}", "[lee, Sec. 2], [a; b]"),
        (r"in Section~\ref{s}, Eq.~(\ref{e}).", "in Section, Eq.."),
        (r"(see Figure~\ref{f}) and [\ref{g}]", "(see Figure) and"),
        (r"in \cref{fig:a}; \Cref{tab:b} has", "in figure; Table has"),
        (r"words\label{x}, more words~\nocite{y}.", "words, more words."),
    ],
)
def test_citations_are_keys_and_references_leave_nothing_odd(latex: str, shown: str) -> None:
    assert prose(latex) == shown


def test_a_command_that_nobody_knows_stays_visible_where_it_stands_for_a_word() -> None:
    assert prose(r"\ourmodel{} beats \ourmodel") == r"\ourmodel beats \ourmodel"
    assert prose(r"\highlight{fast} and \note[x]{slow}") == "fast and slow"


def test_a_display_stays_in_its_sentence_and_a_long_one_is_left_out() -> None:
    assert prose(r"where \[ x = 1. \]") == "where x = 1."
    assert prose("so\n\\begin{align*} a &= b \\\\ c &= d, \\end{align*} and") == (
        "so a = b c = d, and"
    )
    long = "+".join(["x"] * LONGEST_DISPLAY)
    assert prose(f"so $$ {long}. $$ Then") == "so …. Then"


@pytest.mark.parametrize(
    "latex",
    ["{open", "close}", "$x_{a^{b", "$a", r"\textbf{a", r"\frac{1", "\\", r"\cite{", "a & b $"],
)
def test_what_is_unbalanced_gives_its_words_all_the_same(latex: str) -> None:
    assert "\\" not in prose(latex).replace(r"\textbf", "")


WORD = st.text(string.ascii_letters + "éüß0123456789.,;:()!?'", min_size=1, max_size=12).filter(
    lambda word: "''" not in word
)


@given(st.lists(WORD, max_size=30))
def test_plain_prose_comes_out_as_it_went_in(plain: list[str]) -> None:
    assert prose(" ".join(plain)) == " ".join(plain)


NUMBER = st.decimals(0, 10**6, places=2).map(lambda value: f"{value:f}")
FRAMES = st.sampled_from(
    [
        *("$%s$", "\\textbf{%s}", "%s\\%%", "$x = %s$", "$\\approx %s$", "%s$\\times$", "(%s)"),
        *("$10^{%s}$", "{%s}", "\\num{%s}", "\\emph{%s}~GB", "$\\pm%s$", "\\SI{%s}{\\second}"),
    ]
)


@given(st.lists(st.tuples(FRAMES, NUMBER), min_size=1, max_size=8))
def test_every_number_survives(framed: list[tuple[str, str]]) -> None:
    shown = prose(" and ".join(frame % number for frame, number in framed))
    assert numbers(shown) >= {n for _, number in framed for n in numbers(number)}


SIGNS = [*"\\{}$&~^_#[]%", "\\begin{", "\\end{equation}", "\\cite", "\\frac", "a", " "]
OPENINGS = ["\\begin{equation}", "\\sqrt[", "\\left.", "\\'", "\\item[", "\\SI"]
PIECES = st.lists(
    st.sampled_from(SIGNS) | st.sampled_from(OPENINGS) | st.text(max_size=4), max_size=60
)


@given(PIECES)
def test_no_text_whatever_is_too_odd(pieces: list[str]) -> None:
    shown = prose("".join(pieces))
    assert shown == " ".join(shown.split(" "))
    assert "\0" not in shown


def test_braces_as_deep_as_you_like_do_no_harm() -> None:
    assert prose("{" * 5000 + "word" + "}" * 5000) == "word"
    assert prose("\\textbf{" * 2000 + "word") == "word"
    assert "word" in prose("$" + "x^{" * 2000 + "$ word")
