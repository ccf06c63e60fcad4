"""A Chroma server that goes down, restarts, forgets or refuses, while a workspace is using it.

Each time: an error that says what to do, and a later run that goes on, with nothing lost or twice.
"""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from reviewer import Workspace
from reviewer.errors import StoreError
from reviewer.indexing import engines
from tests.chroma_servers import Act, Answer, Broken, ChromaProcess, ChromaProxy, OpenProxy, Seen
from tests.hashing import served
from tests.scripted_server import Reply, Request, ScriptedServer, Serve
from tests.shelf import entry, titles, write
from tests.store.chunks import agree
from tests.surfaces import Review

pytestmark = pytest.mark.usefixtures("no_wait", "small_batches")
PAPERS = 6
BATCH = 2
SMALL = {("embedding", "requests"): 1, ("embedding", "batch"): BATCH}
"""With more under way at once, batches are larger."""

Open = Callable[[str], Workspace]


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BATCH", BATCH)


@pytest.fixture
def embedding(serve: Serve) -> ScriptedServer:
    return serve(served)


@pytest.fixture
def shaky(chroma: ChromaProcess, proxy: OpenProxy) -> ChromaProxy:
    """A proxy before the server; its `act` is the test's."""
    return proxy(chroma.url)


@pytest.fixture
def open_at(tmp_path: Path, embedding: ScriptedServer) -> Open:
    """`open_at(url)`: the workspace with the papers in its folder and its vectors there."""
    write(tmp_path / "papers" / "a.jsonl", [entry(n) for n in range(PAPERS)])
    return lambda url: Workspace(
        tmp_path,
        flags={
            ("store", "url"): url,
            ("embedding", "model"): "hashing",
            ("embedding", "base_url"): embedding.base_url,
            **SMALL,
        },
    )


def embedded(server: ScriptedServer) -> int:
    return sum(len(request.body["input"]) for request in server.requests)


def breaking(after: int, part: str, act: Act = Broken()) -> Callable[[Seen], Act]:  # noqa: B008
    """`act` on everything from the request after so many for that part of the API."""
    count = 0

    def decide(seen: Seen) -> Act:
        nonlocal count
        count += part in seen.path
        return act if count > after else None

    return decide


def found(ws: Workspace, n: int) -> bool:
    title: str = entry(n)["title"]
    return ws.search(f"{title} {entry(n)['abstract']}")[0].paper.title == title


def complete(ws: Workspace) -> bool:
    return (
        all(found(ws, n) for n in (0, PAPERS - 1))
        and titles(ws.papers()) == [entry(n)["title"] for n in range(PAPERS)]
        and agree(ws.store)
        and not ws.store.catalogue.unsettled()
    )


@pytest.mark.parametrize("after", [0, 2])
def test_an_ingest_whose_server_goes_down_goes_on_where_it_stopped(
    tmp_path: Path, shaky: ChromaProxy, open_at: Open, embedding: ScriptedServer, after: int
) -> None:
    shaky.act = breaking(after, "/upsert")
    with (
        open_at(shaky.url) as ws,
        pytest.raises(StoreError, match="no Chroma server answers") as caught,
    ):
        ws.ingest(tmp_path / "papers")
    assert caught.value.hint
    whole = sum("/upsert" in seen.path for seen in shaky.seen)
    assert whole > after, "it was not broken in the middle"
    shaky.act = lambda _: None
    before = embedded(embedding)
    with open_at(shaky.url) as ws:
        assert len(ws.store.catalogue.pending()) == PAPERS - after * BATCH
        report = ws.ingest(tmp_path / "papers")
        assert (report.files_read, report.failed) == (0, ())
        one_for_the_dimension = 1
        rest = 2 * (PAPERS - after * BATCH)
        assert embedded(embedding) - before == one_for_the_dimension + rest
        assert complete(ws)


def test_an_ingest_without_its_server_is_done_when_there_is_one(
    tmp_path: Path, shaky: ChromaProxy, open_at: Open
) -> None:
    shaky.act = lambda _: Broken()
    with open_at(shaky.url) as ws, pytest.raises(StoreError, match="no Chroma server answers"):
        ws.ingest(tmp_path / "papers")
    shaky.act = lambda _: None
    with open_at(shaky.url) as ws:
        assert found(ws, 3)
        assert complete(ws)


def test_a_reply_that_is_lost_doubles_nothing(
    tmp_path: Path, shaky: ChromaProxy, open_at: Open
) -> None:
    lost: set[str] = set()

    def once_a_path(seen: Seen) -> Act:
        known = f"{seen.method} {seen.path}" in lost
        lost.add(f"{seen.method} {seen.path}")
        return None if known else Broken(done=True)

    shaky.act = once_a_path
    with open_at(shaky.url) as ws:
        ws.ingest(tmp_path / "papers")
        assert complete(ws)
        lost.clear()
        ws.ingest([], rebuild=True)
        assert complete(ws)
        lost.clear()
        ws.remove(entry(0)["title"])
        assert agree(ws.store)
        assert any(path.startswith("POST") and path.endswith("/delete") for path in lost)


def too_large(seen: Seen) -> bool:
    """More than two windows."""
    return "/upsert" in seen.path and seen.size > 1200


def test_a_proxy_that_takes_small_requests_gets_small_ones(
    tmp_path: Path, shaky: ChromaProxy, open_at: Open
) -> None:
    def limited(seen: Seen) -> Act:
        return Answer(413, "<html>too large</html>") if too_large(seen) else None

    shaky.act = limited
    with open_at(shaky.url) as ws:
        ws.ingest(tmp_path / "papers")
        assert complete(ws)
    refused = [seen for seen in shaky.seen if too_large(seen)]
    assert 0 < len(refused) < 4, "a size that was refused is not tried again"
    shaky.act = lambda seen: Answer(413) if "/upsert" in seen.path else None
    with open_at(shaky.url) as ws, pytest.raises(StoreError, match="too large") as caught:
        ws.ingest([], rebuild=True)
    assert "client_max_body_size" in caught.value.hint


@pytest.mark.parametrize(
    "says",
    [
        Answer(200, '{"max_batch_size": 3, "supports_base64_encoding": true}'),
        Answer(400, '{"error": "QuotaError", "message": "Number of records: 4 exceeds 3"}'),
    ],
)
def test_a_server_that_takes_few_records_gets_few(
    tmp_path: Path, shaky: ChromaProxy, open_at: Open, says: Answer
) -> None:
    def limited(seen: Seen) -> Act:
        if seen.path.endswith("/pre-flight-checks"):
            return says if says.status == 200 else None
        return says if too_large(seen) else None

    shaky.act = limited
    with open_at(shaky.url) as ws:
        ws.ingest(tmp_path / "papers")
        assert complete(ws)


def collections(chroma: ChromaProcess) -> str:
    return f"{chroma.url}/api/v2/tenants/default_tenant/databases/default_database/collections"


def test_vectors_that_are_deleted_behind_our_back_are_missed_and_made_again(
    tmp_path: Path, chroma: ChromaProcess, open_at: Open
) -> None:
    before = {one["name"] for one in httpx.get(collections(chroma)).json()}
    with open_at(chroma.url) as ws:
        ws.ingest(tmp_path / "papers")
        (mine,) = {one["name"] for one in httpx.get(collections(chroma)).json()} - before
        assert found(ws, 1)
        httpx.delete(f"{collections(chroma)}/{mine}").raise_for_status()
        with pytest.raises(StoreError, match=f"not on {chroma.url} any more") as caught:
            ws.search("herons at night")
        assert "--rebuild" in caught.value.hint
    with open_at(chroma.url) as ws:
        with pytest.raises(StoreError, match="Chroma holds 0 windows") as caught:
            ws.search("herons")
        assert "--rebuild" in caught.value.hint
        ws.ingest([], rebuild=True)
        assert complete(ws)


def test_a_removal_whose_server_goes_down_is_finished_at_the_next_opening(
    tmp_path: Path, shaky: ChromaProxy, open_at: Open
) -> None:
    with open_at(shaky.url) as ws:
        ws.ingest(tmp_path / "papers")
        shaky.act = breaking(0, "/delete")
        with pytest.raises(StoreError, match="no Chroma server answers"):
            ws.remove(entry(0)["title"])
    shaky.act = lambda _: None
    with open_at(shaky.url) as ws:
        assert found(ws, 1)
        assert titles(ws.papers()) == [entry(n)["title"] for n in range(1, PAPERS)]
        assert agree(ws.store)


@pytest.mark.parametrize("after", [0, 2])
def test_a_rebuild_whose_server_goes_down_is_finished_at_the_next_opening(
    tmp_path: Path, shaky: ChromaProxy, open_at: Open, after: int
) -> None:
    with open_at(shaky.url) as ws:
        ws.ingest(tmp_path / "papers")
        shaky.act = breaking(after, "/collections")
        with pytest.raises(StoreError, match="no Chroma server answers"):
            ws.ingest([], rebuild=True)
    shaky.act = lambda _: None
    with open_at(shaky.url) as ws:
        assert complete(ws)


def test_a_server_that_restarts_between_two_questions_is_not_noticed(
    tmp_path: Path, chroma_to_stop: ChromaProcess, open_at: Open
) -> None:
    server = chroma_to_stop
    with open_at(server.url) as ws:
        ws.ingest(tmp_path / "papers")
        assert found(ws, 1)
        server.stop()
        with pytest.raises(StoreError, match=f"no Chroma server answers at {server.url}"):
            ws.search("eels")
        server.start()
        assert complete(ws)


def test_a_server_that_is_down_is_two_lines_on_the_screen(
    empty: Review, shaky: ChromaProxy, embedding: ScriptedServer
) -> None:
    lines = ["[store]", f'url = "{shaky.url}"', "[embedding]", 'model = "hashing"']
    lines.append(f'base_url = "{embedding.base_url}"')
    (empty.folder / "reviewer.toml").write_text("\n".join(lines))
    paper = write(empty.folder / "a.jsonl", [entry(0)])
    shaky.act = lambda _: Broken()
    for words in (["ingest", str(paper)], ["search", "eels"], ["ask", "what do eels do?"]):
        done = empty.run(*words)
        assert done.code == 1
        assert f"error: no Chroma server answers at {shaky.url} (" in done.err
        assert "\nhint:  start it (chroma run --path FOLDER)" in done.err
        assert done.out == ""
    shaky.act = lambda _: None
    assert "On Eels, Part 0" in empty.run("search", "eels").out


# -- the embedding server ------------------------------------------------------------------------


def test_an_embedding_server_that_dies_costs_no_batch_that_was_done(
    tmp_path: Path, embedding: ScriptedServer, open_at: Open, serve: Serve
) -> None:
    left = 4

    def dying(request: Request) -> Reply:
        nonlocal left
        left -= 1
        return served(request) if left > 0 else Reply("out of memory", status=400)

    dies = serve(dying)
    flags = {
        ("embedding", "model"): "hashing",
        ("embedding", "base_url"): dies.base_url,
        **SMALL,
    }
    write(tmp_path / "papers" / "a.jsonl", [entry(n) for n in range(PAPERS)])
    with Workspace(tmp_path, flags=flags) as ws:
        with pytest.raises(Exception, match="out of memory"):
            ws.ingest(tmp_path / "papers")
        done = PAPERS - len(ws.store.catalogue.pending())
    # The first request asks for the dimension; two more are the one batch that came back.
    assert done == BATCH
    flags["embedding", "base_url"] = embedding.base_url
    with Workspace(tmp_path, flags=flags) as ws:
        ws.ingest(tmp_path / "papers")
        assert embedded(embedding) == 1 + 2 * (PAPERS - done)
        assert complete(ws)


def test_texts_that_an_embedding_server_cut_are_counted_at_the_end(
    tmp_path: Path, serve: Serve
) -> None:
    def short_sighted(request: Request) -> Reply:
        if max(len(text) for text in request.body["input"]) > 900:
            return Reply("the input is longer than the context length", status=400)
        return served(request)

    long = "Eels were seen in the harbour and " * 40 + "nowhere else."
    write(tmp_path / "a.jsonl", [entry(0), entry(1, abstract=long)])
    flags = {
        ("embedding", "model"): "hashing",
        ("embedding", "base_url"): serve(short_sighted).base_url,
    }
    with Workspace(tmp_path, flags=flags) as ws:
        ws.ingest(tmp_path / "a.jsonl")
        assert agree(ws.store)
        assert ws.notices == ["the embedding server read only the beginning of 1 long texts"]
