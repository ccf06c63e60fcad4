"""Sentences go out of a draft and come into it, and nothing else of it changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.reviews.draft_file import DraftText
from reviewer.reviews.editing import NewTheme, edited
from reviewer.reviews.matching import match
from tests.reviews.test_matching import DRAFT, ENTRIES, ONE, THREE, TWO

NEW = "Radar follows drones [@radar]."
THEME = NewTheme("By radar", [NEW])


def change(
    text: str,
    out: tuple[str, ...] = (),
    added: dict[str, list[str]] | None = None,
    fresh: tuple[NewTheme, ...] = (),
) -> str:
    draft = DraftText(text)
    sentences = match(draft, ENTRIES).sentences
    lines: dict[int, str | None] = {one.start: None for one in sentences if one.text in out}
    sections = {one.heading: number for number, one in enumerate(draft.sections)}
    into = {sections[heading]: some for heading, some in (added or {}).items()}
    return edited(draft, sentences, lines, into, fresh)


def test_nothing_asked_for_is_nothing_done() -> None:
    assert change(DRAFT) == DRAFT


def test_a_line_comes_behind_the_last_sentence_of_its_theme() -> None:
    new = change(DRAFT, added={"By sound": [NEW]})
    assert new == DRAFT.replace(TWO.line, f"{TWO.line}\n{NEW}")
    text = DRAFT.replace(TWO.line, f"{TWO.line}\nMine.\n\nA paragraph of mine.")
    assert change(text, added={"By sound": [NEW]}) == text.replace("Mine.", f"Mine.\n{NEW}")


def test_a_line_in_a_list_is_an_item_of_it() -> None:
    text = DRAFT.replace(ONE.line, f"- {ONE.line}").replace(TWO.line, f"- {TWO.line}")
    new = change(text, added={"By sound": [NEW]})
    assert new == text.replace(TWO.line, f"{TWO.line}\n- {NEW}")


def test_a_sentence_goes_with_its_line() -> None:
    assert change(DRAFT, (ONE.line,)) == DRAFT.replace(f"{ONE.line}\n", "")
    assert change(DRAFT, (TWO.line,)) == DRAFT.replace(f"{TWO.line}\n", "")
    joined = DRAFT.replace(f"{ONE.line}\n", f"{ONE.line} ")
    assert change(joined, (ONE.line,)) == joined.replace(f"{ONE.line} ", "")
    assert change(joined, (TWO.line,)) == joined.replace(f" {TWO.line}", "")


def test_a_theme_with_nothing_left_goes_with_its_heading() -> None:
    assert (
        change(DRAFT, (ONE.line, TWO.line)) == f"# Related work\n\n## By weight\n\n{THREE.line}\n"
    )
    assert change(DRAFT, (THREE.line,)).rstrip() == DRAFT.partition("\n\n## By weight")[0]


def test_a_theme_with_words_of_the_author_s_stays() -> None:
    text = DRAFT.replace(THREE.line, f"{THREE.line}\n\nWords of mine.")
    assert change(text, (THREE.line,)) == text.replace(f"{THREE.line}\n\n", "")


def test_what_is_lost_may_be_replaced() -> None:
    new = change(DRAFT, (ONE.line, TWO.line), {"By sound": [NEW]})
    assert new == DRAFT.replace(f"{ONE.line}\n{TWO.line}", NEW)


def test_a_theme_that_was_emptied_takes_lines_again() -> None:
    text = DRAFT.replace(f"{THREE.line}\n", "")
    assert change(text, added={"By weight": [NEW]}).rstrip() == f"{text.rstrip()}\n\n{NEW}"


@pytest.mark.parametrize("end", ["", "\n", " \n", "\n\n# Conclusion\n\nWe are done.\n"])
def test_a_new_theme_comes_behind_the_last_one(end: str) -> None:
    text = DRAFT.rstrip("\n") + end
    new = change(text, fresh=(THEME,))
    told = f"{THREE.line}{' ' * end.startswith(' ')}\n\n## By radar\n\n{NEW}"
    text = text.replace(" \n", "\n")
    assert new == (text.replace(THREE.line, told) if end else f"{text.replace(THREE.line, told)}\n")


def test_the_last_theme_and_a_new_one_are_not_mixed() -> None:
    new = change(DRAFT, added={"By weight": ["Last [@last]."]}, fresh=(THEME,))
    assert new == f"{DRAFT.rstrip()}\nLast [@last].\n\n## By radar\n\n{NEW}\n"


@given(
    out=st.sets(st.sampled_from([one.line for one in ENTRIES])),
    adds=st.sets(st.sampled_from(["By sound", "By weight"])),
    fresh=st.booleans(),
    crlf=st.booleans(),
    joined=st.booleans(),
)
def test_whatever_goes_and_comes_the_rest_stands_where_it_stood(
    out: set[str], adds: set[str], *, fresh: bool, crlf: bool, joined: bool
) -> None:
    text = DRAFT.replace(f"{ONE.line}\n", f"{ONE.line} ") if joined else DRAFT
    text = text.replace("\n", "\r\n") if crlf else text
    added = {heading: [f"New {heading.lower()} [@n]."] for heading in adds}
    new = change(text, tuple(out), added, (THEME,) if fresh else ())
    draft = DraftText(new)
    kept = [one for one in ENTRIES if one.line not in out]
    found = match(draft, ENTRIES).sentences
    assert [one.entry for one in found if one.entry is not None] == kept
    for one in found:
        heading = draft.sections[one.section].heading
        if one.entry is not None:
            assert heading == one.entry.theme
        elif one.text != NEW:
            assert one.text == added[heading][0]
    assert (NEW in new) == fresh
    assert not crlf or "\n" not in new.replace("\r\n", "")
