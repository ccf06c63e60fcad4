"""A sentence without the praise that its authors give themselves: `a novel scale` is `a scale`.

Pure functions on English sentences; they only take words away.
"""

import re

_ARTICLE = r"(?P<article>\b[Aa]n?|\b[Tt]he)"
_PRAISE = (
    r"novel (?:yet|but|and) (?:simple|effective|efficient)|novel|new and novel|"
    r"simple (?:yet|but|and) (?:\w+ )?(?:effective|efficient|powerful|scalable|"
    r"general|practical)|conceptually simple|delicate|powerful|ingenious|elegant|pioneering|"
    r"groundbreaking|innovative|cutting-edge|brand-new|promising|comprehensive and novel"
)
_PRAISED = re.compile(
    rf"{_ARTICLE} (?:{_PRAISE})(?:,? and (?:\w+ly )?(?:{_PRAISE}))?(?:,)? "
    # "novel view synthesis" and "novel classes" are terms
    r"(?P<next>(?!view|class|object|categor|intent|word|entit|drug|protein|and\b)[\w$“\"])"
)
_MUCH = re.compile(
    r"(?<!\ba )(?<!\ban )(?<!\bmore )(?<!\bmost )"
    r"\b(?:[Ee]xtensive|[Cc]omprehensive|[Tt]horough|[Rr]igorous|[Ee]xhaustive)(?: and \w+)? "
    r"(?P<what>experiments|experimental|evaluations|empirical|analyses|studies|benchmarking)"
)
_VOWEL = re.compile(r"[aeio]|un(?!i)|u[^sn]|[AEFHILMNORSX](?=[A-Z])|[AEIO][a-z-]|hour|hono")
_NO_VOWEL = re.compile(r"one\b|uni|use|eu", re.IGNORECASE)


def sober(text: str) -> str:
    """The sentence with articles that fit what they now stand before."""
    return _MUCH.sub(_spelled, _PRAISED.sub(_with_article, text))


def _with_article(found: "re.Match[str]") -> str:
    article, rest = found["article"], found.string[found.start("next") :].lstrip('“"$')
    if article[0] in "Aa":
        vowel = _VOWEL.match(rest) is not None and _NO_VOWEL.match(rest) is None
        article = f"{article[0]}n" if vowel else article[0]
    return f"{article} {found['next']}"


def _spelled(found: "re.Match[str]") -> str:
    what = found["what"]
    return what[0].upper() + what[1:] if found[0][0].isupper() else what
