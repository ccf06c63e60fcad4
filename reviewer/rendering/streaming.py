"""An answer printed while it is written: statements as they are proven, the rest at the end."""

from collections.abc import Callable

from reviewer.models import Answer, Statement, citation_numbers
from reviewer.rendering import terminal
from reviewer.rendering.screen import Screen

REVISED = "The final answer:"


class AnswerStream:
    """Prints statements one by one, numbering papers in the order they are first cited.

    Args:
        screen: what is printed on.
        write: prints one block of text and flushes it.
        lists_left_out: what the user does to see what could not be proven; None lists it.
    """

    def __init__(
        self, screen: Screen, write: Callable[[str], None], *, lists_left_out: str | None = None
    ) -> None:
        self._screen = screen
        self._write = write
        self._lists = lists_left_out
        self._understood: str | None = None
        self._numbers: dict[str, int] = {}
        self._shown: list[tuple[Statement, list[int]]] = []

    def understood(self, question: str) -> None:
        """Print how a follow-up was understood, before it is answered."""
        self._understood = question
        self._write(f"{terminal.understood(question, self._screen)}\n")

    def statement(self, said: Statement) -> None:
        for quote in said.quotes:
            self._numbers.setdefault(quote.paper_id, len(self._numbers) + 1)
        numbers = sorted({self._numbers[quote.paper_id] for quote in said.quotes})
        self._shown.append((said, numbers))
        self._write(f"{terminal.statement(said, numbers, self._screen)}\n")

    def finish(self, answer: Answer) -> None:
        """Print what the statements alone did not say, or all of it if they were revised."""
        final = [(said, citation_numbers(said, answer.references)) for said in answer.statements]
        if not self._shown:
            self._write(self._whole(answer))
        elif final[: len(self._shown)] != self._shown:
            self._write(f"{REVISED}\n\n{self._whole(answer)}")
        else:
            for said, numbers in final[len(self._shown) :]:
                self._write(f"{terminal.statement(said, numbers, self._screen)}\n")
            self._write(terminal.after_statements(answer, self._screen, lists_left_out=self._lists))

    def _whole(self, answer: Answer) -> str:
        if self._understood is not None:
            answer = answer.model_copy(update={"understood_as": None})
        return terminal.answer(answer, self._screen, lists_left_out=self._lists)
