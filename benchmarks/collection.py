"""What the benchmarks work on: the five saved pages and the arXiv abstracts of ../shared where they
are, else the example library.
"""

import gzip
import json
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from benchmarks.table import ROOT
from reviewer.embedding import HOW_TO_GET, Embedder, load_embedder
from reviewer.reading import read_file
from reviewer.settings import EmbeddingSettings

SHARED = ROOT.parent / "shared"
PAGES = SHARED / "seeds"
QUESTIONS = SHARED / "data" / "seeds" / "questions.jsonl"
ARXIV = SHARED / "data" / "arxiv" / "arxiv.jsonl.gz"
LIBRARY = ROOT / "examples" / "library.bib"


def collection() -> Path:
    """The files to ingest."""
    return PAGES if PAGES.is_dir() else LIBRARY


def questions() -> list[str]:
    """Questions over the collection; of the example library, its titles."""
    if QUESTIONS.is_file() and PAGES.is_dir():
        lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
        return [json.loads(line)["question"] for line in lines]
    return [record.metadata.title for record in read_file(LIBRARY)]


def abstracts() -> Iterator[tuple[str, str]]:
    """Titles with abstracts: those of arXiv, else those of the example library."""
    if not ARXIV.is_file():
        yield from ((r.metadata.title, r.abstract or "") for r in read_file(LIBRARY))
        return
    with gzip.open(ARXIV, "rt", encoding="utf-8") as lines:
        for line in lines:
            paper = json.loads(line)
            yield paper["title"], paper["text"]


def some_abstracts(count: int) -> list[tuple[str, str]]:
    return list(islice(abstracts(), count))


def embedder() -> Embedder:
    """The local embedder, or the end of the program."""
    found = load_embedder(EmbeddingSettings())
    if found is None:
        sys.exit(f"MiniLM's weights are not here: {HOW_TO_GET}")
    return found


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
