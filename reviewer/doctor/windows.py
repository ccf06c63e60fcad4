"""How many tokens a model can read and write where it is served, as far as its server says.

In come the server's address and the model's name; out comes a figure and who gave it. It asks
where llama.cpp, vLLM, SGLang, Ollama, LM Studio and most hosted services say it, and believes the
first that speaks of what is loaded rather than of what would be possible.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import httpx

PATIENCE = 3.0
"""Seconds for each question; they are answered from memory."""
LARGEST = 2**31
"""No context is longer: some servers say "no limit" with a number like that."""
_LOADED = (
    "max_model_len",
    "loaded_context_length",
    "context_length",
    "context_window",
    "max_context_length",
    "n_ctx",
)
_NUM_CTX = re.compile(r"^\s*num_ctx\s+(\d+)\s*$", re.MULTILINE)


class Window(NamedTuple):
    """`tokens` of context, by `source`; not `loaded` means at most so many, maybe fewer."""

    tokens: int
    source: str
    loaded: bool


@dataclass(frozen=True)
class Asker:
    """Asks one server about one model.

    Args:
        base_url: its OpenAI-compatible address, which usually ends in `/v1`.
        headers: sent with each question: the key.
        model: the name that it is called by.
    """

    base_url: str
    headers: Mapping[str, str]
    model: str

    @property
    def root(self) -> str:
        """Where the server's own paths begin."""
        return re.sub(r"/v\d+/*$", "", self.base_url.rstrip("/"))

    def get(self, url: str) -> object:
        """The JSON that is there; None if there is none."""
        return self._answer(lambda: httpx.get(url, headers=self.headers, timeout=PATIENCE))

    def post(self, url: str, body: Mapping[str, str]) -> object:
        return self._answer(
            lambda: httpx.post(url, json=body, headers=self.headers, timeout=PATIENCE)
        )

    def entry(self, listed: object) -> dict[str, object]:
        """The model in a list of models, or the only one there is; empty if neither."""
        found = listed if isinstance(listed, list) else []
        entries = [entry for entry in found if isinstance(entry, dict)]
        names = (self.model, f"{self.model}:latest")
        for entry in entries:
            if any(entry.get(key) in names for key in ("id", "name", "model")):
                return entry
        return entries[0] if len(entries) == 1 else {}

    def _answer(self, ask: Callable[[], httpx.Response]) -> object:
        try:
            reply = ask()
            return reply.json() if reply.is_success else None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError):
            return None


def window_of(asker: Asker) -> Window | None:
    """What the server says of the model's context; None if it says nothing."""
    most = None
    for places in (_listed, _llama_cpp, _ollama_loaded, _ollama_shown, _lm_studio):
        for window in places(asker):
            if window.loaded:
                return window
            most = most or window
    return most


def _listed(asker: Asker) -> Iterator[Window]:
    """vLLM, SGLang and hosted services; llama.cpp tells what the model was trained for."""
    entry = asker.entry(_at(asker.get(f"{asker.base_url.rstrip('/')}/models"), "data"))
    for key in _LOADED:
        yield from _window(entry.get(key), f"/models, {key}", loaded=True)
    yield from _window(_at(entry, "meta", "n_ctx"), "/models, n_ctx", loaded=True)
    yield from _window(_at(entry, "meta", "n_ctx_train"), "/models, n_ctx_train", loaded=False)


def _llama_cpp(asker: Asker) -> Iterator[Window]:
    props = asker.get(f"{asker.root}/props")
    tokens = _at(props, "default_generation_settings", "n_ctx")
    yield from _window(tokens, "llama.cpp, /props", loaded=True)


def _ollama_loaded(asker: Asker) -> Iterator[Window]:
    entry = asker.entry(_at(asker.get(f"{asker.root}/api/ps"), "models"))
    yield from _window(entry.get("context_length"), "Ollama, /api/ps", loaded=True)


def _ollama_shown(asker: Asker) -> Iterator[Window]:
    shown = asker.post(f"{asker.root}/api/show", {"model": asker.model})
    set_to = _NUM_CTX.search(str(_at(shown, "parameters") or ""))
    if set_to:
        yield from _window(int(set_to[1]), "Ollama, num_ctx of the model", loaded=True)
    known = _at(shown, "model_info")
    for key, value in known.items() if isinstance(known, dict) else ():
        if key.endswith(".context_length"):
            yield from _window(value, "Ollama, /api/show", loaded=False)


def _lm_studio(asker: Asker) -> Iterator[Window]:
    entry = asker.entry(_at(asker.get(f"{asker.root}/api/v0/models"), "data"))
    source = "LM Studio, /api/v0/models"
    yield from _window(entry.get("loaded_context_length"), source, loaded=True)
    yield from _window(entry.get("max_context_length"), source, loaded=False)


def _window(tokens: object, source: str, *, loaded: bool) -> Iterator[Window]:
    if isinstance(tokens, int) and not isinstance(tokens, bool) and 0 < tokens < LARGEST:
        yield Window(tokens, source, loaded)


def _at(found: object, *keys: str) -> object:
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found
