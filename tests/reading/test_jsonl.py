import gzip
import itertools
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.models import Metadata, Record, SectionKind
from reviewer.reading import Reading, read_file

ICE: dict[str, Any] = {"title": "Ice", "abstract": "Ice is cold."}


def read_lines(
    folder: Path, *lines: Any, name: str = "papers.jsonl"
) -> tuple[list[Record], Reading]:
    path = folder / name
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    reading = read_file(path)
    assert reading.format == "jsonl"
    return list(reading), reading


def metadata_of(folder: Path, **fields: Any) -> Metadata:
    (record,), _ = read_lines(folder, ICE | fields)
    return record.metadata


def test_every_known_field_is_read(tmp_path: Path) -> None:
    metadata = metadata_of(
        tmp_path,
        authors=["Ada Frost", "Bo Rime"],
        year=2021,
        venue="Journal of Ice",
        doi="https://doi.org/10.1000/ICE.1",
        arxiv_id="arXiv:2101.00001v2",
        url="https://example.org/ice",
        cite_key="frost2021",
        tags=["ice", "cold", "ice"],
    )
    assert metadata == Metadata(
        title="Ice",
        authors=("Ada Frost", "Bo Rime"),
        year=2021,
        venue="Journal of Ice",
        doi="10.1000/ice.1",
        arxiv_id="2101.00001v2",
        url="https://example.org/ice",
        cite_key="frost2021",
        tags=("ice", "cold"),
    )


def test_an_abstract_and_a_text_are_two_sections_on_their_line(tmp_path: Path) -> None:
    records, _ = read_lines(
        tmp_path, ICE, "", ICE | {"text": "It melts."}, {"title": "T", "text": "B"}
    )
    kinds = [[(s.kind, s.text, s.line) for s in record.sections] for record in records]
    assert kinds == [
        [(SectionKind.ABSTRACT, "Ice is cold.", 1)],
        [(SectionKind.ABSTRACT, "Ice is cold.", 3), (SectionKind.BODY, "It melts.", 3)],
        [(SectionKind.BODY, "B", 4)],
    ]


def test_a_text_that_repeats_the_abstract_is_kept_once(tmp_path: Path) -> None:
    (record,), _ = read_lines(tmp_path, ICE | {"text": ICE["abstract"]})
    assert [section.kind for section in record.sections] == [SectionKind.ABSTRACT]


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Ada Frost and Bo Rime", ("Ada Frost", "Bo Rime")),
        ("Frost, Ada; Rime, Bo", ("Ada Frost", "Bo Rime")),
        ("Ada Anderson", ("Ada Anderson",)),
        ([{"name": "Ada  Frost"}, {"given": "Bo", "family": "Rime"}], ("Ada Frost", "Bo Rime")),
        ([{"family": "Rime"}, "Ada Frost"], ("Rime", "Ada Frost")),
        ([], ()),
        (None, ()),
    ],
)
def test_authors_are_read_from_every_usual_form(
    tmp_path: Path, written: Any, names: tuple[str, ...]
) -> None:
    assert metadata_of(tmp_path, authors=written).authors == names


@pytest.mark.parametrize(
    ("written", "year"),
    [
        *((2024, 2024), ("2024", 2024), ("2024-05-01", 2024), (2024.0, 2024), ("2024/05", 2024)),
        *((None, None), ("", None), ("soon", None), (0, None), (True, None), ("20245", None)),
    ],
)
def test_a_year_is_a_year_or_a_date_that_begins_with_one(
    tmp_path: Path, written: Any, year: int | None
) -> None:
    assert metadata_of(tmp_path, year=written).year == year


def test_what_is_not_understood_is_left_empty_and_named_once(tmp_path: Path) -> None:
    odd = {"authors": [3], "year": "soon", "doi": "none", "tags": {"a": 1}, "url": 5, "venue": []}
    records, reading = read_lines(tmp_path, ICE, ICE | odd, ICE | odd)
    assert records[1].metadata == Metadata(title="Ice")
    assert reading.problems == []
    assert reading.notes == [
        f"{key} not understood, left empty: 2 records (first: line 2)"
        for key in ("authors", "doi", "tags", "url", "year")
    ]


def test_unknown_fields_are_named_in_one_note(tmp_path: Path) -> None:
    _, reading = read_lines(
        tmp_path, ICE | {"n\ncitations": 3}, ICE | {"mood": [], "n\ncitations": 1}
    )
    assert reading.notes == ["fields ignored: mood, n citations"]


def test_where_the_data_come_from_is_no_venue(tmp_path: Path) -> None:
    _, reading = read_lines(tmp_path, ICE | {"source": "a crawl"})
    assert reading.notes == ["fields ignored: source"]
    assert metadata_of(tmp_path, source="a crawl", journal={"title": "Ice"}).venue == "Ice"


def test_names_of_fields_may_be_those_of_other_programs(tmp_path: Path) -> None:
    line = {"Title": "Snow", "summary": "Cold.", "published": "2021-05-03", "authors_list": ["A B"]}
    (record,), reading = read_lines(tmp_path, line)
    assert (record.metadata.title, record.abstract) == ("Snow", "Cold.")
    assert (record.metadata.year, record.metadata.authors) == (2021, ("A B",))
    assert reading.notes == []


def test_a_title_without_a_text_is_kept_and_counted(tmp_path: Path) -> None:
    records, reading = read_lines(
        tmp_path, {"title": "Only"}, {"title": "Also", "abstract": ""}, ICE
    )
    assert [record.sections for record in records[:2]] == [(), ()]
    assert reading.notes == ["a title and no text: 2 records"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"title": "Half", "abstract": "of a', "half a line"),
        ("title: Ice", "not JSON: Expecting value (column 1)"),
        ('{"title": "A" "abstract": "B"}', "not JSON"),
        ('["Ice"]', "not a JSON object but a list"),
        ('"Ice"', "not a JSON object but a string"),
        ("null", "not a JSON object but null"),
        ("17", "not a JSON object but a number"),
        ('{"abstract": "No title."}', "no title"),
        ('{"title": "  ", "abstract": "Blank title."}', "no title"),
        ('{"title": 5, "abstract": "A number."}', "no title"),
        ('{"title": "\\ud800", "abstract": "Half a character."}', "half a Unicode character"),
        ('{"title": "Deep", "x": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
        ('{"title": "Long", "x": ' + "9" * 5000 + "}", "number too long"),
    ],
)
def test_a_line_that_is_no_paper_is_reported_and_the_rest_is_read(
    tmp_path: Path, line: str, reason: str
) -> None:
    records, reading = read_lines(tmp_path, ICE, line, ICE)
    assert [record.line for record in records] == [1, 3]
    (problem,) = reading.problems
    assert problem.line == 2
    assert problem.reason.startswith(reason) or reason in problem.reason
    assert problem.hint


def test_a_character_outside_the_basic_plane_may_be_escaped(tmp_path: Path) -> None:
    (record,), _ = read_lines(tmp_path, '{"title": "Snow \\u2744 \\ud83d\\ude00", "abstract": "A"}')
    assert record.metadata.title == "Snow ❄ 😀"


@pytest.mark.parametrize("opening", ["[", "{"])
def test_one_json_document_over_many_lines_is_an_error(tmp_path: Path, opening: str) -> None:
    (tmp_path / "a.jsonl").write_text(f'{opening}\n  "title": "Ice"\n')
    with pytest.raises(ReadError, match="one JSON document") as caught:
        read_file(tmp_path / "a.jsonl")
    assert "jq -c" in caught.value.hint


def test_line_separators_inside_a_string_do_not_break_the_line(tmp_path: Path) -> None:
    line = json.dumps({"title": "A\u2028B", "abstract": "C\x85D\x0bE"}, ensure_ascii=False)
    records, reading = read_lines(tmp_path, line, ICE)
    assert [record.line for record in records] == [1, 2]
    assert records[0].abstract == "C\x85D\x0bE"
    assert reading.problems == []


def test_compressed_lines_read_like_plain_ones(tmp_path: Path) -> None:
    plain, _ = read_lines(tmp_path, ICE, ICE | {"year": 2020}, name="a.ndjson")
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress((tmp_path / "a.ndjson").read_bytes()))
    assert list(read_file(tmp_path / "a.jsonl.gz")) == plain


def test_a_large_file_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    line = json.dumps(ICE | {"text": "cold " * 400}) + "\n"
    (tmp_path / "big.jsonl").write_text(line * 5000)
    tracemalloc.start()
    count = sum(1 for _ in read_file(tmp_path / "big.jsonl"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 5000
    assert peak < len(line) * 5000 / 20


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(papers=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4), ascii_only=st.booleans())
def test_every_abstract_comes_back_exactly(
    tmp_path: Path, papers: list[tuple[str, str]], ascii_only: bool
) -> None:
    lines = [json.dumps({"title": t, "abstract": a}, ensure_ascii=ascii_only) for t, a in papers]
    records, reading = read_lines(tmp_path, *lines)
    assert [record.abstract for record in records] == [a.strip() for _, a in papers]
    assert [r.metadata.title for r in records] == [" ".join(t.split()) for t, _ in papers]
    assert reading.problems == []


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
KEYS = (
    "abstract",
    "text",
    "authors",
    "year",
    "venue",
    "doi",
    "arxiv_id",
    "url",
    "cite_key",
    "tags",
)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(fields=st.dictionaries(st.sampled_from(KEYS), JSON))
def test_a_known_field_may_hold_anything(tmp_path: Path, fields: dict[str, Any]) -> None:
    records, reading = read_lines(tmp_path, {"title": "Ice"} | fields)
    assert len(records) + len(reading.problems) == 1


@pytest.mark.shared
def test_a_large_collection_reads_with_titles_texts_and_authors(shared: Path) -> None:
    reading = read_file(shared / "data/arxiv/arxiv.jsonl.gz")
    for record in itertools.islice(reading, 2000):
        assert record.metadata.title
        assert record.metadata.authors
        assert record.sections[0].text
    assert reading.problems == []
