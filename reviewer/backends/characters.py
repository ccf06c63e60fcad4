"""Whole characters: some servers cut an emoji in two halves between pieces, or send one half.

In come pieces of a reply, out come the same words, which every file and terminal can hold.
"""

import re
from collections.abc import Iterable, Iterator

_HALF = re.compile("[\ud800-\udfff]")
_FIRST_HALF = re.compile("[\ud800-\udbff]\\Z")


def whole(text: str) -> str:
    """The text with its halves put together, and `�` for those that are alone."""
    if not _HALF.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def whole_characters(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces, a half at the end of one put before the next."""
    held = ""
    for piece in pieces:
        text = held + piece
        cut = _FIRST_HALF.search(text)
        held = cut[0] if cut else ""
        yield whole(text[: cut.start()] if cut else text)
    if held:
        yield whole(held)
