import csv
import gzip
import io
import random
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.models import Authority, Metadata, Record, SectionKind
from reviewer.reading import Reading, read_file

SLOW = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read_table(
    folder: Path, content: str | bytes, name: str = "papers.csv"
) -> tuple[list[Record], Reading]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    reading = read_file(path)
    assert reading.format == "table"
    return list(reading), reading


def only(folder: Path, content: str | bytes, name: str = "papers.csv") -> Metadata:
    (record,), reading = read_table(folder, content, name)
    assert reading.problems == []
    return record.metadata


def written(rows: list[list[str]], **dialect: object) -> str:
    stream = io.StringIO()
    csv.writer(stream, **dialect).writerows(rows)  # type: ignore[arg-type]
    return stream.getvalue()


def test_a_row_is_a_paper_on_its_line(tmp_path: Path) -> None:
    text = (
        "title,abstract,authors,year,doi,journal,keywords,url,citekey\n"
        '"Ice, and Tides","Ice covers\nestuaries.\n\nIt melts.","Frost, Ada; Rime, Bo",2021,'
        "https://doi.org/10.1000/ICE,J. Ice,ice; cold,https://example.org/ice,frost2021\n"
        "Snow,Snow falls.,Ada Frost,2022,,,,,\n"
    )
    records, reading = read_table(tmp_path, text)
    assert records[0].metadata == Metadata(
        title="Ice, and Tides",
        authors=("Ada Frost", "Bo Rime"),
        year=2021,
        doi="10.1000/ice",
        venue="J. Ice",
        tags=("ice", "cold"),
        url="https://example.org/ice",
        cite_key="frost2021",
    )
    (section,) = records[0].sections
    assert section.kind is SectionKind.ABSTRACT
    assert section.text == "Ice covers\nestuaries.\n\nIt melts."
    assert [tuple(place)[:2] for place in section.places] == [(0, 2), (11, 3), (23, 5)]
    assert [record.line for record in records] == [2, 6]
    assert records[1].sections[0].line == 6
    assert records[0].authority is Authority.STATED
    assert (reading.notes, reading.problems) == ([], [])


SCOPUS = (
    '"Authors","Author full names","Author(s) ID","Title","Year","Source title","DOI","Link",'
    '"Abstract","Author Keywords","Document Type","Source","EID"\n'
    '"Frost A.; Rime B.C.","Frost, Ada (571); Rime, Bo C. (572)","571;572","On Ice","2021",'
    '"Journal of Ice","10.1000/ice","https://www.scopus.com/x","[No abstract available]",'
    '"ice; cold water","Article","Scopus","2-s2.0-85"\n'
)
OLD_SCOPUS = (
    "\ufeffAuthors,Title,Year,Source title,Abstract,Source\n"
    '"Frost A., Rime B.C., van der Berg J.-P.","On Ice",2021,"Ice","Cold.",Scopus\n'
)
WEB_OF_SCIENCE = (
    "PT\tAU\tAF\tTI\tSO\tDE\tID\tAB\tPY\tDI\tUT\n"
    'J\tFrost, A; Rime, BC\tFrost, Ada; Rime, Bo C.\t"Smart" Ice on Seas\tICE\tice; sea\tWATER\t'
    '"Cold" is what ice is.\t2021\t10.1000/ice\tWOS:0001\t\n'
)
DIMENSIONS = (
    '"About the data: exported on Feb 5, 2021, criteria: title, abstract and year"\n'
    "Rank,Publication ID,DOI,PMID,Title,Abstract,Source title,PubYear,Authors\n"
    '1,pub.1,10.1000/ice,31900001,On Ice,Cold.,Ice,2021,"Frost, Ada; Rime, Bo C."\n'
)
ZOTERO = (
    '"Key","Item Type","Publication Year","Author","Title","Publication Title","DOI","Url",'
    '"Abstract Note","Date","Manual Tags","Automatic Tags","Extra"\n'
    '"AB12CD34","journalArticle","2021","Frost, Ada; Rime, Bo C.","On Ice","Ice","10.1000/ice",'
    '"https://example.org","Cold.","2021-05-03","ice; sea","Cold",'
    '"Citation Key: frostIce2021\nPMID: 31900001\narXiv: 2101.00001 [cs.CL]"\n'
)
PUBMED = (
    "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,DOI\n"
    '31900001,On Ice.,"Frost A, Rime BC.",Ice. 2021,Frost A,Ice,2021,10.1000/ice\n'
)
RAYYAN = (
    "key,title,year,month,day,journal,authors,url,abstract,pubmed_id\n"
    'rayyan-12,On Ice,2021,5,3,Ice,"Frost, Ada and Rime, Bo C.",https://example.org,Cold.,31900001\n'
)
OPENALEX = (
    "id,title,publication_year,doi,authorships.author.display_name,"
    "primary_location.source.display_name,ids.pmid,abstract_inverted_index\n"
    "https://openalex.org/W1,On Ice,2021,https://doi.org/10.1000/ice,Ada Frost|Bo C. Rime,Ice,"
    'https://pubmed.ncbi.nlm.nih.gov/31900001,"{""Cold"": [0], ""is"": [1, 3], ""ice"": [2]}"\n'
)
ASREVIEW = (
    "record_id,title,abstract,authors,included\n0,On Ice,Cold.,['Ada Frost'; 'Bo C. Rime'],1\n"
)
IEEE = (
    '"Document Title",Authors,"Publication Title","Publication Year","Abstract","DOI","PDF Link"\n'
    '"On Ice","A. Frost; B. C. Rime","Ice","2021","Cold.","10.1000/ice","https://example.org/p"\n'
)
PERISH = 'Cites,Authors,Title,Year,Source\n3,"A Frost, BC Rime",On Ice,2021,Journal of Ice\n'


@pytest.mark.parametrize(
    ("text", "name", "authors"),
    [
        (SCOPUS, "a.csv", ("Ada Frost", "Bo C. Rime")),
        (OLD_SCOPUS, "a.csv", ("A. Frost", "B.C. Rime", "J.-P. van der Berg")),
        (WEB_OF_SCIENCE, "savedrecs.txt", ("Ada Frost", "Bo C. Rime")),
        (DIMENSIONS, "a.csv", ("Ada Frost", "Bo C. Rime")),
        (ZOTERO, "a.csv", ("Ada Frost", "Bo C. Rime")),
        (PUBMED, "a.csv", ("A. Frost", "B. C. Rime")),
        (RAYYAN, "a.csv", ("Ada Frost", "Bo C. Rime")),
        (OPENALEX, "a.csv", ("Ada Frost", "Bo C. Rime")),
        (IEEE, "a.csv", ("A. Frost", "B. C. Rime")),
        (PERISH, "a.csv", ("A Frost", "BC Rime")),
    ],
)
def test_the_exports_of_databases_are_understood(
    tmp_path: Path, text: str, name: str, authors: tuple[str, ...]
) -> None:
    metadata = only(tmp_path, text, name)
    assert metadata.title.strip(".").replace('"Smart" Ice on Seas', "On Ice") == "On Ice"
    assert metadata.authors == authors
    assert metadata.year == 2021
    assert metadata.venue in ("Ice", "ICE", "Journal of Ice")


def test_each_export_keeps_its_identifiers_and_its_text(tmp_path: Path) -> None:
    zotero = only(tmp_path, ZOTERO)
    assert (zotero.cite_key, zotero.pmid, zotero.arxiv_id) == (
        "frostIce2021",
        "31900001",
        "2101.00001",
    )
    assert zotero.tags == ("ice", "sea")
    assert only(tmp_path, RAYYAN).cite_key is None
    (record,), _ = read_table(tmp_path, OPENALEX)
    assert record.abstract == "Cold is ice is"
    assert (record.metadata.pmid, record.metadata.doi) == ("31900001", "10.1000/ice")
    (record,), reading = read_table(tmp_path, SCOPUS)
    assert record.sections == ()
    assert record.metadata.venue == "Journal of Ice"
    assert "a title and no text: 1 record" in reading.notes
    (record,), _ = read_table(tmp_path, WEB_OF_SCIENCE, "a.txt")
    assert record.abstract == '"Cold" is what ice is.'


@pytest.mark.parametrize(
    ("written_as", "names"),
    [
        ("Smith, J.; Doe, A.", ("J. Smith", "A. Doe")),
        ("Smith J., Doe A.", ("J. Smith", "A. Doe")),
        ("Smith, J., & Doe, A. B.", ("J. Smith", "A. B. Doe")),
        ("Smith J, Doe AB, et al.", ("J. Smith", "A. B. Doe")),
        ("Jo Smith, Al Doe and Bo Roe", ("Jo Smith", "Al Doe", "Bo Roe")),
        ("Smith, Jo and Doe, Al", ("Jo Smith", "Al Doe")),
        ("Smith, Jo", ("Jo Smith",)),
        ("van der Berg, Jan", ("Jan van der Berg",)),
        ("King, Martin, Jr.; Doe, Al", ("Martin King Jr.", "Al Doe")),
        ("Martin King, Jr., Al Doe", ("Martin King Jr.", "Al Doe")),
        ("['Jo Smith', \"Al O'Neil\"]", ("Jo Smith", "Al O'Neil")),
        ('[{"name": "Jo Smith"}, {"name": "Al Doe"}]', ("Jo Smith", "Al Doe")),
        ("Jo Smith|Al Doe", ("Jo Smith", "Al Doe")),
        ("Jo Smith\nAl Doe", ("Jo Smith", "Al Doe")),
        ("Food and Health Agency; Doe, A", ("Food and Health Agency", "A. Doe")),
        ("Müller H-J, Öz Ä", ("H.-J. Müller", "Ä. Öz")),
        ("Wei Li, Xu LI", ("Wei Li", "Xu LI")),
        ("Jo Smith1,2, Al Doe2*", ("Jo Smith", "Al Doe")),
        ("[No author name available]", ()),
        ("nan", ()),
        ("Ada FrostBo van der RimeÉmile Öz", ("Ada Frost", "Bo van der Rime", "Émile Öz")),
        ("Ian McFrost DeRime", ("Ian McFrost DeRime",)),
    ],
)
def test_authors_come_given_name_first_however_they_are_written(
    tmp_path: Path, written_as: str, names: tuple[str, ...]
) -> None:
    text = written([["title", "authors"], ["Ice", written_as]])
    assert only(tmp_path, text).authors == names


def test_a_comma_is_inside_a_name_where_other_rows_have_semicolons(tmp_path: Path) -> None:
    rows = [["title", "authors"], ["A", "Frost, Ada; Rime, Bo"], ["B", "García Paz, José Luis"]]
    records, _ = read_table(tmp_path, written(rows))
    assert records[1].metadata.authors == ("José Luis García Paz",)


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        *(("2021", 2021), ("2021.0", 2021), ("2021-05-03", 2021), ("3 May 2021", 2021)),
        *(("05/03/2021", 2021), ("2021 Mar-Apr", 2021), ("", None), ("n.d.", None)),
        *(("12021", None), ("3021", None), ("2021-12-30 2022-01-02", 2021)),
    ],
)
def test_a_year_is_found_in_dates_of_every_order(
    tmp_path: Path, cell: str, year: int | None
) -> None:
    assert only(tmp_path, written([["title", "date"], ["Ice", cell]])).year == year


@pytest.mark.parametrize(
    ("key", "kept"),
    [
        ("frost2021", "frost2021"),
        ("Frost:2021aa", "Frost:2021aa"),
        *(("AB12CD34", None), ("17", None), ("rayyan-99", None), ("two words", None), ("", None)),
        *(("conf/ice/Frost21", None), ("0123456789abcdef01", None)),
    ],
)
def test_only_a_key_that_a_person_gave_is_a_cite_key(
    tmp_path: Path, key: str, kept: str | None
) -> None:
    assert only(tmp_path, written([["Key", "Title"], [key, "Ice"]])).cite_key == kept


def test_markup_of_databases_is_taken_out_and_formulas_stay(tmp_path: Path) -> None:
    text = written(
        [
            ["title", "abstract"],
            [
                "H<sub>2</sub>O &amp; <i>E. coli</i>",
                "<jats:title>Aim</jats:title><jats:p>We ask if a < b and c > d.</jats:p>",
            ],
        ]
    )
    (record,), _ = read_table(tmp_path, text)
    assert record.metadata.title == "H2O & E. coli"
    assert record.abstract == "Aim\n\nWe ask if a < b and c > d."


def test_unknown_columns_are_named_once(tmp_path: Path) -> None:
    _, reading = read_table(tmp_path, "title,mood,colour\nIce,cold,blue\nSnow,cold,white\n")
    assert reading.notes == ["columns ignored: colour, mood", "a title and no text: 2 records"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("Snow,Falls", "2 cells, but 3 columns"),
        ("Snow,Falls,2020,more", "4 cells, but 3 columns"),
        (",No title.,2020", "no title"),
        ('Snow,"Falls" down", hard,2020', "quotation mark"),
        ('"Snow" "falls",a,b,2020', "quotation mark"),
    ],
)
def test_a_bad_row_is_reported_with_its_line_and_the_rest_is_read(
    tmp_path: Path, bad: str, reason: str
) -> None:
    text = f"title,abstract,year\nIce,Cold.,2019\n{bad}\nRain,Wet.,2021\n"
    records, reading = read_table(tmp_path, text)
    assert [(record.metadata.title, record.line) for record in records] == [("Ice", 2), ("Rain", 4)]
    (problem,) = reading.problems
    assert problem.line == 3
    assert reason in problem.reason
    assert problem.hint


def test_a_quotation_mark_that_is_never_closed_costs_one_row(tmp_path: Path) -> None:
    rows = "".join(f"Title {n},Text {n}.,{2000 + n % 20}\n" for n in range(500))
    text = f'title,abstract,year\nIce,Cold.,2019\n"Snow,Falls.\nand lies, long,\n{rows}'
    records, reading = read_table(tmp_path, text)
    assert [record.line for record in records] == [2, *range(5, 505)]
    assert [problem.line for problem in reading.problems] == [3]


def test_a_row_that_can_only_be_read_one_way_is_read(tmp_path: Path) -> None:
    text = 'title,abstract,year\nIce,"He said "cold" and left",2019\nRain,Wet.,2020\n'
    records, reading = read_table(tmp_path, text)
    assert [record.abstract for record in records] == ['He said "cold" and left', "Wet."]
    assert reading.problems == []
    assert reading.notes == ["quotation marks out of place, kept: 1 row (first: line 2)"]


def test_marks_escaped_with_a_backslash_are_understood(tmp_path: Path) -> None:
    text = 'title,abstract,year\nIce,"He said \\"cold, very\\"\nand left",2019\nRain,Wet.,2020\n'
    records, _ = read_table(tmp_path, text)
    assert records[0].abstract == 'He said "cold, very"\nand left'
    assert records[1].line == 4


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\ntitle;abstract;year\nIce;Cold, very.;2020\n",
        "title;abstract;year\r\nIce;Cold, very.;2020\r\n",
        "title\tabstract\tyear\rIce\tCold, very.\t2020\r",
        "\n\ntitle|abstract|year\n\nIce|Cold, very.|2020\n||\n",
        "title;abstract;year;\nIce;Cold, very.;2020;\ntitle;abstract;year;\n",
        '\ufeff"title","abstract","year"\n"Ice","Cold, very.","2020"\n',
        ',title,abstract,year\n0,Ice,"Cold, very.",2020\n',
    ],
)
def test_delimiter_and_line_ends_are_found_out(tmp_path: Path, text: str) -> None:
    (record,), reading = read_table(tmp_path, text)
    assert (record.metadata.title, record.metadata.year) == ("Ice", 2020)
    assert record.abstract == "Cold, very."
    assert reading.problems == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encodings_of_spreadsheets_are_read(tmp_path: Path, encoding: str) -> None:
    rows = [["Title", "Abstract"], *([f"Größe {n}", "Mañana, 20 °C…"] for n in range(9))]
    records, reading = read_table(tmp_path, written(rows, delimiter="\t").encode(encoding), "a.tsv")
    assert records[8].metadata.title == "Größe 8"
    assert records[8].abstract == "Mañana, 20 °C…"
    assert reading.notes == []


def test_windows_1252_is_read_with_a_note(tmp_path: Path) -> None:
    records, reading = read_table(tmp_path, "title;year\nEis – Größe;2020\n".encode("cp1252"))
    assert records[0].metadata.title == "Eis – Größe"
    assert "line 2" in reading.notes[0]
    assert "Windows-1252" in reading.notes[0]


def test_a_damaged_row_of_utf8_is_reported_alone(tmp_path: Path) -> None:
    text = "title,year\nGröße,2020\nMaß,2021\nÄon,2022\n".encode().replace(
        "ß,2021".encode(), b"\xff,2021"
    )
    records, reading = read_table(tmp_path, text)
    assert [record.metadata.title for record in records] == ["Größe", "Äon"]
    assert [(p.line, p.reason) for p in reading.problems] == [(3, "the row is not UTF-8")]


def test_a_compressed_table_reads_like_a_plain_one(tmp_path: Path) -> None:
    plain, _ = read_table(tmp_path, SCOPUS)
    packed, _ = read_table(tmp_path, gzip.compress(SCOPUS.encode()), "papers.csv.gz")
    assert packed == plain


@pytest.mark.parametrize(
    ("content", "name", "message", "hint"),
    [
        ("name,mood\nIce,cold\n", "a.csv", "the first line has: name, mood", "Article Title"),
        ("\n \n", "a.csv", "the file is empty", "download"),
        (b"PK\x03\x04\0\0\0\0", "a.csv", "a ZIP archive", "convert"),
        ("x" * 8_000_001, "a.csv", "line 1 is longer than 8 million characters", "export"),
        ("title\n" + "x" * 9_000_000, "a.csv", "line 2 is longer", "export"),
        (("title\n" + "x" * 9_000_000).encode("utf-16"), "a.csv", "line 2 is longer", "export"),
        ('"TITLE","Ice"\n"AUTHOR NAMES","A","B"\n"DOI","x"\n', "a.csv", "one field", "column"),
    ],
    ids=["no title", "blank", "zip", "one line", "second line", "utf-16", "turned"],
)
def test_a_file_that_is_no_table_of_papers_is_one_clear_error(
    tmp_path: Path, content: str | bytes, name: str, message: str, hint: str
) -> None:
    with pytest.raises(ReadError) as caught:
        read_table(tmp_path, content, name)
    assert message in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "Title, Abstract and Year of a Paper\n\nWe look at titles, abstracts and years.\n",
        "Ice\n\nTitle,Author,Year\nare what a record has.\n",
        "title\n\nOnly a word.\n",
    ],
)
def test_a_text_that_mentions_columns_is_no_table(tmp_path: Path, text: str) -> None:
    (tmp_path / "note.txt").write_text(text)
    assert read_file(tmp_path / "note.txt").format == "text"


def test_a_large_table_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    row = f'Ice,"{"cold " * 400}",2020\n'
    (tmp_path / "big.csv").write_text("title,abstract,year\n" + row * 5000)
    tracemalloc.start()
    count = sum(1 for _ in read_file(tmp_path / "big.csv"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 5000
    assert peak < len(row) * 5000 / 1.5


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=30)
TITLE = CELL.filter(lambda text: bool(text.strip()) and not set("&<") & set(text)).filter(
    lambda text: text not in ("NA", "NaN", "nan", "None", "null", "NULL", "N/A", "n/a", "#N/A")
)


DIALECTS = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from(",;\t|"),
        "lineterminator": st.sampled_from(["\n", "\r\n"]),
        "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    }
)


@SLOW
@given(
    papers=st.lists(st.tuples(TITLE, TITLE), min_size=1, max_size=6),
    dialect=DIALECTS,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_every_cell_comes_back_from_every_dialect(
    tmp_path: Path, papers: list[tuple[str, str]], dialect: dict[str, object], encoding: str
) -> None:
    rows = [["year", "abstract", "title"], *(["2020", text, title] for title, text in papers)]
    text = written(rows, **dialect)
    records, reading = read_table(tmp_path, text.encode(encoding))
    assert reading.problems == []
    assert [r.metadata.title for r in records] == [" ".join(title.split()) for title, _ in papers]
    assert [r.abstract for r in records] == [text.strip() for _, text in papers]
    lines = text.replace("\r\n", "\n").split("\n")
    for record in records:
        (section,) = record.sections
        for place in section.places:
            first = section.text[place.start :].split("\n")[0]
            assert first.replace('"', '""') in lines[(place.line or 0) - 1]


@pytest.mark.parametrize("sample", [SCOPUS, WEB_OF_SCIENCE, ZOTERO, OPENALEX, DIMENSIONS])
def test_cut_and_damaged_tables_are_read_or_refused_and_nothing_else(
    tmp_path: Path, sample: str
) -> None:
    chance = random.Random(7)
    whole = sample.encode()
    for _ in range(150):
        content = bytearray(whole[: chance.randrange(1, len(whole) + 1)] * chance.choice([1, 3]))
        for _ in range(chance.randrange(6)):
            content[chance.randrange(len(content))] = chance.choice(b'",;\t\n\\\0\xff{[ a')
        (tmp_path / "a.csv").write_bytes(content)
        try:
            reading = read_file(tmp_path / "a.csv")
            records = list(reading)
        except ReadError:
            continue
        assert all(record.metadata.title for record in records)
        assert all(problem.line and problem.hint for problem in reading.problems)


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", "Title,Abstract\n"), ("a.tsv", "\ufeffTitle\tAbstract\r\n\r\n")]
)
def test_a_file_that_is_all_head_says_that_it_holds_no_papers(
    tmp_path: Path, name: str, content: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    reading = read_file(tmp_path / name)
    assert list(reading) == list(reading) == []
    assert (reading.problems, reading.notes) == ([], ["no papers in this file"])
