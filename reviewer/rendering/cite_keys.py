"""Papers to the keys by which a text cites them; what a key cannot do is said in words.

The user's own key is kept. A generated key is made of one paper's own record and of nothing else,
so it stays the same whatever papers come or go.
"""

import hashlib
import re
import unicodedata
from base64 import b32encode
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from reviewer.models import Paper
from reviewer.reading.latex import to_unicode
from reviewer.rendering.safe import one_line
from reviewer.text.family_names import families
from reviewer.text.words import STOPWORDS

# What BibTeX and pdflatex both take in \cite{…}, tried sign by sign; pandoc takes it in braces.
_USABLE = re.compile(r"(?!\*$)(?:(?!\^\^)[^\s,~#%\\{}])+")
_SIMPLE = re.compile(r"\w+(?:[:.$&+?<>/-]\w+)*")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_LONGEST_NAME = 20
_LONGEST_WORD = 15
_HASH = 5
"""Letters that tell two papers of one author, year and word apart: one in 33 million is alike."""


def cite_keys(papers: Iterable[Paper], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """The key of each paper, by its id: no two alike, also without regard to case.

    In this order: the key that was given out before; the user's own; one made of family name,
    year, first telling word of the title and a few letters that stand for the paper's id
    (`leaf2021steeping-k3x9q`; without authors two words of the title). The letters are always
    there: a key that got them only when another paper clashed would change with that paper.

    An own key that stands for two of these papers, or that LaTeX cannot cite, is not used:
    a key that means another paper than its reader thinks is worse than a new one.

    Args:
        papers: each once; the more of the collection, the more clashes of own keys are seen.
        given: keys by paper id that are in a text already, and are kept whatever the record says:
            a text that cites `leaf2021steeping-k3x9q` is to compile next year as well, also
            when its paper has got a key of the user's since. Papers that are not among `papers`,
            keys that LaTeX cannot cite and two alike are passed over.
    """
    unique = {paper.id: paper for paper in papers}
    keys = _still_good(given or {}, unique)
    taken = {key.casefold() for key in keys.values()}
    shared = _shared(unique.values())
    for paper in unique.values():
        own = paper.cite_key or ""
        if paper.id not in keys and is_usable(own) and own.casefold() not in shared | taken:
            keys[paper.id] = own
    taken = {key.casefold() for key in keys.values()}
    made = {id_: generated(paper) for id_, paper in unique.items() if id_ not in keys}
    count = Counter(made.values())
    for id_, key in made.items():
        keys[id_] = key if count[key] == 1 and key not in taken else _longer(unique[id_], taken)
    return {id_: keys[id_] for id_ in unique}


def _still_good(given: Mapping[str, str], papers: Mapping[str, Paper]) -> dict[str, str]:
    """The keys given out before that can be cited; of two alike neither: it is not known whose."""
    count = Counter(key.casefold() for id_, key in given.items() if id_ in papers)
    return {
        id_: key
        for id_, key in given.items()
        if id_ in papers and is_usable(key) and count[key.casefold()] == 1
    }


def _longer(paper: Paper, taken: Container[str]) -> str:
    key = generated(paper, whole=True)
    while key in taken:  # somebody's own key: no chance in practice, and still no two alike
        key += "x"
    return key


def key_notes(papers: Iterable[Paper]) -> tuple[str, ...]:
    """What a user has to know of own keys that are not used, one sentence for each key."""
    unique = list({paper.id: paper for paper in papers}.values())
    return (*_unusable(unique), *_doubled(unique))


def is_usable(key: str) -> bool:
    r"""Whether BibTeX, LaTeX and pandoc can cite by it: no white space, none of `,~#%\{}`."""
    return _USABLE.fullmatch(key) is not None and key.isprintable()


def pandoc_key(key: str) -> str:
    """`@key`, or `@{key}` where pandoc would end the key too early."""
    return f"@{key}" if _SIMPLE.fullmatch(key) else f"@{{{key}}}"


def generated(paper: Paper, *, whole: bool = False) -> str:
    """The key made of the record alone; `whole` takes all letters of the id's hash."""
    digest = hashlib.sha256(paper.id.encode("utf-8", "surrogatepass")).digest()
    letters = b32encode(digest).decode().rstrip("=").lower()
    year = "" if paper.year is None else str(paper.year)
    words = list(_telling(paper.title))
    name = next(filter(None, map(_ascii, families(paper.authors[:1]))), "")[:_LONGEST_NAME]
    start = name + year + "".join(words[:1]) if name else "".join(words[:2]) + year
    return f"{start or 'paper'}-{letters if whole else letters[:_HASH]}"


def _shared(papers: Iterable[Paper]) -> set[str]:
    count = Counter(paper.cite_key.casefold() for paper in papers if paper.cite_key)
    return {key for key, number in count.items() if number > 1}


def _unusable(papers: Sequence[Paper]) -> Iterator[str]:
    for paper in papers:
        if paper.cite_key and not is_usable(paper.cite_key):
            yield (
                f"the key {one_line(paper.cite_key)!r} cannot be cited in LaTeX: no white space "
                f"and none of , ~ # % \\ {{ }} may be in one; {generated(paper)} is used for "
                f"“{one_line(paper.title)}”"
            )


def _doubled(papers: Sequence[Paper]) -> Iterator[str]:
    for shared in sorted(_shared(papers)):
        alike = [paper for paper in papers if (paper.cite_key or "").casefold() == shared]
        if all(is_usable(paper.cite_key or "") for paper in alike):
            told = " and ".join(f"“{one_line(p.title)}” ({generated(p)})" for p in alike)
            number = f"{len(alike)} papers"
            yield f"the key {one_line(shared)} stands for {number} and is not used: {told}"


def _telling(title: str) -> Iterator[str]:
    for match in _WORD.finditer(to_unicode(title)):
        word = _ascii(match[0].replace("'", "").replace("’", ""))[:_LONGEST_WORD]
        if len(word) > 1 and word not in STOPWORDS:
            yield word


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(char for char in plain if char.isascii() and char.isalnum())
