"""Themes without a language model: papers in, statements in the third person out.

In come the papers of a theme with what was found of them; out come their statements, and the
papers of which nothing can be said. It neither chooses papers nor names themes.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz.fuzz import token_sort_ratio

from reviewer.models import LeftOut, Statement
from reviewer.related_work.introducing import NOTHING_TO_SAY, Telling, introduction, result
from reviewer.related_work.leading import Told, kinds, lead, phrases_of
from reviewer.related_work.listing import evidence_for, listed
from reviewer.related_work.picking import Said, pick
from reviewer.related_work.relevance import Found, left_out
from reviewer.related_work.wording import Names, Opening, Wording, names_in
from reviewer.selection import Candidate, Selector
from reviewer.text.phrases import phrases

_FEW = 8  # up to this many papers of a theme each may have two statements
_SAME = 94  # percent of the letters of two statements, titles apart, that say the same
_KINDS_FROM = 4  # papers of a theme, from which those of one kind are counted
_SHORT = 18  # words of two statements that one sentence can hold
_TITLE = re.compile(r"“[^”]*”")


class Extracted(NamedTuple):
    """What a theme says, and the papers that it says nothing of, with why."""

    statements: list[Statement]
    left_out: list[LeftOut]


class _Introduced(NamedTuple):
    """A paper that a theme introduces: with which words, and what comes after them."""

    wording: Wording
    statement: Statement
    result: Statement | None


class ExtractiveThemes:
    """Writes the themes of one draft, in their order, from the papers' own sentences.

    Args:
        topic: of the draft.
        selector: scores the sentences of a paper.
    """

    def __init__(self, topic: str, selector: Selector) -> None:
        self._topic = topic
        self._selector = selector
        self._candidates: dict[str, list[Candidate]] = {}
        self._picked: dict[tuple[str, tuple[str, ...]], Said | None] = {}
        self._about: tuple[str, ...] = ()
        self._names = Names()
        self._telling = Telling()
        self._themes = 0
        self._before: list[str] = []
        self._led = set(phrases(topic))

    def speaks(self, found: Found) -> bool:
        """Whether there is anything to say of a paper, or it can at least be named."""
        return self._says(found) is not None or evidence_for(self._told(found)) is not None

    def among(self, found: Iterable[Found]) -> None:
        """Tell the papers apart from each other: names that two of them give name neither."""
        self._names = names_in(one.paper for one in found)
        self._telling = Telling(self._names.shared)
        self._picked.clear()

    def theme(
        self, members: Sequence[Found], heading: str = "", words: int | None = None
    ) -> Extracted:
        """The paragraph of one theme.

        Args:
            members: its papers, in the order in which they are told of.
            heading: of the theme; without one no sentence leads it.
            words: its length; None is what there is to say. No sentence is ever cut.
        """
        self._about = phrases_of(heading)
        speaking = sum(self._says(found) is not None for found in members)
        opening = self._opening(heading, members) if speaking > 1 else []
        if opening and not opening[-1].counted:  # it begins with the title of a paper
            self._telling.after(Opening.TITLE)
        introduced, bare = self._introduced(_led_first(members, opening))
        named = listed(heading, [self._told(found) for found in bare])
        room = None if words is None else words - _words([*opening, *named])
        statements = [*opening, *_joined(self._with_results(introduced, room)), *named]
        self._themes += bool(statements)
        quoted = {quote.paper_id for statement in statements for quote in statement.quotes}
        silent = [left_out(one, NOTHING_TO_SAY) for one in bare if one.paper.id not in quoted]
        return Extracted(statements, silent)

    def _introduced(self, members: Sequence[Found]) -> tuple[list[_Introduced], list[Found]]:
        """The papers that something new can be said of, and the others."""
        introduced, bare = [], []
        for found in members:
            said = self._says(found)
            wording = None if said is None else self._telling.introduce(said)
            if said is None or wording is None or not self._is_new(wording.text):
                bare.append(found)
                continue
            self._before.append(wording.text)
            after = result(said, wording)
            introduced.append(_Introduced(wording, introduction(said, wording), after))
        return introduced, bare

    def _with_results(
        self, introduced: Sequence[_Introduced], room: int | None
    ) -> list[tuple[Wording | None, Statement]]:
        """The statements in order; results as long as they are new and there is room."""
        left = None if room is None else room - _words([one.statement for one in introduced])
        statements: list[tuple[Wording | None, Statement]] = []
        for one in introduced:
            statements.append((one.wording, one.statement))
            if one.result is None or not self._is_new(one.result.text):
                continue
            size = _words([one.result])
            fits = len(introduced) <= _FEW if left is None else size <= left
            if not fits:
                continue
            left = None if left is None else left - size
            self._before.append(one.result.text)
            statements.append((None, one.result))
        return statements

    def _opening(self, heading: str, members: Sequence[Found]) -> list[Statement]:
        """What leads the theme: what its papers share, and how many are of one kind."""
        if not heading:
            return []
        told = [self._told(found) for found in members]
        shared = lead(heading, told, self._selector.rarity, self._themes, self._led)
        of_a_kind = kinds(told, self._led) if len(members) >= _KINDS_FROM else None
        return [statement for statement in (shared, of_a_kind) if statement is not None]

    def _is_new(self, text: str) -> bool:
        bare = _TITLE.sub("", text)
        return all(token_sort_ratio(bare, _TITLE.sub("", one)) < _SAME for one in self._before)

    def _says(self, found: Found) -> Said | None:
        key = (found.paper.id, self._about)
        if key not in self._picked:
            sentences = self._sentences(found)
            self._picked[key] = pick(found.paper, sentences, self._names, self._about)
        return self._picked[key]

    def _sentences(self, found: Found) -> list[Candidate]:
        if found.paper.id not in self._candidates:
            candidates = self._selector.candidates(self._topic, found.passages)
            self._candidates[found.paper.id] = candidates
        return self._candidates[found.paper.id]

    def _told(self, found: Found) -> Told:
        said, sentences = self._says(found), self._sentences(found)
        if said is None:
            return Told(found.paper, sentences, frozenset())
        others = [one for one in sentences if one is not said.first]
        return Told(found.paper, [said.first, *others], self._telling.shows(said))


def _led_first(members: Sequence[Found], opening: Sequence[Statement]) -> list[Found]:
    """The papers of a theme, those first that the sentence before them counts."""
    led = {quote.paper_id for quote in opening[-1].quotes} if opening else set()
    return sorted(members, key=lambda found: found.paper.id not in led)


def _joined(statements: Sequence[tuple[Wording | None, Statement]]) -> list[Statement]:
    """The statements, two short ones that say what two systems are in one sentence."""
    joined: list[Statement] = []
    alone = False  # whether the one before stands alone and could be joined
    for number, (wording, statement) in enumerate(statements):
        last = number + 1 == len(statements) or statements[number + 1][0] is not None
        short = wording is not None and _is_short(wording)
        if alone and short and last:
            joined[-1] = _both(joined[-1], statement)
            alone = False
        else:
            joined.append(statement)
            alone = short and last
    return joined


def _is_short(wording: Wording) -> bool:
    text = wording.text
    short = len(text.split()) <= _SHORT and not re.search(r"[,;:]", text)
    return short and wording.opening is Opening.SYSTEM and " is a" in text


def _both(one: Statement, other: Statement) -> Statement:
    text = f"{one.text.removesuffix('.')}, and {other.text}"
    return one.model_copy(update={"text": text, "quotes": (*one.quotes, *other.quotes)})


def _words(statements: Iterable[Statement]) -> int:
    return sum(len(statement.text.split()) for statement in statements)
