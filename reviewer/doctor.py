"""What is configured, what would be called, what is missing and how to get it.

In come located settings, out come findings, one line each. It looks at the store, has a sentence of
ours embedded where a server does that, and asks the model server for its list of models; it never
makes an index, never calls a language model, and never shows a key.
"""

import os
import re
import sys
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit

from reviewer.embedding import MINILM, OFF
from reviewer.embedding import status as embedder_status
from reviewer.errors import (
    EmbedderError,
    ModelError,
    RerankError,
    ReviewerError,
    StoreError,
)
from reviewer.models import Model
from reviewer.prompting import list_prompts
from reviewer.rendering.safe import one_line
from reviewer.rendering.terminal import counted
from reviewer.settings import Located, ModelSettings, Settings
from reviewer.text.addresses import shown

PACKAGES = ("chromadb", "tantivy", "onnxruntime", "langchain", "openai")
WEIGHTS = {
    "cache": "converted to int8 and kept",
    "package": "an installed package; converted at first use",
    "chroma": "Chroma's download; converted at first use",
    "server": "embedding.base_url",
    "none": "no weights: search is by words only; see reviewer doctor",
    "off": "embedding.model is none: search is by words only",
}
SERVER_PATIENCE = 3.0
"""Seconds for the server's list of models."""
PATIENCE = 30.0
"""Seconds for a vector: the server may have to load its model first."""
ALIKE = 0.999
"""Cosine of two vectors of one text by one model; the order of a sum changes less."""
LISTED_MODELS = 5


class Place(Model):
    """A folder or file in use, and why this one. `path` is None where there is none."""

    name: str
    path: str | None
    why: str


class StoreFacts(Model):
    """What is in a store. `embedder` is None before the first ingest."""

    path: str
    papers: int
    chunks: int
    embedder: str | None
    bytes: int


class Finding(Model):
    """One thing that was looked at. `well` is None where nothing is wrong and nothing is set."""

    topic: str
    well: bool | None
    says: str
    mend: str | None = None


class Checkup(Model):
    findings: tuple[Finding, ...]

    @property
    def well(self) -> bool:
        return all(finding.well is not False for finding in self.findings)


def examine(located: Located) -> Checkup:
    """Look at everything an answer needs.

    Args:
        located: the settings and where they came from.
    """
    findings = [_python(), _packages(), _configuration(located), *_store(located)]
    findings += [*_chroma(located.settings), _embedder(located)]
    findings += [*_embedding_server(located.settings), *_model(located.settings)]
    findings += [_reranker(located.settings), *_extras()]
    return Checkup(findings=tuple(findings))


def checkup_text(checkup: Checkup) -> str:
    marks = {True: "ok", False: "!!", None: "--"}
    lines = []
    for finding in checkup.findings:
        lines.append(f"{marks[finding.well]}  {finding.topic:<15}{one_line(finding.says)}")
        if finding.mend:
            lines.append(f"{'':<19}{one_line(finding.mend)}")
    return "\n".join(lines)


def places_text(places: tuple[Place, ...]) -> str:
    return "\n".join(
        f"{place.name:<10}{one_line(place.path or 'none')}  ({one_line(place.why)})"
        for place in places
    )


def places(located: Located) -> tuple[Place, ...]:
    """Each folder and file in use, and why this one."""
    config, own = located.config, located.root / "prompts"
    weights = embedder_status(located.settings.embedding)
    return (
        Place(
            name="folder",
            path=str(located.root),
            why=f"{config.name} is in it" if config else "the workspace folder",
        ),
        Place(
            name="settings",
            path=str(config) if config else None,
            why="the nearest, going up" if config else "no reviewer.toml here or above: defaults",
        ),
        Place(name="store", path=str(located.store), why=located.store_reason),
        Place(
            name="prompts",
            path=str(own if own.is_dir() else list_prompts(None)[0].path.parent),
            why="your own copies; for the others the shipped" if own.is_dir() else "the shipped",
        ),
        Place(
            name="embedder",
            path=str(weights.path) if weights.path else weights.url,
            why=WEIGHTS[weights.kind],
        ),
    )


def store_facts(located: Located) -> StoreFacts | None:
    """What is in the store; None if there is no index yet.

    Raises:
        StoreError: there is one, and it cannot be read.
    """
    if not (located.store / "catalogue.sqlite3").is_file():
        return None
    from reviewer.store import NO_EMBEDDER, Store

    store = Store(located.store, located.settings.store)
    papers, chunks = store.catalogue.counts()[:2]
    layout = store.layout
    store.close()
    return StoreFacts(
        path=str(located.store),
        papers=papers,
        chunks=chunks,
        embedder=None if layout is None or layout.embedder == NO_EMBEDDER else layout.embedder,
        bytes=sum(file.stat().st_size for file in located.store.rglob("*") if file.is_file()),
    )


def store_text(facts: StoreFacts) -> str:
    """`vectorstore (MiniLM + BM25, 9.1 MB)`, below the current folder as a relative path."""
    path = Path(facts.path)
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    engines = f"{facts.embedder} + BM25" if facts.embedder else "BM25 only: no embedder"
    return f"{shown} ({engines}, {facts.bytes / 1e6:.1f} MB)"


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(topic="python", well=True, says=f"{version} ({sys.executable})")


def _packages() -> Finding:
    versions, missing = [], []
    for name in PACKAGES:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        mend = f"not installed: {', '.join(missing)}"
        return Finding(topic="packages", well=False, says=", ".join(versions), mend=mend)
    return Finding(topic="packages", well=True, says=", ".join(versions))


def _configuration(located: Located) -> Finding:
    if located.config is None:
        return Finding(topic="settings", well=None, says="no reviewer.toml: defaults hold")
    return Finding(topic="settings", well=True, says=str(located.config))


def _store(located: Located) -> list[Finding]:
    try:
        facts = store_facts(located)
        damage = None if facts is None else _damage(located)
    except ReviewerError as error:
        return [Finding(topic="store", well=False, says=error.message, mend=error.hint)]
    if facts is None:
        says = f"no index in {located.store} yet ({located.store_reason})"
        mend = "make one: reviewer ingest PATH..."
        return [Finding(topic="store", well=None, says=says, mend=mend)]
    held = f"{counted(facts.papers, 'paper')}, {counted(facts.chunks, 'chunk')}"
    if facts.embedder and not embedder_status(located.settings.embedding).ready:
        mend = f"it has vectors of {facts.embedder}: get that embedder (below), or rebuild"
        return [Finding(topic="store", well=False, says=f"{held}, and no embedder", mend=mend)]
    if damage is not None:
        mend = "run: reviewer ingest --rebuild"
        return [Finding(topic="store", well=False, says=damage, mend=mend)]
    return [Finding(topic="store", well=True, says=f"{held} in {store_text(facts)}")]


def _damage(located: Located) -> str | None:
    """How the catalogue and the engines differ, or None."""
    from reviewer.store import Store

    store = Store(located.store, located.settings.store)
    try:
        return store.check()
    finally:
        store.close()


def _chroma(settings: Settings) -> list[Finding]:
    """The server that has the vectors: what it is, and whether it takes the key."""
    chosen = settings.store
    if chosen.url is None:
        return []
    from reviewer.store.chroma_server import look_at

    try:
        facts = look_at(chosen)
    except StoreError as error:
        return [Finding(topic="vectors", well=False, says=error.message, mend=error.hint)]
    key = "set, and not refused" if facts.has_key else "not set, and not asked for"
    says = f"Chroma, API {facts.version}, at {facts.address} ({chosen.token_env} is {key})"
    open_to_all = facts.has_key and urlsplit(facts.address).scheme == "http"
    mend = "the key is sent unencrypted: use https://" if open_to_all else None
    return [Finding(topic="vectors", well=True, says=says, mend=mend)]


def _embedder(located: Located) -> Finding:
    """A missing model costs quality and nothing fails; one that nothing can run is a mistake."""
    found = embedder_status(located.settings.embedding)
    unknown = found.kind == "none" and located.settings.embedding.model != MINILM
    well = True if found.ready else False if unknown else None
    return Finding(topic="embedder", well=well, says=found.explanation, mend=found.hint)


def _embedding_server(settings: Settings) -> list[Finding]:
    """Whether it embeds, and whether all that are behind its address embed alike."""
    chosen = settings.embedding
    if chosen.base_url is None or chosen.model == OFF:
        return []
    from reviewer.embedding.openai_compatible import ServerEmbedder

    place = (chosen.model, chosen.base_url, chosen.api_key_env)
    try:
        embedder = ServerEmbedder(*place, requests=chosen.requests, retries=0, timeout=PATIENCE)
        alike, numbers = embedder.agreement(), embedder.dimension
    except EmbedderError as error:
        return [Finding(topic="embedding", well=False, says=error.message, mend=error.hint)]
    if alike < ALIKE:
        says = f"{chosen.model} gives one text several vectors (cosine {alike:.3f})"
        mend = "have every server behind embedding.base_url run the same model, then rebuild"
        return [Finding(topic="embedding", well=False, says=says, mend=mend)]
    says = f"answers with {numbers} numbers, each time the same"
    return [Finding(topic="embedding", well=True, says=says)]


def _extras() -> list[Finding]:
    """What an optional extra adds, and how to get it."""
    from reviewer.enrichment import installed
    from reviewer.reading import ocr

    extras = (
        ("scanned PDFs", ocr.available(), "ocr", "read with OCR", "named, not read"),
        ("enrich", installed(), "enrich", "ready; online only when you run it", "not installed"),
    )
    return [
        Finding(
            topic=topic,
            well=True if there else None,
            says=with_it if there else without,
            mend=None if there else f"pip install 'literature-reviewer[{extra}]'",
        )
        for topic, there, extra, with_it, without in extras
    ]


def _model(settings: Settings) -> list[Finding]:
    model = settings.model
    if model.name is None and model.base_url is None:
        says = "none: answers and drafts are extractive"
        if not _goes_elsewhere(settings):
            says += ", nothing leaves this machine"
        mend = "to have one write: --model NAME --base-url URL, or [model] in reviewer.toml"
        return [Finding(topic="model", well=None, says=says, mend=mend)]
    from reviewer.backends import open_backend

    try:
        open_backend(model, None)
    except ModelError as error:
        found = Finding(topic="model", well=False, says=error.message, mend=error.hint)
    else:
        found = Finding(topic="model", well=True, says=f"{model.name} at {_address(model)}")
    return [found, _key(model), _server(model)] if model.base_url else [found]


def _goes_elsewhere(settings: Settings) -> bool:
    """Whether papers or questions are sent to a server, apart from the language model's."""
    servers = (settings.embedding.base_url, settings.store.url)
    return any(servers) or settings.rerank.by == "server"


def _reranker(settings: Settings) -> Finding:
    chosen = settings.rerank
    if chosen.by == "off":
        says = "off: passages keep the order in which the search finds them"
        return Finding(topic="reranker", well=None, says=says)
    what = f"puts the best {chosen.candidates} passages of a search in order"
    if chosen.by == "model":
        if settings.model.name is None:
            says, mend = "the language model, and none is named", "name one in [model]"
            return Finding(topic="reranker", well=False, says=says, mend=mend)
        return Finding(topic="reranker", well=True, says=f"{settings.model.name} {what}")
    from reviewer.reranking.endpoint import server_of

    try:
        place = server_of(chosen).shown
    except RerankError as error:
        return Finding(topic="reranker", well=False, says=error.message, mend=error.hint)
    key = "" if os.environ.get(chosen.api_key_env) else f", {chosen.api_key_env} is not set"
    says = f"{chosen.model or 'the model'} at {place} {what} (not contacted{key})"
    return Finding(topic="reranker", well=True, says=says)


def _address(model: ModelSettings) -> str:
    if model.base_url is None:
        return "its provider's own API, ready to be called"
    return f"{_shown(model)}/chat/completions"


def _shown(model: ModelSettings) -> str:
    """The server's address without a password that may be in it."""
    return shown(model.base_url or "").rstrip("/")


def _key(model: ModelSettings) -> Finding:
    name = model.api_key_env
    if os.environ.get(name):
        return Finding(topic="key", well=True, says=f"{name} is set")
    return Finding(topic="key", well=None, says=f"{name} is not set (a local server needs none)")


def _server(model: ModelSettings) -> Finding:
    import httpx

    url, shown = f"{(model.base_url or '').rstrip('/')}/models", _shown(model)
    key = os.environ.get(model.api_key_env)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        reply = httpx.get(url, headers=headers, timeout=SERVER_PATIENCE)
        reply.raise_for_status()
        names = [str(entry["id"]) for entry in reply.json()["data"]]
    except httpx.HTTPStatusError as error:
        return _refused(f"{shown}/models", error.response.status_code, model.api_key_env)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = re.sub(r"^\[Errno -?\d+\] ", "", str(error)) or type(error).__name__
        says = f"no server answers at {shown} ({reason.lower()})"
        mend = "start it (for Ollama: ollama serve), or mend base_url"
        return Finding(topic="server", well=False, says=says, mend=mend)
    except (ValueError, KeyError, TypeError):
        mend = "base_url usually ends in /v1"
        return Finding(
            topic="server", well=False, says=f"{shown}/models lists no models", mend=mend
        )
    return _listed(model.name, names)


def _refused(url: str, status: int, variable: str) -> Finding:
    if status in (401, 403):
        says, mend = f"{url} refuses the key (HTTP {status})", f"set {variable} to a valid key"
    else:
        says, mend = f"{url} answers HTTP {status}", "base_url usually ends in /v1"
    return Finding(topic="server", well=False, says=says, mend=mend)


def _listed(name: str | None, names: list[str]) -> Finding:
    some = ", ".join(names[:LISTED_MODELS]) + (", …" if len(names) > LISTED_MODELS else "")
    if name is None or name in names or name.partition(":")[2] in names:
        return Finding(topic="server", well=True, says=f"answers, and lists: {some or 'nothing'}")
    says = f"answers, and does not list {name}"
    return Finding(topic="server", well=False, says=says, mend=f"it lists: {some or 'nothing'}")
