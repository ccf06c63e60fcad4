"""What a user calls a paper to the one paper that is meant, or an error that lists the nearest.

In come papers and a name; it knows no store.
"""

import difflib
from collections.abc import Sequence

from reviewer.errors import PaperNotFoundError
from reviewer.merging import identity_of, same_identifier
from reviewer.models import Metadata, Paper
from reviewer.text.identifiers import normalise_arxiv_id, normalise_doi
from reviewer.text.titles import title_key

_SHORTEST = 4
"""Characters of a part of a title that can name a paper."""
_SHOWN = 200


def find_paper(papers: Sequence[Paper], reference: str) -> Paper:
    """The paper of that id, cite key, DOI, arXiv id, title, or, if it is the only one, part of one.

    Args:
        papers: the collection.
        reference: what the paper is called; case and punctuation of a title do not matter.

    Raises:
        PaperNotFoundError: no paper, or several, by that name; the hint lists the nearest.
    """
    shown = reference[:_SHOWN]
    for test in (is_named, _has_title, _title_holds):
        found = [paper for paper in papers if test(paper, reference)]
        if len(found) == 1:
            return found[0]
        if found:
            listed = "; ".join(f"{paper.id} {paper.title}" for paper in found[:5])
            raise PaperNotFoundError(
                f"{len(found)} papers are called {shown!r}", hint=f"give an id: {listed}"
            )
    near = difflib.get_close_matches(reference, [paper.title for paper in papers], n=1)
    meant = f"did you mean “{near[0]}”? " if near else ""
    raise PaperNotFoundError(
        f"no paper is called {shown!r}", hint=f"{meant}list them with: reviewer papers"
    )


def named(papers: Sequence[Paper], reference: str) -> Paper | None:
    """The only one of that id, cite key, DOI or arXiv id; None if there are others, or none."""
    found = [paper for paper in papers if is_named(paper, reference)]
    return found[0] if len(found) == 1 else None


def names_in(reference: str) -> set[str]:
    """Texts of which the record of a paper with that id, cite key, DOI or arXiv id holds one.

    None where it is too short to tell papers apart.
    """
    meant = _meant(reference)
    names = {meant.title, meant.doi, meant.arxiv_id}
    return {name for name in names if name and len(name) >= _SHORTEST}


def is_named(paper: Paper, reference: str) -> bool:
    """Whether that is its id, a cite key of it, its DOI or its arXiv id in any version."""
    wanted = reference.strip()
    if wanted in (paper.id, paper.cite_key, *(source.cite_key for source in paper.sources)):
        return True
    return same_identifier(identity_of(paper), identity_of(_meant(reference)))


def _meant(reference: str) -> Metadata:
    wanted = reference.strip()
    said = Metadata(title=wanted, doi=normalise_doi(wanted), arxiv_id=normalise_arxiv_id(wanted))
    identity = identity_of(said)
    return said.model_copy(update={"doi": identity.doi, "arxiv_id": identity.arxiv_id})


def _has_title(paper: Paper, reference: str) -> bool:
    titles = (paper.title, *(source.title for source in paper.sources))
    return title_key(reference) in map(title_key, titles)


def _title_holds(paper: Paper, reference: str) -> bool:
    key = title_key(reference)
    return len(key) >= _SHORTEST and key in title_key(paper.title)
