"""Which records are the same paper, and what one paper is made of several records.

In come the records of a paper; out comes the paper and its sections. It knows no store.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from reviewer.models import Metadata, Paper, Section, SectionKind, Source, first_abstract
from reviewer.store.catalogue import Identity, StoredRecord
from reviewer.text.titles import title_key

_VERSION = re.compile(r"v\d+$")
_ARXIV_DOI = "10.48550/"
_YEARS_APART = 2  # a preprint and its published version


def identity_of(metadata: Metadata) -> Identity:
    """What a record may have in common with another record of the same paper."""
    arxiv = _VERSION.sub("", metadata.arxiv_id) if metadata.arxiv_id else None
    doi = metadata.doi.casefold() if metadata.doi else None
    return Identity(title_key(metadata.title) or metadata.title, doi, arxiv)


def same_paper(new: Metadata, known: Iterable[Metadata]) -> bool:
    """Whether a record that shares a title, DOI or arXiv id with `known` is the same paper.

    An equal DOI or arXiv id decides. An equal title does, unless authors, year or DOI, where
    both sides give them, disagree.
    """
    return all(_agree(new, other) for other in known) or any(same_identifier(new, o) for o in known)


def same_identifier(one: Metadata, other: Metadata) -> bool:
    """Whether both have the same DOI, or the same arXiv id in any version."""
    a, b = identity_of(one), identity_of(other)
    return bool((a.doi and a.doi == b.doi) or (a.arxiv_id and a.arxiv_id == b.arxiv_id))


def merge(
    paper_id: str, records: Sequence[StoredRecord]
) -> tuple[Paper, list[tuple[str, Section]]]:
    """One paper of its records, and its sections with the file each stands in.

    The richest record gives each field it has, the next richest what is still missing. The text
    comes from the record with most of it; its abstract from another one if it has none.
    """
    ranked = sorted(records, key=lambda r: -_richness(r.record.metadata))
    fields: dict[str, Any] = {}
    for stored in ranked:
        for name, value in stored.record.metadata.model_dump().items():
            if value not in (None, ()) and name not in fields:
                fields[name] = value
    sections = _sections(records)
    paper = Paper(
        id=paper_id,
        abstract=first_abstract(section for _, section in sections),
        sources=tuple(_source(stored) for stored in records),
        **fields,
    )
    return paper, sections


def _richness(metadata: Metadata) -> int:
    return sum(value not in (None, ()) for value in metadata.model_dump().values())


def _source(stored: StoredRecord) -> Source:
    record = stored.record
    title = record.metadata.title
    return Source(
        file=stored.file,
        line=record.line,
        page=record.page,
        title=title,
        cite_key=record.metadata.cite_key,
    )


def _sections(records: Sequence[StoredRecord]) -> list[tuple[str, Section]]:
    longest = max(records, key=lambda r: sum(len(s.text) for s in r.record.sections))
    chosen = [(longest.file, section) for section in longest.record.sections]
    if any(section.kind is SectionKind.ABSTRACT for _, section in chosen):
        return chosen
    for stored in records:
        for section in stored.record.sections:
            if section.kind is SectionKind.ABSTRACT:
                return [(stored.file, section), *chosen]
    return chosen


def _agree(one: Metadata, other: Metadata) -> bool:
    if title_key(one.title) != title_key(other.title):
        return False
    if one.year and other.year and abs(one.year - other.year) > _YEARS_APART:
        return False
    if one.authors and other.authors and not _family_names(one) & _family_names(other):
        return False
    published = [i.doi for i in (identity_of(one), identity_of(other)) if i.doi]
    different = len(set(published)) == 2
    return not different or any(doi.startswith(_ARXIV_DOI) for doi in published)


def _family_names(metadata: Metadata) -> set[str]:
    """`Ruiz` of `Ana Ruiz` and of `Ruiz, Ana`."""
    before_comma = (name.partition(",")[0].split() for name in metadata.authors)
    return {title_key(words[-1]) for words in before_comma if words}
