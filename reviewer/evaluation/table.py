"""An evaluation as the text a person reads: what happened, then a small table.

In comes a result, out come lines; it measures nothing.
"""

from collections.abc import Iterable, Iterator

from reviewer.evaluation.results import DocumentFacts, RetrievalEvaluation
from reviewer.text.plurals import counted


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
