"""Questions with a label, weighed over a collection: what the figures of abstention are made of.

In come collections and files of questions; out comes, for each question, whether the collection
answers it and what its passages have in common with it. It chooses no weights.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.collection import LIBRARY, PAGES, QUESTIONS, SHARED
from benchmarks.table import ROOT
from reviewer.answering.evidence import LOOKED_AT, Bearing, Weights, measure, weigh
from reviewer.embedding import Embedder
from reviewer.models import Passage
from reviewer.reading import read_file
from reviewer.retrieval import Retriever
from reviewer.selection import Selector
from reviewer.settings import RetrievalSettings
from reviewer.workspace import Workspace

OURS = ROOT / "tests" / "evals" / "questions.jsonl"
CLAIMS = SHARED / "data" / "scifact" / "queries.jsonl"
QASPER = SHARED / "data" / "qasper" / "queries.jsonl"
PDFS = SHARED / "data" / "pdfs"
_SMALL = (10, 10, 10, 30, 30)  # papers of the collections that are made of some of the pages'
_DEEP = 25  # passages searched where a paper is taken away


class Asked(NamedTuple):
    """A question; the papers whose titles begin with `without` are taken away."""

    group: str
    answerable: bool
    id: str
    question: str
    without: tuple[str, ...] = ()


class Weighed(NamedTuple):
    """`barred`: a rule says that there is no evidence, whatever the score."""

    asked: Asked
    bearings: Sequence[Bearing]
    barred: bool

    def score(self, weights: Weights) -> float:
        if self.barred or not self.bearings:
            return 0.0
        return max(bearing.score(weights) for bearing in self.bearings)


class Searched(NamedTuple):
    """A collection that questions are weighed over."""

    retriever: Retriever
    selector: Selector

    def weigh(self, asked: Asked) -> Weighed:
        deep = _DEEP if asked.without else 2 * LOOKED_AT
        found = self.retriever.search(asked.question, deep, quotable=True)
        passages = _without(found, asked.without)[: 2 * LOOKED_AT]
        candidates = self.selector.candidates(asked.question, passages)
        looked_at = passages[:LOOKED_AT]
        bearings = measure(asked.question, looked_at, candidates, self.selector)
        verdict = weigh(asked.question, passages, candidates, self.selector, 0.0)
        return Weighed(asked, bearings, barred=verdict.score == 0)


def opened(folder: Path, sources: Sequence[Path], embedder: Embedder) -> Workspace:
    """A workspace in `folder` with the papers of `sources`."""
    workspace = Workspace(folder)
    workspace.__dict__["embedder"] = embedder  # as `cached_property` would have kept it
    workspace.ingest(sources)
    return workspace


def searched(workspace: Workspace, embedder: Embedder | None) -> Searched:
    """Its collection, by vectors and words, or by words alone."""
    store = workspace.store
    retriever = Retriever(store, embedder, RetrievalSettings())
    return Searched(retriever, Selector(store.lexical, embedder))


def of_pages() -> Iterator[Asked]:
    """Everything that is asked of the five pages."""
    ours = [row for row in rows(OURS) if row["of"] == "pages"]
    given = list(rows(QUESTIONS))
    for row in ours:
        yield Asked("ours" if row["answerable"] else "near", row["answerable"], *_text(row))
    for row in given:
        answerable = row["type"] != "unanswerable"
        yield Asked("given" if answerable else "given near", answerable, *_text(row))
    for row in ours:
        if row["type"] == "single":
            yield Asked("taken away", False, *_text(row), without=tuple(row["titles"]))
    yield from elsewhere()


def elsewhere() -> Iterator[Asked]:
    """Questions of other fields, which none of the collections here answers."""
    for row in rows(QASPER):
        yield Asked("QASPER", False, row["_id"], row["text"])
    for row in rows(CLAIMS):
        yield Asked("SciFact", False, row["_id"], row["text"])


def of(collection: str) -> Iterator[Asked]:
    """What is asked of `examples` or `pdfs`: their own questions, and every fourth of elsewhere."""
    for row in rows(OURS):
        if row["of"] == collection:
            yield Asked("own" if row["answerable"] else "near", row["answerable"], *_text(row))
        elif row["of"] == "pages":
            yield Asked("pages", False, *_text(row))
    yield from list(elsewhere())[::4]


def small(folder: Path, embedder: Embedder) -> Iterator[tuple[str, Weighed]]:
    """Collections of a few of the pages' papers, and what is asked of the pages."""
    chance = random.Random(3)
    papers = [
        record.metadata.title for page in sorted(PAGES.iterdir()) for record in read_file(page)
    ]
    asked = [row for row in rows(OURS) if row["of"] == "pages"]
    answerable = [row for row in asked if row["titles"]]
    for number, size in enumerate(_SMALL):
        wanted = chance.sample(answerable, size // 2)
        starts = [start for row in wanted for start in row["titles"][:2]]
        kept = [title for title in dict.fromkeys(papers) if title.startswith(tuple(starts))][:size]
        kept += chance.sample(sorted(set(papers) - set(kept)), size - len(kept))
        workspace = opened(folder / str(number), [_written(folder, number, set(kept))], embedder)
        with workspace:
            over = searched(workspace, embedder)
            for row in asked:
                held = [title for title in kept if title.startswith(tuple(row["titles"]))]
                if row["titles"] and 0 < len(held) < len(row["titles"]):
                    continue
                group = "own" if held else "pages" if row["titles"] else "near"
                yield f"{size} papers", over.weigh(Asked(group, bool(held), *_text(row)))
            for one in list(elsewhere())[::8]:
                yield f"{size} papers", over.weigh(one)


def sources(collection: str) -> list[Path]:
    """The files of `pages`, `examples` or `pdfs`."""
    return [{"pages": PAGES, "examples": LIBRARY, "pdfs": PDFS}[collection]]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a file of JSON."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _text(row: Mapping[str, Any]) -> tuple[str, str]:
    return str(row["id"]), str(row["question"])


def _without(passages: Sequence[Passage], titles: tuple[str, ...]) -> list[Passage]:
    kept = [one for one in passages if not titles or not one.paper.title.startswith(titles)]
    return [one.model_copy(update={"rank": rank}) for rank, one in enumerate(kept, start=1)]


def _written(folder: Path, number: int, titles: set[str]) -> Path:
    path = folder / f"{number}.jsonl"
    found = {r.metadata.title: r.abstract for page in PAGES.iterdir() for r in read_file(page)}
    lines = [json.dumps({"title": title, "abstract": found[title]}) for title in sorted(titles)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
