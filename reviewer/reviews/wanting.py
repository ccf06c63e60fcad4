"""What a workspace is asked for, from a brief: the words, the numbers, the author's own draft.

In comes a brief as it was saved; out come the arguments of `Workspace.related_work`. Of the
author's draft only a file inside of the workspace's folder is read.
"""

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reviewer.errors import PaperNotFoundError
from reviewer.own_work import OwnWork, read_draft
from reviewer.reviews.brief_file import SavedBrief

if TYPE_CHECKING:
    from reviewer.workspace import Workspace


class Asked(NamedTuple):
    """What is asked for.

    Args:
        topic: a few words.
        abstract: of the author's work.
        own: what the author's draft says; it stands in for the abstract.
        brief: as it was saved; with another hash where the draft has changed.
        must_not: ids of papers that are not cited.
        must_cite: ids of papers that are.
    """

    topic: str
    abstract: str | None
    own: OwnWork | None
    brief: SavedBrief
    must_not: frozenset[str]
    must_cite: frozenset[str]

    def still_says(self, sentences: tuple[str, ...]) -> bool:
        """Whether the author's draft has these sentences, as far as it is there to be read."""
        return self.own is None or {*self.own.contributions, *self.own.sentences} >= {*sentences}

    @property
    def writing(self) -> dict[str, Any]:
        """What is asked for where it is settled which papers are cited."""
        wanted = {"own": self.own, "style": self.brief.style or None}
        filters = self.brief.filters if self.brief.filters.any else None
        return {**wanted, "abstract": self.abstract, "filters": filters}

    def planning(self, away: frozenset[str]) -> dict[str, Any]:
        """What is asked for where papers are chosen, without those that stay `away`."""
        brief = self.brief
        here = frozenset(brief.must_not) | (away - self.must_cite)
        return {
            **self.writing,
            "papers": brief.papers or None,
            "words": brief.words or None,
            "must_cite": brief.must_cite,
            "must_not": sorted(here),
        }


def asked_of(brief: SavedBrief, ws: "Workspace", folder: Path) -> Asked:
    """What a brief asks a workspace for; what of it is not here is told in its notices.

    Args:
        brief: as it was saved.
        ws: holds the papers.
        folder: of the review.

    Raises:
        ReviewerError: the author's draft is there, and is none any more.
    """
    path = _draft_of(brief, ws, folder)
    own = None if path is None else read_draft(path, ws.settings.reading)
    known = brief if path is None else brief.model_copy(update={"draft_sha256": _hash(path)})
    return Asked(
        topic=brief.topic,
        abstract=None if own is not None else brief.abstract or None,
        own=own,
        brief=known,
        must_not=frozenset(_ids(brief.must_not, ws)),
        must_cite=frozenset(_ids(brief.must_cite, ws)),
    )


def draft_fields(draft: Path | None, ws: "Workspace", folder: Path) -> dict[str, str]:
    """What a brief keeps of the author's draft: where it is, seen from the review's folder.

    Nothing of a draft outside of the workspace's folder: no other files are read for a review
    that came by mail.
    """
    if draft is None:
        return {}
    if not _is_inside(draft, ws):
        ws.notices.append(
            f"{draft} is outside of {ws.located.root}: an update will go by what it says now"
        )
        return {}
    here = os.path.relpath(draft.resolve(), folder.resolve())
    return {"draft": Path(here).as_posix(), "draft_sha256": _hash(draft)}


def _draft_of(brief: SavedBrief, ws: "Workspace", folder: Path) -> Path | None:
    if not brief.draft:
        return None
    path = folder / brief.draft
    if not _is_inside(path, ws):
        ws.notices.append(f"{brief.draft} is outside of {ws.located.root}, and is not read")
    elif not path.is_file():
        ws.notices.append(f"your draft {brief.draft} is not there: the abstract it had is used")
    else:
        return path
    return None


def _is_inside(path: Path, ws: "Workspace") -> bool:
    return path.resolve().is_relative_to(ws.located.root.resolve())


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _ids(names: tuple[str, ...], ws: "Workspace") -> set[str]:
    """The papers that are here; planning tells of the others."""
    found = set()
    for name in names:
        try:
            found.add(ws.paper(name).id)
        except PaperNotFoundError:
            continue
    return found
