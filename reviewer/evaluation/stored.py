"""Quotes and papers held against the store, by their bytes: what an answer shows and what is there.

In come quotes and papers, out come those that the store does not bear out. It trusts no verdict
that was given when they were written.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from reviewer.models import Chunk, Paper, Quote
from reviewer.store.catalogue import Catalogue
from reviewer.text.sentences import split


class Fault(StrEnum):
    """What is wrong with a quote."""

    ABSENT = "no such chunk"
    ALTERED = "not the bytes that stand there"
    CUT = "no whole sentence"


def faults(quotes: Sequence[Quote], catalogue: Catalogue) -> list[Fault | None]:
    """For each quote what is wrong with it; None for a whole sentence, byte for byte as stored.

    Args:
        quotes: any.
        catalogue: the source of truth.
    """
    chunks = catalogue.chunks_by_id({quote.chunk_id for quote in quotes})
    return [fault_in(quote, chunks.get(quote.chunk_id)) for quote in quotes]


def fault_in(quote: Quote, chunk: Chunk | None) -> Fault | None:
    if chunk is None or chunk.paper_id != quote.paper_id:
        return Fault.ABSENT
    return fault_in_text(quote, chunk.text)


def fault_in_text(quote: Quote, text: str) -> Fault | None:
    """The same, where the text that the quote is of is at hand."""
    end = quote.start + len(quote.text)
    if quote.start < 0 or not quote.text or text[quote.start : end] != quote.text:
        return Fault.ALTERED
    return None if (quote.start, end) in split(text) else Fault.CUT


def strangers(shown: Iterable[tuple[str, str]], catalogue: Catalogue) -> int:
    """How many of these papers, each an id with a title, are not in the collection like that.

    Args:
        shown: what references and quotes call their papers.
        catalogue: the source of truth.
    """
    wanted = list(shown)
    known: dict[str, Paper] = catalogue.papers_by_id({paper for paper, _ in wanted})
    return sum(paper not in known or known[paper].title != title for paper, title in wanted)
