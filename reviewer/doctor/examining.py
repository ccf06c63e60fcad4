"""Looks at everything an answer needs, from Python to the model's server.

In come located settings, out comes a checkup. Nothing is made, and no language model is called
unless that is asked for.
"""

import sys
from importlib import metadata

from reviewer.doctor.calling import Tell, call_models
from reviewer.doctor.findings import Checkup, Finding
from reviewer.doctor.model_server import model
from reviewer.doctor.places import store
from reviewer.doctor.servers import chroma, embedding_server, reranker
from reviewer.embedding import MINILM
from reviewer.embedding import status as embedder_status
from reviewer.settings import Located

PACKAGES = ("chromadb", "tantivy", "onnxruntime", "langchain", "openai")


def examine(located: Located, *, call: Tell | None = None) -> Checkup:
    """Look at everything an answer needs.

    Args:
        located: the settings and where they came from.
        call: have each language model called once, and be told of it before; None calls none.

    Raises:
        PromptError: the review's own prompt for that call cannot be used.
    """
    findings = [_python(), _packages(), _configuration(located), *store(located)]
    findings += [*chroma(located.settings), _embedder(located)]
    findings += [*embedding_server(located.settings), *model(located.settings)]
    trials, seen = ([], []) if call is None else call_models(located, call)
    findings += [*seen, reranker(located.settings), *_extras()]
    return Checkup(findings=tuple(findings), trials=tuple(trials))


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


def _embedder(located: Located) -> Finding:
    """A missing model costs quality and nothing fails; one that nothing can run is a mistake."""
    found = embedder_status(located.settings.embedding)
    unknown = found.kind == "none" and located.settings.embedding.model != MINILM
    well = True if found.ready else False if unknown else None
    return Finding(topic="embedder", well=well, says=found.explanation, mend=found.hint)


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
