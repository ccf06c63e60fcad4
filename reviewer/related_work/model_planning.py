"""A plan by the model, checked by code: every paper stands in it once, or is left out by name.

In come chosen papers and the themes that clustering would make; out comes a `Plan` whose log says
what was mended in the model's. It writes nothing of the section.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from reviewer.errors import ModelReplyError
from reviewer.models import LeftOut, Plan, PlannedTheme
from reviewer.prompting import Messages, load_prompt, one_line
from reviewer.proof import Writer
from reviewer.related_work.brief import Brief
from reviewer.related_work.choosing import Choice
from reviewer.related_work.new_words import worded
from reviewer.related_work.planning import planned_paper
from reviewer.related_work.relevance import Found
from reviewer.text.plurals import counted
from reviewer.text.sentences import sentences

_SENTENCES = 2  # of a paper that the plan is made from, beside its title
_LONGEST_WHY = 300  # characters
_NUMBER = re.compile(r"\d{1,6}")


class _Theme(BaseModel):
    heading: str = ""
    why: str = ""
    papers: list[Any] = []


class _LeftOut(BaseModel):
    paper: Any = None
    reason: str = ""


class _Proposal(BaseModel):
    themes: list[_Theme]
    left_out: list[_LeftOut] = []


@dataclass
class _Place:
    """A theme as it fills: indices of chosen papers."""

    heading: str
    why: str
    papers: list[int] = field(default_factory=list)


def plan_by_model(brief: Brief, choice: Choice, clusters: Plan, most: int, writer: Writer) -> Plan:
    """The plan as the model wants it, as far as it holds.

    Args:
        brief: what the section is for.
        choice: the papers to cite.
        clusters: the plan without a model: it stands where the model gives none, and heads a theme
            whose heading says something new.
        most: most themes.
        writer: whose model plans, in the role of the planner.

    Raises:
        ModelError: the model cannot be reached.
        PromptError: the prompt does not work.
    """
    prompt = load_prompt("plan_themes", writer.root)
    backend = writer.backend.role("plan")
    about = one_line(brief.abstract or "not described")
    inputs = {"topic": one_line(brief.topic), "about": about, "most": str(most)}

    def messages_of(some: Sequence[Found]) -> Messages:
        return prompt.render(papers=_block(some), **inputs)

    if len(choice.chosen) < 2:
        return clusters
    from reviewer.backends.structured import complete_as

    try:
        read, dropped = backend.fit(choice.chosen, messages_of)
        proposal = complete_as(backend, messages_of(read), _Proposal, what="a plan")
    except ModelReplyError as error:
        return _without(clusters, f"{error.message}; the papers were grouped by code")
    arranged = _Arrangement(brief, choice, clusters, most, offered=len(read))
    if dropped:
        arranged.log.append(f"for the plan, {dropped}")
    return arranged.plan(proposal, backend.name)


class _Arrangement:
    """Puts every chosen paper where the proposal wants it, once."""

    def __init__(
        self, brief: Brief, choice: Choice, clusters: Plan, most: int, *, offered: int
    ) -> None:
        self.log: list[str] = []
        self._brief = brief
        self._choice = choice
        self._clusters = clusters
        self._most = most
        self._offered = offered
        self._places: list[_Place] = []
        self._left: dict[int, str] = {}

    def plan(self, proposal: _Proposal, model: str) -> Plan:
        """The checked plan; the clusters where nothing of the proposal can be used."""
        for theme in proposal.themes[: self._most]:
            self._take(theme)
        if len(proposal.themes) > self._most:
            extra = counted(len(proposal.themes) - self._most, "theme")
            self.log.append(f"the plan had {extra} too many; their papers went to the nearest")
        self._leave_out(proposal.left_out)
        self._places = [place for place in self._places if place.papers]
        if not self._places:
            return _without(
                self._clusters, "the model's plan places no paper; the papers were grouped by code"
            )
        self._place_the_rest()
        themes = tuple(map(self._planned, self._headed()))
        left = [
            LeftOut(text=self._title(i), reason=why, paper_id=self._choice.chosen[i].paper.id)
            for i, why in self._left.items()
        ]
        left_out = (*left, *self._clusters.left_out)
        topic = self._brief.topic
        return Plan(topic=topic, themes=themes, left_out=left_out, log=tuple(self.log), model=model)

    def _take(self, theme: _Theme) -> None:
        place = _Place(" ".join(theme.heading.split()), one_line(theme.why)[:_LONGEST_WHY])
        self._places.append(place)
        for written in theme.papers:
            index = self._index(written)
            if index is None:
                continue
            before = next((p for p in self._places if index in p.papers), None)
            if before is not None:
                self.log.append(
                    f"the plan has “{self._title(index)}” in “{before.heading}” and in "
                    f"“{place.heading}”; it stays in the first"
                )
            else:
                place.papers.append(index)

    def _index(self, written: object) -> int | None:
        """The chosen paper that a number of the model means."""
        number = _NUMBER.search(str(written))
        index = int(number[0]) - 1 if number else -1
        if 0 <= index < self._offered:
            return index
        self.log.append(f"the plan names a paper {one_line(str(written))[:40]!r} that there is not")
        return None

    def _leave_out(self, entries: Sequence[_LeftOut]) -> None:
        for entry in entries:
            index = self._index(entry.paper)
            if index is None or any(index in place.papers for place in self._places):
                continue
            if self._choice.chosen[index].paper.id in self._brief.must_cite:
                self.log.append(f"the plan leaves out “{self._title(index)}”, which must be cited")
                continue
            reason = one_line(entry.reason)[:_LONGEST_WHY] or "no reason given"
            self._left[index] = f"left out by the model's plan: {reason}"

    def _place_the_rest(self) -> None:
        placed = {index for place in self._places for index in place.papers}
        for index in range(len(self._choice.chosen)):
            if index in placed or index in self._left:
                continue
            place = max(self._places, key=lambda p, i=index: self._nearness(i, p))  # type: ignore[misc]
            place.papers.append(index)
            self.log.append(
                f"the plan places “{self._title(index)}” nowhere; it went to “{place.heading}”, "
                "whose papers are nearest"
            )

    def _nearness(self, index: int, place: _Place) -> float:
        vectors = self._choice.vectors
        return float((vectors[place.papers] @ vectors[index]).mean())

    def _headed(self) -> list[_Place]:
        """The themes, each under a heading of its own that says nothing its papers do not."""
        taken: set[str] = set()
        for place in self._places:
            sources = [self._brief.about, *(self._choice.chosen[i].text for i in place.papers)]
            heading = worded(place.heading, sources)
            if heading is None or heading.casefold() in taken:
                ours = self._instead(place, taken)
                self.log.append(f"the plan's heading “{place.heading}” became “{ours}”")
                place.heading = ours
            taken.add(place.heading.casefold())
        return self._places

    def _instead(self, place: _Place, taken: set[str]) -> str:
        """The heading of the cluster that shares most papers with a theme, or a paper's title."""
        ids = {self._choice.chosen[index].paper.id for index in place.papers}
        themes = sorted(
            self._clusters.themes, key=lambda t: -len(ids & {p.paper_id for p in t.papers})
        )
        names = [*(theme.heading for theme in themes), *map(self._title, place.papers)]
        return next((name for name in names if name.casefold() not in taken), names[0])

    def _planned(self, place: _Place) -> PlannedTheme:
        chosen = [self._choice.chosen[index] for index in place.papers]
        papers = tuple(planned_paper(self._brief.topic, found) for found in chosen)
        return PlannedTheme(heading=place.heading, why=place.why, papers=papers)

    def _title(self, index: int) -> str:
        return self._choice.chosen[index].paper.title


def _without(clusters: Plan, why: str) -> Plan:
    return clusters.model_copy(update={"log": (why,)})


def _block(papers: Sequence[Found]) -> str:
    return "\n".join(
        f"[{number}] {one_line(found.paper.title)}\n{one_line(_opening(found))}"
        for number, found in enumerate(papers, start=1)
    )


def _opening(found: Found) -> str:
    """The passage's first sentences that say what the paper does, or its first ones."""
    from reviewer.text.contributions import weight

    said = sentences(found.passages[0].text)
    telling = sorted(range(len(said)), key=lambda at: -weight(said[at]))[:_SENTENCES]
    return " ".join(said[at] for at in sorted(telling))
