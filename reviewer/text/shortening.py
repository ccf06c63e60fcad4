"""A sentence up to a place where it may end, because what comes after only adds to it.

Pure functions on English sentences. What limits the rest is never left out.
"""

import re
from collections.abc import Iterable

# Where a sentence may end though it goes on.
_ADDS = re.compile(
    r",? (?:which|where|whereas|while|thereby|thus)\b|, (?:\w+ly )?\w{3,}ing\b|"
    r", (?:such as|as well as|but|so)\b"
)
_BY = re.compile(r" (?:by|through|via) (?:\w+ly )?\w{3,}ing\b")
_ITEMS = re.compile(r": (?=\(?(?:1|i|a)\) )| (?:--+|—|–) (?!.* (?:--+|—|–) )|; ")
_LEFT_OVER = re.compile(
    r"(?:,? (?:e\.g|i\.e|namely|such as)\.?|"
    r",? (?:in|of|to|by|for|on|at|with|from|through|under|and)| ?[-–—]+)$"
)
_LIMITS = re.compile(
    r"\b(?:only|except|unless|if|when|whenever|provided|assum\w+|not|no|fail\w*|limited|although|"
    r"though|despite|but|at the (?:cost|expense))\b",
    re.IGNORECASE,
)
# What begins so says something after a comma: "Motivated by loud hives, …".
_WAITS = re.compile(
    r"^(?:while|although|though|as|since|if|when|because|given|to|by|from|unlike|like|despite|in|"
    r"on|at|for|with|within|under|after|before|due|instead|rather|contrary|compared|\w+ing|"
    r"\w{3,}ed|inspired|driven|built)\b",
    re.IGNORECASE,
)
_SAYS = re.compile(r", (?!which|who|where|whose|and|or|but)(?:[^\s,]+ ){3}")
_SPEAKS = re.compile(r", (?:we|our|the authors|this (?:paper|work|study|article))\b", re.IGNORECASE)
_LEAST_WORDS = 9
_LEAST_LEFT = 12  # words of a long sentence that is cut


def shortened(sentence: str, most: int) -> str:
    """A long sentence up to a clause that only adds to it; as it is where that is not clear.

    Args:
        sentence: that stands alone or not.
        most: words that are not too many.
    """
    if len(sentence.split()) <= most:
        return sentence
    places = [
        match.start()
        for pattern in (_ADDS, _ITEMS)
        for match in pattern.finditer(sentence)
        if _LEAST_LEFT <= len(sentence[: match.start()].split()) <= most
    ]
    return _up_to(sentence, places) or sentence


def completed(text: str) -> str:
    """What a sentence whose end is missing says completely; empty if that is not clear."""
    return _up_to(text, (match.start() for match in _ADDS.finditer(text)))


def up_to(text: str, end: int) -> str:
    """What a sentence says before the clause in which `end` stands; empty if that is not clear."""
    found = (match.start() for one in (_ADDS, _BY) for match in one.finditer(text, 0, end))
    return _up_to(text, found)


def _up_to(text: str, places: Iterable[int]) -> str:
    """The sentence up to the last of the places, if nothing after it limits what it says."""
    place = max(places, default=0)
    rest = text[place:]
    if _LIMITS.search(rest) or _SPEAKS.search(rest):
        return ""
    kept = text[:place]
    return "" if _WAITS.match(kept) and not _SAYS.search(kept) else _whole(kept)


def _whole(text: str) -> str:
    kept = _LEFT_OVER.sub("", text)
    closed = kept.count("(") == kept.count(")") and not re.search(r"[?:;,]$", kept)
    return f"{kept}." if closed and len(kept.split()) >= _LEAST_WORDS else ""
