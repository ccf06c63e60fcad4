"""The one way to a language model: every call is entered in the ledger, whatever becomes of it.

In come LangChain messages; out comes text, whole or in pieces. It does not know what is asked, nor
whether a server replies or a record.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from typing import Protocol

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    convert_to_messages,
)
from langchain_core.prompt_values import PromptValue
from langchain_core.runnables import Runnable, RunnableConfig

from reviewer.backends.characters import whole
from reviewer.backends.ledger import Ledger, Ticket
from reviewer.backends.tokens import Counter, Item, Messages
from reviewer.errors import ModelError
from reviewer.settings import ModelSettings

# What LangChain calls the roles of messages, in the words of the protocol.
_ROLES = {"human": "user", "ai": "assistant"}

Pieces = Generator[str, None, None]


class Line(Protocol):
    """What replies: a model behind HTTP, or a record of what one replied."""

    @property
    def name(self) -> str:
        """The model's name."""

    @property
    def settings(self) -> ModelSettings:
        """How it is called."""

    @property
    def counter(self) -> Counter:
        """Counts tokens as the model does, or a little more."""

    def key(self, messages: Messages) -> str:
        """The SHA-256 of everything that decides the reply."""

    def recorded_size(
        self, passages: Sequence[Item], messages_of: Callable[[Sequence[Item]], Messages]
    ) -> int | None:
        """How many of the passages were sent, if this is a record that says so."""

    def begin(self, ticket: Ticket) -> None:
        """Find a kept reply, or take the call out of the budget.

        Raises:
            BudgetError: it is used up.
        """

    def pieces(self, ticket: Ticket, *, streaming: bool) -> Pieces:
        """The reply to a call that has begun; what it cost is written on the ticket.

        Raises:
            ModelError: the call failed, maybe after some pieces.
        """


class Door(Runnable[LanguageModelInput, AIMessage]):
    """A chat model for LCEL chains: `prompt | door | parser`, invoked or streamed.

    Args:
        line: what replies.
        ledger: where every call is entered.
        role: what the model is called for.

    Raises:
        ModelError: from `invoke` and `stream`, when the call failed.
    """

    def __init__(self, line: Line, ledger: Ledger, role: str) -> None:
        self.line = line
        self.ledger = ledger
        self._role = role

    def invoke(
        self,
        input: LanguageModelInput,  # noqa: A002 - LangChain's own name for it
        config: RunnableConfig | None = None,
        **_: object,
    ) -> AIMessage:
        """The whole reply."""
        ticket = self.enter(_texts(input))
        return AIMessage(content="".join(self.pieces(ticket, streaming=False)))

    def stream(
        self,
        input: LanguageModelInput,  # noqa: A002 - LangChain's own name for it
        config: RunnableConfig | None = None,
        **_: object,
    ) -> Generator[AIMessage, None, None]:
        """The reply in pieces, as they come."""
        ticket = self.enter(_texts(input))
        ticket.stream = self.pieces(ticket, streaming=True)
        with closing(ticket.stream) as pieces:
            for piece in pieces:
                yield AIMessageChunk(content=piece)

    def enter(self, messages: Messages) -> Ticket:
        """A call that is not begun yet."""
        messages = [(role, whole(text)) for role, text in messages]
        return self.ledger.begin(self.line.key(messages), self._role, self.line.name, messages)

    def begin(self, ticket: Ticket) -> None:
        """Find a kept reply, or take the call out of the budget; `pieces` does it if need be.

        Raises:
            ModelError: there is no budget left for it; the call is over.
        """
        ticket.begun = True
        try:
            self.line.begin(ticket)
        except ModelError as error:
            ticket.error = error
            self.ledger.close(ticket)
            raise

    def pieces(self, ticket: Ticket, *, streaming: bool) -> Pieces:
        """The reply of a call that was entered. The call is over when this is closed."""
        if not ticket.begun:
            self.begin(ticket)
        try:
            with closing(self.line.pieces(ticket, streaming=streaming)) as pieces:
                for piece in pieces:
                    ticket.text += piece
                    yield piece
            ticket.whole = True
        except ModelError as error:
            ticket.error = None if ticket.wire.is_cut else error
            raise
        finally:
            self.ledger.close(ticket)


def _texts(given: LanguageModelInput) -> Messages:
    messages: Sequence[BaseMessage]
    if isinstance(given, PromptValue):
        messages = given.to_messages()
    else:
        messages = [HumanMessage(given)] if isinstance(given, str) else convert_to_messages(given)
    return [(_ROLES.get(message.type, message.type), str(message.text)) for message in messages]
