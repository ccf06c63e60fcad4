"""Whether a paper was retracted, as one line with a date: what a service says in, a text out."""

import re
from collections.abc import Mapping
from typing import Any

from reviewer.enrichment import wire
from reviewer.text.identifiers import normalise_doi

# The gravest first. Corrections and new versions are none of these.
_UPDATES = {
    "retraction": "retracted",
    "withdrawal": "withdrawn",
    "removal": "removed",
    "partial_retraction": "partly retracted",
    "expression_of_concern": "expression of concern",
}
_MARK = re.compile(
    r"^\s*(?:(?P<plain>RETRACTED|Retracted|WITHDRAWN|REMOVED)"
    r"(?:\s+(?:ARTICLE|PAPER|CHAPTER|Article|Paper|Chapter))?\s*:"
    r"|[\[(](?P<set_off>(?i:retracted|withdrawn))(?i:\s+(?:article|paper|chapter))?[\])]:?)\s*"
)
_ARXIV_NOTICE = re.compile(
    r"\b(?:paper|article|manuscript|submission|preprint|work)\b(?:\s+\S+){0,3}?\s+"
    r"(?:has\s+been|was|is(?:\s+being)?)\s+withdrawn\b(?!\s+from)|^\s*withdrawn\b(?!\s+from)",
    re.IGNORECASE,
)


def without_mark(title: str) -> str:
    """A title without the `RETRACTED:` or `WITHDRAWN ARTICLE:` that publishers put before it."""
    return _MARK.sub("", title)


def by_crossref(work: Mapping[str, Any], title: str) -> str | None:
    """What Crossref says, the gravest first.

    `updated-by` lists the notices about this work; `update-to` the works that this notice is
    about, and then it is the notice itself.
    """
    about = {_kind(update): update for update in _updates(work, "updated-by")}
    for kind, says in _UPDATES.items():
        if kind in about:
            return _dated(says, about[kind])
    for update in _updates(work, "update-to"):
        of = normalise_doi(wire.text(update.get("DOI")))
        if _kind(update) == "retraction" and of:
            return f"notice of the retraction of {of} (Crossref)"
    marked = _MARK.match(title)
    if marked is None:
        return None
    return f"{(marked['plain'] or marked['set_off']).casefold()} (Crossref)"


def by_openalex(work: Mapping[str, Any]) -> str | None:
    return "retracted (OpenAlex)" if work.get("is_retracted") is True else None


def by_arxiv(comment: str, abstract: str) -> str | None:
    """What the authors say: a withdrawn paper keeps its page, with a notice instead of a text."""
    notice = _ARXIV_NOTICE.search(comment) or _ARXIV_NOTICE.match(abstract.removeprefix("This "))
    return "withdrawn (arXiv)" if notice else None


def _updates(work: Mapping[str, Any], field: str) -> list[Mapping[str, object]]:
    return [wire.table(update) for update in wire.items(work.get(field))]


def _kind(update: Mapping[str, object]) -> str:
    return re.sub(r"[\s-]+", "_", wire.text(update.get("type")).casefold())


def _dated(says: str, update: Mapping[str, object]) -> str:
    dates = wire.items(wire.table(update.get("updated")).get("date-parts"))
    parts = wire.items(dates[0]) if dates else []
    numbers = [part for part in parts if isinstance(part, int) and 0 < part < 10_000][:3]
    if len(numbers) != len(parts[:3]) or not numbers:
        return f"{says} (Crossref)"
    return f"{says} {'-'.join(f'{number:02d}' for number in numbers)} (Crossref)"
