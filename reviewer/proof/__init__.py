"""Model text to statements with resolved quotes: the model points, code proves.

In come numbered passages and a reply; out come statements whose quotes are slices of the
passages, and what was left out and why. It fails closed.
"""

from reviewer.prompting import one_line
from reviewer.proof.alignment import Alignment
from reviewer.proof.disagreement import disagreements
from reviewer.proof.gates import Claim, Gates, Verdict
from reviewer.proof.judging import judge
from reviewer.proof.numbering import NumberedPassages, number_findings, number_passages
from reviewer.proof.resolving import (
    Attempt,
    Resolution,
    StatementStream,
    number_references,
    resolve,
)
from reviewer.proof.writing import Item, Writer, Written, write_with_proof

__all__ = [
    "Alignment",
    "Attempt",
    "Claim",
    "Gates",
    "Item",
    "NumberedPassages",
    "Resolution",
    "StatementStream",
    "Verdict",
    "Writer",
    "Written",
    "disagreements",
    "judge",
    "number_findings",
    "number_passages",
    "number_references",
    "one_line",
    "resolve",
    "write_with_proof",
]
