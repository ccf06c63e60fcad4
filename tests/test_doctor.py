"""The doctor says what is there, what is missing and how to get it, and never shows a key."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from reviewer import doctor, settings
from reviewer.doctor import Finding
from reviewer.store import Layout, Store
from tests.scripted_server import Serve, refused
from tests.surfaces import Review


def findings(folder: Path, **model: str) -> dict[str, Finding]:
    flags = {("model", key): value for key, value in model.items()}
    checkup = doctor.examine(settings.load(folder, flags=flags))
    return {finding.topic: finding for finding in checkup.findings}


Answering = Callable[[int, bytes], str]


@pytest.fixture
def answering() -> Iterator[Answering]:
    """`answering(status, body)` is the base URL of a server that answers every GET with that."""
    running: list[HTTPServer] = []

    def start(status: int, body: bytes) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing on stderr."""

        server = HTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        running.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}/v1"

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def test_an_empty_folder_is_told_how_to_begin_and_gets_no_index(empty: Review) -> None:
    done = empty.run("doctor")
    assert done.code == 0
    assert "make one: reviewer ingest PATH..." in done.out
    assert "--  embedder" in done.out
    assert "--  model          none: answers and drafts are extractive" in done.out
    assert not (empty.folder / "vectorstore").exists()


def test_a_store_is_counted_and_its_engines_named(review: Review) -> None:
    found = findings(review.folder)["store"]
    assert found.well
    assert found.says.startswith("5 papers, ")
    assert "(BM25 only: no embedder, " in found.says


def test_a_store_that_cannot_be_read_is_a_finding_not_a_crash(review: Review) -> None:
    (review.folder / "vectorstore" / "catalogue.sqlite3").write_bytes(b"not a database" * 100)
    done = review.run("doctor")
    assert done.code == 1
    assert "!!  store" in done.out


def test_a_store_with_vectors_and_no_embedder_is_found(empty: Review) -> None:
    store = Store(empty.folder / "vectorstore")
    store.adopt(Layout("all-MiniLM-L6-v2/int8", 384, "sentences"))
    store.close()
    found = findings(empty.folder)["store"]
    assert found.well is False
    assert found.says == "0 papers, 0 chunks, and no embedder"
    assert found.mend is not None
    assert "all-MiniLM-L6-v2/int8" in found.mend


def test_an_embedding_model_nothing_can_run_is_wrong(empty: Review) -> None:
    (empty.folder / "reviewer.toml").write_text('[embedding]\nmodel = "nomic"\n')
    found = findings(empty.folder)["embedder"]
    assert found.well is False
    assert found.mend


def test_a_server_that_lists_the_model_is_well(empty: Review, serve: Serve) -> None:
    server = serve(models=["tiny", "large"])
    found = findings(empty.folder, name="tiny", base_url=server.base_url)
    assert found["model"].says == f"tiny at {server.base_url}/chat/completions"
    assert found["server"] == Finding(
        topic="server", well=True, says="answers, and lists: tiny, large"
    )
    assert [request.path for request in server.requests] == ["/v1/models"]


def test_a_model_the_server_does_not_list_is_found(empty: Review, serve: Serve) -> None:
    server = serve(models=[f"m{n}" for n in range(9)])
    found = findings(empty.folder, name="tiny", base_url=server.base_url)["server"]
    assert found.says == "answers, and does not list tiny"
    assert found.mend == "it lists: m0, m1, m2, m3, m4, …"


def test_a_server_that_is_down_is_found_and_the_doctor_returns_1(empty: Review) -> None:
    with refused() as base_url:
        done = empty.run("doctor", "--model", "tiny", "--base-url", base_url)
    assert done.code == 1
    assert f"!!  server         no server answers at {base_url} (connection refused)" in done.out


def test_a_base_url_with_the_wrong_path_is_found(empty: Review, serve: Serve) -> None:
    wrong = serve().base_url.removesuffix("/v1")
    found = findings(empty.folder, name="tiny", base_url=wrong)["server"]
    assert found.says == f"{wrong}/models answers HTTP 404"
    assert found.mend == "base_url usually ends in /v1"


def test_a_base_url_that_is_no_url_is_found(empty: Review) -> None:
    assert findings(empty.folder, name="tiny", base_url="localhost:80")["server"].well is False


def test_a_key_is_sent_but_never_shown(
    empty: Review, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    server = serve(models=["tiny"])
    words = ["doctor", "--model", "tiny", "--base-url", server.base_url]
    for done in (empty.run(*words), empty.run(*words, "--json")):
        assert "sk-secret" not in done.out + done.err
        assert "OPENAI_API_KEY is set" in done.out
    sent = {name.lower(): value for name, value in server.requests[0].headers.items()}
    assert sent["authorization"] == "Bearer sk-secret"


def test_a_hosted_model_without_a_key_is_found(empty: Review) -> None:
    found = findings(empty.folder, name="openai:gpt-5-mini")
    assert found["model"].well is False
    assert "OPENAI_API_KEY is not set" in found["model"].says
    assert "server" not in found


def test_a_hosted_model_with_a_key_is_not_called(
    empty: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    assert findings(empty.folder, name="openai:gpt-5-mini")["model"] == Finding(
        topic="model",
        well=True,
        says="openai:gpt-5-mini at its provider's own API, ready to be called",
    )


def test_a_server_without_a_model_name_is_told_which_names_there_are(
    empty: Review, serve: Serve
) -> None:
    found = findings(empty.folder, base_url=serve(models=["tiny"]).base_url)
    assert found["model"].well is False
    assert found["server"].says == "answers, and lists: tiny"


def test_a_refused_key_is_found_and_a_password_in_the_address_is_not_shown(
    empty: Review, answering: Answering
) -> None:
    address = answering(401, b"{}").replace("//", "//me:hunter2@")
    done = empty.run("doctor", "--model", "tiny", "--base-url", address)
    assert "/v1/models refuses the key (HTTP 401)" in done.out
    assert "set OPENAI_API_KEY to a valid key" in done.out
    assert "hunter2" not in done.out + done.err


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"data": 3}'])
def test_a_server_that_does_not_speak_the_protocol_is_found(
    empty: Review, answering: Answering, body: bytes
) -> None:
    found = findings(empty.folder, name="tiny", base_url=answering(200, body))["server"]
    assert found.well is False
    assert found.says.endswith("/v1/models lists no models")


def test_a_server_that_lists_no_models_is_found(empty: Review, serve: Serve) -> None:
    found = findings(empty.folder, name="tiny", base_url=serve(models=[]).base_url)["server"]
    assert found.mend == "it lists: nothing"


def test_an_engine_that_lost_its_chunks_is_found(review: Review) -> None:
    store = Store(review.folder / "vectorstore")
    store.lexical.wipe()
    store.close()
    found = findings(review.folder)["store"]
    assert found.well is False
    assert "Tantivy holds 0 chunks" in found.says
    assert found.mend == "run: reviewer ingest --rebuild"
    assert review.run("ingest", "--rebuild").code == 0
    assert findings(review.folder)["store"].well


def test_the_checkup_is_json_on_demand(empty: Review) -> None:
    topics = [
        finding["topic"] for finding in json.loads(empty.run("doctor", "--json").out)["findings"]
    ]
    assert topics[:6] == ["python", "packages", "settings", "store", "embedder", "model"]
    assert topics[6:] == ["reranker", "scanned PDFs", "enrich"]


def test_an_extra_is_named_with_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reviewer.enrichment import opening
    from reviewer.reading import ocr

    for module in (ocr, opening):
        monkeypatch.setattr(module, "find_spec", lambda name: None)
    found = findings(tmp_path)
    assert (found["scanned PDFs"].well, found["enrich"].well) == (None, None)
    assert found["scanned PDFs"].mend == "pip install 'literature-reviewer[ocr]'"
    for module in (ocr, opening):
        monkeypatch.setattr(module, "find_spec", lambda name: object())
    found = findings(tmp_path)
    assert (found["scanned PDFs"].well, found["enrich"].well) == (True, True)
    assert found["enrich"].mend is None


def reranker(folder: Path, lines: str) -> Finding:
    (folder / "reviewer.toml").write_text(f'[embedding]\nmodel = "none"\n{lines}\n')
    return findings(folder)["reranker"]


def test_a_reranker_that_is_off_is_nothing_to_mend(empty: Review) -> None:
    assert reranker(empty.folder, "").well is None


def test_a_rerank_server_is_named_without_its_password_and_not_contacted(
    empty: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RERANK_API_KEY", raising=False)
    lines = '[rerank]\nby = "server"\nmodel = "tiny"\nbase_url = "http://me:hunter2@127.0.0.1:9/v1"'
    found = reranker(empty.folder, lines)
    assert found.well
    assert found.says == (
        "tiny at http://127.0.0.1:9/v1 puts the best 50 passages of a search in order "
        "(not contacted, RERANK_API_KEY is not set)"
    )
    assert "leaves this machine" not in findings(empty.folder)["model"].says


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('by = "server"', "no server is named"),
        ('by = "server"\nbase_url = "localhost"', "is no address"),
        ('by = "model"', "none is named"),
    ],
)
def test_a_reranker_that_cannot_work_is_found(empty: Review, lines: str, says: str) -> None:
    found = reranker(empty.folder, f"[rerank]\n{lines}")
    assert found.well is False
    assert says in found.says
    assert found.mend


def test_a_language_model_that_reranks_is_named(empty: Review) -> None:
    lines = '[rerank]\nby = "model"\ncandidates = 20\n[model]\nname = "openai:gpt-5-mini"'
    found = reranker(empty.folder, lines)
    assert found.says == "openai:gpt-5-mini puts the best 20 passages of a search in order"
