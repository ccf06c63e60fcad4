"""A paper's place in a draft without a language model: what it says it does, in the third person.

In come the scored sentences of a paper; out come one or two statements whose quotes are the
sentences they were turned from. A sentence that cannot be turned safely is not used.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from reviewer.models import Paper, Statement, Support
from reviewer.selection import Candidate
from reviewer.text.contributions import is_finding, names_itself, weight
from reviewer.text.figures import measures
from reviewer.text.third_person import (
    AUTHORS,
    THEY,
    third_person,
    with_one_author,
    with_system_as_subject,
    with_title_as_subject,
)
from reviewer.text.titles import short_name
from reviewer.text.words import plain

NOTHING_TO_SAY = "no sentence of it says what it contributes and reads well in the third person"
# Shares of a sentence's rank beside its relevance to the topic (docs/log.md, "Reading a draft").
_INTRODUCES = 0.6
_NAMED = 0.1
_LONG = 35  # words, from which a sentence is hard to read in a paragraph
_TOO_LONG = 55
_PER_WORD = 0.01
_UNNAMED = re.compile(
    r"^(?:their|they|the (?:results?|experiments?|method|model))\b", re.IGNORECASE
)
_ITS_AUTHORS = "Its authors"


class Said(NamedTuple):
    """The sentences that speak for a paper: what it does, and a result if there is one."""

    paper: Paper
    first: Candidate
    second: Candidate | None


def pick(paper: Paper, candidates: Sequence[Candidate]) -> Said | None:
    """The sentences that introduce a paper best, or None if none can be turned.

    Args:
        paper: whose sentences these are.
        candidates: its sentences, scored against the topic.
    """
    ranked = sorted(candidates, key=lambda c: -_introduces(paper, c))
    first = next((c for c in ranked if _wordings(paper, c.text)), None)
    if first is None:
        return None
    results = [c for c in candidates if c is not first and _is_result(c)]
    second = max(results, key=_rank_of_result, default=None)
    return Said(paper, first, second)


def statements_about(said: Said, most: int, turn: int) -> list[Statement]:
    """What the paper contributes and, if there is room, what came of it.

    Args:
        said: the paper's sentences.
        most: 1 or 2 statements.
        turn: which paper of the draft this is; neighbours open differently.
    """
    wordings = _wordings(said.paper, said.first.text)
    text = wordings[turn % len(wordings)]
    statements = [_statement(said.first, text)]
    if most > 1 and said.second is not None:
        speaker = THEY if "authors" in text or _subject(said.paper) in text else _ITS_AUTHORS
        after = third_person(said.second.text, speaker)
        if after is not None:
            statements.append(_statement(said.second, after))
    return statements


def _introduces(paper: Paper, candidate: Candidate) -> float:
    text = candidate.text
    named = _NAMED * names_itself(text, paper.title)
    return candidate.relevance + _INTRODUCES * weight(text) + named - _length_penalty(text)


def _is_result(candidate: Candidate) -> bool:
    text = candidate.text
    if not is_finding(text) or not measures(text) or len(text.split()) > _TOO_LONG:
        return False
    return third_person(text, THEY) is not None


def _rank_of_result(candidate: Candidate) -> float:
    return candidate.relevance - _length_penalty(candidate.text)


def _wordings(paper: Paper, sentence: str) -> list[str]:
    """The ways to say a sentence with its paper named: by system, by authors, or by title."""
    if len(sentence.split()) > _TOO_LONG or not weight(sentence):
        return []
    system = with_system_as_subject(sentence)
    if system is not None and names_itself(system, paper.title):
        return [system]
    subject = _subject(paper)
    text = third_person(sentence, subject)
    if text is not None and len(paper.authors) == 1 and not _is_group(paper):
        text = with_one_author(text, subject)
    if text is None or _UNNAMED.match(text):
        return []
    if _is_named(text, paper.title) or (paper.authors and subject in text):
        return [text]
    if paper.authors or AUTHORS.casefold() not in text.casefold():
        return []
    return _titled(_spoken(paper.title), text)


def _titled(title: str, text: str) -> list[str]:
    inside = f"In “{title}”, {text[0].lower()}{text[1:]}"
    if f"{AUTHORS}'".casefold() in text.casefold():
        return [inside]
    of = re.sub(
        rf"\b({AUTHORS})\b",
        lambda found: f"{found[0]} of “{title}”",  # a title may hold a backslash
        text,
        count=1,
        flags=re.IGNORECASE,
    )
    if not text.startswith(AUTHORS):
        return [of]
    agent = with_title_as_subject(text, title)
    return [of, inside] if agent is None else [agent, of, inside]


def _is_named(text: str, title: str) -> bool:
    """Whether the system that the title introduces stands in the text, spelled as a name."""
    name = short_name(title)
    return name is not None and plain(name) in plain(text)


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
    return _PER_WORD * max(0, len(text.split()) - _LONG)
