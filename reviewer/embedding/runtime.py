"""onnxruntime, kept to itself: in come a model's bytes, out comes a session on one thread."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

QUIET = 3
"""Log errors only; a Linux container without a GPU is not worth a warning."""


def silence() -> None:
    """Keep onnxruntime from sending usage data to its maker. Call before it is imported.

    Its Linux, macOS and Windows builds do that by default (seen in 1.31): each process leaves
    events and a device identifier in ~/.cache/Microsoft, and uploads them.
    """
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")


def open_session(model: bytes) -> "InferenceSession":
    """A session that any number of threads may run at once, each run on its caller's thread."""
    silence()
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = QUIET
    return onnxruntime.InferenceSession(
        model,
        options,
        providers=["CPUExecutionProvider"],
        # Addition fused with the norm runs on one element at a time: 20 % of the whole time.
        disabled_optimizers=["SkipLayerNormFusion"],
    )
