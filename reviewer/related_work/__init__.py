"""Topic or draft abstract to a related-work draft: choose papers, group them, write each theme.

In come a topic and a collection; out comes a `RelatedWork` whose every statement carries its
quotes, with the papers that were retrieved and not cited. It does not search or store by itself.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext

from reviewer.embedding import Embedder
from reviewer.errors import ModelError, ModelReplyError
from reviewer.models import (
    INTERRUPTED,
    LeftOut,
    Plan,
    RelatedWork,
    Statement,
    Theme,
    Usage,
)
from reviewer.proof import Writer, number_references
from reviewer.related_work.brief import Brief
from reviewer.related_work.choosing import Chooser, Found
from reviewer.related_work.extracting import ExtractiveThemes
from reviewer.related_work.planning import plan_themes
from reviewer.retrieval import Retriever
from reviewer.selection import Selector
from reviewer.settings import DraftSettings

_UNPROVEN = "planned, but no proven sentence cites it"


class Drafter:
    """Drafts related-work sections over one collection.

    Args:
        retriever: finds passages.
        selector: scores their sentences.
        embedder: groups papers; None groups them by words.
        settings: how many papers and themes.
        writer: the language model and its proof; None drafts from the papers' own sentences.
    """

    def __init__(
        self,
        retriever: Retriever,
        selector: Selector,
        embedder: Embedder | None,
        *,
        settings: DraftSettings,
        writer: Writer | None,
    ) -> None:
        self._chooser = Chooser(retriever, embedder)
        self._selector = selector
        self._embedder = embedder
        self._settings = settings
        self._writer = writer
        self._partial: str | None = None
        self._model: str | None = None  # that wrote at least one theme
        self._notices: list[str] = []
        self._left_out: list[LeftOut] = []
        self._extractive: ExtractiveThemes | None = None

    def plan(self, brief: Brief) -> Plan:
        """See `Workspace.plan_related_work`."""
        return self._planned(brief)[0]

    def draft(
        self,
        brief: Brief,
        *,
        plan: Plan | None = None,
        on_theme: Callable[[Theme], None] | None,
    ) -> RelatedWork:
        """See `Workspace.related_work`."""
        if plan is None:
            plan, found = self._planned(brief)
        else:
            found = self._chooser.planned(plan, brief)
        self._extracts(plan.topic).among(found)
        with nullcontext() if self._writer is None else self._writer.backend.recording() as spent:
            themes = self._themes(plan, found, on_theme)
        statements = [statement for theme in themes for statement in theme.statements]
        references = number_references(statements, {one.paper.id: one.paper for one in found})
        cited = {reference.paper.id for reference in references}
        return RelatedWork(
            topic=plan.topic,
            sections=tuple(themes),
            references=references,
            not_cited=(*self._uncited(plan, cited), *plan.left_out),
            left_out=tuple(self._left_out),
            notices=tuple(self._notices),
            candidates=len(found),
            partial=self._partial,
            usage=Usage() if spent is None else spent.usage,
            model=self._model,
        )

    def _planned(self, brief: Brief) -> tuple[Plan, list[Found]]:
        choice = self._chooser.choose(
            brief,
            brief.papers or self._settings.papers,
            lambda found: self._writer is not None or self._extracts(brief.topic).speaks(found),
        )
        plan = plan_themes(
            brief.topic,
            choice,
            self._settings.themes,
            self._selector.rarity,
            self._embedder,
            spare=self._chooser.unreadable(brief.topic, brief.filters),
        )
        return plan, choice.looked_at

    def _themes(
        self, plan: Plan, found: Sequence[Found], on_theme: Callable[[Theme], None] | None
    ) -> list[Theme]:
        by_id = {one.paper.id: one for one in found}
        themes: list[Theme] = []
        for planned in plan.themes:
            members = [by_id[p.paper_id] for p in planned.papers if p.paper_id in by_id]
            try:
                theme = self._written(plan.topic, planned.heading, members, first=not themes)
            except KeyboardInterrupt:
                if not themes:
                    raise
                self._partial = (
                    f"{INTERRUPTED}; the themes after “{themes[-1].heading}” are missing"
                )
                break
            if theme is None:
                statements = tuple(self._extract(plan.topic, members))
                theme = Theme(heading=planned.heading, statements=statements)
            if theme.statements:
                themes.append(theme)
                if on_theme is not None:
                    on_theme(theme)
        return themes

    def _written(
        self, topic: str, heading: str, members: Sequence[Found], *, first: bool
    ) -> Theme | None:
        """The theme in the model's words; None where there is no model, or nothing was proven."""
        if self._writer is None:
            return None
        from reviewer.related_work.drafting import draft_theme

        passages = [found.passages[0] for found in members]
        try:
            drafted = draft_theme(topic, heading, passages, self._writer)
        except ModelError as error:
            if first and not isinstance(error, ModelReplyError):
                raise
            self._notices.append(f"“{heading}” is extractive: {error.message} ({error.hint})")
            return None
        self._left_out.extend(drafted.left_out)
        self._notices.extend(drafted.notices)
        self._partial = self._partial or drafted.partial
        if drafted.theme.statements:
            self._model = self._writer.backend.name
            return drafted.theme
        self._notices.append(f"“{heading}” is extractive: nothing the model wrote could be proven")
        return None

    def _extract(self, topic: str, members: Sequence[Found]) -> list[Statement]:
        extracted = self._extracts(topic).theme(members)
        self._left_out.extend(extracted.left_out)
        return extracted.statements

    def _extracts(self, topic: str) -> ExtractiveThemes:
        """What writes the themes of this draft without a model."""
        if self._extractive is None:
            self._extractive = ExtractiveThemes(topic, self._selector)
        return self._extractive

    def _uncited(self, plan: Plan, cited: set[str]) -> list[LeftOut]:
        why = {left.paper_id: left.reason for left in self._left_out if left.paper_id}
        return [
            LeftOut(
                text=paper.title,
                reason=why.get(paper.paper_id, _UNPROVEN),
                paper_id=paper.paper_id,
            )
            for theme in plan.themes
            for paper in theme.papers
            if paper.paper_id not in cited
        ]
