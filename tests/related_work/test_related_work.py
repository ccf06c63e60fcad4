"""Drafts over a whole workspace, without a language model."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from reviewer.errors import ReviewerError
from reviewer.models import Filters, RelatedWork, Theme
from reviewer.related_work.choosing import ONLY_A_TITLE
from reviewer.workspace import Workspace
from tests.gathered import gather, paper
from tests.hashing import HashingEmbedder

DEVICES = ["microphone", "hive scale", "flower camera"]
PLACES = ["orchard", "heath", "alp", "garden", "forest"]


def study(device: str, place: str, number: int) -> dict[str, object]:
    name = device.title().replace(" ", "")
    return paper(
        f"{name}{number}: Bees of the {place.title()}",
        f"Bees of the {place} are hard to count. In this paper, we propose {name}{number}, a cheap "
        f"{device} for the {place}. We show that the {device} finds {number}.5% more bees than a "
        f"keeper with a net. The {device} fails in rain.",
    )


ENTRIES = [
    study(device, place, 10 * i + j)
    for i, device in enumerate(DEVICES, start=1)
    for j, place in enumerate(PLACES)
]
SILENT = paper(
    "Somewhere in the Alps", "They hang in an orchard: a cheap microphone for bees, and a scale."
)
TOPIC = "Counting bees with a cheap microphone, hive scale or flower camera"
EMBEDDERS = pytest.mark.parametrize("embedder", [None, HashingEmbedder()], ids=["words", "vectors"])


def check(draft: RelatedWork, workspace: Workspace) -> None:
    """What holds for every draft."""
    papers = {paper.id: paper for paper in workspace.papers()}
    chunks = {chunk.id: chunk for one in papers.values() for chunk in workspace.chunks(one)}
    statements = [statement for theme in draft.sections for statement in theme.statements]
    for statement in statements:
        papers_quoted = {quote.paper_id for quote in statement.quotes}
        assert len(statement.quotes) == len(papers_quoted)
        assert statement.counted or len(statement.quotes) == 1 or " and " in statement.text
        for quote in statement.quotes:
            text = chunks[quote.chunk_id].text
            assert text[quote.start : quote.start + len(quote.text)] == quote.text
    cited = list(dict.fromkeys(quote.paper_id for said in statements for quote in said.quotes))
    assert [reference.paper.id for reference in draft.references] == cited
    assert all(papers[reference.paper.id] == reference.paper for reference in draft.references)
    told = [said for said in statements if not said.counted]
    of_paper = Counter(quote.paper_id for said in told for quote in said.quotes)
    assert max(of_paper.values(), default=0) <= 2
    for theme in draft.sections:
        assert theme.statements
        named = [said.quotes[0].paper_id for said in theme.statements if not said.counted]
        assert all(named.index(one) <= i for i, one in enumerate(named))
    assert len({theme.heading.casefold() for theme in draft.sections}) == len(draft.sections)
    spare = [left.paper_id for left in draft.not_cited]
    assert len(spare) == len(set(spare))
    assert not set(spare) & set(cited)
    assert len(cited) + len(spare) == draft.candidates


@EMBEDDERS
def test_a_draft_has_themes_whose_statements_name_and_quote_their_papers(
    tmp_path: Path, embedder: HashingEmbedder | None
) -> None:
    with gather(tmp_path, ENTRIES, embedder) as ws:
        draft = ws.related_work(TOPIC)
        check(draft, ws)
    assert 2 <= len(draft.sections) <= 6
    assert len(draft.references) == 15
    for theme in draft.sections:
        for statement in theme.statements:
            if statement.counted:
                continue
            name = statement.quotes[0].title.partition(":")[0]
            assert name in statement.text or statement.text.startswith("Its authors show")
    assert draft.model is None


@EMBEDDERS
def test_papers_of_one_kind_stand_in_one_theme_under_a_heading_of_theirs(
    tmp_path: Path, embedder: HashingEmbedder | None
) -> None:
    with gather(tmp_path, ENTRIES, embedder) as ws:
        draft = ws.related_work(TOPIC)
    for theme in draft.sections:
        titles = {statement.quotes[0].title for statement in theme.statements}
        texts = " ".join(s.quotes[0].text for s in theme.statements) + " ".join(titles)
        assert len(titles) >= 2
        assert 2 <= len(theme.heading.split()) <= 4
        assert theme.heading.casefold() in texts.casefold()


def test_no_more_papers_are_cited_than_asked_for_and_the_rest_is_told(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        draft = ws.related_work(TOPIC, papers=4)
        check(draft, ws)
    assert len(draft.references) == 4
    assert any("the draft takes 4" in left.reason for left in draft.not_cited)


def test_a_paper_that_says_nothing_of_itself_leaves_its_place_to_the_next(tmp_path: Path) -> None:
    with gather(tmp_path, [SILENT, *ENTRIES[:5]], HashingEmbedder()) as ws:
        draft = ws.related_work("A cheap microphone for bees in an orchard", papers=3)
        check(draft, ws)
    assert len(draft.references) == 3
    reasons = {left.text: left.reason for left in draft.not_cited}
    assert "no sentence of it says what it contributes" in reasons[str(SILENT["title"])]


def test_a_filter_lets_only_its_papers_into_the_draft(tmp_path: Path) -> None:
    entries = [{**entry, "year": 2000 + i} for i, entry in enumerate(ENTRIES)]
    with gather(tmp_path, entries) as ws:
        draft = ws.related_work(TOPIC, filters=Filters(year_from=2010))
        check(draft, ws)
    years = [reference.paper.year for reference in draft.references]
    assert years
    assert all(year is not None and year >= 2010 for year in years)


def test_a_draft_abstract_brings_in_the_papers_its_sentences_ask_for(tmp_path: Path) -> None:
    abstract = "We listen to bees with a microphone. We also watch them with a flower camera."
    with gather(tmp_path, ENTRIES, HashingEmbedder()) as ws:
        draft = ws.related_work("Bees in an orchard", abstract)
        check(draft, ws)
    cited = " ".join(reference.paper.title for reference in draft.references)
    assert "Microphone" in cited
    assert "FlowerCamera" in cited


def test_themes_are_told_as_they_come(tmp_path: Path) -> None:
    told: list[Theme] = []
    with gather(tmp_path, ENTRIES) as ws:
        draft = ws.related_work(TOPIC, on_theme=told.append)
    assert tuple(told) == draft.sections


def test_neighbours_do_not_open_alike(tmp_path: Path) -> None:
    plain = [
        paper(
            f"Bees of the {place.title()}",
            f"We study how bees of the {place} find a {device}. Bees of the {place} are loud.",
        )
        for place, device in zip(PLACES, ["rose", "lily", "tulip", "poppy", "daisy"], strict=True)
    ]
    with gather(tmp_path, plain) as ws:
        draft = ws.related_work("How bees find a flower", papers=5)
        check(draft, ws)
    said = [statement.text for theme in draft.sections for statement in theme.statements]
    openings = [text.replace("“", "").split()[:2] for text in said]
    assert len(said) >= 3
    assert all(one != other for one, other in pairwise(openings))


@EMBEDDERS
@pytest.mark.parametrize(
    "topic", ["the of", "蜜蜂", "bees", "x" * 10_000, "microphone " * 900, "a\nb"]
)
def test_any_topic_gets_a_draft_or_says_that_there_is_nothing(
    tmp_path: Path, topic: str, embedder: HashingEmbedder | None
) -> None:
    with gather(tmp_path, ENTRIES[:6], embedder) as ws:
        draft = ws.related_work(topic)
        check(draft, ws)
        assert draft.sections or "Nothing in this collection" in str(draft)


def test_a_topic_of_nothing_and_a_topic_of_another_field_are_no_draft(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        for topic in (" ", "?", "\x00"):
            with pytest.raises(ReviewerError):
                ws.related_work(topic)
        assert ws.related_work("Violins of the emperor").sections == ()


@EMBEDDERS
def test_the_same_papers_and_topic_give_the_same_draft(
    tmp_path: Path, embedder: HashingEmbedder | None
) -> None:
    with (
        gather(tmp_path / "one", ENTRIES, embedder) as one,
        gather(tmp_path / "two", ENTRIES, embedder) as two,
    ):
        drafts = [ws.related_work(TOPIC).model_dump_json() for ws in (one, one, two)]
    drafts[2] = drafts[2].replace(str(tmp_path / "two"), str(tmp_path / "one"))
    assert drafts[0] == drafts[1] == drafts[2]


def test_a_paper_that_is_but_a_title_is_not_cited_and_the_reason_is_told(tmp_path: Path) -> None:
    title = "A Cheap Microphone for Counting Bees"
    with gather(tmp_path, [*ENTRIES, paper(title, "")]) as ws:
        draft = ws.related_work(TOPIC)
    assert draft.references
    assert title not in {reference.paper.title for reference in draft.references}
    assert [left.reason for left in draft.not_cited if left.text == title] == [ONLY_A_TITLE]
