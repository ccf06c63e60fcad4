"""Bad pointers and cut quotes, shown to the code that resolves the one and checks the other.

In come proven statements, out come trials that were caught or not. The resolver is the one that
every reply of a model goes through; no model is called.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reviewer.evaluation.controls.material import Proven, best_quote, passage_of
from reviewer.evaluation.stored import fault_in_text
from reviewer.models import Quote
from reviewer.proof import Gates, NumberedPassages, number_passages
from reviewer.proof.resolving import Resolution, StatementStream


class Pointed(NamedTuple):
    """One trial; `statement` is the place of the statement in the material."""

    control: str
    statement: int
    caught: bool


NOT_OFFERED = "pointer to a sentence that was not offered"
NOT_A_POINTER = "a title, an author or nothing in place of a pointer"
BESIDE = "bad pointer beside a good one: it alone is removed"
BARE = "bare [1]: the sentence of it that was meant"
CUT_SHORT = "quote cut short, held against the store"
ELIDED = "words left out of a quote, held against the store"
UNTOUCHED = "quote untouched, held against the store"


def pointer_trials(statements: Sequence[Proven], gates: Gates) -> Iterator[Pointed]:
    """Every kind of bad pointer under every statement."""
    for place, one in enumerate(statements):
        offered = number_passages([passage_of(one.quotes[0], one.stored[0])])
        if not offered.offered:
            continue
        text = one.text.rstrip(".!?… ")
        for pointer in _not_offered(offered):
            found = _resolved(f"{text} {pointer}.", offered, gates)
            yield Pointed(NOT_OFFERED, place, not found.statements)
        for words in (f" [{one.quotes[0].title}]", " (Holt et al., 2019)", ""):
            found = _resolved(f"{text}{words}.", offered, gates)
            yield Pointed(NOT_A_POINTER, place, not found.statements)
        yield Pointed(BESIDE, place, _removed_alone(text, offered, gates))
        yield from _bare(place, one, offered)


def quote_trials(statements: Sequence[Proven]) -> Iterator[Pointed]:
    """Quotes cut and whole, against the text that they say they are of."""
    for place, one in enumerate(statements):
        quote = _one_sentence(one)
        if quote is None or len(quote.text.split()) < 4:
            continue
        stored = one.stored[0]
        yield Pointed(UNTOUCHED, place, fault_in_text(quote, stored) is not None)
        for cut in _cut_short(quote):
            yield Pointed(CUT_SHORT, place, fault_in_text(cut, stored) is not None)
        words = quote.text.split(" ")
        third = len(words) // 3
        elided = " ".join([*words[:third], "…", *words[2 * third :]])
        other = quote.model_copy(update={"text": elided})
        yield Pointed(ELIDED, place, fault_in_text(other, stored) is not None)


def altered(statements: Sequence[Proven]) -> int:
    """How many quotes are not as they are stored."""
    quotes = [pair for one in statements for pair in zip(one.quotes, one.stored, strict=True)]
    return sum(fault_in_text(quote, stored) is not None for quote, stored in quotes)


def _not_offered(offered: NumberedPassages) -> list[str]:
    last = len(offered.sentences_of(1))
    return [
        f"[1.{last + 1}]",
        "[2]",
        "[2.1]",
        "[99.9]",
        "[0]",
        "[0.1]",
        "[1.0]",
        f"[1.1-1.{last + 1}]",
    ]


def _resolved(reply: str, offered: NumberedPassages, gates: Gates) -> Resolution:
    stream = StatementStream(offered, gates)
    stream.feed(reply)
    stream.close()
    return stream.resolution


def _removed_alone(text: str, offered: NumberedPassages, gates: Gates) -> bool:
    """Whether the bad pointer is reported, and the rest is as it is without it."""
    alone = _resolved(f"{text} [1.1].", offered, gates)
    both = _resolved(f"{text} [1.1] [99.9].", offered, gates)
    reported = any("99.9" in left.text for left in both.left_out)
    return reported and both.statements == alone.statements


def _bare(place: int, one: Proven, offered: NumberedPassages) -> Iterator[Pointed]:
    """Only where the quote is one sentence of several is there a right one to choose."""
    meant = [at for at, quote in offered.offered.items() if quote.text == one.quotes[0].text]
    if meant and len(offered.offered) > 1:
        yield Pointed(BARE, place, offered.best_sentence(1, one.text) in meant)


def _one_sentence(one: Proven) -> Quote | None:
    """The quote itself, or the best sentence of a whole passage."""
    quote, stored = one.quotes[0], one.stored[0]
    if fault_in_text(quote, stored) is None:
        return quote
    return best_quote(passage_of(quote, stored), one.text)


def _cut_short(quote: Quote) -> Iterator[Quote]:
    """Without its last word, without its last half, and without its first word."""
    words = quote.text.split()
    for word in (words[-1], words[len(words) // 2]):
        at = quote.text.rindex(word)
        if at > 0:
            yield quote.model_copy(update={"text": quote.text[:at].rstrip()})
    first = len(words[0])
    start = first + len(quote.text[first:]) - len(quote.text[first:].lstrip())
    moved = {"text": quote.text[start:], "start": quote.start + start}
    yield quote.model_copy(update=moved)
