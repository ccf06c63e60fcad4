"""`from reviewer import Workspace` works, and importing the package costs nothing."""

import subprocess
import sys

import pytest

import reviewer


def test_every_public_name_is_there_and_no_other() -> None:
    for name in reviewer.__all__:
        assert getattr(reviewer, name).__name__ == name
    assert dir(reviewer) == reviewer.__all__
    assert reviewer.__all__ == sorted(reviewer.__all__)


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Paperr'"):
        _ = reviewer.Paperr


@pytest.mark.parametrize("arguments", [["-c", "import reviewer"], ["-m", "reviewer", "--help"]])
def test_heavy_libraries_are_not_imported_before_they_are_needed(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in _lines(done.stderr)}
    heavy = {"pydantic", "rich", "numpy", "chromadb", "openai", "langchain", "onnxruntime"}
    assert "reviewer" in imported
    assert not imported & (heavy | {"langchain_core", "tantivy", "tiktoken", "prompt_toolkit"})


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("import time:")]
