import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.models import Authority, Metadata, Record, SectionKind
from reviewer.reading import read_file

PAPER = """
# Ice in Estuaries

Draft of May.

## Abstract

Ice covers estuaries.

It melts in spring.

## 1. Methods

We count floes.
    indented line

### Counting

By hand.

## References

### Books

Frost, A. Ice. 1999.

## Acknowledgements

We thank the tide.
"""


def read_note(folder: Path, text: str, name: str = "note.md") -> Record:
    (folder / name).write_bytes(text.encode())
    reading = read_file(folder / name)
    assert reading.format == "text"
    (record,) = reading
    return record


def outline(record: Record) -> list[tuple[str, str | None, str]]:
    return [(str(s.kind), s.heading, s.text) for s in record.sections]


def test_a_markdown_paper_is_cut_at_its_headings(tmp_path: Path) -> None:
    record = read_note(tmp_path, PAPER)
    assert record.metadata.title == "Ice in Estuaries"
    assert record.line == 2
    assert outline(record) == [
        ("body", None, "Draft of May."),
        ("abstract", "Abstract", "Ice covers estuaries.\n\nIt melts in spring."),
        ("body", "1. Methods", "We count floes.\n    indented line"),
        ("body", "Counting", "By hand."),
        ("references", "Books", "Frost, A. Ice. 1999."),
        ("acknowledgements", "Acknowledgements", "We thank the tide."),
    ]


def test_a_section_begins_on_the_line_it_names(tmp_path: Path) -> None:
    lines = PAPER.split("\n")
    for section in read_note(tmp_path, PAPER).sections:
        assert section.line is not None
        assert lines[section.line - 1] == section.text.split("\n")[0]


def test_plain_text_needs_no_marks(tmp_path: Path) -> None:
    text = "Ice in Estuaries\n\nABSTRACT\nIce covers them.\n\nREFERENCES\nFrost 1999."
    assert outline(read_note(tmp_path, text, "note.txt")) == [
        ("abstract", "ABSTRACT", "Ice covers them."),
        ("references", "REFERENCES", "Frost 1999."),
    ]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("## Abstract:", SectionKind.ABSTRACT),
        ("**Abstract**", SectionKind.ABSTRACT),
        ("# 7 Bibliography", SectionKind.REFERENCES),
        ("## VI. Acknowledgments ##", SectionKind.ACKNOWLEDGEMENTS),
        ("## Abstract Machines", SectionKind.BODY),
        ("## Related Work", SectionKind.BODY),
    ],
)
def test_a_heading_says_what_kind_of_section_follows(
    tmp_path: Path, heading: str, kind: SectionKind
) -> None:
    record = read_note(tmp_path, f"Title\n\n{heading}\n\nWords.")
    assert [section.kind for section in record.sections] == [kind]


def test_a_section_after_the_references_is_evidence_again(tmp_path: Path) -> None:
    record = read_note(tmp_path, "T\n## References\nA.\n### Online\nB.\n## Appendix\nC.")
    kinds = [section.kind for section in record.sections]
    assert kinds == [SectionKind.REFERENCES, SectionKind.REFERENCES, SectionKind.BODY]


def test_a_comment_in_a_code_block_is_no_heading(tmp_path: Path) -> None:
    text = "Title\n\n```sh\n# not a heading\n```\nWords.\n"
    assert outline(read_note(tmp_path, text)) == [
        ("body", None, "```sh\n# not a heading\n```\nWords.")
    ]


@pytest.mark.parametrize(
    "top", ["Ice", "# Ice", "## Ice ##", "Ice\n===", "\n\n  Ice  ", "---\ntags: [a]\n---\n# Ice"]
)
def test_the_first_line_is_the_title_however_it_is_marked(tmp_path: Path, top: str) -> None:
    record = read_note(tmp_path, f"{top}\n\nWords.")
    assert record.metadata.title == "Ice"
    assert outline(record) == [("body", None, "Words.")]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("**Ice** and *snow*", "Ice and snow"),
        ("`floe`: a tool for ___cold___ data", "floe: a tool for cold data"),
        ("A* search, B* and *-free snow_and_ice_2", "A* search, B* and *-free snow_and_ice_2"),
    ],
)
def test_a_title_has_no_marks_of_emphasis(tmp_path: Path, written: str, title: str) -> None:
    for text in (f"# {written}\n\nWords.", f"---\ntitle: '{written}'\n---\nWords."):
        assert read_note(tmp_path, text).metadata.title == title


def test_labels_of_pandoc_are_no_part_of_a_heading(tmp_path: Path) -> None:
    text = "# Ice\n\n## Methods {#sec:m .wide}\n\nWe look.\n\n## The set {x}\n\nIt is."
    assert outline(read_note(tmp_path, text)) == [
        ("body", "Methods", "We look."),
        ("body", "The set {x}", "It is."),
    ]


def test_line_ends_of_another_system_stay_inside_a_section(tmp_path: Path) -> None:
    record = read_note(tmp_path, "Ice\r\n\r\nOne.\r\nTwo.\r\n", "note.txt")
    assert record.metadata.title == "Ice"
    assert outline(record) == [("body", None, "One.\r\nTwo.")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# Only a title\n\n", "only a title, no text"),
        ("Title\n\n## Abstract\n\n## Methods\n", "only a title, no text"),
        ("word " * 61 + "\n\nText.", "too long for a title (304 characters)"),
        ("###\n\nText.", "no words"),
        ("---\na: b\n---\n", "only front matter"),
    ],
)
def test_a_text_that_is_no_paper_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "note.md").write_text(text)
    with pytest.raises(ReadError) as caught:
        read_file(tmp_path / "note.md")
    assert message in caught.value.message
    assert caught.value.hint


PEOPLE = ("Ada Frost", "Bo van der Rime")
FRONT = [
    ("quarto", "author:\n  - name: Ada Frost\n    orcid: 0000-0000-0000-0001\n"
     "    affiliations:\n      - Ice\n  - name: {given: Bo, family: van der Rime}\n"),
    ("pandoc", "author: [Ada Frost, Bo van der Rime]\n"),
    ("pandoc one", "author: Ada Frost and Bo van der Rime\n"),
    ("joss", "authors:\n - name: Ada Frost^[corresponding author]\n   affiliation: '1, 2'\n"
     " - given-names: Bo\n   dropping-particle: van der\n   surname: Rime\n"),
    ("jekyll", "layout: post\nauthors: Ada Frost, Bo van der Rime\n"),
    ("obsidian", 'authors: ["[[Ada Frost]]", "[[Bo van der Rime]]"]\naliases: []\n'),
    ("obsidian bare", "authors:\n  - [[Ada Frost]]\n  - [[Bo van der Rime]]\n"),
    ("bibtex", "author: Frost, Ada and van der Rime, Bo\n"),
    ("single", "author:\n  name: Ada Frost\n  affiliation: [Ice]\n"),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "authors"), FRONT, ids=[shape for shape, _ in FRONT])
def test_front_matter_says_who_a_paper_is(tmp_path: Path, shape: str, authors: str) -> None:
    text = (
        f'---\ntitle: "Ice: A Study"\n{authors}date: 13 August 2021\ndoi: 10.1000/ICE\n'
        "tags:\n  - ice\n  - cold water\njournal: Journal of Ice\ncitekey: frost2021\nurl: \n"
        "---\n\n# Summary\n\nIce is cold.\n"
    )
    record = read_note(tmp_path, text)
    assert record.metadata == Metadata(
        title="Ice: A Study",
        authors=PEOPLE[:1] if shape == "single" else PEOPLE,
        year=2021,
        doi="10.1000/ice",
        tags=("ice", "cold water"),
        venue="Journal of Ice",
        cite_key="frost2021",
    )
    assert (record.line, record.authority) == (2, Authority.STATED)
    assert outline(record) == [("body", "Summary", "Ice is cold.")]


@pytest.mark.parametrize(
    ("abstract", "text"),
    [
        ("abstract: Ice is cold.", "Ice is cold."),
        ('abstract: "Ice is cold."', "Ice is cold."),
        ("abstract: |\n  Ice is cold.\n\n  It melts.", "Ice is cold.\n\n  It melts."),
        ("abstract: >-\n  Ice is\n  cold.\ntags: [a]", "Ice is\n  cold."),
        ("Abstract:\n  Ice is cold\n  and wet.", "Ice is cold\n  and wet."),
    ],
)
def test_the_abstract_of_the_front_matter_is_a_slice_of_the_file(
    tmp_path: Path, abstract: str, text: str
) -> None:
    file = f"---\ntitle: Ice\n{abstract}\n---\nWords.\n"
    record = read_note(tmp_path, file)
    assert outline(record) == [("abstract", "Abstract", text), ("body", None, "Words.")]
    assert record.sections[0].line == file[: file.index("Ice is")].count("\n") + 1
    assert len(record.sections[0].places) == len([row for row in text.split("\n") if row])


def test_front_matter_in_toml_is_read_too(tmp_path: Path) -> None:
    text = (
        '+++\ntitle = "Ice"\ndate = 2021-05-03\nauthors = ["Ada Frost"]\n'
        'abstract = """Ice is\ncold."""\n+++\n\n# Ice\n\nWords.\n'
    )
    record = read_note(tmp_path, text)
    assert record.metadata == Metadata(title="Ice", authors=("Ada Frost",), year=2021)
    assert outline(record) == [("abstract", "Abstract", "Ice is\ncold."), ("body", None, "Words.")]


@pytest.mark.parametrize(
    ("inside", "note", "title"),
    [
        ("title: Ice: A Study\nauthor: Ada Frost", "read line by line", "Ice: A Study"),
        ("title: {{title}}\nauthor: Ada Frost", "read line by line", "Words above."),
        ("- a\n- b", "has no names: skipped", "Words above."),
        ("a: &a [x]\n" + "b: [" + "*a, " * 99 + "]", "too many aliases", "Words above."),
        ("a: " + "[" * 5000, "nested too deeply", "Words above."),
        ("- " * 20_000 + "a", "is not YAML", "Words above."),
        ("a: \x07", "is not YAML", "Words above."),
        ("x: " + "y" * 50_001, "too long", "Words above."),
    ],
)
def test_front_matter_that_cannot_be_read_is_noted_and_the_text_is_read(
    tmp_path: Path, inside: str, note: str, title: str
) -> None:
    (tmp_path / "a.md").write_text(f"---\n{inside}\n---\nWords above.\n\nWords below.\n")
    reading = read_file(tmp_path / "a.md")
    (record,) = reading
    assert record.metadata.title == title
    assert record.sections[-1].text.endswith("Words below.")
    assert note in reading.notes[0]


def test_a_note_with_front_matter_alone_is_a_paper_without_text(tmp_path: Path) -> None:
    record = read_note(tmp_path, "---\ntitle: Ice\nauthors: [Ada Frost]\n---\n")
    assert record.metadata == Metadata(title="Ice", authors=("Ada Frost",))
    assert record.sections == ()


@pytest.mark.parametrize(
    "lines",
    [
        "**Authors:** Ada Frost, Bo van der Rime\n**Year:** 2021\n**DOI**: 10.1000/ice",
        "Authors: Ada Frost, Bo van der Rime\nYear: 2021\nDOI: https://doi.org/10.1000/ice",
        "- **Authors**:: [[Ada Frost]], [[Bo van der Rime]]\n- Item Type: [[Article]]\n"
        "- Date: [[2021-05-03]]\n- DOI: [10.1000/ice](https://doi.org/10.1000/ice)",
        "> **Authors**: Ada Frost; Bo van der Rime\n> **Year**: 2021\n> **DOI**: 10.1000/ice",
        "## Metadata\n\n* Authors: Ada Frost, Bo van der Rime\n* Date: 2021\n"
        "* DOI: 10.1000/ice\n\n## T",
    ],
)
def test_labelled_lines_below_the_title_say_who_a_paper_is(tmp_path: Path, lines: str) -> None:
    record = read_note(tmp_path, f"# Ice\n\n{lines}\n\nIce is cold.\n")
    assert record.metadata == Metadata(title="Ice", authors=PEOPLE, year=2021, doi="10.1000/ice")
    assert record.sections[-1].text == "Ice is cold."
    assert len(record.sections) == 1


def test_a_sentence_with_a_colon_is_no_label(tmp_path: Path) -> None:
    text = "# Ice\n\nNote: ice is cold.\nSource: a lake.\nAuthors: none.\n"
    record = read_note(tmp_path, text)
    assert record.metadata == Metadata(title="Ice")
    assert record.sections[0].text == "Note: ice is cold.\nSource: a lake.\nAuthors: none."


def test_underlined_headings_divide_as_marked_ones_do(tmp_path: Path) -> None:
    text = (
        "Ice\n===\n\nAbstract\n--------\nCold.\n\nMethods used\n============\n\nWe look.\n\n"
        "- an item\n---\n\n| a | b |\n|---|---|\n\nReferences\n----------\nFrost 1999.\n"
    )
    assert outline(read_note(tmp_path, text)) == [
        ("abstract", "Abstract", "Cold."),
        ("body", "Methods used", "We look.\n\n- an item\n---\n\n| a | b |\n|---|---|"),
        ("references", "References", "Frost 1999."),
    ]


PLAIN = """Ice in Estuaries

Abstract

Ice covers them.

1 Introduction

It is cold. We ask three things:

1. Where is it

2. When is it

3. Why is it

2 Data and Methods

2.1 Where we looked

On the bank.

IV. RESULTS

3. More of It . . . . . . . 17

Much ice.

Conclusion

It melts.

References

1. Frost A. Ice

4 Old books

Rime B. Snow. 1999.
"""


def test_numbered_headings_of_a_plain_text_divide_it_and_lists_do_not(tmp_path: Path) -> None:
    sections = outline(read_note(tmp_path, PLAIN, "paper.txt"))
    assert [(kind, heading) for kind, heading, _ in sections] == [
        ("abstract", "Abstract"),
        ("body", "1 Introduction"),
        ("body", "2.1 Where we looked"),
        ("body", "IV. RESULTS"),
        ("body", "Conclusion"),
        ("references", "References"),
    ]
    assert sections[0][2] == "Ice covers them."
    assert sections[1][2].endswith("3. Why is it")
    assert sections[-1][2].endswith("Rime B. Snow. 1999.")


@pytest.mark.parametrize(
    "mark", ["Abstract: ", "**Abstract.** ", "Abstract—", "*Abstract*: ", "ABSTRACT. "]
)
def test_an_abstract_that_begins_in_the_line_of_its_word_is_one_paragraph(
    tmp_path: Path, mark: str
) -> None:
    text = f"Ice\n\nAda Frost\n\n{mark}Ice is\ncold.\n\nWe look at ice.\n"
    record = read_note(tmp_path, text, "paper.txt")
    assert outline(record) == [
        ("body", None, "Ada Frost"),
        ("abstract", "Abstract", "Ice is\ncold."),
        ("body", None, "We look at ice."),
    ]
    assert [tuple(place)[:2] for place in record.sections[1].places] == [(0, 5), (7, 6)]


def test_cut_and_damaged_notes_are_read_or_refused(tmp_path: Path) -> None:
    chance = random.Random(13)
    front = "".join(
        f"---\ntitle: Ice\n{authors}abstract: |\n  A b\n  c\n---\n" for _, authors in FRONT
    )
    samples = [front, PAPER, PLAIN, front + PAPER]
    for _ in range(400):
        sample = chance.choice(samples)
        start = chance.randrange(len(sample))
        content = list(sample[start if chance.random() < 0.5 else 0 :])
        for _ in range(chance.randrange(8)):
            content[chance.randrange(len(content))] = chance.choice("-:[]{}&*!|>\"'#\n\t\0%@`~=+é")
        text = "".join(content)
        (tmp_path / "a.md").write_text(text)
        try:
            (record,) = read_file(tmp_path / "a.md")
        except ReadError:
            continue
        assert record.metadata.title
        assert all(section.text in text for section in record.sections)


LINES = st.sampled_from(
    [
        *(
            "",
            "  ",
            "Words and ice.",
            "## Methods",
            "### Deep",
            "Abstract",
            "# References",
            "```",
            "# x",
        ),
        *(
            "    indented",
            "===",
            "---",
            "trailing  ",
            "é…",
            "\u2028",
            "- item",
            "## Acknowledgements",
        ),
    ]
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(LINES, max_size=25),
    end=st.sampled_from(["\n", "\r\n"]),
    top=st.sampled_from(
        ["Title\n\nOpening words.\n", "---\ntitle: T\nabstract: |\n  A\n   b\n---\nO.\n"]
    ),
)
def test_every_section_is_a_slice_and_no_words_are_lost(
    tmp_path: Path, lines: list[str], end: str, top: str
) -> None:
    text = end.join([*top.split("\n"), *lines])
    record = read_note(tmp_path, text)
    position = 0
    for section in record.sections:
        assert section.line is not None
        at_line = sum(len(line) + 1 for line in text.split("\n")[: section.line - 1])
        start = text.index(section.text, max(position, at_line))
        assert section.line == text[:start].count("\n") + 1
        assert section.text.strip()
        for place in section.places:
            assert place.line == text[: start + place.start].count("\n") + 1
        position = start + len(section.text)
    kept = sum(section.text.count("Words and ice.") for section in record.sections)
    below = [*lines[1:], ""]
    underlined = sum(
        line == "Words and ice." and next_line in ("===", "---")
        for line, next_line in zip(lines, below, strict=False)
    )
    assert lines.count("Words and ice.") - underlined <= kept <= lines.count("Words and ice.")
