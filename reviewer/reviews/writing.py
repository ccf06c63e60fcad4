"""The papers that come into a review, written about by the workspace: a theme at a time.

In come themes with new papers; out come sentences with their proof, by theme. Nothing is asked of
a model for a theme that no paper comes into.
"""

from typing import NamedTuple

from reviewer.models import Plan, RelatedWork
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
    draft = run.ws.related_work(
        plan=Plan(topic=run.asked.topic, themes=wanted), **run.asked.writing
    )
    if draft.interrupted:
        raise KeyboardInterrupt
    home = {paper_id: number for number, theme in changed for paper_id in theme.new}
    said_already = {entry.statement.text for _, entry in run.found.standing}
    entries: dict[int, list[Entry]] = {}
    for said in (said for theme in draft.sections for said in theme.statements):
        number = next((home[q.paper_id] for q in said.quotes if q.paper_id in home), None)
        if number is not None and said.text not in said_already:
            theme = planned.themes[number].heading
            entry = Entry(
                theme=theme, line=run.collection.line(said), by=By.PROGRAM, statement=said
            )
            entries.setdefault(number, []).append(entry)
    return Written(draft, entries)
