"""A workspace over papers given as entries, searched by words alone unless told otherwise."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reviewer.embedding import Embedder
from reviewer.workspace import Workspace
from tests.shelf import write

WORDS_ONLY = {("embedding", "model"): "none"}


def paper(title: str, abstract: str, **fields: Any) -> dict[str, Any]:
    return {"title": title, "abstract": abstract, **fields}


def gather(
    folder: Path,
    entries: Sequence[Mapping[str, Any]],
    embedder: Embedder | None = None,
    **flags: Any,
) -> Workspace:
    """A workspace in `folder` that holds `entries`.

    Args:
        folder: made if it is not there.
        entries: papers as lines of JSON.
        embedder: instead of the one of the settings.
        flags: `section_key=value` settings.
    """
    wanted: dict[tuple[str, str], Any] = dict(WORDS_ONLY)
    for name, value in flags.items():
        section, _, key = name.partition("_")
        wanted[section, key] = value
    workspace = Workspace(folder, flags=wanted)
    if embedder is not None:
        workspace.__dict__["embedder"] = embedder  # as `cached_property` would have kept it
    report = workspace.ingest([write(folder / "papers.jsonl", entries)])
    assert not report.failed
    return workspace
