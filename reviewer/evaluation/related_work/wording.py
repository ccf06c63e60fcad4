"""What a draft says: nuggets covered, statements that say the same, words of the first person.

In come texts and how rare words are, out come counts. It knows neither papers nor quotes.
"""

import math
import re
from collections.abc import Callable, Iterable, Sequence

from reviewer.evaluation.related_work.tasks import Nugget
from reviewer.models import Statement
from reviewer.text.words import content_words

Rarity = Callable[[str], float]

COVERED = 0.5
"""A nugget is covered if a text holds this share of its words, by rarity (docs/log.md)."""
_SAME = 0.8
"""Two statements say the same if they share this much of all their words, by rarity."""
_TITLE = re.compile(r"“[^”]*”|\"[^\"]*\"")
# `US`, `ME` and names such as `We-Math` are none; nor is the `I` of `Type I errors`.
_FIRST_PERSON = re.compile(
    r"(?<![\w-])(?:[Ww]e|us|[Oo]urs?|[Oo]urselves|[Mm]y|mine|me|[Mm]yself|[Ll]et['’]s)(?![\w-])"
    r"|(?<![\w-])I(?=['’](?:m|ve|ll|d)\b| (?:am|was|have|had|will|would|can|could|also|then|show|"
    r"argue|propose|present|introduce|describe|find|found|use|study|develop|suggest|prove|"
    r"discuss|examine|explore|report|demonstrate|investigate|analy[sz]e)\b)"
)


def covered(nuggets: Sequence[Nugget], text: str, rarity: Rarity) -> list[Nugget]:
    """The nuggets whose content words stand in the text, by stem, as far as `COVERED` asks.

    Args:
        nuggets: what should be said.
        text: the whole draft.
        rarity: the inverse document frequency of a stem.
    """
    said = set(content_words(text))
    return [one for one in nuggets if share_said(one.text, said, rarity) >= COVERED]


def share_said(text: str, said: set[str], rarity: Rarity) -> float:
    """The share of the text's content words that are said, in [0, 1], each counted by rarity."""
    asked = set(content_words(text))
    return _weight(asked & said, rarity) / (_weight(asked, rarity) or 1.0)


def repeated(statements: Sequence[Statement], rarity: Rarity) -> int:
    """How many statements say what an earlier one said: from the same quotes, or in its words."""
    count = 0
    earlier: list[tuple[frozenset[tuple[str, int]], set[str]]] = []
    for one in statements:
        quotes = frozenset((quote.chunk_id, quote.start) for quote in one.quotes)
        said = set(content_words(one.text))
        count += any(
            (quotes and quotes == others) or _alike(said, words, rarity)
            for others, words in earlier
        )
        earlier.append((quotes, said))
    return count


def in_first_person(texts: Iterable[str]) -> int:
    """How many texts speak as their authors do, titles in quotation marks aside."""
    return sum(bool(_FIRST_PERSON.search(_TITLE.sub("“”", text))) for text in texts)


def _alike(one: set[str], other: set[str], rarity: Rarity) -> bool:
    return _weight(one & other, rarity) >= _SAME * _weight(one | other, rarity) > 0


def _weight(stems: Iterable[str], rarity: Rarity) -> float:
    return math.fsum(rarity(stem) for stem in stems)
