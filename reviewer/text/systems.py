"""A sentence in which authors name what they made, with that as its subject.

`We propose Foo, a parser that …` is `Foo is a parser that …`. It knows English, and no paper.
"""

import re

from reviewer.text.agreement import ADVERB, PAPER, VERBS, second_verb
from reviewer.text.standing_alone import alone
from reviewer.text.third_person import checked

_MADE = (
    r"(?:propose|introduce|present|develop|design|devise|describe|build|construct|contribute|"
    r"release|create|curate|unveil|formulate|put forward|advocate)"
)
_PROPOSES = rf"^(?:(?P<aim>to [^,]{{5,140}}), )?(?:we|this {PAPER})(?: {ADVERB})* {_MADE}s?,? "
_NAME = (
    r"(?:the )?(?:[A-Z$]|[a-z]+[A-Z])(?:[^,.;:()“”\"—]|[.](?=\d)){0,70}?"
    r"(?: \([^()]{1,120}\))?(?:: [A-Z][^,.;:]{1,60})?"
)
_QUOTED = r"[\"“][^\"”]{2,40}[\"”]"
_A_NAME = rf"(?P<name>{_NAME}|{_QUOTED})"
_GAP = r"(?:,| --?-?| —|:)"
_IS_A = re.compile(
    rf"{_PROPOSES}{_A_NAME}(?:{_GAP} (?P<rest>(?:an?|the first|one of) .+)"
    r"|(?:,? or [^,]{3,60},)? as (?P<as>an? .+))$"
)
_DOES = re.compile(
    rf"{_PROPOSES}{_A_NAME}(?:(?:,? which|,? that) (?P<rest>[a-z]+(?<!s)s .+)"
    r"|, (?P<aiming>aiming|designed|built|intended) (?P<to>to .+))$"
)
_CALLED = re.compile(
    rf"{_PROPOSES}(?P<what>an? [^,;:]{{3,120}}?)"
    rf"(?:,? (?:called|named|termed|dubbed|namely|i\.e\.,|referred to as|denoted as) |{_GAP} )"
    rf"{_A_NAME}(?P<rest>\.$|,? (?:which|that|to|for|based|by|where|with|built|designed)\b.+$)"
)
_OUR = re.compile(
    r"^(?:our|the (?:proposed|resulting)) (?:[\w-]+ ){0,4}?(?:method|approach|framework|model|"
    r"algorithm|system|technique|pipeline|agent|strategy|architecture|benchmark|dataset|solution)"
    rf",? (?:called |named |dubbed |termed )?{_A_NAME},? "
    r"(?P<rest>(?:\w+ly )?[a-z]{3,}(?<!s)s .+)$"
)
_LIST = re.compile(rf"\band (?:{ADVERB} )*{VERBS}\b|, and [A-Z][\w*-]+, (?:an?|the)\b")
_CUT = re.compile(r",?(?: and|, then)$")
_EMPTY = re.compile(r" is an? (?:[\w-]+ ){0,2}[\w-]+\.$")  # "is a technique."
_LEAST = 7  # words that are left where a second doing of the authors is cut off


def with_system_as_subject(sentence: str) -> str | None:
    """`We propose Foo, a parser …` as `Foo is a parser …`; None if something in it needs *we*."""
    text = alone(sentence)
    return None if text is None else checked(_by_name(text))


def _by_name(text: str) -> str | None:
    opened = text[0].lower() + text[1:]
    ours = _OUR.match(opened)
    if ours is not None:
        return f"{_bracketed(ours['name'])} {ours['rest']}"
    for pattern in (_IS_A, _CALLED, _DOES):
        match = pattern.match(opened)
        if match is not None:
            return _said(pattern, match)
    return None


def _said(pattern: "re.Pattern[str]", match: "re.Match[str]") -> str | None:
    name = _bracketed(match["name"])
    if pattern is _DOES:
        text = f"{name} {match['rest'] or _is_to(match)}"
        text = text if match["aim"] is None else f"{match['aim']}, {text}"
    elif pattern is _IS_A:
        text = f"{name} is {match['rest'] or match['as']}"
    else:
        rest = match["rest"]
        comma = rest if re.match(r"\.|, (?:which|where)", rest) else re.sub("^, ", " ", rest)
        text = f"{name} is {match['what']}{comma}"
    return None if _EMPTY.search(text) else _first_doing(text)


def _is_to(match: "re.Match[str]") -> str:
    verb = "aims" if match["aiming"] == "aiming" else f"is {match['aiming']}"
    return f"{verb} {match['to']}"


def _first_doing(text: str) -> str | None:
    """The sentence up to a second thing that the authors do; None if its end is not clear."""
    if _LIST.search(text) is None:
        return text
    second = second_verb(text)
    if second is None or _LIST.search(text, 0, second.start()):
        return None
    first = text[: second.start()].rstrip().rstrip(",")
    closed = first.count("(") == first.count(")")
    return f"{first}." if closed and len(first.split()) >= _LEAST else None


def _bracketed(name: str) -> str:
    """`RISE: Recursive Introspection` as `RISE (Recursive Introspection)`."""
    short, colon, long = name.partition(": ")
    return f"{short} ({long})" if colon else name.strip('"“”')
