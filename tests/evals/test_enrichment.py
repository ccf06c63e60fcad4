"""Titles of real papers as clues: none leads to a paper of other authors."""

import gzip
import json
from collections import defaultdict
from pathlib import Path

import pytest

from reviewer.enrichment import By, Found
from reviewer.enrichment.matching import Clues, Match, match
from reviewer.models import Paper
from reviewer.text.family_names import families
from reviewer.text.titles import title_key

pytestmark = [pytest.mark.shared, pytest.mark.slow]


@pytest.fixture(scope="module")
def papers(shared: Path) -> list[Found]:
    with gzip.open(shared / "data" / "arxiv" / "arxiv.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Found(
            service="arXiv",
            url=row["_id"],
            title=row["title"],
            authors=tuple(row["authors"]),
            arxiv_id=row["_id"],
        )
        for row in rows
    ]


@pytest.mark.parametrize("known", ["title", "number", "authors"])
def test_no_title_leads_to_a_paper_of_other_authors(papers: list[Found], known: str) -> None:
    by_title = defaultdict(list)
    for paper in papers:
        by_title[title_key(paper.title)].append(paper)
    right = 0
    for paper in papers[::4]:
        asked = Paper(
            id="p",
            title=paper.title,
            authors=paper.authors if known == "authors" else (),
            author_count=len(paper.authors) if known == "number" else None,
        )
        clues = Clues.of(asked)
        if clues.key(By.TITLE) is None:
            continue
        result = match(By.TITLE, clues, by_title[title_key(paper.title)])
        if isinstance(result, Match):
            assert set(families(result.found.authors)) == set(families(paper.authors))
            right += 1
    assert right >= 0.98 * len(papers[::4])
