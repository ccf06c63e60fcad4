"""Records of the ledger to papers of the catalogue: which belong together, and what that changes.

In come keys of records that were added or taken away, out comes what became of papers. A paper
whose text has changed is left pending; engines and files are not touched.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from reviewer.chunking import chunk_sections, windows
from reviewer.merging import Group, Key, component, group, keys_of, merge
from reviewer.models import Chunk, Paper, Section
from reviewer.progress import Progress
from reviewer.store import Store
from reviewer.store.catalogue import State
from reviewer.store.ledger import Judgement, RecordRow

# Keys whose records are looked up and grouped together: so many are held at once, however large
# a file is. Whole files took 3 KB a record.
_SLICE = 2000
_TOLD = 1000
"""Papers after which it is told how far it is; files of fewer are done before one could look."""


class Changes(NamedTuple):
    """Paper ids by what became of them; `merged` has one for each record that joined a paper."""

    added: list[str]
    updated: list[str]
    removed: list[Paper]
    merged: list[str]


class Moves:
    """What grouping has put elsewhere.

    Args:
        file: the file whose records are new.
        former: ids of papers that records were taken from, or whose judgements changed.
        judgements: what was said. What is meant by one may have changed with every paper that
            shares a key with it, whether or not a record of that paper has moved.
    """

    def __init__(self, file: str, former: Iterable[str], judgements: Iterable[Judgement]) -> None:
        self.said: dict[str, Sequence[Judgement]] = {}
        self._file = file
        self._left = set(former)
        self._judged = {key for one in judgements for key in one.paper.keys}
        self._first: dict[str, tuple[str, int]] = {}
        self._joined: list[tuple[int, str]] = []

    def note(self, one: Group, moved: Iterable[RecordRow]) -> None:
        """Take note of a paper, and of those of its records that were not yet its own."""
        if one.said:
            self.said[one.paper_id] = one.said
        if any(not self._judged.isdisjoint(keys_of(row.identity)) for row in one.rows):
            self._left.add(one.paper_id)
        for row in moved:
            place = (sys.intern(row.path), row.ordinal)
            self._first[one.paper_id] = min(place, self._first.get(one.paper_id, place))
            self._left.add(row.paper_id)
        new = sorted(row.ordinal for row in one.rows if row.path == self._file)
        first = 1 if len(new) == len(one.rows) else 0
        self._joined += [(ordinal, one.paper_id) for ordinal in new[first:]]

    def papers(self) -> list[str]:
        """Every paper to be looked at: by its first new record, then those that lost some."""
        grown = sorted(self._first, key=self._first.__getitem__)
        return list(dict.fromkeys([*grown, *sorted(self._left - {""})]))

    def joined(self) -> list[str]:
        """Papers of the new records that are not alone, or not the first, in their paper."""
        return [paper_id for _, paper_id in sorted(self._joined)]


class Grouping:
    """Keeps the catalogue's papers true to the ledger's records.

    Every method is called in a transaction of the caller's.

    Args:
        store: its ledger and catalogue are written.
        max_characters: the longest chunk.
        progress: told of the step "grouping" where there are many papers.
    """

    def __init__(self, store: Store, max_characters: int, progress: Progress) -> None:
        self._ledger = store.ledger
        self._catalogue = store.catalogue
        self._max_characters = max_characters
        self._progress = progress

    def regroup(self, seeds: Iterable[Key], former: Iterable[str], file: str = "") -> Changes:
        """Put every record that the seeds reach to its paper, and those papers right.

        Args:
            seeds: what was added or taken away has these keys.
            former: ids of papers that records were taken from, or whose judgements changed.
            file: the records of this file are new.
        """
        judgements = self._ledger.judgements()
        moves = Moves(file, former, judgements)
        for one in self._groups(dict.fromkeys(seeds), judgements):
            moved = [row for row in one.rows if row.paper_id != one.paper_id]
            self._ledger.assign((row.id, one.paper_id) for row in moved)
            moves.note(one, moved)
        changes = Changes([], [], [], moves.joined())
        papers = moves.papers()
        for start in range(0, len(papers), _TOLD):
            if len(papers) > _TOLD:
                self._progress("grouping", start, len(papers))
            self._settle(papers[start : start + _TOLD], moves.said, changes)
        if len(papers) > _TOLD:
            self._progress("grouping", len(papers), len(papers))
        return changes

    def chunks(self, paper: Paper, sections: Sequence[tuple[str, Section]]) -> list[Chunk]:
        """A paper's text, cut."""
        return chunk_sections(
            paper.id,
            sections,
            self._max_characters,
            title=paper.title,
            location=paper.sources[0].location,
        )

    def _groups(
        self, seeds: Mapping[Key, None], judgements: Sequence[Judgement]
    ) -> Iterator[Group]:
        """The papers that the seeds reach, each once."""
        # What a judgement means is looked for among all papers that it may be about.
        size = len(seeds) if judgements else _SLICE
        known: set[int] = set()
        waiting = iter(seeds)
        while some := list(islice(waiting, size)):
            rows = component(self._ledger, some, judgements)
            attachments = self._ledger.attachments(row.id for row in rows)
            for one in group(rows, attachments, judgements):
                if one.rows[0].id not in known:
                    known.update(row.id for row in one.rows)
                    yield one

    def _settle(
        self,
        paper_ids: Sequence[str],
        said: Mapping[str, Sequence[Judgement]],
        changes: Changes,
    ) -> None:
        """Make papers of the catalogue agree with their records."""
        before = self._catalogue.papers_by_id(paper_ids)
        for paper_id in paper_ids:
            records = self._ledger.records_of(paper_id)
            held = before.get(paper_id)
            if not records:
                if held is not None:
                    self._catalogue.set_state([paper_id], State.REMOVING)
                    changes.removed.append(held)
                continue
            paper, sections = merge(paper_id, records, said.get(paper_id, ()))
            chunks = self.chunks(paper, sections)
            if held is None:
                self._catalogue.put_paper(paper)
                self._catalogue.put_chunks(paper_id, counted(chunks))
                changes.added.append(paper_id)
            elif self._update(held, paper, chunks):
                changes.updated.append(paper_id)

    def _update(self, before: Paper, paper: Paper, chunks: Sequence[Chunk]) -> bool:
        """Put a paper in place of what it was; whether anything is new."""
        known = self._catalogue.chunks_of(paper.id)
        returns = self._catalogue.is_removing(paper.id)
        if before != paper:
            self._catalogue.put_paper(paper)
        if chunks != known:
            self._catalogue.put_chunks(paper.id, counted(chunks))
        is_new = returns or before.title != paper.title or _words(chunks) != _words(known)
        if is_new:
            self._catalogue.set_state([paper.id], State.PENDING)
        return is_new or before != paper


def counted(chunks: Sequence[Chunk]) -> list[tuple[Chunk, int]]:
    """Each chunk with how many windows it has."""
    return [(chunk, len(windows(chunk))) for chunk in chunks]


def _words(chunks: Iterable[Chunk]) -> list[tuple[str, str, str | None]]:
    """What the engines hold of chunks: a new place in a file is no new text."""
    return [(chunk.id, chunk.text, chunk.heading) for chunk in chunks]
