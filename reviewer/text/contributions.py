"""Sentences in which a paper says what it does or finds, and the same in the third person.

Pure functions on English sentences. A sentence they cannot turn safely is refused, never bent.
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


AUTHORS = "The authors"
THEY = "They"
_LEAD_IN = re.compile(
    r"^(?:(?:in|for) (?:this|the present) (?:paper|work|study|article|survey)|"
    r"to (?:this|that) end|here|"
    r"however|thus|therefore|hence|furthermore|moreover|specifically|additionally|in addition|"
    r"finally|lastly|first|second|third|then|next|instead|consequently|notably|importantly|also|"
    r"in particular|in response|in contrast|overall|concretely|accordingly|as a result|besides|"
    r"in summary|(?:to|by|with|motivated|inspired|building|based|driven|given|following|leveraging|"
    r"using|through|from)\b[^,]*\b(?:this|these|that|those|such|it|its)\b[^,]*),\s*",
    re.IGNORECASE,
)
_ADVERB = r"(?:also|then|further|thus|hereby|therefore|first|finally|additionally|instead|hence)"
_IS_A = re.compile(
    rf"^(?:we|this (?:paper|work)|the paper|it) (?:{_ADVERB} )?"
    r"(?:propose|introduce|present|develop|design|devise|describe)s?,? "
    r"(?P<name>(?:the )?[A-Z$\"`'][^,.;:]{1,70}?)"
    r"(?:,| --| -|:) (?P<rest>(?:an?|the first|the) .+)$"
)
_SUBJECT = re.compile(rf"^(?:we|(?:this|the) (?:paper|work|article|study|survey))\b(?: {_ADVERB}\b)?", re.I)
_THIRD_SINGULAR = re.compile(
    r"^(propose|introduce|present|develop|design|devise|describe|show|investigate|explore|study|"
    r"examine|demonstrate|address|provide|identify|analy[sz]e|argue|evaluate|extend|focuse|"
    r"consider|formulate|reveal|report|find|offer|aim|take|tackle|survey|review|seek|make)s\b"
)
_PRONOUNS = (
    (re.compile(r"\b[Oo]urselves\b"), "themselves"),
    (re.compile(r"\bours\b"), "theirs"),
    (re.compile(r"\b[Oo]ur\b"), "their"),
    (re.compile(r"\bus\b"), "them"),
    (re.compile(r"\b[Ww]e\b"), "they"),
    (re.compile(r"\b[Tt]his (paper|work|study|article)\b"), r"the \1"),
    (re.compile(r"\b[Ii]n the (?:paper|work|study|article), "), ""),
)
_FIRST_PERSON = re.compile(
    r"\b(?:we|our|ours|us|ourselves|my|we're|we've|let's)\b|(?<![\w-])I(?!\w)(?!\))|"
    r"\bthis (?:paper|work|study|article|survey)\b",
    re.IGNORECASE,
)
_COUNTRY = re.compile(r"\bU\.?S\.?(?:A\.?)?(?=\W|$)")
# A macro or a formula that would not survive in a paragraph.
_TEX = re.compile(r"\\(?!%)|[_^]\{|``")
_DANGLES = re.compile(
    r"^(?:this|these|those|it|its|they|their|such|both|here|another|each|one|that|second|third|"
    r"\(?[0-9ivx]{1,3}[).]|one of|for example|e\.g|code|project|website|home ?page|see|try|"
    r"please|check)\b|\b(?:https?://|github\.com)|\bfollowing\s*:?$|:$|"
    r"\"[^\"]*\b(?:we|our|us|I)\b[^\"]*\"|\?\W*$",
    re.IGNORECASE,
)


def third_person(sentence: str, subject: str) -> str | None:
    """A paper's sentence as another author would write it, or None where that is not safe.

    `We propose Foo, a parser that …` becomes `Foo is a parser that …`; other sentences keep their
    words, with `subject` (a plural: "The authors", "Lewis et al. (2020)") for the first *we* and
    *they* or *their* for the rest. What hangs on the sentence before it ("To address this, …") is
    cut off; a sentence that begins with *this* or *it* is refused.
    """
    text = " ".join(sentence.split())
    while lead := _LEAD_IN.match(text):
        text = text[lead.end() :]
    if not text or _DANGLES.search(text) or _TEX.search(text):
        return None
    named = _IS_A.match(text[0].lower() + text[1:])
    if named:
        name = named["name"]
        text = f"{name[0].upper()}{name[1:]} is {named['rest']}"
    elif opening := _SUBJECT.match(text):
        verb = _THIRD_SINGULAR.sub(r"\1", text[opening.end() :].strip())
        text = f"{subject} {verb}"
    else:
        inside = subject[0].lower() + subject[1:] if subject in (AUTHORS, THEY) else subject
        text = re.sub(r"\b[Ww]e\b", lambda _: inside, text, count=1)
    for pattern, replacement in _PRONOUNS:
        text = pattern.sub(replacement, text)
    text = text[0].upper() + text[1:]
    return None if _FIRST_PERSON.search(_COUNTRY.sub("", text)) else text
