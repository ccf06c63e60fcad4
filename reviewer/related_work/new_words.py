"""Whether words of a model say only what their sources do: for headings and transitions.

Pure functions on strings; a sentence with a claim has the gates for that.
"""

import re
from collections.abc import Iterable

from reviewer.text.words import content_words, words

_LONGEST_HEADING = 8  # words
# What a transition may add to a sentence. Nothing here says that one paper rests on another, or
# that something follows from something.
_CONNECTING = frozenset(
    """a addition also along and another as at beyond both by comparison contrast direction finally
    first further furthermore hand here however in instead last likewise line meanwhile moreover
    next of on other parallel same second side similar similarly still the then these this to too
    turn vein whereas while yet""".split()
)
_MOST_ADDED = 8  # words
_FIGURE = re.compile(r"[^\s.,;:()]*\d(?:[^\s,;:()]*[^\s.,;:()])?")


def worded(heading: str, sources: Iterable[str]) -> str | None:
    """The heading, if every word of it that carries meaning is in the sources; else None."""
    if not 1 <= len(words(heading)) <= _LONGEST_HEADING:
        return None
    wanted = set(content_words(heading))
    known = {word for source in sources for word in content_words(source)}
    return heading if wanted and wanted <= known else None


def connected(sentence: str, rewritten: str) -> bool:
    """Whether a sentence was given connecting words, and nothing else was done to it."""
    if _FIGURE.findall(sentence) != _FIGURE.findall(rewritten):
        return False
    wanted, found = ([word.casefold() for word in words(text)] for text in (sentence, rewritten))
    added = []
    at = 0
    for word in found:
        if at < len(wanted) and word == wanted[at]:
            at += 1
        else:
            added.append(word)
    return at == len(wanted) and len(added) <= _MOST_ADDED and _CONNECTING.issuperset(added)
