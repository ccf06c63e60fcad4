"""The files of an evaluation, read and held against each other before anything is searched."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from reviewer.errors import UsageError
from reviewer.evaluation.beir import read_queries
from reviewer.evaluation.judgements import Judgements, read_judgements
from reviewer.evaluation.problems import Problems
from reviewer.evaluation.runs import Scored, read_run


class Inputs(NamedTuple):
    """What is asked, what is relevant, and another system's run.

    Args:
        queries: texts by id.
        judgements: grades, also of queries that are not asked.
        baseline: None where there is nothing to compare with.
        problems: lines of these files that were passed over.
        notes: what the user should know of how the files fit each other.
    """

    queries: Mapping[str, str]
    judgements: Judgements
    baseline: Mapping[str, Sequence[Scored]] | None
    problems: Problems
    notes: tuple[str, ...]


def read_inputs(queries: Path, qrels: Path, baseline: Path | None = None) -> Inputs:
    """Read the files.

    Args:
        queries: BEIR queries.
        qrels: judgements, in BEIR's or TREC's columns.
        baseline: a TREC run.

    Raises:
        UsageError: a file cannot be read, or has nothing to do with the others.
    """
    problems = Problems()
    asked = read_queries(queries, problems)
    judgements = read_judgements(qrels, problems)
    _check_fit(asked, judgements, f"{qrels} judges none of the queries in {queries}")
    run = None
    if baseline is not None:
        run = read_run(baseline, problems)
        _check_fit(asked, run, f"{baseline} has none of the queries in {queries}")
    notes = []
    others = len(judgements.keys() - asked.keys())
    if others:
        notes.append(f"{others} of {len(judgements)} judged queries are not among those asked")
    return Inputs(asked, judgements, run, problems, tuple(notes))


def _check_fit(asked: Collection[str], given: Collection[str], complaint: str) -> None:
    if not any(query in asked for query in given):
        one, other = next(iter(asked)), next(iter(given))
        raise UsageError(
            complaint, hint=f"are they of the same set? their ids look like {one!r} and {other!r}"
        )
