"""Chunks are whole sentences, slices of their section, and together all of it."""

import re
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reviewer.chunking import OVERLAP, WINDOW, chunk_sections, embedded_text, windows
from reviewer.models import Chunk, Location, Place, Section, SectionKind, place_at
from reviewer.text.sentences import split

LIMIT = 200
TITLE = "On Salt and Tides"
ENTRY = Location(file="library.bib", line=7)
WORDS = [
    "Tides",
    "rise",
    "slowly",
    "salt",
    "3.5",
    "e.g.",
    "marsh",
    "measured",
    "Öland",
    "(see",
    "b)",
]
GAPS = [" ", " ", " ", ". ", ".\n", "?\n\n", "  \t", " " * 250, "-" * 230, ".", "\r\n"]
text_of_a_section = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), max_size=150
).map(lambda pairs: "".join(word + gap for word, gap in pairs))


def chunks_of(text: str, limit: int = LIMIT, places: tuple[Place, ...] = ()) -> list[Chunk]:
    part = Section(kind=SectionKind.BODY, text=text, places=places)
    return chunk_sections("p", [("notes.md", part)], limit, title="", location=ENTRY)


def chunks(sections: list[tuple[str, Section]]) -> list[Chunk]:
    return chunk_sections("p", sections, LIMIT, title=TITLE, location=ENTRY)


def lines_of(text: str, first: int) -> tuple[Place, ...]:
    """The places of a text whose first line has the number `first`."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    return tuple(Place(start, line) for line, start in enumerate(starts, start=first))


@given(text_of_a_section | st.text(max_size=900))
def test_chunks_are_slices_that_leave_out_nothing_but_white_space(text: str) -> None:
    chunks = chunks_of(text)
    end = 0
    for chunk in chunks:
        assert chunk.text == text[chunk.start : chunk.start + len(chunk.text)]
        assert not text[end : chunk.start].strip()
        assert 0 < len(chunk.text) <= LIMIT
        assert chunk.text.strip() == chunk.text
        end = chunk.start + len(chunk.text)
    assert not text[end:].strip()


@given(text_of_a_section)
def test_a_sentence_that_fits_is_never_cut(text: str) -> None:
    chunks = chunks_of(text)
    for start, end in split(text):
        if end - start <= LIMIT:
            assert any(c.start <= start and end <= c.start + len(c.text) for c in chunks)


@given(text_of_a_section)
def test_a_chunk_stops_only_where_the_next_piece_would_be_too_much(text: str) -> None:
    starts = [start for start, _ in split(text)]
    for chunk, after in pairwise(chunks_of(text)):
        end = chunk.start + len(chunk.text)
        new = next(s for s in split(text) if s.end > end)
        if new.start >= end:  # otherwise the chunk ends inside a sentence that was cut
            assert min(new.end, new.start + LIMIT) - chunk.start > LIMIT
            assert after.start in starts


@given(st.lists(st.integers(1, 12), min_size=1, max_size=60))
def test_a_chunk_begins_with_the_last_sentences_of_the_one_before(sizes: list[int]) -> None:
    text = " ".join(f"Tide {n} is{' quite' * size} high." for n, size in enumerate(sizes))
    spans = split(text)
    assert len(spans) == len(sizes)
    for chunk, after in pairwise(chunks_of(text)):
        end = chunk.start + len(chunk.text)
        shared = [span for span in spans if span.start >= after.start and span.end <= end]
        held = [span for span in spans if span.start >= chunk.start and span.end <= end]
        new = next(span for span in spans if span.start >= end)
        room = [s for s in held[1:][-OVERLAP:] if new.end - s.start <= LIMIT]
        assert shared == room


@given(text_of_a_section)
def test_the_sentences_of_the_chunks_are_those_of_the_section(text: str) -> None:
    whole = set(split(text))
    assume(all(end - start <= LIMIT for start, end in whole))
    found = {
        (chunk.start + start, chunk.start + end)
        for chunk in chunks_of(text)
        for start, end in split(chunk.text)
    }
    assert whole == found


@given(text_of_a_section, st.integers(1, 5000))
def test_the_places_of_a_chunk_are_those_of_its_section(text: str, line: int) -> None:
    places = lines_of(text, line)
    for chunk in chunks_of(text, places=places):
        begins = place_at(places, chunk.start)
        assert chunk.location.line == begins.line
        for offset in range(len(chunk.text)):
            here = place_at(chunk.places, offset).line or chunk.location.line
            assert here == place_at(places, chunk.start + offset).line


@given(text_of_a_section | st.text(max_size=900))
def test_windows_are_slices_of_the_chunk_that_cover_its_sentences(text: str) -> None:
    for chunk in chunks_of(text):
        pieces = windows(chunk)
        assert [piece.number for piece in pieces] == list(range(len(pieces)))
        assert len({piece.id for piece in pieces}) == len(pieces)
        end = 0
        for piece in pieces:
            start = chunk.text.index(piece.text, end)
            assert not chunk.text[end:start].strip()
            end = start + len(piece.text)
        assert not chunk.text[end:].strip()


@given(st.integers(1, 60))
def test_windows_hold_about_four_sentences_each_and_as_equal_as_they_come(count: int) -> None:
    text = " ".join(f"Sentence number {n} is here." for n in range(count))
    (chunk,) = chunks_of(text, limit=20000)
    sizes = [piece.text.count("number") for piece in windows(chunk)]
    assert sum(sizes) == count
    assert max(sizes) - min(sizes) <= 1
    assert max(sizes) <= 1.5 * WINDOW


@pytest.mark.parametrize(
    "kind", [SectionKind.REFERENCES, SectionKind.ACKNOWLEDGEMENTS, SectionKind.BOILERPLATE]
)
def test_a_section_that_is_no_evidence_makes_no_chunk_of_its_text(kind: SectionKind) -> None:
    section = Section(kind=kind, text="We thank the harbour office. [1] A. Tide, 1999.")
    (chunk,) = chunks([("a.md", section)])
    assert chunk.kind is SectionKind.TITLE


def test_chunks_are_numbered_through_all_sections_and_keep_heading_file_and_page() -> None:
    sections = [
        (
            "a.bib",
            Section(kind=SectionKind.ABSTRACT, text="Tides are measured.", places=(Place(0, 3),)),
        ),
        ("b.md", Section(kind=SectionKind.REFERENCES, text="[1] A book about tides.")),
        (
            "b.md",
            Section(
                kind=SectionKind.BODY,
                text="Salt is measured.",
                heading="Salt",
                places=(Place(0, None, 2),),
            ),
        ),
    ]
    found = chunks(sections)
    assert [chunk.id for chunk in found] == ["p:0", "p:1"]
    assert [chunk.ordinal for chunk in found] == [0, 1]
    assert [str(chunk.location) for chunk in found] == ["a.bib:3", "b.md p.2"]
    assert [chunk.heading for chunk in found] == [None, "Salt"]
    assert [chunk.kind for chunk in found] == [SectionKind.ABSTRACT, SectionKind.BODY]


def test_a_sentence_longer_than_a_chunk_is_cut_at_a_space() -> None:
    text = "salt and tides " * 40
    chunks = chunks_of(text)
    assert len(chunks) == 3
    assert " ".join(chunk.text for chunk in chunks) == text.strip()


def test_a_word_longer_than_a_chunk_is_cut_where_the_chunk_is_full() -> None:
    assert [len(chunk.text) for chunk in chunks_of("x" * 450)] == [200, 200, 50]


def test_a_paper_without_evidence_has_its_title_for_a_chunk() -> None:
    references = Section(kind=SectionKind.REFERENCES, text="[1] A book about tides.")
    (chunk,) = chunks([("a.pdf", references)])
    assert (chunk.id, chunk.kind, chunk.text) == ("p:0", SectionKind.TITLE, TITLE)
    assert chunk.location == ENTRY
    assert not chunk.kind.is_evidence


def test_a_paper_with_evidence_has_no_chunk_for_its_title() -> None:
    section = Section(kind=SectionKind.ABSTRACT, text="Tides are measured.")
    assert [chunk.text for chunk in chunks([("a.pdf", section)])] == ["Tides are measured."]


@pytest.mark.parametrize("title", ["", " \n"])
def test_a_paper_with_nothing_to_find_it_by_has_no_chunk(title: str) -> None:
    assert chunk_sections("p", [], LIMIT, title=title, location=ENTRY) == []


def test_the_embedder_reads_title_and_heading_before_the_words() -> None:
    section = Section(kind=SectionKind.BODY, text="Salt is measured.", heading="2 Methods")
    (chunk,) = chunks([("a.pdf", section)])
    (window,) = windows(chunk)
    assert embedded_text(TITLE, window) == f"{TITLE}\n2 Methods\nSalt is measured."
    assert window.text == "Salt is measured."


def test_the_embedder_reads_a_title_that_stands_for_its_paper_once() -> None:
    (chunk,) = chunks([])
    (window,) = windows(chunk)
    assert embedded_text(TITLE, window) == TITLE
