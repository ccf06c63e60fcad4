"""No text of a paper can do anything to a terminal or a Markdown viewer."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.rendering.safe import markdown, one_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"$\pi2\text{vec}$", r"$\pi2\text{vec}$"),
        ("[bold]x[/bold]", "[bold]x[/bold]"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jcleared", "cleared"),
        ("a\x08\x7fb", "ab"),
        ("two\nlines\tand  spaces", "two lines and spaces"),
        ("right\u202eleft", "rightleft"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("Zero\u200dwidth joiner, é, 漢字", "Zero\u200dwidth joiner, é, 漢字"),
    ],
)
def test_text_of_a_paper_keeps_its_words_and_loses_its_control_characters(
    text: str, shown: str
) -> None:
    assert one_line(text) == shown


@given(
    st.text(alphabet=st.characters(), max_size=60) | st.text("\x1b[]0;1m\x07\x9b\\ab", max_size=30)
)
def test_what_is_shown_has_no_control_characters_and_can_be_encoded(text: str) -> None:
    shown = one_line(text)
    assert not any(unicodedata.category(character) == "Cc" for character in shown)
    shown.encode()


@given(st.text(alphabet="ab .,-()$^_*{}123", max_size=40))
def test_plain_words_are_shown_as_they_are(text: str) -> None:
    assert one_line(text) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("![x](http://tracker/p.png)", r"\![x\](http://tracker/p.png)"),
        ("see [here](javascript:x)", r"see [here\](javascript:x)"),
        ("<script>x</script>", r"\<script>x\</script>"),
        ("# not a heading", r"\# not a heading"),
        ("a < b and snake_case [1]", "a < b and snake_case [1]"),
        (r"$\pi2\text{vec}$", r"$\pi2\text{vec}$"),
    ],
)
def test_markdown_of_a_paper_cannot_load_link_or_embed_anything(text: str, escaped: str) -> None:
    assert markdown(text) == escaped
