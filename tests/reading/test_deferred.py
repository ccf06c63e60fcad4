"""A reader is imported with the first file that may be its own, and no file is lost by that."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.reading import READERS
from reviewer.reading.deferred import Deferred
from reviewer.reading.protocol import Head

STEMS = ("a", "2401.01234v2", "hep-th9901001", "paper.final", ".hidden", "a b")
ENDINGS = (
    *(
        "",
        ".pdf",
        ".txt",
        ".json",
        ".csljson",
        ".ris",
        ".nbib",
        ".medline",
        ".enw",
        ".ciw",
        ".xml",
        ".nxml",
    ),
    *(
        ".csv",
        ".tsv",
        ".tab",
        ".bib",
        ".bibtex",
        ".tei",
        ".atom",
        ".html",
        ".htm",
        ".xhtml",
        ".xht",
    ),
    *(".mhtml", ".mht", ".tex", ".ltx", ".latex", ".sty", ".cls", ".bst", ".bbl", ".tikz", ".tar"),
    *(".tgz", ".zip", ".docx", ".docm", ".md", ".markdown", ".qmd", ".rmd", ".jsonl", ".ndjson"),
    *(".png", ".01234v3", ".TXT", ".Json"),
)
TOPS = (
    *("", "Get trending papers in your email inbox!\nSubscribe\n", "TY  - JOUR\nTI  - A\n"),
    *("PMID- 12\nTI  - A\n", "%0 Journal Article\n%T A\n", "@misc{a, title={A}}", "%PDF-1.7\n"),
    *(
        '[{"type": "book", "title": "A", "issued": {}}]',
        '{"title": "A"}',
        "title,authors,year,doi\n",
    ),
    *("<xml><records><record>", "<article><front>", "<?xml version='1.0'?>\n<TEI>", "<feed>"),
    *(
        "<!-- saved --><PubmedArticleSet>",
        "\n <html><head>",
        "\\documentclass{article}",
        "PK\x03\x04",
    ),
    *("# A\n\nSome text.\n", "\x1f\x8b", "<rss>", "<OAI-PMH>", "<!DOCTYPE html><html>"),
)
names = st.builds(
    lambda stem, ending, packed: stem + ending + packed,
    st.sampled_from(STEMS),
    st.sampled_from(ENDINGS),
    st.sampled_from(("", ".gz")),
)
tops = st.builds(
    lambda before, top: before + top,
    st.sampled_from(("", "\ufeff", "\n \t")),
    st.sampled_from(TOPS),
)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@given(names, tops)
def test_no_file_of_a_reader_lacks_its_signs(reader: Deferred, name: str, top: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        data = top.encode(encoding)
        text = data.decode("utf-8-sig") if encoding == "utf-8" else data.decode(encoding)
        for head in (Head(data, text), Head(data, "")):
            if reader.module.recognises(Path(name), head):
                assert reader.may_recognise(Path(name), head)


def loaded(files: dict[str, str], folder: Path) -> set[str]:
    """The modules that are in memory after files have been read."""
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from reviewer.reading import read_file\n"
        "for name in sys.argv[1:]: assert list(read_file(Path(name)))\n"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *(str(folder / name) for name in files)],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


TEXT = "# Counting Eels\n\n## Abstract\n\nEels were counted by night in two rivers.\n"


def test_a_page_of_text_loads_no_parser_of_other_formats(tmp_path: Path) -> None:
    modules = loaded({"a.txt": TEXT, "b.md": TEXT}, tmp_path)
    assert "reviewer.reading.plain_text" in modules
    assert not modules & {"lxml", "docx", "pypdfium2", "pylatexenc", "bibtexparser", "numpy"}
    formats = ("pdf", "html", "jats", "latex_source", "docx", "csl_json")
    assert not modules & {f"reviewer.reading.{name}" for name in formats}


def test_lines_of_json_load_their_reader_alone(tmp_path: Path) -> None:
    modules = loaded({"a.jsonl": '{"title": "Counting Eels"}\n'}, tmp_path)
    built_in = {reader.module.__name__ for reader in READERS}  # type: ignore[attr-defined]
    assert modules & built_in == {"reviewer.reading.jsonl"}
