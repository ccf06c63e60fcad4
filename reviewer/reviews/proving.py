"""Sentences of a review to the proof that today's collection gives them.

In come a saved sentence, or one that its author wrote; out comes it with its quotes as they stand
now and a verdict of the gates. A sentence of the author's is judged and never changed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from reviewer.models import Quote, Statement, Support
from reviewer.proof import Verdict
from reviewer.related_work.leading import count_word
from reviewer.rendering.naming import label_of
from reviewer.reviews.collection import Collection
from reviewer.reviews.draft_file import cite_keys_in, plain_text
from reviewer.reviews.kept import By, Entry
from reviewer.reviews.matching import Sentence

CITES_NOTHING = "it cites nothing"
_COUNTED = re.compile(r"\w+ papers")
_SEVERAL = 2
_MOST = 3
"""Sentences of each paper cited that may bear out what an author wrote."""
_ORDER = [
    Support.SUPPORTED,
    Support.WEAK,
    Support.UNSUPPORTED,
    Support.CONTRADICTED,
    Support.UNCITED,
]


class Checked(NamedTuple):
    """A sentence of the author's with the verdict on it, and the keys it cites in vain."""

    entry: Entry
    unknown: tuple[str, ...] = ()


def renewed(entry: Entry, collection: Collection) -> Entry | None:
    """A sentence of the program's with its proof of today; None where any of it is gone.

    The gates are not asked whether other words would do: they let a word through that has turned
    into its opposite, and nobody looks at a sentence that has been supported before. A sentence
    that counts papers counts those that are left.
    """
    found = [collection.find(_moved(quote, collection.moved)) for quote in entry.statement.quotes]
    held = tuple(quote for quote in found if quote is not None)
    if len(held) == len(found):
        return _with(entry, entry.statement.model_copy(update={"quotes": held}))
    fewer = _recounted(entry.statement, held)
    if fewer is None:
        return None
    return entry.model_copy(update={"statement": fewer, "line": collection.line(fewer)})


def _recounted(said: Statement, held: tuple[Quote, ...]) -> Statement | None:
    """A sentence such as `Four papers concern bees.` of those of its papers that still say so."""
    papers = len({quote.paper_id for quote in held})
    counted = _COUNTED.fullmatch(said.counted[0]) if len(said.counted) == 1 else None
    if counted is None or papers < _SEVERAL or said.text.count(counted[0]) != 1:
        return None
    word = count_word(papers)
    number = f"{word.capitalize() if counted[0][0].isupper() else word} papers"
    text = said.text.replace(counted[0], number)
    return said.model_copy(update={"text": text, "quotes": held, "counted": (number,)})


def checked(
    one: Sentence, collection: Collection, called: Mapping[str, str], theme: str
) -> Checked:
    """The verdict on a sentence that its author wrote or changed.

    It is weighed against what the sentence it was edited from rests on, and against the sentences
    of the papers it cites that come nearest to it.

    Args:
        one: the sentence.
        collection: with the papers.
        called: ids of papers by their keys.
        theme: the heading it stands under.
    """
    keys = cite_keys_in(one.text)
    unknown = tuple(key for key in keys if called.get(key) not in collection.papers)
    known = {key: called[key] for key in keys if key not in unknown}
    people = {key: label_of(collection.papers[id_]).authors for key, id_ in known.items()}
    text, cited = plain_text(one.text, people), list(known.values())
    origin = () if one.origin is None else one.origin.statement.quotes
    places = (collection.find(_moved(quote, collection.moved)) for quote in origin)
    first = [quote for quote in places if quote is not None]
    verdict, quotes = _weighed(text, cited, first, collection)
    idle = [key for key, id_ in known.items() if _is_idle(text, id_, quotes, collection)]
    if idle and verdict.support is Support.SUPPORTED:
        reason = f"other papers bear it out, and nothing in {', '.join(idle)}"
        verdict = replace(verdict, support=Support.WEAK, reason=reason)
    if unknown:
        reason = f"no paper of the collection has the key {', '.join(unknown)}"
        more = f"{reason}; {verdict.reason}" if cited and verdict.reason else reason
        support = verdict.support if cited else Support.UNCITED
        verdict = Verdict(Support.WEAK if support is Support.SUPPORTED else support, more)
    statement = _judged(text, quotes, verdict)
    return Checked(Entry(theme=theme, line=one.text, by=By.AUTHOR, statement=statement), unknown)


def _weighed(
    text: str, cited: Sequence[str], first: Sequence[Quote], collection: Collection
) -> tuple[Verdict, list[Quote]]:
    """The best verdict that few quotes of the papers cited give, and those quotes."""
    if not cited:
        return Verdict(Support.UNCITED, CITES_NOTHING), []
    best: tuple[Verdict, list[Quote]] | None = None
    near = {paper_id: collection.best(text, paper_id, _MOST) for paper_id in cited}
    for most in range(_MOST + 1):
        quotes = [quote for quote in first if quote.paper_id in near]
        for paper_id, some in near.items():
            least = 0 if any(quote.paper_id == paper_id for quote in quotes) else 1
            quotes += [quote for quote in some[: max(most, least)] if quote not in quotes]
        verdict = collection.verdict(text, quotes)
        if best is None or _ORDER.index(verdict.support) < _ORDER.index(best[0].support):
            best = verdict, quotes
        if verdict.support is Support.SUPPORTED:
            break
    assert best is not None
    return best


def _is_idle(text: str, paper_id: str, quotes: Sequence[Quote], collection: Collection) -> bool:
    """Whether a paper is cited for what others bear out without it, and bears none of it out."""
    alone = [quote for quote in quotes if quote.paper_id == paper_id]
    rest = [quote for quote in quotes if quote.paper_id != paper_id]
    if not alone or not rest:
        return False
    if collection.verdict(text, alone).support in (Support.SUPPORTED, Support.WEAK):
        return False
    return collection.verdict(text, rest).support is Support.SUPPORTED


def moved_entry(entry: Entry, moved: Mapping[str, str]) -> Entry:
    """A sentence with the ids that its papers have today, by those they had."""
    if not entry.papers & moved.keys():
        return entry
    quotes = tuple(_moved(quote, moved) for quote in entry.statement.quotes)
    said = entry.statement.model_copy(update={"quotes": quotes})
    return entry.model_copy(update={"statement": said})


def _moved(quote: Quote, moved: Mapping[str, str]) -> Quote:
    new = moved.get(quote.paper_id)
    return quote if new is None else quote.model_copy(update={"paper_id": new})


def _with(entry: Entry, said: Statement) -> Entry:
    return entry if said == entry.statement else entry.model_copy(update={"statement": said})


def _judged(text: str, quotes: Sequence[Quote], verdict: Verdict) -> Statement:
    return Statement(
        text=text,
        quotes=tuple(quotes),
        support=verdict.support,
        reason=verdict.reason,
        counted=verdict.counted,
    )
