"""What one paper is, made of several records: its metadata, and its text with where it stands.

In come the records of a paper and the user's corrections; out come the paper and its sections.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from reviewer.errors import UsageError
from reviewer.models import Paper, Section, SectionKind, Source, first_abstract
from reviewer.store.ledger import Judgement, StoredRecord
from reviewer.text.identifiers import normalise_arxiv_id, normalise_doi

_YEAR = re.compile(r"1[4-9]\d\d|20\d\d|2100")


def merge(
    paper_id: str, records: Sequence[StoredRecord], said: Sequence[Judgement] = ()
) -> tuple[Paper, list[tuple[str, Section]]]:
    """One paper of its records, and its sections with the file each stands in.

    Each field is the user's correction, else what the record of most authority says that gives it,
    among equals the richest, else what a service supplied. For the text see `sections_of`.

    Args:
        paper_id: its id.
        records: by file and place in the file.
        said: what the user and services said of its fields, the latest last.
    """
    fields = _said(said, by_user=True)
    for stored in _ranked(records):
        for name, value in stored.record.metadata.model_dump().items():
            if value not in (None, ()) and name not in fields:
                fields[name] = value
    fields = _said(said, by_user=False) | fields
    sections = sections_of(records, said)
    paper = Paper(
        id=paper_id,
        abstract=first_abstract(section for _, section in sections),
        sources=tuple(_source(stored) for stored in records),
        **fields,
    )
    return paper, sections


def sections_of(
    records: Sequence[StoredRecord], said: Sequence[Judgement] = ()
) -> list[tuple[str, Section]]:
    """The text of a paper, each section with its file: one abstract, then one record's body.

    The abstract is that of the record of most authority that has one, among equals the longest,
    and one that a service supplied only if no record has any; the rest is that of the record with
    most text.
    """
    if not records:
        return []
    ranked = _ranked(records)
    longest = max(ranked, key=lambda stored: _length(_body(stored)))
    body = [(longest.file, section) for section in _body(longest)]
    with_abstract = [stored for stored in ranked if stored.record.abstract]
    if not with_abstract:
        return [*_supplied_abstract(said), *body]
    top = with_abstract[0].record.authority
    equals = [stored for stored in with_abstract if stored.record.authority == top]
    best = max(equals, key=lambda stored: _length(_abstract(stored)))
    return [*((best.file, section) for section in _abstract(best)), *body]


def field_value(name: str, value: str) -> object:
    """A corrected field's value from how it is typed.

    Raises:
        UsageError: the field cannot be set, or that is no value for it.
    """
    if name not in _PARSERS:
        if name == ABSTRACT:
            raise UsageError(
                "an abstract cannot be typed in: it is quoted, so it must stand in a file",
                hint="put it into the library entry, or into a text file, and ingest that",
            )
        known = ", ".join(_PARSERS)
        raise UsageError(f"{name} is no field that can be set", hint=f"one of: {known}")
    parsed = _PARSERS[name](" ".join(value.split()))
    if parsed in (None, (), ""):
        raise UsageError(
            f"{value!r} is no {name.replace('_', ' ')}",
            hint=_HINTS.get(name, f"for example {name}=…; {name}= takes a correction back"),
        )
    return parsed


def _year(value: str) -> int | None:
    return int(value) if _YEAR.fullmatch(value) else None


def _names(value: str) -> tuple[str, ...]:
    return tuple(name for name in re.split(r"\s*;\s*|\s+and\s+", value) if name)


def _tags(value: str) -> tuple[str, ...]:
    return tuple(tag for tag in re.split(r"\s*[,;]\s*", value) if tag)


_PARSERS: Mapping[str, Callable[[str], Any]] = {
    "title": str,
    "authors": _names,
    "year": _year,
    "venue": str,
    "doi": normalise_doi,
    "arxiv_id": normalise_arxiv_id,
    "pmid": str,
    "url": str,
    "cite_key": str,
    "tags": _tags,
    "retraction": str,
}
ABSTRACT = "abstract"
_HINTS = {
    "year": "four digits, for example year=2024",
    "doi": "for example doi=10.1000/182",
    "arxiv_id": "for example arxiv_id=2401.01234",
    "authors": 'with semicolons between them: "authors=Ana Ruiz; Bo Lind"',
}


def _said(said: Iterable[Judgement], *, by_user: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for judgement in said:
        name, value = judgement.field, judgement.value
        if name and value and name in _PARSERS and (judgement.origin is None) == by_user:
            fields[name] = field_value(name, value)
    return fields


def _supplied_abstract(said: Iterable[Judgement]) -> list[tuple[str, Section]]:
    return [
        (j.origin, Section(kind=SectionKind.ABSTRACT, text=j.value))
        for j in said
        if j.field == ABSTRACT and j.origin is not None and j.value
    ][-1:]


def _ranked(records: Iterable[StoredRecord]) -> list[StoredRecord]:
    return sorted(records, key=_rank)


def _rank(stored: StoredRecord) -> tuple[int, int, str, int]:
    given = stored.record.metadata.model_dump().values()
    richness = sum(value not in (None, ()) for value in given)
    return -stored.record.authority, -richness, stored.file, stored.ordinal


def _source(stored: StoredRecord) -> Source:
    record = stored.record
    return Source(
        file=stored.file,
        line=record.line,
        page=record.page,
        title=record.metadata.title,
        cite_key=record.metadata.cite_key,
    )


def _abstract(stored: StoredRecord) -> list[Section]:
    return [s for s in stored.record.sections if s.kind is SectionKind.ABSTRACT]


def _body(stored: StoredRecord) -> list[Section]:
    return [s for s in stored.record.sections if s.kind is not SectionKind.ABSTRACT]


def _length(sections: Iterable[Section]) -> int:
    return sum(len(section.text) for section in sections)
