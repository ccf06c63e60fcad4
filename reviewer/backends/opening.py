"""Model settings to a chat model of LangChain, behind the door.

It reads the key from the environment and calls nothing; what is missing is an error that says so.
"""

import re
from pathlib import Path
from typing import Any

import openai
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from reviewer.backends.backend import Backend
from reviewer.backends.door import Line
from reviewer.backends.endpoint import Endpoint, missing_key
from reviewer.backends.ledger import Ledger
from reviewer.backends.line import ChatLine
from reviewer.backends.wire import http_client
from reviewer.errors import ModelError
from reviewer.model_settings import ROLES
from reviewer.reply_cache import ReplyCache
from reviewer.settings import BudgetSettings, ModelSettings
from reviewer.text.addresses import shown

_NO_KEY = "none"  # servers on the own machine want some key and check none
_DEFAULT_KEY_VARIABLE = ModelSettings().api_key_env
_KEY_VARIABLES = {
    "anthropic": "ANTHROPIC_API_KEY",
    "deepseek": "DEEPSEEK_API_KEY",
    "google_genai": "GOOGLE_API_KEY",
    "groq": "GROQ_API_KEY",
    "mistralai": "MISTRAL_API_KEY",
    "openai": "OPENAI_API_KEY",
    "openrouter": "OPENROUTER_API_KEY",
    "together": "TOGETHER_API_KEY",
    "xai": "XAI_API_KEY",
}


def open_backend(
    settings: ModelSettings, cache_folder: Path | None, budget: BudgetSettings | None = None
) -> Backend | None:
    """The language model of the settings in all its roles, not called yet; None if they name none.

    Args:
        settings: the model, where it is served, and how it is called.
        cache_folder: replies are kept in `replies.sqlite3` there; None keeps none.
        budget: what one question or draft may cost.

    Raises:
        ModelKeyError: the provider wants a key, and its variable is not set.
        ModelError: the settings fit no model, or the package of the provider is not installed.
    """
    if not settings.name:
        _check_unnamed(settings)
        return None
    ledger = Ledger(budget or BudgetSettings(), settings.concurrency)
    cache = ReplyCache(cache_folder) if settings.cache and cache_folder else None
    roles = {role: settings.role(role) for role in ROLES}
    opened = {own: _line(own, cache, ledger) for own in dict.fromkeys(roles.values())}
    if any(own.is_priced for own in opened):
        ledger.is_priced = True
    return Backend({role: opened[own] for role, own in roles.items()}, ledger)


def _check_unnamed(settings: ModelSettings) -> None:
    """Nothing is called without a model that writes; what is set for one is not passed over."""
    if settings.base_url:
        place = shown(settings.base_url)
        raise ModelError(
            f"no model is named for the server at {place}",
            hint=f"name one with --model; {place.rstrip('/')}/models lists them",
        )
    for role in ("plan", "judge"):
        if getattr(settings, role).name:
            raise ModelError(
                f"model.{role} names a model, and model.name names none",
                hint="name the model that writes with --model; without one, answers are extractive "
                "and no model is called",
            )


def _line(settings: ModelSettings, cache: ReplyCache | None, ledger: Ledger) -> Line:
    assert settings.name
    if settings.base_url:
        chat, endpoint = _at_address(settings, settings.name, settings.base_url)
    else:
        chat, endpoint = _at_provider(settings, settings.name)
    return ChatLine(chat, settings, endpoint, cache, ledger)


def _at_address(
    settings: ModelSettings, name: str, base_url: str
) -> tuple[BaseChatModel, Endpoint]:
    if not re.match(r"https?://[^\s/]", base_url):
        raise ModelError(
            f"model.base_url = {base_url!r} is not an address",
            hint="write it as http://localhost:11434/v1",
        )

    def list_models() -> list[str]:
        client = openai.OpenAI(
            base_url=base_url, api_key=endpoint.key or _NO_KEY, max_retries=0, timeout=5
        )
        with client:
            return [model.id for model in client.models.list().data]

    endpoint = Endpoint(
        name,
        base_url,
        settings.api_key_env,
        settings.timeout,
        list_models,
        withheld=not settings.sends_key,
    )
    chat = ChatOpenAI(
        base_url=base_url,
        model=name,
        api_key=SecretStr(endpoint.key or _NO_KEY),
        temperature=settings.temperature,
        timeout=settings.timeout,
        max_retries=0,
        http_client=http_client(),
        use_responses_api=False,
        cache=False,
    )
    return chat, endpoint


def _at_provider(settings: ModelSettings, name: str) -> tuple[BaseChatModel, Endpoint]:
    provider = name.partition(":")[0]
    own_variable = settings.api_key_env != _DEFAULT_KEY_VARIABLE
    variable = settings.api_key_env if own_variable else _KEY_VARIABLES.get(provider)
    endpoint = Endpoint(name, None, variable or settings.api_key_env, settings.timeout)
    if variable is not None and endpoint.key is None:
        raise missing_key(f"the model {name}", variable)
    options: dict[str, Any] = {"api_key": endpoint.key} if own_variable else {}
    if provider == "openai":
        options |= {"http_client": http_client(), "max_retries": 0, "max_tokens": None}
    try:
        chat = init_chat_model(
            name,
            **{
                "temperature": settings.temperature,
                "max_tokens": settings.max_output_tokens,
                "timeout": settings.timeout,
                "max_retries": settings.retries,
                "cache": False,
                **options,
            },
        )
    except ImportError as error:
        raise _missing_package(name, error) from None
    except ValueError as error:
        raise _unknown(endpoint, error) from None
    return chat, endpoint


def _missing_package(name: str, error: ImportError) -> ModelError:
    named = re.search(r"pip install (?:-\S+ )*([\w-]+)", str(error))
    package = named[1] if named else f"langchain-{name.partition(':')[0]}"
    return ModelError(
        f"the model {name} needs the package {package}, which is not installed",
        hint=f"pip install {package}",
    )


def _unknown(endpoint: Endpoint, error: ValueError) -> ModelError:
    if "model_provider" in str(error):
        return ModelError(
            f"no provider is known for the model {endpoint.model!r}",
            hint="write provider:model, such as openai:gpt-5-mini, or give --base-url for a "
            "server of your own",
        )
    return ModelError(
        f"the model {endpoint.model} cannot be set up: {endpoint.plain(str(error))}",
        hint="see what the provider's LangChain package wants",
    )
