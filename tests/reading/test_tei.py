from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.models import Authority, Record, SectionKind
from reviewer.reading import opening, tei
from reviewer.reading.protocol import Reading, ReadingOptions

GROBID = (
    "<encodingDesc><appInfo><application ident='GROBID' version='0.8.1'/></appInfo></encodingDesc>"
)
BOILERPLATE, BODY = SectionKind.BOILERPLATE, SectionKind.BODY


def tei_of(
    *,
    title: str = "<title level='a' type='main'>Ice</title>",
    source: str = "",
    rest: str = "",
    body: str = "<div><p>Ice melts.</p></div>",
    back: str = "",
    front: str = "",
) -> str:
    return (
        "<TEI xml:space='preserve' xmlns='http://www.tei-c.org/ns/1.0'>\n<teiHeader><fileDesc>"
        f"<titleStmt>{title}</titleStmt><publicationStmt><publisher/></publicationStmt>"
        f"<sourceDesc>{source}</sourceDesc></fileDesc>{rest}</teiHeader>\n"
        f"<text><front>{front}</front><body>{body}</body><back>{back}</back></text></TEI>"
    )


def reading_of(folder: Path, source: str) -> Reading:
    path = folder / "paper.tei.xml"
    path.write_text(source, encoding="utf-8")
    assert tei.recognises(path, opening.head(path))
    return tei.read(path, ReadingOptions())


def record_of(folder: Path, source: str) -> Record:
    (record,) = reading_of(folder, source)
    return record


def texts_of(folder: Path, **parts: str) -> list[tuple[str | None, str]]:
    return [(s.heading, s.text) for s in record_of(folder, tei_of(**parts)).sections]


def test_what_grobid_made_of_a_pdf_is_read_as_a_guess(tmp_path: Path) -> None:
    source = """<biblStruct><analytic>
      <author role="corresp"><persName><forename type="first">Ada</forename>
        <forename type="middle">B</forename><surname>Frost</surname><genName>Jr</genName></persName>
        <idno type="ORCID">0</idno></author>
      <author><affiliation><orgName>Ice Lab</orgName></affiliation></author>
      <author><persName><surname>Rime</surname></persName></author>
      <title level="a" type="main">Ice</title></analytic>
      <monogr><title level="j">Cold Letters</title>
      <imprint><date type="published" when="2019-05-01"/></imprint></monogr>
<idno type="MD5">x</idno><idno type="DOI">10.1000/ICE</idno>
      <idno type="arXiv">arXiv:1905.00001v2[cs.CL]</idno></biblStruct>"""
    rest = (
        f"{GROBID}<profileDesc><textClass><keywords><term>ice</term></keywords></textClass>"
        "<abstract><div><p>We melt.</p></div></abstract></profileDesc>"
    )
    record = record_of(tmp_path, tei_of(source=source, rest=rest))
    found = record.metadata
    assert (found.title, found.authors) == ("Ice", ("Ada B Frost Jr", "Rime"))
    assert (found.year, found.venue, found.doi) == (2019, "Cold Letters", "10.1000/ice")
    assert (found.arxiv_id, found.tags) == ("1905.00001v2", ("ice",))
    assert (record.authority, record.abstract) == (Authority.GUESSED, "We melt.")


def test_another_makers_header_is_curated(tmp_path: Path) -> None:
    title = "<title>Ice</title><title type='sub'>A study</title><author>Ada <hi>Frost</hi></author>"
    source = "<bibl><title>Other</title><date>May 1901</date></bibl>"
    record = record_of(tmp_path, tei_of(title=title, source=source))
    assert (record.metadata.title, record.metadata.authors) == ("Ice: A study", ("Ada Frost",))
    assert (record.metadata.year, record.authority) == (1901, Authority.CURATED)


def test_divisions_notes_figures_and_references_are_told_apart(tmp_path: Path) -> None:
    body = """<div><head n="1">Intro</head><p>Ice<note place="foot" n="1">A note.</note> melts
      <ref type="bibr">[1]</ref>.</p><formula>E = m<label>(1)</label></formula>
      <div><head>Inner</head><p>B.</p></div><p>C.</p></div>
      <figure><head>Figure 1 .</head><label>1</label><figDesc>White ice.</figDesc></figure>
      <figure type="table"><head>Table 1 .</head><figDesc/><table><row><cell>9</cell></row></table>
      </figure><note place="foot">Another note.</note>"""
    back = """<div type="acknowledgement"><div><head>Thanks</head><p>Thanks.</p></div></div>
      <div type="availability"><div><head>Data</head><p>On demand.</p></div></div>
      <div type="annex"><div><head>Proof</head><p>By cold.</p></div></div>
      <div type="references"><listBibl><biblStruct><analytic><title level="a">Snow</title>
      <author><persName><forename>B</forename><surname>Rime</surname></persName></author></analytic>
      <monogr><title level="j">Cold</title><imprint><date when="2001"/></imprint></monogr>
      </biblStruct>
      <biblStruct><analytic/><note type="raw_reference">Rime. Ice. 2002.</note></biblStruct>
      <bibl>Frost, Hail.</bibl></listBibl></div>"""
    sections = record_of(tmp_path, tei_of(body=body, back=back)).sections
    assert [(s.heading, s.text, s.kind) for s in sections] == [
        ("1 Intro", "Ice melts [1].\n\nE = m (1)", BODY),
        ("Inner", "B.", BODY),
        ("1 Intro", "C.", BODY),
        (None, "Figure 1 . White ice.", BODY),
        ("Thanks", "Thanks.", SectionKind.ACKNOWLEDGEMENTS),
        ("Data", "On demand.", BOILERPLATE),
        ("Proof", "By cold.", BODY),
        (
            None,
            "Snow, B Rime, Cold, 2001\n\nRime. Ice. 2002.\n\nFrost, Hail.",
            SectionKind.REFERENCES,
        ),
        ("Footnotes", "A note.\n\nAnother note.", BODY),
    ]


def test_the_text_of_an_edition_reads_as_it_was_meant(tmp_path: Path) -> None:
    body = (
        "<div1><head>One</head><p>A <choice><sic>teh</sic><corr>the</corr></choice> <choice/>line"
        "<lb/>and wo<lb break='no'/>rds.<pb n='2'/></p><lg><l>Snow,</l><l>falling.</l></lg>"
        "<list><label>a</label><item>cold</item><item>wet</item></list></div1>"
    )
    assert texts_of(tmp_path, body=body) == [
        ("One", "A the line and words.\n\nSnow,\n\nfalling.\n\na cold\n\nwet")
    ]


def test_sentences_that_grobid_marks_do_not_run_into_each_other(tmp_path: Path) -> None:
    body = "<div><p><s>Ice melts <ref>[1]</ref>.</s><s>Snow falls.</s></p></div>"
    assert texts_of(tmp_path, body=body) == [(None, "Ice melts [1]. Snow falls.")]


def test_parts_of_an_abstract_keep_their_heads(tmp_path: Path) -> None:
    abstract = (
        "<div><head>Abstract</head><p>Cold.</p></div><div><head>Aim</head><p>Ice.</p><p>Snow.</p>"
        "</div><p>So.</p>"
    )
    rest = f"<profileDesc><abstract>{abstract}</abstract></profileDesc>"
    assert record_of(tmp_path, tei_of(rest=rest)).abstract == "Cold.\n\nAim: Ice.\n\nSnow.\n\nSo."


def test_marks_of_footnotes_and_running_heads_are_no_words(tmp_path: Path) -> None:
    body = (
        "<div><p>Ice<ref type='foot' target='#n'>1</ref> melts.</p></div>"
        "<note place='headnote'>J. Ice 4</note><note place='foot' n='1'>Slowly.</note>"
    )
    assert texts_of(tmp_path, body=body) == [(None, "Ice melts."), ("Footnotes", "Slowly.")]


def test_keywords_may_be_plain_text(tmp_path: Path) -> None:
    words = "<keywords>ice, deep snow; tides</keywords>"
    rest = f"<profileDesc><textClass>{words}</textClass></profileDesc>"
    record = record_of(tmp_path, tei_of(rest=rest))
    assert record.metadata.tags == ("ice", "deep snow", "tides")


def test_the_abstract_of_the_header_is_not_repeated_by_the_front(tmp_path: Path) -> None:
    front = "<div type='abstract'><p>We melt.</p></div>"
    rest = "<profileDesc><abstract><p>We melt ice.</p></abstract></profileDesc>"
    assert texts_of(tmp_path, front=front)[0] == (None, "We melt.")
    assert [t for _, t in texts_of(tmp_path, front=front, rest=rest)] == [
        "We melt ice.",
        "Ice melts.",
    ]


def test_a_corpus_gives_each_text_and_reports_the_one_without_a_title(tmp_path: Path) -> None:
    corpus = f"<teiCorpus>{tei_of()}\n{tei_of(title='')}</teiCorpus>"
    reading = reading_of(tmp_path, corpus)
    assert [record.metadata.title for record in reading] == ["Ice"]
    assert [(p.line, p.reason) for p in reading.problems] == [(4, "a text without a title")]


def test_a_text_without_any_title_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="the text has no title"):
        reading_of(tmp_path, tei_of(title="<title/>"))


SOURCE = tei_of(rest=GROBID, back="<div><listBibl><bibl>x</bibl></listBibl></div>").encode()


@settings(max_examples=100)
@given(cut=st.integers(0, len(SOURCE)), put=st.binary(max_size=4), drop=st.integers(0, 30))
def test_a_damaged_file_gives_records_or_a_read_error(
    tmp_path_factory: pytest.TempPathFactory, cut: int, put: bytes, drop: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.tei.xml"
    path.write_bytes(SOURCE[:cut] + put + SOURCE[cut + drop :])
    try:
        records = list(tei.read(path, ReadingOptions()))
    except ReadError:
        records = []
    assert all(record.metadata.title for record in records)


ELEMENTS = [
    "p",
    "div",
    "head",
    "note",
    "figure",
    "formula",
    "choice",
    "list",
    "item",
    "label",
    "lb",
]


@st.composite
def trees(draw: st.DrawFn, depth: int = 5) -> str:
    tag = draw(
        st.sampled_from([*ELEMENTS, "bibl", "biblStruct", "listBibl", "floatingText", "body"])
    )
    children = draw(st.lists(trees(depth - 1), max_size=3)) if depth else []
    return f"<{tag}>{draw(st.sampled_from(['', 'w', ' ']))}{''.join(children)}</{tag}>"


@settings(max_examples=100)
@given(body=trees(), back=trees())
def test_any_arrangement_of_elements_gives_sections(
    tmp_path_factory: pytest.TempPathFactory, body: str, back: str
) -> None:
    for found in record_of(tmp_path_factory.getbasetemp(), tei_of(body=body, back=back)).sections:
        assert found.text.strip() == found.text
