"""The servers other than the language model's: Chroma, the embedding server, the reranker.

In come settings, out come findings. A sentence of ours is embedded where a server does that; the
reranker is not contacted. No key is ever shown.
"""

import os
from urllib.parse import urlsplit

from reviewer.doctor.findings import Finding
from reviewer.embedding import OFF
from reviewer.errors import EmbedderError, RerankError, StoreError
from reviewer.settings import Settings

PATIENCE = 30.0
"""Seconds for a vector: the server may have to load its model first."""
ALIKE = 0.999
"""Cosine of two vectors of one text by one model; the order of a sum changes less."""


def chroma(settings: Settings) -> list[Finding]:
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


def embedding_server(settings: Settings) -> list[Finding]:
    """Whether it embeds, and whether all that are behind its address embed alike."""
    chosen = settings.embedding
    if chosen.base_url is None or chosen.model == OFF:
        return []
    from reviewer.embedding.openai_compatible import ServerEmbedder

    place = (chosen.model, chosen.base_url, chosen.api_key_env)
    try:
        embedder = ServerEmbedder(
            *place,
            sends_key=chosen.sends_key,
            requests=chosen.requests,
            retries=0,
            timeout=PATIENCE,
        )
        alike, numbers = embedder.agreement(), embedder.dimension
    except EmbedderError as error:
        return [Finding(topic="embedding", well=False, says=error.message, mend=error.hint)]
    if alike < ALIKE:
        says = f"{chosen.model} gives one text several vectors (cosine {alike:.3f})"
        mend = "have every server behind embedding.base_url run the same model, then rebuild"
        return [Finding(topic="embedding", well=False, says=says, mend=mend)]
    says = f"answers with {numbers} numbers, each time the same"
    return [Finding(topic="embedding", well=True, says=says)]


def reranker(settings: Settings) -> Finding:
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
