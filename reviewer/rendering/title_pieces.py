"""A title in pieces: its words, its formulas, and which of them a style may not make small."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from reviewer.rendering.formulas import stretches
from reviewer.rendering.safe import one_line

_WORD = re.compile(r"\s+|[^\s]+")
_INNER_CAPITAL = re.compile(r"(?<=\S)[A-Z]|^[B-Z](?=\W*$)|[A-Z](?=\.)")
_SHORT_WORD = 4


class Piece(NamedTuple):
    """A formula without its dollars, a word, or white space; `kept` if its capitals are to stay."""

    text: str
    is_formula: bool
    kept: bool


def title_pieces(title: str) -> Iterator[Piece]:
    """The title in order.

    Kept are formulas and what is glued to them, words with capitals inside, and every capital but
    the first of a title that has few.
    """
    parts = list(stretches(one_line(title)))
    sentence_case = _is_sentence_case(title)
    for number, (part, is_formula) in enumerate(parts):
        if is_formula:
            yield Piece(part, is_formula=True, kept=True)
            continue
        words = _WORD.findall(part)
        for place, word in enumerate(words):
            begins, ends = place == 0, place == len(words) - 1
            glued = (begins and number > 0) or (ends and number < len(parts) - 1)
            capital = sentence_case and word[0].isupper() and not begins
            kept = glued or capital or _INNER_CAPITAL.search(word) is not None
            yield Piece(word, is_formula=False, kept=kept and not word.isspace())


def _is_sentence_case(title: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_]+", title)[1:] if len(word) >= _SHORT_WORD]
    return bool(words) and 2 * sum(word[0].isupper() for word in words) <= len(words)
