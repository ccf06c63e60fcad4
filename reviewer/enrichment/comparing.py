"""A paper beside what the services say of it: values for its empty fields, and where they differ.

In come a paper and the matches; out come proposals. Nothing is asked and nothing is changed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from reviewer.enrichment.matching import Match
from reviewer.enrichment.proposals import Field, Proposal, Value, own_value
from reviewer.enrichment.service import Found
from reviewer.enrichment.wire import unversioned
from reviewer.models import Paper
from reviewer.text.family_names import families
from reviewer.text.identifiers import normalise_doi
from reviewer.text.titles import title_key

UNLIKE = 50
"""Of 100: below this likeness in words, two abstracts are not of one text."""
_FACTS = (Field.YEAR, Field.DOI, Field.ARXIV_ID)
"""Fields with one right value, so that it is told where services disagree."""


def compared(
    paper: Paper, matches: Sequence[Match]
) -> tuple[tuple[Proposal, ...], tuple[Proposal, ...], tuple[str, ...]]:
    """What would fill the paper's empty fields, what differs from its own, and what is odd.

    Args:
        paper: as it is in the collection.
        matches: in the order in which the services are believed; a published version is believed
            before a preprint all the same.
    """
    ranked = sorted(matches, key=lambda match: match.found.is_preprint)
    changes: list[Proposal] = []
    differs: list[Proposal] = []
    notes: list[str] = []
    for field in Field:
        said = _said(field, ranked)
        own = own_value(paper, field)
        if own is None and field is not Field.TITLE:
            changes += _first(paper, field, said)
            notes += _disagreements(field, said)
        elif own is not None:
            other = [(value, match) for value, match in said if _differ(field, own, value)]
            differs += _first(paper, field, other)
    return tuple(changes), tuple(differs), tuple(notes)


def _said(field: Field, matches: Iterable[Match]) -> list[tuple[Value, Match]]:
    found = ((_value(match.found, field), match) for match in matches)
    return [(value, match) for value, match in found if value]


def _value(found: Found, field: Field) -> Value | None:
    value: Value | None = getattr(found, field.value)
    if field is Field.TITLE and found.subtitle:
        return f"{found.title}: {found.subtitle}"
    return value


def _first(paper: Paper, field: Field, said: Sequence[tuple[Value, Match]]) -> list[Proposal]:
    """The value of the service that is believed first, and who else says the same."""
    if not said:
        return []
    value, match = said[0]
    same = [m for v, m in said[1:] if field is Field.RETRACTION or not _differ(field, value, v)]
    return [
        Proposal(
            paper_id=paper.id,
            field=field,
            old=own_value(paper, field),
            new=value,
            service=match.found.service,
            url=match.found.url,
            confidence=match.confidence,
            also=tuple(other.found.service for other in same),
        )
    ]


def _disagreements(field: Field, said: Sequence[tuple[Value, Match]]) -> list[str]:
    if field not in _FACTS or len({value for value, _ in said}) < 2:
        return []
    told = ", ".join(f"{value} ({match.found.service})" for value, match in said)
    return [f"the services do not agree on the {field.value.replace('_id', ' id')}: {told}"]


def _differ(field: Field, own: Value, other: Value) -> bool:
    """Whether two values say something else, spelling apart."""
    if isinstance(own, tuple) and isinstance(other, tuple):
        return set(families(own)) != set(families(other))
    if isinstance(own, str) and isinstance(other, str) and field in _TEXTS_DIFFER:
        return _TEXTS_DIFFER[field](own, other)
    return own != other


def _unlike(own: str, other: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.token_set_ratio(own.casefold(), other.casefold()) < UNLIKE


def _other_venue(own: str, other: str) -> bool:
    """Not for `NeurIPS 2021` and `NeurIPS`, `J. Mach. Learn. Res.` and its full name, `JMLR`."""
    one, two = sorted((_letters(own), _letters(other)), key=len)
    if not one or one in two:
        return False
    short, full = sorted((own, other), key=len)
    return not (_abbreviates(_words(short), _words(full)) or _letters(short) == _initials(full))


def _letters(venue: str) -> str:
    return "".join(char for char in title_key(venue) if not char.isdigit())


def _words(venue: str) -> list[str]:
    words = (title_key(word) for word in venue.replace("-", " ").split())
    return [word for word in words if word and word not in _SMALL and not word.isdigit()]


def _initials(venue: str) -> str:
    return "".join(word[0] for word in _words(venue))


def _abbreviates(short: Sequence[str], full: Sequence[str]) -> bool:
    """Whether each word of `short` begins another word of `full`, in order."""
    rest = iter(full)
    return bool(short) and all(any(word.startswith(part) for word in rest) for part in short)


def _other_doi(own: str, other: str) -> bool:
    return (normalise_doi(own) or own) != (normalise_doi(other) or other)


def _other_arxiv_id(own: str, other: str) -> bool:
    return (unversioned(own) or own) != (unversioned(other) or other)


def _other_title(own: str, other: str) -> bool:
    return not title_key(other).startswith(title_key(own))


_TEXTS_DIFFER: Mapping[Field, Callable[[str, str], bool]] = {
    Field.TITLE: _other_title,
    Field.VENUE: _other_venue,
    Field.DOI: _other_doi,
    Field.ARXIV_ID: _other_arxiv_id,
    Field.ABSTRACT: _unlike,
}
_SMALL = frozenset({"of", "the", "on", "in", "and", "for", "a", "an"})
