"""What of today's collection a review has to write about, beside what stands in it.

In comes what an update works with; out come the themes with the papers to be written about. A plan
is made anew only where there is a reason.
"""

from typing import NamedTuple

from reviewer.models import LeftOut, Plan
from reviewer.reviews.kept import Standing
from reviewer.reviews.run import Run
from reviewer.reviews.themes import ThemeNow, place_new, tell_why, themes_of

_SETTLED = (Standing.CITED, Standing.PLANNED)


class Replanned(NamedTuple):
    """The themes a review has now.

    Args:
        themes: with their papers, and those to be written about.
        today: a plan made now; None where there was no reason for one.
        away: ids of papers that stay away, because their author took them out.
        put_back: ids of papers that the draft cites and that were taken out of the plan alone.
    """

    themes: list[ThemeNow]
    today: Plan | None
    away: frozenset[str]
    put_back: tuple[str, ...] = ()

    @property
    def left_out(self) -> dict[str, LeftOut]:
        """What today's plan looked at and leaves out, by id of paper."""
        entries = () if self.today is None else self.today.left_out
        return {entry.paper_id: entry for entry in entries if entry.paper_id}


def replan(run: Run) -> Replanned:
    """The themes of a review, with what is to be written about.

    A paper comes in if today's plan has it and it was not known to the review in these words; one
    that is known comes in only where the brief has changed. One that is cited stays, wherever
    today's plan has it.
    """
    plan = run.saved.plan(run.ws.paper)
    away = _away(run, plan) - run.asked.must_cite
    themes = themes_of(run.found, plan, run.collection, set(away | run.asked.must_not))
    wishes = _wishes(run, plan, themes)
    today = _today(run, away)
    if today is not None:
        _come_in(run, today, themes)
    for theme in themes:
        for paper_id in [id_ for id_ in theme.papers if id_ in wishes]:
            theme.add(paper_id)
        if theme.new:
            tell_why(theme)
    return Replanned(themes, today, away, _put_back(run, plan))


def _today(run: Run, away: frozenset[str]) -> Plan | None:
    """A plan made now, if the brief or the collection is another one than it was."""
    state = run.saved.state
    if run.asked.brief.digest == state.brief and run.collection.digest == state.collection:
        return None
    return run.ws.plan_related_work(run.asked.topic, **run.asked.planning(away))


def _come_in(run: Run, today: Plan, themes: list[ThemeNow]) -> None:
    """Give the papers that come in a theme, and take up again those with other words."""
    chosen = [paper.paper_id for theme in today.themes for paper in theme.papers]
    for theme in themes:
        for paper_id in theme.papers:
            if paper_id in chosen and paper_id not in run.found.cited and _is_new(run, paper_id):
                theme.add(paper_id)
    here = {paper_id for theme in themes for paper_id in theme.papers} | run.found.cited
    any_paper = run.asked.brief.digest != run.saved.state.brief
    new = [id_ for id_ in chosen if id_ not in here and (any_paper or _is_new(run, id_))]
    embedder = run.ws.embedder if run.ws.store.has_vectors else None
    place_new(new, themes, run.collection, embedder, today)


def _is_new(run: Run, paper_id: str) -> bool:
    """Whether the review did not know a paper, or not in these words."""
    known = run.kept.get(paper_id)
    if known is None or known.standing is Standing.GONE or paper_id in run.found.unproven:
        return True
    return paper_id in run.asked.must_cite or known.text != run.collection.text_hash(paper_id)


def _away(run: Run, plan: Plan) -> frozenset[str]:
    """Papers that the author has taken out, unless the plan names them again."""
    before = {id_ for id_, one in run.kept.items() if one.standing is Standing.DELETED}
    again = before & {paper.paper_id for theme in plan.themes for paper in theme.papers}
    now = {id_ for id_, standing in run.out.items() if standing is Standing.DELETED}
    return frozenset((before - again | now - run.asked.must_not) & run.collection.papers.keys())


def _put_back(run: Run, plan: Plan) -> tuple[str, ...]:
    moved = run.collection.moved
    named = {moved.get(p.paper_id, p.paper_id) for theme in plan.themes for p in theme.papers}
    cited = (id_ for id_, one in run.kept.items() if one.standing is Standing.CITED)
    gone = tuple(id_ for id_ in cited if id_ in run.found.cited and id_ not in named)
    return gone if plan.themes else ()


def _wishes(run: Run, plan: Plan, themes: list[ThemeNow]) -> frozenset[str]:
    """Papers that the author has put into the plan."""
    settled = {id_ for id_, one in run.kept.items() if one.standing in _SETTLED}
    named = {paper.paper_id for theme in plan.themes for paper in theme.papers}
    there = {id_ for theme in themes for id_ in theme.papers}
    return frozenset(named & there - settled - run.found.cited)
