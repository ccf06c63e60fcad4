"""Whatever an answer is made from, noted while it is made: evidence, calls, measurements.

It changes nothing of what passes through it.
"""

import copy
from collections.abc import Sequence
from dataclasses import replace
from typing import Self

from reviewer.answering import EvidenceSource, Gathered, Searched
from reviewer.models import Answer, Call, Filters, Quote
from reviewer.proof import Alignment, Claim, Gates, Writer
from reviewer.run_record.record import Asked, MadeBy, Measured, RunRecord


class Recording:
    """Notes everything that goes through `source` and `writer`, which stand in for those given.

    Args:
        source: finds the evidence.
        writer: the model and its proof; None in extractive mode.
    """

    def __init__(self, source: EvidenceSource, writer: Writer | None) -> None:
        self.source = _NotedSource(source)
        self._gates = None if writer is None else _NotedGates(writer.gates)
        self.writer = writer
        if writer is not None and self._gates is not None:
            self.writer = replace(writer, gates=self._gates)

    def record(
        self, asked: Asked, answer: Answer, calls: Sequence[Call], made: MadeBy
    ) -> RunRecord:
        """All that was noted, as one record.

        Args:
            asked: what was asked.
            answer: what came of it.
            calls: of the model, in the order they were begun.
            made: what it was made with.
        """
        return RunRecord(
            asked=asked,
            gathered=tuple(self.source.gathered),
            searched=tuple(self.source.searched),
            calls=tuple(calls),
            measured=() if self._gates is None else tuple(self._gates.measured),
            answer=answer,
            made_by=made,
        )


class _NotedSource:
    def __init__(self, source: EvidenceSource) -> None:
        self.gathered: list[Gathered] = []
        self.searched: list[Searched] = []
        self._source = source

    def gather(self, question: str, filters: Filters | None) -> Gathered:
        self.gathered.append(self._source.gather(question, filters))
        return self.gathered[-1]

    def search(self, queries: Sequence[str], filters: Filters | None) -> Searched:
        self.searched.append(self._source.search(queries, filters))
        return self.searched[-1]


class _NotedGates(Gates):
    def __init__(self, gates: Gates) -> None:
        super().__init__()
        self.measured: list[Measured] = []
        self._gates = gates

    def among(self, offered: Sequence[Quote]) -> Self:
        noted = copy.copy(self)  # with the same list
        noted._gates = self._gates.among(offered)
        return noted

    def measure_all(self, claims: Sequence[Claim]) -> list[Alignment]:
        found = self._gates.measure_all(claims)
        for (text, quotes), alignment in zip(claims, found, strict=True):
            texts = tuple(quote.text for quote in quotes)
            self.measured.append(Measured(text=text, quotes=texts, alignment=alignment))
        return found
