"""A paper's own sentence as another author would write it.

In come an English sentence and who is to be its subject; out comes the sentence in the third
person, or None. A sentence that cannot be turned safely is refused, never bent.
"""

import re

from reviewer.text.agreement import (
    ADVERB,
    ITSELF,
    PAPER,
    PAPER_VERBS,
    VERBS,
    plural,
    second_verb,
    with_one_subject,
)
from reviewer.text.sober import sober
from reviewer.text.standing_alone import alone

AUTHORS = "The authors"
THEY = "They"

# Adverbs that place a sentence among the others of its abstract.
_ORDER = re.compile(
    r" (?:also|then|next|further|furthermore|thus|hereby|therefore|first|firstly|finally|lastly|"
    r"hence|instead|additionally|subsequently|moreover)\b"
)
_SUBJECT = re.compile(
    rf"^(?:we|(?P<it>{ITSELF}))\b(?P<adverb>(?: {ADVERB}\b)*) ",
    re.IGNORECASE,
)
_WE = re.compile(r"\b(?:[Ww]e|WE|[Oo]ur|OUR|[Oo]urs|us|[Oo]urselves)\b(?!['’])")
_LATER = {"we": "they", "our": "their", "ours": "theirs", "us": "them", "ourselves": "themselves"}
_FIRST_PERSON = re.compile(
    r"\b(?:we|our|ours|us|ourselves|my|mine|myself|let's)\b|(?<![\w-])I(?!\w)(?!\))|"
    rf"\bthis (?:\w+ )?{PAPER}\b",
    re.IGNORECASE,
)
# Here "we" is people in general: what follows is no doing of the authors.
_EVERYBODY = re.compile(
    r"\b(?:(?:if|when|whenever|unless|until|once|as|what|"
    r"(?:problem|task|challenge|question|thing)s?(?: that| which)?) we|"
    r"(?:prevent|stop|keep|remind|teach|confront)e?s? us)$",
    re.IGNORECASE,
)
# What everybody has: "we formulate our control problem as a search".
_OUR_COMMON = re.compile(
    r"\b(?P<o>[Oo])ur (?!proposed|novel|new)(?=(?:[\w-]+ ){0,2}?(?:problem|setting|task|"
    r"understanding|knowledge|world|society|life|lives|planet|attention)\b)"
)
_COUNTRY = re.compile(r"\bU\.?S\.?(?:A\.?)?(?=\W|$)")
# What the authors have is the paper's: its results, and the method it proposes.
_OUR_RESULTS = re.compile(
    r"^Our (?=(?:[\w-]+ ){0,3}?(?:results?|experiments?|evaluations?|analys[ie]s|findings?|"
    r"observations?|theor(?:y|ems?)|simulations?|benchmarking)\b)"
)
_OUR_METHOD = re.compile(
    r"\b(?P<our>[Oo]ur) (?:proposed |new |novel )?(?P<what>(?:[\w-]+ ){0,2}?"
    r"(?:method|approach|framework|model|algorithm|system|technique|architecture|strategy|pipeline|solution|formulation|"
    r"benchmark|dataset|network|agent|estimator|scheme|procedure)s?)\b"
)


def third_person(sentence: str, subject: str) -> str | None:
    """The sentence with `subject` for the first *we*, and *they* or *their* for the rest.

    What hangs on the sentence before it ("To address this, …") is cut off; a sentence that points
    back in any other way, is broken, or still says *we* is refused.

    Args:
        sentence: as the paper has it.
        subject: a plural: "The authors", "Lewis et al. (2020)"; it may begin the result.
    """
    text = alone(sentence)
    return None if text is None else checked(_by_subject(_common(text), subject))


def spoken(sentence: str) -> bool:
    """Whether the authors speak in a sentence: by *we*, by *our*, or as *this paper*."""
    return _FIRST_PERSON.search(_COUNTRY.sub("", sentence)) is not None


def with_one_author(text: str, subject: str) -> str | None:
    """A sentence of `third_person` with its verb in the singular: `Ruiz (2020) describes …`.

    Args:
        text: the sentence with a plural verb.
        subject: as it stands in the sentence.

    Returns:
        None if the verb's singular is not known, or if it is not clear whose a second verb is.
    """
    opening = re.search(rf"{re.escape(subject)}(?: {ADVERB})* (?=[a-z]+\b)", text)
    return text if opening is None else with_one_subject(text, opening.end())


def with_title_as_subject(sentence: str, title: str) -> str | None:
    """`We propose …` as `“Title” proposes …`; None if a paper cannot do that."""
    text = alone(sentence)
    opening = None if text is None else _SUBJECT.match(text)
    if text is None or opening is None:
        return None
    rest = the_paper(_OUR_METHOD.sub(r"its \g<what>", text[opening.end() :]))
    named = f"“{title}”{_ORDER.sub('', opening['adverb'])} "
    if opening["it"] is None:
        if re.match(rf"{PAPER_VERBS}\b", rest) is None:
            return None
        turned = with_one_subject(rest, 0)
    else:
        turned = None if second_verb(rest) else rest
    said = None if turned is None else checked(turned)
    return None if turned is None or said is None else f"{named}{sober(turned)}"


def checked(text: str | None) -> str | None:
    """The sentence with a capital, and without self-praise; None if a first person is left."""
    if not text or _FIRST_PERSON.search(_COUNTRY.sub("", text)):
        return None
    plainer = sober(text)
    named = re.match(r"[a-z]+[A-Z]", plainer)
    return plainer if named else plainer[0].upper() + plainer[1:]


def _by_subject(text: str, subject: str) -> str | None:
    opening = _SUBJECT.match(text)
    if opening is None:
        return _without_we(text, subject)
    rest = text[opening.end() :]
    if opening["it"] is not None:
        verb, space, after = rest.partition(" ")
        both = re.compile(rf"(?<=\band )({VERBS}(?:e?s))\b")
        rest = f"{plural(verb)}{space}{both.sub(lambda m: plural(m[1]), after)}"
    elif slip := re.match(rf"{VERBS}(?:e?s)\b", rest):  # "we addresses", as some papers have it
        rest = plural(slip[0]) + rest[slip.end() :]
    adverb = _ORDER.sub("", opening["adverb"])
    return f"{subject}{adverb} {_WE.sub(lambda m: _LATER[m[0].lower()], the_paper(rest))}"


def _without_we(text: str, subject: str) -> str | None:
    """The sentence with the subject where *we* or *our* stands first, *they* or *their* after."""
    if subject != THEY:
        text = _OUR_METHOD.sub(_proposed, _OUR_RESULTS.sub("The ", text))
    first = _WE.search(text)
    if first is None:
        return the_paper(text)
    torn = first.start() > 0 and first[0][0] in "WO"  # "Hives - A page We count bees."
    if torn or _EVERYBODY.search(text, 0, first.end()):
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
    return the_paper(text[: first.start()] + word + rest)


def _common(text: str) -> str:
    """The sentence with *the* for an *our* that means everybody."""
    return _OUR_COMMON.sub(lambda found: "The " if found["o"] == "O" else "the ", text)


def _proposed(found: "re.Match[str]") -> str:
    return f"{'The' if found['our'][0] == 'O' else 'the'} proposed {found['what']}"


def _possessive(subject: str) -> str | None:
    if subject in (THEY, THEY.lower()):
        return "Their" if subject == THEY else "their"
    return f"{subject}'" if subject.endswith("authors") else None


def the_paper(text: str) -> str:
    """The sentence with *the paper* for *this paper*."""
    return re.sub(rf"\b[Tt]his ((?:\w+ )?{PAPER})\b", r"the \1", text)
