"""Processes that are killed in the middle of writing to a store, and what is left afterwards.

The functions at the end run in processes of their own, forked from a server that has imported the
engines already, so that a kill hits the writing and not the importing.
"""

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from reviewer import Workspace, wiring
from reviewer.errors import ReviewerError
from reviewer.indexing import engines
from reviewer.models import Chunk, Paper
from tests.hashing import HashingEmbedder
from tests.shelf import entry, write
from tests.store.chunks import agree

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["tests.crashing", "reviewer.store.chroma", "reviewer.store.tantivy"]
)
PAGE_HEAD = "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\n"
PERSIST_EVERY = 20
"""Windows after which Chroma replaces its files: 1,000 in the program, so hardly ever in a test."""

Contents = dict[str, tuple[Paper, list[Chunk]]]


class Aftermath(NamedTuple):
    """What was found after a kill.

    `searchable`: ids of papers found first by their own words, after opening and nothing else.
    `contents`: everything, after the ingest was run again.
    """

    searchable: set[str]
    agreed_when_opened: bool
    contents: Contents
    agreed_at_the_end: bool
    last_report: tuple[int, int]
    """Papers added, updated or removed, and files read, by a further ingest."""
    notices: list[str]


def page(numbers: range) -> str:
    """A listing page, with abstracts as long as such pages have."""
    lines = [text for n in numbers for text in (listed(n)["title"], listed(n)["abstract"])]
    return PAGE_HEAD + "\n\n".join(lines) + "\n"


def listed(n: int) -> dict[str, Any]:
    return entry(n, abstract=" ".join(entry(n)["abstract"].split()) + " It was a long study.")


def first_version(root: Path, size: int) -> None:
    """Three files that share papers."""
    write(root / "a.jsonl", [entry(n) for n in range(size)])
    write(root / "b.jsonl", [entry(n, year=2000) for n in range(size // 2, 2 * size)])
    (root / "page.txt").write_text(page(range(2 * size, 3 * size)))


def second_version(root: Path, size: int) -> None:
    """A paper more, a paper fewer, a paper with other text, a paper in another file."""
    edited = entry(1, abstract="Eight walruses sleep on the pier. Nobody wakes them.")
    write(root / "a.jsonl", [entry(0), edited, *(entry(n) for n in range(2, size - 1))])
    moved = [entry(size - 1), *(entry(n, year=2001) for n in range(size // 2, 2 * size - 1))]
    write(root / "b.jsonl", [*moved, entry(5 * size)])
    (root / "page.txt").write_text(page(range(2 * size, 3 * size + 1)))


def start(work: Callable[..., None], *arguments: object) -> tuple[Any, Connection]:
    """`work(connection, *arguments)` in a process of its own, and our end of the connection."""
    ours, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=work, args=(theirs, *arguments))
    process.start()
    theirs.close()
    return process, ours


def everything(connection: Connection) -> Iterator[Any]:
    """What a process sent, up to its end or death."""
    try:
        while True:
            yield connection.recv()
    except EOFError:
        connection.close()


def outcome(work: Callable[..., None], *arguments: object) -> Any:
    """The last thing that a process sent, which must have ended well."""
    process, connection = start(work, *arguments)
    sent = list(everything(connection))
    process.join()
    assert process.exitcode == 0, (process.exitcode, sent)
    return sent[-1]


def copy(source: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    return Path(shutil.copytree(source, target))


# -- in processes of their own -------------------------------------------------------------------


def prepare(batch: int) -> None:
    """Small batches, a Chroma that replaces its files often, and the embedder without weights."""
    from chromadb.api.collection_configuration import (
        CreateCollectionConfiguration,
        CreateHNSWConfiguration,
    )

    from reviewer.store import chroma

    engines.BATCH = batch
    hnsw = CreateHNSWConfiguration(
        space="cosine", sync_threshold=PERSIST_EVERY, batch_size=PERSIST_EVERY // 2
    )
    chroma.CONFIGURATION = CreateCollectionConfiguration(hnsw=hnsw)
    pytest.MonkeyPatch().setattr(wiring, "load_embedder", lambda _: HashingEmbedder())


def ingest(connection: Connection, root: Path, batch: int) -> None:
    """Send each file's papers that are in the collection, as soon as its ingest reported them."""
    prepare(batch)
    with Workspace(root) as ws:
        ws.papers()
        connection.send("ready")
        for file in ("a.jsonl", "b.jsonl", "page.txt"):
            report = ws.ingest([root / file])
            connection.send([*report.added, *report.updated, *report.unchanged])


def act_and_die(connection: Connection, root: Path, act: str, step: int | None) -> None:
    """Do `act`; be killed at a step of it, or send how many steps there are."""
    prepare(batch=4)
    with Workspace(root) as ws:
        ws.papers()
        counted = count_steps(step)
        if act == "ingest":
            ws.ingest([root])
        elif act == "rebuild":
            ws.ingest([], rebuild=True)
        else:
            ws.remove(act)
        connection.send(counted())


def count_steps(deadly: int | None) -> Callable[[], int]:
    """Count steps of writing from here on; the process is killed before the deadly one."""
    from reviewer.store import Store
    from reviewer.store.chroma import DenseIndex
    from reviewer.store.database import Database
    from reviewer.store.tantivy import LexicalIndex

    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if done == deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    def counting(kind: type, name: str, *, only: tuple[str, ...] = ()) -> None:
        real = getattr(kind, name)

        def counted(self: object, *arguments: Any) -> Any:
            if not only or arguments[0] in only:
                step()
            return real(self, *arguments)

        setattr(kind, name, counted)

    counting(Database, "run", only=("COMMIT",))
    for name in ("write", "delete_papers"):
        counting(DenseIndex, name)
    for name in ("write", "delete_papers", "commit", "close"):
        counting(LexicalIndex, name)
    counting(Store, "_close_engines")
    return lambda: done


def inspect(connection: Connection, root: Path, wanted: list[Paper]) -> None:
    """Open the store, look for the wanted papers, ingest again, and send the `Aftermath`."""
    prepare(batch=7)
    with Workspace(root) as ws:
        best = {one.id: ws.search(f"{one.title} {one.abstract}")[0].paper.id for one in wanted}
        found = {one for one in best if best[one] == one}
        agreed = not wanted or agree(ws.store)
        ws.ingest([root])
        contents = {paper.id: (paper, ws.chunks(paper)) for paper in ws.papers()}
        agreed_at_the_end = agree(ws.store) and not ws.store.catalogue.unsettled()
        again = ws.ingest([root])
        changed = len(again.added) + len(again.updated) + len(again.removed)
        last = (changed, again.files_read)
        notices = ws.notices
    connection.send(Aftermath(found, agreed, contents, agreed_at_the_end, last, notices))


def ingest_until_full(connection: Connection, root: Path, files: list[Path]) -> None:
    """Send each file's papers, and at last the error that ended it, if any."""
    prepare(batch=20)
    with Workspace(root) as ws:
        try:
            for file in files:
                connection.send(list(ws.ingest(file).added))
            connection.send(None)
        except ReviewerError as error:
            connection.send((type(error).__name__, error.message, error.hint))


def list_papers(connection: Connection, root: Path) -> None:
    """Send the papers that are listed, or the error instead."""
    try:
        with Workspace(root) as ws:
            connection.send(ws.papers())
    except ReviewerError as error:
        connection.send((type(error).__name__, error.message, error.hint))
