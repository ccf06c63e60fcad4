"""How much a sentence tells of its paper, and what speaks against taking it.

Pure functions on English sentences.
"""

import re

from reviewer.text.words import content_words, stem

_ENOUGH = 6.0  # words that only this sentence says
_IN_TITLE = 0.5  # of a word that the title says too
_EMPTY = frozenset(  # what a thing is called, and how it is praised
    stem(word)
    for word in (
        *("framework", "frameworks", "model", "algorithm", "system", "architecture", "strategy"),
        *("pipeline", "solution", "benchmark", "dataset", "network", "agent", "scheme", "tool"),
        *("procedure", "author", "paradigm", "toolkit", "suite", "problem", "aim", "goal"),
        *("develop", "describe", "design", "designed", "investigate", "explore", "focus"),
        *("address", "called", "named", "termed", "dubbed", "new", "novel", "simple", "general"),
        *("effective", "efficient", "lightweight", "powerful", "flexible", "extensible", "robust"),
        *("scalable", "generic", "unified", "standardized", "able", "first", "various"),
        *("several", "different"),
    )
)
_ADDS = re.compile(
    r"^(?:additionally|furthermore|moreover|in addition|finally|lastly|further|besides|"
    r"optionally|consequently|secondly?|thirdly?|on top of)\b|"
    r"^(?:on|at|in|from|before|after|during) the (?:\w+ )?"
    r"(?:level|side|stage|front|end|iteration|training|process),|^for (?:each|every) |"
    r"\bas an? (?:\w+ )?(?:application|example|by-?product)\b|^(?:[\w-]+ ){0,7}also\b|"
    r"(?:^|, )(?:we|the authors) (?:also|further|additionally|furthermore|then|finally)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[\w-]*[A-Z][\w-]*[A-Z]\w*")
_BOAST = re.compile(
    r"\b(?:outperform|surpass|superior|pave|milestone|new solution|SOTA)\w*|"
    r"\bachiev\w* (?:[\w-]+ ){0,2}state-of-the-art\b|"
    r"\b(?:significant|substantial|consistent)\w* (?:improve|better)\w*",
    re.IGNORECASE,
)
_SEVERAL_DO = (
    r"(?:guide|solve|provide|use|learn|generate|improve|reduce|predict|combine|leverage|achieve|"
    r"allow|enable|exploit|capture|produce|outperform|estimate|make|help|extend|employ|optimize|"
    r"utilize|adopt|perform|take|require|introduce|propose|have|are|do|de-\w+)"
)
_SLIP = re.compile(
    # a function which estimate the weight
    r"\ban? (?:[\w-]+(?<!s) ){0,5}(?:approach|framework|model|method|algorithm|function|scheme|"
    r"system|strategy|network|design|mechanism|module|technique|task|paradigm|agent|policy|loss|"
    r"architecture|dataset|benchmark|pipeline|procedure|tool|objective),? "
    rf"(?:which|that) {_SEVERAL_DO}\b"
    # a novel methods; we proposes; by weigh; the efficient of; novelly
    r"|\ban? (?:(?:new|novel|simple) )?(?:methods|approaches|algorithms|frameworks|models)\b"
    r"|\b[Ww]e (?:\w+ly )?(?:propose|present|introduce|show|find|develop)s\b"
    r"|\b(?:by|via|without) (?:propose|introduce|leverage|combine|learn|generate|employ)\b"
    r"|\bthe (?:efficient|effective|robust|accurate|important|different|superior) of\b"
    r"|\bnovelly\b|\bfor the first time (?:exploit|propose|introduce|use)\b"
    # lost spaces, words twice
    r"|[a-z]{2},[a-z]{2}|\b(?!that\b)([a-z]{3,}) \1\b",
)


def tells(sentence: str, title: str) -> float:
    """How much a sentence says that its paper's title does not, in [0, 1]."""
    said, titled = _words(sentence) - _EMPTY, _words(title)
    return min(1.0, (len(said - titled) + _IN_TITLE * len(said & titled)) / _ENOUGH)


def _words(text: str) -> set[str]:
    """The stems of what a text is about: compounds in their parts, no names in capitals."""
    return set(content_words(_NAME.sub(" ", text).replace("-", " ")))


def adds(sentence: str) -> bool:
    """Whether a sentence adds to what its paper did before it: `We further weigh the hives.`"""
    return _ADDS.search(sentence) is not None


def boasts(sentence: str) -> bool:
    """Whether a sentence says that its paper is better, and neither how nor by how much."""
    return _BOAST.search(sentence) is not None and not re.search(r"\d", sentence)


def has_a_slip(sentence: str) -> bool:
    """Whether a sentence breaks a rule of grammar, as far as a few patterns tell."""
    return _SLIP.search(sentence) is not None
