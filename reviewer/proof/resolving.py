"""Sentences with pointers to statements with quotes, as the reply comes in.

Titles, authors and years come from the catalogue; what the model says of them is never used.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reviewer.models import LeftOut, Paper, Quote, Reference, Statement, Support
from reviewer.proof.gates import Gates, Verdict
from reviewer.proof.numbering import NumberedPassages, Pointer
from reviewer.proof.replies import ReplyReader, Said
from reviewer.text.titles import title_key

NOT_IN_COLLECTION = "NOT IN COLLECTION"
_SENTINEL = re.compile(r"\W*not in (?:the )?collection\W*", re.IGNORECASE)
_ENDED = re.compile(r"[.!?…:;。！？][\"'”’)\]]*$")
_SHOWN = (Support.SUPPORTED, Support.WEAK)
_LETTERS = 4  # "Yes." is no statement
_RANGE = re.compile(r"\s*[-–—]\s*")


@dataclass(frozen=True)
class Attempt:
    """A sentence the model wrote: what it points at, the verdict, and the pointers that lead
    nowhere. `mendable` is whether the model could prove it by other words or pointers.
    """

    text: str
    quotes: tuple[Quote, ...]
    verdict: Verdict
    lost: tuple[LeftOut, ...] = ()
    mendable: bool = True

    @property
    def stands(self) -> bool:
        """Whether it may be shown."""
        return self.verdict.support in _SHOWN

    @property
    def statement(self) -> Statement:
        verdict = self.verdict
        return Statement(
            text=self.text,
            quotes=self.quotes,
            support=verdict.support,
            reason=verdict.reason,
            counted=verdict.counted,
        )

    @property
    def left_out(self) -> list[LeftOut]:
        """The pointers that lead nowhere, and the sentence if it does not stand."""
        if self.stands:
            return list(self.lost)
        support, reason = self.verdict.support, self.verdict.reason
        return [*self.lost, LeftOut(text=self.text, reason=reason or support, support=support)]

    def judged(self, verdict: Verdict) -> "Attempt":
        """The same sentence under another verdict, and not to be tried again."""
        return replace(self, verdict=verdict, mendable=False)


@dataclass
class Resolution:
    """What became of a reply.

    `declined`: the model said that the passages do not answer.
    """

    attempts: list[Attempt] = field(default_factory=list)
    declined: bool = False

    @property
    def statements(self) -> list[Statement]:
        """The sentences that stand, in the order they were written."""
        return [attempt.statement for attempt in self.attempts if attempt.stands]

    @property
    def left_out(self) -> list[LeftOut]:
        """What was written and does not stand, and pointers that lead nowhere."""
        return [left for attempt in self.attempts for left in attempt.left_out]


class StatementStream:
    """Proves a reply while it comes in; where the deltas are cut changes nothing.

    Args:
        numbered: what was offered to the model.
        gates: what may object to a sentence.
        said: sentences that stand already, and need not be said again.
    """

    def __init__(
        self, numbered: NumberedPassages, gates: Gates | None = None, said: Iterable[str] = ()
    ) -> None:
        self.resolution = Resolution()
        self._numbered = numbered
        self._gates = (gates or Gates()).among(list(numbered.offered.values()))
        self._said = set(said)
        self._reader = ReplyReader()

    def feed(self, delta: str) -> list[Statement]:
        """The statements proven now that `delta` is there."""
        return self._prove(self._reader.feed(delta))

    def close(self) -> list[Statement]:
        """The statements that the end of the reply completes."""
        return self._prove(self._reader.close())

    def _prove(self, said: Iterable[Said]) -> list[Statement]:
        before = len(self.resolution.attempts)
        for sentence in said:
            self._resolve(sentence)
        return [a.statement for a in self.resolution.attempts[before:] if a.stands]

    def _resolve(self, said: Said) -> None:
        if NOT_IN_COLLECTION in said.text or _SENTINEL.fullmatch(said.text):
            self.resolution.declined = True
            return
        text = said.text if _ENDED.search(said.text) else f"{said.text}."
        quotes, lost = self._quotes(said, text)
        useless = self._useless(text) if quotes else None
        verdict = useless or _pointed(said, quotes) or self._gates.verdict_on(text, quotes)
        attempt = Attempt(text, quotes, verdict, lost, mendable=useless is None)
        self.resolution.attempts.append(attempt)
        if attempt.stands:
            self._said.add(text)

    def _useless(self, text: str) -> Verdict | None:
        if title_key(text) in self._numbered.title_keys:
            return Verdict(Support.UNSUPPORTED, "it is a title, not a statement", gate="statement")
        if sum(map(str.isalpha, text)) < _LETTERS:
            return Verdict(Support.UNSUPPORTED, "it says nothing", gate="statement")
        if text in self._said:
            return Verdict(Support.UNSUPPORTED, "it was said already", gate="repetition")
        return None

    def _quotes(self, said: Said, text: str) -> tuple[tuple[Quote, ...], tuple[LeftOut, ...]]:
        found: dict[tuple[str, str], Quote] = {}
        lost = []
        for written in said.pointers:
            pointers = self._read(written, text)
            if not pointers:
                reason = f"it leads to no sentence that was offered: {text}"
                lost.append(LeftOut(text=f"[{written}]", reason=reason))
            for quote in (self._numbered.offered[pointer] for pointer in pointers):
                found.setdefault((quote.paper_id, quote.text), quote)  # neighbouring chunks overlap
        return tuple(found.values()), tuple(lost)

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


def resolve(
    reply: str,
    numbered: NumberedPassages,
    gates: Gates | None = None,
    *,
    said: Iterable[str] = (),
) -> Resolution:
    """Prove a whole reply.

    Args:
        reply: what the model wrote; any text at all, nothing is raised for it.
        numbered: what was offered to it.
        gates: what may object; by default they weigh all words alike and know no meaning.
        said: sentences that stand already, and need not be said again.
    """
    stream = StatementStream(numbered, gates, said)
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


def _pointed(said: Said, quotes: Sequence[Quote]) -> Verdict | None:
    """The gate before all others: without a source sentence there is nothing to weigh."""
    if quotes:
        return None
    reason = "no pointer of it leads to a source sentence"
    if not said.pointers:
        reason = "it points at no source sentence"
    return Verdict(Support.UNCITED, reason, gate="pointer")


def _whole(written: str) -> int:
    return int(written) if written.isdecimal() else 0


def _pair(written: str) -> Pointer:
    passage, _, sentence = written.partition(".")
    return _whole(passage), _whole(sentence)
