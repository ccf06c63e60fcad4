"""A draft is edited in every way that an editor allows; each sentence is told for what it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.models import Statement, Support
from reviewer.reviews.draft_file import DraftText, cite_keys_in, plain_text
from reviewer.reviews.kept import By, Entry
from reviewer.reviews.matching import Matched, match


def entry(theme: str, line: str) -> Entry:
    said = Statement(text=plain_text(line), quotes=(), support=Support.SUPPORTED)
    return Entry(theme=theme, line=line, by=By.PROGRAM, statement=said)


ONE = entry("By sound", "Holt et al. count bees by ear [@holt2019].")
TWO = entry("By sound", "Wing counts 31 hives within 7% [@wing; @{a.b}].")
THREE = entry("By weight", "A scale announces 41 of 44 swarms [@beck2022].")
ENTRIES = [ONE, TWO, THREE]
DRAFT = f"# Related work\n\n## By sound\n\n{ONE.line}\n{TWO.line}\n\n## By weight\n\n{THREE.line}\n"


def matched(text: str) -> Matched:
    return match(DraftText(text), ENTRIES)


def told(text: str) -> list[tuple[str, Entry | None, Entry | None]]:
    return [(one.text, one.entry, one.origin) for one in matched(text).sentences]


UNEDITED = [(one.line, one, None) for one in ENTRIES]


@pytest.mark.parametrize(
    "text",
    [
        DRAFT,
        DRAFT.replace("\n", "\r\n"),
        "\ufeff" + DRAFT,
        DRAFT.rstrip("\n"),
        DRAFT.replace(f"{ONE.line}\n{TWO.line}", f"{ONE.line} {TWO.line}"),
        DRAFT.replace("count bees", "count\nbees"),
        DRAFT.replace("## By sound", "By sound\n--------"),
        DRAFT.replace("## By sound", "### Listening {#sec:x .unnumbered}"),
        DRAFT.replace(ONE.line, f"- {ONE.line}").replace(TWO.line, f"- {TWO.line}"),
        DRAFT.replace(TWO.line, f"{TWO.line} <!-- really? -->"),
        "---\ntitle: Bees. And more.\n---\n" + DRAFT,
        DRAFT + "\n```\nSome code. It runs.\n```\n",
        DRAFT + "\n| a | b |\n|---|---|\n| One. | Two. |\n",
        DRAFT + "\n# Conclusion\n\nWe are done. It cites nothing.\n",
    ],
)
def test_an_edit_that_touches_no_sentence_changes_none(text: str) -> None:
    assert told(text) == UNEDITED
    assert matched(text).deleted == []


def test_an_edited_sentence_is_told_with_the_one_it_was() -> None:
    text = DRAFT.replace("within 7%", "within about 8%")
    assert told(text)[1] == ("Wing counts 31 hives within about 8% [@wing; @{a.b}].", None, TWO)
    assert matched(text).deleted == []


@pytest.mark.parametrize("before", ["However, ", "It is false that ", "This is wrong: "])
def test_words_before_a_sentence_make_it_another_one(before: str) -> None:
    text = DRAFT.replace(ONE.line, before + ONE.line)
    assert told(text)[0] == (before + ONE.line, None, ONE)


def test_a_new_sentence_and_a_deleted_one_are_told() -> None:
    new = "Cameras at flowers were never compared with ears [@dahl2021]."
    text = DRAFT.replace(ONE.line, new)
    assert told(text)[0] == (new, None, None)
    assert matched(text).deleted == [ONE]


def test_sentences_may_change_places_and_themes() -> None:
    text = f"# Related work\n\n## All\n\n{THREE.line}\n{ONE.line}\n\n## More\n\n{TWO.line}\n"
    assert [one.entry for one in matched(text).sentences] == [THREE, ONE, TWO]
    assert matched(text).deleted == []


def test_a_sentence_of_a_theme_that_cites_nothing_is_told_and_one_elsewhere_is_not() -> None:
    text = DRAFT.replace(THREE.line, f"{THREE.line}\nWe weigh differently.")
    assert told(text)[-1] == ("We weigh differently.", None, None)
    assert told("We begin here.\n\n" + DRAFT) == UNEDITED


def test_lines_and_places_are_those_of_the_file() -> None:
    text = DRAFT.replace("\n", "\r\n")
    for one in matched(text).sentences:
        assert text[one.start : one.end] == one.text
        assert text.splitlines()[one.line - 1] == one.text


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("a [@b; see @c, p. 3] and @{d.e}.", ("b", "c", "d.e")),
        ("mail a@b.org or \\@home", ()),
        ("as @holt2019 say [-@x:y].", ("holt2019", "x:y")),
    ],
)
def test_keys_are_read_as_pandoc_reads_them(text: str, keys: tuple[str, ...]) -> None:
    assert cite_keys_in(text) == keys


def test_markdown_reads_as_its_text() -> None:
    assert plain_text("A *very* **good** \\$5 x\\_1 [@a; @b, p. 2].") == "A very good $5 x_1."
    assert plain_text("On $x_1 \\{a\\}$ of snake_case [@a].") == "On $x_1 \\{a\\}$ of snake_case."


@given(st.text(alphabet="ab@[]{}#*`~<!->.\n\r \t|:\\$_", max_size=300))
def test_any_text_is_cut_into_sentences_that_stand_in_it(text: str) -> None:
    found = match(DraftText(text), ENTRIES)
    ends = 0
    for one in found.sentences:
        assert ends <= one.start < one.end <= len(text)
        ends = one.end
