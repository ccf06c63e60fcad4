"""What a record has in common with other records of the same paper, and what speaks against it.

Acronyms and parts of titles count for nothing: five acronyms name two systems each on the five
listing pages alone, and "World Models" stands inside eight other titles.
"""

import re

from reviewer.models import Authority, Metadata
from reviewer.store.ledger import Identity
from reviewer.text.family_names import families
from reviewer.text.titles import title_key

_VERSION = re.compile(r"v\d+$")
_ARXIV_DOI = "10.48550/arxiv."
_YEARS_APART = 2  # a preprint and its published version


def identity_of(metadata: Metadata, authority: Authority = Authority.STATED) -> Identity:
    """The identity of a record; arXiv's own DOI counts as the arXiv id."""
    doi = metadata.doi.casefold() if metadata.doi else None
    arxiv_id = metadata.arxiv_id
    if doi is not None and doi.startswith(_ARXIV_DOI):
        arxiv_id = arxiv_id or doi.removeprefix(_ARXIV_DOI)
        doi = None
    return Identity(
        title_key=title_key(metadata.title) or metadata.title,
        doi=doi,
        arxiv_id=_VERSION.sub("", arxiv_id) if arxiv_id else None,
        year=metadata.year,
        families=families(metadata.authors),
        authority=authority,
    )


def same_identifier(one: Identity, other: Identity) -> bool:
    """Whether both have the same DOI, or the same arXiv id in any version."""
    by_doi = one.doi is not None and one.doi == other.doi
    return by_doi or (one.arxiv_id is not None and one.arxiv_id == other.arxiv_id)


def disagreement(one: Identity, other: Identity) -> str | None:
    """Why two records with one title are not one paper, or None if nothing speaks against it.

    Only what both sides give is compared: years, family names of the authors, DOIs.
    """
    if one.year and other.year and abs(one.year - other.year) > _YEARS_APART:
        return f"the years differ: {one.year} and {other.year}"
    if one.families and other.families and not set(one.families) & set(other.families):
        return "no author in common"
    if one.doi and other.doi and one.doi != other.doi:
        return f"the DOIs differ: {one.doi} and {other.doi}"
    return None
