"""Themes without a language model: papers in, statements in the third person out.

In come the papers of a theme with what was found of them; out come their statements, and the
papers of which nothing can be said. It neither chooses papers nor names themes.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reviewer.models import LeftOut, Statement
from reviewer.related_work.choosing import Found
from reviewer.related_work.extractive import (
    NOTHING_TO_SAY,
    Said,
    Telling,
    introduction,
    pick,
    result,
)
from reviewer.related_work.wording import shared_names
from reviewer.selection import Selector

_FEW = 8  # up to this many papers of a theme each may have two statements


class Extracted(NamedTuple):
    """What a theme says, and the papers that it says nothing of, with why."""

    statements: list[Statement]
    left_out: list[LeftOut]


class ExtractiveThemes:
    """Writes the themes of one draft, in their order, from the papers' own sentences.

    Args:
        topic: of the draft.
        selector: scores the sentences of a paper.
    """

    def __init__(self, topic: str, selector: Selector) -> None:
        self._topic = topic
        self._selector = selector
        self._said: dict[str, Said | None] = {}
        self._shared: frozenset[str] = frozenset()
        self._telling = Telling()

    def speaks(self, found: Found) -> bool:
        """Whether there is anything to say of a paper."""
        return self._says(found) is not None

    def among(self, found: Iterable[Found]) -> None:
        """Tell the papers apart from each other: names that two of them give name neither."""
        self._shared = shared_names(one.paper for one in found)
        self._telling = Telling(self._shared)
        self._said.clear()

    def theme(self, members: Sequence[Found]) -> Extracted:
        """The paragraph of one theme."""
        extracted = Extracted([], [])
        for found in members:
            said = self._says(found)
            if said is None:
                left = LeftOut(
                    text=found.paper.title, reason=NOTHING_TO_SAY, paper_id=found.paper.id
                )
                extracted.left_out.append(left)
                continue
            wording = self._telling.introduce(said)
            extracted.statements.append(introduction(said, wording))
            after = result(said, wording) if len(members) <= _FEW else None
            if after is not None:
                extracted.statements.append(after)
        return extracted

    def _says(self, found: Found) -> Said | None:
        if found.paper.id not in self._said:
            candidates = self._selector.candidates(self._topic, found.passages)
            self._said[found.paper.id] = pick(found.paper, candidates, self._shared)
        return self._said[found.paper.id]
