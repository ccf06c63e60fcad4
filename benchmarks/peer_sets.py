"""What the systems of `benchmarks.peers` are compared on: papers, queries and judgements.

From ../shared; a set that is not there is left out. It knows no system.
"""

import gzip
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.collection import ARXIV, PAGES, QUESTIONS, SHARED
from benchmarks.exchange import DEPTH, Task, Text
from benchmarks.filling import cut, described
from reviewer.embedding import Embedder
from reviewer.evaluation.measures import ndcg, recall
from reviewer.settings import CONFIG_NAME
from reviewer.text.titles import title_key
from reviewer.workspace import Workspace

SCIFACT = SHARED / "data" / "scifact"
LARGE = 20_000
NAMES = ("seeds", "scifact", "arxiv")
TITLES = 100
"""Titles of papers that are not among the texts, as queries."""
# The five that cannot be answered have no paper to be found.
_ANSWERABLE = ("single", "comparison", "synthesis")

Papers = Sequence[tuple[str, str, str]]
Grades = Mapping[str, int]


class Set(NamedTuple):
    """Papers (id, title, abstract), queries, and what is relevant to each query, if known."""

    name: str
    papers: Papers
    queries: Sequence[str]
    measure: str = ""
    grades: Sequence[Grades] = ()
    score: Callable[[Sequence[str], Grades, int], float] = recall


def sets(embedder: Embedder, papers: int = LARGE) -> Iterator[Set]:
    """The sets that are there.

    Args:
        embedder: to read the saved pages with.
        papers: most of arXiv's.
    """
    if PAGES.is_dir() and QUESTIONS.is_file():
        yield _seeds(embedder)
    if SCIFACT.is_dir():
        yield _scifact()
    if ARXIV.is_file():
        lines = list(islice(_lines(ARXIV), papers + TITLES))
        split = len(lines) - TITLES
        read = [(str(n), line["title"], line["text"]) for n, line in enumerate(lines[:split])]
        yield Set("arxiv", read, [line["title"] for line in lines[split:]])


def task_of(one: Set, embedder: Embedder) -> Task:
    """What every system is handed: the texts that this program embeds, and their vectors."""
    texts = [Text(paper[0], text) for paper in one.papers for text in cut(described(*paper)).texts]
    vectors = embedder.embed([text.text for text in texts])
    return Task(one.papers, texts, vectors, one.queries, embedder.embed(one.queries))


def quality(one: Set, found: Sequence[Sequence[str]]) -> float | None:
    """The mean of the set's measure; None where nothing is judged."""
    if not one.grades:
        return None
    pairs = zip(found, one.grades, strict=True)
    return sum(one.score(ids, grades, DEPTH) for ids, grades in pairs) / len(found)


def _seeds(embedder: Embedder) -> Set:
    """The papers of the saved pages as they are ingested, and questions with their papers."""
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / CONFIG_NAME).touch()
        with Workspace(home) as ws:
            ws.embedder = embedder
            ws.ingest([PAGES])
            papers = [(paper.id, paper.title, paper.abstract) for paper in ws.papers()]
    by_title = {title_key(title): paper_id for paper_id, title, _ in papers}
    asked = [line for line in _lines(QUESTIONS) if line["type"] in _ANSWERABLE]
    gold = [{by_title[title_key(title)]: 1 for title in question["titles"]} for question in asked]
    return Set("seeds", papers, [q["question"] for q in asked], f"R@{DEPTH}", gold, recall)


def _scifact() -> Set:
    papers = [
        (line["_id"], line["title"], " ".join(line["sentences"]))
        for line in _lines(SCIFACT / "corpus.jsonl.gz")
    ]
    grades: dict[str, dict[str, int]] = {}
    judged = (SCIFACT / "qrels" / "train.tsv").read_text(encoding="utf-8").splitlines()[1:]
    for row in judged:
        query, paper_id, grade = row.split("\t")
        grades.setdefault(query, {})[paper_id] = int(grade)
    texts = {line["_id"]: line["text"] for line in _lines(SCIFACT / "queries.jsonl")}
    asked = [query for query in texts if query in grades]
    queries, gold = [texts[query] for query in asked], [grades[query] for query in asked]
    return Set("scifact", papers, queries, f"nDCG@{DEPTH}", gold, ndcg)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
