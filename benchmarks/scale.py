"""What a search costs as a collection grows: `python -m benchmarks.scale --most 1000000`.

One store in .bench/scale is grown from size to size: the abstracts of ../shared up to 74,500, and
beyond that ones that are made from them (benchmarks/synthetic.py), written as an ingest writes
them, without files and without embedding. At each size another process searches it. What was
measured at a size is kept, so that a killed run goes on; --anew begins at nothing.

Embedding every real abstract takes half an hour the first time; fewer are embedded for fewer.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.collection import embedder
from benchmarks.filling import BATCH, Spent
from benchmarks.growing import Library, batches, grow
from benchmarks.kept_vectors import CACHE, KeptVectors
from benchmarks.probing import FILTERS, VECTORS
from benchmarks.table import ROOT, Row, commit, judged, machine, markdown, table
from reviewer.settings import STORE_NAME

SIZES = (1_000, 10_000, 75_000, 200_000, 500_000, 1_000_000)
SMALL = 10_000
HOME = CACHE / "scale"
MEASURED = "measured.jsonl"
EMBEDDED = 256
"""Papers whose windows are embedded to know the embedder's own rate."""
REAL_SIZE = 75_000
"""The size the targets of query time and recall are for."""
P50_TARGET, P95_TARGET = 15.0, 30.0  # milliseconds
RECALL_TARGET = 0.98
GROWTH_TARGET = 4.0
FILTER_TARGET = 2.0
SHARE_TARGET = 0.9
MEMORY_TARGET = 6 * 1024  # MiB, at a million


class Size(NamedTuple):
    """What was measured with so many papers in the store; times in milliseconds, sizes in MiB."""

    papers: int
    windows: int
    written: float
    """Windows a second, from the size before to this one."""
    busy: float
    """Milliseconds of all cores together that writing a window took."""
    figures: dict[str, float]
    disk: dict[str, float]
    commit: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=SMALL, help="papers (default 10000)")
    parser.add_argument("--anew", action="store_true", help="forget the store that was grown")
    arguments = parser.parse_args()
    if arguments.anew and HOME.exists():
        shutil.rmtree(HOME)
    kept = KeptVectors(embedder())
    library = Library(kept)
    sizes = [measured(size, library) for size in SIZES if size <= arguments.most]
    if not sizes:
        parser.error(f"--most is at least {SIZES[0]}")
    rows = judgements(sizes, embedding(library))
    print(f"{machine()}\n\n{curve(sizes)}\n\n{markdown(rows)}")
    return int(any(row.met is False for row in rows))


def measured(papers: int, library: Library) -> Size:
    """The figures of this size: kept ones, or new ones with the store grown to it."""
    for size in read(HOME):
        if size.papers == papers:
            return size
    before = max((size.papers for size in read(HOME) if size.papers < papers), default=0)
    print(f"growing {HOME} to {papers:,} papers", file=sys.stderr, flush=True)
    grow(HOME, papers, library)
    figures = {**probe("speed"), **probe("recall")}
    new = [batch for batch in batches(HOME) if before < batch.papers <= papers]
    size = Size(
        papers,
        (HOME / VECTORS).stat().st_size // (4 * library.embedder.dimension),
        sum(batch.windows for batch in new) / sum(batch.wall for batch in new),
        sum(batch.busy for batch in new) / sum(batch.windows for batch in new) * 1e3,
        figures,
        disk(HOME / STORE_NAME),
        commit(),
    )
    with (HOME / MEASURED).open("a", encoding="utf-8") as file:
        file.write(json.dumps(size._asdict()) + "\n")
    return size


def read(home: Path) -> list[Size]:
    """What was measured before."""
    file = home / MEASURED
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return [Size(**json.loads(line)) for line in lines]


def probe(what: str) -> dict[str, float]:
    """What a process of its own measures.

    Raises:
        CalledProcessError: it failed; it has said why.
    """
    command = [sys.executable, "-m", "benchmarks.probing", what, str(HOME)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def disk(store: Path) -> dict[str, float]:
    """MiB of each part of a store; files of one engine count together."""
    parts: dict[str, float] = {}
    for path in store.rglob("*"):
        if path.is_file():
            name = path.relative_to(store).parts[0].split(".")[0]
            parts[name] = parts.get(name, 0.0) + path.stat().st_size / 2**20
    return {name: mib for name, mib in sorted(parts.items()) if mib >= 0.05}


def embedding(library: Library) -> Spent:
    """Seconds a window that the embedder takes on its own."""
    local = embedder()
    texts = library.texts(range(EMBEDDED))
    local.embed(texts[:8])
    wall, busy = time.perf_counter(), time.process_time()
    local.embed(texts)
    spent = time.perf_counter() - wall, time.process_time() - busy
    return Spent(*(seconds / len(texts) for seconds in spent))


def curve(sizes: Sequence[Size]) -> str:
    """A line for each size."""
    head = (
        *(
            "passages",
            "windows",
            "written a second (processor)",
            "query p50 / p95 (processor)",
            "less embedding",
        ),
        *(f"filter: {name}" for name in FILTERS),
        *("opening", "memory (private)", "recall@50", "disk, MiB"),
    )
    return table(head, [_line(size) for size in sizes])


def _line(size: Size) -> list[str]:
    of = size.figures
    return [
        f"{size.papers:,}",
        f"{size.windows:,}",
        f"{size.written:,.0f} windows ({size.busy:.1f} ms each)",
        f"{of['p50']:.1f} / {of['p95']:.1f} ms ({of['busy']:.1f} ms)",
        f"{of['outside_p50']:.1f} / {of['outside_p95']:.1f} ms",
        *(f"{of[name]:.1f} ms" for name in FILTERS),
        f"{of['open'] / 1e3:.2f} s",
        f"{of['resident']:,.0f} ({of['private']:,.0f}) MiB",
        f"{of['recall']:.3f}",
        ", ".join(f"{name} {mib:,.1f}" for name, mib in size.disk.items()),
    ]


def judgements(sizes: Sequence[Size], alone: Spent) -> list[Row]:
    """The figures that have targets.

    Args:
        sizes: ascending.
        alone: seconds a window that the embedder takes.
    """
    first, last = sizes[0], sizes[-1]
    of = last.figures
    slowest = max(of[name] for name in FILTERS)
    grown = [
        judged(
            f"query p50, {first.papers:,} to {last.papers:,} passages",
            of["p50"] / first.figures["p50"],
            "{:.2f}×",
            most=GROWTH_TARGET,
        ),
        judged(
            f"the slowest filter's p50 at {last.papers:,} passages, of the unfiltered",
            slowest / of["p50"],
            "{:.2f}×",
            most=FILTER_TARGET,
        ),
        _share(sizes, alone),
        judged(
            f"memory of the searching process at {last.papers:,} passages",
            of["resident"],
            "{:,.0f} MiB",
            most=MEMORY_TARGET,
        ),
    ]
    if first is last:
        del grown[0]
    return grown + [row for size in sizes if size.papers == REAL_SIZE for row in _real(size)]


def _share(sizes: Sequence[Size], alone: Spent) -> Row:
    slowest = min(sizes, key=lambda size: size.written)
    share = alone.wall / (alone.wall + 1 / slowest.written)
    busy = alone.busy / (alone.busy + slowest.busy / 1e3)
    what = (
        f"share of the embedder's {1 / alone.wall:.0f} windows a second that writing leaves, "
        f"up to {slowest.papers:,} passages (of its processor time {busy:.1%})"
    )
    return judged(what, share, "{:.1%}", least=SHARE_TARGET)


def _real(size: Size) -> list[Row]:
    what = f"{size.papers:,} abstracts"
    of = size.figures
    return [
        judged(f"query p50, embedding included, {what}", of["p50"], "{:.1f} ms", most=P50_TARGET),
        judged(f"query p95, embedding included, {what}", of["p95"], "{:.1f} ms", most=P95_TARGET),
        judged(f"HNSW recall@50, {what}", of["recall"], "{:.3f}", least=RECALL_TARGET),
    ]


if __name__ == "__main__":
    assert all(size % BATCH == 0 for size in SIZES)
    sys.exit(main())
