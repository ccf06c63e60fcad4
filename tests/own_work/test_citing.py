"""What a draft cites, and its sentences without it."""

import pytest

from reviewer.own_work.citing import keys_in_latex, keys_in_text, without_citations


@pytest.mark.parametrize(
    ("latex", "keys"),
    [
        (r"\cite{a}", ("a",)),
        (r"\citep[see][p.~3]{a, b}", ("a", "b")),
        (r"\textcite{a} and \Citeauthor*{b}", ("a", "b")),
        (r"\parencites{a}{b}", ("a", "b")),
        (r"\citet{a}{\bf x}", ("a",)),
        (r"\cite{doi:10.1000/x_y+z}", ("doi:10.1000/x_y+z",)),
        (r"\cite{a}\cite{b}\cite{a}", ("a", "b")),
        (r"\nocite{*}\nocite{a}\bibliographystyle{b}\citestyle{c}\setcitestyle{d}", ()),
        (r"\cite{", ()),
        (r"\cite{a b}", ()),
        (r"\cite{}", ()),
    ],
)
def test_the_keys_of_latex(latex: str, keys: tuple[str, ...]) -> None:
    assert keys_in_latex(latex) == keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("[@a]", ("a",)),
        ("[see @a, p. 3; -@b]", ("a", "b")),
        ("As @frost_2020a. says", ("frost_2020a",)),
        ("@{https://x.y/z}", ("https://x.y/z",)),
        ("write to ada@frost.example", ()),
        ("see @fig:kite and @tbl-seals", ()),
        ("```\n@a\n```\nand `@b`", ()),
        (r"@b, then \citep{a}", ("b", "a")),
    ],
)
def test_the_keys_of_a_text(text: str, keys: tuple[str, ...]) -> None:
    assert keys_in_text(text) == keys


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Seals rest [bee2020, p. 3].", "Seals rest."),
        ("Seals rest [@bee2020; @cod].", "Seals rest."),
        ("Seals [12, 14–16] rest [3].", "Seals rest."),
        ("Seals rest (Frost et al., 2020; Rime and Li, 2019).", "Seals rest."),
        ("Seals rest (see Frost, 2020).", "Seals rest."),
        (r"Seals rest \citep[see][]{bee2020}.", "Seals rest."),
        ("The range [0, 1] holds.", "The range [0, 1] holds."),
        ("The [MASK] token holds.", "The [MASK] token holds."),
        ("Seals (in 2020 there were 40) rest.", "Seals (in 2020 there were 40) rest."),
    ],
)
def test_a_sentence_without_its_citations(sentence: str, said: str) -> None:
    assert without_citations(sentence, ("bee2020",)) == said
