"""Filters to conditions that both engines understand: in come filters, out come exact values.

What a filter's words match is looked up once among the values that the collection has, so the
engines only compare terms, and both let through the same chunks.
"""

from collections.abc import Iterator

from reviewer.models import Filters, SectionKind
from reviewer.store.catalogue import Catalogue
from reviewer.store.facets import Condition, LooksAt, matching, words_of, years_among

_FIELDS = ("author", "venue", "source", "tag")
_REMEMBERED = 64  # filters


class Filtering:
    """Resolves filters against one catalogue, and remembers what it found.

    Args:
        catalogue: whose papers are filtered; call `forget` when it has changed.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._terms: dict[str, list[str]] = {}
        self._conditions: dict[Filters, tuple[Condition, ...]] = {}

    def forget(self) -> None:
        self._terms.clear()
        self._conditions.clear()

    def conditions(self, filters: Filters | None) -> tuple[Condition, ...]:
        """What must hold of a chunk; nothing means that every chunk passes."""
        if filters is None:
            return ()
        if filters not in self._conditions:
            if len(self._conditions) == _REMEMBERED:
                self._conditions.clear()
            self._conditions[filters] = tuple(self._resolve(filters))
        return self._conditions[filters]

    def _resolve(self, filters: Filters) -> Iterator[Condition]:
        if filters.paper_ids:
            yield Condition(LooksAt.PAPER, tuple(sorted(filters.paper_ids)))
        if (filters.year_from, filters.year_to) != (None, None):
            years = years_among(self._of("year"), filters.year_from, filters.year_to)
            yield Condition(LooksAt.FACET, tuple(years))
        for field in _FIELDS:
            wanted = getattr(filters, field)
            if wanted is not None:
                yield self._facet(field, wanted)
        if filters.section is not None:
            yield self._section(filters.section)

    def _facet(self, field: str, wanted: str) -> Condition:
        words = words_of(wanted)
        alone = f"{field}~{words}" if words and " " not in words else None
        return Condition(LooksAt.FACET, tuple(matching(self._of(field), field, words)), alone)

    def _section(self, wanted: str) -> Condition:
        if wanted.casefold() in set(SectionKind):
            return Condition(LooksAt.KIND, (wanted.casefold(),))
        words = f" {words_of(wanted)} "
        headings = (one for one in self._catalogue.headings() if words in f" {words_of(one)} ")
        return Condition(LooksAt.HEADING, tuple(headings) if words.strip() else ())

    def _of(self, field: str) -> list[str]:
        if field not in self._terms:
            self._terms[field] = self._catalogue.terms(field)
        return self._terms[field]
