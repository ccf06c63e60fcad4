"""The vectors on a Chroma server: a real one, on loopback."""

from pathlib import Path

import pytest

from reviewer import Workspace
from reviewer.errors import StoreError
from reviewer.settings import StoreSettings
from reviewer.store import Store
from reviewer.store.chroma import DenseIndex
from tests.chroma_servers import Broken, ChromaProcess, OpenProxy
from tests.hashing import served
from tests.scripted_server import Serve
from tests.shelf import entry, write
from tests.store.chunks import LAYOUT, LEXICAL, TEXTS, agree, index_pending, put, vector

pytestmark = pytest.mark.usefixtures("no_wait")


def filled(folder: Path, url: str, *texts: str) -> Store:
    store = Store(folder, StoreSettings(url=url))
    with store.writing():
        store.adopt(LAYOUT)
        for n, text in enumerate(texts):
            put(store, f"p{n}", f"Title {n}", text)
        index_pending(store)
    return store


def nearest(store: Store, query: str) -> str:
    return store.dense.search(vector(query)[0], 1)[0]


def test_vectors_are_on_the_server_and_found_there(tmp_path: Path, chroma: ChromaProcess) -> None:
    store = filled(tmp_path, chroma.url, *TEXTS)
    assert agree(store)
    assert nearest(store, "eels cross the ocean") == "p3:0"
    store.close()
    assert not (tmp_path / "chroma").exists()
    again = Store(tmp_path, StoreSettings(url=chroma.url))
    again.verify()
    assert nearest(again, "eels cross the ocean") == "p3:0"
    again.close()


def test_a_workspace_with_its_vectors_on_a_server_ingests_and_searches(
    tmp_path: Path, chroma: ChromaProcess, serve: Serve
) -> None:
    write(tmp_path / "a.jsonl", [entry(n) for n in range(4)])
    flags = {
        ("store", "url"): chroma.url,
        ("embedding", "model"): "hashing",
        ("embedding", "base_url"): serve(served).base_url,
    }
    for turn in range(2):
        with Workspace(tmp_path, flags=flags) as ws:
            assert len(ws.ingest(tmp_path / "a.jsonl").added) == (0 if turn else 4)
            best = ws.search("lighthouses in the dark")[0]
            assert best.paper.title == entry(2)["title"]
            assert {one.rank for one in best.engines} == {1}


def test_two_stores_share_a_server_and_not_their_papers(
    tmp_path: Path, chroma: ChromaProcess
) -> None:
    one = filled(tmp_path / "one", chroma.url, *TEXTS[:2])
    other = filled(tmp_path / "other", chroma.url, *TEXTS[2:])
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


def test_vectors_move_to_a_server_by_a_rebuild(tmp_path: Path, chroma: ChromaProcess) -> None:
    local = Store(tmp_path)
    with local.writing():
        local.adopt(LAYOUT)
        put(local, "p0", "Title", TEXTS[0])
        index_pending(local)
    local.close()
    moved = Store(tmp_path, StoreSettings(url=chroma.url))
    with pytest.raises(StoreError, match="Chroma holds 0 windows, the catalogue 1") as caught:
        moved.verify()
    assert "--rebuild" in caught.value.hint
    with moved.writing():
        moved.start_rebuild(LAYOUT)
        index_pending(moved)
    moved.verify()
    assert agree(moved)
    moved.close()


def test_a_server_that_goes_down_is_told_at_every_call(
    tmp_path: Path, chroma: ChromaProcess, proxy: OpenProxy
) -> None:
    server = proxy(chroma.url)
    store = filled(tmp_path / "store", server.url, *TEXTS)
    put(store, "p9", "Title 9", TEXTS[0])
    server.act = lambda _: Broken()
    dense = store.dense
    for attempt in (
        dense.count,
        dense.check,
        dense.ids,
        dense.wipe,
        lambda: dense.search(vector("eels")[0], 1),
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
