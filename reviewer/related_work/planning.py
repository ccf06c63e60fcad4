"""Chosen papers to a plan: themes with headings, the papers of each, their order, and why.

In comes a choice; out comes a `Plan` that its author may edit before anything is written. Without a
model the themes are clusters, and their headings phrases of the papers.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from reviewer.embedding import Embedder
from reviewer.models import LeftOut, Plan, PlannedPaper, PlannedTheme
from reviewer.related_work.choosing import Choice
from reviewer.related_work.clustering import group
from reviewer.related_work.headings import headings
from reviewer.related_work.relevance import Found
from reviewer.selection import Selector
from reviewer.text.plurals import counted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def plan_themes(
    topic: str,
    choice: Choice,
    most: int,
    selector: Selector,
    embedder: Embedder | None,
    *,
    spare: Sequence[LeftOut] = (),
) -> Plan:
    """The themes of a section.

    Args:
        topic: what it is about.
        choice: the papers to cite.
        most: most themes.
        selector: knows how many papers of the collection hold a phrase.
        embedder: says how near a heading is to its papers; None goes by who holds it.
        spare: further papers that are not planned, with why.
    """
    left_out = (*choice.spare, *spare)
    chosen = choice.chosen
    if not chosen:
        return Plan(topic=topic, left_out=left_out)
    groups = group(choice.vectors, most)
    pairs = [[(chosen[i].paper.title, chosen[i].passages[0].text) for i in g] for g in groups]
    order = [index for members in groups for index in members]
    named = headings(
        pairs, topic, selector.usage, selector.papers, _nearness(choice.vectors[order], embedder)
    )
    themes = [
        _theme(topic, heading, [chosen[i] for i in members])
        for heading, members in zip(named, groups, strict=True)
    ]
    return Plan(topic=topic, themes=tuple(themes), left_out=left_out)


def _theme(topic: str, heading: str, members: Sequence[Found]) -> PlannedTheme:
    papers = [planned_paper(topic, found) for found in members]
    return PlannedTheme(heading=heading, why=_why(papers), papers=tuple(papers))


def planned_paper(topic: str, found: Found) -> PlannedPaper:
    """A paper as a plan has it, with the part of the draft that asks for it most."""
    asked_by = found.passages[0].query
    return PlannedPaper(
        paper_id=found.paper.id,
        title=found.paper.title,
        asked_by="" if asked_by == topic else asked_by,
    )


def _why(papers: Sequence[PlannedPaper]) -> str:
    """What of the draft asks for the theme, as far as one part of it asks for several papers."""
    parts = Counter(paper.asked_by for paper in papers if paper.asked_by)
    number = counted(len(papers), "paper")
    if not parts:
        return f"{number} near to each other."
    part, times = parts.most_common(1)[0]
    asked = "all" if times == len(papers) else f"{times} of them"
    return f"{number} near to each other, {asked} asked for by: “{part}”"


def _nearness(
    vectors: "NDArray[np.float64]", embedder: Embedder | None
) -> "Callable[[list[str]], NDArray[np.float64]] | None":
    """Cosines of phrases to papers; None with no embedder."""
    if embedder is None:
        return None
    import numpy as np

    return lambda phrases: np.asarray(embedder.embed(phrases), dtype=np.float64) @ vectors.T
