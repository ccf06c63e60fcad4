"""Whether a stretch between two full stops is a sentence, or what is left of a table, a list of
links or the marks of an axis. A pure function on strings.
"""

import re

_LEAST_WORDS = 3
_WORDS_SHARE = 0.4
"""Of all that stands between spaces; running text has .8 and more, the cells of a table .3."""
_WORD = re.compile(r"[^\W\d_]{2,}[’'\w-]*[.,;:!?)\]”\"’']*|[AaI][,;:]?")
_LINK = re.compile(r"https?://|www\.")
_MOST_LINKS = 2
_CELLS = re.compile(r"(?:[-−±]?\d[\d.,%]*\s+){4}")


# "3 The …" begins with a note's number; "mLEARn is …" with a name; "(Ruiz, 2020). The …" torn.
_BEGINS = re.compile(r"[\"“‘'\[]*(?:[^\W\d_a-z]|\d|[a-z]+[A-Z0-9-])")
_ENDS = re.compile(r"[.!?…][)\]\"”’']*(?:\s?\[?\d[\d,–-]*\]?)?$")


def is_whole(sentence: str) -> bool:
    """Whether a sentence of a full text begins as one and ends as one.

    A figure, a formula or the end of a column can tear one where the reader cannot tell.
    """
    return _BEGINS.match(sentence) is not None and _ENDS.search(sentence) is not None


def is_prose(sentence: str) -> bool:
    """Whether a sentence can be quoted by itself: mostly words, no row of numbers, few links."""
    tokens = sentence.split()
    words = sum(_WORD.fullmatch(token.lstrip("([“\"‘'")) is not None for token in tokens)
    return (
        words >= _LEAST_WORDS
        and words >= _WORDS_SHARE * len(tokens)
        and len(_LINK.findall(sentence)) <= _MOST_LINKS
        and _CELLS.match(sentence) is None
    )
