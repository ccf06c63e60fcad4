"""A statement and its quotes to how well the two agree, in figures that a verdict rests on.

What depends on the collection or on an embedder is measured here; nothing is decided.
"""

from reviewer.models import Model


class Alignment(Model):
    """How far a statement's quotes say what it says.

    Args:
        coverage: share of its content words in its quotes, in [0, 1].
    """

    coverage: float
