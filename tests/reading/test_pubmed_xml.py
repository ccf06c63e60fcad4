from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.models import Authority
from reviewer.reading import opening, pubmed_xml
from reviewer.reading.protocol import Reading, ReadingOptions

EXPORT = """<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "https://x.invalid/p.dtd">
<PubmedArticleSet>
<PubmedArticle><MedlineCitation><PMID Version="1">123</PMID><Article>
  <Journal><JournalIssue><PubDate><Year>2021</Year></PubDate></JournalIssue>
    <Title>Winter Letters</Title></Journal>
  <ArticleTitle>Ice in CO<sub>2</sub>.</ArticleTitle>
  <ELocationID EIdType="pii">x</ELocationID>
  <Abstract>
    <AbstractText Label="AIMS">To melt <i>ice</i>.</AbstractText>
    <AbstractText Label="RESULTS">It did.</AbstractText>
  <CopyrightInformation>Ours.</CopyrightInformation></Abstract>
  <AuthorList><Author><LastName>von Frost</LastName><ForeName>Ada B</ForeName><Suffix>Jr</Suffix>
    </Author><Author><LastName>Rime</LastName><Initials>B</Initials></Author>
    <Author><CollectiveName>The Ice Group</CollectiveName></Author></AuthorList>
  <ArticleDate DateType="Electronic"><Year>2020</Year></ArticleDate></Article>
  <KeywordList><Keyword>ice</Keyword></KeywordList></MedlineCitation>
  <PubmedData><ArticleIdList><ArticleId IdType="doi">10.1000/ICE</ArticleId></ArticleIdList>
  <ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.1000/other</ArticleId>
  </ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle>
<PubmedArticle><MedlineCitation><PMID>124</PMID><Article><ArticleTitle>[Snow.]</ArticleTitle>
  <Journal><JournalIssue><PubDate><MedlineDate>1998 Dec-1999 Jan</MedlineDate></PubDate>
  </JournalIssue></Journal></Article></MedlineCitation></PubmedArticle>
<PubmedArticle><MedlineCitation><PMID>125</PMID><Article/></MedlineCitation></PubmedArticle>
<PubmedBookArticle><BookDocument><PMID>126</PMID><ArticleIdList><ArticleId IdType="doi">10.1000/b
  </ArticleId></ArticleIdList><Book><BookTitle>Cold</BookTitle><PubDate><Year>2001</Year></PubDate>
  <AuthorList Type="editors"><Author><LastName>Chief</LastName></Author></AuthorList></Book>
  <ArticleTitle>Hail</ArticleTitle><AuthorList Type="authors"><Author><LastName>Hail</LastName>
  </Author></AuthorList><Abstract><AbstractText>Round.</AbstractText></Abstract></BookDocument>
</PubmedBookArticle>
</PubmedArticleSet>"""


def reading_of(folder: Path, source: str) -> Reading:
    path = folder / "export.xml"
    path.write_text(source, encoding="utf-8")
    assert pubmed_xml.recognises(path, opening.head(path))
    return pubmed_xml.read(path, ReadingOptions())


def test_an_export_gives_a_record_for_each_article(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, EXPORT)
    ice, snow, hail = reading
    found = ice.metadata
    assert (found.title, found.venue, found.year) == ("Ice in CO2", "Winter Letters", 2020)
    assert found.authors == ("Ada B von Frost Jr", "B Rime", "The Ice Group")
    assert (found.doi, found.pmid, found.tags) == ("10.1000/ice", "123", ("ice",))
    assert ice.abstract == "AIMS: To melt ice.\n\nRESULTS: It did."
    assert [place.line for place in ice.sections[0].places] == [10, 11]
    assert ice.authority is Authority.CURATED
    assert (snow.metadata.title, snow.metadata.year, snow.sections) == ("Snow", 1998, ())
    assert (hail.metadata.title, hail.metadata.authors) == ("Hail", ("Hail",))
    assert (hail.metadata.venue, hail.metadata.year) == ("Cold", 2001)
    assert (hail.metadata.doi, hail.abstract) == ("10.1000/b", "Round.")
    assert [p.reason for p in reading.problems] == ["an article without a title (PMID 125)"]


def test_an_export_of_nothing_says_so(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no article in this PubMed export"):
        reading_of(tmp_path, "<PubmedArticleSet></PubmedArticleSet>")


@settings(max_examples=100)
@given(cut=st.integers(0, len(EXPORT)), put=st.binary(max_size=4), drop=st.integers(0, 30))
def test_a_damaged_export_gives_records_or_a_read_error(
    tmp_path_factory: pytest.TempPathFactory, cut: int, put: bytes, drop: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.xml"
    data = EXPORT.encode()
    path.write_bytes(data[:cut] + put + data[cut + drop :])
    try:
        records = list(pubmed_xml.read(path, ReadingOptions()))
    except ReadError:
        records = []
    assert all(record.metadata.title for record in records)
