"""Quality, measured: how well the search finds what people judged relevant.

In come queries, judgements and a corpus (or the collection); out come figures with intervals,
comparisons and run files. It knows the workspace, and none of what lies below its search.
"""

from reviewer.evaluation.corpus import ONE_A_PAPER, Corpus
from reviewer.evaluation.inputs import Inputs, read_inputs
from reviewer.evaluation.results import RetrievalEvaluation
from reviewer.evaluation.retrieval import (
    DEPTH,
    Evaluated,
    evaluate_collection,
    evaluate_corpus,
)
from reviewer.evaluation.runs import run_lines

__all__ = [
    "DEPTH",
    "ONE_A_PAPER",
    "Corpus",
    "Evaluated",
    "Inputs",
    "RetrievalEvaluation",
    "evaluate_collection",
    "evaluate_corpus",
    "read_inputs",
    "run_lines",
]
