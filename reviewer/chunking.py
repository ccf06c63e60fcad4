"""A paper's sections to chunks: whole sentences, in order, each chunk a slice of its section.

It knows no format, no embedder and no store. Sections that are not evidence (reference lists,
acknowledgements, boilerplate) make no chunks, so nothing can be quoted from them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from reviewer.models import Chunk, Location, Place, Section, SectionKind, Window, place_at
from reviewer.text.sentences import split

CHUNKING_VERSION = 2
# Sentences that share a vector. One vector for a whole abstract loses its second half (the
# embedder reads 256 word pieces) and blurs the rest (docs/log.md, "How much text one vector").
WINDOW = 4
# Sentences that a chunk shares with the one before it in its section: what is said at a seam is
# found in its context (docs/log.md, "How full texts are cut").
OVERLAP = 1


def chunk_sections(
    paper_id: str,
    sections: Iterable[tuple[str, Section]],
    max_characters: int,
    *,
    title: str,
    location: Location,
) -> list[Chunk]:
    """The chunks of a paper, numbered from 0.

    Args:
        paper_id: chunk ids are `paper_id:ordinal`.
        sections: `(file, section)` pairs in reading order.
        max_characters: longest chunk; a longer sentence is cut at white space.
        title: of the paper; it stands in for the text of a paper that has none.
        location: where the paper's record stands, which is where the title does.
    """
    evidence = [(file, section) for file, section in sections if section.kind.is_evidence]
    pieces = list(_pieces(evidence, max_characters))
    if not pieces:
        pieces = list(_pieces([(location.file, _title(title, location))], max_characters))
    return [
        Chunk(
            id=f"{paper_id}:{ordinal}",
            paper_id=paper_id,
            ordinal=ordinal,
            kind=section.kind,
            heading=section.heading,
            text=section.text[start:end],
            start=start,
            location=_location(file, section, start),
            places=_places(section, start, end),
        )
        for ordinal, (file, section, start, end) in enumerate(pieces)
    ]


def windows(chunk: Chunk) -> list[Window]:
    """The chunk's sentences in groups of about `WINDOW`, as equal as they come."""
    spans = split(chunk.text)
    parts = max(1, round(len(spans) / WINDOW))
    bounds = [round(len(spans) * part / parts) for part in range(parts + 1)]
    return [
        Window(chunk, number, chunk.text[spans[first].start : spans[last - 1].end])
        for number, (first, last) in enumerate(pairwise(bounds))
    ]


def embedded_text(title: str, window: Window) -> str:
    """What the embedder reads for a window: the title and the heading say what it is about.

    Args:
        title: of the paper.
        window: one of its windows; only `window.text` is ever quoted.
    """
    if window.chunk.kind is SectionKind.TITLE:
        return window.text
    above = (title, window.chunk.heading or "")
    return "\n".join([*filter(None, above), window.text])


def _title(title: str, location: Location) -> Section:
    place = Place(0, location.line, location.page)
    return Section(kind=SectionKind.TITLE, text=title, places=(place,), part=location.part)


def _pieces(
    sections: Iterable[tuple[str, Section]], limit: int
) -> Iterator[tuple[str, Section, int, int]]:
    for file, section in sections:
        for start, end in _slices(section.text, limit):
            yield file, section, start, end


def _location(file: str, section: Section, start: int) -> Location:
    here = place_at(section.places, start)
    return Location(file=file, line=here.line, page=here.page, part=section.part)


def _places(section: Section, start: int, end: int) -> tuple[Place, ...]:
    """Where the chunk stands after its beginning, by offsets in the chunk."""
    return tuple(
        place._replace(start=place.start - start)
        for place in section.places
        if start < place.start < end
    )


def _slices(text: str, limit: int) -> Iterator[tuple[int, int]]:
    return _packed(list(_units(text, limit)), limit, OVERLAP)


def _units(text: str, limit: int) -> Iterator[tuple[int, int]]:
    """Sentence spans; a sentence longer than `limit` as runs of whole words."""
    for start, end in split(text):
        if end - start <= limit:
            yield start, end
        else:
            words = re.compile(rf"\S{{1,{limit}}}").finditer(text, start, end)
            yield from _packed([word.span() for word in words], limit)


def _packed(
    spans: Sequence[tuple[int, int]], limit: int, overlap: int = 0
) -> Iterator[tuple[int, int]]:
    """Neighbouring spans joined as long as they stay within `limit`.

    Each run begins with the last `overlap` spans of the one before, as far as there is room for
    them and for one that is new.
    """
    first = 0
    while first < len(spans):
        new = first + 1
        while new < len(spans) and spans[new][1] - spans[first][0] <= limit:
            new += 1
        yield spans[first][0], spans[new - 1][1]
        if new == len(spans):
            return
        first = max(first + 1, new - overlap)
        while spans[new][1] - spans[first][0] > limit and first < new:
            first += 1
