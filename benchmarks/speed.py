"""What the program costs: `python -m benchmarks.speed` (or `make bench`) prints one table.

Ratios are of things measured in turn in the same run, so they hold on a busy machine; seconds do
not. It fails if a target is missed. --full indexes every arXiv abstract of ../shared, which takes
half an hour the first time.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks import ingesting, neighbours, processes, searching
from benchmarks.collection import collection, embedder
from benchmarks.table import ROOT, Row, machine, markdown
from reviewer.workspace import Workspace

CACHE = ROOT / ".bench"
EVERY_ABSTRACT = 74_728 - neighbours.QUERIES


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="ingests (default 3)")
    parser.add_argument("--vectors", type=int, default=10_000, help="in HNSW (default 10000)")
    parser.add_argument("--full", action="store_true", help="every arXiv abstract in HNSW")
    arguments = parser.parse_args()
    count = EVERY_ABSTRACT if arguments.full else arguments.vectors
    rows = measured(arguments.rounds, count)
    print(f"{machine()}\n\n{markdown(rows)}")
    return int(any(row.met is False for row in rows))


def measured(rounds: int, vectors: int) -> list[Row]:
    """Every row of the table."""
    local = embedder()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "review"
        workspace.mkdir()
        _tell(f"ingesting {collection()} {rounds} times")
        rows = ingesting.rows(workspace, local, rounds)
        with Workspace(workspace) as ws:
            papers = len(ws.papers())
        _tell("starting processes")
        rows = processes.rows(workspace, papers) + rows
        _tell("searching and answering")
        rows += searching.rows(workspace)
    _tell(f"indexing {vectors} vectors twice")
    return rows + neighbours.rows(local, vectors, CACHE)


def _tell(what: str) -> None:
    print(f"{what} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
