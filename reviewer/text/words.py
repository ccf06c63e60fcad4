"""Text to the words that carry its meaning: for coverage, themes and follow-up questions.

Stems are English (Snowball). It knows nothing of any collection.
"""

import re
from functools import lru_cache

import snowballstemmer

_TEX_MARKS = str.maketrans("", "", "$_{}^\\")
_STEMMER = snowballstemmer.stemmer("english")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-'’+*][A-Za-z0-9]+)*|\d+(?:[.,]\d+)*%?")
STOPWORDS = frozenset(
    """a about above across actually after again against all almost along already also although
    always am among an and another any anything apart are around as at away back be because been
    before being below between both but by can cannot could did do does doing done down due during
    each either else enough especially etc even ever every everything few for from further get
    gets give given gives go goes got had has have having he hence her here hers him his how
    however i if in indeed instead into is it its itself just keep know known largely least less
    let like likely made mainly make makes making many may me might more most mostly much must my
    near nearly need needs neither no none nor not nothing now of off often on once one ones only
    onto or other others our out over own part per perhaps quite rather re really same say says
    see seem seems several shall she should since so some something still such take taken takes
    than that the their them themselves then there thereby therefore these they thing things this
    those though through throughout thus to together too toward towards two under until up upon us
    use used uses using various very via was way ways we well were what whatever when where whether
    which while who whole whom whose why will with within without would yet you your
    paper papers work works study studies approach approaches method methods methodology technique
    techniques propose proposed proposes show shows shown present presents introduce introduces
    tell different differ describe report reported reports compare compared comparison""".split()
)


def words(text: str) -> list[str]:
    """Every word and number of `text`, in order, as written but for TeX marks."""
    return _WORD.findall(plain(text))


def plain(text: str) -> str:
    """`text` without TeX marks inside words, so that `H$_2$O`, `H_2O` and `H2O` are one word."""
    return text.translate(_TEX_MARKS)


def content_words(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order, with repeats."""
    return [stem(word) for word in words(text) if word.casefold() not in STOPWORDS]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The Snowball English stem of one word, case-folded."""
    folded: str = _STEMMER.stemWord(word.casefold().replace("’", "'").removesuffix("'s"))
    return folded
