"""A source sentence said a little differently, so that it is borne out and not verbatim.

Pure rules on English strings; what they leave out or put in changes no claim.
"""

import re

from reviewer.text.third_person import AUTHORS, third_person

_PARENTHESIS = re.compile(r"\s\([^()\d]{3,80}\)(?=[\s.,;:]|$)")
_OPENING = re.compile(
    r"^(?:however|moreover|furthermore|in addition|additionally|specifically|in particular|"
    r"notably|importantly|finally|overall|consequently|as a result|interestingly|in this paper|"
    r"in this work|to this end|recently|here),\s+",
    re.IGNORECASE,
)
_ASIDE = re.compile(r", (?:however|therefore|for example|for instance|in turn|in fact|thus),")
# Pairs that mean the same wherever a paper uses them of its own work.
_OTHER_WORDS = (
    ("demonstrate that", "show that"),
    ("demonstrates that", "shows that"),
    ("a novel", "a new"),
    ("utilize", "use"),
    ("utilizes", "uses"),
    ("utilizing", "using"),
    ("leverages", "uses"),
    ("leveraging", "using"),
    ("leverage", "use"),
    ("in order to", "to"),
    ("a variety of", "various"),
    ("a wide range of", "many"),
    ("large language models", "LLMs"),
    ("state-of-the-art", "best earlier"),
    ("extensive experiments", "experiments"),
    ("significantly", "clearly"),
    ("substantially", "clearly"),
    ("crucial", "important"),
    ("challenging", "hard"),
    ("remarkable", "strong"),
    ("enables", "allows"),
    ("due to", "because of"),
    ("as well as", "and"),
    ("we propose", "we introduce"),
    ("we present", "we introduce"),
    ("approach", "method"),
    ("approaches", "methods"),
    ("such as", "like"),
    ("because", "since"),
    ("rather than", "instead of"),
    ("a large number of", "many"),
    ("a number of", "several"),
    ("numerous", "many"),
    ("in addition to", "besides"),
    ("provide", "offer"),
    ("provides", "offers"),
    ("requires", "needs"),
    ("achieves", "reaches"),
    ("achieve", "reach"),
    ("reduces", "lowers"),
    ("reducing", "lowering"),
    ("reduce", "lower"),
    ("enhances", "improves"),
    ("enhancing", "improving"),
    ("enhance", "improve"),
    ("evaluate", "assess"),
    ("evaluated", "assessed"),
    ("existing", "earlier"),
    ("entire", "whole"),
    ("additional", "further"),
    ("primarily", "mainly"),
    ("construct", "build"),
    ("constructs", "builds"),
    ("therefore", "so"),
    ("for instance", "for example"),
    ("compared with", "against"),
    ("compared to", "against"),
    ("through", "by"),
    ("nevertheless", "still"),
)
_WORDS = dict(_OTHER_WORDS)
_WORD = re.compile(
    rf"\b(?:{'|'.join(sorted(map(re.escape, _WORDS), key=len, reverse=True))})\b", re.IGNORECASE
)
_FIRST_PERSON = re.compile(r"\b(?:we|our|us|ours)\b", re.IGNORECASE)


def reworded(sentence: str) -> str | None:
    """The sentence in other words; None where no rule applies, or one cannot be safe."""
    text = " ".join(sentence.split())
    shorter = _ASIDE.sub("", _PARENTHESIS.sub("", _OPENING.sub("", text)))
    said = _WORD.sub(_in_other_words, shorter)
    if _FIRST_PERSON.search(said):
        turned = third_person(said, AUTHORS)
        if turned is None:
            return None
        said = turned
    if not said or said == text:
        return None
    return said[0].upper() + said[1:]


def _in_other_words(match: re.Match[str]) -> str:
    after = _WORDS[match[0].casefold()]
    return after[0].upper() + after[1:] if match[0][0].isupper() else after
