"""How drafts without a model read, over the six development tasks."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from reviewer.models import RelatedWork, Statement
from reviewer.workspace import Workspace

pytestmark = [pytest.mark.shared, pytest.mark.slow]


def statements(draft: RelatedWork) -> list[Statement]:
    return [statement for theme in draft.sections for statement in theme.statements]


def test_a_theme_has_two_papers_and_more(drafts: list[RelatedWork]) -> None:
    for draft in drafts:
        assert len(draft.references) <= 15
        for theme in draft.sections:
            assert len({s.quotes[0].paper_id for s in theme.statements}) >= 2


def test_headings_are_short_phrases_of_their_papers_and_no_two_are_alike(
    drafts: list[RelatedWork], ws: Workspace
) -> None:
    abstracts = {paper.id: f"{paper.title}\n{paper.abstract}" for paper in ws.papers()}
    for draft in drafts:
        headings = {theme.heading.casefold() for theme in draft.sections}
        assert len(headings) == len(draft.sections)
        assert not {"language models", "reinforcement learning"} & headings
        for theme in draft.sections:
            parts = theme.heading.split(" and ")
            texts = [abstracts[s.quotes[0].paper_id].casefold() for s in theme.statements]
            assert 2 <= len(theme.heading.split()) <= 8
            assert all(any(part.casefold() in text for text in texts) for part in parts)


def test_a_draft_speaks_of_others_and_brings_in_no_number(drafts: list[RelatedWork]) -> None:
    for draft in drafts:
        for statement in statements(draft):
            prose = statement.text
            for quote in statement.quotes:
                prose = prose.replace(quote.title, "").replace(quote.title.split(":")[0], "")
            assert not re.search(r"\b(?:we|our|us|this (?:paper|work|study))\b", prose, re.I)
            texts = " ".join(quote.text for quote in statement.quotes)
            assert set(re.findall(r"\d+", prose)) <= set(re.findall(r"\d+", texts))


def test_a_draft_reads_like_prose(drafts: list[RelatedWork]) -> None:
    for draft in drafts:
        said = [statement.text for statement in statements(draft)]
        assert len(said) == len(set(said))
        assert max(len(text.split()) for text in said) <= 75
        assert not any(re.match(r"(?:this|these|it|such|they) ", text) for text in said)
        alone = [statement for statement in statements(draft) if len(statement.quotes) == 1]
        of_paper = Counter(statement.quotes[0].paper_id for statement in alone)
        assert max(of_paper.values()) <= 2
        openings = [" ".join(text.split()[:2]) for text in said]
        alike = sum(one == other for one, other in pairwise(openings))
        assert alike <= len(said) / 4


def test_every_paper_that_was_looked_at_is_cited_or_told_with_a_reason(
    drafts: list[RelatedWork],
) -> None:
    for draft in drafts:
        cited = {reference.paper.id for reference in draft.references}
        told = {left.paper_id: left.reason for left in draft.not_cited}
        assert not cited & told.keys()
        assert len(cited) + len(told) == draft.candidates
        assert all(told.values())


@pytest.mark.parametrize(
    "topic",
    [
        *("quantum error correction", "protein folding", "monetary policy and inflation"),
        *("medieval trade routes in the Baltic", "dark matter halos", "Etruscan language"),
    ],
)
def test_a_topic_that_no_paper_is_about_gets_no_draft(ws: Workspace, topic: str) -> None:
    draft = ws.related_work(topic)
    assert not draft.sections
    assert draft.log[0].startswith("no paper here is about the topic")


@pytest.mark.parametrize(
    "topic", ["activation steering", "jailbreaking", "KV cache compression", "world models"]
)
def test_a_topic_of_two_words_gets_papers_that_hold_them(ws: Workspace, topic: str) -> None:
    papers = {paper.id: f"{paper.title} {paper.abstract}".casefold() for paper in ws.papers()}
    cited = [papers[one.paper.id] for one in ws.related_work(topic).references]
    stems = [word[:5] for word in topic.casefold().split()]
    assert len(cited) >= 2
    assert sum(any(stem in text for stem in stems) for text in cited) >= 0.8 * len(cited)


@pytest.mark.parametrize("name", ["LACE", "DITTO", "TPO", "DAPO", "CALM"])
def test_two_systems_of_one_name_are_told_apart(ws: Workspace, name: str) -> None:
    word = re.compile(rf"(?<![\w-]){name}(?![\w-])")
    papers = [one for one in ws.papers() if word.search(f"{one.title} {one.abstract}")]
    assert len(papers) > 1
    must = [paper.id for paper in papers]
    draft = ws.related_work(f"{name} and what it is for", must_cite=must, papers=len(must))
    assert set(must) == {reference.paper.id for reference in draft.references}
    before = ""
    for statement in statements(draft):
        (first, *others) = dict.fromkeys(quote.title for quote in statement.quotes)
        said = f"“{first.partition(':')[0]}" in statement.text or f"({name})" in statement.text
        if word.search(statement.text) and not others:
            assert said or first == before, statement.text
        before = first if said else ""
