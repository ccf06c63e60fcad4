"""A chat model that does not speak OpenAI's protocol: the same ledger, its own retries."""

from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.exceptions import LangChainException
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from reviewer.backends import Backend
from reviewer.backends.endpoint import Endpoint
from reviewer.backends.ledger import Ledger
from reviewer.backends.line import ChatLine
from reviewer.errors import BudgetError, ModelReplyError
from reviewer.settings import BudgetSettings, ModelSettings

ASKED = [("system", "be brief"), ("user", "why?")]
ENDS = {"stop_reason": "max_tokens"}


class Elsewhere(BaseChatModel):
    """Replies `because it is so`, cut, as Anthropic's client would tell it."""

    fails: bool = False
    asked: list[dict[str, Any]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "elsewhere"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        self.asked.append(kwargs)
        if self.fails:
            raise LangChainException("overloaded")
        said = AIMessage("because it is so", response_metadata=ENDS)
        return ChatResult(generations=[ChatGeneration(message=said)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.asked.append(kwargs)
        for piece in ("because ", "it is so"):
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))


def opened(chat: Elsewhere, now: Callable[[], float] = monotonic, **budget: float) -> Backend:
    settings = ModelSettings(name="elsewhere:m", retries=3)
    ledger = Ledger(BudgetSettings.model_validate(budget), 2, now)
    endpoint = Endpoint("elsewhere:m", None, "ELSEWHERE_API_KEY", 20)
    line = ChatLine(chat, settings, endpoint, None, ledger)
    return Backend({"write": line, "plan": line, "judge": line}, ledger)


def test_another_provider_s_model_is_called_and_told_apart_when_cut() -> None:
    chat = Elsewhere()
    backend = opened(chat)
    with backend.recording() as spent:
        assert backend.complete(ASKED) == "because it is so"
        assert list(backend.stream(ASKED)) == ["because ", "it is so"]
    assert [call.cut for call in spent.calls] == [True, False]
    assert spent.notices == ["the reply was cut after 1024 tokens (model.max_output_tokens)"]
    assert all("max_tokens" not in kwargs for kwargs in chat.asked)


def test_another_provider_s_model_is_told_of_a_smaller_budget() -> None:
    chat = Elsewhere()
    backend = opened(chat, tokens=200)
    backend.complete(ASKED)
    assert chat.asked[0]["max_tokens"] < 200


def test_another_provider_s_client_tries_again_by_itself() -> None:
    chat = Elsewhere(fails=True)
    with pytest.raises(ModelReplyError, match="the provider of elsewhere:m failed"):
        opened(chat).complete(ASKED)
    assert len(chat.asked) == 1


def test_another_provider_s_stream_ends_with_the_seconds() -> None:
    clock = [0.0]
    pieces = opened(Elsewhere(), lambda: clock[0], seconds=60).stream(ASKED)
    assert next(pieces) == "because "
    clock[0] = 61.0
    with pytest.raises(BudgetError, match="60 seconds is used up"):
        next(pieces)
