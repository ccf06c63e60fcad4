"""Embedding by a server that speaks the OpenAI protocol: texts in, unit vectors out.

It sends the texts and a key to the one address it was given. It knows nothing of which program
answers there, or of what the texts are.
"""

import json
import re
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reviewer.embedding import well_formed
from reviewer.errors import EmbedderError
from reviewer.keys import key_in, without_key
from reviewer.text.addresses import is_address, shown

if TYPE_CHECKING:
    from httpx import Response
    from openai import APIStatusError, OpenAI

BATCH = 64
"""Texts in a request, unless the settings say otherwise."""
REQUESTS = 4
"""Requests under way at once, unless the settings say otherwise."""
TIMEOUT = 120.0
"""Seconds to wait for one reply."""
RETRIES = 2
"""After 429, 5xx, time-outs and lost connections, with the client's back-off or the server's."""
PATIENT_RETRIES = 6
"""Likewise, where many texts are sent to a server that has answered before: about 20 seconds."""
SHORTENED = 0.7
"""Share of a text that is kept, again and again, while a server says that it is too long."""
SHORTEST = 100
"""Characters below which no text is too long."""
NO_KEY = "none"
"""Sent where no key is set: the client wants one, local servers ignore it."""
BLANK = "."
"""Sent for a text without content, which servers refuse."""
LOOKS, LOOK = 4, "Eels cross the ocean to spawn."
"""Requests at least, and their text, that show whether servers behind one address agree."""
TOO_LARGE = (400, 413, 422, 500)
"""What servers answer to too many or too long texts; 500 is llama.cpp's."""
FEWER = re.compile(
    r"batch|array|list|too many|per request|payload|entity|larger than", re.IGNORECASE
)
"""In the words of servers that take fewer texts in a request."""
SHORTER = re.compile(r"context|sequence|tokens|too long|length|input is too large", re.IGNORECASE)
"""In the words of servers that take shorter texts."""


class ServerEmbedder:
    """An embedder behind any `/v1/embeddings`.

    Args:
        model: the server's name for the model.
        base_url: address of the API, usually ending in `/v1`.
        key_variable: environment variable that holds the key; it may be unset.
        sends_key: whether this server may have it.
        requests: how many requests may be under way at once.
        batch: how many texts a request has; fewer, once the server has refused so many.
        retries: how often a request is sent again when the server fails.
        timeout: seconds to wait for one reply.

    Raises:
        EmbedderError: `base_url` is no address.
    """

    def __init__(
        self,
        model: str,
        base_url: str,
        key_variable: str,
        *,
        sends_key: bool = True,
        requests: int = REQUESTS,
        batch: int = BATCH,
        retries: int = RETRIES,
        timeout: float = TIMEOUT,
    ) -> None:
        if not is_address(base_url):
            raise EmbedderError(
                f"embedding.base_url = {shown(base_url)!r} is no address",
                hint="it looks like http://localhost:11434/v1",
            )
        self._model = model
        self._url = base_url
        self._shown = shown(base_url)
        self._key_variable = key_variable
        self._sends_key = sends_key
        self._requests = requests
        self._batch = batch
        self._retries = retries
        self._timeout = timeout
        self._dimension: int | None = None
        self._cut: set[str] = set()

    @property
    def name(self) -> str:
        """By model, not by address: a server that moves still gives the same vectors."""
        return f"openai-compatible/{self._model}"

    @property
    def cut(self) -> int:
        """Texts that were too long for the server, so that their beginnings were embedded."""
        return len(self._cut)

    @property
    def at_once(self) -> int:
        """Texts that are under way when every request that may be is."""
        return self._requests * self._batch

    @property
    def dimension(self) -> int:
        """Length of a vector, from the first reply; asks for one if there was none.

        Raises:
            EmbedderError: as `embed`.
        """
        if self._dimension is None:
            self.embed([BLANK])
        assert self._dimension is not None
        return self._dimension

    def embed(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """The vectors of `texts`, as `Embedder` says.

        Raises:
            EmbedderError: no server, a refused key, any other failure, or a reply that is not
                one vector of the same length for each text.
        """
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        blocks: dict[int, NDArray[np.float32]] = {}
        done = 0
        for start, block in self._blocks(texts):
            blocks[start] = self._checked(block)
            done += len(block)
            if progress:
                progress(done)
        return np.concatenate([blocks[start] for start in sorted(blocks)])

    def agreement(self) -> float:
        """The least cosine between vectors of one text, from several requests at once.

        It is 1 where one model answers, and less where one of several servers behind the address
        has another, which nothing else would show.

        Raises:
            EmbedderError: as `embed`.
        """
        times = max(LOOKS, self._requests)
        with ThreadPoolExecutor(times) as pool:
            looks = list(pool.map(lambda _: self.embed([LOOK]), range(times)))
        rows = np.concatenate(looks)
        return float(np.min(rows @ rows.T))

    def _blocks(self, texts: Sequence[str]) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """The vectors of each batch with the index of its first text, as they come."""
        client = self._client  # made here, not by each thread
        if self._retries and self._dimension is not None and len(texts) > 1:
            client = client.with_options(max_retries=max(self._retries, PATIENT_RETRIES))
        pool = ThreadPoolExecutor(self._requests)
        size = self._batch
        try:
            starts = {
                pool.submit(self._fitted, client, texts[start : start + size]): start
                for start in range(0, len(texts), size)
            }
            for reply in as_completed(starts):
                yield starts[reply], reply.result()
        finally:  # also after the first failure: what is not under way is not sent
            pool.shutdown(cancel_futures=True)

    def _fitted(self, client: "OpenAI", texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors, in as many requests as the server wants, of texts as long as it takes."""
        import openai

        try:
            return self._request(client, texts)
        except openai.APIStatusError as error:
            fewer, shorter = _wants(error)
            if len(texts) > 1 and (fewer or shorter):
                return self._halved(client, texts, for_good=not shorter)
            if shorter and len(texts[0]) > SHORTEST:
                return self._beginning(client, texts[0])
            raise self._refused(error) from error

    def _halved(
        self, client: "OpenAI", texts: Sequence[str], *, for_good: bool
    ) -> NDArray[np.float32]:
        """The vectors, from two requests; `for_good`: those of later calls are as small."""
        half = len(texts) // 2
        if for_good:
            self._batch = min(self._batch, half)
        return np.concatenate(
            [self._fitted(client, texts[:half]), self._fitted(client, texts[half:])]
        )

    def _beginning(self, client: "OpenAI", text: str) -> NDArray[np.float32]:
        """The vector of as much of a text as the server takes."""
        kept = text[: int(SHORTENED * len(text))]
        self._cut = (self._cut - {text}) | {kept}
        return self._fitted(client, [kept])

    def _checked(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        width = block.shape[1]
        if self._dimension not in (None, width):
            raise self._nonsense(f"a vector of {width} numbers after one of {self._dimension}")
        self._dimension = width
        return block

    def _request(self, client: "OpenAI", texts: Sequence[str]) -> NDArray[np.float32]:
        import openai

        sent = [well_formed(text) if text.strip() else BLANK for text in texts]
        try:
            # The raw reply: the client's own parser takes five times as long. "float" is said
            # because its default is base64, which local servers do not speak.
            reply = client.embeddings.with_raw_response.create(
                model=self._model, input=sent, encoding_format="float"
            )
        except openai.APIConnectionError as error:
            reason = self._one_line(str(error.__cause__ or error))
            raise EmbedderError(
                f"no embedding server answers at {self._shown} ({reason})",
                hint="start it, or mend embedding.base_url; then run the same command again",
            ) from error
        return self._vectors(reply.http_response.content, len(sent))

    def _vectors(self, body: bytes, count: int) -> NDArray[np.float32]:
        try:
            data = json.loads(body)["data"]
            rows = np.array([entry["embedding"] for entry in data], np.float64)
            indexes = [int(entry.get("index", place)) for place, entry in enumerate(data)]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise self._nonsense("no list of vectors of one length") from None
        if rows.ndim != 2 or sorted(indexes) != list(range(count)):
            raise self._nonsense(f"not one vector for each of {count} texts")
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        if not np.all(np.isfinite(lengths) & (lengths > 0)):
            raise self._nonsense("a vector without a length")
        ordered = np.empty(rows.shape, np.float32)
        ordered[indexes] = rows / lengths
        return ordered

    @cached_property
    def _client(self) -> "OpenAI":
        import openai

        session = openai.DefaultHttpxClient(event_hooks={"response": [_not_again]})
        weakref.finalize(self, session.close)
        return openai.OpenAI(
            base_url=self._url,
            api_key=self._key or NO_KEY,
            max_retries=self._retries,
            timeout=self._timeout,
            http_client=session,
        )

    @property
    def _key(self) -> str:
        return key_in(self._key_variable, EmbedderError) if self._sends_key else ""

    def _refused(self, error: "APIStatusError") -> EmbedderError:
        message = self._one_line(_words(error))
        return EmbedderError(
            f"{self._shown} answers HTTP {error.status_code}: {message}",
            hint=self._mend(error.status_code),
        )

    def _mend(self, status: int) -> str:
        if status in (401, 403) and not self._sends_key:
            return f"if this server is to have it: embedding.api_key_env = {self._key_variable!r}"
        if status in (401, 403):
            state = "is refused" if self._key else "is not set"
            return f"{self._key_variable} {state}: set it to a key of that server"
        if status == 404:
            return f"does it have a model {self._model!r}? base_url usually ends in /v1"
        if status == 429 or status >= 500:
            return "wait a little, or see the server's log; then run the command again"
        return "check embedding.model and embedding.base_url"

    def _nonsense(self, what: str) -> EmbedderError:
        return EmbedderError(
            f"the embedding server at {self._shown} sent {what}",
            hint=f"does {self._model!r} embed texts there? base_url usually ends in /v1",
        )

    def _one_line(self, text: str) -> str:
        """A server's words without the key, which some of them repeat."""
        return without_key(text, self._key)


def _words(error: "APIStatusError") -> str:
    body = error.body
    said = body.get("message") if isinstance(body, dict) else body
    return str(said or error.response.text or "no message")


def _wants(error: "APIStatusError") -> tuple[bool, bool]:
    """Whether the server refused too many texts, and whether too long a text."""
    words, too_large = _words(error), error.status_code == 413
    if error.status_code not in TOO_LARGE:
        return False, False
    return too_large or bool(FEWER.search(words)), bool(SHORTER.search(words))


def _not_again(response: "Response") -> None:
    """A text that is too long is no failure that passes: llama.cpp answers 500 to one."""
    if response.status_code == 500:
        response.read()
        if SHORTER.search(response.text):
            response.headers["x-should-retry"] = "false"
