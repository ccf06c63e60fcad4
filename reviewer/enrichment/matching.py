"""Which of a service's answers is the paper: its clues and the answers in, one match or none out.

A wrong match is worse than none: the nearest title is never taken for the title.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self

from reviewer.enrichment.proposals import Confidence
from reviewer.enrichment.retraction import without_mark
from reviewer.enrichment.service import By, Found
from reviewer.enrichment.wire import identifiers
from reviewer.models import Paper
from reviewer.text.family_names import families
from reviewer.text.titles import title_key

YEARS_APART = 2
"""A preprint and its published version, where the authors agree."""
LONG_TITLE = 25
"""Letters of a title of `LONG_WORDS` words that two papers do not share by chance."""
LONG_WORDS = 4
ALIKE = 85
"""Likeness of two titles, of 100, under one identifier: a misspelling, or a word that changed."""


class Clues(NamedTuple):
    """What is known of a paper while it is looked for.

    `surest` is how sure the identifiers are: the paper's own are certain, those that a service
    gave are as sure as its match.
    """

    title: str
    authors: tuple[str, ...]
    author_count: int | None
    year: int | None
    doi: str | None
    arxiv_id: str | None
    surest: Confidence = Confidence.CERTAIN

    @classmethod
    def of(cls, paper: Paper) -> Self:
        doi, arxiv_id = identifiers(paper.doi or "", paper.arxiv_id or "")
        return cls(
            title=without_mark(paper.title),
            authors=paper.authors,
            author_count=paper.author_count or len(paper.authors) or None,
            year=paper.year,
            doi=doi,
            arxiv_id=arxiv_id,
        )

    def key(self, by: By) -> str | None:
        """What a service is asked, None where it is not known, or could be no match anyway."""
        if by is By.TITLE:
            enough = title_key(self.title) if self.authors else _is_long(self.title)
            return self.title if enough else None
        return self.doi if by is By.DOI else self.arxiv_id

    def without(self, by: By) -> Self:
        """Without an identifier that is another paper's."""
        return self._replace(doi=None) if by is By.DOI else self._replace(arxiv_id=None)

    def learned(self, match: "Match") -> Self:
        """With the identifiers of a match, where there were none."""
        doi, arxiv_id = self.doi or match.found.doi, self.arxiv_id or match.found.arxiv_id
        if (doi, arxiv_id) == (self.doi, self.arxiv_id):
            return self
        surest = _less_sure(self.surest, match.confidence)
        return self._replace(doi=doi, arxiv_id=arxiv_id, surest=surest)


class Match(NamedTuple):
    found: Found
    confidence: Confidence


def match(by: By, clues: Clues, candidates: Sequence[Found]) -> Match | str | None:
    """The candidate that is the paper, or why it is none of them, or None if nothing is near.

    Args:
        by: what the candidates were found by.
        clues: what is known of the paper.
        candidates: what a service answered.
    """
    if by is not By.TITLE:
        return _by_identifier(by, clues, candidates)
    same = [found for found in candidates if _same_title(clues, found)]
    agreeing = [(found, sure) for found in same if (sure := _agreement(clues, found))]
    distinct = _published_first(agreeing)
    if len(distinct) > 1:
        return f"{len(distinct)} papers have this title and nothing known tells them apart"
    return Match(*distinct[0]) if distinct else None


def _by_identifier(by: By, clues: Clues, candidates: Sequence[Found]) -> Match | str | None:
    for found in candidates:
        if _titles_alike(clues, found) or _agree_on_authors(clues.authors, found.authors):
            return Match(found, clues.surest)
    if not candidates:
        return None
    name = f"the DOI {clues.doi}" if by is By.DOI else f"arXiv:{clues.arxiv_id}"
    return f"{name} leads to a paper with another title, “{candidates[0].title}”"


def _agreement(clues: Clues, found: Found) -> Confidence | None:
    """How sure a candidate of the same title is the paper; None where anything speaks against."""
    if _contradicts(clues, found):
        return None
    apart = abs(clues.year - found.year) if clues.year and found.year else None
    if clues.authors and found.authors:
        agree = _agree_on_authors(clues.authors, found.authors)
        return Confidence.STRONG if agree and (apart or 0) <= YEARS_APART else None
    if not _is_long(clues.title) or (apart is not None and apart > 1):
        return None
    counted = clues.author_count if found.authors else None
    if apart is not None or counted == len(found.authors):
        return Confidence.FAIR
    return None if counted else Confidence.WEAK


def _contradicts(clues: Clues, found: Found) -> bool:
    """Whether both have an identifier of one kind, and not the same."""
    pairs = ((clues.doi, found.doi), (clues.arxiv_id, found.arxiv_id))
    return any(ours and theirs and ours != theirs for ours, theirs in pairs)


def _published_first(
    agreeing: Iterable[tuple[Found, Confidence]],
) -> list[tuple[Found, Confidence]]:
    """One candidate for each paper: the published versions, or else the preprints."""
    by_identity = {(f.doi or f.arxiv_id or f.url): (f, sure) for f, sure in agreeing}
    every = list(by_identity.values())
    published = [(found, sure) for found, sure in every if not found.is_preprint]
    return published or every


def _same_title(clues: Clues, found: Found) -> bool:
    return title_key(clues.title) in _title_keys(found)


def _title_keys(found: Found) -> set[str]:
    keys = {title_key(found.title), title_key(found.title + found.subtitle)}
    return keys - {""}


def _titles_alike(clues: Clues, found: Found) -> bool:
    """For two titles under one identifier: one may lack the subtitle or be misspelt."""
    from rapidfuzz import fuzz

    ours = title_key(clues.title)
    for theirs in _title_keys(found):
        short, long = sorted((ours, theirs), key=len)
        if long.startswith(short) and len(short) >= min(LONG_TITLE, len(long)) // 2 > 0:
            return True
        if fuzz.ratio(ours, theirs) >= ALIKE:
            return True
    return False


def _is_long(title: str) -> bool:
    return len(title.split()) >= LONG_WORDS and len(title_key(title)) >= LONG_TITLE


def _less_sure(one: Confidence, other: Confidence) -> Confidence:
    order = list(Confidence)
    return max(one, other, key=order.index)


def _agree_on_authors(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether at least half of the shorter list is in the other, by family name."""
    one, other = set(families(ours)), set(families(theirs))
    fewest = min(len(one), len(other))
    return fewest > 0 and len(one & other) * 2 >= fewest
