"""Findings of several papers to those that may disagree: about the same, and each denies the other.

It goes by words, as the negation gate does, and misses most; what it finds a reader has to judge.
"""

from collections.abc import Sequence
from itertools import combinations

from reviewer.models import Disagreement, Statement
from reviewer.proof.gates import Gates
from reviewer.proof.gates.negation import negation_gate

# Score of an alignment from which two findings are about the same (docs/log.md, "Papers that
# disagree").
_SAME_MATTER = 0.5


def disagreements(findings: Sequence[Statement], gates: Gates) -> tuple[Disagreement, ...]:
    """The pairs of findings of different papers of which each denies what the other says.

    Args:
        findings: proven statements.
        gates: measure how near two findings are.
    """
    pairs = [pair for pair in combinations(findings, 2) if _denied(*pair)]
    alignments = gates.measure_all([(one.text, other.quotes) for one, other in pairs])
    return tuple(
        Disagreement(one=one, other=other)
        for (one, other), alignment in zip(pairs, alignments, strict=True)
        if alignment.score >= _SAME_MATTER
    )


def _denied(one: Statement, other: Statement) -> bool:
    if {quote.paper_id for quote in one.quotes} & {quote.paper_id for quote in other.quotes}:
        return False
    return all(
        negation_gate(said.text, against.quotes) is not None
        for said, against in ((one, other), (other, one))
    )
