"""The themes of an edited draft: which papers each has, and where the ones that come in belong.

In come what stands of a draft, the plan it was written from and the one made today; out come
themes with the papers to be written about. It writes no sentence.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reviewer.embedding import Embedder
from reviewer.models import Plan, PlannedPaper, PlannedTheme
from reviewer.reviews.collection import Collection
from reviewer.reviews.placing import place
from reviewer.reviews.standing import Stand
from reviewer.text.plurals import counted


@dataclass
class ThemeNow:
    """A theme as it stands in the draft, or is to stand there.

    Args:
        heading: of it.
        section: number of its section in the draft; None where it has none yet.
        why: of the plan.
        papers: ids of its papers, in their order.
        new: ids of those to be written about.
    """

    heading: str
    section: int | None = None
    why: str = ""
    papers: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)

    def planned(self, titles: Mapping[str, str]) -> PlannedTheme:
        """The theme in a plan."""
        papers = [PlannedPaper(paper_id=id_, title=titles[id_]) for id_ in self.papers]
        return PlannedTheme(heading=self.heading, why=self.why, papers=tuple(papers))

    def add(self, paper_id: str) -> None:
        """A paper that is to be written about."""
        if paper_id not in self.papers:
            self.papers.append(paper_id)
        if paper_id not in self.new:
            self.new.append(paper_id)


def themes_of(found: Stand, plan: Plan, collection: Collection, away: set[str]) -> list[ThemeNow]:
    """The themes of a draft: its sections that hold sentences, and what else the plan has.

    A heading is the draft's, and so is the theme of a paper that the draft cites; a paper that is
    but planned is where the plan has it.

    Args:
        found: what stands.
        plan: as it was written from, or edited since.
        collection: with the papers.
        away: ids of papers that are not wanted any more.
    """
    themes = _sections(found, plan, collection)
    taken = {id_ for theme in themes for id_ in theme.papers}
    for planned in plan.themes:
        ids = [collection.moved.get(p.paper_id, p.paper_id) for p in planned.papers]
        theme = _same_theme(planned.heading, ids, themes)
        left = [id_ for id_ in ids if id_ not in taken and id_ not in away]
        left = [id_ for id_ in left if id_ in collection.papers]
        if theme is None and left:
            theme = ThemeNow(planned.heading, None, planned.why)
            themes.append(theme)
        if theme is not None:
            theme.why = theme.why or planned.why
            theme.papers += left
            taken |= set(left)
    return themes


def place_new(
    new: Sequence[str],
    themes: list[ThemeNow],
    collection: Collection,
    embedder: Embedder | None,
    today: Plan,
) -> None:
    """Give each new paper its theme, a new one at the end of the list where none is near.

    Args:
        new: ids of papers.
        themes: changed in place.
        collection: with the papers.
        embedder: says how near they are; None goes by words.
        today: a plan made now, which names a new theme.
    """
    texts = [[collection.text(id_) for id_ in theme.papers] for theme in themes]
    placed = place([collection.text(id_) for id_ in new], texts, embedder)
    alone = [id_ for id_, number in zip(new, placed.themes, strict=True) if number is None]
    if alone:
        themes.append(ThemeNow(_heading(alone, themes, today, collection)))
    for id_, number in zip(new, placed.themes, strict=True):
        themes[-1 if number is None else number].add(id_)


def tell_why(theme: ThemeNow) -> None:
    """Say of a theme that has changed why it is one."""
    theme.why = f"{counted(len(theme.papers), 'paper')}, {len(theme.new)} of them new."


def _sections(found: Stand, plan: Plan, collection: Collection) -> list[ThemeNow]:
    """The sections of the draft that hold, or held, a sentence of the review."""
    headings = {theme.heading for theme in plan.themes}
    themes: dict[int, ThemeNow] = {}
    seen: set[str] = set()
    for one in found.matched.sentences:
        section = found.draft.sections[one.section]
        if one.entry is not None or one.origin is not None:
            theme = ThemeNow(section.heading or plan.topic, one.section)
            themes.setdefault(one.section, theme)
    for one, entry in found.standing:
        for quote in entry.statement.quotes:
            if one.section in themes and quote.paper_id not in seen:
                seen.add(quote.paper_id)
                themes[one.section].papers.append(quote.paper_id)
    told = {theme.heading for theme in themes.values()}
    for number, section in enumerate(found.draft.sections):
        if section.heading in headings - told:
            themes[number] = ThemeNow(section.heading, number)
            told.add(section.heading)
    return [themes[number] for number in sorted(themes)]


def _same_theme(heading: str, ids: Sequence[str], themes: Sequence[ThemeNow]) -> ThemeNow | None:
    """The theme of that heading, else the one that most of those papers are in."""
    named = [theme for theme in themes if theme.heading == heading]
    some = named or themes
    shared = [len(set(ids) & set(theme.papers)) for theme in some]
    best = max(shared, default=0)
    return some[shared.index(best)] if named or best else None


def _heading(
    ids: Iterable[str], themes: Sequence[ThemeNow], today: Plan, collection: Collection
) -> str:
    """What today's plan calls these papers, if no theme is called so; else the first title."""
    wanted = list(ids)
    used = {theme.heading.casefold() for theme in themes}
    ranked = sorted(
        today.themes,
        key=lambda theme: -len({paper.paper_id for paper in theme.papers} & set(wanted)),
    )
    free = [theme for theme in ranked if theme.heading.casefold() not in used]
    held = [t for t in free if {paper.paper_id for paper in t.papers} & set(wanted)]
    return held[0].heading if held else collection.papers[wanted[0]].title
