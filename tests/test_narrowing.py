"""Filters that let nothing through, told with what would."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer.errors import UsageError
from reviewer.models import Filters
from reviewer.workspace import Workspace
from tests.gathered import gather
from tests.shelf import entry, write

WORDS_ONLY = {("embedding", "model"): "none"}
ENTRIES = [
    entry(0, authors=["Åsa Björk", "Jon Vale"], year=2001, venue="Shore Letters", tags=["tide"]),
    entry(1, authors=["Lin Oliver"], year=2011, venue="Annals of the Coast"),
    entry(2, authors=["Jon Valle"]),
]


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    root = tmp_path_factory.mktemp("review")
    file = write(root / "coast.jsonl", ENTRIES)
    with Workspace(root, flags=WORDS_ONLY) as made:
        made.ingest(file)
        yield made


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Workspace]:
    """A collection whose papers give nothing but titles and abstracts."""
    file = write(tmp_path / "coast.jsonl", [entry(0), entry(1)])
    with Workspace(tmp_path, flags=WORDS_ONLY) as made:
        made.ingest(file)
        yield made


def told(ws: Workspace, filters: Filters) -> list[str]:
    ws.notices.clear()
    assert ws.search("tide", filters=filters) == []
    return ws.notices


@pytest.mark.parametrize(
    ("filters", "notice"),
    [
        (
            Filters(author="Bjork Asa"),
            "no paper has an author with the words “Bjork Asa”; did you mean “Åsa Björk”?",
        ),
        (
            Filters(author="jon vall"),
            "no paper has an author with the words “jon vall”; "
            "did you mean “Jon Valle” or “Jon Vale”?",
        ),
        (
            Filters(venue="zzz"),
            "no paper has a venue with the words “zzz”; "
            "there are “Annals of the Coast”, “Shore Letters”",
        ),
        (
            Filters(source="cost"),
            "no paper was read from a file with the words “cost”; did you mean “coast.jsonl”?",
        ),
        (Filters(tag="zzz"), "no paper has a tag with the words “zzz”; there is “tide”"),
        (Filters(tag="tides"), "no paper has a tag with the words “tides”; did you mean “tide”?"),
        (
            Filters(year_from=2002, year_to=2010),
            "no paper is of the years 2002-2010; the years here run from 2001 to 2011",
        ),
        (
            Filters(year_from=2030),
            "no paper is of 2030 or after; the years here run from 2001 to 2011",
        ),
        (
            Filters(year_to=1990),
            "no paper is of 1990 or before; the years here run from 2001 to 2011",
        ),
        (
            Filters(year_from=2002, year_to=2002),
            "no paper is of the year 2002; the years here run from 2001 to 2011",
        ),
        (
            Filters(section="abstrakt"),
            "no section is called “abstrakt”; give abstract, or words of a heading; "
            "did you mean “abstract”?",
        ),
        (
            Filters(section="References"),
            "no passage is of the kind “references”; give abstract, or words of a heading",
        ),
        (
            Filters(paper_ids=frozenset({"p0"})),
            "no paper here has the id p0; list them with: reviewer papers",
        ),
        (
            Filters(author="oliver", year_to=2005),
            "each of these filters lets papers through, all together none; leave one out",
        ),
    ],
)
def test_what_lets_nothing_through_is_named_with_what_is_near(
    ws: Workspace, filters: Filters, notice: str
) -> None:
    assert told(ws, filters) == [notice]


@pytest.mark.parametrize(
    ("filters", "notice"),
    [
        (Filters(year_from=2000), "no paper here gives its year; search without --year"),
        (Filters(author="x"), "no paper here names its authors; search without a filter by author"),
        (Filters(venue="x"), "no paper here gives a venue; search without a filter by venue"),
        (Filters(tag="x"), "no paper here has a tag; search without a filter by tag"),
    ],
)
def test_a_field_that_no_paper_gives_is_named(
    bare: Workspace, filters: Filters, notice: str
) -> None:
    assert told(bare, filters) == [notice]


def test_an_answer_and_a_draft_say_why_nothing_passes(ws: Workspace) -> None:
    filters = Filters(author="oliwer")
    near = "no paper has an author with the words “oliwer”; did you mean “Lin Oliver”?"
    answer = ws.ask("How is the tide?", filters=filters)
    assert answer.abstained
    assert answer.reason == f"Nothing passes these filters: {near}"
    assert ws.related_work("tides", filters=filters).notices == (near,)


def test_of_many_values_some_are_named(tmp_path: Path) -> None:
    entries = [entry(n, authors=[f"Mo {name}"]) for n, name in enumerate(["Ax", "By", "Cu", "Do"])]
    with gather(tmp_path, entries) as ws:
        assert told(ws, Filters(author="zzz")) == [
            "no paper has an author with the words “zzz”; "
            "there are “Mo Ax”, “Mo By”, “Mo Cu” and 1 more"
        ]


def test_a_filter_that_lets_papers_through_says_nothing(ws: Workspace) -> None:
    ws.notices.clear()
    assert len(ws.search("tide", filters=Filters(author="vale"))) == 1
    assert ws.search("walrus", filters=Filters(author="vale")) == []
    assert ws.notices == []


@pytest.mark.parametrize(
    ("filters", "message", "hint"),
    [
        (Filters(year_from=2024, year_to=2020), "no year lies between 2024 and 2020", "2020-2024"),
        (Filters(author=""), "the filter by author has no word in it", "leave the filter out"),
        (Filters(venue=" ?!"), "the filter by venue has no word in it", "leave the filter out"),
        (
            Filters(section="\udc80"),
            "the filter by section has no word in it",
            "leave the filter out",
        ),
    ],
)
def test_filters_that_cannot_be_meant_are_refused(
    ws: Workspace, filters: Filters, message: str, hint: str
) -> None:
    for ask in (ws.search, ws.ask, ws.related_work):
        with pytest.raises(UsageError, match=message) as caught:
            ask("tide", filters=filters)
        assert hint in caught.value.hint
