import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.models import Metadata, Record
from reviewer.reading import Reading, read_file

ICE: dict[str, Any] = {"title": "Ice", "abstract": "Ice is cold.", "year": 2021}


def read_json(
    folder: Path, content: object, name: str = "papers.json"
) -> tuple[list[Record], Reading]:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1))
    reading = read_file(path)
    return list(reading), reading


def only(folder: Path, content: object) -> Record:
    (record,), reading = read_json(folder, content)
    assert reading.problems == []
    return record


SEMANTIC_SCHOLAR = {
    "total": 1,
    "data": [
        {
            "paperId": "0123abcd",
            "externalIds": {"DOI": "10.1000/ICE", "ArXiv": "2101.00001", "PubMed": 31900001},
            "title": "On Ice",
            "abstract": "Cold.",
            "authors": [{"authorId": "1", "name": "Ada Frost"}, {"name": "Bo Rime"}],
            "year": 2021,
            "venue": "",
            "journal": {"name": "Ice", "volume": "3"},
            "url": "https://example.org/ice",
            "references": [{"title": "Another"}],
        }
    ],
}
OPENALEX = {
    "meta": {"count": 1},
    "results": [
        {
            "id": "https://openalex.org/W1",
            "ids": {"pmid": "https://pubmed.ncbi.nlm.nih.gov/31900001"},
            "doi": "https://doi.org/10.1000/ice",
            "title": "On Ice",
            "display_name": "On Ice",
            "publication_year": 2021,
            "publication_date": "2021-05-03",
            "authorships": [
                {"author": {"display_name": "Ada Frost"}},
                {"author": {"display_name": "Bo Rime"}},
            ],
            "primary_location": {"source": {"display_name": "Ice"}},
            "abstract_inverted_index": {"Cold.": [0]},
            "topics": [{"display_name": "Glaciers"}],
        }
    ],
}
CROSSREF = {
    "status": "ok",
    "message": {
        "items": [
            {
                "DOI": "10.1000/ice",
                "title": ["On Ice"],
                "author": [{"given": "Ada", "family": "Frost"}, {"given": "Bo", "family": "Rime"}],
                "abstract": "<jats:p>Cold.</jats:p>",
                "issued": {"date-parts": [[2021, 5]]},
                "container-title": ["Ice"],
            }
        ]
    },
}
EUROPE_PMC = {
    "resultList": {
        "result": [
            {
                "title": "On Ice",
                "authorString": "Frost Ada, Rime Bo.",
                "pubYear": "2021",
                "abstractText": "Cold.",
                "doi": "10.1000/ice",
                "journalInfo": {"journal": {"title": "Ice"}},
            }
        ]
    }
}
ZOTERO = [
    {
        "key": "AB12CD34",
        "data": {
            "itemType": "journalArticle",
            "title": "On Ice",
            "creators": [
                {"creatorType": "author", "firstName": "Ada", "lastName": "Frost"},
                {"creatorType": "editor", "firstName": "Ed", "lastName": "Itor"},
                {"creatorType": "author", "firstName": "Bo", "lastName": "Rime"},
            ],
            "abstractNote": "Cold.",
            "date": "2021-05-03",
            "DOI": "10.1000/ice",
            "publicationTitle": "Ice",
        },
    }
]
ARXIV = {
    "id": "2101.00001",
    "submitter": "Ada Frost",
    "authors": "Ada Frost, Bo Rime (Ice Institute)",
    "title": "On\n  Ice",
    "categories": "cs.CL cs.AI",
    "doi": "10.1000/ice",
    "journal-ref": "Ice",
    "abstract": "  Cold.\n",
    "versions": [{"version": "v1", "created": "Mon, 4 Jan 2021 19:18:42 GMT"}],
    "update_date": "2023-11-26",
    "authors_parsed": [["Frost", "Ada", ""], ["Rime", "Bo", ""]],
}


@pytest.mark.parametrize(
    "answer", [SEMANTIC_SCHOLAR, OPENALEX, CROSSREF, ZOTERO, ARXIV, [ARXIV], {"papers": [ARXIV]}]
)
def test_what_databases_answer_is_understood(tmp_path: Path, answer: object) -> None:
    record = only(tmp_path, answer)
    metadata = record.metadata
    assert (metadata.title, metadata.authors) == ("On Ice", ("Ada Frost", "Bo Rime"))
    assert (metadata.year, metadata.doi, metadata.venue) == (2021, "10.1000/ice", "Ice")
    assert record.abstract == "Cold."
    assert metadata.cite_key is None


def test_identifiers_inside_other_objects_are_found(tmp_path: Path) -> None:
    metadata = only(tmp_path, SEMANTIC_SCHOLAR).metadata
    assert (metadata.arxiv_id, metadata.pmid) == ("2101.00001", "31900001")
    assert only(tmp_path, OPENALEX).metadata.pmid == "31900001"
    assert only(tmp_path, ARXIV).metadata.arxiv_id == "2101.00001"
    assert only(tmp_path, EUROPE_PMC).metadata.doi == "10.1000/ice"


def test_a_record_is_on_the_line_where_it_begins(tmp_path: Path) -> None:
    text = json.dumps({"note": "x\ny", "papers": [ICE, ICE | {"title": "Snow"}]}, indent=2)
    records, _ = read_json(tmp_path, text)
    lines = text.split("\n")
    for record in records:
        assert record.line is not None
        assert lines[record.line - 1].strip() == "{"
        assert record.metadata.title in lines[record.line]
        assert record.sections[0].line == record.line


@pytest.mark.parametrize(
    "document",
    [
        [ICE, ICE],
        {"data": {"search": {"papers": [ICE, ICE]}}},
        {"title": "My list", "items": [ICE, ICE]},
        {"2101.00001": ICE, "2101.00002": ICE},
        {"Papers": {"a": ICE, "b": ICE}},
    ],
)
def test_the_list_is_found_wherever_it_stands(tmp_path: Path, document: object) -> None:
    records, reading = read_json(tmp_path, document)
    assert [record.metadata.title for record in records] == ["Ice", "Ice"]
    assert reading.format == "json"


def test_a_paper_alone_is_one_paper_whatever_lists_it_has(tmp_path: Path) -> None:
    paper = ICE | {"authors": ["Ada Frost"], "topics": [{"title": "Glaciers"}]}
    assert only(tmp_path, paper).metadata == Metadata(
        title="Ice", authors=("Ada Frost",), year=2021
    )


def test_a_reply_about_one_paper_is_that_paper(tmp_path: Path) -> None:
    paper = ICE | {"title": ["Ice"], "reference": [{"title": "Snow", "year": 1999}] * 2}
    paper["abstract"] = "<jats:title>Abstract</jats:title><jats:p>Ice is cold.</jats:p>"
    reply = {"status": "ok", "message": paper}
    records, _ = read_json(tmp_path, reply)
    assert [(r.metadata.title, r.abstract, r.line) for r in records] == [("Ice", "Ice is cold.", 3)]


def test_a_bad_element_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    elements = ['{"title": "Ice"}, {"title": "Rain"}', "5", '{"abstract": "No title."}']
    elements += ['{"title": "\\ud800"}', '{"title": "Snow"}']
    records, reading = read_json(tmp_path, "[\n" + ",\n".join(elements) + "\n]")
    assert [record.metadata.title for record in records] == ["Ice", "Rain", "Snow"]
    assert [(problem.line, problem.reason[:7]) for problem in reading.problems] == [
        (3, "not a J"),
        (4, "no titl"),
        (5, "half a "),
    ]


def test_lines_of_json_under_another_name_are_read(tmp_path: Path) -> None:
    records, reading = read_json(tmp_path, f"{json.dumps(ICE)}\n{json.dumps(ICE)}\n")
    assert (len(records), reading.format) == (2, "jsonl")


def test_a_compressed_document_reads_like_a_plain_one(tmp_path: Path) -> None:
    plain, _ = read_json(tmp_path, [ICE])
    (tmp_path / "a.json.gz").write_bytes(gzip.compress((tmp_path / "papers.json").read_bytes()))
    assert list(read_file(tmp_path / "a.json.gz")) == plain


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"title": "Ice"', "not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("[" + "9" * 5000 + "]", "number too long"),
        ("[]", "no list of papers"),
        ('{"name": "package", "version": "1.0"}', "no list of papers"),
        ('[{"name": "a"}, {"name": "b"}]', "no list of papers"),
    ],
)
def test_a_document_without_papers_is_one_clear_error(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(ReadError, match=message) as caught:
        read_json(tmp_path, text)
    assert caught.value.hint


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["title", "papers", "data", "authors", ""]), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=JSON, indent=st.sampled_from([None, 0, 2]))
def test_any_document_is_read_or_refused(
    tmp_path: Path, document: object, indent: int | None
) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(document, indent=indent))
    try:
        reading = read_file(path)
    except ReadError:
        return
    for record in reading:
        assert record.metadata.title
        assert record.line is not None


def test_cut_and_damaged_documents_are_read_or_refused(tmp_path: Path) -> None:
    chance = random.Random(3)
    whole = json.dumps([SEMANTIC_SCHOLAR, OPENALEX, CROSSREF, ZOTERO, ARXIV], indent=1).encode()
    for _ in range(300):
        content = bytearray(whole[: chance.choice([len(whole), chance.randrange(1, len(whole))])])
        for _ in range(chance.randrange(4)):
            content[chance.randrange(len(content))] = chance.choice(b'",:{}[]\\\0\xffa1\n')
        (tmp_path / "a.json").write_bytes(content)
        try:
            assert all(record.metadata.title for record in read_file(tmp_path / "a.json"))
        except ReadError:
            continue
