"""The vectors on a Chroma server: a real one, started on a free port of loopback."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from reviewer import Workspace
from reviewer.errors import StoreError
from reviewer.settings import StoreSettings
from reviewer.store import Store, chroma_session
from reviewer.store.chroma import DenseIndex
from tests.hashing import served
from tests.scripted_server import Serve
from tests.shelf import entry, write
from tests.store.chunks import LAYOUT, LEXICAL, TEXTS, agree, index_pending, put, vector

pytestmark = pytest.mark.usefixtures("no_wait")
COMMAND = [sys.executable, "-c", "from chromadb.cli.cli import app; app()"]


@pytest.fixture
def no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chroma_session, "DELAYS", (0.0, 0.0))


class Server(NamedTuple):
    url: str
    process: "subprocess.Popen[bytes]"


def run(folder: Path, log: Path) -> Server:
    """Start a server and wait until it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen([*COMMAND, *options], stdout=out, stderr=out)
    while process.poll() is None:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return Server(f"http://127.0.0.1:{port}", process)
    pytest.fail(f"the Chroma server did not start: {log.read_text()}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    started = run(folder / "data", folder / "log")
    yield started
    started.process.terminate()
    started.process.wait()


def filled(folder: Path, url: str, *texts: str) -> Store:
    store = Store(folder, StoreSettings(url=url))
    with store.writing():
        store.adopt(LAYOUT)
        for n, text in enumerate(texts):
            put(store, f"p{n}", f"Title {n}", text)
        index_pending(store)
    return store


def nearest(store: Store, query: str) -> str:
    return store.dense.search(vector(query)[0], 1)[0][0]


def test_vectors_are_on_the_server_and_found_there(tmp_path: Path, server: Server) -> None:
    store = filled(tmp_path, server.url, *TEXTS)
    assert agree(store)
    assert nearest(store, "eels cross the ocean") == "p3:0"
    store.close()
    assert not (tmp_path / "chroma").exists()
    again = Store(tmp_path, StoreSettings(url=server.url))
    again.verify()
    assert nearest(again, "eels cross the ocean") == "p3:0"
    again.close()


def test_a_workspace_with_its_vectors_on_a_server_ingests_and_searches(
    tmp_path: Path, server: Server, serve: Serve
) -> None:
    write(tmp_path / "a.jsonl", [entry(n) for n in range(4)])
    flags = {
        ("store", "url"): server.url,
        ("embedding", "model"): "hashing",
        ("embedding", "base_url"): serve(served).base_url,
    }
    for turn in range(2):
        with Workspace(tmp_path, flags=flags) as ws:
            assert len(ws.ingest(tmp_path / "a.jsonl").added) == (0 if turn else 4)
            best = ws.search("lighthouses in the dark")[0]
            assert best.paper.title == entry(2)["title"]
            assert {one.rank for one in best.engines} == {1}


def test_two_stores_share_a_server_and_not_their_papers(tmp_path: Path, server: Server) -> None:
    one = filled(tmp_path / "one", server.url, *TEXTS[:2])
    other = filled(tmp_path / "other", server.url, *TEXTS[2:])
    assert agree(one)
    assert agree(other)
    with other.writing():
        other.start_rebuild(LAYOUT)
        index_pending(other)
    assert agree(one)
    assert agree(other)
    assert nearest(other, "eels cross the ocean") == "p1:0"
    one.close()
    other.close()


def test_vectors_move_to_a_server_by_a_rebuild(tmp_path: Path, server: Server) -> None:
    local = Store(tmp_path)
    with local.writing():
        local.adopt(LAYOUT)
        put(local, "p0", "Title", TEXTS[0])
        index_pending(local)
    local.close()
    moved = Store(tmp_path, StoreSettings(url=server.url))
    with pytest.raises(StoreError, match="Chroma holds 0 windows, the catalogue 1") as caught:
        moved.verify()
    assert "--rebuild" in caught.value.hint
    with moved.writing():
        moved.start_rebuild(LAYOUT)
        index_pending(moved)
    moved.verify()
    assert agree(moved)
    moved.close()


def test_a_server_that_goes_down_is_told_at_every_call(tmp_path: Path) -> None:
    server = run(tmp_path / "data", tmp_path / "log")
    store = filled(tmp_path / "store", server.url, *TEXTS)
    put(store, "p9", "Title 9", TEXTS[0])
    server.process.terminate()
    server.process.wait()
    dense = store.dense
    for attempt in (
        dense.count,
        dense.check,
        dense.ids,
        dense.wipe,
        lambda: dense.search(vector("eels")[0], 1),
        lambda: dense.similarities(vector("eels")[0], {"p0:0": 1}),
        lambda: dense.delete_papers(["p0"]),
        lambda: index_pending(store),
    ):
        with pytest.raises(StoreError, match=f"no Chroma server answers at {server.url}") as caught:
            attempt()
        assert "chroma run" in caught.value.hint
    assert [paper.id for paper in store.catalogue.pending()] == ["p9"]
    store.close()
    with pytest.raises(StoreError, match=f"no Chroma server answers at {server.url}"):
        DenseIndex(tmp_path, StoreSettings(url=server.url))


def test_words_are_searched_without_asking_the_server(tmp_path: Path) -> None:
    store = Store(tmp_path, StoreSettings(url="http://127.0.0.1:9"))
    with store.writing():
        store.adopt(LEXICAL)
        put(store, "p0", "Title", TEXTS[0])
        index_pending(store)
    assert agree(store)
    store.close()


def test_a_server_of_another_kind_is_no_chroma_server(tmp_path: Path, serve: Serve) -> None:
    url = serve().base_url.removesuffix("/v1")
    with pytest.raises(StoreError, match=f"what answers at {url} is no Chroma server"):
        DenseIndex(tmp_path, StoreSettings(url=url))
