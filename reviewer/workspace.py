"""The facade: what the command line, the chat and library users call.

In come a folder and questions; out come reports, passages, answers and drafts. It wires the
layers below together and holds no logic of theirs.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from reviewer.asking import asked, nothing_passes, paper_called, pasted, why_nothing
from reviewer.errors import PaperNotFoundError, UsageError
from reviewer.merging import near_misses, sections_of
from reviewer.models import (
    Answer,
    Chunk,
    Filters,
    Making,
    Paper,
    Passage,
    Plan,
    RelatedWork,
    Statement,
    Theme,
)
from reviewer.reports import Duplicates, IngestReport, PaperDetails, SectionFacts
from reviewer.watching import changes
from reviewer.wiring import Wired

if TYPE_CHECKING:
    from threading import Event

    from langchain_core.retrievers import BaseRetriever

    from reviewer.enrichment import Enrichment, Proposal
    from reviewer.related_work.brief import Brief, Wanted
    from reviewer.run_record import RunRecord


class Workspace(Wired):
    """A folder with a collection of papers.

    Args:
        folder: opened, with its index made when something is ingested.
        flags: settings of this call, `(section, key) -> value`; they win over file and environment.
        progress: told how far reading and embedding are.

    Raises:
        SettingsError: reviewer.toml or a REVIEWER_ variable is wrong.
    """

    # -- papers --------------------------------------------------------------------------------

    def ingest(
        self,
        paths: str | Path | Iterable[str | Path] | None = None,
        *,
        rebuild: bool = False,
        prune: bool = False,
        password: str | None = None,
    ) -> IngestReport:
        """Read files and folders into the collection.

        Args:
            paths: files and folders, or one; a bad one raises nothing, it is in `report.failed`.
                None reads again what was named before.
            rebuild: make both engines again from the catalogue first, with the present settings.
            prune: take out the papers of files that are not there any more; else their papers stay
                and the files are reported as missing.
            password: opens encrypted PDFs.

        Raises:
            StoreLockedError: another process is writing.
            StoreMismatchError: the store was made with other settings; `rebuild` mends it.
        """
        from reviewer.indexing import layout_for
        from reviewer.reading import ReadingOptions

        indexer = self._indexer(self.embedder)
        layout = layout_for(self.embedder, self.settings.chunking)
        named = [paths] if isinstance(paths, str | Path) else paths
        with self.store.writing():
            if rebuild:
                self.store.start_rebuild(layout, indexer.recut)
            else:
                self.store.adopt(layout)
            report = indexer.ingest(named, prune=prune, options=ReadingOptions(password))
        self._notice_new_start()
        self._notice_cut()
        if self.embedder is None:
            self._notice_lexical()
        return report

    def watch(
        self,
        paths: str | Path | Iterable[str | Path] | None = None,
        *,
        prune: bool = False,
        password: str | None = None,
        stop: "Event | None" = None,
    ) -> Iterator[IngestReport]:
        """Ingest now, and again each time a file has arrived, changed or gone.

        Args:
            paths: as for `ingest`.
            prune: as for `ingest`.
            password: as for `ingest`.
            stop: ends it when it is set.
        """
        yield self.ingest(paths, prune=prune, password=password)
        signals = enumerate(changes(self.roots(), own=[self.located.store], stop=stop))
        for count, _ in signals:
            report = self.ingest(prune=prune, password=password)
            if count or report.files_read or report.removed:  # the first says: watching by now
                yield report

    def roots(self) -> list[Path]:
        """The files and folders that were named to be ingested and are there."""
        named = (self.located.root / name for name in self.store.ledger.roots())
        return [path for path in named if path.exists()]

    def papers(self) -> list[Paper]:
        """Every paper, in the order they were first seen."""
        return self.store.catalogue.papers()

    def paper(self, reference: str) -> Paper:
        """One paper, by id, cite key, DOI, arXiv id, or title (case and punctuation aside).

        Raises:
            PaperNotFoundError: no paper, or several, by that name; the hint lists the nearest.
        """
        return paper_called(self.store.catalogue, reference)

    def chunks(self, paper: Paper) -> list[Chunk]:
        """The chunks of a paper, in reading order."""
        return self.store.catalogue.chunks_of(paper.id)

    def details(self, reference: str) -> PaperDetails:
        """A paper with its sections and chunks.

        Raises:
            PaperNotFoundError: no paper, or several, by that name.
        """
        paper = self.paper(reference)
        said = self._indexer(None).said_of(paper)
        sections = sections_of(self.store.ledger.records_of(paper.id), said)
        return PaperDetails(
            paper=paper,
            sections=tuple(SectionFacts.of(file, section) for file, section in sections),
            chunks=tuple(self.chunks(paper)),
            corrected=tuple(j.field for j in said if j.field and j.origin is None),
            supplied={j.field: j.origin for j in said if j.field and j.origin is not None},
        )

    def duplicates(self) -> Duplicates:
        """Papers that were read in several places, and pairs that may be one paper."""
        papers = self.papers()
        merged = tuple(paper for paper in papers if len(paper.sources) > 1)
        return Duplicates(merged=merged, near=tuple(near_misses(papers)))

    def merge(self, reference: str, other: str) -> Paper:
        """Make two papers one, for good: it holds through every later ingest.

        Raises:
            PaperNotFoundError: no paper, or several, by one of the names.
            UsageError: both are the same paper.
            StoreLockedError: another process is writing.
        """
        one, two = self.paper(reference), self.paper(other)
        with self.store.writing():
            return self._indexer(self._indexing).join(one, two)

    def set(self, reference: str, **fields: str) -> Paper:
        """Correct fields of a paper, for good: it holds through every later ingest.

        Args:
            reference: what the paper is called.
            fields: `title`, `authors` (with semicolons), `year`, `venue`, `doi`, `arxiv_id`,
                `pmid`, `url`, `cite_key`, `tags`; an empty value takes the correction back.

        Raises:
            PaperNotFoundError: no paper, or several, by that name.
            UsageError: no such field, or no value for it.
            StoreLockedError: another process is writing.
        """
        paper = self.paper(reference)
        with self.store.writing():
            return self._indexer(self._indexing).correct(paper, fields)

    def remove(self, reference: str) -> Paper:
        """Take a paper out of the collection (not its file).

        Raises:
            PaperNotFoundError: no paper, or several, by that name.
            StoreLockedError: another process is writing.
        """
        paper = self.paper(reference)
        with self.store.writing():
            self._indexer(None).remove(paper)
        return paper

    def enrich(self, references: Iterable[str] = ()) -> "Iterator[Enrichment]":
        """What public services say of papers that lack something. Nothing is changed.

        This goes online: a title, a DOI or an arXiv id of each paper is sent.

        Args:
            references: what the papers are called; none means every paper.

        Raises:
            PaperNotFoundError: no paper, or several, by one of the names.
            EnrichmentError: a service is not known or not installed.
        """
        from reviewer.enrichment import open_enricher

        papers = [self.paper(name) for name in references] or self.papers()
        enricher = open_enricher(
            self.settings.enrichment,
            self.located.store / "enrichment",
            os.environ,
            progress=self._progress,
        )
        yield from enricher.proposals(papers)

    def supply(self, proposals: "Iterable[Proposal]") -> list[Paper]:
        """Fill empty fields as proposed; what the user's files or the user say still wins.

        Args:
            proposals: of one or several papers.

        Raises:
            StoreLockedError: another process is writing.
        """
        found: dict[str, list[tuple[str, str, str]]] = {}
        for one in proposals:
            found.setdefault(one.paper_id, []).append(one.as_said())
        papers = {paper.id: paper for paper in self.papers()}
        with self.store.writing():
            indexer = self._indexer(self._indexing)
            changed = [indexer.supply(papers[i], said) for i, said in found.items() if i in papers]
            indexer.finish()
        return changed

    # -- asking --------------------------------------------------------------------------------

    def search(
        self,
        query: str,
        k: int = 10,
        *,
        filters: Filters | None = None,
        explain: bool = False,
    ) -> list[Passage]:
        """The best passages for a query, best first.

        Where filters let nothing through, `notices` say what would.

        Args:
            query: any text; no sign in it has a meaning.
            k: most passages.
            filters: which papers, and which parts of them, may be returned.
            explain: fill `Passage.terms`, the words of the query that stand in each passage.

        Raises:
            UsageError: the query or a filter is empty, k is below 1, years run backwards.
        """
        text = asked(query, "query", self.notices.append, most=k, filters=filters)
        found = self._retriever.search(text, k, filters, explain=explain)
        if not found and (why := why_nothing(self._ready, text, filters)):
            self.notices.append(why)
        return found

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Answer] = (),
        filters: Filters | None = None,
        deep: bool = False,
        on_understood: Callable[[str], None] | None = None,
        on_statement: Callable[[Statement], None] | None = None,
        on_record: "Callable[[RunRecord], None] | None" = None,
    ) -> Answer:
        """Answer a question from the collection, or say that it does not answer it.

        Args:
            question: in words.
            history: earlier answers of the conversation, oldest first; a follow-up question is
                completed from them, and `answer.understood_as` says how.
            filters: which papers may be used.
            deep: split it into smaller questions, and answer from what is found for each.
            on_understood: called with the completed question, before it is answered.
            on_statement: called with each statement as soon as it is proven.
            on_record: called at the end with all that it takes to replay the run.

        Raises:
            UsageError: the question or a filter is empty, years run backwards.
            ModelError: the language model's endpoint failed.
        """
        from reviewer.answering import Answerer, Gatherer
        from reviewer.run_record import Asked, Recording

        text = asked(question, "question", self.notices.append, filters=filters)
        unmet = nothing_passes(self._ready, filters)
        source = Gatherer(
            self._retriever,
            self._selector,
            self.settings.answer,
            nothing=None if unmet is None else f"Nothing passes these filters: {unmet}",
        )
        run = Recording(source, self._writer)
        answerer = Answerer(run.source, run.writer, plan=self.settings.answer.plan)
        with nullcontext() if self.backend is None else self.backend.recording() as spent:
            answer = answerer.answer(
                text,
                history=history,
                filters=filters,
                deep=deep,
                on_understood=on_understood,
                on_statement=on_statement,
            )
        if on_record is not None:
            was = Asked(question=text, history=tuple(history), filters=filters, deep=deep)
            calls = () if spent is None else spent.calls
            on_record(run.record(was, answer, calls, self._made_by()))
        return answer

    def since(self, record: "RunRecord") -> list[str]:
        """What of the collection, the program and its prompts has changed since a run.

        Args:
            record: of `ask(…, on_record=…)`, or read by `read_runs`.
        """
        from reviewer.run_record import changes_since, passages_of

        passages = [passage.chunk_id for passage in passages_of(record)]
        held = self._ready.catalogue.chunks_by_id(passages)
        most = record.made_by.answer.passages
        find = partial(self._retriever.search, k=most, filters=record.asked.filters, quotable=True)
        return changes_since(record, self._made_by(), held, find)

    def related_work(
        self,
        topic: str = "",
        abstract: str | None = None,
        *,
        plan: Plan | None = None,
        on_theme: Callable[[Theme], None] | None = None,
        on_made: Callable[[Making], None] | None = None,
        **wanted: "Unpack[Wanted]",
    ) -> RelatedWork:
        """Draft a related-work section.

        Args:
            topic: a few words; that of the plan, where one is given.
            abstract: the draft abstract of the work that the section is for.
            plan: what to write of which papers, instead of a plan made now.
            on_theme: called with each theme as soon as it is drafted.
            on_made: called at the end with the facts of the run: models, calls, prompts.
            **wanted: see `reviewer.related_work.brief.Wanted`.

        Raises:
            UsageError: the topic or a filter is empty, a number is below 1, years run backwards.
            ModelError: the language model's endpoint failed at the first call.
        """
        brief = self._brief(plan.topic if plan else topic, abstract, wanted)
        nothing = nothing_passes(self._ready, brief.filters)
        if nothing is not None:
            return RelatedWork(topic=brief.topic, notices=(str(nothing),))
        with nullcontext() if self.backend is None else self.backend.recording() as spent:
            draft = self._drafter.draft(brief, plan=plan, on_theme=on_theme)
        if on_made is not None:
            on_made(self.making(() if spent is None else spent.calls, plan))
        return draft

    def plan_related_work(
        self, topic: str = "", abstract: str | None = None, **wanted: "Unpack[Wanted]"
    ) -> Plan:
        """What `related_work` would write of which papers, for its author to change first.

        Args:
            topic: as for `related_work`.
            abstract: as for `related_work`.
            **wanted: as for `related_work`.

        Raises:
            UsageError: the topic or a filter is empty, a number is below 1, years run backwards.
            ModelError: the language model's endpoint cannot be reached.
        """
        brief = self._brief(topic, abstract, wanted)
        nothing = nothing_passes(self._ready, brief.filters)
        if nothing is not None:
            self.notices.append(str(nothing))
            return Plan(topic=brief.topic)
        return self._drafter.plan(brief)

    def _brief(self, topic: str, abstract: str | None, wanted: "Wanted") -> "Brief":
        from reviewer.related_work.brief import Brief

        tell = self.notices.append
        own, papers, filters = wanted.get("own"), wanted.get("papers"), wanted.get("filters")
        words = wanted.get("words")
        if words is not None and words < 1:
            raise UsageError(f"{words} words are no length", hint="ask for one word or more")
        said = own.about if abstract is None and own is not None else abstract
        text = topic or (own.called if own else "")
        if own is not None and not topic and not own.title:
            tell("the draft states no title: its first sentence stands for the topic")
        must_cite = self._titles(wanted.get("must_cite", ()), "to be cited")
        must_not = frozenset(self._titles(wanted.get("must_not", ()), "not to be cited"))
        for paper_id in must_cite.keys() & must_not:
            tell(f"“{must_cite.pop(paper_id)}” is to be cited and not to be cited: it is not")
        return Brief(
            topic=asked(text, "topic", tell, most=papers, filters=filters),
            abstract=None if said is None else pasted(said, "abstract", tell),
            own=own,
            papers=papers,
            words=words,
            style=wanted.get("style"),
            filters=filters,
            must_cite=must_cite,
            must_not=must_not,
        )

    def _titles(self, names: Iterable[str], what: str) -> dict[str, str]:
        """The papers that are meant, id to title; one that is not here is told."""
        found = {}
        for name in names:
            try:
                paper = self.paper(name)
            except PaperNotFoundError as error:
                self.notices.append(f"{what}, and not found: {error.message} ({error.hint})")
            else:
                found[paper.id] = paper.title
        return found

    def retriever(self, k: int = 10, filters: Filters | None = None) -> "BaseRetriever":
        """The search as a LangChain retriever of `k` documents."""
        from reviewer.retrieval.langchain_retriever import PassageRetriever

        return PassageRetriever(search=partial(self.search, k=k, filters=filters))
