import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.models import Authority, Record, Section, SectionKind
from reviewer.reading import jats, opening
from reviewer.reading.protocol import Reading, ReadingOptions

ADA = (
    "<contrib contrib-type='author'><name><surname>von Frost</surname>"
    "<given-names>Ada</given-names></name></contrib>"
)


def article(
    meta: str = "",
    *,
    body: str = "<p>Ice melts.</p>",
    back: str = "",
    title: str = "<article-title>Ice</article-title>",
    journal: str = "",
) -> str:
    return (
        f"<article article-type='research-article'><front><journal-meta>{journal}</journal-meta>"
        f"<article-meta><title-group>{title}</title-group>{meta}</article-meta></front>"
        f"<body>{body}</body><back>{back}</back></article>"
    )


def reading_of(folder: Path, source: str | bytes, name: str = "paper.xml") -> Reading:
    path = folder / name
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    assert jats.recognises(path, opening.head(path))
    return jats.read(path, ReadingOptions())


def record_of(folder: Path, source: str) -> Record:
    (record,) = reading_of(folder, source)
    return record


def sections_of(folder: Path, **parts: str) -> tuple[Section, ...]:
    return record_of(folder, article(**parts)).sections


def body_of(folder: Path, body: str) -> str:
    return sections_of(folder, body=body)[0].text


def test_the_metadata_of_an_article_are_read(tmp_path: Path) -> None:
    meta = f"""
      <article-id pub-id-type='pmid'>123</article-id>
      <article-id pub-id-type='doi'>10.1000/ICE.1</article-id>
      <contrib-group>{ADA}</contrib-group>
      <pub-date pub-type='collection'><year>2021</year></pub-date>
      <pub-date pub-type='epub'><month>12</month><year>2020</year></pub-date>
      <pub-date pub-type='nihms-submitted'><year>2019</year></pub-date>
      <self-uri xmlns:x='http://www.w3.org/1999/xlink' x:href='https://arxiv.org/abs/2001.00001'/>
      <kwd-group><kwd>ice</kwd><kwd>H<sub>2</sub>O</kwd><kwd>ice</kwd></kwd-group>
      <kwd-group kwd-group-type='abbreviations'><kwd>ICE: ice</kwd></kwd-group>"""
    journal = (
        "<journal-title-group><journal-title>Cold &amp; Co</journal-title></journal-title-group>"
    )
    record = record_of(tmp_path, article(meta, journal=journal))
    found = record.metadata
    assert (found.title, found.authors, found.year) == ("Ice", ("Ada von Frost",), 2020)
    assert (found.doi, found.pmid, found.arxiv_id) == ("10.1000/ice.1", "123", "2001.00001")
    assert (found.venue, found.tags) == ("Cold & Co", ("ice", "H2O"))
    assert (record.authority, record.line) == (Authority.CURATED, 1)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "<article-title>CO<sub>2</sub> in\n <italic>Bacillus</italic></article-title>",
            "CO2 in Bacillus",
        ),
        ("<article-title>Ice</article-title><subtitle>A study</subtitle>", "Ice: A study"),
        ("<article-title>Ice?</article-title><subtitle>A study</subtitle>", "Ice? A study"),
        (
            "<article-title>Ice<xref ref-type='fn' rid='a'>*</xref><fn><p>"
            "Thanks.</p></fn></article-title>",
            "Ice",
        ),
        (
            "<article-title>Ice<break/>and fire</article-title><trans-title>Eis</trans-title>",
            "Ice and fire",
        ),
    ],
)
def test_titles_are_flattened_with_their_subtitles(
    tmp_path: Path, title: str, expected: str
) -> None:
    assert record_of(tmp_path, article(title=title)).metadata.title == expected


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (
            "<name><surname>Rime</surname><given-names>Bo</given-names><prefix>"
            "Dr</prefix><suffix>Jr</suffix></name><degrees>PhD</degrees>",
            "Bo Rime Jr",
        ),
        (
            "<collab>The Ice Group<contrib-group>"
            "<contrib contrib-type='author'><name><surname>M</surname></name>"
            "</contrib></contrib-group></collab>",
            "The Ice Group",
        ),
        ("<collab><institution>Ice Institute</institution></collab>", "Ice Institute"),
        (
            "<name-alternatives><name name-style='eastern'><surname>王</surname>"
            "<given-names>小</given-names></name><name name-style='western'>"
            "<surname>Wang</surname><given-names>Xiao</given-names></name>"
            "</name-alternatives>",
            "Xiao Wang",
        ),
        (
            "<string-name><given-names>Bo</given-names> <surname>Rime</surname></string-name>",
            "Bo Rime",
        ),
        ("<string-name>Bo Rime</string-name>", "Bo Rime"),
        ("<name><surname>Plato</surname></name>", "Plato"),
    ],
)
def test_names_are_spelled_as_people_are_called(tmp_path: Path, people: str, expected: str) -> None:
    meta = f"<contrib-group><contrib contrib-type='author'>{people}</contrib></contrib-group>"
    assert record_of(tmp_path, article(meta)).metadata.authors == (expected,)


def test_editors_and_members_of_a_group_are_no_authors(tmp_path: Path) -> None:
    person = "<name><surname>{}</surname></name>"
    meta = (
        f"<contrib-group>{ADA}<contrib>{person.format('Member')}</contrib></contrib-group>"
        f"<contrib-group><contrib contrib-type='editor'>{person.format('Chief')}</contrib>"
        "<contrib contrib-type='author'><anonymous/></contrib></contrib-group>"
    )
    assert record_of(tmp_path, article(meta)).metadata.authors == ("Ada von Frost",)


def test_contributors_without_any_type_are_authors(tmp_path: Path) -> None:
    untyped = ADA.replace(" contrib-type='author'", "")
    meta = f"<contrib-group>{untyped}</contrib-group>"
    assert record_of(tmp_path, article(meta)).metadata.authors == ("Ada von Frost",)


@pytest.mark.parametrize(
    ("dates", "year"),
    [
        ("<pub-date pub-type='ppub'><year>2004</year></pub-date>", 2004),
        ("<pub-date iso-8601-date='2004-02-01'/>", 2004),
        ("<permissions><copyright-year>2003</copyright-year></permissions>", 2003),
        ("<pub-history><date date-type='pub'><year>2001</year></date></pub-history>", None),
        ("<history><date date-type='received'><year>2001</year></date></history>", None),
        ("<pub-date><year>in press</year></pub-date>", None),
        ("<pub-date><year>２００４</year></pub-date>", None),
    ],
)
def test_the_year_is_that_of_the_publication_or_else_of_the_copyright(
    tmp_path: Path, dates: str, year: int | None
) -> None:
    assert record_of(tmp_path, article(dates)).metadata.year == year


def test_parts_of_an_abstract_keep_their_titles(tmp_path: Path) -> None:
    meta = (
        "<abstract><title>Abstract</title><sec><title>Aims</title><p>To melt.</p><p>More.</p></sec>"
        "<sec><title>What?</title><p>It did.</p></sec></abstract>"
    )
    abstract = sections_of(tmp_path, meta=meta)[0]
    assert abstract.kind is SectionKind.ABSTRACT
    assert abstract.text == "Aims: To melt.\n\nMore.\n\nWhat? It did."


def test_a_summary_for_others_is_body_and_a_picture_nothing(tmp_path: Path) -> None:
    meta = (
        "<abstract abstract-type='graphical'><p>See the picture.</p></abstract>"
        "<abstract abstract-type='toc'><p>Hot news on ice.</p></abstract>"
        "<abstract abstract-type='summary'><title>Author Summary</title><p>We melt.</p></abstract>"
        "<abstract><sec><title>Summary</title><p>The ice melts.</p></sec></abstract>"
    )
    abstract, summary, *_ = sections_of(tmp_path, meta=meta)
    assert (abstract.kind, abstract.text) == (SectionKind.ABSTRACT, "The ice melts.")
    assert (summary.kind, summary.heading) == (SectionKind.BODY, "Author Summary")
    assert "news" not in str(sections_of(tmp_path, meta=meta))


def test_a_teaser_stands_in_for_a_missing_abstract(tmp_path: Path) -> None:
    meta = "<abstract abstract-type='toc'><p>Hot news on ice.</p></abstract>"
    assert record_of(tmp_path, article(meta)).abstract == "Hot news on ice."


def test_sections_have_the_innermost_heading_in_reading_order(tmp_path: Path) -> None:
    body = (
        "<p>Before.</p><sec><label>1.</label><title>One <italic>s</italic></title><p>A.</p>"
        "<sec><title>Inner</title><p>B.</p></sec><p>C.</p></sec>"
        "<sec><title/><p>D.</p></sec><sec><title>Empty</title></sec>"
    )
    found = [(s.heading, s.text) for s in sections_of(tmp_path, body=body)]
    assert found == [
        *[(None, "Before."), ("1. One s", "A."), ("Inner", "B."), ("1. One s", "C.")],
        (None, "D."),
    ]


def test_what_is_not_evidence_is_told_by_element_type_and_heading(tmp_path: Path) -> None:
    body = (
        "<sec><title>Melting</title><p>Text.</p></sec>"
        "<sec><title>Author Contributions:</title><p>All.</p><sec><title>"
        "More</title><p>X.</p></sec></sec>"
        "<sec sec-type='supplementary-material'><title>S</title><p>File.</p></sec>"
        "<sec><title>Acknowledgments</title><p>Thanks.</p></sec>"
    )
    back = (
        "<ack><p>Thanks again.</p></ack><fn-group><fn><p>Note.</p></fn></fn-group>"
        "<glossary><title>Abbreviations</title><def-list><def-item><term>ICE</term><def><p>frozen"
        "</p></def></def-item></def-list></glossary>"
        "<app-group><app><title>Proof</title><p>By cold.</p></app></app-group>"
        "<ref-list><title>References</title><ref><mixed-citation>Rime. Ice.</mixed-citation></ref>"
        "</ref-list>"
    )
    meta = (
        "<author-notes><fn><p>No interests.</p></fn></author-notes>"
        "<funding-group><funding-statement>None.</funding-statement></funding-group>"
        "<custom-meta-group><custom-meta><meta-name>Data Availability</meta-name>"
        "<meta-value>On demand.</meta-value></custom-meta></custom-meta-group>"
    )
    found = [(s.text, str(s.kind)) for s in sections_of(tmp_path, meta=meta, body=body, back=back)]
    assert found == [
        ("Text.", "body"),
        ("All.", "boilerplate"),
        ("X.", "boilerplate"),
        ("File.", "boilerplate"),
        ("Thanks.", "acknowledgements"),
        ("Thanks again.", "acknowledgements"),
        ("Note.", "boilerplate"),
        ("ICE: frozen", "boilerplate"),
        ("By cold.", "body"),
        ("Rime. Ice.", "references"),
        ("No interests.", "boilerplate"),
        ("None.", "boilerplate"),
        ("On demand.", "boilerplate"),
    ]


def test_lists_quotes_and_captions_are_paragraphs_and_tables_are_not_read(tmp_path: Path) -> None:
    body = (
        "<p>We see: <list><list-item><label>1.</label><p>cold</p></list-item>"
        "<list-item><p>wet</p></list-item></list> and <disp-quote><p>more</p></disp-quote> ice.</p>"
        "<fig><label>Figure 1.</label><caption><title>Ice.</title><p>It is white.</p></caption>"
        "<graphic/></fig><table-wrap><label>Table 1</label><caption><p>Sizes</p></caption>"
        "<table><tr><td>99</td></tr></table><table-wrap-foot><p>x</p>"
        "</table-wrap-foot></table-wrap>"
    )
    assert body_of(tmp_path, body).split("\n\n") == [
        *["We see:", "1. cold", "wet", "and", "more", "ice."],
        *["Figure 1. Ice.", "It is white.", "Table 1 Sizes"],
    ]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (
            "as shown [<xref ref-type='bibr'>1</xref>, <xref ref-type='bibr'>2</xref>].",
            "as shown [1, 2].",
        ),
        (
            "of 25<sup><xref ref-type='bibr'>1</xref>,<xref ref-type='bibr'>2</xref></sup>.",
            "of 25[1,2].",
        ),
        ("of 25<xref ref-type='bibr'><sup>3</sup></xref>.", "of 25[3]."),
        ("ice<sup>[<xref ref-type='bibr'>3</xref>]</sup>.", "ice[3]."),
        (
            "ice<xref ref-type='fn'><sup>a</sup></xref> and<fn><p>A note.</p></fn> snow",
            "ice and snow",
        ),
        (
            "10<sup>−6</sup> cm<sup>2</sup> of CD4<sup>+</sup> H<sub>2</sub>O",
            "10^−6 cm2 of CD4+ H2O",
        ),
        (
            "see <xref ref-type='fig'>Figure 2</xref> and <ext-link>a.org</ext-link>",
            "see Figure 2 and a.org",
        ),
        ("where <inline-formula><inline-graphic/></inline-formula> is cold", "where … is cold"),
        (
            "<inline-formula><alternatives><tex-math>\\beta</tex-math><math>"
            "<mi>β</mi></math></alternatives></inline-formula>",
            "β",
        ),
        (
            "<inline-formula><tex-math>"
            "\\documentclass{x}\\begin{document}$$a_1$$\\end{document}</tex-math>"
            "</inline-formula>",
            "a_1",
        ),
        (
            "so <disp-formula><label>(1)</label><math><mi>E</mi><mo>=</mo>"
            "<msup><mi>c</mi><mn>2</mn></msup></math></disp-formula> holds",
            "so E = c^2 (1) holds",
        ),
        (
            "<math><mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac></math>",
            "a/(b+1)",
        ),
        (
            "<math><semantics><mover><mi>x</mi><mo>^</mo></mover>"
            "<annotation encoding='TeX'>\\hat x</annotation></semantics></math>",
            "x\u0302",
        ),
        (
            "<math><msqrt><mn>2</mn></msqrt><msubsup><mi>s</mi><mi>i</mi><mn>"
            "2</mn></msubsup></math>",
            "√2s_i^2",
        ),
        ("<math alttext='x over y'/>", "x over y"),
        ("soft&shy;ware &lt;b&gt;", "soft\u00adware <b>"),
    ],
)
def test_inline_text_reads_as_it_is_printed(tmp_path: Path, inner: str, expected: str) -> None:
    assert body_of(tmp_path, f"<p>{inner}</p>") == expected


def test_footnotes_are_a_section_of_their_own(tmp_path: Path) -> None:
    body = "<p>Ice<fn><label>1</label><p>Frozen <italic>water</italic>.</p></fn> melts.</p>"
    text, notes = sections_of(tmp_path, body=body)
    assert (text.text, notes.heading, notes.text) == ("Ice melts.", "Footnotes", "Frozen water.")


def test_each_reference_is_a_paragraph(tmp_path: Path) -> None:
    back = (
        "<ref-list><ref><label>1</label><element-citation><person-group><name><surname>Rime"
        "</surname><given-names>B</given-names></name><etal/></person-group><article-title>Ice"
        "</article-title><year>2001</year></element-citation></ref>"
        "<ref><mixed-citation><name><surname>Frost</surname><given-names>A</given-names></name>"
        " (2002) Snow.</mixed-citation></ref></ref-list>"
    )
    assert sections_of(tmp_path, body="", back=back)[0].text == (
        "1 Rime B, Ice, 2001\n\nFrost A (2002) Snow."
    )


def test_paragraphs_know_their_lines(tmp_path: Path) -> None:
    body = (
        "<sec>\n<title>S</title>\n<p>\n One\n two.<list>\n<list-item><p>"
        "Three.</p></list-item>\n</list>\n\nFour.</p>\n</sec>"
    )
    (found,) = sections_of(tmp_path, body=body)
    assert [(place.start, place.line) for place in found.places] == [(0, 4), (10, 6), (18, 9)]


def test_a_set_of_articles_gives_a_record_each_and_reports_the_bad_one(tmp_path: Path) -> None:
    good = (
        article()
        .replace("<article ", "<j:article xmlns:j='u' xmlns='u' ")
        .replace("</article>", "</j:article>")
    )
    source = f"<pmc-articleset>\n{good}\n{article(title='')}\n{article()}</pmc-articleset>"
    reading = reading_of(tmp_path, source)
    assert [record.line for record in reading] == [2, 4]
    assert [(p.line, p.reason) for p in reading.problems] == [(3, "an article without a title")]


def test_a_reply_inside_an_article_is_no_paper_and_no_evidence(tmp_path: Path) -> None:
    reply = "<sub-article><front-stub/><body><p>Reject it.</p></body></sub-article></article>"
    record = record_of(tmp_path, article().replace("</article>", reply))
    assert [(s.text, str(s.kind)) for s in record.sections] == [
        ("Ice melts.", "body"),
        ("Reject it.", "boilerplate"),
    ]


def test_a_translation_of_the_article_is_evidence(tmp_path: Path) -> None:
    translation = (
        "<sub-article article-type='translation'><front-stub><title-group><article-title>Gelo"
        "</article-title></title-group><abstract><p>O gelo.</p></abstract></front-stub>"
        "<body><sec><title>Gelo</title><p>Derrete.</p></sec></body>"
        "<back><ack><p>Obrigado.</p></ack></back></sub-article></article>"
    )
    record = record_of(tmp_path, article().replace("</article>", translation))
    assert [(s.heading, s.text, str(s.kind)) for s in record.sections] == [
        (None, "Ice melts.", "body"),
        ("Abstract", "O gelo.", "body"),
        ("Gelo", "Derrete.", "body"),
        (None, "Obrigado.", "acknowledgements"),
    ]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (article(title=""), "the article has no title"),
        ("<article article-type='x'><front/></article>", "no article in this XML"),
        (article()[:150], "the XML is cut off (line 1)"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, source: str, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        reading_of(tmp_path, source)
    assert caught.value.message == message


@pytest.mark.parametrize(
    "source",
    [
        "<article xmlns='http://docbook.org/ns/docbook'><title>Ice</title></article>",
        "<feed/>",
        "<html><article/></html>",
        "Some text about <article> and article-meta.",
    ],
)
def test_other_files_are_left_to_others(tmp_path: Path, source: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(source, encoding="utf-8")
    assert not jats.recognises(path, opening.head(path))


@pytest.mark.parametrize("tag", ["p", "sec", "italic", "list", "mfrac", "msup", "mrow", "xref"])
def test_the_deepest_nesting_is_read(tmp_path: Path, tag: str) -> None:
    inside = f"<{tag}>" * 245 + "deep" + f"</{tag}>" * 245
    body = f"<p><math>{inside}</math></p>" if tag.startswith("m") else f"<p>{inside}</p>"
    assert "deep" in body_of(tmp_path, body)


ELEMENTS = [
    *["p", "sec", "title", "label", "list", "list-item", "fig", "caption", "table-wrap"],
    *["table", "fn", "xref", "sup", "sub", "name", "surname", "math", "msup"],
    *[
        "mfrac",
        "mover",
        "msqrt",
        "mfenced",
        "mtable",
        "semantics",
        "inline-formula",
        "disp-formula",
        "alternatives",
    ],
    *[
        "tex-math",
        "ref-list",
        "ref",
        "mixed-citation",
        "element-citation",
        "person-group",
        "abstract",
        "contrib-group",
        "contrib",
    ],
    *("collab", "boxed-text", "def-list", "def-item"),
    *("term", "break", "ack", "sub-article", "article"),
]


@st.composite
def trees(draw: st.DrawFn, depth: int = 5) -> str:
    tag = draw(st.sampled_from(ELEMENTS))
    texts = st.sampled_from(["", " ", "word", "\n1", "²", "."])
    children = draw(st.lists(trees(depth - 1), max_size=3)) if depth else []
    inner = "".join(child + draw(texts) for child in children)
    return f"<{tag}>{draw(texts)}{inner}</{tag}>"


@settings(max_examples=150)
@given(body=trees(), meta=trees(), back=trees(), title=trees(2))
def test_any_arrangement_of_elements_gives_records_with_ascending_places(
    tmp_path_factory: pytest.TempPathFactory, body: str, meta: str, back: str, title: str
) -> None:
    title = f"<article-title>Ice {title}</article-title>"
    folder = tmp_path_factory.getbasetemp()
    for record in reading_of(folder, article(meta, body=body, back=back, title=title)):
        for found in record.sections:
            assert found.text.strip() == found.text
            assert all(a.start < b.start for a, b in itertools.pairwise(found.places))


@settings(max_examples=150)
@given(cut=st.integers(0, 900), put=st.binary(max_size=4), drop=st.integers(0, 30))
def test_a_damaged_file_gives_records_or_a_read_error(
    tmp_path_factory: pytest.TempPathFactory, cut: int, put: bytes, drop: int
) -> None:
    body = "<p>a<sup>1</sup></p>" * 20
    data = article(f"<contrib-group>{ADA}</contrib-group>", body=body).encode()
    path = tmp_path_factory.getbasetemp() / "damaged.xml"
    path.write_bytes(data[:cut] + put + data[cut + drop :])
    try:
        records = list(jats.read(path, ReadingOptions()))
    except ReadError:
        records = []
    assert all(record.metadata.title for record in records)
