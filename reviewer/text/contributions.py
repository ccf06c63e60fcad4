"""Sentences in which a paper says what it does or finds, and the same in the third person.

Pure functions on English sentences. A sentence they cannot turn safely is refused, never bent.
"""

import re

from reviewer.text.titles import short_name
from reviewer.text.words import plain

_CONTRIBUTION = re.compile(
    r"\b(?:we|this (?:paper|work|article|study)|the paper|authors|here)\b.{0,60}?\b"
    r"(?:propos|introduc|present|develop|design|devis|formulat|contribut|build|describ)\w*",
    re.IGNORECASE,
)
_FINDING = re.compile(
    r"\b(?:we|results?|experiments?|evaluations?|analysis|findings)\b.{0,60}?\b"
    r"(?:show|find|found|demonstrat|reveal|prove|observ|establish|indicat|outperform|achiev)\w*",
    re.IGNORECASE,
)


def is_contribution(sentence: str) -> bool:
    """Whether a paper says here what it proposes."""
    return bool(_CONTRIBUTION.search(sentence))


def is_finding(sentence: str) -> bool:
    """Whether a paper says here what it found."""
    return bool(_FINDING.search(sentence))


def names_itself(sentence: str, title: str) -> bool:
    """Whether a sentence names the system its paper's title introduces."""
    name = short_name(title)
    return name is not None and plain(name).casefold() in plain(sentence).casefold()
