"""A paper's own sentence as another author would write it.

In come an English sentence and who is to be its subject; out comes the sentence in the third
person, or None. A sentence that cannot be turned safely is refused, never bent.
"""

import re

from reviewer.text.words import stem

AUTHORS = "The authors"
THEY = "They"

_ADVERB = r"(?:also|then|further|thus|hereby|therefore|first|finally|instead|hence|\w+ly)"
# Adverbs that place a sentence among the others of its abstract.
_ORDER = re.compile(
    r" (?:also|then|next|further|furthermore|thus|hereby|therefore|first|firstly|finally|lastly|"
    r"hence|instead|additionally|subsequently|moreover)\b"
)
_PAPER = r"(?:paper|work|article|study|survey|report|tutorial|thesis)"
_SUBJECT = re.compile(
    rf"^(?:we|(?P<it>(?:this|the|the present) (?:\w+ )?{_PAPER}))\b(?P<adverb>(?: {_ADVERB}\b)*) ",
    re.IGNORECASE,
)
# What an opening clause points to stands before the sentence: "To address this, we …".
_POINTER = r"\b(?:this|these|those|that end|that|such|it|them|do so|our)\b"
_LEAD_IN = re.compile(
    rf"^(?:(?:but|and|so|yet)\s+(?=we\b)|"
    rf"(?:in|for|throughout) (?:this|the present) (?:\w+ )?{_PAPER}(?:,\s+|\s+(?=we\b))|"
    r"(?:in (?:our|these|this) (?:experiments?|paper|work|study|analysis)|"
    r"here|however|thus|therefore|hence|(?:more )?specifically|(?:in addition|additionally)|"
    r"further(?:more)?|moreover|finally|lastly|(?:first|second|third)(?:ly)?|then|next|instead|"
    r"subsequently|consequently|accordingly|notably|importantly|more importantly|crucially|also|"
    r"surprisingly|interestingly|remarkably|in particular|in response|in contrast|conversely|"
    r"overall|concretely|as a (?:result|solution|remedy|consequence|response)|as such|besides|"
    r"in (?:summary|short|conclusion)|similarly|alternatively|meanwhile|(?:in|by) doing so|"
    r"in (?:this|that) (?:light|context|direction|vein|spirit|regard|sense)|in light of (?:this|"
    r"these [\w-]+)|(?:for|with) this (?:purpose|reason|goal|end|in mind|insight|goal)|"
    r"(?:given|with|from|on) (?:this|these) (?:insights?|observations?|findings?|limitations?|"
    r"challenges?|gaps?|issues?|problems?|motivations?)|on top of (?:this|that)|"
    r"(?:in order )?(?:to|towards?|by|motivated|inspired|building|based|driven|following|guided|"
    r"leveraging|using|through|because of|due to|despite|unlike|after|beyond|besides|"
    r"instead of|rather than|along with|in addition to|in contrast to|departing|drawing)\b"
    rf"[^,]*{_POINTER}[^,]*),\s*)",
    re.IGNORECASE,
)
_VERBS = (
    r"(?:propose|introduce|present|develop|design|devise|describe|build|construct|contribute|"
    r"create|formulate|show|find|demonstrate|prove|observe|evaluate|conduct|perform|provide|"
    r"analy[sz]e|investigate|explore|study|examine|release|identify|argue|derive|establish|apply|"
    r"validate|verify|use|train|test|compare|report|discuss|extend|reveal|illustrate|offer|"
    r"address|focus|aim|highlight|suggest|achieve|improve|outperform|summari[sz]e|outline|"
    r"review|survey|revisit|cover|collect|define|measure|trace)"
)
_PROPOSES = (
    rf"^(?:we|this {_PAPER})(?: {_ADVERB})? "
    r"(?:propose|introduce|present|develop|design|devise|describe|build)s?,? "
)
_A_NAME = r"(?P<name>(?:the )?[A-Z$\"“][^,.;:]{1,70}?(?:: [A-Z][^,.;:]{1,60})?)"
_IS_A = re.compile(_PROPOSES + _A_NAME + r"(?:,| --| -|:) (?P<rest>(?:an?|the first|one of) .+)$")
_DOES = re.compile(_PROPOSES + _A_NAME + r"(?:,? which|,? that) (?P<rest>[a-z]+(?<!s)s .+)$")
_CALLED = re.compile(
    _PROPOSES + r"(?P<what>an? [^,;:]{3,120}?),? (?:called|named|termed|dubbed|namely) "
    r"(?P<name>[A-Z$\"“][^,;:]{1,60}?)"
    r"(?P<rest>\.$|,? (?:which|that|to|for|based|by|where|with)\b.+)$"
)
# A second thing that is proposed, or a second verb of the authors.
_AND_WE = re.compile(rf"\band (?:{_ADVERB} )*{_VERBS}\b|, and [A-Z][\w*-]+, (?:an?|the)\b")
_ITEM = re.compile(r"^\(?(?:[0-9]|[ivx]{1,4})[).]\s")
_DANGLES = re.compile(
    r"^(?:this|these|those|it|its|they|their|them|such|both|here|another|other|each|one|that|"
    r"which|who|where|whose|and|but|or|nor|second|third|one of|for example|for instance|e\.g|"
    r"the (?:above|former|latter|proposed|resulting|same)|code|project|website|home ?page|see|"
    r"try|please|check|when applied)\b"
    r"|\b(?:https?://|github\.com|aforementioned|above-mentioned|as follows|following\s*:?$)"
    r"|\b(?:code|data|datasets?|models?|implementations?|demos?|videos?)\b[^,]{0,60}\b"
    r"(?:available|released?|open-sourced?)\b"
    r"|\b(?:releas|open-sourc)\w+ (?:\w+ ){0,3}(?:code|models|weights|checkpoints)\b"
    r"|[\"“][^\"”]*\b(?:we|our|us|I|my)\b[^\"”]*[\"”]",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!][)\"'”’\]]*$")
# A macro or a formula that would not survive in a paragraph, or words lost from the source.
_BROKEN = re.compile(r"\\|[_^]\{|``|(?<!\d)\s?%|\(\s*\)|\[\s*\]|\s[,;.](?:\s|$)")
_POINTS_BACK = re.compile(
    r"\b(?:this|these|those|such)(?: an?)? (?!as\b|that\b|of\b|who\b|which\b|with\b|from\b|in\b)"
    r"(?P<what>[\w-]+(?: [\w-]+){0,2})",
    re.IGNORECASE,
)
_FAR_PRONOUN = re.compile(r"^\S+(?: \S+){0,4} (?:it|its|them)\b")
_WE = re.compile(r"\b(?:[Ww]e|WE|[Oo]ur|OUR|[Oo]urs|us|[Oo]urselves)\b(?!['’])")
_LATER = {"we": "they", "our": "their", "ours": "theirs", "us": "them", "ourselves": "themselves"}
_FIRST_PERSON = re.compile(
    r"\b(?:we|our|ours|us|ourselves|my|mine|myself|let's)\b|(?<![\w-])I(?!\w)(?!\))|"
    rf"\bthis (?:\w+ )?{_PAPER}\b",
    re.IGNORECASE,
)
# Modal verbs, and the past of irregular ones.
_SAME_FOR_ONE = frozenset(
    {
        *("can", "could", "will", "would", "may", "might", "must", "should", "did", "had"),
        *("found", "built", "made", "saw", "gave", "took", "ran", "wrote", "chose", "began"),
        *("drew", "held", "kept", "led", "put", "set", "sought", "taught", "thought", "went"),
    }
)
# Here "we" is people in general: what follows is no doing of the authors.
_EVERYBODY = re.compile(r"\b(?:if|when|whenever|unless|until|once|as) we$", re.IGNORECASE)
_COUNTRY = re.compile(r"\bU\.?S\.?(?:A\.?)?(?=\W|$)")


def third_person(sentence: str, subject: str) -> str | None:
    """The sentence with `subject` for the first *we*, and *they* or *their* for the rest.

    What hangs on the sentence before it ("To address this, …") is cut off; a sentence that points
    back in any other way, is broken, or still says *we* is refused.

    Args:
        sentence: as the paper has it.
        subject: a plural: "The authors", "Lewis et al. (2020)"; it may begin the result.
    """
    text = _alone(sentence)
    return None if text is None else _checked(_by_subject(text, subject))


def with_one_author(text: str, subject: str) -> str | None:
    """A sentence of `third_person` with its verb in the singular: `Ruiz (2020) describes …`.

    Args:
        text: the sentence with a plural verb.
        subject: as it stands in the sentence.

    Returns:
        None if the verb's singular is not known, or if a second verb would have to agree.
    """
    opening = re.search(rf"{re.escape(subject)}(?: {_ADVERB})* (?P<verb>[a-z]+)\b", text)
    if opening is None:
        return text
    verb = _singular(opening["verb"])
    if verb is None or _AND_WE.search(text, opening.end()):
        return None
    return text[: opening.start("verb")] + verb + text[opening.end("verb") :]


def _singular(verb: str) -> str | None:
    irregular = {"are": "is", "were": "was", "have": "has", "do": "does"}
    if verb in irregular:
        return irregular[verb]
    if verb.endswith("ed") or verb in _SAME_FOR_ONE:
        return verb
    if re.fullmatch(_VERBS, verb) is None:
        return None
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ies"
    return f"{verb}es" if re.search(r"(?:s|sh|ch|x|z)$", verb) else f"{verb}s"


def with_system_as_subject(sentence: str) -> str | None:
    """`We propose Foo, a parser …` as `Foo is a parser …`; None if something in it needs *we*."""
    text = _alone(sentence)
    return None if text is None else _checked(_by_name(text))


def plural(verb: str) -> str:
    """The verb form that goes with a plural subject; a plural form stays as it is."""
    irregular = {"is": "are", "was": "were", "has": "have", "does": "do", "focuses": "focus"}
    if verb in irregular:
        return irregular[verb]
    if verb.endswith("ies") and len(verb) > 4:
        return verb[:-3] + "y"
    if re.search(r"(?:ss|sh|ch|x|zz|[^aeiou]o)es$", verb):
        return verb[:-2]
    return verb[:-1] if re.search(r"[^su]s$", verb) else verb


def with_title_as_subject(text: str, title: str) -> str | None:
    """`The authors propose …` as `“Title” proposes …`; None if more than the verb would change."""
    opening = re.match(rf"^{AUTHORS} (?P<verb>{_VERBS}) (?P<rest>.+)$", text)
    if opening is None or _AND_WE.search(text) or re.search(r"\b(?:they|their|them)\b", text):
        return None
    return f"“{title}” {_singular(opening['verb'])} {opening['rest']}"


def _tidy(sentence: str) -> str:
    text = " ".join(sentence.split())
    text = re.sub(r"``(.+?)(?:''|``|\")", r"“\1”", text)
    return re.sub(r"(?<=\d)times\b", " times", text.replace("\\%", "%"))


def _alone(sentence: str) -> str | None:
    """The sentence without what hangs on the one before it, or None if it points back."""
    text = _tidy(sentence)
    while lead := _LEAD_IN.match(text):
        text = text[lead.end() :]
    return text if _stands_alone(text) else None


def _checked(text: str | None) -> str | None:
    if text is None or _FIRST_PERSON.search(_COUNTRY.sub("", text)):
        return None
    return text[0].upper() + text[1:]


def _stands_alone(text: str) -> bool:
    opening = _SUBJECT.match(text)
    return (
        bool(_ENDS.search(text))
        and not _ITEM.match(text)
        and not _DANGLES.search(text[opening.end() :] if opening else text)
        and not _BROKEN.search(text)
        and not _FAR_PRONOUN.match(text)
        and not any(_is_missing(text, match) for match in _POINTS_BACK.finditer(text))
    )


def _is_missing(text: str, pointer: "re.Match[str]") -> bool:
    """Whether nothing before "these two tasks" speaks of tasks."""
    if re.match(rf"(?:\w+ )?{_PAPER}\b", pointer["what"]):
        return False
    before = {stem(word) for word in re.findall(r"[\w-]+", text[: pointer.start()])}
    return before.isdisjoint(stem(word) for word in pointer["what"].split() if len(word) > 3)


def _by_name(text: str) -> str | None:
    opened = text[0].lower() + text[1:]
    for pattern in (_IS_A, _CALLED, _DOES):
        match = pattern.match(opened)
        if match is None:
            continue
        name, rest = _bracketed(match["name"]), match["rest"]
        if _AND_WE.search(opened[match.start("name") :]) or _FIRST_PERSON.search(rest):
            return None
        if pattern is _DOES:
            return f"{name} {rest}"
        if pattern is _IS_A:
            return f"{name} is {rest}"
        comma = rest if re.match(r"\.|, (?:which|where)", rest) else rest.replace(", ", " ", 1)
        return f"{name} is {match['what']}{comma}"
    return None


def _bracketed(name: str) -> str:
    """`RISE: Recursive Introspection` as `RISE (Recursive Introspection)`."""
    short, colon, long = name.partition(": ")
    return f"{short} ({long})" if colon else name


def _by_subject(text: str, subject: str) -> str | None:
    opening = _SUBJECT.match(text)
    if opening is None:
        return _without_we(text, subject)
    rest = text[opening.end() :]
    if opening["it"] is not None:
        verb, space, after = rest.partition(" ")
        both = re.compile(rf"(?<=\band )({_VERBS}(?:e?s))\b")
        rest = f"{plural(verb)}{space}{both.sub(lambda m: plural(m[1]), after)}"
    adverb = _ORDER.sub("", opening["adverb"])
    return f"{subject}{adverb} {_WE.sub(lambda m: _LATER[m[0].lower()], _the_paper(rest))}"


def _without_we(text: str, subject: str) -> str | None:
    """The sentence with the subject where *we* or *our* stands first, *they* or *their* after."""
    first = _WE.search(text)
    if first is None:
        return _the_paper(text)
    if _EVERYBODY.search(text, 0, first.end()):
        return None
    if order := _ORDER.match(text, first.end()):
        text = text[: order.start()] + text[order.end() :]
    lowered = first.start() > 0 and re.match(r"(?:The|They|Its)\b", subject)
    spoken = subject[0].lower() + subject[1:] if lowered else subject
    named = {"we": spoken, "us": spoken, "our": _possessive(spoken), "ourselves": None}
    word = named.get(first[0].lower())
    if word is None:
        return None
    rest = _WE.sub(lambda m: _LATER[m[0].lower()], text[first.end() :])
    return _the_paper(text[: first.start()] + word + rest)


def _possessive(subject: str) -> str | None:
    if subject in (THEY, THEY.lower()):
        return "Their" if subject == THEY else "their"
    return f"{subject}'" if subject.endswith("authors") else None


def _the_paper(text: str) -> str:
    return re.sub(rf"\b[Tt]his ((?:\w+ )?{_PAPER})\b", r"the \1", text)
