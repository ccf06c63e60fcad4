"""The language model as a reranker: it reads a list of passages once and replies with an order.

In come a query and texts; out comes a score a text, by its place in the model's order.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.errors import RerankError
from reviewer.prompting import Messages, Prompt, load_prompt, one_line

if TYPE_CHECKING:
    from reviewer.backends import Backend

SHORTER = (1200, 600)
"""Characters of a passage where all of them do not fit; if 600 are too many, fewer are shown."""
_GROUP = re.compile(r"\[([^\[\]]{1,4000})\]")
_NUMBER = re.compile(r"(?<![\w.])[0-9]{1,6}(?![\w]|\.[0-9])")
_LIST = re.compile(r"[\s0-9,;>\"'#]+|(?i:passage|no\.)")
_LABEL = re.compile(r"\b(?:passage|id|index|number|no\.)\W{0,4}([0-9]{1,6})\b", re.IGNORECASE)
_RUN = re.compile(r"[0-9]{1,6}(?:\s*[,;>→\n]\s*[0-9]{1,6})+|\A\s*[0-9]{1,6}\s*\Z")


class ModelReranker:
    """The configured language model, asked once a search.

    Args:
        backend: opens the model when it is first needed; None where there is none.
        max_characters: longest query and passage together.
        root: the workspace folder, whose prompts win over the shipped ones.
        note: takes what the user must know.
    """

    def __init__(
        self,
        backend: "Callable[[], Backend | None]",
        max_characters: int,
        root: Path,
        note: Callable[[str], None],
    ) -> None:
        self._open = backend
        self._max_characters = max_characters
        self._root = root
        self._note = note
        self._name = "language model"

    @property
    def name(self) -> str:
        return self._name

    def rerank(self, query: str, texts: Sequence[str]) -> list[float]:
        """Evenly falling scores by place: 1 for the first, 1/n for the last of n texts.

        Texts that the model does not name, or that its context window had no room for, follow in
        the order they came.

        Raises:
            ModelError: the call failed.
            RerankError: no model is configured, or it replied with something else than an order.
            PromptError: the prompt does not work.
        """
        backend = self._open()
        if backend is None:
            raise RerankError(
                'rerank.by = "model", and no language model is named',
                hint="name one in [model], or set rerank.by",
            )
        self._name = backend.name
        prompt = load_prompt("rerank", self._root)
        question = one_line(query)[: self._max_characters // 2]
        shown = self._fit(backend, prompt, question, texts)
        with backend.recording() as spent:
            reply = backend.complete(_messages(prompt, question, shown))
        for notice in spent.notices:
            self._note(f"reranking: {notice}")
        order = order_in(reply, len(shown))
        if not order:
            raise RerankError(
                f"{self._name} replied with no order of the passages",
                hint='a larger model may do better; or set rerank.by = "off"',
            )
        named = dict.fromkeys([*order, *range(len(texts))])
        places = {number: place for place, number in enumerate(named)}
        return [1 - places[number] / len(texts) for number in range(len(texts))]

    def _fit(
        self, backend: "Backend", prompt: Prompt, question: str, texts: Sequence[str]
    ) -> list[str]:
        """What the model is shown: all texts, else their beginnings, else those of the first."""
        longest = self._max_characters - len(question)
        kept: list[str] = []
        notice: str | None = None
        for most in [longest, *(length for length in SHORTER if length < longest)]:
            cut = [text[:most] for text in texts]
            kept, notice = backend.fit(cut, lambda some: _messages(prompt, question, some))
            if notice is None:
                if most < longest:
                    self._note(f"reranking: passages are cut to {most} characters to fit the model")
                break
        else:
            self._note(f"reranking: {notice}")
        return kept


def order_in(reply: str, count: int) -> list[int]:
    """The order that a reply gives, as numbers from 0, each once; empty where it gives none.

    Taken are `[3] > [1]`, `[3, 1]` (JSON too), `Passage 3`, `{"id": 3}` and `3, 1`, the first of
    these that the reply has; numbers that were not offered are passed over.

    Args:
        reply: the model's words.
        count: passages are numbered from 1 to this.
    """
    groups = [group for group in _GROUP.findall(reply) if not _LIST.sub("", group)]
    runs = sorted(_RUN.findall(reply), key=len)
    for numbers in (
        [number for group in groups for number in _NUMBER.findall(group)],
        _LABEL.findall(reply),
        _NUMBER.findall(runs[-1]) if runs else [],
    ):
        offered = [int(number) - 1 for number in numbers if 1 <= int(number) <= count]
        if offered:
            return list(dict.fromkeys(offered))
    return []


def _messages(prompt: Prompt, question: str, texts: Sequence[str]) -> Messages:
    return prompt.render(query=question, passages="\n\n".join(_numbered(texts)))


def _numbered(texts: Sequence[str]) -> list[str]:
    blocks = []
    for number, text in enumerate(texts, start=1):
        title, _, body = text.partition("\n")
        blocks.append(f"[{number}] {one_line(title)}\n{one_line(body)}".rstrip())
    return blocks
