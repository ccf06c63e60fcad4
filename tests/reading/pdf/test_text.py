"""Words, accents, hyphens, line numbers: what stands between a printed line and its text."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.models import Record, SectionKind
from reviewer.reading import pdf
from reviewer.reading.pdf.blocks import ends_sentence
from reviewer.reading.pdf.joining import Words
from reviewer.reading.pdf.letters import (
    clean,
    decoded,
    is_plain,
    is_unreadable,
    with_accents,
    with_supplementary,
)
from reviewer.reading.pdf.lines import HYPHEN, Line
from reviewer.reading.protocol import ReadingOptions
from tests.reading.pdf.printed import BOLD, Sheet, sentences


def read(sheet: Sheet, tmp_path: Path) -> Record:
    path = tmp_path / "paper.pdf"
    path.write_bytes(sheet.done())
    (record,) = pdf.read(path, ReadingOptions())
    return record


def line(text: str, page: int = 1) -> Line:
    return Line(text, 0, 100, 0, 10, "", page)


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("eﬃcient ﬂow of ﬁne oﬀers", "efficient flow of fine offers"),
        ("de\x0cnition", "definition"),
        ("\x0crst o\x0eces \ruently o\x0b", "first offices fluently off"),
        ('J\x7forg \\o\x0b" pp. 1{9', "J¨org “off” pp. 1–9"),
        ("Classi\x1cer di\x1eculty \x10shu\x1fe\x11", "Classifier difficulty “shuffle”"),
        ("e\x1bect on pp. 1\x159 \x10here.\x11", "effect on pp. 1–9 “here.”"),
        (
            "\xd7uvres, man\xf7uvre, Stra\xffe, 2 \xd7 3 o\x1bers",
            "Œuvres, manœuvre, Straße, 2 × 3 offers",
        ),
        ("a line\r\nand another", "a line and another"),
        ("e\u0301lan", "élan"),
        ("soft\u00adened", "softened"),
        ("a  b\xa0c", "a b c"),
        ("\ue000 icon", "icon"),
    ],
)
def test_letters_are_those_a_reader_sees(printed: str, text: str) -> None:
    assert clean(decoded(printed)) == text


@given(st.text(alphabet="an\r\n\x01\x0b\x10\x1f\x7f\x9f\ud41a\ufffd\ue001", max_size=12))
def test_a_plain_text_says_nothing_else_and_is_readable(text: str) -> None:
    if is_plain(text):
        assert decoded(text) == text == with_supplementary(text, lambda _: 0x1D41A)
        assert not is_unreadable(text * 40)


def test_a_letter_that_lost_its_plane_gets_it_back() -> None:
    codes = [ord("x"), 0x1D41A, 0xD41B]
    assert with_supplementary("x\ud41a\ud41b", codes.__getitem__) == "x\U0001d41a\ud41b"


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("It ends.", True),
        ("(It ends.)", True),
        ("“It ends!”12", True),
        ("It ends.123", False),
        ("It goes on,", False),
        ("in 1990", False),
        ("7", False),
        ("", False),
    ],
)
def test_a_sentence_may_end_before_quotes_and_the_number_of_a_note(text: str, ends: bool) -> None:
    assert ends_sentence(text) is ends


def test_an_accent_goes_to_the_letter_that_it_is_printed_over() -> None:
    text = "Bohm met Novak¨"
    boxes = [(6.0 * i, 0.0, 6.0 * i + 5, 7.0) for i in range(len(text) - 1)]
    over_the_o = (6.5, 6.0, 10.5, 8.0)
    assert clean(with_accents(text, [*boxes, over_the_o])) == "Böhm met Novak"


def test_an_accent_over_no_letter_stays() -> None:
    text = "x ˆ 2"
    boxes = [(20.0 * i, 0.0, 20.0 * i + 5, 7.0) for i in range(len(text))]
    assert with_accents(text, boxes) == text


def test_a_text_of_private_characters_is_unreadable() -> None:
    assert is_unreadable("\ue001\ue002\ue003 " * 20)
    assert not is_unreadable("plain words, and more of them than that")


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (f"a bicy{HYPHEN}", "cle shop", "a bicycle shop"),
        (f"a well-{HYPHEN}", "known shop", "a well-known shop"),
        (f"the Frost-{HYPHEN}", "Ek method", "the Frost-Ek method"),
        (f"one state-of-the{HYPHEN}", "art shop", "one state-of-the-art shop"),
        ("see https://example.org/a", "Next", "see https://example.org/a Next"),
        ("see https://example.org/", "a-b", "see https://example.org/a-b"),
        ("years 1999-", "2001", "years 1999-2001"),
        ("a dash --", "and more", "a dash -- and more"),
    ],
)
def test_words_are_joined_as_they_are_spelt(before: str, after: str, text: str) -> None:
    words = Words(["a bicycle", "a well-known thing", "art of state"])
    assert words.running([line(before), line(after)])[0] == text


def test_a_compound_of_the_paper_keeps_its_hyphen_and_a_word_loses_it() -> None:
    words = Words(["the tree-bank is large", "a treebank", "the tree-bank again", "rooftop"])
    assert words.running([line(f"tree{HYPHEN}"), line("bank")])[0] == "tree-bank"
    assert words.running([line(f"roof{HYPHEN}"), line("top")])[0] == "rooftop"


@given(st.lists(st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1), min_size=1))
def test_places_are_offsets_of_the_text(texts: list[str]) -> None:
    lines = [line(text, page) for page, text in enumerate(texts, start=1)]
    text, places = Words(texts).running(lines)
    assert [place.page for place in places] == list(range(1, len(texts) + 1))
    assert all(0 <= place.start <= len(text) for place in places)
    assert sorted(places) == places


def test_numbers_of_lines_in_the_margin_are_no_text(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.centred("Hedges of the North", 18)
    sheet.heading("Abstract")
    texts = sentences(30)
    for number, text in enumerate(texts, start=1):
        sheet.at(40, sheet.y, str(number), 8)
        sheet.paragraph(text, indent=0)
    record = read(sheet, tmp_path)
    assert " ".join(record.abstract.split()) == " ".join(texts)


def test_references_without_a_heading_are_told_by_their_numbers_before_an_appendix_too(
    tmp_path: Path,
) -> None:
    sheet = Sheet()
    sheet.centred("Hedges of the North", 18)
    sheet.heading("1 Introduction")
    sheet.paragraph(" ".join(sentences(8)))
    for number in range(1, 12):
        sheet.entry(f"[{number}] A. Frost and B. Rime, Hedge Rev. Lett. 9, 1234 ({1990 + number}).")
    sheet.heading("A Further Measurements")
    sheet.paragraph(" ".join(sentences(6, "appendix")))
    record = read(sheet, tmp_path)
    evidence = " ".join(s.text for s in record.sections if s.kind.is_evidence)
    assert "Hedge Rev." not in evidence
    assert "appendix" in evidence
    assert SectionKind.REFERENCES in {s.kind for s in record.sections}


def test_a_numbered_list_in_a_text_is_no_reference_list(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.centred("Hedges of the North", 18)
    sheet.heading("1 Introduction")
    for number, text in enumerate(sentences(12), start=1):
        sheet.entry(f"[{number}] {text}")
    sheet.paragraph(" ".join(sentences(6, "appendix")))
    assert SectionKind.REFERENCES not in {s.kind for s in read(sheet, tmp_path).sections}


def test_an_appendix_after_the_references_is_text_again(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.centred("Hedges of the North", 18)
    sheet.heading("1 Introduction")
    sheet.paragraph(" ".join(sentences(8)))
    sheet.heading("References")
    for year in range(1990, 1996):
        sheet.entry(f"Frost, A. {year}. A year among hedges. Field Press, Town.")
    sheet.heading("A Further Measurements")
    sheet.paragraph(" ".join(sentences(6, "appendix")))
    kinds = [(s.heading, s.kind) for s in read(sheet, tmp_path).sections[:3]]
    assert kinds == [
        ("1 Introduction", SectionKind.BODY),
        ("References", SectionKind.REFERENCES),
        ("A Further Measurements", SectionKind.BODY),
    ]


def test_references_are_known_without_their_heading(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.centred("Hedges of the North", 18)
    sheet.heading("1 Introduction")
    sheet.paragraph(" ".join(sentences(10)))
    sheet.space(20)
    for year in range(1990, 1998):
        sheet.entry(f"Frost, A. {year}. A year among hedges. Field Press, Town.")
        sheet.space(8)
    evidence = [s.text for s in read(sheet, tmp_path).sections if s.kind.is_evidence]
    assert not any("Field Press" in text for text in evidence)


def test_a_footnote_does_not_break_the_sentence_above_it(tmp_path: Path) -> None:
    sheet = Sheet(columns=((54.0, 288.0), (308.0, 542.0)))
    sheet.centred("Hedges of the North", 18)
    sheet.heading("1 Introduction")
    sheet.note("1 Hedges are measured in the morning.")
    texts = sentences(50)
    sheet.paragraph(" ".join(texts))
    record = read(sheet, tmp_path)
    assert record.sections[0].text == " ".join(texts)
    assert any("in the morning" in section.text for section in record.sections[1:])


def test_a_caption_does_not_break_the_sentence_around_it(tmp_path: Path) -> None:
    sheet = Sheet(columns=((54.0, 288.0), (308.0, 542.0)))
    sheet.centred("Hedges of the North", 18)
    sheet.heading("1 Introduction")
    texts = sentences(60)
    half = " ".join(texts).index("number two nine")
    whole = " ".join(texts)
    sheet.paragraph(whole[:half])
    sheet.space(14)
    sheet.paragraph("Figure 1: A hedge, seen from the south of the garden.", indent=0, font=BOLD)
    sheet.space(14)
    sheet.paragraph(whole[half:], indent=0)
    text = read(sheet, tmp_path).sections[0].text
    assert text.split("\n\n") == [
        whole,
        "Figure 1: A hedge, seen from the south of the garden.",
    ]


@pytest.mark.parametrize("junk", ["untitled", "Microsoft Word - hedge.doc", "paper_final.tex"])
def test_a_junk_title_in_the_metadata_is_not_the_title(tmp_path: Path, junk: str) -> None:
    sheet = Sheet(metadata={"Title": junk})
    sheet.centred("Hedges of the North", 18)
    sheet.heading("Abstract")
    sheet.paragraph(" ".join(sentences(5)))
    assert read(sheet, tmp_path).metadata.title == "Hedges of the North"


def test_a_doi_in_the_text_is_not_the_papers_own(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.centred("Hedges of the North", 18)
    sheet.heading("Abstract")
    sheet.paragraph("The data are at doi:10.1234/data.5 and arXiv:2001.00001. " + sentences(1)[0])
    sheet.paragraph(" ".join(sentences(9)))
    metadata = read(sheet, tmp_path).metadata
    assert (metadata.doi, metadata.arxiv_id, metadata.year) == (None, None, None)


def test_text_that_is_drawn_a_mile_away_is_left_out(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.centred("Hedges of the North", 18)
    sheet.heading("Abstract")
    sheet.paragraph(" ".join(sentences(5)))
    sheet.at(3e9, 100, "lost")
    assert read(sheet, tmp_path).abstract == " ".join(sentences(5))


def test_a_line_of_signs_that_ends_a_word_is_text(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.centred("Hedges of the North", 18)
    sheet.heading("1 Introduction")
    sheet.paragraph(" ".join(sentences(10)))
    sheet._line("Every gardener of the north keeps a list of sam-", 10, "Times-Roman", 0)
    sheet.space(8)
    sheet._line("ples ((x1, y1), (x2, y2)) 1 9", 10, "Times-Roman", 0)
    sheet.space(30)
    sheet.paragraph(" ".join(sentences(5, "north")))
    evidence = " ".join(s.text for s in read(sheet, tmp_path).sections if s.kind.is_evidence)
    assert "a list of samples ((x1, y1), (x2, y2))" in evidence


def test_a_list_without_a_heading_begins_at_its_first_number(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.centred("Hedges of the North", 18)
    sheet.heading("1 Introduction")
    sheet.paragraph(" ".join(sentences(10)))
    for number in range(1, 9):
        sheet.space(14)
        sheet._line(
            f"[{number}] A. Frost. A year among the hedges. Field Press,", 10, "Times-Roman", 0
        )
        sheet.space(8 if number == 1 else 0)
        sheet._line(f"Town, {1990 + number}.", 10, "Times-Roman", 0)
    evidence = [s.text for s in read(sheet, tmp_path).sections if s.kind.is_evidence]
    assert not any("Field Press" in text for text in evidence)


def test_a_title_goes_on_between_the_columns_of_its_authors(tmp_path: Path) -> None:
    sheet = Sheet(columns=((54.0, 288.0), (308.0, 542.0)))
    sheet.centred("On the Use of Quiet Gardens and of Louder Hedges in the", 17, drop=1.2)
    sheet.centred("North of Two Countries with Many Careful", 17, drop=1.2)
    sheet.centred("Observers", 17, drop=1.4)
    for number, name in enumerate(("Ada Frost", "Bo Lindqvist", "Cara Lund")):
        for step, text in enumerate((name, "University of Fields", "Town, Country", "a@b.example")):
            middle = 130 + 168 * number
            sheet.canvas.setFont("Times-Roman", 10 if step else 12)
            sheet.canvas.drawCentredString(middle, sheet.y - 12 * step, text)
    sheet.y = sheet._floor = sheet.y - 60
    sheet.heading("Abstract")
    sheet.paragraph(" ".join(sentences(60)))
    record = read(sheet, tmp_path)
    assert record.metadata.title.endswith("with Many Careful Observers")
    assert record.metadata.authors == ("Ada Frost", "Bo Lindqvist", "Cara Lund")


def test_a_summary_within_its_line_is_the_abstract_of_a_first_page_only(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.centred("Hedges of the North", 18, drop=3)
    sheet.centred("Ada Frost", 12, "Times-Roman", drop=4)
    abstract = " ".join(sentences(5, "abstract"))
    sheet.paragraph(f"Summary. {abstract}", indent=0)
    sheet.heading("1 Introduction")
    sheet.paragraph(" ".join(sentences(10)))
    sheet.paragraph(f"Summary. {' '.join(sentences(3, 'end'))}")
    record = read(sheet, tmp_path)
    assert record.abstract == abstract
    assert sum(s.kind is SectionKind.ABSTRACT for s in record.sections) == 1


@pytest.mark.parametrize(
    ("rows", "caption"),
    [
        (("Model Cups Time", "Ours 3 4.5", "Base 2 9.1"), "Table 1: Cups over time."),
        (("Kite Boat Drone", "12 30 4"), "Figure 2. What was flown."),
    ],
)
def test_a_table_at_the_top_of_a_page_does_not_stand_in_the_sentence_it_parts(
    rows: Sequence[str], caption: str, tmp_path: Path
) -> None:
    sheet = Sheet()
    sheet.centred("Hedges of the North", 18)
    sheet.heading("1 Introduction")
    sheet.paragraph(" ".join(sentences(12)))
    sheet.paragraph("Here a sentence begins that", indent=0)
    sheet.next_page()
    for row in rows:
        sheet.at(220, sheet.y, row)
        sheet.space(12)
    sheet.space(6)
    sheet.at(180, sheet.y, caption)
    sheet.space(30)
    sheet.paragraph(f"goes on below a table. {' '.join(sentences(9, 'below'))}", indent=0)
    record = read(sheet, tmp_path)
    evidence = " ".join(s.text for s in record.sections if s.kind.is_evidence)
    assert "Here a sentence begins that goes on below a table." in evidence
    assert rows[0] not in evidence
    assert all(sentence in " ".join(evidence.split()) for sentence in sentences(9, "below"))
