"""Searching and asking in one process that stays."""

import statistics
from functools import partial
from pathlib import Path

from benchmarks.collection import questions, timed
from benchmarks.table import Row
from reviewer.workspace import Workspace

ROUNDS = 3


def rows(workspace: Path) -> list[Row]:
    """p50 of each question's search, its embedding and its answer, in turn."""
    asked = questions()
    searches, embeddings, answers = [], [], []
    with Workspace(workspace) as ws:
        papers = len(ws.papers())
        embedder = ws.embedder
        assert embedder is not None
        ws.ask(asked[0])
        for question in asked * ROUNDS:
            embeddings.append(timed(partial(embedder.embed, [question])))
            searches.append(timed(partial(ws.search, question)))
            answers.append(timed(partial(ws.ask, question)))
    of = f"{papers} papers, p50 of {len(asked)} questions"
    return [
        Row(
            f"search in process, {of}",
            f"{_p50(searches)} (embedding {_p50(embeddings)})",
        ),
        Row(f"answer in process, no model, {of}", _p50(answers)),
    ]


def _p50(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1e3:.1f} ms"
