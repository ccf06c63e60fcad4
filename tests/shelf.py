"""A store with an indexer over a folder of files, and papers to put into them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reviewer.embedding import Embedder
from reviewer.indexing import Indexer, layout_for
from reviewer.models import Paper
from reviewer.progress import Progress, silent
from reviewer.reports import IngestReport
from reviewer.settings import ChunkingSettings, ReadingSettings
from reviewer.store import Store
from tests.hashing import HashingEmbedder
from tests.store.chunks import agree

SUBJECTS = ["eels", "salt marshes", "lighthouses", "dredging", "herons", "fog", "ferries", "kelp"]
Entry = Mapping[str, Any]


def entry(n: int, **fields: Any) -> dict[str, Any]:
    """Paper `n` as a line of JSON: another subject each, six sentences, so two windows."""
    subject = SUBJECTS[n % len(SUBJECTS)]
    abstract = (
        f"Study number {n} looks at {subject}. It was made in the harbour in {1900 + n}. "
        f"We counted {subject} on {n + 3} days. Rain fell on {n} of them. "
        f"The count rises with the tide. We tell how {subject} can be counted in the dark."
    )
    return {"title": f"On {subject.title()}, Part {n}", "abstract": abstract, **fields}


def write(path: Path, entries: Sequence[Entry]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(one) + "\n" for one in entries), encoding="utf-8")
    return path


def titles(papers: Sequence[Paper]) -> list[str]:
    return [paper.title for paper in papers]


class Shelf:
    """A folder of files with its store.

    Args:
        root: the workspace folder.
        embedder: None for a store of words only.
        progress: told how far the indexer is.
    """

    def __init__(
        self,
        root: Path,
        embedder: Embedder | None = None,
        *,
        progress: Progress = silent,
        max_characters: int = 2400,
    ) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.root = root.resolve()
        self.store = Store(self.root / "vectorstore")
        self._chunking = ChunkingSettings(max_characters=max_characters)
        self._layout = layout_for(embedder, self._chunking)
        self.indexer = Indexer(
            self.store,
            embedder,
            root=self.root,
            chunking=self._chunking,
            reading=ReadingSettings(),
            progress=progress,
        )

    def ingest(self, *paths: str | Path, prune: bool = False) -> IngestReport:
        """Paths are relative to the root; none reads again what was read before."""
        with self.store.writing():
            self.store.adopt(self._layout)
            named = [self.root / path for path in paths] or None
            return self.indexer.ingest(named, prune=prune)

    def rebuild(self) -> None:
        with self.store.writing():
            self.store.start_rebuild(self._layout, self.indexer.recut)
            self.indexer.finish()

    def papers(self) -> list[Paper]:
        return self.store.catalogue.papers()

    def found(self, query: str) -> list[str]:
        """Titles of the papers whose words match, best first."""
        hits = self.store.lexical.search(query, 10)
        chunks = self.store.catalogue.chunks_by_id(hit[0] for hit in hits)
        ids = list(dict.fromkeys(chunks[hit[0]].paper_id for hit in hits))
        papers = self.store.catalogue.papers_by_id(ids)
        return [papers[one].title for one in ids]

    def agrees(self) -> bool:
        """Whether nothing is pending and the engines hold exactly what the catalogue says."""
        return not self.store.catalogue.unsettled() and agree(self.store)

    def close(self) -> None:
        self.store.close()


def dense_shelf(root: Path, **options: Any) -> Shelf:
    return Shelf(root, HashingEmbedder(), **options)
