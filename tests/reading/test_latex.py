import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.reading import latex
from reviewer.reading.latex import to_unicode


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"M{\"u}ller, \'Elan, Erd\H{o}s, Dvo\v{r}\'ak", "Müller, Élan, Erdős, Dvořák"),
        (r"Stra{\ss}e {\O}re \aa{}r na\"{\i}ve", "Straße Øre år naïve"),
        (r"Mila\v n and \' etude", "Milaň and étude"),
        ("{BERT} and the {Cambridge {ICE} Core}", "BERT and the Cambridge ICE Core"),
        (r"34.0\% of A \& B, \#1, x\_y, C\$", "34.0% of A & B, #1, x_y, C$"),
        ("100% of R&D in C#", "100% of R&D in C#"),
        ("pages 1--9 --- ``so called'' it's", "pages 1–9 — “so called” it's"),
        (r"\emph{two words} \textbf{b} {\em c} \texttt{d}", "two words b c d"),
        (r"\enquote{ice} and \enquote*{snow}", "“ice” and “snow”"),
        (
            r"\href{https://a.example/x_y%20}{here} \url{https://a.example/~b_c}",
            "here https://a.example/ b_c",
        ),
        (r"as in \cite{frost2021} or \citep[p.~2]{rime}", "as in [frost2021] or [rime]"),
        (r"\LaTeX{} and \TeX\ words", "LaTeX and TeX words"),
        ("one\n   wrapped\t\tline~here", "one wrapped line here"),
        ("plain words", "plain words"),
        ("", ""),
    ],
)
def test_text_and_markup_become_plain_unicode(source: str, text: str) -> None:
    assert to_unicode(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"$\alpha$-ice in $\mathbb{R}^n$", "α-ice in ℝⁿ"),
        (r"H$_2$O, $x_{ij}^2$, $\frac{a}{b}$, $t$-$J$", "H₂O, x_ij², a/b, t-J"),
        (r"$\sim$20 times, $n=3$, $p<0.05$", "∼20 times, n=3, p<0.05"),
        (r"$2 \times 3$ and $O(n \log n)$", "2 × 3 and O(n log n)"),
        (r"MedS$^3$ 200\,{$\mu$J}", "MedS³ 200 μJ"),
    ],
)
def test_mathematics_stays_readable(source: str, text: str) -> None:
    assert to_unicode(source) == text


@pytest.mark.parametrize(
    "money", ["costs $5 and $10", "US$ 3 or $4", "from $2.5M dollars to $3", "save $20-$30 a day"]
)
def test_money_is_not_mathematics(money: str) -> None:
    assert to_unicode(money) == money


def test_the_name_of_an_unknown_macro_stays_visible() -> None:
    assert to_unicode(r"we propose \methodname, and \sysname{} wins") == (
        r"we propose \methodname, and \sysname wins"
    )


def test_the_name_of_an_unknown_macro_in_capitals_is_the_word() -> None:
    assert to_unicode(r"\ICEWORLD\ and \MF") == "ICEWORLD and METAFONT"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"The 17$^{th}$ and 21$^{\rm st}$ and 2$^\text{nd}$", "The 17th and 21st and 2nd"),
        (r"10 M$_{\odot}$ and R$_\odot$", "10 M⊙ and R⊙"),
        (r"$W^+W^-$", "W⁺W⁻"),
        (r"at 20\ensuremath{^\circ}C", "at 20°C"),
        (r"\href {https://a.b/c} {Snow} and \href{https://a.b/c}{ice}", "Snow and ice"),
        (r"\glqq Eis\grqq{} and `snow' and it's", "„Eis“ and ‘snow’ and it's"),
        (r"solvent\hyphen free", "solvent-free"),
    ],
)
def test_what_reads_well_on_the_line_stands_there(written: str, shown: str) -> None:
    assert to_unicode(written) == shown


def test_an_unknown_macro_around_words_leaves_the_words() -> None:
    assert to_unicode(r"\mkbibemph{very cold} ice") == "very cold ice"


@pytest.mark.parametrize(
    "broken", ["{open", "close}", r"\frac", r"$\frac$", r"a\\", r"\begin{x", "$"]
)
def test_a_broken_construct_spoils_no_other_word(broken: str) -> None:
    assert to_unicode(f"cold {broken}").startswith("cold")


def test_braces_deeper_than_the_parser_can_follow_are_dropped() -> None:
    assert to_unicode("{" * 5000 + "ice" + "}" * 5000 + " floats") == "ice floats"


PIECES = st.sampled_from(
    [
        *("{", "}", "\\", "$", "~", "%", "^", "_", "\\'", '\\"', "``", "''", "--", " ", "a", "Ice"),
        *("\\frac", "\\cite", "\\href", "\\begin{x}", "\\end{x}", "\\[", "\\(", "\\verb|", "\n"),
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_jumble_decodes_to_one_line(source: str) -> None:
    text = to_unicode(source)
    assert text == " ".join(text.split())


@given(st.lists(st.sampled_from(["ice", "Snow,", "(tide)", "1.5", "é—", "50%", "&"]), max_size=20))
def test_text_without_latex_is_left_alone(words: list[str]) -> None:
    assert to_unicode(" ".join(words)) == " ".join(words)


PIECES = st.lists(
    st.sampled_from(
        [
            *(r"\"o", r"\'{e}", r"{\o}", r"\c{c}", r"\v c", r"\H{o}", r"\ss{}", r"{\'\i}"),
            *(r"\'{\i}", r"\%", r"\&", "--", "---", "``", "''", "`", "'", "~", "-", "!", "?"),
            *("{", "}", "{A", "}", "a", "b ", "é", r"\emph{x}", r"\l{}", r"{\AA}", "$n$"),
        ]
    ),
    min_size=1,
    max_size=8,
).map("".join)


@given(piece=PIECES)
def test_the_quick_way_and_pylatexenc_agree(piece: str) -> None:
    if piece.count("{") == piece.count("}"):
        assert latex._decode.__wrapped__(piece) == latex._decode_all.__wrapped__(piece)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"30$^\circ$C and 10$^{-3}$", "30°C and 10⁻³"),
        (r"Franc{\ocirc{u}}, {\ocirc u}b", "Franců, ůb"),
        (r"Mar{\cprime}in and {\Dbar}o", "Marʹin and Đo"),
        (r"{\noopsort{1973a}}Ice", "Ice"),
        (r"\foreignlanguage{german}{Eis} and \textcolor{red}{snow}", "Eis and snow"),
        (r"a\slash b \textless{} c\/", "a/b < c"),
    ],
)
def test_what_libraries_write_beside_accents_is_understood(source: str, text: str) -> None:
    assert to_unicode(source) == text
