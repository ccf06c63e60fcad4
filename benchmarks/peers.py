"""This program beside others, in one run: `python -m benchmarks.peers` prints two tables.

The others are plain langchain_chroma at its defaults, and PaperQA2's `Docs.retrieve_texts`; each
is installed from PyPI into an environment of its own in .bench/peers, once. Every system is handed
the same texts (a title with about four sentences of the abstract), the same vectors of our
embedder for them and for the queries, and writes and searches in a process of its own.

Compared: which papers are found; a query's time in process; how fast texts are written; memory.
Not compared: reading files, embedding (the same for all; the table says what it adds to a query),
answers, and what PaperQA2 does before `retrieve_texts` (its agent searches whole files by words)
and after it (a language model scores each text). Memory is read from /proc: Linux only.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import chromadb

from benchmarks import exchange
from benchmarks.collection import embedder, timed
from benchmarks.exchange import Outcome, Task
from benchmarks.kept_vectors import CACHE, KeptVectors
from benchmarks.peer_sets import LARGE, NAMES, Set, quality, sets, task_of
from benchmarks.probing import timings
from benchmarks.table import ROOT, Row, judged, machine, markdown, table
from reviewer.embedding import Embedder
from reviewer.settings import PREFIX

OURS = "peer_ours"
PLACE = CACHE / "peers"
PEERS = {
    "peer_langchain": ("langchain-chroma>=1,<2", f"chromadb=={chromadb.__version__}"),
    "peer_paperqa": ("paper-qa>=2026,<2027",),
}
EMBEDDED = 500
"""Texts that are embedded to know the embedder's own rate."""
HEAD = (
    *("set", "system", "found", "query p50 / p95", "with its embedding"),
    *("texts written a second", "added to embedding", "memory"),
)


class Cost(NamedTuple):
    """What embedding a set takes: seconds of each query, and texts a second."""

    queries: Sequence[float]
    rate: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=LARGE, help="of arXiv (default 20000)")
    parser.add_argument("--only", choices=NAMES, help="one set (default all)")
    arguments = parser.parse_args()
    local = embedder()
    kept = KeptVectors(local)
    commands = {OURS: sys.executable, **installed()}
    lines, rows = list[list[str]](), list[Row]()
    for one in sets(kept, arguments.papers):
        if arguments.only not in (None, one.name):
            continue
        task = task_of(one, kept)
        cost = embedding(task, local)
        outcomes = {name: run(name, python, task, kept) for name, python in commands.items()}
        lines += [line(one, task, cost, outcome) for outcome in outcomes.values()]
        rows += judgements(one, outcomes)
    print(f"{machine()}\n\n{table(HEAD, lines)}\n\n{markdown(rows)}")
    return int(any(row.met is False for row in rows) or len(commands) <= len(PEERS))


def installed() -> dict[str, str]:
    """The Python of each peer that can be had; it says so if one cannot."""
    pythons = {}
    for name, packages in PEERS.items():
        python = PLACE / name / "bin" / "python"
        mark = PLACE / name / "installed"
        if not mark.is_file() or mark.read_text(encoding="utf-8") != "\n".join(packages):
            _tell(f"installing {packages[0]} into {PLACE / name}")
            commands = (
                [sys.executable, "-m", "venv", "--clear", str(PLACE / name)],
                [str(python), "-m", "pip", "install", "--quiet", "--quiet", *packages],
            )
            if any(subprocess.run(command, check=False).returncode for command in commands):
                _tell(f"{packages[0]} cannot be installed, and is left out")
                continue
            mark.write_text("\n".join(packages), encoding="utf-8")
        pythons[name] = str(python)
    return pythons


def embedding(task: Task, local: Embedder) -> Cost:
    """The embedder alone, on the queries one by one and on some of the texts."""
    texts = [text.text for text in task.texts[:EMBEDDED]]
    local.embed(texts[:8])
    seconds = [timed(partial(local.embed, [query])) for query in task.queries]
    return Cost(seconds, len(texts) / timed(partial(local.embed, texts)))


def run(name: str, python: str, task: Task, made_by: Embedder) -> Outcome:
    """One system at one task, in a process of its own.

    Raises:
        CalledProcessError: it failed; it has said why.
    """
    _tell(f"{name}: {len(task.texts):,} texts, {len(task.queries):,} queries")
    with tempfile.TemporaryDirectory() as folder:
        exchange.save(task, Path(folder))
        command = [python, "-m", f"benchmarks.{name}", folder, made_by.name]
        subprocess.run(command, cwd=ROOT, env=_environment(), check=True)
        return exchange.outcome(Path(folder))


def line(one: Set, task: Task, cost: Cost, outcome: Outcome) -> list[str]:
    """A system's line of the table."""
    bare = timings(outcome.search)
    whole = timings([a + b for a, b in zip(outcome.search, cost.queries, strict=True)])
    found = quality(one, outcome.found)
    written = len(task.texts) / outcome.write
    return [
        f"{one.name}: {len(task.papers):,} papers, {len(task.texts):,} texts",
        outcome.system,
        "–" if found is None else f"{one.measure} {found:.3f}",
        f"{bare.p50:.1f} / {bare.p95:.1f} ms",
        f"{whole.p50:.1f} / {whole.p95:.1f} ms",
        f"{written:,.0f}",
        f"{cost.rate / written:.1%}",
        f"{outcome.memory:,.0f} MiB",
    ]


def judgements(one: Set, outcomes: Mapping[str, Outcome]) -> list[Row]:
    """Our quality beside the best of the others'."""
    found = {name: quality(one, outcome.found) for name, outcome in outcomes.items()}
    ours = found.pop(OURS)
    others = [figure for figure in found.values() if figure is not None]
    if ours is None or not others:
        return []
    what = f"{one.name}, {one.measure}, beside the best of {len(others)} others"
    return [judged(what, ours, "{:.3f}", least=max(others))]


def _environment() -> dict[str, str]:
    """The caller's, without its settings of this program and what is about its own Python."""
    dropped = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(PREFIX) and name not in dropped
    }


def _tell(what: str) -> None:
    print(f"{what} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
