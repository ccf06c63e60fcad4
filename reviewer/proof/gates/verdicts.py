"""What a gate says of a statement: the one type that every gate and every caller shares."""

from dataclasses import dataclass

from reviewer.models import Support


@dataclass(frozen=True)
class Verdict:
    """What the gates say of a statement.

    Args:
        support: whether its quotes bear it out.
        reason: why not, in words for the user and for the model that is to mend it.
        gate: the name of the gate that objected.
        counted: numbers that no quote says and code counted.
    """

    support: Support
    reason: str | None = None
    gate: str | None = None
    counted: tuple[str, ...] = ()
