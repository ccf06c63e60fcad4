"""The family names by which two lists of authors are compared. A pure function on strings."""

from collections.abc import Iterable

from reviewer.text.titles import title_key

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_OTHERS = frozenset({"others", "et al", "et al.", "and others"})


def families(authors: Iterable[str]) -> tuple[str, ...]:
    """`ruiz` of `Ana Ruiz`, of `Ruiz, Ana` and of `Ana Ruiz Jr.`, each once, in order."""
    found: dict[str, None] = {}
    for author in authors:
        if author.strip().casefold() in _OTHERS:
            continue
        words = [title_key(word) for word in author.partition(",")[0].split()]
        kept = [word for word in words if word and word not in _SUFFIXES]
        found.update(dict.fromkeys(kept[-1:]))
    return tuple(found)
