import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.reading.latex_macros import Macros


@pytest.mark.parametrize(
    ("definition", "source", "expanded"),
    [
        (r"\newcommand{\x}{y}", r"a \x{} b", r"a y{} b"),
        (r"\newcommand\x{y}", r"\x", "y"),
        (r"\renewcommand*{\x}[1]{<#1>}", r"\x{a {b}} c", "<a {b}> c"),
        (r"\def\x#1#2{#2#1}", r"\x ab", "ba"),
        (r"\def\x#1{#1#1}", r"\x{a}\x b", "aabb"),
        (r"\newcommand{\x}[1]{\y{#1}}\newcommand{\y}[1]{(#1)}", r"\x{a}", "(a)"),
        (r"\newcommand{\x}[1]{#1#2#3}", r"\x{a}", "a"),
        (r"\newcommand{\x}{y}", r"\xy", r"\xy"),
        (r"\newcommand{\x}[1]{(#1)}", r"\x", r"\x"),
        (r"\newcommand{\x}[1]{(#1)}", r"\x{a", r"\x{a"),
        (r"\newcommand{\x}{\ifmmode y\fi}", r"\x", r"\x"),
        (r"\newcommand{\x}{\input{secret}}", r"\x", r"\x"),
        (r"\newcommand{\x}{never closed", r"\x", r"\x"),
        (r"\newcommand{\x}{a}\renewcommand{\x}{b}", r"\x", "b"),
        ("", r"\x", r"\x"),
    ],
)
def test_a_macro_is_replaced_by_its_text(definition: str, source: str, expanded: str) -> None:
    assert Macros([definition]).expanded(source) == expanded


def test_a_macro_of_itself_ends() -> None:
    assert len(Macros([r"\def\x{\x\x\x\x\x\x\x\x\x\x}"]).expanded(r"\x" * 400)) < 10_000


JUMBLE = st.lists(
    st.sampled_from(
        [r"\newcommand", r"\def", r"\x", r"\y", "{", "}", "[1]", "#1", "#2", "a", " ", "\\"]
    ),
    max_size=14,
).map("".join)


@given(definition=JUMBLE, source=JUMBLE)
def test_any_jumble_is_expanded(definition: str, source: str) -> None:
    macros = Macros([r"\def\x#1{(#1)}", definition])
    assert isinstance(macros.expanded(source), str)
