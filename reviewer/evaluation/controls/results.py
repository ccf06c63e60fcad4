"""What the negative controls found, as frozen pydantic models.

`reviewer eval proof --json` prints them.
"""

from collections.abc import Mapping

from pydantic import Field

from reviewer.models import Model, Usage
from reviewer.reports import FileFailure


class Caught(Model):
    """One control: how many broken statements were tried, and what caught them.

    Of the `tried` trials, made of so many `statements`, the share `caught` is not called supported
    (interval by a bootstrap over statements); `refused` would not be shown at all, the others would
    be shown and flagged. `gates` counts the trials that each gate caught. `proven` trials are of
    statements that pass while they are whole: of those, `proven_caught` is the share caught.

    `auc` is how often a whole statement's alignment scores above a broken one's; `caught_at_ten`
    is the share caught by a threshold on that score alone which 10 % of the whole statements fail.
    """

    control: str
    tried: int
    statements: int
    caught: float
    low: float
    high: float
    refused: float = 0.0
    gates: Mapping[str, int] = Field(default_factory=dict)
    proven: int = 0
    proven_caught: float | None = None
    auc: float | None = None
    caught_at_ten: float | None = None
    judged: int = 0
    """Trials that a judge gave a verdict on; `judge_caught` is the share it does not support."""
    judge_caught: float | None = None


class ProofEvaluation(Model):
    """What the gates catch of statements that are wrong on purpose.

    `untouched` are the false alarms: the same figures for whole statements, by how they were made,
    the first for all. `controls` are those that the gates decide, `pointers` those that the
    resolver of pointers decides, and `quotes` those that the store's own bytes decide.
    """

    source: str
    statements: int
    seed: int
    embedder: str
    judge: str | None = None
    untouched: tuple[Caught, ...]
    controls: tuple[Caught, ...]
    pointers: tuple[Caught, ...]
    quotes: tuple[Caught, ...]
    altered: int = 0
    """Quotes in a file of answers that the collection has otherwise, or only as part of more."""
    far_from: str
    near_from: str
    usage: Usage = Usage()
    seconds: float
    milliseconds: float
    """Of the gates for one statement with its quotes, with nothing known beforehand."""
    notes: tuple[str, ...] = ()
    failed: tuple[FileFailure, ...] = ()
    """Entries that were passed over, the first of them; `failures` counts all."""
    failures: int = 0
