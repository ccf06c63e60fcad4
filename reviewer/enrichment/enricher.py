"""Papers in, what the services say of each out, one paper after the other.

It asks each service only where it may say something the paper lacks, and sends a title, a DOI or
an arXiv id, never more. It knows no store, and changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reviewer.enrichment.cache import KEPT_DAYS, AnswerCache
from reviewer.enrichment.comparing import compared
from reviewer.enrichment.desk import Desk, Patience
from reviewer.enrichment.matching import Clues, Match, match
from reviewer.enrichment.proposals import Enrichment, Failure, Field, missing
from reviewer.enrichment.service import By, Service, UnansweredError
from reviewer.models import Paper

Progress = Callable[[str, int, int], None]
STEP = "enriching"
RARE = frozenset({Field.RETRACTION, Field.ARXIV_ID})
"""What most papers lack for good."""


class Enricher:
    """Asks the services about papers.

    Args:
        services: in the order in which they are believed.
        cache: a folder for what they answered: a run that was interrupted goes on from there.
        kept_days: how long an answer counts.
        progress: called with the step, the papers done and the papers in all.
        patience: how long a failing service is waited for.
    """

    def __init__(
        self,
        services: Sequence[Service],
        cache: Path,
        *,
        kept_days: float = KEPT_DAYS,
        progress: Progress | None = None,
        patience: Patience | None = None,
    ) -> None:
        answers = AnswerCache(cache, kept_days=kept_days)
        self._desks = [Desk(s, answers, patience or Patience()) for s in services]
        self._progress = progress

    def proposals(self, papers: Iterable[Paper]) -> Iterator[Enrichment]:
        """One enrichment for each paper, in order, as soon as it is known.

        Raises:
            EnrichmentError: the cache cannot be used.
        """
        every = list(papers)
        for done, paper in enumerate(every):
            if self._progress:
                self._progress(STEP, done, len(every))
            yield self._enriched(paper)
        if self._progress:
            self._progress(STEP, len(every), len(every))

    def _enriched(self, paper: Paper) -> Enrichment:
        search = _Search(paper, Clues.of(paper))
        waiting = list(self._desks)
        while waiting:
            desk = next((d for d in waiting if search.can_name(d.service)), waiting[0])
            waiting.remove(desk)
            if search.wants(desk.service):
                search.consult(desk)
        labels = [desk.service.label for desk in self._desks]
        matches = sorted(search.matches, key=lambda m: labels.index(m.found.service))
        changes, differs, notes = compared(paper, matches)
        return Enrichment(
            paper_id=paper.id,
            title=paper.title,
            changes=changes,
            differs=differs,
            found_by=tuple(m.found.service for m in matches),
            notes=(*search.notes, *notes),
            failures=tuple(search.failures),
            asked=any(Clues.of(paper).key(by) for by in By),
        )


@dataclass
class _Search:
    """The search for one paper: what is known of it grows with every service that knows it."""

    paper: Paper
    clues: Clues
    matches: list[Match] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def can_name(self, service: Service) -> bool:
        """Whether the service can be asked by an identifier: such services come first."""
        return any(self.clues.key(by) for by in service.ways - {By.TITLE})

    def wants(self, service: Service) -> bool:
        """Whether the service may say what the paper lacks and nobody has said yet.

        A retraction is asked of every service that knows of them: they do not know the same ones.
        A paper that is found is not searched for by its title for that, or for the arXiv id that
        most papers do not have.
        """
        lacking = missing(self.paper)
        found = {f for f in lacking for m in self.matches if getattr(m.found, f.value)}
        wanted = service.gives & (lacking - (found - {Field.RETRACTION}))
        if wanted <= RARE and self.matches:
            return bool(wanted) and self.can_name(service)
        return bool(wanted)

    def consult(self, desk: Desk) -> None:
        """Ask by DOI, by arXiv id, by title, until one of them finds the paper."""
        for by in By:
            key = self.clues.key(by) if by in desk.service.ways else None
            if key is None:
                continue
            try:
                candidates = desk.ask(by, key)
            except UnansweredError as error:
                self.failures.append(Failure(service=desk.service.label, reason=error.reason))
                return
            matched = match(by, self.clues, candidates)
            if isinstance(matched, Match):
                self.matches.append(matched)
                self.clues = self.clues.learned(matched)
                return
            if matched is not None:
                self.notes.append(f"{desk.service.label}: {matched}")
                self.clues = self.clues if by is By.TITLE else self.clues.without(by)
