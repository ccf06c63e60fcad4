"""A corpus as a collection of its own, searched as any other: its documents go in unmerged.

In come files of documents and a folder; out comes a workspace over a store in that folder, which
is filled as an ingest fills one. A folder that is kept is brought up to date with changed files.
"""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reviewer.chunking import chunk_sections, windows
from reviewer.errors import StoreError, UsageError
from reviewer.evaluation.beir import Document
from reviewer.evaluation.mark import Contents, read_mark, write_mark
from reviewer.evaluation.problems import Problems, name_of, whole_file
from reviewer.evaluation.results import DocumentFacts
from reviewer.evaluation.sorting import Excluded, Sorting, paper_id
from reviewer.indexing import Indexer, layout_for
from reviewer.models import Chunk, Location, Paper, Place, Section, SectionKind
from reviewer.progress import Progress, silent
from reviewer.reading.opening import lines
from reviewer.settings import StoreSettings
from reviewer.store.catalogue import State
from reviewer.store.failures import REBUILD_HINT
from reviewer.workspace import Workspace

if TYPE_CHECKING:
    from reviewer.embedding import Embedder

Flags = Mapping[tuple[str, str], Any]
ONE_A_PAPER: Flags = {("retrieval", "per_paper"): 1}
"""Settings of a search that ranks papers by their best passage."""
_BATCH = 256
_FORMAT = 1
"""Raise it when the same files give another store."""


class Corpus(NamedTuple):
    """What is searched.

    Args:
        files: BEIR corpora; a document whose title an earlier file has is left out.
        exclude: a file of ids or titles that are left out, one a line.
        store: where the index is kept; None for a folder that is deleted at the end.
    """

    files: Sequence[Path]
    exclude: Path | None = None
    store: Path | None = None


@contextmanager
def opened_corpus(
    folder: Path,
    corpus: Corpus,
    *,
    flags: Flags = ONE_A_PAPER,
    embedder: "Embedder | None" = None,
    progress: Progress = silent,
) -> Iterator[tuple[Workspace, Contents]]:
    """A workspace over the corpus alone, with the settings that hold in `folder`.

    The vectors are kept in the folder even where the settings name a server for the collection's.

    Args:
        folder: the review's folder.
        corpus: what is searched.
        flags: settings that win over the folder's.
        embedder: in place of the one the settings name.
        progress: told how far filling and embedding are.

    Raises:
        UsageError: a file cannot be read, or `corpus.store` holds something else.
        StoreError: the store cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="reviewer-corpus-") as temporary:
        place = (corpus.store or Path(temporary) / "store").expanduser().resolve()
        settings = {**flags, ("store", "path"): place}
        with Workspace(folder, flags=settings, progress=progress) as ws:
            ws.settings = ws.settings.model_copy(update={"store": StoreSettings(path=place)})
            if embedder is not None:
                ws.embedder = embedder
            with _not_to_rebuild(place):
                yield ws, _filled(ws, place, corpus, progress)


def _filled(ws: Workspace, place: Path, corpus: Corpus, progress: Progress) -> Contents:
    """Bring the store up to date with the files, if it is not."""
    count, fingerprint = _survey(ws, corpus)
    before = read_mark(place)
    if before.fingerprint == fingerprint and not ws.store.catalogue.unsettled():
        return before
    write_mark(place, before.model_copy(update={"fingerprint": ""}))
    problems = Problems()
    sorting = Sorting(corpus.files, Excluded(corpus.exclude), problems)
    indexer = Indexer(
        ws.store,
        ws.embedder,
        root=ws.located.root,
        chunking=ws.settings.chunking,
        reading=ws.settings.reading,
        progress=progress,
    )
    with ws.store.writing():
        ws.store.adopt(layout_for(ws.embedder, ws.settings.chunking))
        ws.store.recover()
        _put_in(ws, sorting, count, progress)
        indexer.finish()
    if not sorting.kept:
        raise UsageError(
            f"no document in {', '.join(map(str, corpus.files))}",
            hint='one a line: {"_id": "d1", "title": "…", "text": "…"}',
        )
    contents = _contents(fingerprint, corpus, sorting, problems)
    write_mark(place, contents)
    return contents


def _contents(fingerprint: str, corpus: Corpus, sorting: Sorting, problems: Problems) -> Contents:
    facts = DocumentFacts(
        searched=len(sorting.kept),
        corpora=tuple(map(name_of, corpus.files)),
        doubles=len(sorting.aliases),
        excluded=len(sorting.left_out),
        empty=sorting.empty,
    )
    return Contents(
        fingerprint=fingerprint,
        facts=facts,
        aliases=sorting.aliases,
        excluded=tuple(sorting.left_out),
        failed=tuple(problems.kept),
        failures=problems.count,
    )


def _survey(ws: Workspace, corpus: Corpus) -> tuple[int, str]:
    """How many lines the corpora have, and what the store is a function of, hashed.

    Every file is read once through, so that one that breaks off is told before anything is stored.
    """
    layout = layout_for(ws.embedder, ws.settings.chunking)
    digest = hashlib.sha256(repr((_FORMAT, tuple(layout))).encode())
    count = 0
    for path in [*corpus.files, *([corpus.exclude] if corpus.exclude else [])]:
        digest.update(f"\0{path.resolve()}\n".encode(errors="replace"))
        with whole_file(path):
            for _, line in lines(path):
                digest.update(line.encode() + b"\n")
                count += path is not corpus.exclude
    return count, digest.hexdigest()


def stored_ids(ws: Workspace) -> set[str]:
    """Ids of every paper in the store, without their texts."""
    return {str(row[0]) for row in ws.store.database.run("SELECT id FROM papers")}


@contextmanager
def _not_to_rebuild(place: Path) -> Iterator[None]:
    """Where a collection would be rebuilt from its catalogue, a corpus is filled again."""
    try:
        yield
    except StoreError as error:
        if REBUILD_HINT not in error.hint:
            raise
        hint = f"name another folder with --store, or delete {place} and run this again"
        raise type(error)(error.message, hint=hint) from None


def _put_in(ws: Workspace, sorting: Sorting, lines_in_all: int, progress: Progress) -> None:
    """Put the documents that are new or changed into the catalogue, and take the others out."""
    catalogue, database = ws.store.catalogue, ws.store.database
    stored = stored_ids(ws)
    coming, done = sorting.documents(), 0
    while batch := list(islice(coming, _BATCH)):
        papers = {paper_id(one.id): one for one in batch}
        known = catalogue.papers_by_id(stored.intersection(papers))
        with database.transaction():
            for key, document in papers.items():
                paper = _paper(key, document)
                if known.get(key) != paper:
                    chunks = _chunks(paper, document, ws.settings.chunking.max_characters)
                    catalogue.put_paper(paper)
                    catalogue.put_chunks(key, [(one, len(windows(one))) for one in chunks])
                    catalogue.set_state([key], State.PENDING)
        done += len(batch)
        progress("filling", done, lines_in_all)
    progress("filling", lines_in_all, lines_in_all)
    with database.transaction():
        catalogue.set_state(stored - sorting.kept, State.REMOVING)


def _paper(key: str, document: Document) -> Paper:
    """The document under its own name as the cite key."""
    return Paper(id=key, title=document.title, abstract=document.text, cite_key=document.id)


def _chunks(paper: Paper, document: Document, longest: int) -> list[Chunk]:
    """Cut as the abstract of a paper is."""
    file, line = name_of(document.file), document.line
    place = Place(0, line)
    sections = []
    if paper.abstract:
        section = Section(kind=SectionKind.ABSTRACT, text=paper.abstract, places=(place,))
        sections.append((file, section))
    location = Location(file=file, line=line)
    return chunk_sections(paper.id, sections, longest, title=paper.title, location=location)
