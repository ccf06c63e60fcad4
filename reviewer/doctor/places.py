"""Which folders and files are in use and why, and what is in the store.

In come located settings; it opens the store for reading, and never makes one.
"""

from reviewer.doctor.findings import Finding, Place, StoreFacts, store_text
from reviewer.embedding import status as embedder_status
from reviewer.errors import ReviewerError
from reviewer.prompting import list_prompts
from reviewer.settings import Located
from reviewer.text.plurals import counted

WEIGHTS = {
    "cache": "converted to int8 and kept",
    "package": "an installed package; converted at first use",
    "chroma": "Chroma's download; converted at first use",
    "server": "embedding.base_url",
    "none": "no weights: search is by words only; see reviewer doctor",
    "off": "embedding.model is none: search is by words only",
}


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


def store(located: Located) -> list[Finding]:
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
