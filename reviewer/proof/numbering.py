"""Passages to the numbered block a model reads, and the pointers that block offers.

It decides what `3.2` means; it does not know the prompt around the block, or any reply.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from reviewer.models import Passage, Quote, Statement
from reviewer.prompting import one_line
from reviewer.text.sentences import Span, split
from reviewer.text.titles import title_key
from reviewer.text.words import content_words

Pointer = tuple[int, int]


@dataclass(frozen=True)
class NumberedPassages:
    """What is offered to the model: `offered[3, 2]` is the second sentence of block `[3]`."""

    blocks: dict[int, str]
    offered: dict[Pointer, Quote]

    @property
    def block(self) -> str:
        """All of it, as the model reads it."""
        return "\n\n".join(self.blocks.values())

    def only(self, numbers: Collection[int]) -> "NumberedPassages":
        """Some of the blocks, under their own numbers."""
        return NumberedPassages(
            blocks={number: text for number, text in self.blocks.items() if number in numbers},
            offered={at: quote for at, quote in self.offered.items() if at[0] in numbers},
        )

    def sentences_of(self, number: int) -> list[Pointer]:
        return [pointer for pointer in self.offered if pointer[0] == number]

    def best_sentence(self, number: int, text: str) -> Pointer | None:
        """The sentence of block `number` that shares most content words with `text`, if any do."""
        wanted = set(content_words(text))
        shared = {
            pointer: len(wanted.intersection(content_words(self.offered[pointer].text)))
            for pointer in self.sentences_of(number)
        }
        best = max(shared, key=lambda pointer: shared[pointer], default=None)
        return best if best is not None and shared[best] else None

    @cached_property
    def title_keys(self) -> frozenset[str]:
        return frozenset(title_key(quote.title) for quote in self.offered.values())


def number_passages(passages: Sequence[Passage], first: int = 1) -> NumberedPassages:
    """Number passages from `first` and their sentences from 1, in the order given.

    What is no evidence, such as a lone title, is shown with no sentence to point at.
    """
    offered: dict[Pointer, Quote] = {}
    blocks = {}
    for number, passage in enumerate(passages, start=first):
        lines = [f"[{number}] {one_line(passage.paper.title)}"]
        for place, span in enumerate(_sentences(passage), start=1):
            offered[number, place] = passage.quote(span.start, span.end)
            lines.append(f"{number}.{place} {one_line(offered[number, place].text)}")
        blocks[number] = "\n".join(lines)
    return NumberedPassages(blocks, offered)


def number_findings(findings: Sequence[Statement]) -> NumberedPassages:
    """Number the papers of findings from 1, each with its findings and the sentences they rest on.

    Only source sentences can be pointed at; a finding says what they mean together.
    """
    found: dict[str, list[Statement]] = {}
    for finding in findings:
        for paper_id in dict.fromkeys(quote.paper_id for quote in finding.quotes):
            found.setdefault(paper_id, []).append(finding)
    blocks: dict[int, str] = {}
    offered: dict[Pointer, Quote] = {}
    for number, (paper_id, said) in enumerate(found.items(), start=1):
        rested_on = [quote for finding in said for quote in finding.quotes]
        quotes = {quote.text: quote for quote in rested_on if quote.paper_id == paper_id}
        here = {(number, place): quote for place, quote in enumerate(quotes.values(), start=1)}
        lines = [f"[{number}] {one_line(here[number, 1].title)}"]
        lines += [f"Finding: {one_line(finding.text)}" for finding in said]
        lines += [f"{number}.{place} {one_line(q.text)}" for (_, place), q in here.items()]
        blocks[number] = "\n".join(lines)
        offered |= here
    return NumberedPassages(blocks, offered)


def _sentences(passage: Passage) -> list[Span]:
    return split(passage.text) if passage.kind.is_evidence else []
