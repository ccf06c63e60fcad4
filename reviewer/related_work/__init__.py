"""Topic or draft abstract to a related-work draft: choose papers, group them, write each theme.

In come a topic and a collection; out comes a `RelatedWork` whose every statement carries its
quotes, with the papers that were retrieved and not cited. It does not search or store by itself.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

from reviewer.embedding import Embedder
from reviewer.models import LeftOut, Plan, RelatedWork, Statement, Theme, Usage
from reviewer.proof import Writer, number_references
from reviewer.related_work.brief import Brief
from reviewer.related_work.choosing import Chooser
from reviewer.related_work.extractive import ExtractiveThemes
from reviewer.related_work.journal import Journal
from reviewer.related_work.planning import plan_themes
from reviewer.related_work.relevance import Found, Relevance
from reviewer.retrieval import Retriever
from reviewer.selection import Selector
from reviewer.settings import DraftSettings

_UNPROVEN = "planned, but no proven sentence cites it"
_WORDS_A_PAPER = 28  # of a draft without a model, its second sentences aside


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
        self.chooser = Chooser(retriever, embedder, Relevance(selector, settings.threshold))
        self.selector = selector
        self.embedder = embedder
        self.settings = settings
        self.writer = writer

    def plan(self, brief: Brief) -> Plan:
        """See `Workspace.plan_related_work`."""
        run = _Run(self, brief)
        with run.spending():
            return run.planned()[0]

    def draft(
        self,
        brief: Brief,
        *,
        plan: Plan | None = None,
        on_theme: Callable[[Theme], None] | None,
    ) -> RelatedWork:
        """See `Workspace.related_work`."""
        run = _Run(self, brief)
        with run.spending() as usage:
            if plan is None:
                plan, found = run.planned()
            else:
                found = self.chooser.planned(plan, brief)
            themes = run.themes(plan, found, on_theme)
            return run.result(plan, found, themes, usage())


class _Run:
    """One plan or draft on its way."""

    def __init__(self, drafter: Drafter, brief: Brief) -> None:
        self._drafter = drafter
        self._brief = brief
        self._journal = Journal()
        self._papers = 0  # of the plan

    @contextmanager
    def spending(self) -> Iterator[Callable[[], Usage]]:
        """Counts what the model costs; no calls without one."""
        if self._drafter.writer is None:
            yield Usage
            return
        with self._drafter.writer.backend.recording() as spent:
            yield lambda: spent.usage

    def planned(self) -> tuple[Plan, list[Found]]:
        """The plan, and what there is to quote of every paper that was looked at."""
        drafter, brief = self._drafter, self._brief
        choice = drafter.chooser.choose(brief, self._most, self._speaks)
        most = drafter.settings.themes
        plan = plan_themes(
            brief.topic,
            choice,
            most,
            drafter.selector,
            drafter.embedder,
            spare=drafter.chooser.unreadable(brief.topic, brief.filters),
        )
        if drafter.writer is not None:
            from reviewer.related_work.model_planning import plan_by_model

            plan = plan_by_model(brief, choice, plan, most, drafter.writer)
        if choice.nothing is not None:
            plan = plan.model_copy(update={"log": (choice.nothing, *plan.log)})
        return plan, choice.looked_at

    def themes(
        self, plan: Plan, found: Sequence[Found], on_theme: Callable[[Theme], None] | None
    ) -> list[Theme]:
        """The themes of a plan, as far as there is something to say, until it is broken off."""
        by_id = {one.paper.id: one for one in found}
        self._extractive.among(found)
        self._journal.log.extend(plan.log)
        self._papers = sum(len(theme.papers) for theme in plan.themes)
        themes: list[Theme] = []
        for planned in plan.themes:
            members = [by_id[p.paper_id] for p in planned.papers if p.paper_id in by_id]
            before = themes[-1].statements[-1].text if themes else ""
            try:
                statements = tuple(self._theme(planned.heading, members, before))
            except KeyboardInterrupt:
                if not themes:
                    raise
                statements = ()
                self._journal.interrupt(f"the themes after “{themes[-1].heading}” are missing")
            if statements:
                themes.append(Theme(heading=planned.heading, statements=statements))
                if on_theme is not None:
                    on_theme(themes[-1])
            if self._journal.interrupted:
                break
        return themes

    def result(
        self, plan: Plan, found: Sequence[Found], themes: Sequence[Theme], usage: Usage
    ) -> RelatedWork:
        """The draft, with all that is to be told of it."""
        journal = self._journal
        statements = [statement for theme in themes for statement in theme.statements]
        references = number_references(statements, {one.paper.id: one.paper for one in found})
        cited = {reference.paper.id for reference in references}
        not_cited = (*self._uncited(plan, cited), *plan.left_out)
        return RelatedWork(
            topic=plan.topic,
            sections=tuple(themes),
            references=references,
            not_cited=not_cited,
            left_out=tuple(dict.fromkeys(journal.left_out)),
            notices=tuple(dict.fromkeys(journal.notices)),
            log=tuple(journal.log),
            candidates=len(cited) + len({left.paper_id for left in not_cited}),
            partial=journal.partial,
            usage=usage,
            model=journal.model,
        )

    @property
    def _most(self) -> int:
        """Papers to cite."""
        brief, papers = self._brief, self._drafter.settings.papers
        if brief.papers is None and brief.words is not None:
            return max(1, min(papers, brief.words // _WORDS_A_PAPER))
        return brief.papers or papers

    def _speaks(self, found: Found) -> bool:
        return self._drafter.writer is not None or self._extractive.speaks(found)

    def _theme(self, heading: str, members: Sequence[Found], before: str) -> list[Statement]:
        """The theme in the model's words; where there are none, in those of its papers."""
        writer, journal = self._drafter.writer, self._journal
        if writer is None or not members:
            return self._extracted(members, heading)
        from reviewer.related_work.drafting import ModelThemes, uncited
        from reviewer.related_work.transitions import connect

        said = ModelThemes(self._brief, self._papers, writer, journal).theme(
            heading, members, before
        )
        if not said:
            journal.notices.append(
                f"“{heading}” is extractive: nothing the model wrote could be proven"
            )
            return self._extracted(members, heading)
        if journal.interrupted:
            return said
        for missing in uncited(members, said):
            verbatim = self._extracted([missing])
            if verbatim:
                title = missing.paper.title
                journal.log.append(f"“{title}” is told in its own words: the model did not cite it")
                said += verbatim
        return connect(heading, said, before, writer, journal)

    def _extracted(self, members: Sequence[Found], heading: str = "") -> list[Statement]:
        words = self._brief.words
        room = None if words is None else words * len(members) // max(1, self._papers)
        extracted = self._extractive.theme(members, heading, room)
        self._journal.left_out.extend(extracted.left_out)
        return extracted.statements

    @cached_property
    def _extractive(self) -> ExtractiveThemes:
        """What writes themes without a model."""
        return ExtractiveThemes(self._brief.topic, self._drafter.selector)

    def _uncited(self, plan: Plan, cited: set[str]) -> list[LeftOut]:
        why = {left.paper_id: left.reason for left in self._journal.left_out if left.paper_id}
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
