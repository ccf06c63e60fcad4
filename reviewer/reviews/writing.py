"""The papers that come into a review, written about by the workspace: a theme at a time.

In come themes with new papers; out come sentences with their proof, by theme. Nothing is asked of
a model for a theme that no paper comes into.
"""

from collections.abc import Sequence
from typing import NamedTuple

from reviewer.models import Plan, RelatedWork, Statement
from reviewer.reviews.kept import By, Entry
from reviewer.reviews.replanning import Replanned
from reviewer.reviews.run import Run
from reviewer.reviews.themes import ThemeNow


class Written(NamedTuple):
    """What was written about the papers that came in.

    Args:
        draft: None where there were none.
        entries: new sentences of each theme, by its number.
    """

    draft: RelatedWork | None
    entries: dict[int, list[Entry]]

    @property
    def new(self) -> list[Entry]:
        """The sentences, theme after theme."""
        return [entry for entries in self.entries.values() for entry in entries]


def write(run: Run, planned: Replanned) -> Written:
    """Have the papers that came in written about.

    Raises:
        ModelError: the language model's endpoint failed at the first call.
        KeyboardInterrupt: the user broke it off; half of it is no update.
    """
    changed = [(number, theme) for number, theme in enumerate(planned.themes) if theme.new]
    if not changed:
        return Written(None, {})
    titles = {id_: paper.title for id_, paper in run.collection.papers.items()}
    wanted = tuple(
        ThemeNow(theme.heading, None, theme.why, theme.new).planned(titles) for _, theme in changed
    )
    words = _words(run, planned, sum(len(theme.papers) for theme in wanted))
    draft = run.ws.related_work(
        plan=Plan(topic=run.asked.topic, themes=wanted), words=words, **run.asked.writing
    )
    if draft.interrupted:
        raise KeyboardInterrupt
    home = {paper_id: number for number, theme in changed for paper_id in theme.new}
    said_already = {entry.statement.text for _, entry in run.found.standing}
    entries: dict[int, list[Entry]] = {}
    for theme in draft.sections:
        quoted = [quote.paper_id for said in theme.statements for quote in said.quotes]
        number = next((home[paper_id] for paper_id in quoted if paper_id in home), None)
        if number is None:
            continue
        said = [one for one in theme.statements if one.text not in said_already]
        if planned.themes[number].section is not None:
            said = _without_leads(said)
        new = [_entry(one, planned.themes[number], run) for one in said]
        entries.setdefault(number, []).extend(new)
    return Written(draft, {number: some for number, some in entries.items() if some})


def _without_leads(said: Sequence[Statement]) -> list[Statement]:
    """The statements without those that count papers told of one by one: the theme has its lead."""
    told = {quote.paper_id for one in said if not one.counted for quote in one.quotes}
    return [
        one
        for one in said
        if not one.counted or not {quote.paper_id for quote in one.quotes} <= told
    ]


def _entry(said: Statement, theme: ThemeNow, run: Run) -> Entry:
    line = run.collection.line(said)
    return Entry(theme=theme.heading, line=line, by=By.PROGRAM, statement=said)


def _words(run: Run, planned: Replanned, new: int) -> int | None:
    """The share of the length wanted that falls to the new papers."""
    papers = sum(len(theme.papers) for theme in planned.themes)
    words = run.asked.brief.words
    return max(1, words * new // papers) if words else None
