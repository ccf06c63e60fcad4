"""The services by name, and the enricher that the settings ask for.

The clients are loaded here and nowhere else, so that nothing needs them until they are used.
"""

import importlib
from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from reviewer.enrichment.enricher import Enricher, Progress
from reviewer.enrichment.service import Service
from reviewer.errors import EnrichmentError
from reviewer.settings import EnrichmentSettings

INSTALL = "pip install 'literature-reviewer[enrich]'"
_CLASSES = {
    "crossref": "Crossref",
    "openalex": "OpenAlex",
    "semantic_scholar": "SemanticScholar",
    "arxiv": "Arxiv",
}
NAMES = tuple(_CLASSES)
"""Every service, in the order in which they are believed by default."""


def installed() -> bool:
    """Whether the clients of all services are there; none is loaded."""
    clients = ("habanero", "pyalex", "semanticscholar", "arxiv")
    return all(find_spec(client) is not None for client in clients)


def open_services(
    names: Iterable[str],
    *,
    mailto: str | None,
    keys: Mapping[str, str] | None = None,
    base_urls: Mapping[str, str] | None = None,
) -> list[Service]:
    """The services by these names, in this order, ready to be asked; nothing is sent yet.

    Args:
        names: of `NAMES`.
        mailto: an address at which a service can complain, sent with every request.
        keys: the API keys of the services that have one.
        base_urls: other addresses than the services' own.

    Raises:
        EnrichmentError: there is no such service, or its client is not installed.
    """
    keys, base_urls = keys or {}, base_urls or {}
    opened = []
    for name in dict.fromkeys(names):
        given: dict[str, Any] = {}
        if name in keys:
            given["key"] = keys[name]
        if name in base_urls:
            given["address"] = base_urls[name]
        opened.append(_class_of(name)(mailto=mailto, **given))
    return opened


def open_enricher(
    settings: EnrichmentSettings,
    cache: Path,
    environ: Mapping[str, str],
    *,
    progress: Progress | None = None,
) -> Enricher:
    """The enricher that the settings ask for.

    Args:
        settings: the section `[enrichment]`.
        cache: a folder for the answers.
        environ: where the API keys are.
        progress: called with the step, the papers done and the papers in all.

    Raises:
        EnrichmentError: as `open_services`.
    """
    variables = {
        "openalex": settings.openalex_key_env,
        "semantic_scholar": settings.semantic_scholar_key_env,
    }
    addresses = {name: getattr(settings, f"{name}_url") for name in NAMES}
    services = open_services(
        settings.services,
        mailto=settings.mailto,
        keys={name: key for name, variable in variables.items() if (key := environ.get(variable))},
        base_urls={name: url for name, url in addresses.items() if url},
    )
    return Enricher(services, cache, kept_days=settings.cache_days, progress=progress)


def _class_of(name: str) -> Callable[..., Service]:
    if name not in _CLASSES:
        raise EnrichmentError(
            f"there is no service called {name!r}", hint=f"there are: {', '.join(NAMES)}"
        )
    try:
        module = importlib.import_module(f"reviewer.enrichment.{name}")
    except ImportError as error:
        raise EnrichmentError(
            f"the client for {name} is not installed ({error})", hint=INSTALL
        ) from None
    opened: Callable[..., Service] = getattr(module, _CLASSES[name])
    return opened
