"""What an update of a review works with: the review, its collection, its brief, what stands.

In come a workspace and a folder; out comes all that the steps of an update need. Nothing changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.reviews.changes import Kept
from reviewer.reviews.collection import Collection
from reviewer.reviews.kept import KeptPaper, Standing
from reviewer.reviews.proving import moved_entry
from reviewer.reviews.saved import Saved, open_saved
from reviewer.reviews.standing import Stand, papers_out, stand
from reviewer.reviews.wanting import Asked, asked_of

if TYPE_CHECKING:
    from reviewer.workspace import Workspace


@dataclass(frozen=True)
class Run:
    """What an update works with.

    Args:
        ws: plans and writes.
        saved: the review as its author has left it.
        collection: of today.
        asked: for what the review is.
        found: what stands of it.
        out: papers that it cited and that nothing that stands cites, with why.
    """

    ws: "Workspace"
    saved: Saved
    collection: Collection
    asked: Asked
    found: Stand
    out: Mapping[str, Standing]

    @property
    def kept(self) -> dict[str, KeptPaper]:
        """The papers of the review as it was saved, by the ids they have today."""
        moved = self.collection.moved
        return {moved.get(id_, id_): one for id_, one in self.saved.papers.items()}

    @property
    def before(self) -> Kept:
        """The review as it was saved, under the ids that its papers have today."""
        papers = [one.model_copy(update={"id": id_}) for id_, one in self.kept.items()]
        return Kept([moved_entry(one, self.collection.moved) for one in self.saved.entries], papers)


def run_of(ws: "Workspace", folder: Path) -> Run:
    """All that an update of a review needs.

    Args:
        ws: holds the collection.
        folder: of the review.

    Raises:
        ReviewFolderError: the folder is no review, is half written, or a file makes no sense.
    """
    saved = open_saved(folder)
    collection = Collection(ws, saved.papers.values())
    asked = asked_of(saved.brief, ws, folder)
    found = stand(saved, collection, asked)
    return Run(ws, saved, collection, asked, found, papers_out(saved, collection, found))
