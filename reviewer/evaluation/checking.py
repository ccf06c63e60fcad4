"""Statements with their quotes to verdicts and scores: by the gates, or by a model that judges.

It decides nothing itself: the same gates and the same judge stand behind every answer.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reviewer.embedding import Embedder
from reviewer.errors import ModelError
from reviewer.models import Support
from reviewer.progress import Progress, silent
from reviewer.proof import Claim, Gates, Verdict
from reviewer.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reviewer.backends import Backend

AT_ONCE = 256
"""Claims measured in one go; more is no faster, and nobody sees how far it is."""
_TOGETHER = 10
"""Claims in one call of the judge, as many as an answer has."""


class Checked(NamedTuple):
    """A verdict, and the score in [0, 1] behind it."""

    verdict: Verdict
    score: float

    @property
    def is_caught(self) -> bool:
        """Whether the user would at least be warned."""
        return self.verdict.support is not Support.SUPPORTED

    @property
    def is_refused(self) -> bool:
        """Whether the user would not see the statement at all."""
        return self.verdict.support not in (Support.SUPPORTED, Support.WEAK)


class KeptVectors:
    """An embedder that keeps what it has embedded: broken statements repeat the same sentences.

    Args:
        embedder: the one that embeds.
    """

    def __init__(self, embedder: Embedder) -> None:
        self.name = embedder.name
        self.dimension = embedder.dimension
        self._embedder = embedder
        self._kept: dict[str, NDArray[np.float32]] = {}

    def embed(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> "NDArray[np.float32]":
        import numpy as np

        new = [text for text in dict.fromkeys(texts) if text not in self._kept]
        if new:
            self._kept.update(zip(new, self._embedder.embed(new), strict=True))
        if progress is not None:
            progress(len(texts))
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return np.stack([self._kept[text] for text in texts])


def embedder_of(ws: Workspace) -> Embedder | None:
    """The embedder that the workspace's own gates use."""
    return ws.embedder if ws.store.has_vectors else None


def by_gates(claims: Sequence[Claim], gates: Gates, progress: Progress = silent) -> list[Checked]:
    """What the gates say of each claim."""
    checked: list[Checked] = []
    for start in range(0, len(claims), AT_ONCE):
        progress("proving", start, len(claims))
        some = claims[start : start + AT_ONCE]
        for (text, quotes), alignment in zip(some, gates.measure_all(some), strict=True):
            checked.append(Checked(gates.verdict(text, quotes, alignment), alignment.score))
    progress("proving", len(claims), len(claims))
    return checked


def by_judge(
    claims: Sequence[Claim], backend: "Backend", root: Path, progress: Progress = silent
) -> list[Verdict | None]:
    """What the judge says of each claim; None where its call failed.

    Args:
        claims: statements with their quotes.
        backend: the model that judges.
        root: the workspace folder, whose prompts win over the shipped ones.
        progress: told how far it is.
    """
    from reviewer.proof.judging import judge

    verdicts: list[Verdict | None] = []
    for start in range(0, len(claims), _TOGETHER):
        progress("judging", start, len(claims))
        some = claims[start : start + _TOGETHER]
        try:
            verdicts += judge(some, backend, root)
        except ModelError:  # of these claims alone
            verdicts += [None] * len(some)
    progress("judging", len(claims), len(claims))
    return verdicts
