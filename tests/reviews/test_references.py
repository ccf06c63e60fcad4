"""The references of a review hold what it cites, and stay as their author writes them."""

from collections.abc import Mapping, Sequence

import pytest

from reviewer.errors import ReviewFolderError
from reviewer.models import Paper
from reviewer.rendering.raw_entries import RawEntry
from reviewer.reviews.kept import KeptPaper, Standing
from reviewer.reviews.references import HEAD, Bibliography, check_closed, references_text

ANT = Paper(id="1", title="Ants in Rain", authors=("Mira Holt",), year=2020)
BEE = Paper(id="2", title="Bees in Rain", authors=("Jon Beck",), year=2021)
CRAB = Paper(id="3", title="Crabs in Rain", year=2022)
KEYS = {"1": "ant", "2": "bee", "3": "crab"}
STRING = "@string{acl = {Annual Meeting}}"
OWN = RawEntry(
    "@Article{bee,\n  title = {Bees {In} Rain},\n  journal = acl,\n}", (("acl", STRING),)
)
PART = RawEntry(
    "@incollection{ant,\n  title = {Ants},\n  crossref = {zoo},\n}",
    after=("@book{zoo,\n  title = {A Zoo},\n}",),
)


def made(
    before: str = "",
    cited: Sequence[Paper] = (ANT, BEE),
    raw: Mapping[str, RawEntry] | None = None,
    kept: Bibliography | None = None,
    used: frozenset[str] = frozenset(),
) -> Bibliography:
    entries = {} if kept is None else kept.entries
    papers = {
        id_: KeptPaper(id=id_, title="", key=KEYS[id_], standing=Standing.CITED, entry=entry)
        for id_, entry in entries.items()
    }
    return references_text(before, cited=cited, keys=KEYS, kept=papers, raw=raw or {}, used=used)


def keys(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line.startswith("@")]
    return [line.partition("{")[2].partition(",")[0].partition(" ")[0] for line in lines]


def test_entries_stand_by_key_and_are_made_once() -> None:
    first = made(cited=[CRAB, ANT, BEE])
    assert first.text.startswith(HEAD)
    assert keys(first.text) == ["ant", "bee", "crab"]
    assert made(first.text, [CRAB, ANT, BEE], kept=first) == first
    assert made(made(cited=[ANT, CRAB]).text, [ANT, BEE, CRAB]).text == first.text


def test_a_paper_that_is_cited_no_more_goes_unless_its_key_is_used() -> None:
    first = made()
    assert keys(made(first.text, [BEE], kept=first).text) == ["bee"]
    assert keys(made(first.text, [BEE], kept=first, used=frozenset({"ant"})).text) == ["ant", "bee"]


def test_an_entry_of_the_program_s_follows_the_record_and_an_edited_one_does_not() -> None:
    first = made()
    newer = ANT.model_copy(update={"venue": "Journal of Rain"})
    assert "journal = {Journal of Rain}" in made(first.text, [newer, BEE], kept=first).text
    edited = first.text.replace("Ants in Rain", "Ants, In Rain")
    second = made(edited, [newer, BEE], kept=first)
    assert second.text == edited
    assert "1" not in second.entries
    assert keys(made(edited, [BEE], kept=second).text) == ["ant", "bee"]


def test_entries_and_notes_of_the_author_s_stay() -> None:
    first = made()
    text = first.text + "\n% mine\n@misc{aardvark,\n  title = {Mine},\n}\n"
    again = made(text, [ANT, BEE, CRAB], kept=first)
    assert "% mine\n@misc{aardvark,\n  title = {Mine},\n}\n" in again.text
    assert again.text.startswith(first.text.rstrip())


def test_an_own_entry_comes_to_the_letter_with_its_abbreviations_once() -> None:
    also = RawEntry(OWN.text.replace("bee", "crab"), OWN.before)
    first = made(cited=[BEE, CRAB], raw={"2": OWN, "3": also})
    assert OWN.text in first.text
    assert first.text.count(STRING) == 1
    assert first.text.index(STRING) < first.text.index(OWN.text)
    assert made(first.text, [BEE, CRAB], {"2": OWN, "3": also}, first) == first
    other = f"@string{{acl = {{Another}}}}\n\n{HEAD}"
    assert OWN.text not in made(other, [BEE], {"2": OWN}).text
    assert "{bee," in made(other, [BEE], {"2": OWN}).text


def test_what_an_entry_borrows_from_stands_behind_it() -> None:
    first = made(cited=[ANT], raw={"1": PART})
    assert keys(first.text) == ["ant", "zoo"]
    later = made(first.text, [ANT, BEE], {"1": PART}, first)
    assert keys(later.text) == ["ant", "bee", "zoo"]


def test_crlf_stays_crlf_and_nothing_else_changes() -> None:
    first = made()
    text = first.text.replace("\n", "\r\n")
    assert made(text, kept=first).text == text
    more = made(text, [ANT, BEE, CRAB], kept=first).text
    assert "\n" not in more.replace("\r\n", "")


def test_a_file_that_was_cut_off_gets_its_entries_again() -> None:
    first = made()
    cut = first.text[: first.text.index("@", first.text.index("{ant"))]
    assert made(cut, kept=first).text == first.text


def test_what_ends_by_itself_is_whole_whatever_stands_in_it() -> None:
    for text in (
        "",
        HEAD,
        "@misc{a, title = {A}}\n",
        "@misc(a, title = {A (b)})\n@comment{x}\n",
        "@misc{a, note = {\n@home: {x}\n}}\nWords @ the end",
        "@\n@misc{a, title = {A}}",
    ):
        check_closed("references.bib", text)


@pytest.mark.parametrize("end", range(1, 60))
def test_an_entry_that_was_cut_off_is_told_with_its_line(end: int) -> None:
    text = "@misc{a, title = {A}}\n\n@misc{bee,\n  title = {Bees in {Rain}},\n}"
    cut = text[:-end]
    if cut.rstrip() in ("", "@misc{a, title = {A}}"):
        check_closed("references.bib", cut)
        return
    line = cut.count("\n", 0, cut.rindex("@")) + 1
    with pytest.raises(ReviewFolderError, match=f"line {line}: this entry is never closed"):
        check_closed("references.bib", cut)


def test_an_own_entry_that_never_ends_is_not_copied() -> None:
    endless = RawEntry("@article{bee, title = {Bees {In Rain},")
    text = made(raw={"2": endless}).text
    assert "title = {Bees in Rain}" in text
    check_closed("references.bib", text)
