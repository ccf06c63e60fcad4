"""Settings to embedder: which one is loaded, what is said of it, and what it costs to ask."""

import subprocess
import sys
from pathlib import Path

import pytest

from reviewer.embedding import load_embedder, status
from reviewer.errors import EmbedderError
from reviewer.settings import EmbeddingSettings

ROOT = Path(__file__).parents[2]


def test_none_means_words_only_even_where_weights_are() -> None:
    settings = EmbeddingSettings(model="none")

    assert load_embedder(settings) is None
    assert (status(settings).kind, status(settings).ready) == ("off", False)
    assert status(settings).hint is None


def test_a_server_is_named_and_not_contacted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEY", "abc")
    settings = EmbeddingSettings(
        model="m", base_url="http://127.0.0.1:9/v1", api_key_env="SOME_KEY"
    )

    embedder, found = load_embedder(settings), status(settings)

    assert embedder is not None
    assert embedder.name == "openai-compatible/m"
    assert (found.kind, found.ready, found.url) == ("server", True, "http://127.0.0.1:9/v1")
    assert found.hint is None


def test_a_server_without_a_key_is_well_and_the_variable_is_named() -> None:
    found = status(EmbeddingSettings(model="m", base_url="http://127.0.0.1:9/v1"))

    assert found.ready
    assert "OPENAI_API_KEY is not set" in str(found.hint)


def test_a_model_that_needs_a_server_is_an_error_that_names_what_runs_here() -> None:
    settings = EmbeddingSettings(model="text-embedding-3-small")

    with pytest.raises(EmbedderError) as caught:
        load_embedder(settings)

    assert "text-embedding-3-small" in caught.value.message
    assert "embedding.base_url" in caught.value.hint
    assert "all-MiniLM-L6-v2" in caught.value.hint
    assert (status(settings).kind, status(settings).ready) == ("none", False)
    assert status(settings).hint == caught.value.hint


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        ("import reviewer.embedding", ("numpy", "platformdirs")),
        (
            "from reviewer.embedding import status;"
            "from reviewer.settings import EmbeddingSettings; status(EmbeddingSettings())",
            ("numpy",),
        ),
    ],
)
def test_asking_imports_nothing_heavy(code: str, heavy: tuple[str, ...]) -> None:
    names = (*heavy, "onnxruntime", "onnx", "tokenizers", "openai", "chromadb", "safetensors")

    done = subprocess.run(
        [sys.executable, "-c", f"{code}; import sys; print(set({names}) & set(sys.modules))"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "set()\n"
