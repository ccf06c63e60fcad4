"""What a full stop after a word says: words that a stop abbreviates, and words that open sentences.

English, with the commonest German and French abbreviations of the literature. It knows no text.
"""

import re

_NEVER_LAST = """
e.g i.e eg ie vs cf viz resp approx ca w.r.t s.t a.k.a
Dr Prof Mr Mrs Ms Mme St Mt Ft Rev Hon Univ Dept Proc
z.B d.h u.a i.a v.a bzw vgl Vgl sog ggf evtl inkl c.-à-d env Sra
"""
_SELDOM_LAST = "al Inc Ltd Co Corp Jr Sr Bros usw ibid Avg avg Std std"
_BEFORE_FIGURES = """
fig figs eq eqs eqn eqns sec secs sect sects ref refs tab tabs alg algs thm thms lem lems
app appx supp suppl ext abb éq
"""
_BEFORE_NUMBERS = """
p pp no nos nr vol vols ch chap chaps prop props cor cors def defs rem ex exs art cat pt pts ser lot
col s kap bd anm aufl jan feb mar apr jun jul aug sep sept oct nov dec
"""
_MONTHS = """
Januar Februar März April Mai Juni Juli August September Oktober November Dezember
"""
_OPENERS = """
A An The This That These Those It Its He She His Her They Their Them We Our I My You Your
One Two Three Some Any All Both Each Every Many Most Several Such Other Others Another No None
In On At By For From To With Without Within Under Over Of As If When Whenever While Where Whereas
Whether Since Because Although Though Unless Until After Before During Between Among Across Through
Throughout Upon Via Despite Given Compared Based Using But And Or Nor So Yet Then Thus Hence Here
There Therefore However Moreover Furthermore Additionally Also Besides Finally First Firstly Second
Secondly Third Last Lastly Next Meanwhile Nevertheless Nonetheless Instead Indeed Overall Together
Only Even Just Still Rather Similarly Likewise Specifically Particularly Notably Importantly
Interestingly Surprisingly Recently Currently Previously Now Today Often Usually Generally Typically
What Which Who Whose Why How Not Let Consider Note See Does Do Is Are Can Could Should Would Will
May Further Experiments Experimental Results Extensive Empirically Empirical Theoretically Code Data
Der Die Das Ein Eine Es Sie Er Wir Dies Diese Dieser Dort Hier Im Am Auf Mit Für
Les La Le L Un Une Il Elle Ils Elles Nous Ce Cette Ces Dans
"""
NEVER_LAST = frozenset(_NEVER_LAST.split())
"""No sentence ends with these and their stop."""
SELDOM_LAST = frozenset(_SELDOM_LAST.split())
"""A sentence ends with these only where the next word opens one: *et al. We*, not *et al. BERT*."""
BEFORE_FIGURES = frozenset(_BEFORE_FIGURES.split())
"""As those, and not before a number either: *Fig. 3*, *Eq. (2)*. Case-folded."""
BEFORE_NUMBERS = frozenset(_BEFORE_NUMBERS.split())
"""Abbreviations before a number only, words elsewhere: *No. 5*, *p. 12*. Case-folded."""
MONTHS = frozenset(_MONTHS.split())
OPENERS = frozenset(_OPENERS.split())
"""Capitalised words that stand at the beginning of sentences far more often than inside."""
DOTTED = re.compile(r"(?:[^\W\d_]{1,3}\.)+-?[^\W\d_]{1,3}")
"""Letters with stops between them: *U.S*, *Ph.D*, *a.m*, *i.i.d*."""


def abbreviated(word: str) -> bool:
    """Whether a stop after the word may well be a part of it.

    Args:
        word: without that stop.
    """
    folded = word.casefold()
    return (
        (len(word) == 1 and word.isalpha())
        or folded == "etc"
        or word in NEVER_LAST
        or word in SELDOM_LAST
        or folded in BEFORE_FIGURES
        or folded in BEFORE_NUMBERS
        or DOTTED.fullmatch(word) is not None
    )
