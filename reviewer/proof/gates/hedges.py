"""The hedge gate: a statement is no surer, and claims no more, than its source.

It knows English words only: those that weaken a sentence, and those that strengthen one. What each
list costs in false alarms is in docs/log.md ("Hedges, and what is not").
"""

import re
from collections.abc import Sequence

from reviewer.models import Quote, Support
from reviewer.proof.gates.nearest import clauses, content, nearest
from reviewer.proof.gates.verdicts import Verdict

SHARED = 0.4
"""Of the words of the source's hedged clause, so many are the statement's own: it is about it."""

_HEDGE = re.compile(
    r"\b(?:may|might|could|suggest(?:s|ed|ing)?|appear(?:s|ed)? to|seem(?:s|ed)?(?: to)?|likely|"
    r"possibly|potentially|perhaps|presumably|probably|arguably|preliminary|tentative(?:ly)?|"
    r"speculat(?:e|es|ed|ive)|hypothesi[sz]e[sd]?|conjecture[sd]?|tend(?:s|ed)? to)\b",
    re.IGNORECASE,
)
# A statement with one of these is no surer than a hedged source.
_HEDGED = re.compile(
    rf"{_HEDGE.pattern}|\b(?:can|potential|possible|possibility|indicat(?:e|es|ed|ing)|believe[sd]?|"
    r"expect(?:s|ed)?|hint(?:s|ed)?|promis(?:e|es|ing)|thought to|argue[sd]?|propose[sd]?|would|"
    r"some|sometimes|often|usually|typically|generally|suspect(?:s|ed)?|if|whether)\b",
    re.IGNORECASE,
)
_MONTH = re.compile(r"\b(?:in|of|since|until|by|early|late|mid) May\b|\bMay \d")
# What a statement must not say unless a source says it, or something that means as much.
_STRONG = (
    (
        r"prov(?:e|es|ed|en)(?: that)?"
        r"(?! (?:to be )?(?:very )?\w+(?:ive|ful|al|ing|ble|cult|ous)\b)",
        r"proof|provabl[ey]|theorems?|guarantee\w*",
    ),
    (r"guarantee(?:s|d|ing)?", r"prov(?:e[sdn]?|abl[ey])|ensur\w+|certif\w+|exact(?:ly)?"),
    (r"always|invariably|without exception", r"every|each|all|consistently|any|never"),
    (r"never", r"no|not|cannot|without|none|always"),
    (r"certain(?:ly)?(?= to\b)|definite(?:ly)?|undoubtedly|certainly|inevitably", r"must|surely"),
    (r"all(?= \w+s\b)|every(?= )", r"each|any|entire|whole|always|universal\w*|both|across"),
    (r"the only|solely|exclusively|uniquely", r"only|alone|sole|unique|just|no other|single"),
    (r"(?:the|for the) first(?= (?:\w+ ){0,3}(?:to|time|of|work|method|model))", r"first|novel"),
    (r"the best|optimal(?:ly)?", r"best|highest|optimum|optimiz\w+|outperform\w*|state|superior"),
    (r"state[- ]of[- ]the[- ]art|SOTA", r"best|outperform\w*|superior|record|leading|surpass\w*"),
    (
        r"significantly|dramatically|drastically",
        r"substantial\w*|considerabl[ey]|large(?:ly)?|great(?:ly)?|strong(?:ly)?|notabl[ey]|"
        r"marked(?:ly)?|much|remarkabl[ey]|\d+(?:\.\d+)?\s?(?:\\?%|x\b|times\b)|orders? of|"
        r"significan\w+|far|profound\w*|vast\w*|sharp(?:ly)?|drastic\w*|dramatic\w*",
    ),
)
_CLAIMS = tuple(
    (
        re.compile(rf"\b(?:{claim})(?!\w)", re.IGNORECASE),
        re.compile(rf"\b(?:{also})(?!\w)", re.IGNORECASE),
    )
    for claim, also in _STRONG
)


def hedge_gate(text: str, quotes: Sequence[Quote]) -> Verdict | None:
    """Object to a statement that is surer than its source, or claims more."""
    reason = _dropped(text, quotes) or _overclaimed(text, quotes)
    return None if reason is None else Verdict(Support.WEAK, reason, gate="hedge")


def _dropped(text: str, quotes: Sequence[Quote]) -> str | None:
    """The hedge that the source has where it says what the statement says."""
    parts = clauses(text)
    own = content(text)
    for clause in clauses(nearest(text, quotes)):
        hedge = _HEDGE.search(clause)
        if hedge is None or _MONTH.search(clause):
            continue
        said = content(_HEDGE.sub(" ", clause))
        about = max(parts, key=lambda part: len(said & content(part)), default="")
        if said and len(said & own) >= SHARED * len(said) and not _HEDGED.search(about):
            return f"its source says “{hedge[0]}”"
    return None


def _overclaimed(text: str, quotes: Sequence[Quote]) -> str | None:
    """The word of the statement that claims more than any quote or title does."""
    source = "\n".join(said for quote in quotes for said in (quote.text, quote.title))
    for claim, also in _CLAIMS:
        found = claim.search(text)
        if found and not claim.search(source) and not also.search(source):
            return f"its source does not say “{found[0].strip()}”"
    return None
