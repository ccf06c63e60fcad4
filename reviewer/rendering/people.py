"""A paper's authors as the parts of their names, and as a citation names them in running text.

In come names in the order of speech, as records hold them; out come parts for bibliographies. A
name that is not surely a person's stays whole.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from reviewer.models import Paper
from reviewer.rendering.safe import one_line

_SUFFIX = re.compile(r"^(?P<rest>.+ \S+?),? (?P<suffix>Jr\.?|Sr\.?|II|III|IV)$")
_PLAIN = re.compile(r"(?:[^\W\d_]|[ .'’-])+")
_CUT = re.compile(r"\band\b|^others$|(?:^|\s)-", re.IGNORECASE)


class Name(NamedTuple):
    """The parts of a name; of one that stays whole only `family`, and `whole` is true."""

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""
    whole: bool = False

    @property
    def cited(self) -> str:
        """What a citation calls it: `van der Berg`."""
        return f"{self.particle} {self.family}".strip()


class People(NamedTuple):
    """The authors that are known by name; `others` if there are more."""

    names: tuple[Name, ...]
    others: bool = False

    @property
    def label(self) -> str:
        """As natbib and the usual styles name them: one, two with `and`, or `et al.`."""
        if not self.names:
            return ""
        first = self.names[0].cited
        if self.others or len(self.names) > 2:
            return f"{first} et al."
        return f"{first} and {self.names[1].cited}" if len(self.names) == 2 else first


def people_of(paper: Paper) -> People:
    return people(paper.authors, others=(paper.author_count or 0) > len(paper.authors))


def people(authors: Sequence[str], *, others: bool = False) -> People:
    """The authors of a list.

    Args:
        authors: `Ada van der Berg`, one a person.
        others: whether more are known to be than the list has.
    """
    return People(tuple(name_of(said) for a in authors if (said := one_line(a))), others)


def name_of(name: str) -> Name:
    """The parts as BibTeX sees them: lower-case words before the last are a particle."""
    found = _SUFFIX.match(name)
    rest, suffix = (found["rest"], found["suffix"]) if found else (name, "")
    if not _PLAIN.fullmatch(rest) or _CUT.search(rest):
        return Name(name, whole=True)
    words = rest.split()
    small = [place for place, word in enumerate(words[:-1]) if _first_letter(word).islower()]
    if not all(_first_letter(words[place]).isascii() for place in small):
        return Name(name, whole=True)  # BibTeX does not know that a đ is small
    start, end = (small[0], small[-1] + 1) if small else (len(words) - 1, len(words) - 1)
    given, particle, family = words[:start], words[start:end], words[end:]
    return Name(" ".join(family), " ".join(given), " ".join(particle), suffix)


def _first_letter(word: str) -> str:
    return next((sign for sign in word if sign.isalpha()), "")
