"""A collection as a saved review looks at it: its papers, their keys, the words they are made of.

In comes a workspace; out come papers and sentences that can be quoted. It decides nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from reviewer.models import Chunk, Paper, Passage, Quote, RelatedWork, Statement, Theme
from reviewer.proof import Verdict, number_references
from reviewer.rendering.cite_keys import cite_keys
from reviewer.rendering.pandoc import pandoc
from reviewer.rendering.raw_entries import RawEntry, own_entries
from reviewer.reviews.kept import KeptPaper, digest
from reviewer.text.prose import is_prose
from reviewer.text.sentences import split
from reviewer.text.titles import title_key

if TYPE_CHECKING:
    from reviewer.proof import Alignment
    from reviewer.workspace import Workspace


class Collection:
    """What a review may quote.

    Args:
        ws: holds the papers.
        kept: the papers of a review that was saved.
    """

    def __init__(self, ws: "Workspace", kept: Iterable[KeptPaper] = ()) -> None:
        self._ws = ws
        self._kept = list(kept)
        self._chunks: dict[str, list[Chunk]] = {}
        self._sentences: dict[str, list[Quote]] = {}
        self._hashes: dict[str, str] = {}
        self._gates = ws.gates

    @cached_property
    def papers(self) -> dict[str, Paper]:
        return {paper.id: paper for paper in self._ws.papers()}

    @cached_property
    def digest(self) -> str:
        """A hash of all that can be found in it."""
        return digest(*(f"{id_} {self.text_hash(id_)}" for id_ in sorted(self.papers)))

    @cached_property
    def moved(self) -> dict[str, str]:
        """Old ids of kept papers that have another one now, to the new one: told by whole title."""
        ids: dict[str, list[str]] = {}
        for paper in self.papers.values():
            ids.setdefault(title_key(paper.title), []).append(paper.id)
        known = {one.id for one in self._kept}
        gone = [one for one in self._kept if one.id not in self.papers]
        found = {one.id: ids.get(title_key(one.title), []) for one in gone}
        return {old: new[0] for old, new in found.items() if len(new) == 1 and new[0] not in known}

    @cached_property
    def keys(self) -> dict[str, str]:
        """The cite key of every paper, by id; one that was given out is never given to another."""
        given = {self.moved.get(one.id, one.id): one.key for one in self._kept if one.key}
        gone = [Paper(id=id_, title="") for id_ in given if id_ not in self.papers]
        return cite_keys([*self.papers.values(), *gone], given)

    @cached_property
    def raw(self) -> dict[str, RawEntry]:
        """The entries of the author's own libraries, by paper id."""
        return own_entries(self.papers.values(), self._ws.located.root)

    def text_hash(self, paper_id: str) -> str:
        """A hash of what can be quoted of a paper, and of its title."""
        if paper_id not in self._hashes:
            paper = self.papers[paper_id]
            chunks = (f"{one.kind} {one.text}" for one in self._ws.chunks(paper))
            self._hashes[paper_id] = digest(paper.title, *chunks)
        return self._hashes[paper_id]

    def chunks(self, paper_id: str) -> list[Chunk]:
        """The chunks of a paper that is here."""
        if paper_id not in self._chunks:
            self._chunks[paper_id] = self._ws.chunks(self.papers[paper_id])
        return self._chunks[paper_id]

    def text(self, paper_id: str) -> str:
        """What a paper is about, in its own words."""
        paper = self.papers[paper_id]
        chunks = self.chunks(paper_id)
        return f"{paper.title}\n{paper.abstract or (chunks[0].text if chunks else '')}"

    def find(self, quote: Quote) -> Quote | None:
        """The quote as it stands in its paper today, or None if it does not any more."""
        if quote.paper_id not in self.papers:
            return None
        chunks = [one for one in self.chunks(quote.paper_id) if one.kind.is_evidence]
        same = next((one for one in chunks if one.id == quote.chunk_id), None)
        end = quote.start + len(quote.text)
        if same is not None and same.text[quote.start : end] == quote.text:
            return self._quote(same, quote.start, end)
        for chunk in chunks:
            start = chunk.text.find(quote.text)
            if start >= 0:
                return self._quote(chunk, start, start + len(quote.text))
        words = quote.text.split()
        return next((q for q in self.sentences(quote.paper_id) if q.text.split() == words), None)

    def best(self, text: str, paper_id: str, most: int) -> list[Quote]:
        """The sentences of a paper that say most of `text`, the best first."""
        quotes = self.sentences(paper_id)
        measured = self._gates.measure_all([(text, [quote]) for quote in quotes])
        ranked = sorted(zip(measured, range(len(quotes)), strict=True), key=_worst_last)
        return [quotes[number] for _, number in ranked[:most]]

    def sentences(self, paper_id: str) -> list[Quote]:
        """The sentences of a paper that may be quoted, in its order, each once."""
        if paper_id not in self._sentences:
            found: dict[str, Quote] = {}
            for chunk in self.chunks(paper_id):
                for span in split(chunk.text) if chunk.kind.is_evidence else ():
                    text = chunk.text[span.start : span.end]
                    if is_prose(text):
                        found.setdefault(text, self._quote(chunk, span.start, span.end))
            self._sentences[paper_id] = list(found.values())
        return self._sentences[paper_id]

    def verdict(self, text: str, quotes: Sequence[Quote]) -> Verdict:
        """What the gates say of a statement."""
        return self._gates.verdict_on(text, quotes)

    def line(self, said: Statement) -> str:
        """A statement as a draft has it, citations and all."""
        references = number_references([said], self.papers)
        theme = Theme(heading="", statements=(said,))
        draft = RelatedWork(topic="", sections=(theme,), references=references)
        keys = {one.paper.id: self.keys[one.paper.id] for one in references}
        return " ".join(pandoc(draft, keys, self.raw).splitlines()[-1].split())

    def called(self, keys: Mapping[str, str]) -> dict[str, str]:
        """Ids of papers by their keys: those given, then the papers' own."""
        own = {paper.cite_key: paper.id for paper in self.papers.values() if paper.cite_key}
        return {**own, **{key: id_ for id_, key in keys.items()}}

    def _quote(self, chunk: Chunk, start: int, end: int) -> Quote:
        passage = Passage(
            paper=self.papers[chunk.paper_id],
            chunk_id=chunk.id,
            text=chunk.text,
            score=0,
            rank=1,
            location=chunk.location,
            kind=chunk.kind,
            places=chunk.places,
        )
        return passage.quote(start, end)


def _worst_last(ranked: "tuple[Alignment, int]") -> tuple[float, float, int]:
    alignment, number = ranked
    return -alignment.score, -alignment.coverage, number
