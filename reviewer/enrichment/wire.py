"""Parts of a service's JSON read without trust: whatever is of another shape counts as missing."""

from collections.abc import Mapping

from reviewer.text.identifiers import normalise_arxiv_id, normalise_doi
from reviewer.text.titles import title_key

ARXIV_DOI = "10.48550/arxiv."
"""What arXiv's own DOIs begin with; the rest is the arXiv id."""
YEARS = range(1500, 2200)
MOST_WORDS = 40
"""Of a title that are searched for; a page that was taken for a title makes no good address."""


def table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def items(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def text(value: object) -> str:
    """A string on one line, without the halves of characters that cannot be written to a file."""
    if not isinstance(value, str):
        return ""
    return " ".join(value.encode("utf-8", "replace").decode().split())


def first_text(value: object) -> str:
    """The first string of a list that is not blank."""
    return next(filter(None, map(text, items(value))), "")


def year(value: object) -> int | None:
    return value if isinstance(value, int) and value in YEARS else None


def identifiers(doi: object, arxiv: object = None) -> tuple[str | None, str | None]:
    """A publisher's DOI and an arXiv id without its version; arXiv's own DOIs are arXiv ids."""
    bare = normalise_doi(text(doi))
    if bare and bare.startswith(ARXIV_DOI):
        return None, unversioned(bare.removeprefix(ARXIV_DOI)) or unversioned(text(arxiv))
    return bare, unversioned(text(arxiv))


def unversioned(arxiv_id: str) -> str | None:
    bare = normalise_arxiv_id(arxiv_id)
    stem, mark, version = (bare or "").rpartition("v")
    return stem if mark and version.isdigit() else bare


def search_words(title: str) -> str:
    """The words of a title, for a search box: no operator, quote or hyphen means anything there.

    Semantic Scholar finds nothing for a word with a hyphen, OpenAlex takes commas and upper-case
    AND, OR, NOT for its own, arXiv the same and quotes.
    """
    spaced = "".join(char if char.isalnum() else " " for char in title)
    words = [word.casefold() for word in spaced.split() if title_key(word)]
    return " ".join(words[:MOST_WORDS])
