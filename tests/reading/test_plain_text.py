from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.models import Record, SectionKind
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


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=st.lists(LINES, max_size=25), end=st.sampled_from(["\n", "\r\n"]))
def test_every_section_is_a_slice_and_no_words_are_lost(
    tmp_path: Path, lines: list[str], end: str
) -> None:
    text = end.join(["Title", "Opening words.", *lines])
    record = read_note(tmp_path, text)
    position = 0
    for section in record.sections:
        start = text.index(section.text, position)
        assert section.line == text[:start].count("\n") + 1
        assert section.text.strip()
        position = start + len(section.text)
    kept = sum(section.text.count("Words and ice.") for section in record.sections)
    assert kept == lines.count("Words and ice.")
