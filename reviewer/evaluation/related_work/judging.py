"""Whether a draft says what it should, by a language model's verdict on each nugget.

In come nuggets and a draft; out comes how many of them the judge finds said. The model sees for
each nugget the statements nearest to it and nothing else.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.evaluation.related_work.tasks import Nugget
from reviewer.evaluation.related_work.wording import Rarity, share_said
from reviewer.models import Location, Quote, RelatedWork, Support
from reviewer.proof import judge
from reviewer.text.words import content_words

if TYPE_CHECKING:
    from reviewer.backends import Backend

_SHOWN = 4  # statements for each nugget
_DRAFT = "the draft"


def nuggets_judged(
    nuggets: Sequence[Nugget],
    draft: RelatedWork,
    rarity: Rarity,
    backend: "Backend",
    root: Path | None,
) -> int:
    """How many nuggets the judge finds said by the draft.

    Args:
        nuggets: what should be said.
        draft: what was written.
        rarity: the inverse document frequency of a stem in the collection.
        backend: the model that judges.
        root: the workspace folder, whose prompts win over the shipped ones.

    Raises:
        ModelError: a call failed.
    """
    said = [(theme.heading, one.text) for theme in draft.sections for one in theme.statements]
    if not nuggets or not said:
        return 0
    claims = [(one.text, _nearest(one.text, said, rarity)) for one in nuggets]
    return sum(verdict.support is Support.SUPPORTED for verdict in judge(claims, backend, root))


def _nearest(nugget: str, said: Sequence[tuple[str, str]], rarity: Rarity) -> tuple[Quote, ...]:
    """The statements that share most of a nugget's words, as what it is judged by."""
    shares = {
        at: share_said(nugget, set(content_words(said[at][1])), rarity) for at in range(len(said))
    }
    best = sorted(shares, key=lambda at: -shares[at])[:_SHOWN]
    place = Location(file=_DRAFT)
    return tuple(
        Quote(
            paper_id=_DRAFT,
            title=said[at][0],
            text=said[at][1],
            location=place,
            chunk_id=_DRAFT,
            start=0,
        )
        for at in sorted(best)
    )
