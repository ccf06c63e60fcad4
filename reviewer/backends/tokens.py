"""How many tokens a text is: counted where the tables are on this machine, else estimated.

Nothing is ever downloaded. The estimate is high on purpose, so that what fits by it does fit.
"""

import hashlib
import os
import re
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from tiktoken import Encoding

PER_MESSAGE = 8
"""Tokens a chat template puts around one message, at most."""
_PIECES = re.compile(r"[A-Za-z]+|[^\sA-Za-z]")
_LETTERS_PER_TOKEN = 4

Messages = Sequence[tuple[str, str]]
Item = TypeVar("Item")


class Table(NamedTuple):
    """A file of tiktoken's: the address it is cached under, and its SHA-256."""

    url: str
    sha256: str


_BASE = "https://openaipublic.blob.core.windows.net/encodings/"
TABLES = {
    "o200k_base": Table(
        f"{_BASE}o200k_base.tiktoken",
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    ),
    "cl100k_base": Table(
        f"{_BASE}cl100k_base.tiktoken",
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    ),
}


_SAME_TABLE = {"o200k_harmony": "o200k_base"}  # but for special tokens, which a text has not


class Counter(NamedTuple):
    """Counts the tokens of a text; `exact` if by the model's own tables."""

    count: Callable[[str], int]
    exact: bool

    def of_messages(self, messages: Messages) -> int:
        return sum(self.count(text) + PER_MESSAGE for _, text in messages)


def counter_for(model: str) -> Counter:
    """The best counter this machine has for a model.

    Args:
        model: its name, with or without a provider before it (`openai:gpt-5-mini`).
    """
    import tiktoken

    for name in _names(model):
        try:
            encoding = tiktoken.encoding_name_for_model(name)
        except KeyError:
            continue
        encoding = _SAME_TABLE.get(encoding, encoding)
        if encoding in TABLES and _is_here(TABLES[encoding]):
            return Counter(partial(_counted, tiktoken.get_encoding(encoding)), exact=True)
    return Counter(estimate, exact=False)


def _counted(table: "Encoding", text: str) -> int:
    return len(table.encode(text, disallowed_special=()))


def _names(model: str) -> list[str]:
    """A model's name without a provider or owner before it, and without a size or tag after it:
    `openai:gpt-5-mini`, `openai/gpt-4o`, `gpt-oss:20b`, `openai:ft:gpt-4o-mini:us::1`.
    """
    bare = model.rpartition("/")[2]
    return [bare, bare.partition(":")[2], bare.replace(":", "-")]


def estimate(text: str) -> int:
    """More tokens than tokenizers make of papers: one for each four letters of a word, begun ones
    included, one for each digit and mark, and one for each byte of other scripts.

    Ten abstracts are 1.1 to 1.6 times what six tokenizers count (docs/log.md, "How many tokens");
    lists of names are fewer than they count.
    """
    return sum(
        -(-len(piece) // _LETTERS_PER_TOKEN)
        if piece.isascii()
        else len(piece.encode("utf-8", "surrogatepass"))
        for piece in _PIECES.findall(text)
    )


def fit_passages(
    passages: Sequence[Item],
    messages_of: Callable[[Sequence[Item]], Messages],
    fits: Callable[[Messages], bool],
) -> list[Item]:
    """The passages, best first, without as many of the last as it takes to fit; maybe none.

    Args:
        passages: best first; what is shown of them.
        messages_of: the messages that would carry them; more passages are never fewer tokens.
        fits: whether messages and reply fit the model's context window.
    """
    if fits(messages_of(passages)):
        return list(passages)
    sizes = range(1, len(passages))
    kept = bisect_left(sizes, True, key=lambda size: not fits(messages_of(passages[:size])))
    return list(passages[:kept])


def _is_here(table: Table) -> bool:
    """Whether tiktoken will find the table where it caches: it downloads what it does not find."""
    folders: Iterable[str | None] = (
        os.environ.get("TIKTOKEN_CACHE_DIR"),
        os.environ.get("DATA_GYM_CACHE_DIR"),
        str(Path(tempfile.gettempdir()) / "data-gym-cache"),
    )
    folder = next(folder for folder in folders if folder is not None)
    path = Path(folder) / hashlib.sha1(table.url.encode(), usedforsecurity=False).hexdigest()
    if not folder or not path.is_file():
        return False
    return hashlib.sha256(path.read_bytes()).hexdigest() == table.sha256
