"""A small corpus about a harbour, in BEIR's files, with the store that a test searches."""

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from reviewer.evaluation import Corpus, Evaluated, evaluate_corpus, read_inputs
from tests.hashing import HashingEmbedder

DOCUMENTS: list[dict[str, object]] = [
    {"_id": "eels", "title": "Eels at night", "text": "Eels swim upstream at night. They hide."},
    {"_id": "fog#1", "title": "Fog horns", "text": "A horn sounds in fog twice a minute."},
    {"_id": "7", "title": "", "text": "Dredging a channel stirs up mud for three weeks."},
    {"_id": "herons", "title": "Herons", "sentences": ["Herons wait in reeds.", "They eat frogs."]},
    {"_id": "ferry", "title": "Timetable of the ferry", "abstract": ["It sails at noon."]},
    {"_id": "kelp", "title": "Kelp forests off the pier", "text": ""},
]
QUERIES = {"q1": "eels at night", "q2": "horn in fog", "q3": "mud from dredging", "q4": "herons"}
JUDGEMENTS = {"q1": {"eels": 2}, "q2": {"fog#1": 1, "eels": 0}, "q3": {"7": 1, "ferry": 1}}


def write_lines(path: Path, rows: Iterable[Mapping[str, object] | str]) -> Path:
    """One line for each row, a string as it stands; compressed if the name says so."""
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    content = "".join(f"{line}\n" for line in lines).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def write_judgements(
    path: Path,
    judgements: Mapping[str, Mapping[str, int]] = JUDGEMENTS,
    head: Sequence[str] = ("query-id\tcorpus-id\tscore",),
) -> Path:
    rows = [f"{q}\t{d}\t{g}" for q, grades in judgements.items() for d, g in grades.items()]
    return write_lines(path, [*head, *rows])


class Harbour:
    """The files in a folder; `evaluate` searches them with an embedder that counts its texts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.corpus = write_lines(folder / "corpus.jsonl", DOCUMENTS)
        queries = [{"_id": key, "text": text} for key, text in QUERIES.items()]
        self.queries = write_lines(folder / "queries.jsonl", queries)
        self.qrels = write_judgements(folder / "qrels.tsv")
        self.embedder = HashingEmbedder()

    def evaluate(
        self,
        *more: Path,
        store: Path | None = None,
        exclude: Path | None = None,
        baseline: Path | None = None,
        depth: int = 100,
    ) -> Evaluated:
        return evaluate_corpus(
            self.folder,
            read_inputs(self.queries, self.qrels, baseline),
            Corpus([self.corpus, *more], exclude, store),
            depth=depth,
            embedder=self.embedder,
        )

    def words(self) -> list[str]:
        """The command that evaluates these files, without the program's name."""
        files = (str(self.queries), "--qrels", str(self.qrels), "--corpus", str(self.corpus))
        return ["eval", "retrieval", *files]
