"""The facade: what the command line, the chat and library users call. (Signatures; filled next.)"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from reviewer import settings as settings_module
from reviewer.models import (
    Answer,
    Chunk,
    Filters,
    IngestReport,
    Paper,
    Passage,
    RelatedWork,
    Statement,
    Theme,
)

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever


class Progress(Protocol):
    """Told how far a long step is. `step` is "reading" (files) or "embedding" (papers)."""

    def __call__(self, step: str, done: int, total: int) -> None: ...


class Workspace:
    def __init__(
        self,
        folder: str | Path = ".",
        *,
        flags: Mapping[tuple[str, str], Any] | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.located = settings_module.load(Path(folder), flags=flags)
        self.settings = self.located.settings

    def __enter__(self) -> Self: ...
    def __exit__(self, *exc: object) -> None: ...
    def close(self) -> None: ...

    @property
    def notices(self) -> list[str]:
        """What the user must know once, e.g. that search is lexical-only and how to mend it."""
        ...

    def ingest(self, paths: Iterable[str | Path], *, rebuild: bool = False) -> IngestReport: ...
    def papers(self) -> list[Paper]: ...
    def paper(self, reference: str) -> Paper:
        """By id, cite key, DOI, arXiv id or title (case and punctuation aside).

        Raises: PaperNotFoundError (none, or several: the hint lists them)."""
        ...

    def chunks(self, paper: Paper) -> list[Chunk]: ...
    def remove(self, reference: str) -> Paper: ...
    def search(self, query: str, k: int = 10, *, filters: Filters | None = None) -> list[Passage]: ...
    def ask(
        self,
        question: str,
        *,
        history: Sequence[Answer] = (),
        filters: Filters | None = None,
        on_statement: Callable[[Statement], None] | None = None,
    ) -> Answer:
        """`history`: earlier answers of the conversation, oldest first; a follow-up question is
        completed from them and `answer.understood_as` says how. `on_statement` is called with each
        statement as soon as it is proven (streaming)."""
        ...

    def related_work(
        self,
        topic: str,
        abstract: str | None = None,
        *,
        papers: int | None = None,
        filters: Filters | None = None,
        on_theme: Callable[[Theme], None] | None = None,
    ) -> RelatedWork: ...
    def retriever(self, k: int = 10, filters: Filters | None = None) -> "BaseRetriever": ...
