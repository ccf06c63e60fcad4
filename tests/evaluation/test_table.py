"""An evaluation as text: what is said only where there is something to say."""

from reviewer.evaluation.results import Compared, DocumentFacts, Measured, RetrievalEvaluation
from reviewer.evaluation.table import retrieval_text

FOUND = RetrievalEvaluation(
    queries=1200,
    judged=1200,
    unjudged=0,
    nothing_found=0,
    fell_short=0,
    depth=100,
    documents=DocumentFacts(searched=75_000, corpora=("c.jsonl",)),
    missing=0,
    measures=(Measured(measure="MRR", mean=0.5, low=0.25, high=0.75),),
    embedder="hashing",
    p50_ms=4.25,
    p95_ms=9.0,
)


def test_an_evaluation_without_remarks_is_a_table_and_two_lines() -> None:
    assert retrieval_text(FOUND).splitlines() == [
        "asked 1,200 queries of 75,000 documents, each counted",
        "       mean     95 % interval",
        "MRR  0.5000  0.2500 to 0.7500",
        "",
        "time of a query: 4.2 ms (p50), 9.0 ms (p95)",
        "embedder: hashing",
    ]


def test_what_was_left_out_and_missed_is_told() -> None:
    facts = FOUND.documents.model_copy(update={"doubles": 6, "excluded": 31, "empty": 1})
    changes = {"documents": facts, "missing": 2, "nothing_found": 3, "fell_short": 4}
    lines = retrieval_text(FOUND.model_copy(update=changes)).splitlines()
    assert lines[6:] == [
        "nothing was found for 3 queries",
        "fewer than 100 documents were found for 1 query",
        "left out: 6 with the title of a document in an earlier corpus",
        "left out: 31 that are excluded, and judgements of them",
        "left out: 1 with neither title nor text",
        "2 relevant judgements are of documents that are not there, and counted as not found",
    ]


def test_a_difference_is_printed_with_its_sign() -> None:
    row = Compared(
        measure="MRR",
        baseline=0.53,
        difference=-0.03,
        low=-0.05,
        high=0.01,
        p=0.0412,
        wins=300,
        ties=500,
        losses=400,
    )
    lines = retrieval_text(FOUND.model_copy(update={"baseline": (row,)})).splitlines()
    assert lines[4:6] == [
        "     baseline  difference       95 % interval       p  won / tied / lost",
        "MRR    0.5300     -0.0300  -0.0500 to +0.0100  0.0412    300 / 500 / 400",
    ]
