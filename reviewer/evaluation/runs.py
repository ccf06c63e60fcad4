"""Runs as TREC writes them: `query Q0 document rank score tag`, the best document first.

In come rankings, out comes a file, and back. It knows no judgements.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from reviewer.errors import UsageError
from reviewer.evaluation.judgements import split_columns
from reviewer.evaluation.problems import Problems, whole_file
from reviewer.reading.opening import lines

TAG = "reviewer"
_HINT = "six columns: query, Q0, document, rank, score, name of the run"
_STEP = 1e-6


class Scored(NamedTuple):
    """A document with the score of its best passage."""

    document: str
    score: float


Run = Mapping[str, Sequence[Scored]]
"""Ranked documents by query id, the best first."""


def run_lines(run: Run) -> str:
    """A run as the text of a file.

    Tools that read it back sort by score alone, so equal scores are written a millionth apart: the
    figures of another tool are then those of this ranking.

    Raises:
        UsageError: an id with white space in it, which such a file cannot hold.
    """
    rows: list[str] = []
    for query, ranked in run.items():
        before = math.inf
        for rank, (document, score) in enumerate(ranked, start=1):
            before = min(round(score, 6), before - _STEP)
            words = (_word(query), "Q0", _word(document), str(rank), f"{before:.6f}", TAG)
            rows.append(" ".join(words))
    return "".join(f"{row}\n" for row in rows)


def read_run(path: Path, problems: Problems) -> dict[str, list[Scored]]:
    """The rankings of a file, by score; equal scores by id, the last first, as trec_eval does.

    Args:
        path: the file.
        problems: told of lines that are none of a run.

    Raises:
        UsageError: the file cannot be read, or has no line of a run.
    """
    found: dict[str, dict[str, float]] = {}
    with whole_file(path):
        for number, line in lines(path):
            if not line.strip():
                continue
            columns = split_columns(line)
            score = _score(columns)
            if score is None:
                problems.add(path, number, "no line of a run", _HINT)
            elif found.setdefault(columns[0], {}).setdefault(columns[2], score) != score:
                reason = f"a second score of {columns[2]} for the query {columns[0]}"
                problems.add(path, number, reason, "give each document once for a query")
    if not found:
        raise UsageError(f"no line of a run in {path}", hint=_HINT)
    return {query: _sorted(scores.items()) for query, scores in found.items()}


def _sorted(scores: Iterable[tuple[str, float]]) -> list[Scored]:
    by_id = sorted(scores, reverse=True)
    return [Scored(*pair) for pair in sorted(by_id, key=lambda pair: -pair[1])]


def _score(columns: list[str]) -> float | None:
    if len(columns) != 6:
        return None
    try:
        score = float(columns[4])
    except ValueError:
        return None
    return score if math.isfinite(score) else None


def _word(name: str) -> str:
    if not name or any(char.isspace() for char in name):
        raise UsageError(
            f"a run file cannot hold the id {name!r}: it has a space in it",
            hint="give the documents and queries ids without spaces, or leave --run out",
        )
    return name
