"""Which records are one paper, in whatever order they were read."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.merging import anchor, group, identity_of
from reviewer.models import Authority, Metadata
from reviewer.store.ledger import Anchor, Judgement, RecordRow

TITLE = "Salt Marshes: A Slow Memory"


def row(
    record_id: int = 1,
    title: str = TITLE,
    *,
    path: str | None = None,
    authority: Authority = Authority.STATED,
    **fields: Any,
) -> RecordRow:
    metadata = Metadata.model_validate({"title": title, **fields})
    identity = identity_of(metadata, authority)
    return RecordRow(record_id, path or f"{record_id}.bib", 1, "", identity)


def grouped(
    rows: Iterable[RecordRow],
    attachments: Sequence[tuple[int, str]] = (),
    judgements: Sequence[Judgement] = (),
) -> list[set[int]]:
    return [{one.id for one in found.rows} for found in group(rows, attachments, judgements)]


def test_an_identity_leaves_aside_case_punctuation_and_the_arxiv_version() -> None:
    one = identity_of(Metadata(title=TITLE.upper(), doi="10.1/AB", arxiv_id="2401.0001v3"))
    assert one == identity_of(Metadata(title=TITLE, doi="10.1/ab", arxiv_id="2401.0001"))


def test_arxivs_own_doi_is_the_arxiv_id() -> None:
    found = identity_of(Metadata(title=TITLE, doi="10.48550/arXiv.2401.00001"))
    assert (found.doi, found.arxiv_id) == (None, "2401.00001")


def test_a_title_without_letters_still_has_an_identity() -> None:
    assert identity_of(Metadata(title="???")).title_key == "???"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({}, {}, True),
        ({"year": 2020}, {}, True),
        ({"year": 2020}, {"year": 2022}, True),
        ({"year": 2020}, {"year": 2023}, False),
        ({"authors": ("Ana Ruiz", "Bo Lind")}, {"authors": ("B. Lind",)}, True),
        ({"authors": ("Ana Ruiz",)}, {"authors": ("Ruiz, Ana",)}, True),
        ({"authors": ("Ana Ruiz",)}, {"authors": ("Bo Lind",)}, False),
        ({"doi": "10.1/a"}, {"doi": "10.1/b"}, False),
        (
            {"doi": "10.1/a", "authors": ("Ana Ruiz",)},
            {"doi": "10.1/b", "authors": ("A. Ruiz",)},
            False,
        ),
        ({"doi": "10.1/a"}, {"doi": "10.48550/arXiv.2401.0001"}, True),
        ({"doi": "10.1/a", "year": 2020}, {"doi": "10.1/A", "year": 2030}, True),
        (
            {"arxiv_id": "2401.0001v1", "authors": ("Ana Ruiz",)},
            {"arxiv_id": "2401.0001v2", "authors": ("Bo Lind",)},
            True,
        ),
    ],
)
def test_an_equal_title_is_the_same_paper_unless_something_else_disagrees(
    one: dict[str, Any], other: dict[str, Any], same: bool
) -> None:
    assert len(grouped([row(1, **one), row(2, **other)])) == (1 if same else 2)


def test_an_acronym_or_a_part_of_a_title_makes_nothing_the_same() -> None:
    titles = ["World Models", "World Models for Tides", "World Models: A Survey", "WORLD: Models?"]
    rows = [row(n, title) for n, title in enumerate(titles)]
    assert grouped(rows) == [{0, 3}, {1}, {2}]


def test_an_equal_doi_is_the_same_paper_under_another_title() -> None:
    assert grouped([row(1, "Marsh Memory", doi="10.1/a"), row(2, doi="10.1/a")]) == [{1, 2}]
    assert grouped([row(1, "Marsh Memory"), row(2)]) == [{1}, {2}]


def test_a_preprint_and_its_published_version_become_one_by_a_record_that_has_both_ids() -> None:
    preprint = row(1, "Marsh Memory", arxiv_id="2401.00001v1", year=2021)
    published = row(2, doi="10.1/a", year=2024)
    both = row(3, "Salt marshes", doi="10.1/A", arxiv_id="2401.00001")
    assert grouped([preprint, published]) == [{1}, {2}]
    assert grouped([preprint, published, both]) == [{1, 2, 3}]


def test_one_record_that_disagrees_keeps_another_out() -> None:
    rows = [row(1), row(2, authors=("Ana Ruiz",)), row(3, authors=("Bo Lind",))]
    assert grouped(rows) == [{1, 2}, {3}]


def test_papers_of_one_title_have_ids_of_their_own() -> None:
    found = group([row(1, authors=("Ana Ruiz",)), row(2, authors=("Bo Lind",))], [], [])
    assert len({one.paper_id for one in found}) == 2
    alone = group([row(2, authors=("Bo Lind",))], [], [])
    assert alone[0].paper_id == found[0].paper_id  # the first of its title, now that it is alone


def test_the_id_comes_from_the_record_of_most_authority() -> None:
    entry = row(1, doi="10.1/a", authority=Authority.CURATED)
    guess = row(2, "Salt Mar shes", doi="10.1/a", path="0.pdf", authority=Authority.GUESSED)
    assert group([entry, guess], [], [])[0].paper_id == group([entry], [], [])[0].paper_id


def test_an_attached_file_is_its_entrys_paper_whatever_its_title() -> None:
    entry, file = row(1), row(2, "untitled", path="a.pdf")
    assert grouped([entry, file]) == [{1}, {2}]
    assert grouped([entry, file], [(1, "a.pdf")]) == [{1, 2}]


def test_a_file_that_two_entries_have_attached_goes_to_the_one_it_is_like() -> None:
    entries = [row(1, "Proceedings of the Shore"), row(2)]
    file = row(3, path="a.pdf")
    assert grouped([*entries, file], [(1, "a.pdf"), (2, "a.pdf")]) == [{1}, {2, 3}]
    unlike = row(3, "untitled", path="a.pdf")
    assert grouped([*entries, unlike], [(1, "a.pdf"), (2, "a.pdf")]) == [{1, 3}, {2}]


def test_a_library_that_is_attached_is_not_one_paper() -> None:
    rows = [row(1), row(2, "Fog", path="b.bib"), row(3, "Kelp", path="b.bib")]
    assert len(grouped(rows, [(1, "b.bib")])) == 3


def said(rows: Sequence[RecordRow], other: Sequence[RecordRow] | None = None) -> Judgement:
    one = anchor(group(rows, [], [])[0].paper_id, rows)
    if other is None:
        return Judgement(1, one, None, "year", "1999")
    return Judgement(1, one, anchor(group(other, [], [])[0].paper_id, other), None, None)


def test_what_the_user_calls_one_paper_is_one_and_keeps_an_id() -> None:
    one, other = row(1), row(2, "Marsh Memory")
    before = {found.paper_id for found in group([one, other], [], [])}
    joined = group([one, other], [], [said([one], [other])])
    assert [{r.id for r in found.rows} for found in joined] == [{1, 2}]
    assert joined[0].paper_id in before


def test_a_correction_finds_its_paper_again_under_another_id() -> None:
    old = row(1, "Salt Marches", doi="10.1/a")
    mended = row(1, doi="10.1/a")
    (found,) = group([mended], [], [said([old])])
    assert found.paper_id != group([old], [], [])[0].paper_id
    assert [(one.field, one.value) for one in found.said] == [("year", "1999")]


def test_a_judgement_on_a_paper_that_is_gone_changes_nothing() -> None:
    gone = Judgement(1, Anchor("x", (("doi", "10.9/z"),)), Anchor("y", ()), None, None)
    assert grouped([row(1), row(2, "Fog")], [], [gone]) == [{1}, {2}]


RUIZ: dict[str, Any] = {"authors": ("Ana Ruiz",)}
LIND: dict[str, Any] = {"authors": ("Bo Lind",)}
SATO: dict[str, Any] = {"authors": ("Kei Sato",)}


def about(wanted: RecordRow, rows: Sequence[RecordRow]) -> Judgement:
    """A correction of the paper that this record is, one of several."""
    (paper,) = (one for one in group(rows, [], []) if wanted in one.rows)
    return Judgement(1, anchor(paper.paper_id, paper.rows), None, "year", "1999")


def corrected(rows: Sequence[RecordRow], judgement: Judgement) -> list[set[int]]:
    return [{row.id for row in one.rows} for one in group(rows, [], [judgement]) if one.said]


@pytest.mark.parametrize("same_file", [True, False])
def test_what_is_said_of_a_paper_stays_with_it_when_another_of_its_title_goes(
    same_file: bool,
) -> None:
    path = "all.bib" if same_file else None
    rows = [row(n, path=path, **by) for n, by in enumerate((RUIZ, LIND, SATO))]
    judgement = about(rows[1], rows)
    assert corrected(rows, judgement) == [{1}]
    assert corrected(rows[1:], judgement) == [{1}]


def test_what_is_said_of_a_paper_that_is_gone_is_not_said_of_another_of_its_title() -> None:
    rows = [row(1, **RUIZ), row(2, **LIND), row(3, "Fog")]
    judgement = about(rows[0], rows)
    assert corrected(rows[1:], judgement) == []
    same = judgement._replace(other=anchor("x", [rows[2]]), field=None, value=None)
    assert grouped(rows, [], [same]) == [{1, 3}, {2}]
    assert grouped(rows[1:], [], [same]) == [{2}, {3}]


def test_what_is_said_of_a_paper_stays_when_all_that_its_file_says_of_it_changes() -> None:
    old = row(1, year=2010, doi="10.1/a", **RUIZ)
    new = row(1, year=2020, doi="10.1/b", **LIND)
    assert corrected([new], about(old, [old])) == [{1}]


def test_an_anchor_of_an_earlier_version_is_found_by_its_keys() -> None:
    old = Judgement(1, Anchor("gone", (("doi", "10.1/a"), ("title_key", "?"))), None, "year", "1")
    assert corrected([row(1, doi="10.1/a"), row(2, "Fog")], old) == [{1}]


FIELDS = {
    "doi": st.sampled_from(["10.1/a", "10.1/b"]),
    "arxiv_id": st.sampled_from(["2401.00001", "2401.00002v2"]),
    "year": st.sampled_from([2018, 2020, 2022, 2024]),
    "authors": st.sampled_from([("Ana Ruiz",), ("Bo Lind",), ("Ana Ruiz", "Bo Lind")]),
}


@st.composite
def shelves(draw: st.DrawFn) -> tuple[list[RecordRow], list[tuple[int, str]]]:
    rows = [
        row(
            number,
            draw(st.sampled_from(["Fog", "Kelp", "Eels"])),
            path=f"{number}.bib",
            authority=draw(st.sampled_from(Authority)),
            **draw(st.fixed_dictionaries({}, optional=FIELDS)),
        )
        for number in range(draw(st.integers(1, 7)))
    ]
    ids = st.integers(0, len(rows) - 1)
    pairs = draw(st.lists(st.tuples(ids, ids), max_size=2))
    return rows, [(one, f"{other}.bib") for one, other in pairs if one != other]


@given(shelves(), st.randoms(use_true_random=False))
def test_the_order_of_reading_changes_nothing(
    shelf: tuple[list[RecordRow], list[tuple[int, str]]], random: Any
) -> None:
    rows, attachments = shelf
    found = group(rows, attachments, [])
    assert sorted(one.id for each in found for one in each.rows) == [one.id for one in rows]
    assert len({each.paper_id for each in found}) == len(found)
    random.shuffle(rows)
    random.shuffle(attachments)
    assert group(rows, attachments, []) == found
