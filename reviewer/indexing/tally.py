"""What an ingest has done so far, and the report of it at the end."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from reviewer.models import Paper
from reviewer.reports import FileFailure, FileReport, FileStatus, IngestReport, Merge

if TYPE_CHECKING:
    from reviewer.indexing.grouping import Changes
    from reviewer.store.catalogue import Catalogue
    from reviewer.store.ledger import Stamp

_MIXED_KINDS = (".xml", ".gz", ".tgz", ".tar", ".zip")
"""Some are papers: those that are not are named."""
_NAMED = 10
_READ = (FileStatus.ADDED, FileStatus.UPDATED, FileStatus.RENAMED)


@dataclass
class Tally:
    """Counts by paper id; dictionaries keep the order in which things were met."""

    added: dict[str, None] = field(default_factory=dict)
    updated: dict[str, None] = field(default_factory=dict)
    seen: dict[str, None] = field(default_factory=dict)
    removed: dict[str, Paper] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    failed: list[FileFailure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    files: dict[str, FileReport] = field(default_factory=dict)
    touched: "dict[int, Stamp]" = field(default_factory=dict)
    strange: Counter[str] = field(default_factory=Counter)
    unknown: dict[str, list[str]] = field(default_factory=dict)
    records: int = 0
    undated: int = 0

    @property
    def names(self) -> set[str]:
        """The files met so far, as the ledger calls them."""
        return set(self.files)

    @property
    def left_aside(self) -> set[str]:
        """Those of them that were not opened."""
        return {n for n, file in self.files.items() if file.status is FileStatus.SKIPPED}

    @property
    def has_lost(self) -> bool:
        """Whether a file that was known by a name is not known by it any more."""
        lost = (FileStatus.REMOVED, FileStatus.RENAMED)
        return any(file.status in lost for file in self.files.values())

    def file(self, name: str, status: FileStatus, **facts: object) -> None:
        self.files[name] = FileReport.model_validate({"file": name, "status": status, **facts})

    def set_aside(self, name: str, reason: str) -> None:
        """A file in a folder that is no paper, such as a picture."""
        self.file(name, FileStatus.SKIPPED, reason=reason)
        path = PurePath(name)
        if path.suffix.lower() in _MIXED_KINDS:
            self.unknown.setdefault(reason, []).append(path.name)
        else:
            self.strange[path.suffix.lower() or path.name] += 1

    def count(self, changes: "Changes", papers: Iterable[str]) -> None:
        """Add what one file changed.

        Args:
            changes: what became of papers.
            papers: the papers that the file has now.
        """
        for paper_id in changes.added:
            known = self.removed.pop(paper_id, None) is not None
            (self.updated if known else self.added)[paper_id] = None
        for paper_id in changes.updated:
            self.removed.pop(paper_id, None)
            self.updated[paper_id] = None
        for paper in changes.removed:
            was_new = paper.id in self.added
            self.added.pop(paper.id, None)
            self.updated.pop(paper.id, None)
            if not was_new:
                self.removed[paper.id] = paper
        self.merged += changes.merged
        self.seen.update(dict.fromkeys(papers))

    def report(self, catalogue: "Catalogue") -> IngestReport:
        papers = catalogue.papers_by_id([*self.seen, *self.added, *self.updated, *self.merged])
        changed = {**self.added, **self.updated}
        status = Counter(file.status for file in self.files.values())
        return IngestReport(
            added=_pick(papers, self.added),
            updated=_pick(papers, (i for i in self.updated if i not in self.added)),
            unchanged=_pick(papers, (i for i in self.seen if i not in changed)),
            removed=tuple(self.removed.values()),
            merged=tuple(_merge(papers[i]) for i in self.merged if i in papers),
            failed=tuple(self.failed),
            notes=(*self.notes, *self._strangers(), *self._undated()),
            files=tuple(self.files.values()),
            files_read=sum(status[one] for one in _READ),
            files_unchanged=status[FileStatus.UNCHANGED],
            records=self.records,
        )

    def _strangers(self) -> Iterator[str]:
        for reason, names in self.unknown.items():
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            yield f"not read, {reason}: {', '.join(names[:_NAMED])}{more}"
        if self.strange:
            kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(self.strange.items()))
            yield f"not read, no papers by their kind: {kinds}"

    def _undated(self) -> Sequence[str]:
        if not self.undated:
            return []
        return [f"{self.undated} of {self.records} records give no year; none was guessed"]


def _pick(papers: dict[str, Paper], ids: Iterable[str]) -> tuple[Paper, ...]:
    return tuple(papers[paper_id] for paper_id in ids if paper_id in papers)


def _merge(paper: Paper) -> Merge:
    places = tuple(source.location for source in paper.sources)
    return Merge(title=paper.title, paper_id=paper.id, locations=places)
