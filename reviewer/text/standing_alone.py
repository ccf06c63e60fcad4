"""A sentence of an abstract to one that stands alone, or None.

What hangs on the sentence before it ("To address this, …") is cut off, and so is what a source
that ends in the middle has left over; a sentence that points back in any other way, or is broken,
is refused.
"""

import re
import unicodedata

from reviewer.text.agreement import ADVERB, ITSELF, PAPER, VERBS, infinitive, singular
from reviewer.text.shortening import completed, up_to
from reviewer.text.words import stem

# What an opening clause points to stands before the sentence: "To address this, we …".
_POINTER = (
    r"\b(?:this|these|those|that end|that|such|it|them|their|do so|our|above|"
    r"both(?= \w+s\b(?! and))|aforementioned|"
    r"the (?:(?:two|three|four|above) )?(?:problems?|issues?|limitations?|challenges?|gaps?|"
    r"drawbacks?|shortcomings|observations?|findings?|analys[ie]s|insights?)(?=,))\b"
)
_LEAD_IN = re.compile(
    rf"^(?:(?:but|and|so|yet|here(?:in)?|thus|hence|therefore)\s+(?=we\b)|"
    rf"(?:in|for|throughout|with) (?:this|the present) (?:\w+ )?{PAPER}(?:,\s+|\s+(?=we\b))|"
    r"(?:in (?:our|these|this) (?:experiments?|paper|work|study|analysis)|"
    r"here(?:in)?|however|thus|therefore|hence|(?:more )?specifically|(?:in addition|additionally)|"
    r"further(?:more)?|moreover|finally|lastly|(?:first|second|third)(?:ly)?|then|next|instead|"
    r"subsequently|consequently|accordingly|notably|(?:(?:more|most) )?importantly|crucially|"
    r"also|"
    r"surprisingly|interestingly|remarkably|in particular|in response(?: to (?:this|that))?|"
    r"in contrast|conversely|"
    r"overall|concretely|as a (?:result|solution|remedy|consequence|response)|as such|besides|"
    r"in (?:summary|short|conclusion|this regard)|similarly|alternatively|meanwhile|"
    r"(?:in|by) doing so|"
    r"more (?:precisely|concretely|generally)|to be (?:specific|precise|exact)|at (?:last|first)|"
    r"equally important|nevertheless|nonetheless|"
    r"in (?:this|that) (?:light|context|direction|vein|spirit|regard|sense)|in light of (?:this|"
    r"these [\w-]+)|(?:for|with) this (?:purpose|reason|goal|end|in mind|insight|goal)|"
    r"(?:given|with|from|on) (?:this|these) (?:insights?|observations?|findings?|limitations?|"
    r"challenges?|gaps?|issues?|problems?|motivations?)|on top of (?:this|that)|"
    r"(?:in order )?(?:to|towards?|by|motivated|inspired|building|based|driven|following|guided|"
    r"leveraging|using|through|because of|due to|despite|unlike|after|beyond|besides|"
    r"instead of|rather than|along with|in addition to|in contrast to|as|since|because|in an? \w+|"
    r"(?!(?:dur|accord|dur)ing)\w{3,}ing|after all)\b"
    rf"[^,]*{_POINTER}[^,]*),\s*)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(rf"^(?:we|{ITSELF})\b(?: {ADVERB}\b)* ", re.IGNORECASE)
# What points back at the end says only what it is good for: "a scale to address this problem".
_GOOD_FOR = (
    r"(?:address|overcom|mitigat|tackl|solv|fill|bridg|handl|resolv|alleviat|eliminat|answer|"
    r"remed|combat|achiev|reduc|replicat|circumvent|meet)(?:e?s|e|ing|y)?"
)
_SERVES = (
    r",? (?:that (?:effectively |aims to |can )?|which |to (?:\w+ly )?|for |aimed at |capable of )"
    rf"{_GOOD_FOR} (?:(?:it|them)(?=[.,;])|"
    r"(?:this|these|such(?: an?)?|both|the (?:above|aforementioned))(?: [\w-]+){1,3}?)"
)
_TAIL = re.compile(rf"{_SERVES}(?=[.,;]| to\b)(?!, (?:and|or)\b)")
_THROUGH = re.compile(rf"{_SERVES} (?:through|via|with)\b")
_CHANGES = re.compile(r"\b(?:reduc|bridg|meet|achiev|circumvent)")  # "reduces this cost to half"
# Words that need what stands at the end: "many scales attempt to address this".
_NEEDS_END = re.compile(
    r"\b(?:attempt|tr[yi]|fail|aim|seek|struggl|need|want|help|strive|intend)(?:e?[sd]|ed|es|s)?$|"
    r"\b(?:used|applied|able|unable|designed|intended|hard|difficult|how|not|enough|insufficient|"
    r"sufficient|proposed|introduced|developed|is|are|was|were|be)$"
)
_BY_DOING = re.compile(
    rf"^(?P<who>(?:we|(?:this|the present) {PAPER}))(?: {ADVERB})* {_GOOD_FOR}(?:ed)? "
    r"(?:(?:this|these|such(?: an?)?|both|the (?:above|aforementioned))(?: [\w-]+){1,3}?) by "
    r"(?P<how>\w+ly )?(?P<doing>\w+ing) ",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^\(?(?:[0-9]|[ivx]{1,4})[).]\s")
_DANGLES = re.compile(
    r"^(?:this|these|those|it|its|they|their|them|such|both|here|another|other|each|one|that|"
    r"which|who|where|whose|and|but|or|nor|second|third|one of|for example|for instance|e\.g|"
    r"the (?:above|former|latter|resulting|same|formalism|"
    r"(?:idea|intuition|principle|key|core|heart)(?! (?:\w+ )?(?:of|behind) our\b)|"
    r"main (?!contribution of)|(?:first|second|last) (?:one|is|step|stage)|goal|aim|problem)|"
    r"code|project|website|home ?page|see|try|please|check|when applied|dive into|view a)\b"
    r"|^(?:\S+ ){0,3}the (?:former|latter)\b"
    r"|\b(?:https?://|github\.com|aforementioned|above-mentioned|the above|as follows|"
    r"following\s*:?$)"
    r"|\b(?:code|data|datasets?|models?|implementations?|demos?|videos?)\b[^,]{0,60}\b"
    r"(?:available|released?|open-sourced?)\b"
    r"|\b(?:releas|open-sourc)\w+ (?:\w+ ){0,3}(?:code|models|weights|checkpoints)\b"
    r"|[\"“][^\"”]*\b(?:we|our|us|I|my)\b[^\"”]*[\"”]"
    r"|\b(?:cited by \d|all rights reserved|copyright|doi:)",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!][)\"'”’\]]*$")
_CUT_OFF = re.compile(r"\s*(?:\.\.\.|…)\s*(?:see more|more|read more)?\s*$", re.IGNORECASE)
# A macro or a formula that would not survive in a paragraph, or words lost from the source.
_BROKEN = re.compile(
    r"\\|[{}]|``|\[\d+(?:[,–-] ?\d+)*\]|\b(?:mathcal|mathbb|varepsilon)\b|(?<!\d)\s?%|"
    r"\(\s*\)|\[\s*\]|\s[,;.](?:\s|$)|\w- \w|[a-z]\. [a-z]|__|##|\*\*| [|·] |[^.]\.\.$|"
    r"\b(?:to|of|and|or|the|an?|has|have|is|are|was|were|namely|thereby|than|as|that|which)\.$"
)
_FORMULA = re.compile(r"\$[^$\\]{1,40}\$")
_POINTS_BACK = re.compile(
    r"\b(?:(?:this|these|those|such)(?: an?)?"
    r"(?<!those(?= (?:not|whose|where|\w+ing)\b))"
    r"(?! (?:as|that|of|who|which|with|from|in)\b) |"
    r"(?:both|(?:the|all) (?:two|three|four|five)) (?=\w+s\b(?! (?:and|or)\b)))"
    r"(?P<what>[\w-]+(?: [\w-]+){0,2})",
    re.IGNORECASE,
)
_FAR_PRONOUN = re.compile(
    r"^\S+(?: \S+){0,4} (?:its|them|it(?! (?:is|was) (?:possible|impossible|viable|feasible|"
    r"infeasible|necessary|unnecessary|essential|crucial|important|beneficial|desirable) "
    r"(?:to|that)\b))\b"
)
_FIRST_ITEM = re.compile(r"(?<!\w)\(?(?:1|i|a)\) ")
_NEXT_ITEM = re.compile(r"(?<!\w)\(?(?:2|ii|b)\) ")
# What is not of the sentence: the label of a part of an abstract, the line of a search engine.
_LABEL = re.compile(
    r"^(?:(?:by|por|von|par) [A-Z][^—]{2,80} — )?(?:\*\*)?(?:(?:Abstract|ABSTRACT|Summary|SUMMARY|"
    r"Objectives?|OBJECTIVES?|Background|BACKGROUND|Methods|METHODS|Results|RESULTS|Conclusions?|"
    r"CONCLUSIONS?|Purpose|PURPOSE|Aims?|AIMS?|Findings|FINDINGS)(?:\*\*)?"
    r"(?:\s?[.:—–](?:\*\*)?\s*|\s+(?=(?:We|This|In|To|Our)\b)))?"
)
_TWICE = re.compile(rf"\b({VERBS}s?) \1\b")
_STYLED = re.compile(r"\\(?:text\w{2}|textsc|emph|math(?:bf|rm|it|sf)|text)\s?\{([^{}]*)\}")
_ACCENT = re.compile(r"\\(['`^\"~])\s?\{?\\?([A-Za-z])\}?")
_MARKS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303"}


def alone(sentence: str) -> str | None:
    """The sentence without what hangs on the one before it, or None if it points back."""
    text = _LABEL.sub("", tidy(sentence))
    while lead := _LEAD_IN.match(text):
        text = text[lead.end() :]
    text = _doing(_without_tail(_THROUGH.sub(" with", text)))
    if not _ENDS.search(text) or _CUT_OFF.search(text):
        text = completed(_CUT_OFF.sub("", text))
    if text and _stands_alone(text):
        return text
    text = _before_pointer(text)
    return text if text and _stands_alone(text) else None


def tidy(sentence: str) -> str:
    """The sentence with white space, quotation marks and simple TeX as a reader expects them."""
    text = _STYLED.sub(r"\1", " ".join(sentence.split()))
    text = _ACCENT.sub(lambda m: unicodedata.normalize("NFC", m[2] + _MARKS[m[1]]), text)
    text = re.sub(r"``(.+?)(?:''|``|\")", r"“\1”", text)
    text = re.sub(r"(?<![\w`])`([^`']{1,60})'(?!\w)", r"“\1”", text)
    text = re.sub(r"(?<=[\w.)])~(?=[\w(])", " ", text)
    text = _TWICE.sub(r"\1", text)
    text = re.sub(r"\b(propose|introduce|present)(s?), (?=[A-Z])", r"\1\2 ", text)
    text = re.sub(r"(?<=\w) ,(?= (?:an?|the|which|that|where)\b)", ",", text)
    return re.sub(r"(?<=\d)times\b", " times", text.replace("\\%", "%"))


def _doing(text: str) -> str:
    """`We address this gap by weighing hives` as `We weigh hives`."""
    found = _BY_DOING.match(text)
    verb = None if found is None else infinitive(found["doing"])
    if found is None or verb is None:
        return text
    several = found["who"].lower() == "we"
    form = verb if several else singular(verb)
    return f"{found['who']} {found['how'] or ''}{form} {text[found.end() :]}"


def _without_tail(text: str) -> str:
    """The sentence without what it is good for, where nothing before that needs it."""
    tail = _TAIL.search(text)
    if tail is None or _NEEDS_END.search(text, 0, tail.start()):
        return text
    if text.startswith(" to ", tail.end()) and _CHANGES.search(tail[0]):
        return text
    return text[: tail.start()] + text[tail.end() :]


def _before_pointer(text: str) -> str:
    """What a sentence says before a clause that points back; empty if that is not clear."""
    pointer = next((m for m in _POINTS_BACK.finditer(text) if _is_missing(text, m)), None)
    return "" if pointer is None else up_to(text, pointer.start())


def _stands_alone(text: str) -> bool:
    opening = _SUBJECT.match(text)
    return (
        bool(_ENDS.search(text))
        and not _ITEM.match(text)
        and not _DANGLES.search(text[opening.end() :] if opening else text)
        and not _BROKEN.search(_FORMULA.sub("x", text))
        and not _FAR_PRONOUN.match(text)
        and not (_FIRST_ITEM.search(text) and not _NEXT_ITEM.search(text))
        and not any(_is_missing(text, match) for match in _POINTS_BACK.finditer(text))
    )


def _is_missing(text: str, pointer: "re.Match[str]") -> bool:
    """Whether nothing before "these two tasks" speaks of tasks."""
    if re.match(rf"(?:\w+ )?{PAPER}\b", pointer["what"]):
        return False
    before = {stem(word) for word in re.findall(r"[\w-]+", text[: pointer.start()])}
    return before.isdisjoint(stem(word) for word in pointer["what"].split() if len(word) > 3)
