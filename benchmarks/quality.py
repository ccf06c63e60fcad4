"""How good the search is, at its defaults: `python -m benchmarks.quality [--scifact] [--qasper]
[--deepscholar]` prints one table; without a choice, all three sets of ../shared.

Each set is searched as a collection of its own, through the program's own chunking, embedding and
search; intervals are 95 %, by bootstrap over the queries. The stores are kept in .bench/, so that
a run that was stopped goes on where it was; the 76,000 abstracts of DeepScholar and arXiv take
half an hour the first time. --runs FOLDER writes TREC runs there, --baseline FOLDER compares with
runs that were written before. It fails if a target is missed.
"""

import argparse
import hashlib
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.collection import ARXIV, SHARED, embedder
from benchmarks.table import ROOT, machine, table
from reviewer.evaluation import Corpus, Evaluated, evaluate_corpus, read_inputs, run_lines
from reviewer.evaluation.results import Compared
from reviewer.indexing import layout_for
from reviewer.settings import ChunkingSettings
from reviewer.store.catalogue import SCHEMA_VERSION

CACHE = ROOT / ".bench"
HEAD = ("set", "queries", "documents", "nDCG@10", "R@10", "R@100", "MRR", "target", "")
AGAINST = ("set", "measure", "baseline", "difference", "95 % interval", "p", "won / tied / lost")


class Set(NamedTuple):
    """One set of ../shared; `targets` are of measures by their names."""

    name: str
    title: str
    folder: Path
    qrels: str
    targets: dict[str, float]
    more: tuple[Path, ...] = ()

    @property
    def corpora(self) -> list[Path]:
        return [self.folder / "corpus.jsonl.gz", *self.more]


DATA = SHARED / "data"
SETS = (
    Set("scifact", "SciFact, train", DATA / "scifact", "train.tsv", {"nDCG@10": 0.76}),
    Set("qasper", "QASPER, paragraphs", DATA / "qasper", "dev.tsv", {"nDCG@10": 0.36}),
    Set(
        "deepscholar",
        "DeepScholar among arXiv",
        DATA / "deepscholar",
        "dev.tsv",
        {"nDCG@10": 0.43, "recall@100": 0.46},
        (ARXIV,),
    ),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for one in SETS:
        parser.add_argument(f"--{one.name}", action="store_true", help=one.title)
    parser.add_argument("--fresh", action="store_true", help="make the stores anew")
    parser.add_argument("--runs", type=Path, metavar="FOLDER", help="write TREC runs there")
    parser.add_argument("--baseline", type=Path, metavar="FOLDER", help="compare with these runs")
    arguments = parser.parse_args()
    if not DATA.is_dir():
        print(f"the development data are not in {DATA}", file=sys.stderr)
        return 1
    chosen = [one for one in SETS if getattr(arguments, one.name)] or list(SETS)
    found = [
        (one, evaluated(one, baseline=arguments.baseline, fresh=arguments.fresh)) for one in chosen
    ]
    if arguments.runs is not None:
        arguments.runs.mkdir(parents=True, exist_ok=True)
        for one, what in found:
            (arguments.runs / f"{one.name}.run").write_text(run_lines(what.run), encoding="utf-8")
    print(f"{machine()}\n\n{figures(found)}")
    if arguments.baseline is not None:
        print(f"\n{differences(found)}")
    return int(any(missed(one, what) for one, what in found))


def evaluated(one: Set, *, baseline: Path | None, fresh: bool) -> Evaluated:
    """Search one set, with its store made or found."""
    local = embedder()
    made_with = (*layout_for(local, ChunkingSettings()), SCHEMA_VERSION)
    digest = hashlib.sha256(repr(made_with).encode()).hexdigest()[:8]
    store = CACHE / f"quality-{one.name}-{digest}"
    if fresh and store.exists():
        shutil.rmtree(store)
    CACHE.mkdir(exist_ok=True)
    run = None if baseline is None else baseline / f"{one.name}.run"
    inputs = read_inputs(one.folder / "queries.jsonl", one.folder / "qrels" / one.qrels, run)
    corpus = Corpus(one.corpora, exclude=parents(one), store=store)
    return evaluate_corpus(CACHE, inputs, corpus, embedder=local, progress=tell)


def parents(one: Set) -> Path | None:
    """A file of the papers that the queries are the abstracts of, where there are other papers."""
    if not one.more:
        return None
    path = CACHE / f"quality-{one.name}-exclude.txt"
    queries = (one.folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    names = [json.loads(line)[field] for line in queries for field in ("_id", "title")]
    path.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    return path


def figures(found: Sequence[tuple[Set, Evaluated]]) -> str:
    return table(HEAD, [_line(one, what) for one, what in found])


def _line(one: Set, what: Evaluated) -> Sequence[str]:
    result = what.result
    cells = [f"{m.mean:.4f} ({m.low:.3f} to {m.high:.3f})" for m in result.measures]
    targets = ", ".join(f"{name} ≥ {least}" for name, least in one.targets.items())
    verdict = "**missed**" if missed(one, what) else "ok"
    counts = (f"{result.judged}", f"{result.documents.searched:,}")
    return (one.title, *counts, *cells, targets, verdict)


def missed(one: Set, what: Evaluated) -> bool:
    means = {measure.measure: measure.mean for measure in what.result.measures}
    return any(means[name] < least for name, least in one.targets.items())


def differences(found: Sequence[tuple[Set, Evaluated]]) -> str:
    lines = [_difference(one, row) for one, what in found for row in what.result.baseline]
    return table(AGAINST, lines)


def _difference(one: Set, row: Compared) -> Sequence[str]:
    between = f"{row.low:+.4f} to {row.high:+.4f}"
    counts = f"{row.wins} / {row.ties} / {row.losses}"
    figures = (f"{row.baseline:.4f}", f"{row.difference:+.4f}", between, f"{row.p:.4f}", counts)
    return (one.title, row.measure, *figures)


def tell(step: str, done: int, total: int) -> None:
    end = "\n" if done == total else ""
    print(f"\r{step} {done:,} of {total:,} ", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
