"""A sentence that speaks of no author, as something that a paper says: for lack of a better one.

Pure functions on English sentences.
"""

import re

from reviewer.text.standing_alone import alone
from reviewer.text.third_person import checked, the_paper

# What is a doing of the paper though no author does it: "Two scales are compared."
_OF_THE_PAPER = re.compile(
    r"\b(?:is|are|was|were) (?:then |first )?(?:proposed|introduced|presented|devised|described|"
    r"derived|developed and tested|proven|proved)\b"
    r"|\bthe (?:proposed|presented|suggested|introduced)\b"
    r"|^(?:the )?(?:[\w-]+ ){0,3}?(?:results?|experiments?|evaluations?|findings|simulations?|"
    r"tests) (?:[\w-]+ ){0,6}?(?:show|demonstrate|indicate|reveal|suggest|confirm|verify)",
    re.IGNORECASE,
)
_THE_PAPER = re.compile(
    r"\bthe (?:present |current )?(?:paper|article|study|work)\b", re.IGNORECASE
)
_ASKS = re.compile(
    r"^(?:what|why|how|who|when|where|let|learn|discover|see|use|try)\b", re.IGNORECASE
)
# A capital that is more than the beginning of a sentence.
_NAME = re.compile(
    r"^(?:[A-Z][\w-]*[A-Z0-9]|[A-Z][\w-]*(?:ian|ean|ese|glish|nch|rman)\b|[A-Z][\w’'-]* [A-Z(]|"
    r"(?:Monte|Markov|Euclid|Fourier|Hilbert|Nash|Pareto|Python|Twitter|Google|Wikipedia|"
    r"Transformers?|January|February|March|April|May|June|July|August|September|October|November|"
    r"December|I)\b|[“\"$(])"
)
_LATELY = re.compile(r"^(?:Recently|Nowadays|Today|Currently|Lately|In recent years), ")
_LEAST_WORDS = 6
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|can|may|must|will|should|could|do|does|cannot|often|usually|"
    r"provides?|allows?|enables?|requires?|remains?|plays?|offers?|uses?|makes?|leads?|helps?|"
    r"suffers?|focus(?:es)?|relies|rely|improves?|reduces?|achieves?|shows?|becomes?|needs?|"
    r"depends?|consists?|aims?|outperforms?|transfers?|investigates?|extends?|captures?|learns?)\b"
)
_FUNCTION = re.compile(
    r"(?:The|A|An|In|On|At|For|From|With|By|To|Of|As|While|Although|Despite|Given|Many|Most|Some|"
    r"Several|Existing|Recent|Current|When|If|Because|Since|Unlike|Though|Whereas|Where|Once|After|"
    r"Before|Under|Over|Among|Between|During|Through|All|Each|Every|No|Not|Both|Using|Based|"
    r"(?:Large|Deep)(?= [a-z]))\b"
)


def has_a_verb(text: str) -> bool:
    """Whether a line has a verb that shows it to be a sentence, no heading or list of names."""
    return _VERB.search(text) is not None


def is_of_the_paper(text: str) -> bool:
    """Whether the sentence says what was done or found in its paper."""
    return _OF_THE_PAPER.search(text) is not None


def impersonal(sentence: str) -> str | None:
    """The sentence if no author speaks in it and it stands alone, else None."""
    text = alone(_LATELY.sub("", sentence))
    said = None if text is None else checked(the_paper(text))
    if text is None or said is None or _ASKS.match(text) or not text[0].isalpha():
        return None
    return said if len(said.split()) >= _LEAST_WORDS else None


def with_title_for_the_paper(text: str, title: str) -> str | None:
    """`The main result of the paper is …` as `The main result of “Title” is …`; None without it."""
    found = _THE_PAPER.search(text)
    if found is None or _THE_PAPER.search(text, found.end()):
        return None
    return f"{text[: found.start()]}“{title}”{text[found.end() :]}"


def lowered(text: str) -> str:
    """The sentence as it goes on after other words: no capital, unless a name begins it."""
    named = _NAME.match(text) and not _FUNCTION.match(text)
    return text if named else text[0].lower() + text[1:]
