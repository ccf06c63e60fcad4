import gzip
import itertools
import json
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.models import Authority, Record, SectionKind
from reviewer.reading import html, opening
from reviewer.reading.protocol import Reading, ReadingOptions
from tests.reading import pages

LONG = "The ice is cold and white. It melts when spring comes to the valley. " * 8
ARTICLE = f"<h1>Ice</h1><h2>Introduction</h2><p>{LONG}</p>"


def reading_of(folder: Path, source: str | bytes, name: str = "page.html") -> Reading:
    path = folder / name
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    assert html.recognises(path, opening.head(path))
    return html.read(path, ReadingOptions())


def record_of(folder: Path, source: str | bytes, name: str = "page.html") -> Record:
    (record,) = reading_of(folder, source, name)
    return record


def record_of_body(folder: Path, body: str, head: str = "<title>Ice</title>") -> Record:
    return record_of(folder, pages.page(head, body))


def evidence(record: Record) -> str:
    return "\n\n".join(s.text for s in record.sections if s.kind.is_evidence)


def refusal(folder: Path, source: str | bytes, name: str = "page.html") -> str:
    with pytest.raises(ReadError) as caught:
        list(reading_of(folder, source, name))
    assert caught.value.hint
    return caught.value.message


@pytest.mark.parametrize("site", pages.PAGES)
def test_the_abstract_of_every_site_is_read_whole_and_once(tmp_path: Path, site: str) -> None:
    record = record_of(tmp_path, pages.PAGES[site]().source)
    assert record.metadata.title == pages.TITLE
    assert record.abstract == pages.ABSTRACT
    assert sum(s.text.count(pages.ABSTRACT) for s in record.sections) == 1


@pytest.mark.parametrize("site", pages.PAGES)
def test_what_belongs_to_the_site_is_no_evidence(tmp_path: Path, site: str) -> None:
    record = record_of(tmp_path, pages.PAGES[site]().source)
    found = evidence(record)
    for words in (*pages.CHROME, "Home", "99.75", "Submitted on", "Buy it", "by Ada"):
        assert words not in found


@pytest.mark.parametrize("site", [name for name, made in pages.PAGES.items() if made().is_full])
def test_a_full_text_has_its_paragraphs_under_their_headings(tmp_path: Path, site: str) -> None:
    sections = record_of(tmp_path, pages.PAGES[site]().source).sections
    body = [s for s in sections if s.kind is SectionKind.BODY and s.heading != "Footnotes"]
    headings = [(s.heading or "").lstrip("0123456789. ") for s in body]
    assert headings == ["Introduction", "Sensors", "Results", "Conclusion"]
    introduction = pages.INTRODUCTION.replace(
        "floes [1]", "floes[1]" if site == "springer" else "floes [1]"
    )
    assert body[0].text == f"{introduction}\n\n{pages.SECOND}"
    assert body[1].text.startswith(pages.METHOD)
    assert body[1].text.endswith(pages.CAPTION)
    kinds = {s.kind: s.text for s in sections}
    assert kinds[SectionKind.ACKNOWLEDGEMENTS] == pages.THANKS
    for entry in pages.REFERENCES:
        assert entry in kinds[SectionKind.REFERENCES]
        assert entry not in evidence(record_of(tmp_path, pages.PAGES[site]().source))


@pytest.mark.parametrize("site", [name for name in pages.PAGES if name != "plain"])
def test_authors_are_read_from_every_site_that_names_them(tmp_path: Path, site: str) -> None:
    record = record_of(tmp_path, pages.PAGES[site]().source)
    assert record.metadata.authors == pages.AUTHORS
    assert record.authority is Authority.STATED


def test_identifiers_years_and_journals_are_read(tmp_path: Path) -> None:
    found = {
        site: record_of(tmp_path, made().source).metadata for site, made in pages.PAGES.items()
    }
    assert {site: m.year for site, m in found.items() if m.year != 2024} == {
        "latexml": None,
        "plain": None,
    }
    assert found["arxiv"].arxiv_id == found["latexml"].arxiv_id == "2401.00001"
    assert {found[site].doi for site in ("pmc", "springer", "acl", "dublin-core")} == {
        "10.1000/ice.2024"
    }
    assert found["biorxiv"].doi == "10.1101/2024.01.02.000001"
    assert {found[site].venue for site in ("pmc", "springer", "dublin-core")} == {"Winter Letters"}
    assert (found["pmc"].pmid, found["springer"].tags) == ("123", ("ice", "rivers"))


def test_footnotes_and_equations_of_latexml_are_read_once(tmp_path: Path) -> None:
    sections = record_of(tmp_path, pages.latexml().source).sections
    notes = [s.text for s in sections if s.heading == "Footnotes"]
    assert notes == ["Pencils were new."]
    method = next(s.text for s in sections if s.heading == "2.1 Sensors")
    assert method.split("\n\n")[1:3] == ["d = s+1", "(1)"]
    assert "Pencils" not in method


def test_names_of_latexml_are_told_apart_by_their_marks(tmp_path: Path) -> None:
    names = (
        "Ada Frost<sup>1</sup> Bo Rime<sup>2</sup>\u2003Cy Vale<math><mi>α</mi></math> and Di Hail"
        "<br>Ice University"
    )
    person = f'<div class="ltx_authors"><span class="ltx_personname">{names}</span></div>'
    record = record_of_body(tmp_path, f'<h1 class="ltx_title_document">Ice</h1>{person}{ARTICLE}')
    assert record.metadata.authors == ("Ada Frost", "Bo Rime", "Cy Vale", "Di Hail")


@pytest.mark.parametrize(
    ("printed", "authors"),
    [
        ("", ("A Frost", "BC van Rime Jr")),
        ('<a class="full-name">Ada Frost</a>', ("A Frost", "BC van Rime Jr")),
        (
            '<a class="full-name">Ada Frost</a><a class="full-name">Bo C van Rime Jr</a>' * 2,
            ("Ada Frost", "Bo C van Rime Jr"),
        ),
    ],
)
def test_names_with_initials_are_turned_or_read_in_full(
    tmp_path: Path, printed: str, authors: tuple[str, ...]
) -> None:
    head = (
        '<meta name="citation_title" content="Ice">'
        '<meta name="citation_authors" content="Frost A;van Rime BC Jr;">'
    )
    assert record_of_body(tmp_path, printed + ARTICLE, head).metadata.authors == authors


def test_names_are_read_where_a_page_marks_their_parts(tmp_path: Path) -> None:
    person = (
        '<button><i><span class="given-name">{}</span> <span class="text surname">{}</span></i>'
    )
    people = "</button>, ".join(person.format(*n) for n in (("Ada", "Frost"), ("Bo", "de Rime")))
    record = record_of_body(tmp_path, f"{people}</button>{ARTICLE}")
    assert record.metadata.authors == ("Ada Frost", "Bo de Rime")


def test_a_short_abstract_is_one_where_its_tag_is_for_nothing_else(tmp_path: Path) -> None:
    said = "We show that ice is cold, and that it melts in spring."
    head = f'<meta name="citation_title" content="Ice"><meta name="{{}}" content="{said}">'
    for name, abstract in (("citation_abstract", said), ("description", None)):
        record = record_of_body(tmp_path, ARTICLE, head.format(name))
        assert (record.abstract or None) == abstract


def test_what_a_journal_says_of_an_article_is_no_evidence(tmp_path: Path) -> None:
    body = (
        f'<div id="abstract"><h2>Abstract</h2><p>{LONG}</p><p>Keywords: ice, snow.</p></div>'
        "<div class='articleinfo'><p>Citation: Frost A (2020) Ice.</p></div>"
        f"<h2>Introduction</h2><p>{LONG}</p>"
        "<h2>Rights and permissions</h2><p>All of them are reserved.</p>"
        "<h2>Similar articles</h2><ul><li>Snow by others.</li></ul>"
    )
    record = record_of_body(tmp_path, body, '<meta name="citation_title" content="Ice">')
    assert record.abstract == LONG.strip()
    said = evidence(record)
    assert not any(word in said for word in ("Keywords", "Citation", "reserved", "others"))


def test_a_title_alone_is_a_guess_without_the_name_of_the_site(tmp_path: Path) -> None:
    for title in ("Ice and fire | The Ice Lab", "Ice and fire - The Ice Lab", "Ice and fire"):
        record = record_of_body(tmp_path, f"<p>{LONG}</p>", f"<title>{title}</title>")
        assert (record.metadata.title, record.authority) == ("Ice and fire", Authority.GUESSED)
    record = record_of_body(tmp_path, f"<p>{LONG}</p>", "<title>Ice - a long study of cold</title>")
    assert record.metadata.title == "Ice - a long study of cold"


@pytest.mark.parametrize(
    "description",
    [
        "Read all about ice. It is free. " * 2,
        "Ice is cold. " * 30 + "It ends…",
        "Abstract page for arXiv paper 2401.00001. " + "Ice. " * 50,
        "ice " * 80,
    ],
)
def test_a_line_for_search_engines_is_no_abstract(tmp_path: Path, description: str) -> None:
    head = f'<title>Ice</title><meta name="description" content="{description}">'
    assert record_of_body(tmp_path, ARTICLE, head).abstract == ""


def test_a_structured_abstract_is_one_with_its_headings_as_words(tmp_path: Path) -> None:
    body = (
        "<h1>Ice</h1><section class='abstract'><h2>Abstract</h2><section><h3>"
        "Aims</h3><p>To melt.</p>"
        f"</section><section><h3>Results</h3><p>It did.</p></section></section>"
        f"<h2>Text</h2><p>{LONG}</p>"
    )
    record = record_of_body(tmp_path, body)
    assert record.abstract == "Aims: To melt.\n\nResults: It did."
    assert [s.heading for s in record.sections] == [None, "Text"]


def test_markup_in_metadata_is_words(tmp_path: Path) -> None:
    head = '<meta name="citation_title" content="On &lt;i&gt;Bacillus&lt;/i&gt; at p &lt; 5">'
    assert record_of_body(tmp_path, ARTICLE, head).metadata.title == "On Bacillus at p < 5"


def test_dates_of_json_ld_in_a_graph_are_found_and_broken_blocks_are_not_minded(
    tmp_path: Path,
) -> None:
    data = {
        "@graph": [
            {"@type": "WebPage"},
            {
                "@type": ["ScholarlyArticle"],
                "name": "Ice",
                "author": {"givenName": "Ada", "familyName": "Frost"},
                "datePublished": "2020-01-01",
                "identifier": [{"value": "10.1000/ice"}],
            },
        ]
    }
    kind = 'type="application/ld+json"'
    head = f"<script {kind}>{{broken</script><script {kind}>{json.dumps(data)}</script>"
    found = record_of_body(tmp_path, ARTICLE, head).metadata
    assert (found.title, found.authors, found.year) == ("Ice", ("Ada Frost",), 2020)
    assert found.doi == "10.1000/ice"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("of 25<sup><a href='#r1'>1</a>,<a href='#r2'>2</a></sup> kinds", "of 25[1,2] kinds"),
        ("as known [<sup><a href='#r1'>1</a></sup>]", "as known [1]"),
        ("10<sup>6</sup> cm<sup>2</sup> H<sub>2</sub>O", "10^6 cm2 H2O"),
        ("one<br>two", "one two"),
        (
            "<span class='MathJax_Preview'>x</span><span class='MathJax'><span>x</span><span class="
            "'MJX_Assistive_MathML'><math><mi>x</mi></math></span></span>",
            "x",
        ),
        (
            "<span class='katex'><span class='katex-mathml'><math><mi>y</mi></math></span><span "
            "class='katex-html' aria-hidden='true'>y</span></span>",
            "y",
        ),
        ("<b>bold</b><span hidden>no</span><span style='display: none'>no</span>", "bold"),
        ("a<button>Copy</button>b <svg><text>no</text></svg>", "a b"),
    ],
)
def test_inline_text_reads_as_it_is_shown(tmp_path: Path, inner: str, expected: str) -> None:
    record = record_of_body(tmp_path, f"{ARTICLE}<h2>Next</h2><p>{inner}</p>")
    assert record.sections[-1].text == expected


@pytest.mark.parametrize(
    "name", ["related-work", "navigation", "metrics", "multi-modal", "comments"]
)
def test_a_section_that_is_named_like_a_menu_is_kept_if_it_is_prose(
    tmp_path: Path, name: str
) -> None:
    body = f"{ARTICLE}<section id='{name}' class='{name}'><h2>Part</h2><p>{LONG}</p></section>"
    assert record_of_body(tmp_path, body).sections[-1].heading == "Part"
    links = f"{ARTICLE}<div class='{name}'><a href='/'>Part one</a> <a href='/'>two</a></div>"
    assert "Part one" not in evidence(record_of_body(tmp_path, links)) or name == "multi-modal"


def test_a_page_laid_out_by_tables_is_read(tmp_path: Path) -> None:
    body = f"<table><tr><td>menu</td><td><h2>Text</h2><p>{LONG}</p></td></tr></table>"
    assert record_of_body(tmp_path, body).sections[-1].text == LONG.strip()


def test_lines_are_those_of_the_paragraphs(tmp_path: Path) -> None:
    source = f"<html><title>Ice</title>\n<body>\n<p>\n{LONG}</p>\n\n<p>Next.</p></body></html>"
    (found,) = record_of(tmp_path, source).sections
    assert [place.line for place in found.places] == [4, 6]


def test_lines_that_the_parser_does_not_count_are_not_told(tmp_path: Path) -> None:
    source = f"<title>Ice</title><body><p>{LONG}</p>" + "\n" * 70_000 + "<p>Far below.</p>"
    (found,) = record_of(tmp_path, source).sections
    assert [place.line for place in found.places] == [1, None]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (pages.page("<title>404 Not Found</title>", "<h1>Not found</h1>"), "this is no article"),
        (pages.page("<title>Sign in - Elsewhere</title>", ARTICLE), "this is no article but the"),
        (pages.page("<title>Ice</title>", "<p>Soon.</p>"), "there is no article in this page"),
        (pages.page("", f"<p>{LONG}</p>"), "the page has no title"),
        ("   \n", "the file is empty"),
        ("<!", "there is no page in this file"),
        ("<!-- ice -->", "there is no page in this file"),
        ("<title>Ice</title>" + "<div>" * 999 + LONG, "its elements are nested more than 255 deep"),
    ],
    ids=range(8),
)
def test_what_is_no_article_says_so(tmp_path: Path, source: str, reason: str) -> None:
    assert refusal(tmp_path, source).startswith(reason)


def test_an_article_on_errors_is_an_article(tmp_path: Path) -> None:
    head = pages.meta(title="Not found: errors in search") + "<title>Not found: errors</title>"
    assert record_of_body(tmp_path, ARTICLE, head).metadata.title == "Not found: errors in search"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ('<meta charset="utf-8">', "utf-8"),
        ('<meta charset="iso-8859-1">', "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=shift_jis">', "shift_jis"),
        ('<?xml version="1.0" encoding="windows-1251"?>', "cp1251"),
        ("", "utf-16"),
        ("", "utf-8-sig"),
        ("", "utf-8"),
        ('<meta charset="utf-16">', "utf-8"),
        ('<meta charset="hex">', "utf-8"),
        ('<meta charset="klingon">', "utf-8"),
    ],
)
def test_pages_are_read_in_the_encoding_they_declare(
    tmp_path: Path, declared: str, encoding: str
) -> None:
    word = {"shift_jis": "氷", "cp1251": "лёд"}.get(encoding, "Eisläufer")
    source = f"{declared}<html><title>Ice</title><body><p>{word} {LONG}</p></body></html>"
    assert word in record_of(tmp_path, source.encode(encoding)).sections[0].text


def test_a_page_that_lies_about_its_encoding_is_read_with_a_note(tmp_path: Path) -> None:
    source = f'<meta charset="utf-8"><title>Ice</title><p>Eisläufer {LONG}</p>'
    reading = reading_of(tmp_path, source.encode("cp1252"))
    assert reading.notes == ["not in utf-8, as it says; read as Windows-1252"]
    assert "Eisläufer" in next(iter(reading)).sections[0].text


def test_the_page_in_a_saved_archive_is_read(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Ice"
    message.set_content("not this")
    message.add_alternative(pages.page("<title>Ice</title>", ARTICLE), subtype="html")
    record = record_of(tmp_path, message.as_bytes(), "page.mhtml")
    assert record.metadata.title == "Ice"
    assert refusal(tmp_path, b"Content-Type: text/plain\n\nice", "page.mht") == (
        "there is no web page in this archive"
    )


def test_compressed_pages_are_unpacked(tmp_path: Path) -> None:
    packed = gzip.compress(pages.pmc().source.encode())
    assert record_of(tmp_path, packed, "page.html.gz").abstract == pages.ABSTRACT


def test_a_page_is_told_by_its_name_and_without_an_ending_by_its_content(tmp_path: Path) -> None:
    for name, expected in (("ice", True), ("ice.bib", False), ("ice.pdf", False), ("i.HTM", True)):
        path = tmp_path / name
        path.write_text("<!-- saved -->\n<!DOCTYPE html><title>Ice</title>", encoding="utf-8")
        assert html.recognises(path, opening.head(path)) is expected


def test_scripts_entities_and_files_of_a_page_are_not_touched(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("the secret", encoding="utf-8")
    start = f'<!DOCTYPE html [<!ENTITY e SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
    script = "<script>alert(1)</script><iframe src='secret.txt'></iframe>"
    source = f"{start}<title>Ice</title>{script}<p>&e; {LONG}</p>"
    found = evidence(record_of(tmp_path, source))
    assert "secret" not in found
    assert "alert" not in found


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("<!-- saved from url=(0032)https://arxiv.org/abs/2401.00001 -->{}", "a.html"),
        (
            "<!--\n Page saved with SingleFile \n url: https://arxiv.org/abs/2401.00001 \n-->{}",
            "a.htm",
        ),
        (
            "Content-Type: text/html\nSnapshot-Content-Location: "
            "https://arxiv.org/abs/2401.00001\n\n{}",
            "a.mhtml",
        ),
    ],
    ids=["browser", "SingleFile", "archive"],
)
def test_the_address_that_a_browser_noted_is_kept(tmp_path: Path, source: str, name: str) -> None:
    page = pages.page("<title>Ice</title>", ARTICLE)
    found = record_of(tmp_path, source.format(page), name).metadata
    assert (found.url, found.arxiv_id) == ("https://arxiv.org/abs/2401.00001", "2401.00001")


SOURCE = pages.latexml().source.encode()


@settings(max_examples=150)
@given(cut=st.integers(0, len(SOURCE)), put=st.binary(max_size=8), drop=st.integers(0, 200))
def test_a_damaged_page_gives_a_record_or_a_read_error(
    tmp_path_factory: pytest.TempPathFactory, cut: int, put: bytes, drop: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.html"
    path.write_bytes(SOURCE[:cut] + put + SOURCE[cut + drop :])
    try:
        records = list(html.read(path, ReadingOptions()))
    except ReadError:
        records = []
    for record in records:
        assert record.metadata.title
        for found in record.sections:
            assert all(a.start < b.start for a, b in itertools.pairwise(found.places))


@settings(max_examples=150)
@given(data=st.binary(max_size=300))
@pytest.mark.parametrize("name", ["any.html", "any.mhtml"])
def test_any_bytes_give_a_record_or_a_read_error(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(data)
    try:
        outcome = len(list(html.read(path, ReadingOptions())))
    except ReadError:
        outcome = 0
    assert outcome <= 1
