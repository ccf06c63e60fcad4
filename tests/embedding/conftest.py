"""The embedder under test, converted once a session into a cache of its own."""

import importlib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from reviewer.embedding import HOW_TO_GET, cache, minilm, sources
from reviewer.embedding.minilm import MiniLM
from reviewer.embedding.sources import Source
from reviewer.embedding.weights import Precision, Weights, load_weights
from tests.embedding.sentences import SENTENCES


@pytest.fixture(scope="session")
def source() -> Source:
    """The float32 weights on this machine."""
    found = sources.find()
    if found is None:
        pytest.skip(f"MiniLM's weights are not here: {HOW_TO_GET}")
    return found


@pytest.fixture(scope="session")
def weights(source: Source) -> Weights:
    return load_weights(source)


@pytest.fixture(scope="session")
def cache_home(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An XDG_CACHE_HOME in which the weights have been converted by a first load."""
    home = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(home))
        minilm.load()
    return home


@pytest.fixture(scope="session")
def embedder(cache_home: Path) -> MiniLM:
    """The int8 embedder as the program loads it, from that cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache_home))
        assert cache.looks_complete(cache.folder())
        loaded = minilm.load()
    assert loaded is not None
    return loaded


@pytest.fixture(scope="session")
def exact(source: Source) -> MiniLM:
    """The embedder in float32."""
    loaded = minilm.load(precision=Precision.FLOAT32)
    assert loaded is not None
    return loaded


@pytest.fixture(scope="session")
def exact_vectors(exact: MiniLM) -> NDArray[np.float32]:
    return exact.embed(SENTENCES)


@pytest.fixture
def empty_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with no cache, no download and no package in reach; returns it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(sources, "PACKAGE", "no_such_package_of_weights")
    importlib.invalidate_caches()
    return tmp_path
