"""The MiniLM encoder as an ONNX graph: in come float32 weights, out comes a model file's bytes.

The graph turns the word pieces of one text into one vector of length 1. It knows nothing of
files, tokenizers or batches.
"""

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from reviewer.embedding.weights import LAYERS, LONGEST, WIDTH, Precision, Tensors, layer

Attribute = int | float | list[int]

HEADS = 12
HEAD_WIDTH = WIDTH // HEADS
EPSILON = 1e-12
OPSET = 20
IR_VERSION = 9

LARGEST_WEIGHT = 63
"""Weights take 7 of 8 bits. With all 8, processors without VNNI saturate when they add two
products: the vectors of one text then had a cosine of 0.991–0.993 between two machines, with 7
bits of 1.0000, at 0.0013 less cosine to float32 (docs/decisions/0005-embedder.md)."""


def build(tensors: Tensors, precision: Precision = Precision.INT8) -> bytes:
    """The encoder as a serialized ONNX model.

    Its input `pieces` is int64 (n,) with n <= 256, its output `vector` float32 (384,): the mean
    of the last layer, scaled to length 1. Activations of an int8 model are quantised while it
    runs, by the range they have in that one text.
    """
    encoder = _Encoder(tensors, precision)
    encoder.pool(encoder.encode("pieces"), "vector")
    graph = helper.make_graph(
        encoder.nodes,
        "all-MiniLM-L6-v2",
        [helper.make_tensor_value_info("pieces", TensorProto.INT64, ["n"])],
        [helper.make_tensor_value_info("vector", TensorProto.FLOAT, [WIDTH])],
        encoder.constants,
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
    )
    return bytes(model.SerializeToString())


def quantise(
    weights: NDArray[np.float32], axis: int | None
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Weights as whole numbers and their scale; `axis` is summed over, None is one scale for all.

    Returns:
        `q` and `scale` so that `q * scale` is close to `weights`; `scale` keeps the axis.
    """
    scale = np.abs(weights).max(axis=axis, keepdims=True) / np.float32(LARGEST_WEIGHT)
    return np.rint(weights / scale).astype(np.int8), scale.astype(np.float32)


class _Encoder:
    """Collects the nodes and constants of the graph. A string stands for a value in it."""

    def __init__(self, tensors: Tensors, precision: Precision) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._tensors = tensors
        self._precision = precision
        self._first = self._constant("first", np.array([0], np.int64))
        self._split = self._constant("split", np.array([0, HEADS, HEAD_WIDTH], np.int64))
        self._join = self._constant("join", np.array([0, WIDTH], np.int64))

    def encode(self, pieces: str) -> str:
        """(n,) word pieces -> (n, 384) hidden states of the last layer."""
        hidden = self._embed(pieces)
        for number in range(LAYERS):
            attended = self._attend(hidden, layer(number))
            hidden = self._add_and_norm(
                attended, hidden, layer(number) + "attention.output.LayerNorm"
            )
            fed = self._feed(hidden, layer(number))
            hidden = self._add_and_norm(fed, hidden, layer(number) + "output.LayerNorm")
        return hidden

    def pool(self, hidden: str, output: str) -> None:
        mean = self._node("ReduceMean", hidden, self._first, keepdims=0)
        self._node("LpNormalization", mean, output=output, axis=-1, p=2)

    def _embed(self, pieces: str) -> str:
        # One text has one token type and positions that count up: both are one table here.
        table = self._tensors["embeddings.position_embeddings.weight"][:LONGEST]
        kind = self._tensors["embeddings.token_type_embeddings.weight"][0]
        positions = self._constant("positions", table + kind)
        counted = self._node(
            "Slice", positions, self._first, self._node("Shape", pieces), self._first
        )
        return self._norm(self._node("Add", self._look_up(pieces), counted), "embeddings.LayerNorm")

    def _look_up(self, pieces: str) -> str:
        table = self._tensors["embeddings.word_embeddings.weight"]
        if self._precision is Precision.FLOAT32:
            return self._node("Gather", self._constant("words", table), pieces)
        rows, scale = quantise(table, axis=self._summed_over(1))
        row = self._node("Gather", self._constant("words", rows), pieces)
        factor = self._constant("words.scale", scale)
        if scale.size > 1:
            factor = self._node("Gather", factor, pieces)
        return self._node("Mul", self._node("Cast", row, to=TensorProto.FLOAT), factor)

    def _attend(self, hidden: str, prefix: str) -> str:
        source = self._activations(hidden)
        name = prefix + "attention.self."
        query = self._linear(source, name + "query", factor=HEAD_WIDTH**-0.5)
        key = self._linear(source, name + "key")
        value = self._linear(source, name + "value")
        scores = self._node("MatMul", self._heads(query, [1, 0, 2]), self._heads(key, [1, 2, 0]))
        shares = self._node("Softmax", scores, axis=-1)
        mixed = self._node("MatMul", shares, self._heads(value, [1, 0, 2]))
        joined = self._node("Reshape", self._node("Transpose", mixed, perm=[1, 0, 2]), self._join)
        return self._linear(self._activations(joined), prefix + "attention.output.dense")

    def _feed(self, hidden: str, prefix: str) -> str:
        inner = self._linear(self._activations(hidden), prefix + "intermediate.dense")
        bent = self._activations(self._node("Gelu", inner))
        return self._linear(bent, prefix + "output.dense")

    def _heads(self, value: str, order: list[int]) -> str:
        return self._node("Transpose", self._node("Reshape", value, self._split), perm=order)

    def _add_and_norm(self, value: str, residual: str, name: str) -> str:
        return self._norm(self._node("Add", value, residual), name)

    def _norm(self, value: str, name: str) -> str:
        weight, bias = (
            self._constant(f"{name}.{part}", self._tensors[f"{name}.{part}"])
            for part in ("weight", "bias")
        )
        return self._node("LayerNormalization", value, weight, bias, axis=-1, epsilon=EPSILON)

    def _activations(self, value: str) -> tuple[str, ...]:
        """A value ready to be multiplied: itself, or its quantised form, scale and zero point."""
        if self._precision is Precision.FLOAT32:
            return (value,)
        return self._nodes("DynamicQuantizeLinear", value, outputs=3)

    def _linear(self, source: tuple[str, ...], name: str, factor: float = 1.0) -> str:
        weight = self._tensors[f"{name}.weight"].T * np.float32(factor)
        bias = self._constant(f"{name}.bias", self._tensors[f"{name}.bias"] * np.float32(factor))
        if self._precision is Precision.FLOAT32:
            product = self._node("MatMul", *source, self._constant(f"{name}.weight", weight))
        else:
            product = self._whole_number_product(source, name, weight)
        return self._node("Add", product, bias)

    def _whole_number_product(
        self, source: tuple[str, ...], name: str, weight: NDArray[np.float32]
    ) -> str:
        quantised, scale = quantise(weight, axis=self._summed_over(0))
        scale = scale.reshape(-1) if scale.size > 1 else scale.reshape(())
        value, value_scale, value_zero = source
        product = self._node(
            "MatMulInteger",
            value,
            self._constant(f"{name}.weight", quantised),
            value_zero,
            self._constant(f"{name}.zero", np.zeros(scale.shape, np.int8)),
        )
        factor = self._node("Mul", value_scale, self._constant(f"{name}.scale", scale))
        return self._node("Mul", self._node("Cast", product, to=TensorProto.FLOAT), factor)

    def _summed_over(self, axis: int) -> int | None:
        return axis if self._precision is Precision.INT8 else None

    def _constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def _node(self, kind: str, *inputs: str, output: str = "", **attributes: Attribute) -> str:
        name = output or f"{kind}.{len(self.nodes)}"
        node = helper.make_node(kind, inputs, [name], name=name)
        node.attribute.extend(helper.make_attribute(*pair) for pair in attributes.items())
        self.nodes.append(node)
        return name

    def _nodes(self, kind: str, *inputs: str, outputs: int) -> tuple[str, ...]:
        name = f"{kind}.{len(self.nodes)}"
        names = tuple(f"{name}.{number}" for number in range(outputs))
        self.nodes.append(helper.make_node(kind, inputs, names, name=name))
        return names
