"""A draft as a Word document and a web page, through pandoc itself."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from reviewer.errors import DocumentError
from reviewer.models import Paper, RelatedWork, Theme
from reviewer.rendering import documents, pandoc_program
from reviewer.rendering.cite_keys import cite_keys
from reviewer.rendering.csl_style import read_style
from reviewer.rendering.documents import DocumentKind, document
from reviewer.rendering.raw_entries import RawEntry
from tests.rendering.drafts import DRAFT, MAXIMUM, PI, WATER, paper
from tests.rendering.nouns import TEA, quote, references, said
from tests.rendering.typeset import needs_pandoc

pytestmark = needs_pandoc

NUMBERED = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">
  <info><title>Numbers</title><id>numbers</id><updated>2020-01-01T00:00:00Z</updated></info>
  <citation collapse="citation-number">
    <layout prefix="[" suffix="]" delimiter=", "><text variable="citation-number"/></layout>
  </citation>
  <bibliography>
    <layout suffix="."><text variable="citation-number" suffix=") "/>
      <names variable="author" suffix=": "/><text variable="title"/></layout>
  </bibliography>
</style>
"""
POINTER = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0">
  <info><link rel="independent-parent" href="http://www.example.org/styles/parent"/></info>
</style>"""


def page(draft: RelatedWork = DRAFT, **options: Any) -> etree._Element:
    written = document(draft, DocumentKind.HTML, **options)
    return etree.fromstring(written, etree.HTMLParser(encoding="utf-8"))


def shown(tree: etree._Element) -> str:
    """What the body says, a formula by its TeX source."""
    body = tree.find("body")
    assert body is not None
    for formula in list(body.iter("math")):
        source, tail = formula.findtext(".//annotation"), formula.tail
        formula.clear()
        formula.text, formula.tail = f"${source}$", tail
    return " ".join("".join(map(str, body.itertext())).split())


def word(draft: RelatedWork = DRAFT, **options: Any) -> str:
    """What a Word document says, a formula in its own letters."""
    read = Document(BytesIO(document(draft, DocumentKind.DOCX, **options)))
    return "\n".join(
        "".join(run.text or "" for run in line._p.iter(qn("w:t"), qn("m:t")))
        for line in read.paragraphs
    )


def drafted(*papers: Paper, text: str = "It is so.") -> RelatedWork:
    statements = tuple(said(text, quote(one, "It is.")) for one in papers)
    theme = Theme(heading="All", statements=statements)
    return RelatedWork(topic="t", sections=(theme,), references=references(*papers))


def style(folder: Path, text: str = NUMBERED) -> Path:
    path = folder / "some.csl"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_web_page_cites_by_author_and_year_and_lists_what_it_cites() -> None:
    tree = page()
    text = shown(tree)
    assert "How_long & {hot}" in text
    assert "Leaf et al. (2021) find two minutes enough. [See] *this* _at_ @home for $5" in text
    assert "at 50% & $x^2$-cost <b> (" in text
    assert "1. Long prompts are bitter (" in text
    assert "Long (2023), on the other hand, likes it?" in text
    listed = text.partition("References")[2]
    assert "Leaf, Ada, Bo Cup, and Cy Pot. 2021. “Steeping Times for Green Tea.”" in listed
    entries = tree.xpath("//*[@id='refs']/div")
    assert len(entries) == 5  # and not the paper that is listed and never cited
    targets = {link.get("href")[1:] for link in tree.xpath("//a[@role='doc-biblioref']")}
    assert targets == {entry.get("id") for entry in entries}


def test_odd_titles_come_out_right_on_a_page() -> None:
    text = shown(page(drafted(PI, WATER, MAXIMUM)))
    assert "$\\pi2\\text{vec}$: Kettles as Vectors" in text
    assert "H2O: A Study of {Boiling" in text
    assert "C_{max} & 50% of [Tea] @ $5 ~ ^ \\ # <b> 茶" in text
    assert "Müller, Jürgen, Ann O’Hara Jr., Tea, Cup and Sons, et al." in text


def test_a_word_document_says_the_same() -> None:
    text = word()
    assert text.startswith("Related work\nHow_long & {hot}\nLeaf et al. (2021) find two")
    assert "H2O: A Study of {Boiling" in text
    assert "π2vec: Kettles as Vectors" in text
    assert "C_{max} & 50% of [Tea] @ $5 ~ ^ \\ # <b> 茶" in text
    assert "\nReferences\n" in text


def test_a_style_of_numbers_is_followed_and_the_names_stay(tmp_path: Path) -> None:
    numbers = read_style(style(tmp_path))
    text = shown(page(style=numbers))
    assert "Leaf et al. [1] find two minutes enough." in text
    assert "<b> [2, 3]." in text
    assert re.search(r"1\) Ada Leaf, Bo Cup, Cy Pot: Steeping Times for Green Tea", text)


def test_own_entries_are_cited_as_they_stand() -> None:
    entry = RawEntry(
        '@book{own, title = jk # { and {\\"O}l}, author = {Cup, Bo and Leaf, Ada}, year = 1999}',
        before=(("jk", '@string{jk = "My Kettles"}'),),
    )
    mine = TEA.model_copy(update={"cite_key": "own"})
    text = shown(page(drafted(mine, PI), raw={TEA.id: entry}))
    assert "It is so (Cup and Leaf 1999)" in text
    assert "My Kettles and Öl" in text
    assert "Steeping" not in text


def test_an_own_entry_that_pandoc_cannot_read_is_set_from_the_record() -> None:
    def owned(key: str) -> Paper:
        return paper(key, f"Title of {key}", cite_key=key)

    papers = [owned("good"), owned("bad"), owned("fine")]
    raw = {
        "good": RawEntry("@misc{good, title = {Own good}}"),
        "bad": RawEntry("@misc{bad, title = {Own bad}, year = , = }"),
        "fine": RawEntry("@misc{fine, title = {Own fine}}"),
    }
    text = shown(page(drafted(*papers), raw=raw))
    assert all(title in text for title in ("Own Good", "Own Fine", "Title of Bad"))


def test_nothing_is_fetched_run_or_shown_as_a_picture() -> None:
    entry = RawEntry(
        "@misc{own, title = {\\href{javascript:alert(1)}{Click} "
        "\\includegraphics{http://tracker.example/x.png} \\input{/etc/hostname}},"
        " url = {javascript:alert(2)}}"
    )
    mine = TEA.model_copy(update={"cite_key": "own"})
    hostile = paper("h", "<script>x</script> ![p](http://t.example) @gone", url="javascript:1")
    raw = document(drafted(mine, hostile), DocumentKind.HTML, raw={TEA.id: entry}).decode()
    tree = etree.fromstring(raw, etree.HTMLParser())
    assert not tree.xpath("//script | //img | //iframe | //link")
    assert all(link.get("href").startswith(("#", "http")) for link in tree.xpath("//a"))
    assert Path("/etc/hostname").read_text().strip() not in shown(tree)


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_draft_of_nothing_is_a_document_that_says_so(kind: DocumentKind) -> None:
    empty = RelatedWork(topic="x <y>")
    assert document(empty, kind)
    assert "Nothing in this collection is close enough" in word(empty)
    assert "References" not in shown(page(empty))
    assert page(empty).findtext(".//title") == "Related work: x <y>"


KEYS = ("müller2020", "DBLP:conf/x", "O'Neil", "a--b", "x&y", "10.1000/(a)<b>;2-2", "a_b.", "中")


def test_keys_with_odd_signs_find_their_papers() -> None:
    papers = [paper(key, f"Paper {n}", cite_key=key, year=2000 + n) for n, key in enumerate(KEYS)]
    text = shown(page(drafted(*papers)))
    for number in range(len(KEYS)):
        assert (
            f"“Paper {number}” {2000 + number}" in text
            or f"Paper {number}.” {2000 + number}" in text
        )


@settings(deadline=None, max_examples=15)
@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=12)), min_size=1, max_size=12))
def test_any_record_is_cited_and_listed(records: list[tuple[str, str]]) -> None:
    papers = [
        paper(f"p{n}", title, authors=(author,), venue=title, doi=title, url=f"http://x/{title}")
        for n, (title, author) in enumerate(records)
        if title.strip()
    ]
    tree = page(drafted(*papers, text="Sentence."))
    assert len(tree.xpath("//*[@id='refs']/div")) == len(papers)


def test_words_of_a_record_are_not_read_as_markup(tmp_path: Path) -> None:
    odd = "*a* _b_ ^c^ ~d~ `e` [f](g) <i>h</i> $5 @k \\m --n ... &amp; #p"
    one = paper("x", f"T {odd}", authors=("Ada *Leaf*", "B_o_ Cup"), doi="10.1/a_b_c*d*'e'--f")
    text = shown(page(drafted(one), style=read_style(style(tmp_path))))
    assert "T *a* _b_ ^c^ ~d~ `e` [f](g) <i>h</i> $5 @k \\m --n ... &amp; #p" in text
    assert "Ada *Leaf*, B_o_ Cup" in text
    links = [link.get("href") for link in page(drafted(one)).xpath("//a")]
    assert "https://doi.org/10.1/a_b_c*d*'e'--f" in links


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "cannot be read"),
        ("", "is no citation style"),
        ("not xml", "some.csl:1 is no citation style"),
        ("<html/>", "is XML, and no citation style"),
        (POINTER, "only says that its journal uses the style parent, and nothing is fetched"),
        ('<style xmlns="http://purl.org/net/xbiblio/csl"><info/></style>', "no <citation> in it"),
        ("<!DOCTYPE style [<!ENTITY x 'y'>]>" + NUMBERED[39:], "declares a document type"),
    ],
)
def test_a_file_that_is_no_style_is_refused_with_the_reason(
    tmp_path: Path, text: str | None, why: str
) -> None:
    path = tmp_path / "some.csl" if text is None else style(tmp_path, text)
    with pytest.raises(DocumentError) as error:
        read_style(path)
    assert why in error.value.message
    assert error.value.hint


def test_a_style_that_pandoc_cannot_follow_is_told_in_one_line(tmp_path: Path) -> None:
    broken = read_style(
        style(
            tmp_path,
            NUMBERED.replace("<layout prefix", "<nolayout prefix", 1).replace(
                "</layout>\n  </citation>", "</nolayout>\n  </citation>"
            ),
        )
    )
    with pytest.raises(DocumentError) as error:
        document(DRAFT, DocumentKind.HTML, style=broken)
    assert error.value.message.startswith("pandoc failed: ")
    assert "\n" not in error.value.message


def test_without_pandoc_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc_program, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(DocumentError) as error:
        document(DRAFT, DocumentKind.DOCX)
    assert error.value.hint == "pip install 'literature-reviewer[documents]'"


def test_a_pandoc_on_the_path_is_used_if_it_is_new_enough(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bundled = pandoc_program.pandoc_program()
    monkeypatch.setattr(pandoc_program, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "pandoc").symlink_to(bundled)
    assert pandoc_program.pandoc_program() == str(tmp_path / "pandoc")
    assert "Leaf et al." in shown(page())
    old = tmp_path / "old"
    old.mkdir()
    (old / "pandoc").write_text("#!/bin/sh\necho pandoc 1.19\n")
    (old / "pandoc").chmod(0o755)
    monkeypatch.setenv("PATH", str(old))
    with pytest.raises(DocumentError, match=r"pandoc is pandoc 1\.19; 2\.15 or newer"):
        document(DRAFT, DocumentKind.DOCX)


def test_a_pandoc_that_cannot_be_run_or_does_not_end_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pandoc_program, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    program = tmp_path / "pandoc"
    program.write_text("#!/no/such/interpreter\n")
    program.chmod(0o755)
    with pytest.raises(DocumentError, match="pandoc cannot be run: No such file"):
        document(DRAFT, DocumentKind.HTML)
    endless = tmp_path / "endless"
    endless.mkdir()
    (endless / "pandoc").write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    (endless / "pandoc").chmod(0o755)
    monkeypatch.setenv("PATH", str(endless))
    monkeypatch.setattr(pandoc_program, "_SECONDS", 0.01)
    with pytest.raises(DocumentError, match=r"pandoc was not done after 0\.01 s"):
        document(DRAFT, DocumentKind.HTML)


def test_a_file_too_large_for_a_style_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csl"
    with path.open("wb") as file:
        file.truncate(3_000_000)
    with pytest.raises(DocumentError, match="too large to be a citation style"):
        read_style(path)


def test_a_citation_that_pandoc_takes_for_another_is_no_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(documents, "pandoc", lambda *a: "Text [@somebody].")
    with pytest.raises(DocumentError, match="takes the citation 'somebody' for another one"):
        document(DRAFT, DocumentKind.HTML, keys=cite_keys(r.paper for r in DRAFT.references))
