"""Files to store: read, merge duplicates, chunk, embed, write; one report for all of it.

It keeps the store true to the files: what was added, edited, renamed and deleted since the last
time. It does not know how a format is read, a vector is made or a chunk is stored.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from reviewer.chunking import CHUNKING_VERSION, WINDOW
from reviewer.embedding import Embedder
from reviewer.errors import NotAPaperError, ReadError, UnknownFormatError
from reviewer.folders import Walk, is_folder, is_gone, resolve, walk
from reviewer.indexing.engines import index_pending
from reviewer.indexing.filing import Filing
from reviewer.indexing.stamps import check_unchanged, is_unchanged, leads_to, stamp
from reviewer.indexing.tally import Tally
from reviewer.models import Paper
from reviewer.progress import RESUMING, Progress, silent
from reviewer.reading import Reading, ReadingOptions, names_a_format
from reviewer.reading.isolation import ReadingPool
from reviewer.reports import FileFailure, FileStatus, IngestReport
from reviewer.settings import CONFIG_NAME, ChunkingSettings, ReadingSettings
from reviewer.store import NO_EMBEDDER, Layout, Store
from reviewer.store.ledger import FileRow, Judgement, Stamp


def layout_for(embedder: Embedder | None, chunking: ChunkingSettings) -> Layout:
    """What a store filled with these is made with."""
    text = f"{chunking.max_characters} characters, windows of {WINDOW}, v{CHUNKING_VERSION}"
    if embedder is None:
        return Layout(NO_EMBEDDER, 0, text)
    return Layout(embedder.name, embedder.dimension, text)


class Indexer:
    """Brings a store up to date with files.

    Args:
        store: where everything goes; the caller holds its writer lock.
        embedder: None makes a lexical-only store.
        root: source paths below it are stored relative to it.
        chunking: how papers are cut.
        reading: limits of time, memory and size for each file.
        progress: told how far checking, reading and embedding are.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder | None,
        *,
        root: Path,
        chunking: ChunkingSettings,
        reading: ReadingSettings,
        progress: Progress = silent,
    ) -> None:
        self._store = store
        self._ledger = store.ledger
        self._embedder = embedder
        self._root = root
        self._reading = reading
        self._progress = progress
        self._is_rebuilding = False
        self._filing = Filing(store, chunking.max_characters, self._name, progress)

    # -- files ---------------------------------------------------------------------------------

    def ingest(
        self,
        paths: Iterable[str | Path] | None,
        *,
        prune: bool = False,
        options: ReadingOptions = ReadingOptions(),  # noqa: B008 - a frozen tuple
    ) -> IngestReport:
        """Read every file that is new or changed, and index what it gives.

        A file or a record that cannot be read is listed in the report; the rest goes on, and what
        an earlier version of that file gave stays.

        Args:
            paths: files and folders; None for those of every ingest before.
            prune: take out the papers of files that are not there any more.
            options: what the user said about how files are read.
        """
        tally = Tally()
        self._resume(tally)
        named = self._roots() if paths is None else [Path(path) for path in paths]
        found = self._walk(named)
        self._note_walk(found, tally)
        vanished = [path for path in found.named if self._is_gone(path)]
        files = [path for path in (*found.named, *found.found) if path not in vanished]
        self._read_all(files, set(found.named), options, tally)
        everywhere = [Path(self._root.anchor)]
        places = everywhere if paths is None else [*found.folders, *vanished]
        gone = self._missing(places, [Path(one.file) for one in found.failed], tally)
        self._remember(named, forget_gone=prune)
        for row in gone:
            with self._store.database.transaction():
                self._filing.lose(row, tally, prune=prune)
        if tally.has_lost:  # what named one of these files may name another in its place
            self._read_all([path for path in files if self._is_misled(path)], set(), options, tally)
        self.finish()
        return tally.report(self._store.catalogue)

    def _resume(self, tally: Tally) -> None:
        """Undo and redo what an interruption left, and say how much of it is still to do."""
        self._store.recover()
        left = 0 if self._is_rebuilding else len(self._store.catalogue.pending())
        if left and not self._store.started_over:
            self._progress(RESUMING, 0, left)
            tally.notes.append(f"went on with {left:,} papers that an interrupted ingest had left")

    def _note_walk(self, found: Walk, tally: Tally) -> None:
        tally.failed += found.failed
        for failure in found.failed:
            tally.file(self._name(Path(failure.file)), FileStatus.FAILED, reason=failure.reason)
        for path, reason in found.skipped:
            tally.file(self._name_in_folder(path), FileStatus.SKIPPED, reason=reason)
        tally.notes += found.notes()

    def _read_all(
        self, files: Sequence[Path], named: set[Path], options: ReadingOptions, tally: Tally
    ) -> None:
        """Read the files and what their records have attached."""
        while files:
            stamps: dict[Path, Stamp] = {}
            for done, path in enumerate(files):
                self._progress("checking", done, len(files))
                changed = self._check(path, tally)
                if changed is not None:
                    stamps[path] = changed
            with self._store.database.transaction():
                self._ledger.touch_files(tally.touched)
            self._read_changed(stamps, named, options, tally)
            files = [path for path in self._attached(tally) if path.is_file()]
            named = set()

    def _is_gone(self, path: Path) -> bool:
        """Whether a file, or a folder with all its files, was read before and is not there now."""
        here = resolve(path)
        return is_gone(path) and any(
            self._path(row.path).is_relative_to(here) for row in self._ledger.files()
        )

    def _check(self, path: Path, tally: Tally) -> Stamp | None:
        """The stamp of a file that is new or changed."""
        known = self._ledger.file(self._name(path))
        try:
            now = stamp(path, known)
        except ReadError as error:
            self._fail(path, error, tally)
            return None
        if known is None or not is_unchanged(known, now, resolve(path.parent)):
            return now
        if self._is_misled(path):
            return now
        if now != known.stamp:
            tally.touched[known.id] = now
        self._filing.keep(known, tally)
        return None

    def _is_misled(self, path: Path) -> bool:
        """Whether the files that this one names are others by now, or there, or gone for good.

        One that is not there any more and has not been pruned keeps its papers, and its place.
        """
        known, folder = self._ledger.file(self._name(path)), resolve(path.parent)
        places = {} if known is None else self._ledger.looked_for(known.id)
        for name, before in places.items():
            now = leads_to(os.path.join(folder, name), folder)  # noqa: PTH118 - of thousands
            if now != before and (now or self._ledger.file(self._name(folder / before)) is None):
                return True
        return False

    def _read_changed(
        self,
        stamps: Mapping[Path, Stamp],
        named: set[Path],
        options: ReadingOptions,
        tally: Tally,
    ) -> None:
        if not stamps:
            return
        moved = self._moved(stamps)
        limits = self._reading
        pool = ReadingPool(
            workers=limits.workers or _cores(), seconds=limits.seconds, megabytes=limits.megabytes
        )
        with pool:
            for done, (path, reading) in enumerate(pool.readings(stamps, options)):
                self._progress("reading", done, len(stamps))
                try:
                    self._take(path, reading, stamps[path], moved.get(path), tally)
                except (NotAPaperError, UnknownFormatError) as error:
                    self._set_aside(path, error, path in named, tally)
                except ReadError as error:
                    self._fail(path, error, tally)
        self._progress("reading", len(stamps), len(stamps))

    def _take(
        self,
        path: Path,
        reading: Reading | ReadError,
        now: Stamp,
        moved: FileRow | None,
        tally: Tally,
    ) -> None:
        if isinstance(reading, ReadError):
            raise reading
        with self._store.database.transaction():
            filed = self._filing.file(path, now, reading, moved)
            check_unchanged(path, now)
        self._filing.tell(filed, reading, moved, tally)

    def _moved(self, stamps: Mapping[Path, Stamp]) -> dict[Path, FileRow]:
        """The new files that have the bytes of a file that is not there any more."""
        moved: dict[Path, FileRow] = {}
        taken: set[int] = set()
        for path, now in stamps.items():
            if self._ledger.file(self._name(path)) is None:
                for row in self._ledger.same_bytes(now.sha256):
                    if row.id not in taken and is_gone(self._path(row.path)):
                        moved[path] = row
                        taken.add(row.id)
                        break
        return moved

    def _set_aside(self, path: Path, error: ReadError, named: bool, tally: Tally) -> None:
        """A file of no known kind: a failure if it was named, or named as a paper is."""
        is_misnamed = isinstance(error, UnknownFormatError) and names_a_format(path)
        if named or is_misnamed or self._ledger.file(self._name(path)) is not None:
            self._fail(path, error, tally)
        else:
            tally.set_aside(self._name(path), error.message)

    def _fail(self, path: Path, error: ReadError, tally: Tally) -> None:
        failure = FileFailure(file=str(path), reason=error.message, hint=error.hint)
        tally.failed.append(failure)
        tally.file(self._name(path), FileStatus.FAILED, reason=error.message)

    def _attached(self, tally: Tally) -> list[Path]:
        """What the files met have attached, but what was met or lies in a folder left aside."""
        rows = (self._ledger.file(name) for name in tally.names)
        names = (n for row in rows if row for n in self._ledger.attachments_in(row.id))
        met, aside = tally.names, {PurePosixPath(name) for name in tally.left_aside}
        return [
            self._path(name)
            for name in dict.fromkeys(names)
            if name not in met and aside.isdisjoint(PurePosixPath(name).parents)
        ]

    def _missing(
        self, places: Sequence[Path], closed: Sequence[Path], tally: Tally
    ) -> list[FileRow]:
        """The files that were read from these places before, and are not found there now.

        One that a walk leaves aside by now is not found, unless it was named itself.

        Args:
            places: files and folders that were looked for.
            closed: those that could not be looked into: what is in them is not gone for that.
            tally: has the files that were found.
        """
        here, unseen = ([resolve(one) for one in paths] for paths in (places, closed))
        met = tally.names - (tally.left_aside - set(self._ledger.roots()))
        return [
            row
            for row in self._ledger.files()
            if row.path not in met
            and _is_below(path := self._path(row.path), here)
            and (is_gone(path) or not _is_below(path, unseen))
        ]

    def _roots(self) -> list[Path]:
        return [self._path(name) for name in self._ledger.roots()]

    def _remember(self, named: Iterable[Path], *, forget_gone: bool) -> None:
        """The files and folders to read again, but those that are found by walking the others."""
        known = self._ledger.roots()
        if forget_gone:
            known = [name for name in known if not is_gone(self._path(name))]
        here = [self._name(path) for path in named if not is_gone(path)]
        wanted = dict.fromkeys([*known, *here])
        folders = [path for name in wanted if is_folder(path := self._path(name))]
        within = {n for n in wanted if any(top in self._path(n).parents for top in folders)}
        found = set(self._walk(folders).found) if within else set()
        aside = {
            name
            for name in within
            if (path := self._path(name)) not in found and not is_folder(path) and not is_gone(path)
        }
        kept = [name for name in wanted if name not in within or name in aside]
        if kept != self._ledger.roots():
            with self._store.database.transaction():
                self._ledger.set_roots(kept)

    def _walk(self, paths: Iterable[Path]) -> Walk:
        own = {self._store.folder, self._root / "prompts", self._root / CONFIG_NAME}
        own = {resolve(path) for path in own}
        return walk(paths, own=own, largest=self._reading.largest_file)

    def _path(self, name: str) -> Path:
        return self._root / name

    def _name(self, path: Path) -> str:
        return self._relative(resolve(path))

    def _name_in_folder(self, path: Path) -> str:
        """The name of a link itself, not of what it leads to."""
        return self._relative(resolve(path.parent) / path.name)

    def _relative(self, resolved: Path) -> str:
        if resolved.is_relative_to(self._root):
            resolved = resolved.relative_to(self._root)
        # A name that is not UTF-8 cannot be stored as text; this shows its bytes as \xff.
        return (
            resolved.as_posix()
            .encode("utf-8", "surrogateescape")
            .decode("utf-8", "backslashreplace")
        )

    # -- papers --------------------------------------------------------------------------------

    def recut(self) -> None:
        """Cut every paper again, for a rebuild with other chunking, in the caller's transaction."""
        self._is_rebuilding = True
        self._filing.recut()

    def remove(self, paper: Paper) -> None:
        """Take a paper out of the collection; its files are not touched."""
        self._store.recover()
        with self._store.database.transaction():
            self._filing.remove(paper)
        self._store.recover()

    def join(self, one: Paper, other: Paper) -> Paper:
        """Make two papers one, for good; the paper they are."""
        self._store.recover()
        with self._store.database.transaction():
            joined = self._filing.join(one, other)
        self.finish()
        return joined

    def correct(self, paper: Paper, fields: Mapping[str, str]) -> Paper:
        """Set fields of a paper, for good; an empty value takes a correction back."""
        self._store.recover()
        with self._store.database.transaction():
            corrected = self._filing.correct(paper, fields)
        self.finish()
        return corrected

    def supply(self, paper: Paper, found: Sequence[tuple[str, str, str]]) -> Paper:
        """Fill empty fields of a paper: field, value as it would be typed, who says so."""
        self._store.recover()
        with self._store.database.transaction():
            return self._filing.supply(paper, found)

    def said_of(self, paper: Paper) -> list[Judgement]:
        """What the user and services said of a paper's fields."""
        return self._filing.said_of(paper)

    # -- engines -------------------------------------------------------------------------------

    def finish(self) -> int:
        """Bring the engines up to date with the catalogue; how many papers that took."""
        self._store.recover()
        return index_pending(self._store, self._embedder, self._progress)


def _is_below(path: Path, places: Iterable[Path]) -> bool:
    return any(path.is_relative_to(place) for place in places)


def _cores() -> int:
    return os.cpu_count() or 1
