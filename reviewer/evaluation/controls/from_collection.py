"""Statements made from sentences of the collection: as they are, and lightly reworded.

In comes a workspace, out comes what the controls break. Which sentences are taken is decided by
the seed alone.
"""

from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from random import Random

from reviewer.errors import StoreEmptyError
from reviewer.evaluation.controls.material import (
    Material,
    Proven,
    Quotes,
    best_quote,
    passage_of,
    sentences_of,
)
from reviewer.evaluation.controls.numbers import has_number
from reviewer.evaluation.controls.rewording import reworded
from reviewer.models import Chunk, Paper, Passage, Quote
from reviewer.text.prose import is_prose, is_whole
from reviewer.text.sentences import split
from reviewer.workspace import Workspace

VERBATIM = "verbatim"
REWORDED = "reworded"
_LEAST_WORDS = 8
_MOST_WORDS = 60
_NUMBERED = 3
"""One statement in so many has a number, or numbers would hardly be tried: of the sentences of
abstracts 8 % have one."""
_PAPERS = 4
"""Papers looked at for each statement."""
_NEAREST = 30
"""Papers nearest to a statement; any other is of another topic."""
_OFFERED = 10
"""Passages a model has before it."""

_Sentence = tuple[Quote, Chunk]


def from_collection(ws: Workspace, number: int, seed: int) -> Material:
    """Up to `number` statements, half of them reworded, of as many papers as there are.

    Args:
        ws: a workspace with papers.
        number: most statements.
        seed: decides which sentences are taken.

    Raises:
        StoreEmptyError: no paper has a sentence that can be quoted.
    """
    papers = ws.papers()
    statements = _sampled(ws, papers, number, Random(seed))
    if not statements:
        raise StoreEmptyError(
            "no paper here has a sentence that can be quoted",
            hint="ingest papers with abstracts or full texts, or name a FILE of statements",
        )
    neighbours = _Neighbours(ws, papers)
    return Material(
        statements=statements,
        offered=neighbours.offered,
        far=neighbours.far,
        near=neighbours.near,
        far_from=f"a paper that is not among the {_NEAREST} nearest",
        near_from="the nearest other paper",
        source=f"sentences of {len({one.topic for one in statements}):,} of {len(papers):,} papers",
    )


def _sampled(ws: Workspace, papers: Sequence[Paper], number: int, random: Random) -> list[Proven]:
    """Statements of as many papers as there are; a third of them with a number, if so many have."""
    order = sorted(papers, key=lambda paper: paper.id)
    random.shuffle(order)
    left = {paper.id: list(_sentences(ws, paper, random)) for paper in order[: _PAPERS * number]}
    for sentences in list(left.values())[::2]:  # every second paper's are said in other words
        sentences.sort(key=lambda one: reworded(one[0].text) is None)
    chosen: list[_Sentence] = []
    for sentences in left.values():
        found = next((one for one in sentences if has_number(one[0].text)), None)
        if found is not None and len(chosen) < number // _NUMBERED:
            chosen.append(found)
            sentences.remove(found)
    used = {quote.paper_id for quote, _ in chosen}
    others = [left[i] for i in sorted(left, key=lambda i: i in used)]  # stable: in random order
    rounds = (one for round_ in zip_longest(*others) for one in round_ if one is not None)
    chosen += islice(rounds, number - len(chosen))
    return list(_said(chosen))


def _said(chosen: Sequence[_Sentence]) -> Iterator[Proven]:
    """Each sentence as it is, or in other words where fewer are so far and it can be."""
    other_words = 0
    for done, (quote, chunk) in enumerate(chosen):
        text = " ".join(quote.text.split())
        other = reworded(quote.text) if 2 * other_words <= done else None
        other_words += other is not None
        kind = VERBATIM if other is None else REWORDED
        yield Proven(other or text, (quote,), kind, quote.paper_id, (chunk.text,))


def _sentences(ws: Workspace, paper: Paper, random: Random) -> Iterator[_Sentence]:
    """The sentences of a paper that can stand as statements, in random order."""
    found = []
    for chunk in ws.chunks(paper):
        if not chunk.kind.is_evidence:
            continue
        passage = _passage(paper, chunk)
        for span in split(chunk.text):
            text = chunk.text[span.start : span.end]
            fits = _LEAST_WORDS <= len(text.split()) <= _MOST_WORDS
            if fits and is_prose(text) and is_whole(text):
                found.append((passage.quote(span.start, span.end), chunk))
    random.shuffle(found)
    yield from found


def _passage(paper: Paper, chunk: Chunk) -> Passage:
    return Passage(
        paper=paper,
        chunk_id=chunk.id,
        text=chunk.text,
        score=1.0,
        rank=1,
        location=chunk.location,
        kind=chunk.kind,
        places=chunk.places,
    )


class _Neighbours:
    """Sentences of other papers for a statement, found by the workspace's own search.

    Of each paper it is the sentence that a bare pointer would mean: the hardest to tell apart.
    """

    def __init__(self, ws: Workspace, papers: Sequence[Paper]) -> None:
        self._ws = ws
        self._papers = sorted(papers, key=lambda paper: paper.id)
        self._near: dict[str, list[Passage]] = {}

    def offered(self, proven: Proven) -> Quotes:
        """The sentences around its own, and those of the passages a search for it brings."""
        own = [
            passage_of(quote, text)
            for quote, text in zip(proven.quotes, proven.stored, strict=True)
        ]
        held = {passage.chunk_id for passage in own}
        found = [one for one in self._nearest(proven.text) if one.chunk_id not in held]
        return sentences_of([*own, *found[:_OFFERED]])

    def near(self, proven: Proven, random: Random) -> Quotes:
        """The best sentence of the nearest other paper."""
        others = [p for p in self._nearest(proven.text) if p.paper.id != proven.topic]
        for passage in others:
            quote = best_quote(passage, proven.text)
            if quote is not None:
                return (quote,)
        return ()

    def far(self, proven: Proven, random: Random) -> Quotes:
        """The best sentence of a random paper that is not near."""
        near = {passage.paper.id for passage in self._nearest(proven.text)} | {proven.topic}
        others = [paper for paper in self._papers if paper.id not in near]
        random.shuffle(others)
        for paper in others:
            for chunk in self._ws.chunks(paper):
                quote = best_quote(_passage(paper, chunk), proven.text)
                if quote is not None:
                    return (quote,)
        return ()

    def _nearest(self, text: str) -> list[Passage]:
        if text not in self._near:
            self._near[text] = self._ws.search(text, _NEAREST)
        return self._near[text]
