"""Which of a paper's sentences say what it does, and which what it found.

Pure functions on English sentences; `third_person` turns what they pick.
"""

import re

from reviewer.text.titles import short_name
from reviewer.text.words import plain

_CONTRIBUTION = re.compile(
    r"\b(?:we|this (?:paper|work|article|study)|the paper|authors|here)\b.{0,100}?\b"
    r"(?:propos|introduc|present|develop|design|devis|formulat|contribut|build|describ)\w*",
    re.IGNORECASE,
)
_FINDING = re.compile(
    r"\b(?:we|results?|experiments?|evaluations?|analysis|findings)\b.{0,60}?\b"
    r"(?:show|find|found|demonstrat|reveal|prove|observ|establish|indicat|outperform|achiev)\w*",
    re.IGNORECASE,
)
_OWN = (
    r"(?:^|[,;:] |\b(?:and|paper|work|study) )"
    r"(?:we|this (?:paper|work|article|study)|the (?:paper|authors))"
    r"(?: \w+ly| also| then| first| further| thus| instead)* "
)
_THESIS = re.compile(
    r"^(?:in|with) (?:this|our) (?:\w+ )?(?:paper|work|article|study|survey|report)\b|"
    r"^this (?:paper|work|article|study|survey)\b|^here,? we\b",
    re.IGNORECASE,
)
_PROPOSAL = re.compile(
    _OWN + r"(?:propos|introduc|present|develop|design|devis|formulat|build|describ|"
    r"formali|creat|contribut)\w*\b",
    re.IGNORECASE,
)
_ANALYSIS = (
    r"(?:an?|the first) (?:[\w-]+ ){0,3}?"
    r"(?:analys[ie]s|study|studies|survey|review|comparison|investigation|examination)\b"
)
_STUDY = re.compile(
    _OWN + r"(?:construct|stud|investigat|examin|explor|analy|survey|review|revisit|compar|"
    r"benchmark|address|identif|characteri|argu|deriv|establish|extend|show|find|found|"
    r"demonstrat|prove|reveal|observ|report|discover|collect|curat|"
    rf"(?:conduct|perform)s? {_ANALYSIS})\w*\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    _OWN + rf"(?:thank|hope|believ|(?:conduct|perform)(?!s? {_ANALYSIS})|releas|open|plan|aim|note|"
    r"hypothesi|conclud|"
    r"discuss|verif|validat|appl|test|publish|ask|start|begin|evaluat|make)\w*\b"
    r"|\b(?:future (?:work|research|directions?|studies)|extensive (?:experiments|evaluations)|"
    r"(?:several|many|some|various) (?:\w+ )?(?:findings|insights|observations|contributions))\b"
    r"|\b(?:demonstrat|show|verif|validat|confirm|highlight|underscor|prov)\w* the (?:[\w-]+ ){0,2}"
    r"(?:effectiveness|superiority|efficacy|efficiency|advantages?|potential|benefits?|importance)",
    re.IGNORECASE,
)


def is_contribution(sentence: str) -> bool:
    """Whether a paper says here what it proposes."""
    return bool(_CONTRIBUTION.search(sentence))


def is_finding(sentence: str) -> bool:
    """Whether a paper says here what it found."""
    return bool(_FINDING.search(sentence))


def weight(sentence: str) -> float:
    """How well a sentence introduces its paper, in [0, 1].

    "In this paper, we propose" counts most, then other proposals, then what is studied or found;
    hopes, plans and how the experiments were run count nothing.
    """
    if _PROPOSAL.search(sentence):
        return 1.0 if _THESIS.search(sentence) else 0.8
    if _ASIDE.search(sentence):
        return 0.0
    studied = 0.6 if _STUDY.search(sentence) else 0.3
    return studied + 0.2 if _THESIS.search(sentence) else studied


def names_itself(sentence: str, title: str) -> bool:
    """Whether a sentence names the system its paper's title introduces."""
    name = short_name(title)
    return name is not None and plain(name).casefold() in plain(sentence).casefold()
