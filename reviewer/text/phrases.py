"""The noun phrases of a text that could name what it is about.

In comes an English text; out come phrases of two to four words, by their stems. It knows no
collection, and no paper.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from reviewer.text.agreement import VERBS, plural
from reviewer.text.sentences import sentences
from reviewer.text.words import STOPWORDS, plain, stem

_LONGEST = 4  # words
_TOKEN = re.compile(r"(?:\d(?=[A-Z]\b))?[A-Za-z][\w+*'’-]*|[.,;:()?!&/|–—“”\"]|--+")
# Words that end or begin no phrase, though they carry meaning inside one.
_EDGES = STOPWORDS | frozenset(
    """new novel large wide state art based first second simple effective efficient better best high
    low different several multiple recent existing previous prior significantly often even however
    well extensive experiments results performance problem problems task tasks challenge challenges
    ability code available github demonstrate achieve achieves improve improves improving enable
    enables allow allows learn learns lead leads address addresses able important key main general
    framework frameworks including such provide provides significant given number set order art
    outperforms outperform existing real world widely remains across within per without train
    trained requires require requiring introduce leveraging leverage generate generates end
    consisting involving containing enabling achieving leading resulting allowing providing data
    dataset datasets score scores plus project website page billion
    million reduce thinks fine-tune towards revisiting rethinking understanding making efficiently
    assess evaluate investigate predict discover leverage exploit harness align additional strong
    certain possible current human-shaped fails holds performs remains suffers relies depends
    becomes occurs plays serves consists needs finds uses makes takes gives hums survey review
    overview primer tutorial capability capabilities abilities limitations requirements resources
    parameters accuracy higher comprehensive systematic empirical inherent evaluations complex
    participating aid""".split()
)
# Verbs that papers put before a noun phrase; none of them begins one.
_ACTIONS = frozenset(
    """enhance accelerate align boost facilitate mitigate guide perform maximize minimize encourage
    ensure support handle alleviate eliminate avoid prevent capture preserve maintain produce
    obtain solve tackle overcome employ adopt utilize incorporate integrate combine extend
    optimize implement design develop build construct apply use find show prove need help
    steer reuse remain follow offer estimate approximate characterize balance bridge beat surpass
    match exceed inject infer induce""".split()
)
# What a verb follows: a phrase that begins after one of these may be no noun phrase.
_BEFORE_VERBS = frozenset(
    "to can could will would may might should must cannot not we they it that which who".split()
)
# "Language models alignment" is no English compound.
_PLURALS = frozenset(
    """models agents policies rewards llms tasks methods networks systems algorithms tokens
    demonstrations trajectories preferences vectors""".split()
)
_NOUNS = frozenset("models benchmarks tests samples estimates measures reports surveys".split())
_BRITISH = re.compile(r"(?<=\w{3})is(?=(?:ation|ing|ed|er|e)\b)")
_INNER_CAPITAL = re.compile(r"[A-Za-z\d][A-Z]|\d|^[A-Z]$|\+|\*")
_NAMES = frozenset(
    """Monte Carlo Markov Bayesian Gaussian Bayes Thompson Nash Pareto Bellman Euclidean Hamiltonian
    Lyapunov Koopman Atari Minecraft Python Java Chinese English German French Japanese Korean
    Arabic Amharic Indian American European African Asian Wasserstein Fourier Langevin Boltzmann
    Transformer Transformers Hilbert Riemannian Lipschitz Alzheimer Kalman Fisher Shapley Turing
    Wikipedia Twitter Android Kubernetes Lagrangian Poisson Dirichlet Wiener Newton
    Hessian""".split()
)
# What a noun at the end of a phrase does not end in, unless it is short: "hive".
_SHORT = 4
_NO_NOUN = ("ly", "ive", "ed", "ic", "ical", "ous", "able", "ful", "less", "ural", "ual", "timal")


class Phrase(NamedTuple):
    """A phrase as it is first written. `whole`: whether it ends where no further noun follows."""

    words: str
    whole: bool


def key_of(words: Sequence[str]) -> str:
    """What two spellings of a phrase share: its stems."""
    return " ".join(stem(_BRITISH.sub("iz", word)) for word in words)


# Said in papers on anything.
STOCK = frozenset(
    key_of(phrase.split())
    for phrase in """natural language, natural language processing, language processing,
    machine learning, deep learning, neural network, deep neural network, deep network,
    artificial intelligence, pre-trained model, pretrained model, pre-trained language model,
    pretrained language model, network model, training process, learning process, training time,
    future research, future work, research direction, future research direction, execution time,
    test time, inference time, success rate, energy consumption, computational cost,
    computational overhead, memory usage, evaluation metric, human evaluation,
    empirical evaluation, sample size, model size, use case""".split(",")
)


def phrases(text: str) -> dict[str, Phrase]:
    """Every phrase of two to four words that could name something, by its stems."""
    found: dict[str, Phrase] = {}
    for sentence in sentences(text):
        tokens = _TOKEN.findall(plain(sentence))
        for start in range(len(tokens)):
            if start and tokens[start - 1].casefold() in _BEFORE_VERBS:
                continue
            for end in range(start + 2, min(start + _LONGEST, len(tokens)) + 1):
                if _names_something(tokens[start:end]):
                    key = key_of(tokens[start:end])
                    first = found.get(key, Phrase(" ".join(tokens[start:end]), whole=False))
                    whole = first.whole or not _goes_on(tokens[end : end + 1])
                    found[key] = first._replace(whole=whole)
    return found


def _goes_on(following: Sequence[str]) -> bool:
    """Whether a noun follows, as far as its letters tell."""
    return any(
        word[0].isalpha()
        and word.casefold() not in STOPWORDS
        and not _may_be_a_verb(word.casefold())
        for word in following
    )


def _may_be_a_verb(word: str) -> bool:
    verb = word in _EDGES or re.fullmatch(VERBS, plural(word)) is not None
    return word.endswith("ed") or (word.endswith("s") and verb and word not in _NOUNS)


def lowered(phrase: str) -> str:
    """Without the capitals of a title; those of acronyms and names are kept."""
    return " ".join(
        word if word in _NAMES or _INNER_CAPITAL.search(word) else word.lower()
        for word in phrase.split()
    )


def _names_something(words: Sequence[str]) -> bool:
    inside = [word for word in words[1:-1] if word != "of"]
    return (
        all(word[-1].isalnum() for word in words)
        and all(word.casefold() not in _EDGES for word in (words[0], words[-1], *inside))
        and not words[0].casefold().endswith("ly")
        and plural(words[0].casefold()) not in _ACTIONS
        and not (len(words[-1]) > _SHORT and words[-1].casefold().endswith(_NO_NOUN))
        and not any(mark in word for word in words for mark in "'’")
        and len(words[-1]) > 2
        and not all(word in _NAMES for word in words)
        and not any(
            word.casefold() in _PLURALS and after != "of" for word, after in pairwise(words)
        )
    )
