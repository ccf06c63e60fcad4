"""A question's words to those worth looking up: question and auxiliary words left out.

In come a query's text or its stems, out go the words and the neighbouring pairs to look up. It
knows no index and no collection.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

# Beside the engine's own 33 stop words, which lack them (docs/log.md, "One field, the words of a
# question, pairs").
_LISTED = """
    what which who whom whose when where why how do does did done doing can could may might would
    should have has had were been being from than any some also about between during via we our us
    you your them its his her
"""
QUESTION_WORDS = frozenset(_LISTED.split())
_WORD = re.compile(r"[^\W_]+")


def without_question_words(text: str) -> str:
    """`text` without `QUESTION_WORDS`; as it is where nothing else would be left.

    A word in capitals is a name (WHO, US) and stays, unless the whole text is in capitals.
    """
    shouted = text.isupper()

    def kept(found: re.Match[str]) -> str:
        word = found.group()
        is_name = word.isupper() and len(word) > 1 and not shouted
        return word if is_name or word.casefold() not in QUESTION_WORDS else " "

    left = _WORD.sub(kept, text)
    return left if _WORD.search(left) else text


def pairs(stems: Sequence[str]) -> list[str]:
    """Each stem joined to the next by `_`: what the index holds and a query asks for."""
    return [f"{first}_{second}" for first, second in pairwise(stems)]
