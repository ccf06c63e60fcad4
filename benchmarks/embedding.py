"""What embedding costs and keeps: `python -m benchmarks.embedding` prints two Markdown tables.

Every round embeds the same abstracts in each way, one after the other, and the ratios are of CPU
time, so they hold on a busy machine too; the other figures do not. Memory is read from /proc:
Linux only.
"""

import argparse
import gzip
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from reviewer.embedding import HOW_TO_GET, minilm
from reviewer.embedding.minilm import MiniLM
from reviewer.embedding.weights import Precision
from reviewer.reading import read_file

ROOT = Path(__file__).resolve().parents[1]
ARXIV = ROOT.parent / "shared" / "data" / "arxiv" / "arxiv.jsonl.gz"
LIBRARY = ROOT / "examples" / "library.bib"
EVERY = 400
"""One abstract in so many, so that the sample spans the whole file."""
QUERY = "how far can sampling be cut in self-consistency without losing accuracy"
QUERIES = 200
STARTS = 5
FIRST_START = """
import time
from pathlib import Path
from reviewer.embedding import load_embedder
from reviewer.settings import EmbeddingSettings
begin = time.perf_counter()
embedder = load_embedder(EmbeddingSettings())
print(time.perf_counter() - begin)
embedder.embed(["a text of some length, over and over again. " * 40] * 200)
status = Path("/proc/self/status").read_text()  # getrusage would count the parent's memory
print(int(status.split("VmHWM:")[1].split()[0]) / 1024)
"""


class Timing(NamedTuple):
    """Seconds on the clock, and of all cores together."""

    wall: float
    busy: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--abstracts", type=int, default=96)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    texts = sample(arguments.abstracts)
    print(throughput(texts, arguments.rounds))
    print(costs())


def sample(count: int) -> list[str]:
    """`title + "\\n" + abstract` of papers: from the development data, else the examples."""
    if ARXIV.is_file():
        with gzip.open(ARXIV, "rt", encoding="utf-8") as lines:
            papers = [json.loads(line) for line in islice(lines, 0, EVERY * count, EVERY)]
        return [f"{paper['title']}\n{paper['text']}" for paper in papers]
    records = list(islice(read_file(LIBRARY), count))
    return [f"{record.metadata.title}\n{record.abstract}" for record in records]


def throughput(texts: Sequence[str], rounds: int) -> str:
    """Abstracts a second of each precision, and its speed against float32."""
    embedders = {precision: _load(precision) for precision in Precision}
    vectors = {precision: each.embed(texts) for precision, each in embedders.items()}
    timings: dict[Precision, list[Timing]] = {precision: [] for precision in Precision}
    for _ in range(rounds):
        for precision, embedder in embedders.items():
            timings[precision].append(_timed(partial(embedder.embed, texts)))
    exact = Precision.FLOAT32
    rows = []
    for precision, times in timings.items():
        wall, busy = (min(column) for column in zip(*times, strict=True))
        faster = min(time.busy for time in timings[exact]) / busy
        kept = (vectors[precision] * vectors[exact]).sum(axis=1)
        rows.append(
            f"| {precision} | {len(texts) / wall:.1f} | {len(texts) / busy:.1f} | {faster:.2f} "
            f"| {kept.mean():.4f} | {kept.min():.4f} |"
        )
    return "\n".join(
        [
            f"{len(texts)} abstracts, best of {rounds} rounds:\n",
            "| weights | a second | a CPU second | times float32 | mean cosine | least |",
            "|---|--:|--:|--:|--:|--:|",
            *rows,
            "",
        ]
    )


def costs() -> str:
    """Conversion, start, one query, memory."""
    with tempfile.TemporaryDirectory() as home:
        first, _ = _start(home)
        starts = [_start(home) for _ in range(STARTS)]
        size = sum(file.stat().st_size for file in Path(home).rglob("*") if file.is_file())
    embedder = _load(Precision.INT8)
    queries = [_timed(partial(embedder.embed, [QUERY])).wall for _ in range(QUERIES)]
    return "\n".join(
        [
            "| what | figure |",
            "|---|--:|",
            f"| first load, which converts | {first:.2f} s |",
            f"| later loads in a new process, median of {STARTS} | "
            f"{statistics.median(seconds for seconds, _ in starts):.3f} s |",
            f"| converted model on disk | {size / 1e6:.1f} MB |",
            f"| one query, p50 of {QUERIES} | {statistics.median(queries) * 1e3:.2f} ms |",
            f"| most memory of a process that embeds 200 long texts | "
            f"{max(memory for _, memory in starts):.0f} MiB |",
        ]
    )


def _start(cache_home: str) -> tuple[float, float]:
    """Seconds to load in a new process, and the most MiB it then takes."""
    done = subprocess.run(
        [sys.executable, "-c", FIRST_START],
        env={"XDG_CACHE_HOME": cache_home, "HOME": cache_home},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, memory = done.stdout.split()
    return float(seconds), float(memory)


def _load(precision: Precision) -> MiniLM:
    embedder = minilm.load(precision=precision)
    if embedder is None:
        sys.exit(f"MiniLM's weights are not here: {HOW_TO_GET}")
    return embedder


def _timed(work: Callable[[], object]) -> Timing:
    wall, busy = time.perf_counter(), time.process_time()
    work()
    return Timing(time.perf_counter() - wall, time.process_time() - busy)


if __name__ == "__main__":
    main()
