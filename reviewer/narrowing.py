"""Filters that make no sense or let nothing through, told so that they can be mended.

In come filters and the catalogue; out comes why nothing passes, with the nearest values there are.
It does not search.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from reviewer.errors import UsageError
from reviewer.models import Filters, SectionKind
from reviewer.store.catalogue import Catalogue
from reviewer.store.facets import (
    Condition,
    LooksAt,
    matching,
    values_of,
    words_of,
    years_among,
)

_WITH_WORDS = ("author", "venue", "source", "tag", "section")
_NOBODY = {
    "author": "no paper has an author with the words",
    "venue": "no paper has a venue with the words",
    "source": "no paper was read from a file with the words",
    "tag": "no paper has a tag with the words",
}
_GIVES_NONE = {
    "author": "no paper here names its authors",
    "venue": "no paper here gives a venue",
    "source": "no paper here was read from a file",
    "tag": "no paper here has a tag",
}
_MOST = 3  # values proposed
_SHOWN = 80  # characters of a filter that nothing passes
_LIKE = 65  # of 100 in rapidfuzz: a name, or a word of one, with one wrong letter


class Unmet(NamedTuple):
    """Why nothing passes the filters, and what would."""

    reason: str
    hint: str

    def __str__(self) -> str:
        return f"{self.reason}; {self.hint}"


def check_filters(filters: Filters | None) -> None:
    """Refuse filters that cannot be meant.

    Raises:
        UsageError: a range of years runs backwards, or a filter has no words.
    """
    if filters is None:
        return
    first, last = filters.year_from, filters.year_to
    if first is not None and last is not None and first > last:
        raise UsageError(
            f"no year lies between {first} and {last}",
            hint=f"the earlier year comes first: {last}-{first}",
        )
    for field in _WITH_WORDS:
        wanted = getattr(filters, field)
        if wanted is not None and not words_of(wanted):
            raise UsageError(
                f"the filter by {field} has no word in it",
                hint="give a word, or leave the filter out",
            )


def unmet(catalogue: Catalogue, filters: Filters, conditions: Sequence[Condition]) -> Unmet | None:
    """Why no passage can pass, or None where some can.

    Args:
        catalogue: what there is.
        filters: checked.
        conditions: the same filters, resolved.
    """
    if all(one.values for one in conditions) and catalogue.allows(conditions):
        return None
    return next(_reasons(catalogue, filters), None) or _together(conditions)


def _together(conditions: Sequence[Condition]) -> Unmet | None:
    if len(conditions) < 2:
        return None
    return Unmet("each of these filters lets papers through, all together none", "leave one out")


def _reasons(catalogue: Catalogue, filters: Filters) -> Iterator[Unmet]:
    if filters.paper_ids and not catalogue.papers_by_id(filters.paper_ids):
        listed = ", ".join(sorted(filters.paper_ids)[:_MOST])
        yield Unmet(f"no paper here has the id {listed}", "list them with: reviewer papers")
    if (filters.year_from, filters.year_to) != (None, None):
        yield from _no_year(catalogue.terms("year"), filters.year_from, filters.year_to)
    for field in _NOBODY:
        wanted = getattr(filters, field)
        if wanted is not None:
            yield from _no_value(catalogue, field, wanted)
    if filters.section is not None:
        yield from _no_section(catalogue, filters.section)


def _no_year(terms: Iterable[str], first: int | None, last: int | None) -> Iterator[Unmet]:
    years = sorted(int(term.partition("=")[2]) for term in terms)
    if not years:
        yield Unmet("no paper here gives its year", "search without --year")
    elif not years_among(terms, first, last):
        span = f"{years[0]} to {years[-1]}"
        yield Unmet(f"no paper is of {_range(first, last)}", f"the years here run from {span}")


def _range(first: int | None, last: int | None) -> str:
    if first == last:
        return f"the year {first}"
    if first is None:
        return f"{last} or before"
    return f"{first} or after" if last is None else f"the years {first}-{last}"


def _no_value(catalogue: Catalogue, field: str, wanted: str) -> Iterator[Unmet]:
    terms = catalogue.terms(field)
    if not terms:
        yield Unmet(_GIVES_NONE[field], f"search without a filter by {field}")
    elif not matching(terms, field, wanted):
        start = len(field) + 1
        values = [term[start:] for term in terms]
        close = _nearest(words_of(wanted), values)
        said = [_as_written(catalogue, field, words) for words in close or values[:_MOST]]
        hint = _meant(said) if close else _there_are(said, len(values))
        yield Unmet(f"{_NOBODY[field]} “{wanted[:_SHOWN]}”", hint)


def _no_section(catalogue: Catalogue, wanted: str) -> Iterator[Unmet]:
    kinds = [kind for kind in SectionKind if catalogue.allows((Condition(LooksAt.KIND, (kind,)),))]
    takes = f"give {', '.join(kinds)}, or words of a heading"
    if wanted.casefold() in set(SectionKind):
        if wanted.casefold() not in kinds:
            yield Unmet(f"no passage is of the kind “{wanted.casefold()}”", takes)
        return
    headings = {words_of(heading): heading for heading in catalogue.headings()}
    words = words_of(wanted)
    if not any(f" {words} " in f" {one} " for one in headings):
        close = _nearest(words, [*kinds, *headings])
        meant = [headings.get(one, one) for one in close]
        hint = f"{takes}; {_meant(meant)}" if meant else takes
        yield Unmet(f"no section is called “{wanted[:_SHOWN]}”", hint)


def _nearest(wanted: str, values: Sequence[str]) -> list[str]:
    from rapidfuzz import fuzz, process

    found = process.extract(wanted, values, scorer=fuzz.WRatio, limit=_MOST, score_cutoff=_LIKE)
    return [value for value, *_ in found]


def _as_written(catalogue: Catalogue, field: str, words: str) -> str:
    paper = catalogue.paper_with(f"{field}={words}")
    said = [] if paper is None else values_of(paper)
    return next(
        (value for name, value in said if name == field and words_of(value) == words), words
    )


def _meant(values: Sequence[str]) -> str:
    *first, last = (f"“{value}”" for value in values)
    return f"did you mean {', '.join(first)}{' or ' if first else ''}{last}?"


def _there_are(values: Sequence[str], count: int) -> str:
    listed = ", ".join(f"“{value}”" for value in values)
    more = count - len(values)
    return f"there {'are' if count > 1 else 'is'} {listed}{f' and {more:,} more' if more else ''}"
