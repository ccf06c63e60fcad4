"""The author's own sentences beside those of papers: offered to a model, told apart in its reply.

In comes a numbered block of papers; out comes one in which the author's draft has the last number.
What is written of the author's work rests on these sentences or is not written.
"""

import re
from collections.abc import Sequence

from reviewer.models import LeftOut, Location, Quote, Statement, Support
from reviewer.proof import NumberedPassages, one_line

OWN = "own-work"
"""Stands for the author's draft where a quote names its paper; no paper has such an id."""
_TITLE = "The author's own work"
_FIRST_PERSON = re.compile(r"\b(?:we|our|ours|us)\b|\bthis (?:paper|work|study)\b", re.IGNORECASE)
ONLY_OWN = "it says what your own work does, and nothing of a paper"
UNFOUNDED = "it speaks of your own work, and points at no sentence of your draft"


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


def told_apart(statement: Statement) -> Statement | LeftOut:
    """The statement with its papers in `quotes` and the author's sentences in `own`.

    One that is about the author's work alone, or speaks of it without its sentences, is left out.
    """
    quotes = tuple(quote for quote in statement.quotes if quote.paper_id != OWN)
    own = tuple(quote.text for quote in statement.quotes if quote.paper_id == OWN)
    if not quotes:
        return _left(statement, ONLY_OWN)
    if not own and _FIRST_PERSON.search(statement.text):
        return _left(statement, UNFOUNDED)
    return statement.model_copy(update={"quotes": quotes, "own": own})


def _left(statement: Statement, reason: str) -> LeftOut:
    return LeftOut(text=statement.text, reason=reason, support=Support.UNSUPPORTED)


def _quote(text: str) -> Quote:
    place = Location(file="your draft")
    return Quote(paper_id=OWN, title=_TITLE, text=text, location=place, chunk_id=OWN, start=0)
