"""Sentences with pointers to statements with quotes, as the reply comes in.

Titles, authors and years come from the catalogue; what the model says of them is never used.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reviewer.models import LeftOut, Paper, Quote, Reference, Statement, Support
from reviewer.proof.gates import Gates
from reviewer.proof.numbering import NumberedPassages, Pointer
from reviewer.proof.replies import ReplyReader, Said
from reviewer.text.titles import title_key

NOT_IN_COLLECTION = "NOT IN COLLECTION"
_SENTINEL = re.compile(r"\W*not in (?:the )?collection\W*", re.IGNORECASE)
_ENDED = re.compile(r"[.!?…:;。！？][\"'”’)\]]*$")
_RANGE = re.compile(r"\s*[-–—]\s*")


@dataclass
class Resolution:
    """What became of a reply.

    `declined`: the model said that the passages do not answer. `heading`: its first heading,
    unproven.
    """

    statements: list[Statement] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    declined: bool = False
    heading: str | None = None


class StatementStream:
    """Proves a reply while it comes in; where the deltas are cut changes nothing."""

    def __init__(self, numbered: NumberedPassages, gates: Gates | None = None) -> None:
        self.resolution = Resolution()
        self._numbered = numbered
        self._gates = gates or Gates()
        self._reader = ReplyReader()

    def feed(self, delta: str) -> list[Statement]:
        """The statements proven now that `delta` is there."""
        return self._prove(self._reader.feed(delta))

    def close(self) -> list[Statement]:
        """The statements that the end of the reply completes."""
        return self._prove(self._reader.close())

    def _prove(self, said: Iterable[Said]) -> list[Statement]:
        before = len(self.resolution.statements)
        for sentence in said:
            self._resolve(sentence)
        self.resolution.heading = self._reader.heading
        return self.resolution.statements[before:]

    def _resolve(self, said: Said) -> None:
        if NOT_IN_COLLECTION in said.text or _SENTINEL.fullmatch(said.text):
            self.resolution.declined = True
            return
        text = said.text if _ENDED.search(said.text) else f"{said.text}."
        quotes = self._quotes(said, text)
        reason = self._objection(said, text, quotes)
        verdict = self._gates.verdict_on(text, quotes)
        if reason is None and verdict.support is not Support.UNSUPPORTED:
            statement = Statement(
                text=text, quotes=quotes, support=verdict.support, reason=verdict.reason
            )
            self.resolution.statements.append(statement)
        else:
            self._leave_out(text, reason or verdict.reason or verdict.support)

    def _objection(self, said: Said, text: str, quotes: tuple[Quote, ...]) -> str | None:
        if not said.pointers:
            return "it points at no source sentence"
        if not quotes:
            return "no pointer of it leads to a source sentence"
        if title_key(text) in self._numbered.title_keys:
            return "it is a title, not a statement"
        if any(text == statement.text for statement in self.resolution.statements):
            return "it was said already"
        return None

    def _quotes(self, said: Said, text: str) -> tuple[Quote, ...]:
        found: dict[tuple[str, str], Quote] = {}
        for written in said.pointers:
            pointers = self._read(written, text)
            if not pointers:
                self._leave_out(f"[{written}]", f"it leads to no sentence that was offered: {text}")
            for quote in (self._numbered.offered[pointer] for pointer in pointers):
                found.setdefault((quote.paper_id, quote.text), quote)  # neighbouring chunks overlap
        return tuple(found.values())

    def _read(self, written: str, text: str) -> list[Pointer]:
        """The offered sentences a pointer means; none if any part of it was not offered."""
        ends = _RANGE.split(written)
        if len(ends) == 1 and "." not in written:
            best = self._numbered.best_sentence(_whole(written), text)
            return [best] if best else []
        first, last = _pair(ends[0]), _pair(ends[-1])
        offered = self._numbered.offered
        if first not in offered or last not in offered or first[0] != last[0]:
            return []
        return [(first[0], place) for place in range(first[1], last[1] + 1)]

    def _leave_out(self, text: str, reason: str) -> None:
        self.resolution.left_out.append(LeftOut(text=text, reason=reason))


def resolve(reply: str, numbered: NumberedPassages) -> Resolution:
    """Prove a whole reply.

    Args:
        reply: what the model wrote; any text at all, nothing is raised for it.
        numbered: what was offered to it.
    """
    stream = StatementStream(numbered)
    stream.feed(reply)
    stream.close()
    return stream.resolution


def number_references(
    statements: Iterable[Statement], papers: Mapping[str, Paper]
) -> tuple[Reference, ...]:
    """The papers quoted, numbered from 1 in the order they first appear.

    Args:
        statements: in the order they will be printed.
        papers: by id, every paper the statements quote.
    """
    quoted = dict.fromkeys(quote.paper_id for said in statements for quote in said.quotes)
    return tuple(Reference(number=n, paper=papers[id_]) for n, id_ in enumerate(quoted, start=1))


def _whole(written: str) -> int:
    return int(written) if written.isdecimal() else 0


def _pair(written: str) -> Pointer:
    passage, _, sentence = written.partition(".")
    return _whole(passage), _whole(sentence)
