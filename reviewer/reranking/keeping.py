"""Scores kept among the replies of models, found again by model, address, query and text.

In come texts and scores; out come the scores that are known. A cache that cannot be used is
noted, and costs nothing else.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence

from reviewer.reply_cache import Reply, ReplyCache, request_key


class KeptScores:
    """The scores of one reranker.

    Args:
        cache: where they are kept; None keeps none.
        reranker: what scores depend on beside query and text: the address, the model.
        note: takes what the user must know.
    """

    def __init__(
        self,
        cache: ReplyCache | None,
        reranker: Sequence[str | None],
        note: Callable[[str], None],
    ) -> None:
        self._cache = cache
        self._reranker = list(reranker)
        self._note = note

    def of(self, query: str, texts: Sequence[str]) -> dict[str, float]:
        """The scores that are known, by text."""
        if self._cache is None:
            return {}
        texts_by_key = {self._key(query, text): text for text in texts}
        try:
            found = self._cache.get_all(list(texts_by_key))
        except (sqlite3.Error, OSError) as error:
            self._tell(error)
            return {}
        return {texts_by_key[key]: float(reply.text) for key, reply in found.items()}

    def keep(self, query: str, scores: Mapping[str, float]) -> None:
        if self._cache is None:
            return
        replies = {
            self._key(query, text): Reply(repr(score), cut=False) for text, score in scores.items()
        }
        try:
            self._cache.put_all(replies)
        except (sqlite3.Error, OSError) as error:
            self._tell(error)

    def _key(self, query: str, text: str) -> str:
        return request_key({"rerank": self._reranker, "query": query, "text": text})

    def _tell(self, error: Exception) -> None:
        self._note(f"reranking: scores cannot be kept ({error}); the order is not affected")
