"""An evaluation as the text a person reads: what happened, then a small table.

In comes a result, out come lines; it measures nothing.
"""

from collections.abc import Iterable, Iterator

from reviewer.evaluation.results import DocumentFacts, RetrievalEvaluation
from reviewer.evaluation.written import Share, WrittenEvaluation
from reviewer.text.plurals import counted

NONE = "–"
"""Stands where there is no figure."""


def retrieval_text(found: RetrievalEvaluation) -> str:
    """The result in lines, its measures in columns; then those of each query, if it has them."""
    return "\n".join(
        [
            _first_line(found),
            *columns(_measures(found)),
            *(["", *columns(_differences(found))] if found.baseline else []),
            "",
            *_remarks(found),
            *(["", *columns(_queries(found))] if found.per_query else []),
        ]
    )


def _first_line(found: RetrievalEvaluation) -> str:
    searched = f"{found.documents.searched:,} {_noun(found.documents)}"
    line = f"asked {counted(found.queries, 'query', 'queries')} of {searched}"
    judged = "each counted" if not found.unjudged else f"{found.judged:,} of them counted"
    return f"{line}, {judged}"


def _measures(found: RetrievalEvaluation) -> Iterator[list[str]]:
    yield ["", "mean", "95 % interval"]
    for one in found.measures:
        yield [one.measure, f"{one.mean:.4f}", f"{one.low:.4f} to {one.high:.4f}"]


def _differences(found: RetrievalEvaluation) -> Iterator[list[str]]:
    yield ["", "baseline", "difference", "95 % interval", "p", "won / tied / lost"]
    for one in found.baseline:
        between = f"{one.low:+.4f} to {one.high:+.4f}"
        figures = (f"{one.baseline:.4f}", f"{one.difference:+.4f}", between, f"{one.p:.4f}")
        yield [one.measure, *figures, f"{one.wins} / {one.ties} / {one.losses}"]


def _queries(found: RetrievalEvaluation) -> Iterator[list[str]]:
    names = [one.measure for one in found.measures]
    yield ["query", *names, "found"]
    for one in found.per_query:
        yield [one.query, *(f"{one.figures[name]:.4f}" for name in names), str(one.found)]


def _remarks(found: RetrievalEvaluation) -> Iterator[str]:
    yield f"time of a query: {found.p50_ms:.1f} ms (p50), {found.p95_ms:.1f} ms (p95)"
    yield f"embedder: {found.embedder}"
    if found.settings:
        changed = ", ".join(f"{name} = {value}" for name, value in found.settings.items())
        yield f"settings that are not the default: {changed}"
    if found.unjudged:
        yield f"not counted: {counted(found.unjudged, 'query', 'queries')} with nothing relevant"
    if found.nothing_found:
        yield f"nothing was found for {counted(found.nothing_found, 'query', 'queries')}"
    if found.fell_short > found.nothing_found:
        short = counted(found.fell_short - found.nothing_found, "query", "queries")
        most = min(found.depth, found.documents.searched)
        yield f"fewer than {most} {_noun(found.documents)} were found for {short}"
    yield from _of_documents(found)


def _of_documents(found: RetrievalEvaluation) -> Iterator[str]:
    facts = found.documents
    if facts.doubles:
        yield f"left out: {facts.doubles:,} with the title of a document in an earlier corpus"
    if facts.excluded:
        yield f"left out: {facts.excluded:,} that are excluded, and judgements of them"
    if facts.empty:
        yield f"left out: {facts.empty:,} with neither title nor text"
    if found.missing:
        judged = counted(found.missing, "relevant judgement is", "relevant judgements are")
        yield f"{judged} of {_noun(facts)} that are not there, and counted as not found"


def _noun(facts: DocumentFacts) -> str:
    return "documents" if facts.corpora else "papers"


def columns(rows: Iterable[list[str]]) -> list[str]:
    """A line for each row: first cells at the left, others at the right of their columns."""
    table = list(rows)
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if number == 0 else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    ]


def share_rows(shares: Iterable[Share]) -> Iterator[list[str]]:
    """A table of shares with their intervals."""
    yield ["", "mean", "95 % interval", "of"]
    for one in shares:
        yield [one.measure, f"{one.mean:.3f}", f"{one.low:.3f} to {one.high:.3f}", f"{one.of:,}"]


def must_be_none(found: WrittenEvaluation) -> str:
    """The counts of which one is too many."""
    return (
        f"must be 0: statements with a number their quotes lack {found.number_errors:,} · "
        f"invented references {found.invented:,} · quotes not as stored {found.altered:,}"
    )


def model_lines(found: WrittenEvaluation, noun: str, what: str) -> Iterator[str]:
    """Which model wrote and at what cost, or that none did; where it failed.

    Args:
        found: the evaluation.
        noun: what it was given: a question or a task.
        what: came of each: an answer or a draft.
    """
    if found.model is None:
        yield "model: none (every statement is the papers' own words, so its quote supports it)"
        return
    usage = found.usage
    cost = "" if usage.cost is None else f", cost {usage.cost:.4f}"
    yield (
        f"model: {found.model}, {counted(usage.calls, 'call')} "
        f"({usage.cached_calls:,} more kept from earlier), {usage.input_tokens:,} tokens in, "
        f"{usage.output_tokens:,} out{cost}"
    )
    if found.model_failures:
        failed = counted(found.model_failures, noun)
        yield f"the model failed at {failed}: no {what}, counted in no share"
    if found.fell_back:
        failed = counted(found.fell_back, noun)
        yield f"the model failed at {failed}: the papers' own sentences stand in, and are counted"
    if found.partial:
        yield f"not whole: {counted(found.partial, what)}"


def cost_lines(found: WrittenEvaluation, noun: str) -> Iterator[str]:
    """How long it took, and with which embedder and settings."""
    yield (
        f"time: {found.seconds:.1f} s in all, of a {noun} {found.p50_seconds:.2f} s (p50), "
        f"{found.p95_seconds:.2f} s (p95)"
    )
    yield f"embedder: {found.embedder}"
    if found.settings:
        changed = ", ".join(f"{name} = {value}" for name, value in found.settings.items())
        yield f"settings that are not the default: {changed}"


def missing_lines(found: WrittenEvaluation, one: str, several: str) -> Iterator[str]:
    """How many papers the labels name in vain."""
    if found.missing:
        papers = counted(len(found.missing), f"{one} is", f"{several} are")
        yield f"{papers} not in the collection, and counted as not cited"


def part(found: int, wanted: int) -> str:
    """`2/3`; a dash where nothing was wanted."""
    return f"{found}/{wanted}" if wanted else NONE
