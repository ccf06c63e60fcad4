"""What the command line takes: its options, and what they mean as settings.

In come words, out come typed values; a value that makes no sense is a `UsageError`.
"""

import gc
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewer.errors import StoreEmptyError, UsageError
from reviewer.progress import RESUMING, Progress
from reviewer.rendering.console import Console

if TYPE_CHECKING:
    from reviewer.settings import Located
    from reviewer.workspace import Workspace

Flags = Mapping[tuple[str, str], Any]
"""Settings given on the command line, `(section, key) -> value`; None is not given."""

OBJECTS_PER_COLLECTION = 100_000
"""At Python's 700, collecting garbage while modules are imported is a tenth of a cold search."""
VALUED_GLOBALS = ("--workspace", "-w", "--store")
GLOBAL_FLAGS = ("--debug", "--no-color", "--version")

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
ModelName = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME",
        help="Language model, e.g. openai:gpt-5-mini, or with --base-url any.",
    ),
]
BaseUrl = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        metavar="URL",
        help="OpenAI-compatible server, e.g. http://localhost:11434/v1.",
    ),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Ask the model again, even for a reply that is kept.")
]
Explain = Annotated[
    bool,
    typer.Option("--explain", help="Say which engine found each passage, and by which words."),
]
Most = Annotated[
    int | None,
    typer.Option(
        "-k",
        "--passages",
        metavar="N",
        min=1,
        help="Most passages given to a model, or sentences quoted.",
    ),
]
Risk = Annotated[
    str | None,
    typer.Option(
        metavar="LEVEL",
        help="How much evidence is enough: low answers less and errs less, normal, or high.",
    ),
]
PaperName = Annotated[
    str, typer.Argument(metavar="PAPER", help="Id, cite key, DOI, arXiv id or title.")
]
PromptName = Annotated[str, typer.Argument(metavar="NAME", help="See: reviewer prompts list")]
_WORDS = "In words; quotation marks are not needed."
Query = Annotated[list[str], typer.Argument(metavar="QUERY", help=_WORDS)]
Question = Annotated[list[str], typer.Argument(metavar="QUESTION", help=_WORDS)]


@dataclass(frozen=True)
class Place:
    """What holds for every command: where the review is, and what is printed on."""

    folder: Path
    store: Path | None
    console: Console

    @property
    def again(self) -> str:
        """The options that make another command work at the same place."""
        folder = "" if self.folder == Path() else f" -w {shlex.quote(str(self.folder))}"
        store = "" if self.store is None else f" --store {shlex.quote(str(self.store))}"
        return folder + store

    def located(self, flags: Flags | None = None) -> "Located":
        """The settings that hold here, with `flags` on top."""
        from reviewer import settings

        self._check()
        return settings.load(self.folder, flags=self._with_store(flags))

    @contextmanager
    def workspace(
        self,
        flags: Flags | None = None,
        *,
        progress: Progress | None = None,
        create: bool = False,
    ) -> "Iterator[Workspace]":
        """The workspace, with its notices printed when the command is done."""
        if not create:
            self._check()
        gc.set_threshold(OBJECTS_PER_COLLECTION)
        from reviewer.workspace import Workspace

        if progress is None and not create:
            progress = self._finishing()
        with Workspace(self.folder, flags=self._with_store(flags), progress=progress) as ws:
            yield ws
            for notice in ws.notices:
                self.console.note(notice)

    @contextmanager
    def collection(
        self, flags: Flags | None = None, *, progress: Progress | None = None
    ) -> "Iterator[Workspace]":
        """The workspace of a command that needs papers.

        Raises:
            StoreEmptyError: there are none yet.
        """
        with self.workspace(flags, progress=progress) as ws:
            if not (ws.located.store.is_dir() and ws.store.catalogue.counts()[0]):
                raise StoreEmptyError(
                    f"no papers in {ws.located.store} yet", hint="add some: reviewer ingest PATH..."
                )
            yield ws

    def _finishing(self) -> Progress:
        """Says that the store is still working off an ingest that was interrupted."""

        def tell(step: str, done: int, total: int) -> None:
            if step == RESUMING:
                self.console.note(f"finishing an interrupted ingest, papers to go: {total}")

        return tell

    def _with_store(self, flags: Flags | None) -> Flags:
        return {("store", "path"): self.store, **(flags or {})}

    def _check(self) -> None:
        if not self.folder.is_dir():
            raise UsageError(f"no such folder: {self.folder}", hint="check --workspace")


def model_flags(name: str | None, base_url: str | None, no_cache: bool) -> Flags:
    return {
        ("model", "name"): name,
        ("model", "base_url"): base_url,
        ("model", "cache"): False if no_cache else None,
    }


def most_flags(most: int | None) -> Flags:
    return {("answer", "passages"): most, ("answer", "statements"): most}


def globals_first(words: Sequence[str]) -> list[str]:
    """The global options before the command, where the parser wants them, wherever they stood."""
    front: list[str] = []
    rest: list[str] = []
    coming = iter(words)
    for word in coming:
        if word == "--":
            rest += [word, *coming]
        elif word in GLOBAL_FLAGS or word.startswith(("--workspace=", "--store=")):
            front.append(word)
        elif word in VALUED_GLOBALS:
            front += [word, *islice(coming, 1)]
        else:
            rest.append(word)
    return front + rest
