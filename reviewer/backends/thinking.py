"""Takes the `<think>…</think>` that reasoning models write before their reply out of it."""

from collections.abc import Iterable, Iterator

_OPEN, _CLOSE = "<think>", "</think>"


def without_thinking(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces of a reply after its thinking; all of them if it does not begin with any.

    A thinking that never ends leaves nothing.
    """
    pieces = iter(pieces)
    begun = ""
    for piece in pieces:
        begun = (begun + piece).lstrip()
        if begun.startswith(_OPEN):
            yield from _after_close(begun, pieces)
            return
        if not _OPEN.startswith(begun):
            break
    if begun:
        yield begun
    yield from pieces


def _after_close(begun: str, pieces: Iterator[str]) -> Iterator[str]:
    while _CLOSE not in begun:
        piece = next(pieces, None)
        if piece is None:
            return
        begun = begun[-len(_CLOSE) :] + piece
    rest = begun.partition(_CLOSE)[2]
    while not (rest := rest.lstrip()):
        piece = next(pieces, None)
        if piece is None:
            return
        rest = piece
    yield rest
    yield from pieces
