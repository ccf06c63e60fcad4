"""Statements that their quotes bear out, and the quotes of others that could be put in their place.

This is what the controls break; it knows neither where it comes from nor how it is broken.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from random import Random
from typing import NamedTuple

from reviewer.evaluation.problems import Problems
from reviewer.models import Paper, Passage, Quote
from reviewer.proof import number_passages
from reviewer.text.titles import title_key

Quotes = tuple[Quote, ...]


class Proven(NamedTuple):
    """A statement before anything is broken.

    Args:
        text: the statement.
        quotes: what bears it out.
        kind: how it was made, such as "verbatim".
        topic: the question or the paper it belongs to.
        stored: the text that each quote is a slice of, from the quote's own `start`.
    """

    text: str
    quotes: Quotes
    kind: str
    topic: str
    stored: tuple[str, ...]


class Material(NamedTuple):
    """Everything that is broken, and what with.

    Args:
        statements: in a fixed order.
        offered: every sentence that could have been quoted for a statement, as a model has them
            before it.
        far: quotes of another topic for a statement, different ones each time; () for none.
        near: the same of its own topic, or of the nearest paper.
        far_from: what `far` takes them from, in words.
        near_from: what `near` takes them from.
        source: where the statements come from, in words.
        rarity: how rare a word is among the sources, where that is not the collection.
        problems: entries that were passed over.
        notes: what the user should know.
    """

    statements: Sequence[Proven]
    offered: Callable[[Proven], Quotes]
    far: Callable[[Proven, Random], Quotes]
    near: Callable[[Proven, Random], Quotes]
    far_from: str
    near_from: str
    source: str
    rarity: Callable[[str], float] | None = None
    problems: Problems = Problems()
    notes: tuple[str, ...] = ()


def passage_of(quote: Quote, text: str) -> Passage:
    """The stored text of a quote as a passage that could be offered to a model."""
    return Passage(
        paper=Paper(id=quote.paper_id, title=quote.title),
        chunk_id=quote.chunk_id,
        text=text,
        score=1.0,
        rank=1,
        location=quote.location,
    )


def best_quote(passage: Passage, text: str) -> Quote | None:
    """The sentence of a passage that a bare pointer to it would mean under this statement."""
    numbered = number_passages([passage])
    pointer = numbered.best_sentence(1, text) or next(iter(numbered.offered), None)
    return None if pointer is None else numbered.offered[pointer]


def sentences_of(passages: Iterable[Passage]) -> Quotes:
    """Every sentence of some passages that could be quoted."""
    numbered = number_passages(list(passages))
    return tuple(numbered.offered.values())


class Swaps:
    """Quotes of the other statements of a file, by their topics.

    Args:
        statements: all of them.
    """

    def __init__(self, statements: Sequence[Proven]) -> None:
        self._offered: dict[str, Quotes] = {}
        for topic, some in groupby(sorted(statements, key=_topic), key=_topic):
            stored = {
                (quote.chunk_id, text): passage_of(quote, text)
                for one in some
                for quote, text in zip(one.quotes, one.stored, strict=True)
            }
            self._offered[topic] = sentences_of(stored.values())
        self._quotes: dict[str, dict[str, Quote]] = {}
        for one in statements:
            for quote in one.quotes:
                self._quotes.setdefault(one.topic, {}).setdefault(title_key(quote.title), quote)

    def offered(self, proven: Proven) -> Quotes:
        """Every sentence of what is cited for its topic."""
        return self._offered[proven.topic]

    def far(self, proven: Proven, random: Random) -> Quotes:
        """As many papers' quotes as the statement has, all of one other topic.

        Of one that has no paper in common with its own, if there are any.
        """
        own = set(self._quotes.get(proven.topic, ()))
        others = {topic: q for topic, q in self._quotes.items() if topic != proven.topic}
        apart = [list(quotes.values()) for quotes in others.values() if own.isdisjoint(quotes)]
        rest = [[quotes[key] for key in quotes.keys() - own] for quotes in others.values()]
        pools = apart or [sorted(pool, key=lambda quote: quote.title) for pool in rest if pool]
        return _some(random.choice(pools), len(proven.quotes), random) if pools else ()

    def near(self, proven: Proven, random: Random) -> Quotes:
        """As many quotes of papers of the same topic that the statement does not cite."""
        cited = {title_key(quote.title) for quote in proven.quotes}
        quotes = self._quotes.get(proven.topic, {})
        others = [quote for key, quote in quotes.items() if key not in cited]
        return _some(others, len(proven.quotes), random)


def _topic(proven: Proven) -> str:
    return proven.topic


def _some(quotes: Sequence[Quote], most: int, random: Random) -> Quotes:
    return tuple(random.sample(quotes, min(most, len(quotes))))
