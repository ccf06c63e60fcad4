"""The one way to a language model: keeps replies, counts the cost, explains failures.

In come LangChain messages; out comes text, whole or in pieces. It does not know what is asked.
"""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from time import perf_counter
from typing import Any

import openai
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    convert_to_messages,
)
from langchain_core.prompt_values import PromptValue
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_openai import ChatOpenAI

from reviewer.backends.endpoint import CLIENT_ERRORS, GARBLED, Endpoint
from reviewer.backends.thinking import without_thinking
from reviewer.backends.tokens import Counter, counter_for
from reviewer.models import Usage
from reviewer.reply_cache import Reply, ReplyCache, request_key
from reviewer.settings import ModelSettings


@dataclass(eq=False)
class Spent:
    """What some calls cost, and what the user must know of them."""

    usage: Usage = field(default_factory=Usage)
    notices: list[str] = field(default_factory=list)

    def note(self, notice: str) -> None:
        if notice not in self.notices:
            self.notices.append(notice)


@dataclass
class _Call:
    """One request on its way."""

    messages: list[BaseMessage]
    streaming: bool
    text: str = ""
    finish: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0

    def take(self, message: BaseMessage) -> str:
        """Note what a piece of the reply says beside its text, and return the text."""
        finish = message.response_metadata.get("finish_reason")
        self.finish = finish or self.finish
        usage = getattr(message, "usage_metadata", None) or {}
        self.input_tokens += usage.get("input_tokens") or 0
        self.output_tokens += usage.get("output_tokens") or 0
        return str(message.text)


class Door(Runnable[LanguageModelInput, AIMessage]):
    """A chat model for LCEL chains: `prompt | door | parser`, invoked or streamed.

    Raises:
        ModelError: from `invoke` and `stream`, when the call failed.
    """

    def __init__(
        self,
        chat: BaseChatModel,
        settings: ModelSettings,
        endpoint: Endpoint,
        cache: ReplyCache | None,
    ) -> None:
        self.spent = [Spent()]
        self._chat = chat
        self._settings = settings
        self._endpoint = endpoint
        self._cache = cache
        self._given_up: set[str] = set()

    @cached_property
    def counter(self) -> Counter:
        return counter_for(self._endpoint.model)

    def invoke(
        self,
        input: LanguageModelInput,  # noqa: A002 - LangChain's own name for it
        config: RunnableConfig | None = None,
        **_: object,
    ) -> AIMessage:
        """The whole reply."""
        call = _Call(_messages_of(input), streaming=False)
        return AIMessage(content="".join(self._pieces(call)))

    def stream(
        self,
        input: LanguageModelInput,  # noqa: A002 - LangChain's own name for it
        config: RunnableConfig | None = None,
        **_: object,
    ) -> Iterator[AIMessage]:
        """The reply in pieces, as they come."""
        for piece in self._pieces(_Call(_messages_of(input), streaming=True)):
            yield AIMessageChunk(content=piece)

    def _pieces(self, call: _Call) -> Iterator[str]:
        key = self._key(call.messages)
        kept = self._kept(lambda cache: cache.get(key))
        if kept is not None:
            self._charge(Usage(cached_calls=1))
            self._note_cut(kept)
            yield kept.text
            return
        started = perf_counter()
        try:
            for piece in filter(None, without_thinking(self._raw(call))):
                call.text += piece
                yield piece
        except (*CLIENT_ERRORS, *GARBLED) as error:
            raise self._endpoint.explain(error) from None
        finally:
            self._charge_call(call, perf_counter() - started)
        if not call.text.strip():
            raise self._endpoint.empty()
        reply = Reply(call.text, cut=call.finish == "length")
        self._note_cut(reply)
        self._kept(lambda cache: cache.put(key, reply))

    def _raw(self, call: _Call) -> Iterator[str]:
        """The reply as it comes, without those fields of the request that the server rejects."""
        while True:
            try:
                yield from self._send(call)
            except openai.APIStatusError as error:
                if not self._give_up_a_field(error):
                    raise
            else:
                return

    def _send(self, call: _Call) -> Iterator[str]:
        if not call.streaming:
            yield call.take(self._chat.invoke(call.messages))
            return
        for message in self._chat.stream(call.messages):
            yield call.take(message)
        if call.finish is None and self._endpoint.base_url is not None:
            raise self._endpoint.broken_off()

    def _give_up_a_field(self, error: openai.APIStatusError) -> bool:
        """Whether the server named a field that it does not take, and is sent no more."""
        if error.status_code not in (400, 422) or not isinstance(self._chat, ChatOpenAI):
            return False
        most = self._settings.max_output_tokens
        named: dict[str, dict[str, Any]] = {
            "stream_options": {"stream_usage": False},
            "temperature": {"temperature": None},
            "max_completion_tokens": {"extra_body": None, "max_tokens": most},
        }
        for name in [name for name in named if name in str(error)]:
            if name not in self._given_up:
                self._given_up.add(name)
                self._chat = self._chat.model_copy(update=named[name])
                if name == "temperature":
                    self._note("the server takes no temperature; its own default is used")
                return True
        return False

    def _key(self, messages: list[BaseMessage]) -> str:
        return request_key(
            {
                "base_url": self._endpoint.base_url,
                "model": self._endpoint.model,
                "temperature": self._settings.temperature,
                "max_tokens": self._settings.max_output_tokens,
                "messages": [[message.type, str(message.text)] for message in messages],
            }
        )

    def _kept(self, act: Callable[[ReplyCache], Reply | None]) -> Reply | None:
        if self._cache is None:
            return None
        try:
            return act(self._cache)
        except (sqlite3.Error, OSError) as error:
            self._note(f"replies cannot be kept ({error}); the answer is not affected")
            return None

    def _charge_call(self, call: _Call, seconds: float) -> None:
        texts = [(message.type, str(message.text)) for message in call.messages]
        usage = Usage(
            calls=1,
            input_tokens=call.input_tokens or self.counter.of_messages(texts),
            output_tokens=call.output_tokens or self.counter.count(call.text),
            seconds=seconds,
        )
        self._charge(usage)

    def _charge(self, usage: Usage) -> None:
        for spent in self.spent:
            spent.usage = spent.usage + usage

    def _note_cut(self, reply: Reply) -> None:
        if reply.cut:
            most = self._settings.max_output_tokens
            self._note(f"the reply was cut after {most} tokens (model.max_output_tokens)")

    def _note(self, notice: str) -> None:
        for spent in self.spent:
            spent.note(notice)


def _messages_of(given: LanguageModelInput) -> list[BaseMessage]:
    if isinstance(given, PromptValue):
        return given.to_messages()
    return [HumanMessage(given)] if isinstance(given, str) else convert_to_messages(given)
