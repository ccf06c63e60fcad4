"""The sentences of a draft that a collection is worth asking with, and those that say what is new.

Pure rules on English sentences; a draft in another language is cut into sentences all the same,
and nothing of it is told to be its own contribution.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from reviewer.own_work.citing import without_citations
from reviewer.text.contributions import weight
from reviewer.text.prose import is_prose
from reviewer.text.sentences import sentences
from reviewer.text.titles import short_name, title_key
from reviewer.text.typed import legible
from reviewer.text.words import STOPWORDS, content_words

MOST_SENTENCES = 40
"""Sentences that are asked: an abstract and an introduction of two columns have as many."""
MOST_CONTRIBUTIONS = 20
LONGEST_SENTENCE = 600
"""In characters; what is longer is a list or a table that no stop divides."""
_LEAST = 3  # content words of a sentence that asks for something
_TORN = re.compile(r"\b(?:in|by|of|from|with|like|as|than|and|to|following)\s*[.,;)]|^[a-z]+\s")
_HOW_MANY = frozenset(("one", "two", "three", "four", "five", "six", "new", "novel", "main", "key"))
_STUDIED = 0.6  # of `contributions.weight`: what is proposed, studied or found; no hopes and plans

_NOUN = r"(?:paper|article|work|manuscript|thesis|chapter|report|study|document|dissertation)"
_SHOWS = (
    r"(?:shows?|describes?|presents?|gives?|reviews?|discuss(?:es)?|concludes?|summari[sz]es?|"
    r"reports?|introduces?|outlines?|illustrates?|details?|contains?|provides?|covers?|lists?|"
    r"explains?|evaluates?|depicts?|compares?|surveys?|draws?|formali[sz]es?|states?|situates?)"
)
_ORGANISES = re.compile(
    rf"\b(?:rest|remainder|structure|outline|organi[sz]ation|remaining sections?) of "
    rf"(?:this|the|our) {_NOUN}\b"
    rf"|\b{_NOUN} (?:is|proceeds|will be) (?:\w+ )?(?:organi[sz]ed|structured|as follows|laid out)"
    r"|^(?:(?:finally|then|next|first|also|while|lastly|afterwards),? )?(?:in |see )?(?:the )?"
    r"(?:§+\s?\d|(?:sections?|sec\.|chapters?|appendi(?:x|ces)|figures?|fig\.|tables?|algorithm)"
    r"(?:\s*(?:\d[\d.]*|[A-Z]|[ivx]+)(?=[\s,.)]))?\s*(?:,|\(|:|(?:and|we)\b|"
    rf"(?:then |also |finally |briefly )?{_SHOWS}\b))"
    r"|\bcontributions?\b.{0,60}\b(?:follow(?:s|ing)?|(?:two|three|four)-?fold|summari[sz]ed|"
    r"listed)\b.{0,20}$"
    r"|\b(?:as|is|are) (?:shown|illustrated|depicted|summari[sz]ed|listed) in "
    r"(?:figure|fig|table)\b",
    re.IGNORECASE,
)
_SECTION = r"(?:sections?|secs?\.|chapters?|appendi(?:x|ces))"
_POINTS_ON = re.compile(
    r"^(?!as )(?=.*\b(?:describ|present|discuss|give|report|introduc|detail|explain|conclud|show|"
    r"review|summari|outlin|address|provid|analy[sz]|evaluat|compare|found)\w*\b)"
    rf".*(?<!\()\bin {_SECTION}(?:\s*(?:\d|[A-Z]\b|[.,;]|and\b)|$)"
    r"|^(?:this|the (?:next|following|remaining|last|present)) (?:\w+ )?(?:section|chapter)s?\b"
    r"(?! of\b)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    rf"\s*\((?:see |cf\. )?(?:§+|{_SECTION}|figures?|figs?\.|tables?)[^()]{{0,20}}\)", re.IGNORECASE
)
_BOILERPLATE = re.compile(
    r"https?://|\bgithub\.com\b|@\w+\.\w"
    r"|^(?:key ?words|index terms|ccs concepts|corresponding author|equal contribution|e-?mail)\b"
    r"|^(?:we|the authors?) (?:thank|are grateful|gratefully|acknowledge)\b"
    r"|\b(?:supported|funded) (?:in part )?by (?:the|a|grant)\b.{0,80}\b(?:grant|foundation|fund)"
    r"|\b(?:code|implementations?|demos?|videos?|weights|checkpoints|our (?:\w+ ){0,2}(?:data|"
    r"datasets?|models?|materials?))\b.{0,80}\b(?:(?:made |publicly |freely )+available|"
    r"available (?:at|on|in|from|upon)|released?|open-?sourced)\b"
    r"|\bwe (?:publicly |will )?(?:release|open-?source|make)\b.{0,40}\b(?:code|weights)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:we|our|ours)\b|\b(?:this|the present) (?:\w+ )?(?:paper|article|work|study|thesis|"
    r"survey|report)\b|\bthe proposed\b",
    re.IGNORECASE,
)
# What the authors do, by any verb; "we" is everybody where it can, must or knows something.
_DOES = re.compile(
    r"(?:^|[,;:] |\band )(?:we|(?:this|our|the present) (?:paper|article|work|study|thesis|survey))"
    r"(?: \w+ly| also| then| first| further| thus| instead)* "
    r"(?!(?:can|could|may|might|must|should|would|will|need|know|see|have|had|are|were|is|was|live|"
    r"hope|believe|expect|wish|note|ask|wonder|assume|say|refer|call|denote|thank|recall|remark|"
    r"think|do|did|want|aim|cannot)\b)[a-z]+",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(?:our|the proposed) (?:[\w-]+ ){0,3}"
    r"(?:methods?|approach|models?|systems?|framework|algorithms?|benchmark|datasets?|architecture|pipeline|technique|solution|formulation|analysis|theory|results?|"
    r"findings|tool|library|corpus|contributions?)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:called|named|dubbed|termed|propose|introduce|present|develop|describe|build)s?,? "
    r"(?:the )?[\"“‘]?(?P<name>[A-Z][A-Za-z]*[A-Z\d]\w*(?:-\d+)?)"
    r"(?=[\"”’]?(?:[,.:;]|\s\(|,? (?:which|that|an?|the first)\b))"
)
_SCRIPT_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\u0e00-\u0e7f]{6}")
_BULLET = re.compile(r"^(?:[-*+•▪◦‣●–]|\(?(?:\d{1,2}|[ivx]{1,4}|[a-z])[.)])\s+")
_MARKS = (
    (re.compile(r"<!--.*?-->|^(?:```|~~~).*?^(?:```|~~~)\s*$", re.DOTALL | re.MULTILINE), " "),
    (re.compile(r"!\[[^\[\]]*\]\([^()]*\)(?:\{[^{}]*\})?|\[\^[^\]\s]+\]:?"), ""),
    (re.compile(r"^[ \t]*\|.*$", re.MULTILINE), ""),
    (re.compile(r"\[([^\[\]]+)\]\([^()\s]*\)"), r"\1"),
    (re.compile(r"\*\*|__|`"), ""),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+)(?<=\S)\*(?![\w*])"), r"\1"),
)
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH_SHARE = 0.15  # of stop words: English prose has .4 and more, German .03, French .02
_LEAST_WORDS = 20
_LAST_LATIN = "\u024f"


def in_sentences(text: str, keys: Collection[str]) -> Iterator[str]:
    """The sentences of a text that can be read by themselves, each in one line.

    Left out are citations, Markdown's marks, tables, and what only organises the paper or thanks.
    """
    for pattern, replacement in _MARKS:
        text = pattern.sub(replacement, text)
    for sentence in sentences(text):
        said = legible(_BULLET.sub("", without_citations(sentence, keys)))
        said = " ".join(_ASIDE.sub("", said).split())
        if len(said) <= LONGEST_SENTENCE and _is_readable(said) and not _organises(said):
            yield said


def worth_asking(said: Iterable[str]) -> tuple[str, ...]:
    """The first sentences that ask for something, each once, at most `MOST_SENTENCES`."""
    return _each_once(one for one in said if _asks(one))[:MOST_SENTENCES]


def contributions(said: Iterable[str], title: str | None) -> tuple[str, ...]:
    """The sentences in which the authors say what they do, each once.

    Args:
        said: sentences of the abstract and the introduction.
        title: of the draft; the name before its colon is what the paper calls its own.
    """
    said = list(said)
    names = _own_names(said, title)
    return _each_once(one for one in said if _says_what(one) and _is_own(one, names))[
        :MOST_CONTRIBUTIONS
    ]


def is_english(text: str) -> bool:
    """Whether English cues can be expected to fit; True where there is too little to tell."""
    found = _WORD.findall(text[:20_000].casefold())
    letters = "".join(found)
    if sum(letter > _LAST_LATIN for letter in letters) > len(letters) / 2:
        return False
    if len(found) < _LEAST_WORDS:
        return True
    return sum(word in STOPWORDS for word in found) >= _ENGLISH_SHARE * len(found)


def _each_once(said: Iterable[str]) -> tuple[str, ...]:
    first: dict[str, str] = {}
    for one in said:
        first.setdefault(title_key(one), one)
    return tuple(first.values())


def _is_readable(sentence: str) -> bool:
    return is_prose(sentence) or _SCRIPT_WITHOUT_SPACES.search(sentence) is not None


def _organises(sentence: str) -> bool:
    cues = (_ORGANISES, _POINTS_ON, _BOILERPLATE)
    return any(cue.search(sentence) for cue in cues)


def _asks(sentence: str) -> bool:
    is_other_script = not sentence.isascii() and not content_words(sentence)
    return is_other_script or len(content_words(sentence)) >= _LEAST


def _says_what(sentence: str) -> bool:
    """Whether more is said than that there are two new ideas, and no citation left a hole."""
    return (
        _TORN.search(sentence) is None
        and len([word for word in content_words(sentence) if word not in _HOW_MANY]) >= _LEAST - 1
    )


def _own_names(said: Iterable[str], title: str | None) -> set[str]:
    names = {short_name(title) or ""} if title else set()
    names |= {found["name"] for one in said if _OWN.search(one) for found in _NAMED.finditer(one)}
    return names - {""}


def _is_own(sentence: str, names: Collection[str]) -> bool:
    said = weight(sentence)
    if said == 0:
        return False
    if _OWN.search(sentence) and (said >= _STUDIED or _OURS.search(sentence)):
        return True
    return _DOES.search(sentence) is not None or any(
        re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", sentence) for name in names
    )
