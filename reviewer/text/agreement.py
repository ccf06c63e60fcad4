"""The verbs with which papers say what they do, and their forms for one and for several.

Pure functions on English words, and the patterns that other modules build on.
"""

import re

ADVERB = r"(?:also|then|further|thus|hereby|therefore|first|finally|instead|hence|\w+ly)"
PAPER = (
    r"(?:paper|work|article|study|survey|report|tutorial|thesis|contribution|letter|manuscript|"
    r"chapter|publication)"
)
ITSELF = (
    rf"(?:this (?:\w+ )?{PAPER}|our (?:present |current )?(?:paper|article|study|work|survey)|"
    r"the (?:present |current |proposed )?(?:paper|article|study|work|survey))"
)
# What a paper itself can be said to do: “Title” proposes …
_PAPER_VERBS = (
    r"propose|introduce|present|develop|describe|contribute|formulate|show|find|demonstrate|prove|"
    r"provide|analy[sz]e|investigate|explore|study|examine|identify|argue|derive|establish|report|"
    r"discuss|extend|reveal|illustrate|offer|address|focus|aim|highlight|suggest|improve|"
    r"summari[sz]e|outline|review|survey|revisit|cover|define|trace|tackle|consider|"
    r"characteri[sz]e|formali[sz]e|quantify|compare|evaluate|unify|generali[sz]e|explain|"
    r"advocate|uncover|assess|give|take|deal|concern|seek|question|challenge"
)
_OWN_VERBS = (
    r"design|devise|build|construct|create|observe|conduct|perform|release|apply|validate|verify|"
    r"use|train|test|achieve|outperform|collect|measure|leverage|employ|exploit|adopt|implement|"
    r"curate|benchmark|combine|integrate|incorporate|estimate|approximate|model|simulate|solve|"
    r"learn|obtain|select|sample|compute|discover|confirm|note|bridge|advance|hypothesi[sz]e|"
    r"conjecture|utili[sz]e|modify|adapt|augment|optimi[sz]e|make|run|bound|scale|fine-tune"
)
PAPER_VERBS = rf"(?:{_PAPER_VERBS})"
VERBS = rf"(?:{_PAPER_VERBS}|{_OWN_VERBS})"
# A second verb of the authors: its object says that it is one ("and test sets" is none).
_SECOND = re.compile(
    rf"\band (?:{ADVERB} )*(?P<verb>{VERBS})(?= (?:that|how|an?|the|its|their|it|both|several|why|"
    r"whether|two|three|new)\b)"
)
_PERHAPS = re.compile(rf"\band (?:{ADVERB} )*{VERBS}\b|, {VERBS} (?:that|how|an?|the|its|their)\b")
_ENCLOSES = re.compile(r"\b(?:that|which|who|where|to|for|by|of)\b")
# Modal verbs, and the past of irregular ones.
_SAME_FOR_ONE = frozenset(
    {
        *("can", "could", "will", "would", "may", "might", "must", "should", "did", "had"),
        *("found", "built", "made", "saw", "gave", "took", "ran", "wrote", "chose", "began"),
        *("drew", "held", "kept", "led", "put", "set", "sought", "taught", "thought", "went"),
    }
)
_FORMS = {"are": "is", "were": "was", "have": "has", "do": "does"}


def singular(verb: str) -> str | None:
    """The form for one of a verb in the plural, or None if it is not known."""
    if verb in _FORMS:
        return _FORMS[verb]
    if verb.endswith("ed") or verb in _SAME_FOR_ONE:
        return verb
    if re.fullmatch(VERBS, verb) is None:
        return None
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ies"
    return f"{verb}es" if re.search(r"(?:s|sh|ch|x|z)$", verb) else f"{verb}s"


def plural(verb: str) -> str:
    """The verb form that goes with a plural subject; a plural form stays as it is."""
    irregular = {one: several for several, one in _FORMS.items()} | {"focuses": "focus"}
    if verb in irregular:
        return irregular[verb]
    if verb.endswith("ies") and len(verb) > 4:
        return verb[:-3] + "y"
    if re.search(r"(?:ss|sh|ch|x|zz|[^aeiou]o)es$", verb):
        return verb[:-2]
    return verb[:-1] if re.search(r"[^su]s$", verb) else verb


def infinitive(doing: str) -> str | None:
    """`weigh` of `weighing`; None for a verb that is not known."""
    stemmed = doing.casefold().removesuffix("ing")
    for form in (stemmed, f"{stemmed}e", stemmed[:-1]):
        if re.fullmatch(VERBS, form):
            return form
    return None


def second_verb(text: str, start: int = 0) -> "re.Match[str] | None":
    """Where the authors do a second thing: `… and show that it hears`; its `verb` is a group."""
    return _SECOND.search(text, start)


def with_one_subject(text: str, start: int) -> str | None:
    """The text with the verb at `start`, and a second one after it, in the singular.

    Returns:
        None if the verb's singular is not known, or if it is not clear whose the second verb is.
    """
    first = re.compile(r"[a-z-]+").match(text, start)
    verb = None if first is None else singular(first[0])
    if first is None or verb is None:
        return None
    rest = text[first.end() :]
    other = second_verb(rest)
    if other is not None:
        second = singular(other["verb"])
        if second is None or _ENCLOSES.search(rest, 0, other.start()):
            return None
        rest = rest[: other.start("verb")] + second + rest[other.end("verb") :]
    if _PERHAPS.search(rest):
        return None
    return text[:start] + verb + rest
