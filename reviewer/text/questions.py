"""What a question asks for: a number, several papers, or something of the last answer.

Pure functions on English questions; another language falls through every cue and is searched as
it stands.
"""

import re
from typing import Literal

from reviewer.text.words import content_words

Field = Literal["authors", "year", "venue"]
"""A field of a paper's record."""

_NUMBER = re.compile(
    r"\b(?:how (?:much|many|often|far|fast|large|big|long|accurate(?:ly)?)|what (?:\w+ )?(?:share|"
    r"portion|fraction|percentage|percent|rate|accuracy|figure|score|number|cost|price|speed-?up|"
    r"size|reduction|improvement|gain)|which (?:\w+ )?(?:share|portion|fraction|percentage)|"
    r"by how|cost|costs|figures?|reported improvement|pass rate)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b(?:compare[ds]?|comparison|differ(?:s|ences?)?|versus|vs\.?|the papers|the two|both)\b"
    r"|^(?:which|what(?: are)?(?: the)?|how (?:do|are|can))\s+"
    r"(?:(?!(?:are|can|did|do|does|is|was|were)\b)[\w-]+\s+){0,3}?"
    r"(?:papers|works|methods|techniques|approaches|systems|models|recipes|algorithms|studies|"
    r"accelerators|benchmarks|datasets|frameworks|strategies)\b",
    re.IGNORECASE,
)
_COMPARISON = re.compile(
    r"\b(?:compare[ds]?|comparison|differ(?:s|ences?)?|versus|vs\.?|the two|both|against|or)\b",
    re.I,
)
# A word written like a name (GraphRAG, LitQA, EAGLE-2), or capitalised inside a sentence (Llama).
_NAME = re.compile(
    r"(?<![\w-])(?:[A-Za-z]+[a-z0-9-]*[A-Z][\w-]*|[A-Z][A-Za-z]*-?\d[\w.-]*)"
    r"|(?<=[\w,] )[A-Z][a-z]+\b"
)
_ADJECTIVE = re.compile(r"^[A-Z][a-z]+(?:ese|ish|ian|ean|ican)s?$")
# What a record of a paper says, and its text hardly ever.
_OF_RECORD: dict[Field, re.Pattern[str]] = {
    "authors": re.compile(
        r"^who (?:wrote|co-?wrote|authored)\b|^who (?:is|are|was|were) the (?:[\w-]+ )?authors?\b"
        r"|\b(?:first|last|senior|corresponding) author\b|\bwritten by whom\b",
        re.IGNORECASE,
    ),
    "year": re.compile(
        r"\b(?:(?:what|which) year|when)\b.*\b(?:published|appear(?:ed)?|written|come out)\b",
        re.IGNORECASE,
    ),
    "venue": re.compile(
        r"\b(?:what|which) (?:conference|journal|venue|workshop|proceedings)\b"
        r"|^where (?:was|were|did)\b.*\b(?:published|appear)\b",
        re.IGNORECASE,
    ),
}
_FOLLOW_UP = re.compile(
    r"^(?:and|but|so|or|what about|how about|also|why(?: not)?\??$|what else|in which|for which)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|that|this|these|those|he|she|the (?:first|second|last) "
    r"(?:one|paper)|the same|the authors?)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^(?:and|but|so|or|also|then)\s+", re.IGNORECASE)
_ASKS = re.compile(r"(?:What|Which|How|Why|When|Where|Who|Does|Do|Did|Is|Are|Can)\b")
# "and on robots?" goes on with the question before it; "and what about X?" adds one to it.
_NARROWS = re.compile(
    r"^(?:on|in|for|with|without|at|from|under|over|during|when|if|by|to|against|across|within)\b",
    re.IGNORECASE,
)


def wants_number(question: str) -> bool:
    """Whether an answer without a figure would not be one."""
    return bool(_NUMBER.search(question))


def wants_several(question: str) -> bool:
    """Whether the question asks about more than one paper."""
    return bool(_SEVERAL.search(question))


def wants_comparison(question: str) -> bool:
    """Whether the question sets papers or views against each other."""
    return wants_several(question) and bool(_COMPARISON.search(question))


def asks_of_record(question: str) -> Field | None:
    """The field of a paper's record that a question asks for, rather than for what papers say."""
    return next((field for field, asks in _OF_RECORD.items() if asks.search(question)), None)


def names(question: str) -> list[str]:
    """The words of a question that are written as names, each once, in order.

    Not the adjectives of peoples and persons (American, Bayesian): papers say those otherwise.
    """
    found = dict.fromkeys(_NAME.findall(question))
    return [name for name in found if not _ADJECTIVE.search(name)]


def is_follow_up(question: str) -> bool:
    """Whether the question leans on what was said before: it opens like one, is a fragment, or
    points back with a pronoun and little else to search for.
    """
    found = content_words(question)
    if _FOLLOW_UP.match(question.strip()) or len(found) < 2:
        return True
    return bool(_POINTS_BACK.search(question)) and len(found) <= 5


def complete(question: str, previous: str, subject: str | None) -> str:
    """A follow-up as a question of its own, from the question before it.

    Args:
        question: the follow-up.
        previous: the question before, complete in itself.
        subject: what a pronoun in the follow-up points to (a title), if that is known.
    """
    asked = question.strip().rstrip("?.! ")
    opened = _OPENING.match(asked)
    if opened is None and subject is not None and _POINTS_BACK.search(asked):
        return f"{asked}, speaking of {subject}?"
    while match := _OPENING.match(asked):
        asked = asked[match.end() :]
    if _ASKS.match(asked):
        asked = asked[0].lower() + asked[1:]
    before = previous.strip().rstrip("?.! ")
    return f"{before} {asked}?" if _NARROWS.match(asked) else f"{before}, and {asked}?"
