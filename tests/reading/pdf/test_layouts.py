"""What the reader makes of the layouts in which papers are printed."""

from pathlib import Path

import pytest

from reviewer.models import Authority, Record, SectionKind
from reviewer.reading import pdf
from reviewer.reading.protocol import ReadingOptions
from tests.reading.pdf.layouts import BODY, CITED, LAYOUTS, Layout


@pytest.fixture(params=sorted(LAYOUTS), scope="module")
def layout(request: pytest.FixtureRequest) -> Layout:
    return LAYOUTS[request.param]()


@pytest.fixture
def record(layout: Layout, tmp_path: Path) -> Record:
    path = tmp_path / "paper.pdf"
    path.write_bytes(layout.content)
    (record,) = pdf.read(path, ReadingOptions())
    return record


def test_the_title_is_the_one_printed(layout: Layout, record: Record) -> None:
    assert record.metadata.title == layout.title


def test_the_authors_are_those_printed_in_their_order(layout: Layout, record: Record) -> None:
    assert record.metadata.authors == layout.authors


def test_the_abstract_is_found_with_or_without_its_heading(layout: Layout, record: Record) -> None:
    assert record.abstract == (layout.abstract or "")


def test_year_and_identifiers_are_those_of_the_first_page(layout: Layout, record: Record) -> None:
    metadata = record.metadata
    expected = (layout.year, layout.doi, layout.arxiv_id)
    assert (metadata.year, metadata.doi, metadata.arxiv_id) == expected


def test_every_sentence_is_whole_and_in_order(record: Record) -> None:
    body = " ".join(s.text for s in record.sections if s.kind is SectionKind.BODY)
    body = " ".join(body.split())
    places = [body.find(sentence) for sentence in BODY]
    assert [BODY[i] for i, place in enumerate(places) if place < 0] == []
    assert places == sorted(places)


def test_references_and_thanks_are_no_evidence(record: Record) -> None:
    evidence = " ".join(s.text for s in record.sections if s.kind.is_evidence)
    assert not any(entry.split(".")[1] in evidence for entry in CITED)
    assert "worms" not in evidence
    kinds = {section.kind for section in record.sections}
    assert {SectionKind.REFERENCES, SectionKind.ACKNOWLEDGEMENTS} <= kinds


def test_no_running_head_or_page_number_stands_in_the_text(record: Record) -> None:
    for section in record.sections:
        if section.kind.is_evidence:
            assert "TRANSACTIONS" not in section.text
            assert not any(part.strip().isdigit() for part in section.text.split("\n"))


def test_the_record_is_a_guess_that_begins_on_page_one(record: Record) -> None:
    assert record.authority is Authority.GUESSED
    assert record.page == 1
