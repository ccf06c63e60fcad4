"""The settings to a reranker that never costs a search: what fails becomes a notice.

In come settings and passages; out come passages, reordered or as they were.
"""

from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from reviewer.errors import (
    ModelError,
    ModelKeyError,
    ModelUnreachableError,
    RerankError,
    RerankUnreachableError,
)
from reviewer.models import Passage
from reviewer.reply_cache import ReplyCache
from reviewer.reranking.ordering import Reranker, rerank
from reviewer.settings import Located

if TYPE_CHECKING:
    from reviewer.backends import Backend

PAUSE = 60.0
"""Seconds for which a server that did not answer is left alone: nobody waits for it twice."""
_ABSENT = (RerankUnreachableError, ModelUnreachableError, ModelKeyError)

Note = Callable[[str], None]


class Reranking:
    """Reranks the searches of one session.

    Args:
        reranker: scores passages; may fail.
        candidates: how many passages of a search it is shown.
        note: takes what the user must know, each notice once.
        now: seconds of a clock that only goes forward.
    """

    def __init__(
        self,
        reranker: Reranker,
        candidates: int,
        note: Note,
        *,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self.candidates = candidates
        self._reranker = reranker
        self._note = each_once(note)
        self._now = now
        self._resumes = float("-inf")

    def reordered(self, query: str, passages: Sequence[Passage]) -> list[Passage]:
        """The passages as `rerank` orders them; as they were, where the reranker fails.

        Args:
            query: the question, or the main one of several.
            passages: best first.
        """
        if self._now() < self._resumes:
            return list(passages)
        try:
            return rerank(self._reranker, query, passages, self.candidates)
        except (RerankError, ModelError) as error:
            if isinstance(error, _ABSENT):
                self._resumes = self._now() + PAUSE
            self._note(f"not reranked: {error.message} ({error.hint})")
            return list(passages)


def each_once(note: Note) -> Note:
    """`note` for what it has not been told yet."""
    told: set[str] = set()

    def tell(notice: str) -> None:
        if notice not in told:
            told.add(notice)
            note(notice)

    return tell


def open_reranking(
    located: Located, backend: "Callable[[], Backend | None]", note: Note
) -> Reranking | None:
    """The reranking of the settings, nothing contacted yet; None where none is wanted.

    Args:
        located: says who reranks, and how; prompts hang below its root, and the scores of a server
            are kept beside the store's replies.
        backend: opens the language model when it is first needed.
        note: takes what the user must know.
    """
    settings = located.settings.rerank
    if settings.by == "off":
        return None
    reranker: Reranker
    note = each_once(note)
    if settings.by == "model":
        from reviewer.reranking.listwise import ModelReranker

        reranker = ModelReranker(backend, settings.max_characters, located.root, note)
    else:
        from reviewer.reranking.endpoint import ServerReranker

        cache = ReplyCache(located.store) if settings.cache else None
        reranker = ServerReranker(settings, cache, note)
    return Reranking(reranker, settings.candidates, note)
