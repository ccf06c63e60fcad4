"""The author's own sentences beside those of papers: offered to a model, told apart in its reply.

In comes a numbered block of papers; out comes one in which the author's draft has the last number.
What is written of the author's work rests on these sentences or is not written.
"""

import re
from collections.abc import Sequence

from reviewer.models import Location, Quote, Statement, Support
from reviewer.proof import NumberedPassages, Verdict, one_line

OWN = "own-work"
"""Stands for the author's draft where a quote names its paper; no paper has such an id."""
_TITLE = "The author's own work"
_FIRST_PERSON = re.compile(r"\b(?:we|our|ours|us)\b|\bthis (?:paper|work|study)\b", re.IGNORECASE)
ONLY_OWN = "it says what the author's own work does, and nothing of a paper"
UNFOUNDED = "it says “we”, “our” or “this work”, and points at no sentence of the author's own"


def with_own(numbered: NumberedPassages, sentences: Sequence[str]) -> NumberedPassages:
    """The same block with the author's sentences as the last of its papers, if there are any."""
    if not sentences:
        return numbered
    number = max(numbered.blocks, default=0) + 1
    quotes = {(number, place): _quote(text) for place, text in enumerate(sentences, start=1)}
    lines = [f"[{number}] {_TITLE}"]
    lines += [f"{number}.{place} {one_line(quote.text)}" for (_, place), quote in quotes.items()]
    return NumberedPassages(
        {**numbered.blocks, number: "\n".join(lines)}, {**numbered.offered, **quotes}
    )


def own_gate(text: str, quotes: Sequence[Quote]) -> Verdict | None:
    """Objects to a sentence about the author's work alone, or about it without its sentences."""
    is_own = {quote.paper_id == OWN for quote in quotes}
    if is_own == {True}:
        return Verdict(Support.UNSUPPORTED, ONLY_OWN, gate="own work")
    if True not in is_own and _FIRST_PERSON.search(text):
        return Verdict(Support.UNSUPPORTED, UNFOUNDED, gate="own work")
    return None


def told_apart(statement: Statement) -> Statement:
    """The statement with its papers in `quotes` and the author's sentences in `own`."""
    quotes = tuple(quote for quote in statement.quotes if quote.paper_id != OWN)
    own = tuple(quote.text for quote in statement.quotes if quote.paper_id == OWN)
    return statement.model_copy(update={"quotes": quotes, "own": own})


def _quote(text: str) -> Quote:
    place = Location(file="your draft")
    return Quote(paper_id=OWN, title=_TITLE, text=text, location=place, chunk_id=OWN, start=0)
