from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.models import Authority, Record
from reviewer.reading import feeds, opening
from reviewer.reading.protocol import Reading, ReadingOptions

ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title>ArXiv Query</title><id>http://arxiv.org/api/x</id>
  <entry>
    <id>http://arxiv.org/abs/2401.00001v2</id>
    <updated>2024-05-06T00:00:00Z</updated><published>2023-12-31T00:00:00Z</published>
    <title>Slow
      Thaw</title>
    <summary>  River ice
      breaks at 3 &lt; x.
    </summary>
    <author><name>Ada Frost</name></author>
    <author><name>Bo Rime</name>
      <arxiv:affiliation xmlns:arxiv="a">Ice Lab</arxiv:affiliation></author>
    <arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/ICE</arxiv:doi>
    <arxiv:journal_ref xmlns:arxiv="a">Winter Letters 3 (2024)</arxiv:journal_ref>
    <link href="http://arxiv.org/abs/2401.00001v2" rel="alternate" type="text/html"/>
    <link title="pdf" href="http://arxiv.org/pdf/2401.00001v2" rel="related"/>
    <category term="physics.ao-ph"/><category term="physics.ao-ph"/><category term="cs.LG"/>
  </entry>
  <entry><id>http://arxiv.org/abs/2401.00002v1</id><title/></entry>
</feed>"""


def reading_of(folder: Path, source: str) -> Reading:
    path = folder / "feed.xml"
    path.write_text(source, encoding="utf-8")
    assert feeds.recognises(path, opening.head(path))
    return feeds.read(path, ReadingOptions())


def record_of(folder: Path, source: str) -> Record:
    (record,) = reading_of(folder, source)
    return record


def test_an_answer_of_arxiv_gives_a_record_for_each_entry(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, ATOM)
    (record,) = reading
    found = record.metadata
    assert (found.title, found.authors, found.year) == (
        "Slow Thaw",
        ("Ada Frost", "Bo Rime"),
        2023,
    )
    assert (found.arxiv_id, found.doi) == ("2401.00001v2", "10.1000/ice")
    assert (found.venue, found.tags) == ("Winter Letters 3 (2024)", ("physics.ao-ph", "cs.LG"))
    assert found.url == "http://arxiv.org/abs/2401.00001v2"
    assert record.abstract == "River ice breaks at 3 < x."
    assert (record.line, record.sections[0].line) == (5, 9)
    assert record.authority is Authority.STATED
    assert [(p.line, p.reason) for p in reading.problems] == [(21, "an entry without a title")]


def test_an_announcement_by_rss_is_read_without_its_preamble(tmp_path: Path) -> None:
    rss = """<rss xmlns:dc="d" version="2.0"><channel><title>cs updates</title><item>
      <title>Slow Thaw</title><link>https://arxiv.org/abs/2401.00001</link>
      <description>arXiv:2401.00001v1 Announce Type: new
      Abstract: &lt;p&gt;River &lt;i&gt;ice&lt;/i&gt; breaks.&lt;/p&gt;</description>
      <guid isPermaLink="false">oai:arXiv.org:2401.00001v1</guid>
      <pubDate>Tue, 02 Jan 2024 00:00:00 -0500</pubDate>
      <dc:creator>Ada Frost, Bo Rime, Cy Hail</dc:creator></item></channel></rss>"""
    record = record_of(tmp_path, rss)
    assert record.abstract == "River ice breaks."
    assert record.metadata.authors == ("Ada Frost", "Bo Rime", "Cy Hail")
    assert (record.metadata.arxiv_id, record.metadata.year) == ("2401.00001v1", 2024)


@pytest.mark.parametrize(
    ("creators", "expected"),
    [
        ("<creator>Frost, Ada</creator><creator>Rime, Bo</creator>", ("Ada Frost", "Bo Rime")),
        ("<creator>Frost, Ada; Rime, Bo</creator>", ("Ada Frost", "Bo Rime")),
        ("<creator>Ada Frost, Bo Rime</creator>", ("Ada Frost", "Bo Rime")),
        ("<creator>Plato</creator>", ("Plato",)),
    ],
)
def test_creators_are_people_however_they_are_listed(
    tmp_path: Path, creators: str, expected: tuple[str, ...]
) -> None:
    item = f"<item><title>Ice</title>{creators}</item>"
    source = f"<r:RDF xmlns:r='http://r'>{item}</r:RDF>"
    assert record_of(tmp_path, source).metadata.authors == expected


def test_an_export_by_oai_pmh_is_read_and_deleted_records_are_named(tmp_path: Path) -> None:
    source = """<OAI-PMH xmlns="http://o"><ListRecords>
      <record><header status="deleted"><identifier>oai:x:1</identifier></header></record>
      <record><header><identifier>oai:arXiv.org:cs/0102003</identifier></header><metadata>
      <arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>cs/0102003</id><created>2001-02-03</created>
      <authors><author><keyname>Frost</keyname><forenames>Ada</forenames><suffix>Jr</suffix></author>
      </authors><title>Ice</title><categories>cs.AI cs.CL</categories><abstract>Cold.</abstract>
      </arXiv></metadata></record>
      <record><metadata><arXivRaw><id>2401.00001</id><title>Snow</title><authors>Ada Frost, Bo Rime
      and Cy Hail</authors></arXivRaw></metadata></record></ListRecords></OAI-PMH>"""
    reading = reading_of(tmp_path, source)
    first, second = reading
    assert first.metadata.authors == ("Ada Frost Jr",)
    assert (first.metadata.arxiv_id, first.metadata.year) == ("cs/0102003", 2001)
    assert (first.metadata.tags, first.abstract) == (("cs.AI", "cs.CL"), "Cold.")
    assert second.metadata.authors == ("Ada Frost", "Bo Rime", "Cy Hail")
    assert reading.notes == ["a deleted record: oai:x:1"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("<feed><title>x</title></feed>", "no entry in this feed"),
        (
            "<feed><entry><id>http://arxiv.org/api/errors#x</id><title>Error</title>"
            "<summary>incorrect id</summary></entry></feed>",
            "arXiv's answer is an error: incorrect id",
        ),
    ],
)
def test_a_feed_without_papers_says_why(tmp_path: Path, source: str, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        reading_of(tmp_path, source)
    assert caught.value.message == message


@settings(max_examples=100)
@given(cut=st.integers(0, len(ATOM)), put=st.binary(max_size=4), drop=st.integers(0, 30))
def test_a_damaged_feed_gives_records_or_a_read_error(
    tmp_path_factory: pytest.TempPathFactory, cut: int, put: bytes, drop: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.atom"
    data = ATOM.encode()
    path.write_bytes(data[:cut] + put + data[cut + drop :])
    try:
        records = list(feeds.read(path, ReadingOptions()))
    except ReadError:
        records = []
    assert all(record.metadata.title for record in records)
