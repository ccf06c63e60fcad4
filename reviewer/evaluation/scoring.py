"""Rankings and grades to figures: means with intervals, comparisons, and each query's own.

In come runs and judgements, out come the parts of a result. It searches nothing.
"""

from collections.abc import Iterable, Mapping, Sequence

from reviewer.errors import UsageError
from reviewer.evaluation.judgements import Judgements
from reviewer.evaluation.measures import figures, measures_to
from reviewer.evaluation.results import Compared, Measured, QueryFigures
from reviewer.evaluation.runs import Run
from reviewer.evaluation.significance import bootstrap, compare

Figures = Mapping[str, float]


def with_relevant(queries: Iterable[str], judged: Judgements) -> Judgements:
    """The grades of the queries that have a relevant document."""
    found = {query: judged.get(query, {}) for query in queries}
    relevant = {
        query: grades
        for query, grades in found.items()
        if any(grade > 0 for grade in grades.values())
    }
    if not relevant:
        raise UsageError(
            "no query has a relevant document",
            hint="a grade above 0 is relevant; are the grades in the last column?",
        )
    return relevant


def figures_of(run: Run, query: str, relevant: Judgements, depth: int) -> Figures:
    return figures([one.document for one in run.get(query, ())], relevant[query], depth)


def measured(ours: Sequence[Figures], depth: int) -> tuple[Measured, ...]:
    import numpy as np

    rows = []
    for name in measures_to(depth):
        values = np.array([one[name] for one in ours])
        low, high = bootstrap(values)
        rows.append(Measured(measure=name, mean=float(values.mean()), low=low, high=high))
    return tuple(rows)


def compared(
    ours: Sequence[Figures], theirs: Sequence[Figures], depth: int
) -> tuple[Compared, ...]:
    import numpy as np

    rows = []
    for name in measures_to(depth):
        other = np.array([one[name] for one in theirs])
        found = compare(np.array([one[name] for one in ours]), other)
        rows.append(
            Compared(
                measure=name,
                baseline=float(other.mean()),
                difference=found.mean,
                low=found.interval.low,
                high=found.interval.high,
                p=found.p,
                wins=found.wins,
                ties=found.ties,
                losses=found.losses,
            )
        )
    return tuple(rows)


def per_query(
    queries: Sequence[str], run: Run, ours: Sequence[Figures], theirs: Sequence[Figures]
) -> tuple[QueryFigures, ...]:
    others: Sequence[Figures | None] = theirs or [None] * len(queries)
    return tuple(
        QueryFigures(query=query, found=len(run[query]), figures=own, baseline=other)
        for query, own, other in zip(queries, ours, others, strict=True)
    )


def count_missing(relevant: Judgements, unknown: frozenset[str]) -> int:
    """How many relevant documents are not searched, each counted once for a query."""
    return sum(
        grade > 0 and name in unknown
        for grades in relevant.values()
        for name, grade in grades.items()
    )


def percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    import numpy as np

    p50, p95 = np.percentile(np.array(seconds) * 1e3, [50, 95])
    return round(float(p50), 3), round(float(p95), 3)
