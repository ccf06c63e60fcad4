"""Word documents: title, authors, sections, and what must not come out of them."""

import contextlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.models import Authority, Record, SectionKind
from reviewer.reading import docx, opening, read_file, reader_of
from reviewer.reading.protocol import ReadingOptions

LONG = "We measure how ice moves under the tide in four estuaries, over two winters, by radar."


def paper(word: Word) -> None:
    word.add_heading("Tides under Ice", 0)
    word.add_paragraph("Ada Moss, Bo Li and Cy Orr")
    word.add_paragraph("Lake University, Lake City")
    word.add_heading("Abstract", 1)
    word.add_paragraph("We measure ice.")
    word.add_heading("Introduction", 1)
    word.add_paragraph("Ice is cold.")
    word.add_paragraph("It floats.", style="List Bullet")
    word.add_heading("Acknowledgements", 1)
    word.add_paragraph("We thank the moon.")
    word.add_heading("References", 1)
    word.add_paragraph("Li, B. On ice. 2020.")


def saved(path: Path, build: Callable[[Word], None]) -> Path:
    word = Document()
    build(word)
    word.save(str(path))
    return path


def record_of(path: Path) -> Record:
    assert reader_of(path) is docx
    (record,) = list(read_file(path))
    return record


def built(tmp_path: Path, build: Callable[[Word], None]) -> Record:
    return record_of(saved(tmp_path / "paper.docx", build))


def failure(path: Path) -> ReadError:
    with pytest.raises(ReadError) as caught:
        list(read_file(path))
    assert caught.value.hint
    return caught.value


def added(word: Word, xml: str) -> None:
    """A paragraph of raw WordprocessingML."""
    word.element.body.insert(
        len(word.element.body) - 1, parse_xml(f"<w:p {nsdecls('w', 'm')}>{xml}</w:p>")
    )


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_a_paper_is_read_with_its_sections(tmp_path: Path) -> None:
    record = built(tmp_path, paper)
    assert record.metadata.title == "Tides under Ice"
    assert record.metadata.authors == ("Ada Moss", "Bo Li", "Cy Orr")
    assert record.authority is Authority.GUESSED
    assert record.abstract == "We measure ice."
    assert [(part.kind.value, part.heading, part.text) for part in record.sections[1:]] == [
        ("abstract", "Abstract", "We measure ice."),
        ("body", "Introduction", "Ice is cold.\n\nIt floats."),
        ("acknowledgements", "Acknowledgements", "We thank the moon."),
        ("references", "References", "Li, B. On ice. 2020."),
    ]
    assert {part.line for part in record.sections} == {None}


def large_title(word: Word) -> None:
    word.add_paragraph("Research Article")
    title = word.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    letters = title.add_run("Tides under Ice")
    letters.bold, letters.font.size = True, Pt(18)
    names = word.add_paragraph("Ada Moss")
    names.add_run("1,2*").font.superscript = True
    names.add_run(", Bo Li")
    names.add_run("2").font.superscript = True
    word.add_paragraph("Department of Ice, Lake University")
    word.add_paragraph(f"Abstract: {LONG}")
    word.add_paragraph("Keywords: ice")
    word.add_paragraph("References")
    word.add_paragraph("Li, B. On ice.")


def test_without_styles_size_place_and_words_tell(tmp_path: Path) -> None:
    record = built(tmp_path, large_title)
    assert record.metadata.title == "Tides under Ice"
    assert record.metadata.authors == ("Ada Moss", "Bo Li")
    assert record.abstract == LONG
    assert record.sections[-1].kind is SectionKind.REFERENCES


def test_bold_lines_divide_a_paper_without_styled_headings(tmp_path: Path) -> None:
    def build(word: Word) -> None:
        word.add_paragraph("Tides under Ice").runs[0].font.size = Pt(18)
        for text in (
            *("Ada Moss", "Lake University", "*Abstract"),
            *("We measure ice.", "Keywords: ice, tides"),
            *("*1. Introduction", "*1.1 Why ice", "Ice is cold.", "*It floats.", "*Bold", "*lines"),
            *("*2. Methods", "We looked.", "*References", "Li, B. On ice."),
        ):
            word.add_paragraph().add_run(text.removeprefix("*")).bold = text.startswith("*")

    assert [(p.kind.value, p.heading, p.text) for p in built(tmp_path, build).sections] == [
        ("boilerplate", None, "Lake University"),
        ("abstract", "Abstract", "We measure ice."),
        ("boilerplate", None, "Keywords: ice, tides"),
        ("body", "1.1 Why ice", "Ice is cold.\n\nIt floats.\n\nBold\n\nlines"),
        ("body", "2. Methods", "We looked."),
        ("references", "References", "Li, B. On ice."),
    ]


def test_bold_lines_are_text_where_headings_are_styled(tmp_path: Path) -> None:
    def build(word: Word) -> None:
        paper(word)
        word.paragraphs[-1].insert_paragraph_before().add_run("On ice").bold = True

    last = built(tmp_path, build).sections[-1]
    assert (last.heading, last.text) == ("References", "On ice\n\nLi, B. On ice. 2020.")


def test_the_properties_title_counts_where_a_paragraph_agrees(tmp_path: Path) -> None:
    def build(word: Word) -> None:
        word.core_properties.title = "Tides  under ice"
        word.add_paragraph("A working paper of the Lake Lab").runs[0].font.size = Pt(30)
        word.add_paragraph("Tides under Ice")
        word.add_paragraph(LONG)

    assert built(tmp_path, build).metadata.title == "Tides under Ice"


@pytest.mark.parametrize("junk", ["Microsoft Word - a.doc", "Document1", "Something else entirely"])
def test_a_properties_title_that_is_not_printed_is_not_believed(tmp_path: Path, junk: str) -> None:
    def build(word: Word) -> None:
        word.core_properties.title = junk
        paper(word)

    assert built(tmp_path, build).metadata.title == "Tides under Ice"


def test_the_author_of_the_properties_is_not_believed(tmp_path: Path) -> None:
    def build(word: Word) -> None:
        word.core_properties.author = "The Secretary"
        word.add_heading("Tides under Ice", 0)
        word.add_paragraph(LONG)

    assert built(tmp_path, build).metadata.authors == ()


def test_headings_are_known_by_their_level_in_any_language(tmp_path: Path) -> None:
    def build(word: Word) -> None:
        styles = word.styles.element
        for name, extra in (("berschrift1", '<w:outlineLvl w:val="0"/>'), ("Titel2", "")):
            based = '<w:basedOn w:val="berschrift1"/>' if not extra else ""
            styles.append(
                parse_xml(
                    f'<w:style {nsdecls("w")} w:type="paragraph" w:styleId="{name}">'
                    f'<w:name w:val="Überschrift {name}"/>{based}<w:pPr>{extra}</w:pPr></w:style>'
                )
            )
        word.add_heading("Tides under Ice", 0)
        added(word, '<w:pPr><w:pStyle w:val="berschrift1"/></w:pPr>' + run("Einleitung"))
        word.add_paragraph("Eis ist kalt.")
        added(word, '<w:pPr><w:pStyle w:val="Titel2"/></w:pPr>' + run("Literatur"))
        word.add_paragraph("Li, B.")

    sections = built(tmp_path, build).sections
    assert [(part.kind.value, part.heading) for part in sections] == [
        ("body", "Einleitung"),
        ("references", "Literatur"),
    ]


def test_tracked_changes_count_as_accepted_and_hidden_text_as_absent(tmp_path: Path) -> None:
    def build(word: Word) -> None:
        word.add_heading("Tides under Ice", 0)
        gone = '<w:del w:id="1"><w:r><w:delText>hot</w:delText></w:r></w:del>'
        new = f'<w:ins w:id="2">{run("cold")}</w:ins>'
        moved = f'<w:moveFrom w:id="3">{run("never")}</w:moveFrom>'
        field = "<w:r><w:instrText>ADDIN ZOTERO</w:instrText></w:r>"
        added(
            word,
            run("Ice is ") + gone + new + moved + field + run(" secret", "<w:vanish/>") + run("."),
        )

    assert built(tmp_path, build).sections[0].text == "Ice is cold."


def test_raised_figures_are_no_digits_of_a_number(tmp_path: Path) -> None:
    def build(word: Word) -> None:
        word.add_heading("Tides under Ice", 0)
        up = '<w:vertAlign w:val="superscript"/>'
        added(word, run("10") + run("6", up) + run(" of the 5") + run("th", up) + run(" kind"))

    assert built(tmp_path, build).sections[0].text == "10^6 of the 5th kind"


def test_formulas_are_written_in_one_line(tmp_path: Path) -> None:
    def t(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    def build(word: Word) -> None:
        word.add_heading("Tides under Ice", 0)
        sub = f"<m:sSub><m:e>{t('k')}</m:e><m:sub>{t('1')}</m:sub></m:sSub>"
        over = f"<m:f><m:num>{t('a+b')}</m:num><m:den>{t('2')}</m:den></m:f>"
        added(word, run("We set ") + f"<m:oMath>{sub}{t(' = 1.2, ')}{over}</m:oMath>" + run("."))

    assert built(tmp_path, build).sections[0].text == "We set k_1 = 1.2, (a+b)/2."


def test_tables_are_rows_and_a_box_is_text(tmp_path: Path) -> None:
    def build(word: Word) -> None:
        word.add_heading("Tides under Ice", 0)
        table = word.add_table(2, 2)
        for cell, text in zip(table._cells, ["Model", "Score", "Ours", "34.0%"], strict=True):
            cell.text = text
        word.add_table(1, 1).cell(0, 0).text = "In a box."

    text = built(tmp_path, build).sections[0].text
    assert text.split("\n\n") == ["Model | Score", "Ours | 34.0%", "In a box."]


def test_text_in_content_controls_is_read(tmp_path: Path) -> None:
    def build(word: Word) -> None:
        word.add_heading("Tides under Ice", 0)
        control = (
            f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent><w:p>{run('Controlled.')}</w:p>"
            "</w:sdtContent></w:sdt>"
        )
        word.element.body.insert(1, parse_xml(control))

    assert built(tmp_path, build).sections[0].text == "Controlled."


NOTES = (
    f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
    f'<w:footnote w:id="2"><w:p>{run("It is thin.")}</w:p></w:footnote></w:footnotes>'
)


def test_a_footnote_follows_its_paragraph(tmp_path: Path) -> None:
    def build(word: Word) -> None:
        word.add_heading("Tides under Ice", 0)
        added(word, run("Ice") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(" melts."))
        word.add_paragraph("Next.")

    path = saved(tmp_path / "plain.docx", build)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    relation = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/footnotes" Target="footnotes.xml"/></Relationships>'
    )
    changes = {
        "[Content_Types].xml": (
            "</Types>",
            f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>',
        ),
        "word/_rels/document.xml.rels": ("</Relationships>", relation),
    }
    repacked(path, tmp_path / "noted.docx", changes, {"word/footnotes.xml": NOTES})
    text = record_of(tmp_path / "noted.docx").sections[0].text
    assert text.split("\n\n") == ["Ice melts.", "It is thin.", "Next."]


def repacked(
    source: Path, target: Path, changes: dict[str, tuple[str, str]], extra: dict[str, str]
) -> Path:
    """A copy of a package with texts changed and members added."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename in changes:
                before, after = changes[info.filename]
                assert before in data.decode()
                data = data.decode().replace(before, after).encode()
            new.writestr(info.filename, data)
        for name, text in extra.items():
            new.writestr(name, text)
    return target


def test_a_document_that_unpacks_to_too_much_is_not_opened(tmp_path: Path) -> None:
    source = saved(tmp_path / "a.docx", paper)
    bomb = repacked(source, tmp_path / "b.docx", {}, {"word/media/x.bin": "0" * 20_000_000})
    assert "unpacks to more" in failure(bomb).message


def test_a_document_with_xml_entities_is_not_trusted(tmp_path: Path) -> None:
    source = saved(tmp_path / "a.docx", paper)
    head = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document '
    evil = repacked(source, tmp_path / "b.docx", {"word/document.xml": ("<w:document ", head)}, {})
    assert "XML entities" in failure(evil).message


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_document_that_is_cut_off_says_so(tmp_path: Path, share: float) -> None:
    data = saved(tmp_path / "a.docx", paper).read_bytes()
    (tmp_path / "b.docx").write_bytes(data[: int(len(data) * share)])
    assert failure(tmp_path / "b.docx").message == "the Word file is damaged or cut off"


def test_a_zip_that_is_no_word_document_says_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as packed:
        packed.writestr("notes.txt", "Ice.")
    assert "damaged" in failure(tmp_path / "a.docx").message


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        (lambda word: None, "no text is in the Word file"),
        (lambda word: word.add_heading("Tides under Ice", 0), "only a title, no text"),
    ],
)
def test_a_document_without_text_says_so(
    tmp_path: Path, build: Callable[[Word], None], reason: str
) -> None:
    assert failure(saved(tmp_path / "a.docx", build)).message == reason


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_mutated_documents_are_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    original = io.BytesIO()
    word = Document()
    large_title(word)
    word.save(original)
    target = data.draw(st.sampled_from(["word/document.xml", "word/styles.xml", "package"]))
    mutated = io.BytesIO()
    with zipfile.ZipFile(original) as old, zipfile.ZipFile(mutated, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == target:
                content = changed(content, data)
            new.writestr(info.filename, content)
    content = mutated.getvalue()
    path = tmp_path / "a.docx"
    path.write_bytes(changed(content, data) if target == "package" else content)
    with contextlib.suppress(ReadError):
        if docx.recognises(path, opening.head(path)):
            for record in docx.read(path, ReadingOptions()):
                assert record.metadata.title


def changed(content: bytes, data: st.DataObject) -> bytes:
    mutable = bytearray(content)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(mutable) - 1))
        length = data.draw(st.sampled_from([1, 1, 1, 30]))
        if data.draw(st.booleans()) and len(mutable) > 200:
            del mutable[at : at + length]
        else:
            mutable[at] = data.draw(st.sampled_from([*b'<>/"=w0', 0, 255]))
    return bytes(mutable)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    texts=st.lists(
        st.text("abcdefghijklmnop éß0123456789.,;()%×", min_size=1, max_size=40)
        .map(lambda text: " ".join(text.split()))
        .filter(lambda text: any(map(str.isalnum, text)))
        .map(lambda text: f"x {text}"),
        min_size=1,
        max_size=6,
    )
)
def test_plain_paragraphs_come_out_as_they_went_in(tmp_path: Path, texts: list[str]) -> None:
    def build(word: Word) -> None:
        word.add_heading("Tides under Ice", 0)
        word.add_heading("Method", 1)
        for text in texts:
            word.add_paragraph(text)

    assert built(tmp_path, build).sections[0].text == "\n\n".join(texts)
