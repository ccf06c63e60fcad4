"""A reranker behind `/rerank` of some server: query and texts in, one score a text out.

It sends them and a key to the one address it was given. It knows the dialects of such servers;
which program answers there, or what the texts are, it does not know.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from functools import cached_property

from reviewer.embedding import well_formed
from reviewer.errors import RerankError
from reviewer.reply_cache import ReplyCache
from reviewer.reranking.dialects import (
    Dialect,
    NoScoresError,
    is_too_long,
    is_too_many,
    scores_in,
    wants_texts,
)
from reviewer.reranking.keeping import KeptScores
from reviewer.reranking.transport import Call, Reply, Server
from reviewer.settings import RerankSettings

REQUESTS = 4
"""Requests under way at once."""
SHORTEST = 200
"""Characters of a passage below which it is cut no further for a server of a small context."""
BLANK = "."
"""Sent for a text without content, which servers refuse."""
_REFUSED = (400, 413, 422, 500)


class ServerReranker:
    """Scores of a server, kept by address, model, query and text.

    Args:
        settings: where the server is, and how it is asked.
        cache: keeps scores; None keeps none.
        note: takes what the user must know.
    """

    def __init__(
        self, settings: RerankSettings, cache: ReplyCache | None, note: Callable[[str], None]
    ) -> None:
        self._settings = settings
        self._note = note
        self._kept = KeptScores(cache, [str(settings.base_url), settings.model], note)
        self._dialect = Dialect.JINA
        self._longest = settings.max_characters

    @property
    def name(self) -> str:
        return self._settings.model or "reranker"

    def rerank(self, query: str, texts: Sequence[str]) -> list[float]:
        """The server's scores: probabilities or logits, as the server sends them.

        The model scores each text by itself, so those of several requests, or kept ones, compare.

        Raises:
            RerankUnreachableError: no server answers, or not in time.
            RerankError: it refuses, fails, or replies with something else than one score a text.
        """
        question = clip(query, self._settings.max_characters // 2)
        room = self._settings.max_characters - len(question)
        sent = [clip(text, room) for text in texts]
        scores = self._kept.of(question, sent)
        missing = [text for text in dict.fromkeys(sent) if text not in scores]
        if missing:
            new = dict(zip(missing, self._asked(question, missing), strict=True))
            self._kept.keep(question, new)
            scores |= new
        return [scores[text] for text in sent]

    @cached_property
    def _server(self) -> Server:
        return server_of(self._settings)

    def _asked(self, question: str, texts: Sequence[str]) -> list[float]:
        pool = ThreadPoolExecutor(REQUESTS)
        with self._server.calling(self._settings.timeout) as call:
            under_way = [
                pool.submit(self._scores, call, question, batch, self._dialect)
                for batch in _batches(texts, self._settings.batch)
            ]
            try:
                for ended in wait(under_way, return_when=FIRST_EXCEPTION).done:
                    ended.result()
                return [score for scores in under_way for score in scores.result()]
            finally:  # after a failure or Ctrl-C nothing more is sent, and nothing waited for
                call.stop()
                pool.shutdown(wait=False, cancel_futures=True)

    def _scores(
        self, call: Call, question: str, texts: Sequence[str], dialect: Dialect
    ) -> list[float]:
        """The scores of one request, which a refusal may make two, or one of shorter texts."""
        shown = [clip(text, self._longest) for text in texts]
        reply = call.post(dialect.body(self._settings.model, question, shown))
        if 200 <= reply.status < 300:
            self._dialect = dialect
            return self._read(reply, len(texts))
        if reply.status in _REFUSED:
            if dialect is Dialect.JINA and wants_texts(reply.words):
                return self._scores(call, question, texts, Dialect.TEI)
            if is_too_many(reply.words) and len(texts) > 1:
                half = len(texts) // 2
                first = self._scores(call, question, texts[:half], dialect)
                return first + self._scores(call, question, texts[half:], dialect)
            if is_too_long(reply.words) and self._shorten(max(map(len, shown))):
                return self._scores(call, question, texts, dialect)
        raise self._explained(reply)

    def _shorten(self, refused: int) -> bool:
        """Whether passages can be cut to less than `refused` characters, which they are then."""
        shorter = refused * 3 // 4
        if shorter < SHORTEST:
            return False
        if self._longest >= refused:
            self._longest = shorter
            self._note(f"reranking: passages are cut to fit {self.name}'s context")
        return True

    def _read(self, reply: Reply, count: int) -> list[float]:
        try:
            return scores_in(reply.body, count)
        except NoScoresError as error:
            raise self._server.strange(str(error)) from None

    def _explained(self, reply: Reply) -> RerankError:
        server, status = self._server, reply.status
        said = f"{status}: {server.plain(reply.words)}"
        if status in (401, 403):
            return self._refused_key(status)
        if status == 429:
            return RerankError(
                f"{server.shown} takes no more requests now ({said})",
                hint="wait a little, or raise rerank.retries; your quota may be used up",
            )
        if status >= 500 or status == 408:
            return RerankError(
                f"{server.shown} failed ({said})",
                hint="see its log, and try again",
            )
        return RerankError(
            f"{server.shown} refused to rerank ({said})",
            hint="check rerank.base_url, which often ends in /v1, and rerank.model",
        )

    def _refused_key(self, status: int) -> RerankError:
        server = self._server
        if server.key:
            return RerankError(
                f"{server.shown} refused the key in {server.key_variable} ({status})",
                hint=f"put a valid key into {server.key_variable}, or name another variable in "
                "rerank.api_key_env",
            )
        return RerankError(
            f"{server.shown} wants a key, and {server.key_variable} is not set",
            hint=f"export {server.key_variable}=…, or name another variable in rerank.api_key_env",
        )


def server_of(settings: RerankSettings) -> Server:
    """The server of the settings, not contacted.

    Raises:
        RerankError: none is named, or not with an address.
    """
    if settings.base_url is None:
        raise RerankError(
            'rerank.by = "server", and no server is named',
            hint="name it in rerank.base_url, such as http://localhost:8080/v1",
        )
    return Server(settings.base_url, settings.api_key_env, settings.retries)


def clip(text: str, most: int) -> str:
    """The beginning of a text, at most `most` characters, ended between words where it can be."""
    text = well_formed(text).strip() or BLANK
    if len(text) <= most:
        return text
    begun = text[:most]
    if text[most].isspace():
        return begun.rstrip()
    last = max(begun.rfind(" "), begun.rfind("\n"))
    return begun[:last].rstrip() if last > 0 else begun


def _batches(texts: Sequence[str], most: int) -> Iterator[Sequence[str]]:
    """As few as there can be, and as even: they are sent at the same time."""
    count = -(-len(texts) // most)
    size = -(-len(texts) // count)
    for start in range(0, len(texts), size):
        yield texts[start : start + size]
