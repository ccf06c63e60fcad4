"""Settings to the parts that work with them, each opened once, when it is first needed.

In come a folder and flags; out come store, embedder, model, search and proof, wired together. It
holds no logic of theirs, and does nothing with them but finish what a killed process left.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from reviewer import settings as settings_module
from reviewer.embedding import OFF, load_embedder
from reviewer.errors import EmbedderError, StoreLockedError
from reviewer.progress import RESUMING, Progress, silent
from reviewer.retrieval import Retriever
from reviewer.store import NO_EMBEDDER, Store

if TYPE_CHECKING:
    from reviewer.backends import Backend
    from reviewer.embedding import Embedder
    from reviewer.indexing import Indexer
    from reviewer.models import Call, Making, Plan
    from reviewer.proof import Gates, Writer
    from reviewer.related_work import Drafter
    from reviewer.reranking import Reranking
    from reviewer.run_record import MadeBy
    from reviewer.selection import Selector


class Wired:
    """A folder's parts; see `Workspace`, which is one with verbs."""

    def __init__(
        self,
        folder: str | Path = ".",
        *,
        flags: Mapping[tuple[str, str], Any] | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.located = settings_module.load(Path(folder), flags=flags)
        self.settings = self.located.settings
        self.notices: list[str] = []
        self._progress = progress or silent

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        if "store" in self.__dict__:
            self.store.close()

    # -- what it stands on ---------------------------------------------------------------------

    @cached_property
    def store(self) -> Store:
        """The index as it is on disk."""
        return Store(self.located.store, self.settings.store)

    @cached_property
    def embedder(self) -> "Embedder | None":
        """The embedder of the settings; None where there are no weights, or none are wanted."""
        return load_embedder(self.settings.embedding)

    @cached_property
    def backend(self) -> "Backend | None":
        """The language model; None in extractive mode."""
        if self.settings.model.name is None and self.settings.model.base_url is None:
            return None
        from reviewer.backends import open_backend

        return open_backend(self.settings.model, self.located.store, self.settings.budget)

    @cached_property
    def _ready(self) -> Store:
        """The store, with what a killed process left pending done, and its engines checked.

        Raises:
            StoreError: an engine does not hold what the catalogue says.
        """
        if self.store.catalogue.unsettled():
            self._resume()
        self.store.verify()
        return self.store

    @property
    def _searching(self) -> "Embedder | None":
        """The embedder that made the store's vectors; None searches by words only.

        Raises:
            StoreMismatchError: the settings name another embedder.
        """
        layout = self.store.layout
        if layout is None:
            return None
        if layout.embedder == NO_EMBEDDER or self.embedder is None:
            self._notice_lexical()
            return None
        self.store.expect(self.embedder.name)
        return self.embedder

    @property
    def _indexing(self) -> "Embedder | None":
        """The embedder for papers whose words have changed; the one the vectors are of."""
        if not self.store.has_vectors:
            return None
        if self.embedder is None:
            raise EmbedderError(
                "the embedder that this store was made with is not here",
                hint="run: reviewer doctor",
            )
        self.store.expect(self.embedder.name)
        return self.embedder

    @property
    def _retriever(self) -> Retriever:
        return Retriever(self._ready, self._searching, self.settings.retrieval, self._reranking)

    @cached_property
    def _reranking(self) -> "Reranking | None":
        from reviewer.reranking import open_reranking

        return open_reranking(self.located, lambda: self.backend, self.notices.append)

    @property
    def _selector(self) -> "Selector":
        from reviewer.selection import Selector

        return Selector(self._ready.lexical, self._searching)

    @property
    def gates(self) -> "Gates":
        """What every statement has to pass, knowing this collection's words."""
        from reviewer.proof import Gates

        return Gates(self._ready.lexical.rarity, self._searching)

    @property
    def _writer(self) -> "Writer | None":
        """The model with its gates; None in extractive mode."""
        if self.backend is None:
            return None
        from reviewer.proof import Writer

        answer = self.settings.answer
        return Writer(
            self.backend, self.gates, self.located.root, repair=answer.repair, judge=answer.judge
        )

    @property
    def _drafter(self) -> "Drafter":
        from reviewer.related_work import Drafter

        return Drafter(
            self._retriever,
            self._selector,
            self._searching,
            settings=self.settings.draft,
            writer=self._writer,
        )

    def _made_by(self) -> "MadeBy":
        """What an answer is made with now."""
        from reviewer.prompting import list_prompts
        from reviewer.run_record import made_by

        layout = self._ready.layout
        model = None if self.backend is None else self.settings.model
        return made_by(
            embedder=NO_EMBEDDER if layout is None else layout.embedder,
            chunking="" if layout is None else layout.chunking,
            papers=self._ready.catalogue.counts()[0],
            prompts={
                prompt.name: prompt.path.read_text(encoding="utf-8-sig")
                for prompt in list_prompts(self.located.root)
            },
            answer=self.settings.answer,
            model=model,
        )

    def making(self, calls: "Sequence[Call]", plan: "Plan | None") -> "Making":
        """The facts of a run that has just been.

        Args:
            calls: of the model, in every role.
            plan: that was given to it, and not made in it.
        """
        from reviewer.prompting import list_prompts
        from reviewer.run_record import making

        return making(self._made_by(), calls, list_prompts(self.located.root), plan)

    def _indexer(self, embedder: "Embedder | None") -> "Indexer":
        from reviewer.indexing import Indexer  # every reader comes with it

        return Indexer(
            self.store,
            embedder,
            root=self.located.root,
            chunking=self.settings.chunking,
            reading=self.settings.reading,
            progress=self._progress,
        )

    def _resume(self) -> None:
        """Finish what a killed process left pending, unless another one is at it now."""
        layout = self.store.layout
        embedder = self.embedder if self.store.has_vectors else None
        made_by = NO_EMBEDDER if embedder is None else embedder.name
        if layout is None or layout.embedder != made_by:
            self.notices.append("some papers wait to be indexed, by an embedder that is not here")
            return
        try:
            with self.store.writing():
                if left := len(self.store.catalogue.pending()):
                    self._progress(RESUMING, 0, left)
                self._indexer(embedder).finish()
        except StoreLockedError:
            self.notices.append("another process is adding papers; this shows what is done so far")
        self._notice_new_start()

    def _notice_new_start(self) -> None:
        if self.store.started_over:
            self.notices.append(
                "an interruption had damaged the vectors; all papers were embedded again"
            )
            self.store.started_over = False

    def _notice_cut(self) -> None:
        cut = getattr(self.embedder, "cut", 0)
        if cut:
            self.notices.append(f"the embedding server read only the beginning of {cut} long texts")

    def _notice_lexical(self) -> None:
        if self.settings.embedding.model == OFF:
            return
        notice = "search is by words only (no embedder): reviewer doctor says how to get it"
        if self.embedder is not None:
            notice = "this store has no vectors, search is by words only: reviewer ingest --rebuild"
        if notice not in self.notices:
            self.notices.append(notice)
