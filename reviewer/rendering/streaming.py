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
    """

    def __init__(self, screen: Screen, write: Callable[[str], None]) -> None:
        self._screen = screen
        self._write = write
        self._numbers: dict[str, int] = {}
        self._shown: list[tuple[Statement, list[int]]] = []

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
            self._write(terminal.answer(answer, self._screen))
        elif final[: len(self._shown)] != self._shown:
            self._write(f"{REVISED}\n\n{terminal.answer(answer, self._screen)}")
        else:
            for said, numbers in final[len(self._shown) :]:
                self._write(f"{terminal.statement(said, numbers, self._screen)}\n")
            blocks = [
                terminal.understood(answer, self._screen),
                terminal.after_statements(answer, self._screen),
            ]
            self._write("\n".join(block for block in blocks if block))
