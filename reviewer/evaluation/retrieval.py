"""How well the search finds what was judged relevant: queries and judgements in, figures out.

It asks the search as any caller does and knows none of its engines. A document's score is that of
its best passage.
"""

import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reviewer.errors import UsageError
from reviewer.evaluation.corpus import ONE_A_PAPER, Corpus, opened_corpus, stored_ids
from reviewer.evaluation.inputs import Inputs
from reviewer.evaluation.judgements import Judgements
from reviewer.evaluation.mark import Contents
from reviewer.evaluation.naming import Names, names_in_collection
from reviewer.evaluation.results import DocumentFacts, RetrievalEvaluation
from reviewer.evaluation.runs import Run, Scored
from reviewer.evaluation.scoring import (
    compared,
    count_missing,
    figures_of,
    measured,
    per_query,
    percentiles,
    with_relevant,
)
from reviewer.evaluation.sorting import paper_id
from reviewer.progress import Progress, silent
from reviewer.settings import Settings
from reviewer.store import NO_EMBEDDER
from reviewer.text.addresses import shown
from reviewer.workspace import Workspace

if TYPE_CHECKING:
    from reviewer.embedding import Embedder

DEPTH = 100
# Settings of these act on files and on what is written, not on what is found.
_ELSEWHERE = ("store", "reading", "answer", "draft", "enrichment")


class Evaluated(NamedTuple):
    """What was found out, the rankings it was found out from, and the workspace's notices."""

    result: RetrievalEvaluation
    run: Run
    notices: tuple[str, ...] = ()


def evaluate_corpus(
    folder: Path,
    inputs: Inputs,
    corpus: Corpus,
    *,
    depth: int = DEPTH,
    embedder: "Embedder | None" = None,
    progress: Progress = silent,
) -> Evaluated:
    """Search a corpus, with the settings that hold in `folder`.

    Args:
        folder: the review's folder.
        inputs: queries and judgements.
        corpus: what is searched.
        depth: documents ranked for each query.
        embedder: in place of the one the settings name.
        progress: told how far filling, embedding and searching are.

    Raises:
        UsageError: a file cannot be read, or they do not fit each other.
        StoreError: the corpus cannot be stored.
    """
    with opened_corpus(folder, corpus, embedder=embedder, progress=progress) as (ws, contents):
        names = Names(contents.aliases, excluded=contents.excluded)
        judged = names.judgements(inputs.judgements)
        documents = {one for grades in judged.values() for one in grades}
        stored = stored_ids(ws)
        unknown = frozenset(one for one in documents if paper_id(one) not in stored)
        found = _evaluate(ws, inputs, _Documents(contents, names, judged, unknown), depth, progress)
        return found._replace(notices=tuple(ws.notices))


def evaluate_collection(
    ws: Workspace, inputs: Inputs, *, depth: int = DEPTH, progress: Progress = silent
) -> Evaluated:
    """Search the papers of a workspace that was opened with the settings `ONE_A_PAPER`.

    Args:
        ws: the workspace.
        inputs: queries and judgements, of papers by id, cite key, DOI, arXiv id or title.
        depth: papers ranked for each query.
        progress: told how far searching is.

    Raises:
        UsageError: no judged paper is in the collection.
    """
    papers = ws.papers()
    names, matches = names_in_collection(papers, inputs.judgements)
    if not matches.papers:
        one = next(iter(matches.unknown))
        raise UsageError(
            f"none of the judged papers is in this collection, for example {one!r}",
            hint="name papers by id, cite key, DOI, arXiv id or title; or give --corpus",
        )
    contents = Contents(facts=DocumentFacts(searched=len(papers)))
    judged = names.judgements(inputs.judgements)
    return _evaluate(
        ws, inputs, _Documents(contents, names, judged, matches.unknown), depth, progress
    )


class _Documents(NamedTuple):
    """What is searched, as judgements see it; `unknown` are judged and not there."""

    contents: Contents
    names: Names
    judged: Judgements
    unknown: frozenset[str]


def _evaluate(
    ws: Workspace, inputs: Inputs, documents: _Documents, depth: int, progress: Progress
) -> Evaluated:
    relevant = with_relevant(inputs.queries, documents.judged)
    baseline = _baseline(inputs, documents.names, depth)
    run, seconds = _search(ws, inputs.queries, documents.names, depth, progress)
    _check_baseline(baseline, run, documents.judged)
    ours = [figures_of(run, query, relevant, depth) for query in relevant]
    theirs = (
        [figures_of(baseline, query, relevant, depth) for query in relevant] if baseline else []
    )
    possible = min(depth, documents.contents.facts.searched)
    p50, p95 = percentiles(seconds)
    result = RetrievalEvaluation(
        queries=len(inputs.queries),
        judged=len(relevant),
        unjudged=len(inputs.queries) - len(relevant),
        nothing_found=sum(not run[query] for query in relevant),
        fell_short=sum(len(run[query]) < possible for query in relevant),
        depth=depth,
        documents=documents.contents.facts,
        missing=count_missing(relevant, documents.unknown),
        measures=measured(ours, depth),
        baseline=compared(ours, theirs, depth) if theirs else (),
        embedder=embedder_name(ws),
        settings=changed_settings(ws.settings),
        p50_ms=p50,
        p95_ms=p95,
        notes=(*inputs.notes, *_notes(ws, depth, baseline, relevant)),
        failed=(*inputs.problems.kept, *documents.contents.failed),
        failures=inputs.problems.count + documents.contents.failures,
        per_query=per_query(list(relevant), run, ours, theirs),
    )
    return Evaluated(result, run)


def changed_settings(settings: Settings, elsewhere: Collection[str] = _ELSEWHERE) -> dict[str, str]:
    """The settings that may act on the figures and are not the default: `section.key: value`.

    Args:
        settings: those in force.
        elsewhere: sections that act on something else.
    """
    usual = Settings()
    return {
        f"{section}.{key}": shown(value) if key == "base_url" else str(value)
        for section in type(settings).model_fields
        if section not in elsewhere
        for key, value in getattr(settings, section)
        if value != getattr(getattr(usual, section), key) and (section, key) not in ONE_A_PAPER
    }


def _search(
    ws: Workspace, queries: Mapping[str, str], names: Names, depth: int, progress: Progress
) -> tuple[dict[str, list[Scored]], list[float]]:
    """The ranking of each query, and the seconds it took.

    One is asked before, untimed: it opens the engines.
    """
    run: dict[str, list[Scored]] = {}
    seconds: list[float] = []
    ws.search(next(iter(queries.values())), depth)
    for done, (query, text) in enumerate(queries.items()):
        progress("searching", done, len(queries))
        start = time.perf_counter()
        passages = ws.search(text, depth)
        seconds.append(time.perf_counter() - start)
        scores: dict[str, float] = {}
        for passage in passages:
            scores.setdefault(names.of(passage.paper), passage.score)
        run[query] = [Scored(*pair) for pair in scores.items()]
    progress("searching", len(queries), len(queries))
    return run, seconds


def _baseline(inputs: Inputs, names: Names, depth: int) -> dict[str, list[Scored]]:
    """The other run under our names for documents, each once; empty if there is none."""
    named: dict[str, list[Scored]] = {}
    for query, ranked in (inputs.baseline or {}).items():
        scores: dict[str, float] = {}
        for one in ranked:
            if not names.is_excluded(one.document):
                scores.setdefault(names.resolve(one.document), one.score)
        named[query] = [Scored(*pair) for pair in scores.items()][:depth]
    return named


def _check_baseline(baseline: Run, run: Run, judged: Judgements) -> None:
    known = {one.document for ranked in run.values() for one in ranked}
    known.update(one for grades in judged.values() for one in grades)
    names = [one.document for ranked in baseline.values() for one in ranked]
    if names and known.isdisjoint(names):
        raise UsageError(
            f"the baseline ranks none of these documents, but for example {names[0]!r}",
            hint="is it a run over another corpus?",
        )


def embedder_name(ws: Workspace) -> str:
    """The embedder that a search of the workspace uses, or that it uses none."""
    layout = ws.store.layout
    return NO_EMBEDDER if layout is None or ws.embedder is None else layout.embedder


def _notes(ws: Workspace, depth: int, baseline: Run, relevant: Judgements) -> list[str]:
    notes = []
    most = 2 * ws.settings.retrieval.candidates
    if depth > most:
        notes.append(
            f"no more than {most} documents can be ranked: retrieval.candidates of each engine"
        )
    absent = len(relevant.keys() - baseline.keys()) if baseline else 0
    if absent:
        notes.append(f"the baseline has no line for {absent} judged queries; they count as 0 there")
    return notes
