"""Papers to those that are about a topic: where a section stops citing, and whether it begins.

In come the papers that were found for a brief, best first; out come those to cite and, with
reasons, the rest. It does not search.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reviewer.models import LeftOut, Paper, Passage
from reviewer.related_work.brief import Brief
from reviewer.related_work.introducing import NOTHING_TO_SAY
from reviewer.selection import Selector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# A paper is cited if it is at least this share as near to the topic as the nearest one is; a few
# words of topic lie closer to some papers than a whole draft does (docs/log.md).
_RELEVANT_TO_DRAFT = 0.65
_RELEVANT_TO_TOPIC = 0.5
# It also has this share of the best score of the search, less by the share of the collection that
# was looked at, or lies this near for certain. Of an author who says how many papers to cite fewer
# are kept back (docs/log.md, "Where the papers end" and "Topics of a few words").
_ASKED_FOR = 0.65
_SURE_FOR_DRAFT = 0.6
_SURE_FOR_TOPIC = 0.5
_WHERE_COUNTED = 0.55
_LOOKED_THROUGH = 0.55  # of the nearest, for a draft, where all papers there are were found
_LEAST = 0.2  # below this nearness a paper is about something else, whatever the others are
_RELEVANT_BY_WORDS = 0.3  # of the search's score, where there are no vectors
# Whether the collection has anything about the topic ("Topics of a few words").
_COVERED = 0.25  # of the cosine: so much do the words of the topic count beside it
_HELD_BY_WORDS = 0.3  # of them, where there are no vectors
_FEW_WORDS = 4  # of a longer topic no paper need hold that many


class Found(NamedTuple):
    """A paper with the passages of it that were found, best first."""

    paper: Paper
    passages: list[Passage]

    @property
    def text(self) -> str:
        return f"{self.paper.title}\n{self.passages[0].text}"


def left_out(found: Found, reason: str) -> LeftOut:
    """A paper that was found and is not cited, with why."""
    return LeftOut(text=found.paper.title, reason=reason, paper_id=found.paper.id)


class Parted(NamedTuple):
    """The papers to cite, best first, the rest with why, and what to do if none is about it."""

    chosen: list[Found]
    spare: list[LeftOut]
    nothing: str | None


class Relevance:
    """Says which papers a section should cite.

    Args:
        selector: says how many words of a topic a text holds.
        threshold: how near the nearest paper has to be, by `draft.threshold`.
    """

    def __init__(self, selector: Selector, threshold: float) -> None:
        self._selector = selector
        self._threshold = threshold

    def parted(
        self,
        brief: Brief,
        found: Sequence[Found],
        cosines: "NDArray[np.float64] | None",
        most: int,
        speaks: Callable[[Found], bool],
        *,
        everything: bool,
    ) -> Parted:
        """Which papers to cite.

        Args:
            brief: what the section is for.
            found: best first.
            cosines: of each to the topic, (papers,); None goes by the search's score.
            most: papers to cite.
            speaks: whether there is anything to say of a paper.
            everything: whether no other papers could have been found.
        """
        about, threshold = self._about(brief, found, cosines)
        best = max(about, default=1.0)
        total = max(self._selector.papers, len(found), 1)
        apart = 0.0 if everything else 1 - len(found) / total
        cut = _cut(brief, found, cosines, apart)
        if best < threshold:
            cut = _Cut(about, threshold, 0.0, 1.0)
        wanted = sum(one.paper.id in brief.must_cite for one in found)
        chosen: list[Found] = []
        spare = []
        others = 0
        for at, one in enumerate(found):
            must = one.paper.id in brief.must_cite
            reason = None if must else cut.reason(one, at)
            if reason is None and not must and others >= most - wanted:
                reason = f"rank {at + 1} of {len(found)}; the draft takes {most}"
            if reason is None and not speaks(one):
                reason = NOTHING_TO_SAY
            if reason is None:
                chosen.append(one)
                others += not must
            else:
                spare.append(left_out(one, reason))
        return Parted(chosen, spare, _nothing(best, threshold) if best < threshold else None)

    def _about(
        self, brief: Brief, found: Sequence[Found], cosines: "NDArray[np.float64] | None"
    ) -> tuple[list[float], float]:
        """How much each paper is about the topic, and how much the best one has to be."""
        covered = [self._selector.covered(brief.topic, [one.text])[0] for one in found]
        if cosines is not None:
            near = zip(cosines, covered, strict=True)
            return [float(c) + _COVERED * share for c, share in near], self._threshold
        few = len(self._selector.weights(brief.topic)) <= _FEW_WORDS
        short = few and brief.abstract is None
        return covered, min(_HELD_BY_WORDS, self._threshold) if short else 0.0


def _nothing(best: float, threshold: float) -> str:
    return (
        f"no paper here is about the topic (best match {best:.2f}, threshold {threshold:.2f}): "
        "say it in other words, ingest papers on it, or lower threshold in [draft] of reviewer.toml"
    )


class _Cut(NamedTuple):
    """Where the papers that are cited end.

    Args:
        near: how near each paper is to the topic.
        nearness: from which a paper is about the topic.
        score: of the search, from which it is asked for.
        sure: nearness from which it need not be.
    """

    near: Sequence[float]
    nearness: float
    score: float
    sure: float

    def reason(self, one: Found, at: int) -> str | None:
        """Why the paper at this place is not cited, if it is not."""
        if self.near[at] < self.nearness:
            return f"too far from the topic ({self.near[at]:.2f}, cut {self.nearness:.2f})"
        score = one.passages[0].score
        if score < self.score and self.near[at] < self.sure:
            return f"hardly asked for ({score:.2f}, cut {self.score:.2f})"
        return None


def _cut(
    brief: Brief,
    found: Sequence[Found],
    cosines: "NDArray[np.float64] | None",
    apart: float,
) -> _Cut:
    """Where the papers that are cited end.

    A score is a share of what sets the papers apart that were found. `apart` is the share of the
    collection that was not: where it is small, those may all be about the topic.
    """
    scores = [one.passages[0].score for one in found]
    best = max(scores, default=0.0)
    if brief.papers is None:
        asked_for = apart * _ASKED_FOR * best
    else:
        asked_for = 0.0 if brief.abstract is None else apart * _WHERE_COUNTED * best
    if cosines is None:
        score = 0.0 if brief.abstract is None else asked_for
        return _Cut(scores, max(_RELEVANT_BY_WORDS * best, _LEAST), score, 1.0)
    near = [float(cosine) for cosine in cosines]
    nearest = max(near, default=0.0)
    if brief.abstract is None:
        return _Cut(near, max(_RELEVANT_TO_TOPIC * nearest, _LEAST), asked_for, _SURE_FOR_TOPIC)
    share = _RELEVANT_TO_DRAFT if brief.papers is None else _WHERE_COUNTED
    share = share if apart else _LOOKED_THROUGH
    return _Cut(near, max(share * nearest, _LEAST), asked_for, _SURE_FOR_DRAFT)
