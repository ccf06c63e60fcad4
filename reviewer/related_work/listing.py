"""Papers that are only named: a sentence for two or three of which nothing else is said.

In come papers with a sentence each; out come statements that name them by title. What is said of
them is what their titles or sentences hold, or that they are related.
"""

from collections.abc import Iterable, Sequence

from reviewer.models import Paper, Statement, Support
from reviewer.related_work.leading import Told
from reviewer.related_work.wording import subject_of
from reviewer.selection import Candidate
from reviewer.text.phrases import key_of, phrases
from reviewer.text.words import content_words

_AT_ONCE = 3
_RELATED = (("Also related is", "Also related are"), ("See also", "See also"))


def evidence_for(told: Told) -> Candidate | None:
    """The sentence that shows a paper to be about what its title says; None without one."""
    titled = set(content_words(told.paper.title))
    if len(titled) < 2:
        return None
    shared = {id(one): len(titled & set(content_words(one.text))) for one in told.sentences}
    best = max(told.sentences, key=lambda one: shared[id(one)], default=None)
    return best if best is not None and shared[id(best)] else None


def listed(heading: str, papers: Sequence[Told]) -> list[Statement]:
    """Sentences that name the papers, those that hold a phrase of the heading first."""
    shown = [(told.paper, found) for told in papers if (found := evidence_for(told)) is not None]
    statements = []
    for part in heading.split(" and ") if heading else []:
        key = key_of(part.split())
        here = [one for one in shown if _holds(key, *one)]
        shown = [one for one in shown if one not in here]
        small = part[0].lower() + part[1:] if part[1:2].islower() else part
        for some in _chunks(here):
            word = "is also about" if len(some) == 1 else "are also about"
            statements.append(_statement(f"{_names(some)} {word} {small}.", some))
    for number, some in enumerate(_chunks(shown)):
        is_one, are_many = _RELATED[number % len(_RELATED)]
        opening = is_one if len(some) == 1 else are_many
        statements.append(_statement(f"{opening} {_names(some)}.", some))
    return statements


def _chunks(shown: Sequence[tuple[Paper, Candidate]]) -> Iterable[list[tuple[Paper, Candidate]]]:
    """Groups of two and three, one only where there is but one."""
    left = list(shown)
    while left:
        size = 2 if len(left) in (2, 4) else _AT_ONCE
        yield left[:size]
        left = left[size:]


def _names(shown: Sequence[tuple[Paper, Candidate]]) -> str:
    names = [_name(paper) for paper, _ in shown]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _name(paper: Paper) -> str:
    return f"“{paper.title}” by {subject_of(paper)}" if paper.authors else f"“{paper.title}”"


def _holds(key: str, paper: Paper, candidate: Candidate) -> bool:
    return key in phrases(paper.title) or key in phrases(candidate.text)


def _statement(text: str, shown: Sequence[tuple[Paper, Candidate]]) -> Statement:
    quotes = tuple(candidate.quote for _, candidate in shown)
    return Statement(text=text, quotes=quotes, support=Support.SUPPORTED)
