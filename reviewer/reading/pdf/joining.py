"""Lines to running text: words that were broken at the end of a line are joined again.

The paper's own words decide about a hyphen: a compound that it spells with one keeps it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain, filterfalse, repeat

from reviewer.models import Place
from reviewer.reading.pdf.lines import HYPHEN, Line
from reviewer.reading.pdf.vocabulary import AFTER_COMPOUNDING, COMPOUNDING

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑'’][^\W\d_]+)*")
_HYPHENS = f"-‐‑{HYPHEN}"
_ADDRESS = re.compile(r"https?:|www\.|doi\.org|\b10\.\d{4,}/")
_BETWEEN_WORDS = ".,;:()"
_BREAKS_ADDRESS = "/:_=&?#%~"


class Words:
    """The words of one paper and how it spells its compounds.

    Args:
        lines: the text of every line of it.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._text = "\n".join(lines).replace("-\n", "\n").replace(f"{HYPHEN}\n", "\n")

    @cached_property
    def _counts(self) -> Counter[str]:
        """How often each word is there; what stands between spaces is taken apart only once."""
        text = self._text.casefold()
        for sign in _BETWEEN_WORDS:
            text = text.replace(sign, " ")
        counts = Counter(text.split())
        odd = list(filterfalse(str.isalpha, counts))
        times = map(counts.pop, odd)
        counts.update(_WORD.findall(" ".join(chain.from_iterable(map(repeat, odd, times)))))
        return counts

    def running(self, lines: Sequence[Line]) -> tuple[str, list[Place]]:
        """Lines as one text, and the offsets at which their pages begin."""
        pieces: list[str] = []
        places: list[Place] = []
        offset = 0
        for index, line in enumerate(lines):
            if not places or places[-1].page != line.page:
                places.append(Place(offset, None, line.page))
            follower = lines[index + 1].text if index + 1 < len(lines) else ""
            piece = self.before(line.text, follower) if follower else line.text.rstrip(HYPHEN)
            pieces.append(piece)
            offset += len(piece)
        return "".join(pieces), places

    def before(self, line: str, follower: str) -> str:
        """A line as it stands before the text of the next: with a space, a hyphen, or joined."""
        bare = line.rstrip(_HYPHENS)
        last = line.rpartition(" ")[2]
        if not last.isalpha() and _ADDRESS.search(last):
            goes_on = last[-1] in _BREAKS_ADDRESS or (last[-1] == "." and not follower[0].isupper())
            return f"{bare}-" if bare != line else line if goes_on else f"{line} "
        if bare == line:
            return f"{line} "
        left, right = _last_word(bare), _WORD.match(follower)
        if not left or right is None or not bare[-1:].isalpha():
            is_dash = line.endswith(("--", " -")) or not bare[-1:].isalnum()
            return f"{line.rstrip(HYPHEN)} " if is_dash else f"{bare}-"
        return f"{bare}-" if self._keeps_hyphen(left, right[0]) else bare

    def _keeps_hyphen(self, left: str, right: str) -> bool:
        if not right[0].islower():
            return True
        a, b = left.casefold(), right.casefold()
        compound, word = self._counts[f"{a}-{b}"], self._counts[a + b]
        if compound or word:
            return compound > word
        if "-" in a:
            return self._counts[b] > 0 or b in AFTER_COMPOUNDING
        if b in AFTER_COMPOUNDING and (a in COMPOUNDING or self._counts[a] > 0):
            return True
        if a in COMPOUNDING and self._counts[b] > 1:
            return True
        return min(len(a), len(b)) > 3 and min(self._counts[a], self._counts[b]) > 2


def _last_word(text: str) -> str:
    """The word at the end of a text, with what hyphens join to it."""
    word = text.rpartition(" ")[2]
    start = len(word)
    while start and (word[start - 1].isalpha() or word[start - 1] in "-‐‑'’"):
        start -= 1
    return word[start:].lstrip("-‐‑'’")
