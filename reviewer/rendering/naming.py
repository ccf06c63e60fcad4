"""Where a sentence names the authors of a paper it cites, as a citation would print them.

In come a sentence, the papers it cites and the user's own entries of them; out come the places. A
name that a bibliography would print in another way, or with another year, is none.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from reviewer.models import Paper, Reference
from reviewer.reading import bibtex_values
from reviewer.rendering.bibliography import own_of
from reviewer.rendering.people import people, people_of
from reviewer.rendering.raw_entries import RawEntry, values_of
from reviewer.text.words import STOPWORDS

_OTHERS = re.compile(r"\band\s+others\b", re.IGNORECASE)
_YEAR = r",? \((?P<year>\d{4})\)"
_SEVERAL = re.compile(r" and | et al\.$")
_CAPITAL = re.compile(r"(?P<word>[^\W\d_][\w'’.-]*) $")


class Named(NamedTuple):
    """`body[start:end]` are a paper's authors, with the year if it is given."""

    start: int
    end: int
    paper_id: str


class Label(NamedTuple):
    """What a citation prints of a paper."""

    authors: str
    year: int | None


def label_of(paper: Paper, entry: RawEntry | None = None) -> Label:
    """Of the user's own entry, where that is what will be cited; its `authors` may be empty."""
    if entry is None:
        return Label(people_of(paper).label, paper.year)
    fields = values_of(entry)
    others = _OTHERS.search(fields.get("author", "")) is not None
    authors = bibtex_values.authors({"author": fields.get("author", "")})
    return Label(people(authors, others=others).label, bibtex_values.year(fields))


def labels_of(
    references: Iterable[Reference], keys: Mapping[str, str], raw: Mapping[str, RawEntry]
) -> dict[str, Label]:
    """What a citation of each paper prints, by its id.

    Args:
        references: the papers.
        keys: the cite key of every paper, by id.
        raw: own entries by paper id.
    """
    own = own_of(raw, keys)
    papers = [reference.paper for reference in references]
    return {paper.id: label_of(paper, own.get(paper.id)) for paper in papers}


def named(body: str, labels: Mapping[str, Label]) -> list[Named]:
    """The first place of each paper, in order; none where two papers would be named alike.

    With its year anywhere; without one only two or more authors, and only at the beginning: a
    name alone may be a word.

    Args:
        body: a sentence without its full stop.
        labels: of the papers that it cites, by id.
    """
    alike = [label.authors for label in labels.values()]
    found = [
        place
        for id_, label in labels.items()
        if label.authors and alike.count(label.authors) == 1
        for place in _first(body, id_, label)
    ]
    return _apart(sorted(found))


def around(
    body: str,
    places: Iterable[Named],
    words: Callable[[str], str],
    citation: Callable[[Named], str],
) -> str:
    """The sentence in another form.

    Args:
        body: a sentence.
        places: where it names authors.
        words: sets the words between; the white space around them is kept.
        citation: what stands in the place of the names.
    """
    shown, end = "", 0
    for place in places:
        shown += _spaced(body[end : place.start], words) + citation(place)
        end = place.end
    return shown + _spaced(body[end:], words)


def _spaced(text: str, words: Callable[[str], str]) -> str:
    bare = text.strip()
    if not bare:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{words(bare)}{' ' if text[-1].isspace() else ''}"


def _first(body: str, paper_id: str, label: Label) -> Iterator[Named]:
    name = re.escape(label.authors)
    for match in re.finditer(rf"(?<![\w'’.&-]){name}{_YEAR}(?!\w)", body):
        if int(match["year"]) == label.year and _begins_a_name(body[: match.start()]):
            yield Named(match.start(), match.end(), paper_id)
            return
    start = re.match(rf"{name}(?=[ ,])(?!{_YEAR})", body)
    if start and _SEVERAL.search(label.authors):
        yield Named(0, start.end(), paper_id)


def _begins_a_name(before: str) -> bool:
    """Whether the word before is no part of the name: not `Ada Leaf (2021)`, `and Leaf (2021)`."""
    if before.endswith((" and ", " & ")):
        return before.rpartition(" ")[0].rpartition(" ")[0].endswith(")")
    word = _CAPITAL.search(before)
    return word is None or word["word"].islower() or word["word"].lower() in STOPWORDS


def _apart(places: Iterable[Named]) -> list[Named]:
    kept: list[Named] = []
    for place in places:
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
    return kept
