"""A file like those that torch exports, for tests: names are kept but for transposed matrices.

It runs, and every constant is in it, but it is a chain of the layers, not the encoder.
"""

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from reviewer.embedding.weights import Tensors

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def as_torch_exports_it(tensors: Tensors) -> bytes:
    nodes = [helper.make_node("Gather", ["embeddings.word_embeddings.weight", "input_ids"], ["0"])]
    constants: dict[str, NDArray[np.float32]] = {}
    last = "0"
    for number, (name, value) in enumerate(sorted(tensors.items())):
        module, _, part = name.rpartition(".")
        matrix = tensors.get(f"{module}.weight")
        if part == "bias" and matrix is not None and matrix.ndim == 2:
            product, total = f"product_{number}", f"total_{number}"
            nodes.append(helper.make_node("MatMul", [last, f"onnx::MatMul_{number}"], [product]))
            nodes.append(helper.make_node("Add", [name, product], [total]))
            constants[f"onnx::MatMul_{number}"] = matrix.T
            last = total
        elif part == "weight" and f"{module}.bias" in tensors and value.ndim == 2:
            continue
        constants[name] = value
    nodes.append(helper.make_node("Identity", [last], ["last_hidden_state"]))
    return _model(nodes, constants)


def _model(nodes: list[onnx.NodeProto], constants: dict[str, NDArray[np.float32]]) -> bytes:
    shape = ["batch", "sequence"]
    graph = helper.make_graph(
        nodes,
        "exported",
        [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in INPUTS],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*shape, 384])],
        [
            numpy_helper.from_array(np.ascontiguousarray(value), name)
            for name, value in constants.items()
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    return bytes(model.SerializeToString())
