"""What several papers have in common, in one sentence, counted: the lead of a theme.

In come papers with their sentences; out comes a statement that quotes each paper it counts. A
paper is counted if a sentence of it holds the very words; it writes of nothing else.
"""

import re
from collections.abc import Callable, Iterator, MutableSet, Sequence
from typing import NamedTuple

from reviewer.models import Paper, Statement, Support
from reviewer.related_work.wording import paper_name
from reviewer.selection import Candidate
from reviewer.text.contributions import weight
from reviewer.text.phrases import key_of, lowered, phrases
from reviewer.text.words import stem

_LEAST, _SHARE = 2, 0.5
"""So many papers, and this share of a theme, a lead counts: a reader takes a lower count for a
denial of the others. Of a phrase of the heading any sentence that tells of the paper counts."""
_NAMED_SHARE = 0.34  # of a theme, that a lead names: it denies nothing of the others
_SHOWN = 0.75  # of the papers that a lead counts, those in whose sentences its phrase stands
_MOST_NAMED, _NAME_WORDS = 3, 16  # papers that a lead names rather than counts, and words of it
_TELLS, _SAYS = 0.3, 0.6  # weight of a sentence that says what its paper is about
# Mean IDF of a phrase that the heading speaks of, and of one of which it does not.
_OWN_TELLING, _TELLING = 1.25, 1.75
_DENIES = re.compile(r"\b(?:not|nor|never|cannot|unable|fails?|lacks?|neither)\b", re.IGNORECASE)
_LEADS = ("{papers} study {phrase}.", "{papers} are about {phrase}.")
_PLURAL = re.compile(r"(?<!s)s$")
_MASS = ("ing", "tion", "ment", "ity", "ance", "ence", "ness", "ism", "sis", "ics", "ship", "cy")
_MUCH = frozenset(
    (
        *("feedback", "search", "retrieval", "control", "knowledge", "recall", "language"),
        *("displacement", "behavior", "behaviour", "memory", "privacy", "software", "hardware"),
    )
)
_COUNTABLE = frozenset(
    (
        *("function", "action", "instruction", "distribution", "question", "representation"),
        *("transition", "condition", "interaction", "position", "experiment", "environment"),
        *("sentence", "instance", "sequence", "difference", "community", "policy", "string"),
        *("setting", "embedding", "agency"),
    )
)
_NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
_MADE = r"(?:introduc|present|propos|creat|construct|build|develop|releas|contribut|curat|collect)"
_KINDS = (
    ("benchmark", "introduce benchmarks"),
    ("dataset", "introduce datasets"),
    ("survey", "survey the field"),
)


class Told(NamedTuple):
    """A paper of a theme with its sentences, the one that introduces it first.

    `shown` are the words, by their stems, that its readers will see of it; None if not known.
    """

    paper: Paper
    sentences: Sequence[Candidate]
    shown: frozenset[str] | None = None

    def shows(self, key: str) -> bool:
        """Whether a phrase, by `key_of`, stands in what is said of the paper."""
        return self.shown is None or self.shown.issuperset(key.split())


def lead(
    heading: str,
    papers: Sequence[Told],
    rarity: Callable[[str], float],
    turn: int,
    led: MutableSet[str],
) -> Statement | None:
    """A sentence that says what papers of a theme share; None where too few share anything.

    Args:
        heading: of the theme; a phrase of it comes first.
        papers: of the theme.
        rarity: how rare the words of a phrase are in the collection.
        turn: how many themes came before; two leads in a row are worded in two ways.
        led: phrases that need not be said, by `key_of`: those of the topic, and those that led a
            theme before. The one that leads this theme is added.
    """
    parts = phrases_of(heading)
    held, spelled = _held(papers, frozenset(parts))
    fewest = max(_LEAST, _NAMED_SHARE * len(papers))
    enough = [key for key in spelled if len(held[key]) >= fewest and key not in led]
    own = [key for key in enough if key in parts and rarity(spelled[key]) >= _OWN_TELLING]
    other = [key for key in enough if rarity(spelled[key]) >= _TELLING]
    by_id = {told.paper.id: told for told in papers}
    ranked = [
        key
        for keys in (own, other)
        for key in sorted(keys, key=lambda one: (len(held[one]), len(one.split()), one))[::-1]
    ]
    for key in ranked:
        many = len(held[key]) >= _SHARE * len(papers)
        if many and _is_shown(key, [by_id[one] for one in held[key]]):
            led.add(key)
            pattern = _LEADS[turn % len(_LEADS)]
            return _counted(pattern, spelled[key], list(held[key].values()), len(papers))
    for key in ranked:
        names = _names([by_id[one].paper for one in held[key]])
        if names is not None:
            led.add(key)
            quotes = tuple(candidate.quote for candidate in held[key].values())
            text = f"{names} deal with {spelled[key]}."
            return Statement(text=text, quotes=quotes, support=Support.SUPPORTED)
    return None


def _names(papers: Sequence[Paper]) -> str | None:
    """The papers by name, where these are few and short: `Both “Hum” and “Buzz”`."""
    names = [paper_name(paper) for paper in papers]
    if len(names) > _MOST_NAMED or sum(len(name.split()) for name in names) > _NAME_WORDS:
        return None
    both = "Both " if len(names) == _LEAST else ""
    return f"{both}{', '.join(names[:-1])} and {names[-1]}"


def phrases_of(heading: str) -> tuple[str, ...]:
    """The phrases of a heading, by `key_of`; none of an empty one."""
    return tuple(key_of(part.split()) for part in heading.split(" and ")) if heading else ()


def _is_shown(key: str, papers: Sequence[Told]) -> bool:
    """Whether the theme shows of enough of the papers counted that they are about a phrase."""
    return sum(told.shows(key) for told in papers) >= _SHOWN * len(papers)


def _held(
    papers: Sequence[Told], parts: frozenset[str]
) -> tuple[dict[str, dict[str, Candidate]], dict[str, str]]:
    """Which papers hold each phrase, in which sentence, and how it is spelled to be counted."""
    held: dict[str, dict[str, Candidate]] = {}
    spelled: dict[str, str] = {}
    for told in papers:
        for key, (words, candidate) in _phrases_of(told, parts).items():
            if _is_many_or_much(words):
                spelled[key] = min(spelled.get(key, words), words, key=_capitals)
            held.setdefault(key, {})[told.paper.id] = candidate
    return held, spelled


def kinds(papers: Sequence[Told], led: MutableSet[str]) -> Statement | None:
    """A sentence that counts the papers of one kind, as `Two papers introduce benchmarks.`

    Args:
        papers: of the theme.
        led: what was counted in a theme before; the kind counted here is added.
    """
    for noun, doing in _KINDS:
        if doing in led:
            continue
        makes = re.compile(rf"\b{_MADE}\w* (?:an?|the) (?:[\w-]+ ){{0,4}}?{noun}\b", re.IGNORECASE)
        found = [next(_holding(told, makes), None) for told in papers]
        quoted = [candidate for candidate in found if candidate is not None]
        seen = all(
            one is None or told.shown is None or stem(noun) in told.shown
            for one, told in zip(found, papers, strict=True)
        )
        if 1 < len(quoted) < len(papers) and seen:
            led.add(doing)
            return _counted(f"{{papers}} {doing}.", "", quoted, len(papers))
    return None


def _is_many_or_much(phrase: str) -> bool:
    """Whether a phrase reads well without an article: `hive scales`, `pollen transfer`."""
    if phrase[1] == " ":  # the "x speedups" of "2x speedups"
        return False
    last = phrase.rpartition(" ")[2].casefold()
    if _PLURAL.search(last):
        return True
    return last in _MUCH or (last.endswith(_MASS) and last not in _COUNTABLE)


def count_word(number: int) -> str:
    """`three`; a number above twelve in digits."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _counted(pattern: str, phrase: str, quoted: Sequence[Candidate], of: int) -> Statement:
    count = count_word(len(quoted)).capitalize()
    number = f"{count} papers" if len(quoted) == of else f"{count} of the papers"
    quotes = tuple(candidate.quote for candidate in quoted)
    text = pattern.format(papers=number, phrase=phrase)
    return Statement(text=text, quotes=quotes, support=Support.SUPPORTED, counted=(number,))


def _phrases_of(told: Told, parts: frozenset[str]) -> dict[str, tuple[str, Candidate]]:
    """The phrases a paper is about, each with a sentence of it that holds it."""
    titled = phrases(told.paper.title).keys()
    found: dict[str, tuple[str, Candidate]] = {}
    for candidate in told.sentences:
        if _DENIES.search(candidate.text):
            continue
        for key, phrase in phrases(candidate.text).items():
            says = _TELLS if key in parts else _SAYS
            if phrase.whole and (key in titled or weight(candidate.text) >= says):
                found.setdefault(key, (lowered(phrase.words), candidate))
    return found


def _holding(told: Told, pattern: "re.Pattern[str]") -> Iterator[Candidate]:
    return (one for one in told.sentences if pattern.search(one.text))


def _capitals(words: str) -> int:
    return sum(letter.isupper() for letter in words)
