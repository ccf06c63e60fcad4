"""Lists of papers that must be cited or must not: what they name, and what of it is there."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.errors import ReadError, ReviewerError, UsageError
from reviewer.models import Paper, Source
from reviewer.own_work import ListedPaper, ListedPapers, read_list, resolve
from reviewer.own_work.paper_list import MOST_LISTED

SEALS = Paper(id="p1", title="Counting Seals", arxiv_id="2401.00001v2", authors=("Ada Frost",))
KITES = Paper(id="p2", title="Quiet Kites over Banks", doi="10.1000/kites", cite_key="rime2020")
BOATS = Paper(
    id="p3",
    title="Boats",
    authors=("Bo Rime",),
    year=2015,
    sources=(Source(file="x.bib", title="Boats and Noise", cite_key="boats"),),
)
TWINS = (
    Paper(id="p4", title="Tides", doi="10.1000/one", year=2001),
    Paper(id="p5", title="Tides", doi="10.1000/two", year=2001),
)
PAPERS = (SEALS, KITES, BOATS, *TWINS)


def listed(tmp_path: Path, text: str, name: str = "must.txt") -> ListedPapers:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_list(path)


def test_a_text_names_a_paper_a_line_in_any_way(tmp_path: Path) -> None:
    wanted = listed(
        tmp_path,
        "# what the reviewers asked for\n\n2401.00001 # the first count\nhttps://doi.org/10.1000/kites\n"
        "- Boats and Noise\n@rime2020\np4\ncounting seals\n",
    )
    found = resolve(wanted, PAPERS)
    assert [paper.id for paper in found.found] == ["p1", "p2", "p3", "p4"]
    assert found.missing == ()
    assert [entry.line for entry in wanted.entries] == [3, 4, 5, 6, 7, 8]


def test_a_paper_that_is_not_there_is_said_with_its_line(tmp_path: Path) -> None:
    found = resolve(listed(tmp_path, "p1\nCounting Eels\n"), PAPERS)
    (missing,) = found.missing
    assert (missing.line, missing.text) == (2, "Counting Eels")
    assert "did you mean “Counting Seals”" in missing.reason


def test_an_ambiguous_name_lists_the_candidates(tmp_path: Path) -> None:
    (missing,) = resolve(listed(tmp_path, "Tides\n"), PAPERS).missing
    assert "2 papers" in missing.reason
    assert "p4" in missing.reason
    assert "p5" in missing.reason


BIB = """@article{seals, title={Counting {S}eals}, author={Frost, Ada}, year=2024}
@article{any, title={Another Title}, doi={10.1000/KITES}}
@article{boats, title={Boats and Noises}, author={Rime, Bo}, year=2016}
@article{eels, title={Counting Eels}}
@article{rime2020, title={On Something Else}}
@article{tides, title={Tides}}
@article{tides1, title={Tides}, doi={10.1000/one}}
@article{others, title={Counting Seals}, author={Li, Mei}}
"""


def test_entries_are_found_by_identifier_and_title_and_never_by_their_key_alone(
    tmp_path: Path,
) -> None:
    found = resolve(listed(tmp_path, BIB, "must.bib"), PAPERS)
    assert [paper.id for paper in found.found] == ["p1", "p2", "p3", "p4"]
    reasons = {missing.line: missing.reason for missing in found.missing}
    assert list(reasons) == [4, 5, 6, 8]
    assert reasons[4] == "not in the collection"
    assert "p2 Quiet Kites over Banks" in reasons[5]
    assert "p4" in reasons[6]
    assert "p5" in reasons[6]
    assert "no author in common" in reasons[8]


def test_keys_that_collide_are_named_by_line_and_both_are_read(tmp_path: Path) -> None:
    wanted = listed(
        tmp_path,
        "@article{a, title={Counting Seals}}\n@article{b, title={Boats}}\n"
        "@article{a, title={Quiet Kites over Banks}}\n",
        "must.bib",
    )
    assert wanted.notices == ("the key a stands for 2 entries (lines 1 and 3); each is read",)
    assert len(resolve(wanted, PAPERS).found) == 3


def test_an_entry_that_cannot_be_read_is_said_and_the_rest_goes_on(tmp_path: Path) -> None:
    wanted = listed(tmp_path, "@article{a, year=2020}\n@article{b, title={Boats}}\n", "must.bib")
    found = resolve(wanted, PAPERS)
    assert found.found == (BOATS,)
    assert [(one.line, "title" in one.reason) for one in found.missing] == [(1, True)]


def test_other_libraries_are_lists_too(tmp_path: Path) -> None:
    wanted = listed(tmp_path, "TY  - JOUR\nTI  - Boats\nER  - \n", "must.ris")
    assert resolve(wanted, PAPERS).found == (BOATS,)


def test_nothing_is_found_in_a_collection_of_none() -> None:
    entries = (ListedPaper(text="a: B", title="B"), ListedPaper(text="c"))
    found = resolve(ListedPapers(entries=entries), ())
    assert found.found == ()
    assert [one.reason for one in found.missing] == ["not in the collection"] * 2


def test_a_line_that_is_no_name_is_said(tmp_path: Path) -> None:
    wanted = listed(tmp_path, f"p1\n---\n{'seal ' * 200}\n")
    assert [(one.line, one.reason.split(" (")[0]) for one in wanted.unread] == [
        (2, "neither a letter nor a digit is in it"),
        (3, "too long for the name of a paper"),
    ]


def test_a_list_longer_than_a_review_is_cut_and_says_so(tmp_path: Path) -> None:
    wanted = listed(tmp_path, "\n".join(f"id{n}" for n in range(MOST_LISTED + 5)))
    assert len(wanted.entries) == MOST_LISTED
    assert any("1,000" in notice for notice in wanted.notices)


def test_a_list_may_have_any_name(tmp_path: Path) -> None:
    assert len(listed(tmp_path, "p1\np2\n", "must-cite").entries) == 2


@pytest.mark.parametrize("name", ["must.txt", "must.bib", "must"])
@pytest.mark.parametrize("text", ["# none yet\n", "\n\n"])
def test_a_list_that_names_nothing_is_refused(name: str, text: str, tmp_path: Path) -> None:
    with pytest.raises(ReviewerError) as error:
        listed(tmp_path, text, name)
    assert name in error.value.message


def test_a_paper_is_no_list(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a list of papers"):
        listed(tmp_path, r"\documentclass{article}", "paper.tex")


def test_a_binary_list_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "must.txt").write_bytes(b"p1\0\xff\xfe" * 50)
    with pytest.raises(ReadError, match=r"must\.txt"):
        read_list(tmp_path / "must.txt")


# A NUL makes the whole file binary, and that is refused.
@given(st.lists(st.text(st.characters(exclude_characters="\0"), max_size=30), max_size=8))
def test_no_name_raises_anything(names: list[str]) -> None:
    text = "kites\n" + "\n".join(names)  # a list of none is an error of its own
    with TemporaryDirectory() as folder:
        (Path(folder) / "must.txt").write_text(text, encoding="utf-8", errors="replace")
        wanted = read_list(Path(folder) / "must.txt")
    found = resolve(wanted, PAPERS)
    assert len(found.found) + len(found.missing) <= len(text.splitlines())
    assert len(found.missing) >= len(wanted.unread)
