"""The language model's server: what would be called, with which key, and which models it lists.

In come settings, out come findings. The server is asked for its list of models and for nothing
else; no key is ever shown.
"""

import os
import re
from typing import NamedTuple

from reviewer.doctor.findings import Finding
from reviewer.errors import ModelError
from reviewer.model_settings import ROLES, Role
from reviewer.settings import ModelSettings, Settings
from reviewer.text.addresses import shown

SERVER_PATIENCE = 3.0
"""Seconds for the server's list of models."""
LISTED_MODELS = 5


class InUse(NamedTuple):
    """A model that the program would call, and for what.

    `model` has the longest context window of its roles, if they differ.
    """

    roles: tuple[Role, ...]
    model: ModelSettings


def models_in_use(model: ModelSettings) -> list[InUse]:
    """Every model that has a role, once; none in extractive mode."""
    if model.name is None:
        named = model.base_url or any(getattr(model, role).name for role in ROLES[1:])
        return [InUse(ROLES[:1], model)] if named else []
    found: dict[tuple[str | None, ...], InUse] = {}
    for role in ROLES:
        settings = model.role(role)
        one = (settings.name, settings.base_url, settings.api_key_env)
        roles, known = found.get(one, ((), settings))
        longest = max(known, settings, key=lambda each: each.context_window)
        found[one] = InUse((*roles, role), longest)
    return list(found.values())


def model(settings: Settings) -> list[Finding]:
    """What would be called, for each model that has a role."""
    used = models_in_use(settings.model)
    if not used:
        says = "none: answers and drafts are extractive"
        if not _goes_elsewhere(settings):
            says += ", nothing leaves this machine"
        mend = "to have one write: --model NAME --base-url URL, or [model] in reviewer.toml"
        return [Finding(topic="model", well=None, says=says, mend=mend)]
    several = len(used) > 1
    return [
        finding.model_copy(update={"says": f"{', '.join(one.roles)}: {finding.says}"})
        if several
        else finding
        for one in used
        for finding in _one_model(one.model)
    ]


def headers_of(model: ModelSettings) -> dict[str, str]:
    """What is sent with a request to the model's server: its key, if it may have one."""
    key = os.environ.get(model.api_key_env, "").strip()
    return {"Authorization": f"Bearer {key}"} if key and model.sends_key else {}


def _one_model(model: ModelSettings) -> list[Finding]:
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


def _address(model: ModelSettings) -> str:
    if model.base_url is None:
        return "its provider's own API, ready to be called"
    return f"{_shown(model)}/chat/completions"


def _shown(model: ModelSettings) -> str:
    """The server's address without a password that may be in it."""
    return shown(model.base_url or "").rstrip("/")


def _key(model: ModelSettings) -> Finding:
    name = model.api_key_env
    if os.environ.get(name) and not model.sends_key:
        says = f"{name} is set, and not sent: it is the key of OpenAI"
        mend = f'if this server is to have it, write under [model]: api_key_env = "{name}"'
        return Finding(topic="key", well=None, says=says, mend=mend)
    if os.environ.get(name):
        return Finding(topic="key", well=True, says=f"{name} is set")
    return Finding(topic="key", well=None, says=f"{name} is not set (a local server needs none)")


def _server(model: ModelSettings) -> Finding:
    import httpx

    url, shown = f"{(model.base_url or '').rstrip('/')}/models", _shown(model)
    try:
        reply = httpx.get(url, headers=headers_of(model), timeout=SERVER_PATIENCE)
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
