"""What every rendering says the same way: citation marks, credits, where a quote stands."""

import re
from collections.abc import Iterable, Sequence

from reviewer.models import Paper, Quote, Statement, Support
from reviewer.rendering.safe import one_line

_CLOSING = re.compile(r"(?<=[^\s.!?])(?P<stop>[.!?]+)$")


def marks(numbers: Sequence[int]) -> str:
    """`[1, 3]`; not `[1][3]`, which Markdown reads as a link."""
    return f"[{', '.join(map(str, numbers))}]" if numbers else ""


def cited(text: str, numbers: Sequence[int], space: str = " ") -> str:
    """`text` with its citation before the full stop, where a reader of papers expects it."""
    if not numbers:
        return text
    body, stop = parted(text)
    return f"{body}{space}{marks(numbers)}{stop}"


def parted(text: str) -> tuple[str, str]:
    """A sentence and the signs that end it: what cites goes between them."""
    stop = _CLOSING.search(text)
    return (text, "") if stop is None else (text[: stop.start()], stop["stop"])


def is_verbatim(statement: Statement) -> bool:
    """Whether the statement is nothing but its source sentence, line breaks aside."""
    quotes = statement.quotes
    return len(quotes) == 1 and statement.text.split() == quotes[0].text.split()


def credit(paper: Paper) -> str:
    """Authors, venue and year as far as the record gives them: `(A. Lee et al., ICLR 2024)`."""
    parts = [_authors(paper.authors, most=2), _venue_and_year(paper)]
    known = ", ".join(part for part in parts if part)
    return f"({known})" if known else ""


def full_credit(paper: Paper) -> str:
    """Title, every author up to ten, venue and year, each ended by a full stop, and the address."""
    link = paper.url or ""
    if paper.arxiv_id:
        link = f"arXiv:{paper.arxiv_id}"
    if paper.doi:
        link = f"https://doi.org/{paper.doi}"
    parts = (paper.title, _authors(paper.authors, most=10), _venue_and_year(paper))
    told = [_stopped(one_line(part)) for part in parts if part]
    return " ".join([*told, one_line(link)]).strip()


def title(paper: Paper) -> str:
    return one_line(paper.title)


def quotes_of(paper_id: str, statements: Iterable[Statement]) -> list[tuple[Quote, Support]]:
    """The quotes of one paper in order of use, each once for each degree of support."""
    found: dict[tuple[str, int, Support], tuple[Quote, Support]] = {}
    for statement in statements:
        for quote in statement.quotes:
            if quote.paper_id == paper_id:
                key = (quote.chunk_id, quote.start, statement.support)
                found.setdefault(key, (quote, statement.support))
    return list(found.values())


def _authors(authors: Sequence[str], *, most: int) -> str:
    names = [one_line(author) for author in authors]
    if len(names) > most:
        return f"{names[0]} et al."
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _venue_and_year(paper: Paper) -> str:
    venue = one_line(paper.venue or "")
    year = "" if paper.year is None or venue.endswith(str(paper.year)) else str(paper.year)
    return " ".join(part for part in (venue, year) if part)


def _stopped(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
