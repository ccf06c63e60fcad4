"""The negation gate: a statement does not say the opposite of its source.

Two signs are looked for, by English words: a word that one of them negates and the other says, and
a word in place of its opposite. It does not understand either sentence; how often it is right is in
docs/log.md ("Hedges, and what is not").
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from reviewer.models import Quote, Support
from reviewer.proof.gates.nearest import all_sentences, clauses, content, nearest
from reviewer.proof.gates.verdicts import Verdict
from reviewer.text.words import STOPWORDS, stem

_CUE = re.compile(
    r"\b(?:not(?! (?:only|just|merely|necessarily)\b)|cannot|never|no(?! (?:longer|matter)\b)|nor|"
    r"neither|none|without|hardly|rarely|seldom|barely|unable to|fail(?:s|ed|ing)? to|"
    r"lack(?:s|ed|ing)?|absence of|unlikely)\b|n['’]t\b",
    re.IGNORECASE,
)
# Not a negation of what is said, but the source has thought of it: no objection without a cue.
_NEGATIVE = re.compile(
    r"\b(?:non-?\w+|un(?:able|likely|clear|known|affected|changed)|in(?:sufficient|ability|capable)|"
    r"avoid\w*|prevent\w*|eliminat\w+|fail\w*|rather than|instead of|impossible|"
    r"neglect\w*|ignor\w+|omit\w*|zero|independent\w*|regardless|irrespective|\w+-free|\w+less)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_REACH, _FARTHEST = 6, 120
"""Words behind a negation in which the word that it negates stands, and characters they take."""
_OPPOSITES = (
    "increase:decrease,reduce,lower,drop,shrink,decline,fall,diminish",
    "raise:lower,reduce,decrease,cut",
    "grow:shrink,decline,decrease",
    "rise:fall,drop,decline,decrease",
    "improve:degrade,worsen,hurt,harm,impair,deteriorate,weaken",
    "enhance:degrade,worsen,hurt,harm,impair,weaken,reduce",
    "boost:degrade,hurt,harm,reduce,lower",
    "help:hurt,harm,hinder",
    "benefit:hurt,harm,suffer",
    "outperform:underperform",
    "higher:lower",
    "high:low",
    "highest:lowest",
    "better:worse",
    "best:worst",
    "faster:slower",
    "fast:slow",
    "larger:smaller",
    "greater:smaller,lesser",
    "large:small",
    "more:less,fewer",
    "most:least,fewest",
    "longer:shorter",
    "stronger:weaker",
    "strong:weak",
    "easier:harder",
    "cheaper:costlier",
    "positive:negative",
    "positively:negatively",
    "maximize:minimize",
    "accelerate:slow,decelerate,delay",
    "strengthen:weaken",
    "enable:prevent,disable",
    "promote:inhibit,suppress,prevent",
    "activate:inhibit,deactivate,suppress",
    "upregulate:downregulate",
    "stabilize:destabilize",
    "above:below",
    "superior:inferior",
    "sufficient:insufficient",
    "consistent:inconsistent",
    "reliable:unreliable",
    "stable:unstable",
    "effective:ineffective",
    "efficient:inefficient",
    "possible:impossible",
    "able:unable",
    "accept:reject",
    "confirm:refute,contradict",
    "support:contradict,refute",
    "succeed:fail",
    "success:failure",
    "encourage:discourage",
    "overestimate:underestimate",
)
_KINDRED = 2
"""Words that stand with a word and with its opposite, before the two are set against each other."""
_COMPANY = 6
"""Content words on either side of a word that are its company."""


def negation_gate(text: str, quotes: Sequence[Quote]) -> Verdict | None:
    """Object to a statement that negates what its source says, or says what it negates."""
    reason = _turned(text, quotes) or _opposed(text, quotes)
    return None if reason is None else Verdict(Support.WEAK, reason, gate="negation")


def _turned(text: str, quotes: Sequence[Quote]) -> str | None:
    source = nearest(text, quotes)
    own, said = content(text), content(source)
    here, there = _negated(text), _negated(source)
    everywhere = set(there)
    for part in all_sentences(quotes):
        everywhere |= _negated(part).keys()
    for word, cue in there.items():
        if word in own and word not in here and not _CUE.search(text):
            return f"its source says “{cue}”"
    for word, cue in here.items():
        if word in said and word not in everywhere:
            return f"its source does not say “{cue}”"
    if here and not any(_CUE.search(q.text) or _NEGATIVE.search(q.text) for q in quotes):
        return f"its source does not say “{next(iter(here.values()))}”"
    return None


@lru_cache(maxsize=4096)
def _negated(text: str) -> dict[str, str]:
    """The first content word behind each negation, as a stem, with the negation as written."""
    found: dict[str, str] = {}
    for clause in clauses(text):
        for cue in _CUE.finditer(clause):
            words = _WORD.findall(clause, cue.end(), cue.end() + _FARTHEST)[:_REACH]
            first = next((w for w in words if w.casefold() not in STOPWORDS), None)
            if first is not None:
                written = "not" if cue[0].lower() in ("n't", "n’t") else cue[0]
                found.setdefault(stem(first), written)
    return found


def _opposed(text: str, quotes: Sequence[Quote]) -> str | None:
    """The opposite that the nearest sentence has, in the company of a word of the statement."""
    source = nearest(text, quotes)
    if _CUE.search(text) or _CUE.search(source):
        return None
    everywhere = {stem(word) for quote in quotes for word in _WORD.findall(quote.text)}
    here, there = _company(text), _company(source)
    for word, company in here.items():
        if word in everywhere:
            continue
        for opposite in _opposites().get(word, ()):
            if opposite in here or opposite not in there:
                continue
            if len(company & there[opposite]) >= _KINDRED:
                return f"its source says “{_written(source, opposite)}”"
    return None


def _company(text: str) -> dict[str, set[str]]:
    """Each word of a text, as a stem, with the content words around it."""
    words = [stem(word) for word in _WORD.findall(text)]
    listed = _opposites()
    kept = [word for word in words if word in listed or word not in _STOPPED]
    return {
        word: {
            other
            for other in kept[max(0, place - _COMPANY) : place + _COMPANY + 1]
            if other != word and other not in listed
        }
        for place, word in enumerate(kept)
    }


_STOPPED = frozenset(stem(word) for word in STOPWORDS)


@lru_cache(maxsize=1)
def _opposites() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for one, others in _pairs():
        for other in others:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return {word: tuple(sorted(opposites)) for word, opposites in found.items()}


def _pairs() -> Iterator[tuple[str, list[str]]]:
    for line in _OPPOSITES:
        one, _, others = line.partition(":")
        yield stem(one), [stem(other) for other in others.split(",")]


def _written(text: str, key: str) -> str:
    written: list[str] = _WORD.findall(text)
    return next(word for word in written if stem(word) == key)
