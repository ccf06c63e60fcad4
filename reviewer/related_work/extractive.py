"""A theme without a language model: what each paper says it does, in the third person.

In come the scored sentences of a paper; out come one or two statements whose quotes are the
sentences they were turned from. A sentence that cannot be turned safely is not used.
"""

import re
from collections.abc import Sequence

from reviewer.models import LeftOut, Paper, Statement, Support
from reviewer.selection import Candidate
from reviewer.text.contributions import (
    AUTHORS,
    THEY,
    is_contribution,
    is_finding,
    names_itself,
    third_person,
)
from reviewer.text.titles import short_name

_CONTRIBUTION = 0.3
_FINDING = 0.2
_NAMED = 0.15
_LONG = 45  # words, from which a sentence is hard to read in a paragraph
_TOO_LONG = 60
_DIGIT = re.compile(r"\d")
_UNNAMED = re.compile(
    r"^(?:their|they|the (?:results?|experiments?|method|model|proposed))\b", re.I
)


def statements_about(
    paper: Paper, candidates: Sequence[Candidate], most: int
) -> tuple[list[Statement], LeftOut | None]:
    """What the paper contributes and, if there is room, what came of it.

    Args:
        paper: whose sentences these are.
        candidates: its sentences, scored against the topic.
        most: 1 or 2 statements.

    Returns:
        The statements, or none and why the paper was left out.
    """
    first = _first(paper, candidates)
    if first is None:
        reason = "no sentence of it says what it contributes and reads well in the third person"
        return [], LeftOut(text=paper.title, reason=reason, paper_id=paper.id)
    statements = [first[1]]
    if most > 1:
        statements += _second(candidates, first[0])
    return statements, None


def _first(paper: Paper, candidates: Sequence[Candidate]) -> tuple[Candidate, Statement] | None:
    ranked = sorted(
        candidates,
        key=lambda c: (
            not (is_contribution(c.text) or is_finding(c.text)),
            -c.relevance
            - _CONTRIBUTION * is_contribution(c.text)
            - _NAMED * names_itself(c.text, paper.title)
            + _length_penalty(c.text),
        ),
    )
    for candidate in ranked:
        text = _introducing(paper, candidate.text)
        if text is not None:
            return candidate, _statement(candidate, text)
    return None


def _second(candidates: Sequence[Candidate], first: Candidate) -> list[Statement]:
    ranked = sorted(
        (c for c in candidates if c is not first and is_finding(c.text) and _DIGIT.search(c.text)),
        key=lambda c: -c.relevance - _FINDING + _length_penalty(c.text),
    )
    for candidate in ranked:
        text = third_person(candidate.text, THEY)
        if text is not None and len(text.split()) <= _TOO_LONG:
            return [_statement(candidate, text)]
    return []


def _introducing(paper: Paper, sentence: str) -> str | None:
    """The sentence in the third person, with the paper named in it: by system, authors or title."""
    subject = _subject(paper)
    text = third_person(sentence, subject)
    if text is None or len(text.split()) > _TOO_LONG or _UNNAMED.match(text):
        return None
    if names_itself(text, paper.title) or (paper.authors and subject in text):
        return text
    if text.startswith(f"{AUTHORS} "):
        return f"In “{_spoken(paper.title)}”, {text[0].lower()}{text[1:]}"
    return None


def _spoken(title: str) -> str:
    """The title, or its part before the colon where that says enough."""
    head, colon, _ = title.partition(":")
    return head if colon and (len(head.split()) > 1 or short_name(title)) else title


def _subject(paper: Paper) -> str:
    if not paper.authors:
        return AUTHORS
    family = [author.split()[-1] for author in paper.authors]
    year = f" ({paper.year})" if paper.year else ""
    if len(family) == 1:
        return f"{family[0]} and colleagues{year}" if _is_group(paper) else f"{family[0]}{year}"
    return f"{family[0]} and {family[1]}{year}" if len(family) == 2 else f"{family[0]} et al.{year}"


def _is_group(paper: Paper) -> bool:
    return (paper.author_count or 1) > 1


def _statement(candidate: Candidate, text: str) -> Statement:
    return Statement(text=text, quotes=(candidate.quote,), support=Support.SUPPORTED)


def _length_penalty(text: str) -> float:
    return 0.01 * max(0, len(text.split()) - _LONG)
