"""The float32 weights of MiniLM: in comes a source, out come its tensors and tokenizer, checked.

Both origins give the same tensors under the names of the original checkpoint, whatever their
file calls them. It knows nothing of what is computed with them.
"""

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from reviewer.embedding.sources import Source
from reviewer.errors import EmbedderError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WIDTH = 384
LAYERS = 6
LONGEST = 256
"""Word pieces of a text that are read; the model was trained on no longer ones."""

SAFETENSORS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TENSORS_SHA256 = "2e3eea07d8fccb606d05a87617183aaa313c9a413381049d7a13a4f2d846b84a"
"""Of names and values in order of name: the same for every file that holds these weights."""
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
"""Of the word pieces in order of id, a line each: the checkpoint's vocab.txt."""

LINEARS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
NORMS = ("attention.output.LayerNorm", "output.LayerNorm")


class Precision(StrEnum):
    """How a converted model stores weights. Per channel: a scale for each column of a matrix."""

    INT8 = "int8-per-channel"
    INT8_PER_TENSOR = "int8-per-tensor"
    FLOAT32 = "float32"


Tensors = Mapping[str, NDArray[np.float32]]


class Weights(NamedTuple):
    tensors: Tensors
    tokenizer: bytes
    """tokenizer.json, cutting texts at LONGEST word pieces and adding no padding."""


def load_weights(source: Source) -> Weights:
    """Read and check the weights of a source.

    Raises:
        EmbedderError: a file cannot be read, or is not the model it should be.
    """
    try:
        data = source.weights.read_bytes()
        vocabulary = _vocabulary(source.tokenizer.read_bytes())
    except OSError as error:
        raise EmbedderError(
            f"{source.weights.parent} cannot be read: {error.strerror}", hint=source.remedy
        ) from error
    tensors = _from_safetensors(data) if source.kind == "package" else _from_onnx(data)
    if tensors is None or digest(tensors) != TENSORS_SHA256:
        raise _damaged(source.weights, source.remedy)
    if vocabulary is None:
        raise _damaged(source.tokenizer, source.remedy)
    return Weights(tensors, _tokenizer(vocabulary).to_str().encode())


def digest(tensors: Tensors) -> str:
    """SHA-256 of the tensors' names and values."""
    state = hashlib.sha256()
    for name in sorted(tensors):
        state.update(name.encode())
        state.update(np.ascontiguousarray(tensors[name], dtype="<f4").data)
    return state.hexdigest()


def layer(number: int) -> str:
    """What the names of a layer's tensors begin with; layers count from 0."""
    return f"encoder.layer.{number}."


def _names() -> list[str]:
    """Every tensor the encoder needs, the embeddings' and layers', not the unused pooler's."""
    tables = [f"embeddings.{kind}_embeddings.weight" for kind in ("word", "position", "token_type")]
    modules = ["embeddings.LayerNorm"]
    for number in range(LAYERS):
        modules += [layer(number) + name for name in (*LINEARS, *NORMS)]
    return tables + [f"{module}.{part}" for module in modules for part in ("weight", "bias")]


def _from_safetensors(data: bytes) -> Tensors | None:
    if hashlib.sha256(data).hexdigest() != SAFETENSORS_SHA256:
        return None
    import safetensors.numpy

    tensors = safetensors.numpy.load(data)
    return {name: tensors[name] for name in _names()}


def _from_onnx(data: bytes) -> Tensors | None:
    """The tensors of a torch export, which keeps every name but those of transposed matrices.

    Such a matrix is found through the bias that is added to its product.
    """
    import onnx
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
    from onnx.numpy_helper import to_array

    try:
        graph = onnx.load_model_from_string(data).graph
    except DecodeError:
        return None
    found = {tensor.name: tensor for tensor in graph.initializer}
    matrix_of = {node.output[0]: node.input[1] for node in graph.node if node.op_type == "MatMul"}
    turned = {
        bias.removesuffix("bias") + "weight": matrix_of[product]
        for node in graph.node
        if node.op_type == "Add"
        for bias, product in permutations(node.input)
        if bias in found and product in matrix_of
    }
    try:
        straight = {n: to_array(found[n]) for n in _names() if n not in turned}
        return straight | {n: to_array(found[m]).T for n, m in turned.items()}
    except (KeyError, ValueError, TypeError):
        return None


def _vocabulary(data: bytes) -> dict[str, int] | None:
    """The word pieces of a tokenizer.json; None if they are not the model's."""
    try:
        vocabulary = dict(json.loads(data)["model"]["vocab"])
        lines = "".join(f"{piece}\n" for piece in sorted(vocabulary, key=vocabulary.__getitem__))
    except (ValueError, KeyError, TypeError):
        return None
    known = hashlib.sha256(lines.encode()).hexdigest() == VOCABULARY_SHA256
    return vocabulary if known else None


def _tokenizer(vocabulary: dict[str, int]) -> "Tokenizer":
    """The uncased BERT tokenizer of these word pieces: files differ in what they cut and pad."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    begin, end = ((piece, vocabulary[piece]) for piece in ("[CLS]", "[SEP]"))
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[begin, end]
    )
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


def _damaged(path: Path, remedy: str) -> EmbedderError:
    return EmbedderError(f"{path} is not the model it should be (SHA-256 differs)", hint=remedy)
