"""How good one ranking is: nDCG, recall and reciprocal rank, as trec_eval defines them.

In come the ids of ranked documents and their grades, out come numbers in [0, 1]. A grade of 0 or
less is not relevant, and so is a document without a grade. The library of trec_eval has no wheel
for Linux on ARM and crashes on a grade of 2^40, so these lines are ours; a test holds them to it.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import islice

NDCG_AT = 10
RECALL_AT = (10, 100)
MRR = "MRR"


def measures_to(depth: int) -> tuple[str, ...]:
    """The names of the measures that a ranking of `depth` documents can be given."""
    ndcg = (f"nDCG@{NDCG_AT}",) if depth >= NDCG_AT else ()
    return (*ndcg, *(f"recall@{k}" for k in RECALL_AT if depth >= k), MRR)


def figures(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> dict[str, float]:
    """Each measure of one ranking, by its name.

    Args:
        ranking: ids of documents, best first, each once.
        grades: of the judged documents, by id.
        depth: documents beyond are not looked at.
    """
    top = ranking[:depth]
    values = {
        **{f"nDCG@{NDCG_AT}": ndcg(top, grades, NDCG_AT)},
        **{f"recall@{k}": recall(top, grades, k) for k in RECALL_AT},
        MRR: reciprocal_rank(top, grades),
    }
    return {name: values[name] for name in measures_to(depth)}


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """Discounted gain of the first `k` over the best that is possible (Järvelin & Kekäläinen).

    The gain of a document is its grade, as in trec_eval and BEIR; 0 where nothing is relevant.
    """
    best = _discounted(sorted(grades.values(), reverse=True)[:k])
    return _discounted([grades.get(one, 0) for one in islice(ranking, k)]) / best if best else 0.0


def recall(ranking: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """The share of the relevant documents that are among the first `k`."""
    relevant = {one for one, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranking[:k])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    """One over the rank of the first relevant document; 0 if there is none."""
    ranks = (rank for rank, one in enumerate(ranking, start=1) if grades.get(one, 0) > 0)
    first = next(ranks, None)
    return 1 / first if first else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return sum(max(gain, 0) / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))
