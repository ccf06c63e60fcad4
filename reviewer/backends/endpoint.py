"""What is called and with which key, and each way the call can fail as an error with a hint.

In comes an exception of the client; out comes a `ModelError`. No key is ever part of a message.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx
import openai
from langchain_core.exceptions import LangChainException

from reviewer.backends.characters import whole
from reviewer.backends.overflow import Overflow, overflow_in
from reviewer.errors import (
    ContextLengthError,
    ModelError,
    ModelKeyError,
    ModelReplyError,
    ModelUnreachableError,
)
from reviewer.keys import key_in, without_key
from reviewer.text.addresses import shown

CLIENT_ERRORS = (openai.OpenAIError, LangChainException, httpx.HTTPError)
"""What the client raises for a call that failed."""

# A server that does not speak the protocol makes the client stumble over what it sent, with
# whatever exception the stumble gives; each of these was seen with a scripted server.
GARBLED = (ValueError, TypeError, LookupError, AttributeError)

# By name: the client of each provider has classes of its own for the same failure.
_TIMEOUTS = {"APITimeoutError", "ModelTimeoutError", "TimeoutException"}
_CONNECTIONS = {"APIConnectionError", "ModelConnectionError", "TransportError"}

LIMIT_IN_HINT = re.compile(r"context_window = (\d+)")
"""What a model can read, in the hint of a request that is too long."""

_NOT_LENGTH = (401, 403, 404, 408, 429)
_LISTED = 8  # models named in a hint


@dataclass(frozen=True)
class Endpoint:
    """A model and where it is served.

    Args:
        model: its name.
        base_url: None for a provider's own API.
        key_variable: the environment variable of the key.
        timeout: seconds a reply may take.
        list_models: asks the server for the names of its models; may raise what a client raises.
        withheld: the key is another's, and not sent.

    Raises:
        ModelKeyError: the key cannot be sent.
    """

    model: str
    base_url: str | None
    key_variable: str
    timeout: float
    list_models: Callable[[], list[str]] = field(default=list, repr=False)
    withheld: bool = False
    key: str | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        key = "" if self.withheld else key_in(self.key_variable, ModelKeyError)
        object.__setattr__(self, "key", key or None)

    def __str__(self) -> str:
        if self.base_url is None:
            return f"the provider of {self.model}"
        return shown(self.base_url)

    def explain(self, error: BaseException) -> ModelError:
        """The error to raise for what the client raised."""
        status = getattr(error, "status_code", None)
        overflow = None if status in _NOT_LENGTH else self.overflow(error)
        if overflow is not None:
            return self._too_long(self._words(error), overflow.limit)
        if isinstance(status, int):
            return self._explain_status(status, self._words(error))
        kinds = {kind.__name__ for kind in type(error).__mro__}
        if kinds & _TIMEOUTS:
            return self._unreachable(f"no reply within {self.timeout:g} s", slow=True)
        if kinds & _CONNECTIONS:
            return self._explain_connection(error)
        if isinstance(error, CLIENT_ERRORS):
            return self._failed(self._words(error))
        return self._garbled(error)

    def overflow(self, error: BaseException) -> Overflow | None:
        """Whether the server says that the request is too long."""
        return overflow_in(json.dumps(getattr(error, "body", None)) + str(error))

    def busy_for(self, error: BaseException, seconds: float) -> ModelReplyError:
        """The error of a server that asks to be left alone longer than anybody waits."""
        status = getattr(error, "status_code", "")
        return ModelReplyError(
            f"{self} asks to be left alone for {seconds:,.0f} s ({status}: {self._words(error)})",
            hint="ask again after that; your quota may be used up, or the server overloaded",
        )

    def _too_long(self, words: str, limit: int | None) -> ContextLengthError:
        window = f" = {limit}" if limit else " to what it can read"
        return ContextLengthError(
            f"the request is too long for {self.model} at {self} ({words})",
            hint=f"set model.context_window{window}, or lower model.max_output_tokens",
            limit=limit,
        )

    def _failed(self, why: str) -> ModelReplyError:
        return ModelReplyError(
            f"{self} failed ({why})",
            hint="see its log and try again, or leave out --model for an extractive answer",
        )

    def _garbled(self, error: BaseException) -> ModelReplyError:
        why = f": {self.plain(str(error))}" if isinstance(error, ValueError) else ""
        return ModelReplyError(
            f"{self} sent something that is no reply of a language model{why}",
            hint=self._check_address(),
        )

    def broken_off(self) -> ModelReplyError:
        return ModelReplyError(
            f"the reply of {self.model} broke off before its end ({self})",
            hint="see the server's log, and try again",
        )

    def empty(self) -> ModelReplyError:
        return ModelReplyError(
            f"{self.model} replied with nothing ({self})",
            hint="raise model.max_output_tokens (it may have spent them on thinking), "
            "or take another model",
        )

    def _explain_status(self, status: int, words: str) -> ModelError:
        if status in (401, 403):
            return self._explain_key(status)
        if status == 404:
            return ModelReplyError(
                f"{self} has no model {self.model} (404: {words})", hint=self._other_models()
            )
        if status == 429:
            return ModelReplyError(
                f"{self} takes no more requests now (429: {words})",
                hint="wait a little, or raise model.retries; your quota may be used up",
            )
        if status >= 500 or status == 408:
            return self._failed(f"{status}: {words}")
        return ModelReplyError(
            f"{self} refused the request ({status}: {words})",
            hint="check model.context_window and model.max_output_tokens against the server's",
        )

    def _explain_key(self, status: int) -> ModelKeyError:
        if self.withheld and os.environ.get(self.key_variable):
            return ModelKeyError(
                f"{self} wants a key, and {self.key_variable} is sent to OpenAI only",
                hint="name the variable of this server's key in model.api_key_env, even if it is "
                f"{self.key_variable}",
            )
        if self.key is None:
            return missing_key(str(self), self.key_variable)
        return ModelKeyError(
            f"{self} refused the key in {self.key_variable} ({status})",
            hint=f"put a valid key into {self.key_variable}, or name another variable in "
            "model.api_key_env",
        )

    def _explain_connection(self, error: BaseException) -> ModelError:
        causes = list(_causes(error))
        if any("remoteprotocol" in type(cause).__name__.lower() for cause in causes):
            return self.broken_off()
        system = next((cause for cause in causes if isinstance(cause, OSError)), None)
        why = (system.strerror or str(system)) if system else str(causes[-1])
        return self._unreachable(self.plain(why).lower())

    def _unreachable(self, why: str, *, slow: bool = False) -> ModelUnreachableError:
        mend = "start it (for Ollama: ollama serve)" if self.base_url else "check the network"
        option = "--base-url" if self.base_url else "--model"
        return ModelUnreachableError(
            f"no model server answers at {self} ({why})",
            hint=f"{'raise model.timeout' if slow else mend}, "
            f"or leave out {option} for an extractive answer",
        )

    def _other_models(self) -> str:
        try:
            names = self.list_models()
        except (*CLIENT_ERRORS, *GARBLED):
            names = []
        if not names:
            return f"check the model's name; {self._check_address()}"
        more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
        return f"it has: {', '.join(names[:_LISTED])}{more}"

    def _check_address(self) -> str:
        if self.base_url is None:
            return "see that it is written as the provider's documentation writes it"
        return "check --base-url: it must be an OpenAI-compatible server, and often ends in /v1"

    def _words(self, error: BaseException) -> str:
        """What the server said, on one line."""
        body = getattr(error, "body", None)
        inner = body.get("error", body) if isinstance(body, dict) else None
        said = inner.get("message") if isinstance(inner, dict) else None
        if said is None and isinstance(body, dict | list):
            said = json.dumps(body, ensure_ascii=False)
        return self.plain(str(said or body or getattr(error, "message", None) or error))

    def plain(self, text: str) -> str:
        """A foreign text on one line, shortened, and without the key."""
        return whole(without_key(text, self.key))


def missing_key(who: str, variable: str) -> ModelKeyError:
    return ModelKeyError(
        f"{who} wants a key, and {variable} is not set",
        hint=f"export {variable}=…, or name another variable in model.api_key_env",
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
