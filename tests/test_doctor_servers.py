"""The doctor about servers of vectors: what they are, whether the key is taken, and by whom."""

import itertools
from pathlib import Path

import pytest

from reviewer import doctor, settings
from reviewer.doctor import Finding
from tests.chroma_servers import Answer, Broken, ChromaProcess, OpenProxy
from tests.hashing import HashingEmbedder, served
from tests.scripted_server import Reply, Request, Serve
from tests.surfaces import Review

pytestmark = pytest.mark.usefixtures("no_wait")
SECRET = "ck-not-to-be-shown"


def findings(folder: Path, **flags: str) -> dict[str, Finding]:
    given = {tuple(name.split("__")): value for name, value in flags.items()}
    checkup = doctor.examine(settings.load(folder, flags=given))  # type: ignore[arg-type]
    return {finding.topic: finding for finding in checkup.findings}


def test_without_servers_nothing_is_said_of_them(tmp_path: Path) -> None:
    assert not {"vectors", "embedding"} & findings(tmp_path).keys()


def test_a_chroma_server_is_told_with_its_version_and_the_key_it_takes(
    tmp_path: Path, chroma: ChromaProcess, proxy: OpenProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = findings(tmp_path, store__url=chroma.url)["vectors"]
    assert found.well
    assert found.says.startswith("Chroma, API 1.")
    assert found.says.endswith(f"at {chroma.url} (CHROMA_TOKEN is not set, and not asked for)")
    assert found.mend is None
    monkeypatch.setenv("CHROMA_TOKEN", SECRET)
    guarded = proxy(chroma.url, key=("Authorization", f"Bearer {SECRET}"))
    found = findings(tmp_path, store__url=guarded.url)["vectors"]
    assert found.says.endswith("(CHROMA_TOKEN is set, and not refused)")
    assert found.mend == "the key is sent unencrypted: use https://"
    assert SECRET not in repr(found)


def test_a_refused_key_is_found_and_not_shown(
    empty: Review, proxy: OpenProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMA_TOKEN", SECRET)
    monkeypatch.setenv("REVIEWER_STORE_URL", proxy(act=lambda _: Answer(401, SECRET)).url)
    done = empty.run("doctor")
    assert done.code == 1
    assert "refuses the key in CHROMA_TOKEN (HTTP 401)" in done.out
    assert SECRET not in done.out + done.err


def test_a_chroma_server_that_is_down_is_found(tmp_path: Path, proxy: OpenProxy) -> None:
    found = findings(tmp_path, store__url=proxy(act=lambda _: Broken()).url)["vectors"]
    assert found.well is False
    assert "no Chroma server answers" in found.says
    assert "chroma run" in str(found.mend)


def test_an_embedding_server_is_asked_for_a_vector(tmp_path: Path, serve: Serve) -> None:
    server = serve(served)
    flags = {"embedding__model": "hashing", "embedding__base_url": server.base_url}
    found = findings(tmp_path, **flags)["embedding"]
    assert found.well
    assert found.says == "answers with 64 numbers, each time the same"
    texts = {text for request in server.requests for text in request.body["input"]}
    assert len(texts) == 1, "nothing of the user's is sent"


def test_servers_behind_one_address_that_embed_unlike_each_other_are_found(
    tmp_path: Path, serve: Serve
) -> None:
    turns = itertools.count()

    def unlike(request: Request) -> Reply:
        row = HashingEmbedder().embed(request.body["input"])[0].tolist()
        values = row if next(turns) % 3 else row[::-1]
        return Reply(raw=f'{{"data": [{{"embedding": {values}}}]}}'.encode())

    flags = {"embedding__model": "hashing", "embedding__base_url": serve(unlike).base_url}
    found = findings(tmp_path, **flags)["embedding"]
    assert found.well is False
    assert "several vectors" in found.says
    assert "same model" in str(found.mend)


def test_an_embedding_server_that_fails_is_found(tmp_path: Path, serve: Serve) -> None:
    server = serve(lambda _: Reply("no such model", status=404))
    flags = {"embedding__model": "hashing", "embedding__base_url": server.base_url}
    found = findings(tmp_path, **flags)["embedding"]
    assert found.well is False
    assert "no such model" in found.says
