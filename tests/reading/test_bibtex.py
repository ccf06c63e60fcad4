import logging
from pathlib import Path

import pytest
from bibtexparser.exceptions import ParserStateException
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.models import Metadata, Record, SectionKind
from reviewer.reading import Reading, bibtex, read_file


def read_bib(folder: Path, text: str, name: str = "library.bib") -> tuple[list[Record], Reading]:
    path = folder / name
    path.write_bytes(text.encode())
    reading = read_file(path)
    assert reading.format == "bibtex"
    return list(reading), reading


def metadata_of(folder: Path, fields: str) -> Metadata:
    (record,), reading = read_bib(folder, f"@article{{k, title = {{T}}, {fields}}}")
    assert reading.problems == []
    return record.metadata


FULL = r"""
@string{ice = {Ice}}
@string{joi = "Journal of " # ice}
@preamble{"\newcommand{\x}{y}"}
@comment{@article{hidden, title = {Hidden}}}
Free text between entries is a comment.

@article{frost2021,
  title     = {{Sea} Ice at 34.0\% and $\alpha$: {BERT} for
               Estuaries},
  author    = {Fr{\"o}st, Ada and Bo van der Rime and {Ice and Snow Consortium} and others},
  journal   = joi,
  year      = 2021,
  doi       = {https://doi.org/10.1000/ICE\_1},
  eprint    = {2101.00001v2},
  archivePrefix = {arXiv},
  url       = {https://example.org/a\_b?c=\%20},
  keywords  = {sea ice; tides, sea ice},
  abstract  = "Ice covers
     {Estuaries} in winter.
     We measure 20 of them.",
}
"""


def test_an_entry_is_read_with_everything_it_says(tmp_path: Path) -> None:
    (record,), reading = read_bib(tmp_path, FULL)
    assert record.metadata == Metadata(
        title="Sea Ice at 34.0% and α: BERT for Estuaries",
        authors=("Ada Fröst", "Bo van der Rime", "Ice and Snow Consortium"),
        year=2021,
        venue="Journal of Ice",
        doi="10.1000/ice_1",
        arxiv_id="2101.00001v2",
        url="https://example.org/a_b?c=%20",
        cite_key="frost2021",
        tags=("sea ice", "tides"),
    )
    assert reading.problems == []


def test_an_abstract_is_one_paragraph_on_its_own_line(tmp_path: Path) -> None:
    (record,), _ = read_bib(tmp_path, FULL)
    (section,) = record.sections
    assert section.kind is SectionKind.ABSTRACT
    assert section.text == "Ice covers Estuaries in winter. We measure 20 of them."
    lines = FULL.split("\n")
    assert record.line is not None
    assert section.line is not None
    assert lines[record.line - 1].startswith("@article{frost2021")
    assert lines[section.line - 1].lstrip().startswith("abstract")


def test_lines_are_counted_under_every_kind_of_line_end(tmp_path: Path) -> None:
    expected, _ = read_bib(tmp_path, FULL)
    for end in ("\r\n", "\r"):
        assert read_bib(tmp_path, FULL.replace("\n", end))[0] == expected


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Frost, Ada", ["Ada Frost"]),
        ("Ada B. Frost", ["Ada B. Frost"]),
        ("van der Rime, Bo", ["Bo van der Rime"]),
        ("King, Jr., Martin", ["Martin King Jr."]),
        ("King, Martin, Jr.", ["Martin King Jr."]),
        (r"M{\"u}ller, J{\"o}rg, III", ["Jörg Müller III"]),
        ("Ada Frost, Bo van Rime, Cy A. Vale", ["Ada Frost", "Bo van Rime", "Cy A. Vale"]),
        ("Frost, A. et al.", ["A. Frost"]),
        (" and Frost, A. and and Rime, B. and ", ["A. Frost", "B. Rime"]),
        ("Frost, A. and Rime, B., et al", ["A. Frost", "B. Rime"]),
        ("{Ice Institute}", ["Ice Institute"]),
        ("{Ice, Snow and Co.} and Frost, A.", ["Ice, Snow and Co.", "A. Frost"]),
        ("Frost, Ada\n   and\n   Rime, Bo", ["Ada Frost", "Bo Rime"]),
        ("Frost, A. and others", ["A. Frost"]),
        (r"Kr{\'a}l, J{\v{z}}ina and \v{C}apek, K.", ["Jžina Král", "K. Čapek"]),
        (r"\'Elan, A. and \O{}re, B. and {\'E}tienne, C.", ["A. Élan", "B. Øre", "C. Étienne"]),
        ("Alexander Anderson and Sandra Andrews", ["Alexander Anderson", "Sandra Andrews"]),
        ("others", []),
        ("", []),
    ],
)
def test_authors_are_given_first_name_first(tmp_path: Path, written: str, names: list[str]) -> None:
    assert list(metadata_of(tmp_path, f"author = {{{written}}}").authors) == names


@pytest.mark.parametrize(
    ("fields", "year"),
    [
        ("year = 2019", 2019),
        ("year = {{2019}}", 2019),
        ('year = "c1998"', 1998),
        ("date = {2010-01-27}", 2010),
        ("date = {1998/2000}", 1998),
        ("year = {in press}, date = {2022-03}", 2022),
        ("year = {forthcoming}", None),
        ("year = {20195}", None),
        ("urldate = {2020-01-01}", None),
    ],
)
def test_a_year_comes_from_year_or_date_only(tmp_path: Path, fields: str, year: int | None) -> None:
    assert metadata_of(tmp_path, fields).year == year


@pytest.mark.parametrize(
    ("fields", "arxiv_id"),
    [
        ("eprint = {2101.00001}, archiveprefix = {arXiv}", "2101.00001"),
        ("eprint = {arXiv:2101.00001}, eprinttype = {arxiv}", "2101.00001"),
        ("eprint = {hep-th/9901001}", "hep-th/9901001"),
        ("url = {http://arxiv.org/abs/2101.00001v3}", "2101.00001v3"),
        ("journal = {arXiv preprint arXiv:2101.00001}", "2101.00001"),
        ("doi = {10.48550/arXiv.2101.00001}", "2101.00001"),
        ("eprint = {4486062}, eprinttype = {jstor}", None),
        ("eprint = {2101.00001}, eprinttype = {hdl}", None),
        ("note = {see 2101.00001}", None),
        ("note = {extends arXiv:2101.00001}", None),
        ("note = {arXiv:2101.00001 [cs]}, publisher = {arXiv}", "2101.00001"),
        ("number = {arXiv:2101.00001}", "2101.00001"),
        ("arxivId = {2101.00001}", "2101.00001"),
        ("journal = {CoRR}, volume = {abs/2101.00001}", "2101.00001"),
        ("journal = {Ice}, volume = {abs/2101.00001}", None),
    ],
)
def test_an_arxiv_id_is_taken_where_the_entry_states_one(
    tmp_path: Path, fields: str, arxiv_id: str | None
) -> None:
    assert metadata_of(tmp_path, fields).arxiv_id == arxiv_id


def test_a_doi_may_stand_in_the_url(tmp_path: Path) -> None:
    metadata = metadata_of(tmp_path, "url = {http://dx.doi.org/10.1000/ice}")
    assert metadata.doi == "10.1000/ice"


def test_a_subtitle_belongs_to_the_title(tmp_path: Path) -> None:
    (record,), _ = read_bib(tmp_path, "@book{k, title = {Ice}, subtitle = {A History}}")
    assert record.metadata.title == "Ice: A History"


def test_a_cross_reference_lends_its_year_and_title(tmp_path: Path) -> None:
    text = """@inproceedings{a, title = {Ice}, crossref = {p}}
@inproceedings{b, title = {Tides}, year = 2001, booktitle = {Elsewhere}, crossref = {p}}
@proceedings{p, title = {Cold Conference}, year = 1999}"""
    records, _ = read_bib(tmp_path, text)
    places = [(record.metadata.venue, record.metadata.year) for record in records]
    assert places == [("Cold Conference", 1999), ("Elsewhere", 2001), (None, 1999)]


def test_values_are_joined_and_names_looked_up_whatever_their_case(tmp_path: Path) -> None:
    text = '@string{ICE = "Sea {#} Ice"}\n@misc{k, title = ice # { and } # "Snow" # 7}'
    (record,), _ = read_bib(tmp_path, text)
    assert record.metadata.title == "Sea # Ice and Snow7"


def test_a_name_that_nothing_defines_is_noted_and_left_empty(tmp_path: Path) -> None:
    text = "@article{k, title = {T}, journal = JICE, month = jan}"
    (record,), reading = read_bib(tmp_path, text)
    assert record.metadata.venue is None
    assert reading.notes == ["@string names without a definition, left empty: JICE"]


def test_notes_of_names_that_are_none_are_short_and_on_one_line(tmp_path: Path) -> None:
    fields = ", ".join(f"journal{n} = J{n}" for n in range(30))
    text = f"@article{{k, title = {{T}}, venue = two\nlines {'x' * 500}, {fields}}}"
    _, reading = read_bib(tmp_path, text.replace("venue", "journal"))
    assert reading.notes
    assert all("\n" not in note and len(note) < 200 for note in reading.notes)


def test_an_entry_without_a_title_is_reported_with_key_and_line(tmp_path: Path) -> None:
    text = "@misc{a, title={A}}\n\n@misc{b, year=2000}\n@misc{c, title={}}\n@misc{, year=1}"
    records, reading = read_bib(tmp_path, text)
    assert [record.metadata.cite_key for record in records] == ["a"]
    assert [(p.line, p.reason) for p in reading.problems] == [
        (3, "entry b has no title"),
        (4, "entry c has no title"),
        (5, "an @misc without a key has no title"),
    ]


def test_two_entries_with_one_key_are_both_read_and_a_note_says_so(tmp_path: Path) -> None:
    text = "@misc{a, title={A}}\n@misc{b, title={B}}\n@misc{a, title={C}}"
    records, reading = read_bib(tmp_path, text)
    assert [record.metadata.title for record in records] == ["A", "B", "C"]
    assert reading.problems == []
    assert reading.notes == ["the key a stands for two entries, both read: lines 1 and 3"]


@pytest.mark.parametrize("start", ["@article{,", "@article{"])
def test_entries_without_keys_are_all_read(tmp_path: Path, start: str) -> None:
    text = f"{start}\n  title = {{A}}}}\n{start}\n  title = {{B}}}}"
    records, reading = read_bib(tmp_path, text)
    assert [(r.metadata.title, r.metadata.cite_key, r.line) for r in records] == [
        ("A", None, 1),
        ("B", None, 3),
    ]
    assert reading.problems == []


def test_a_field_given_twice_counts_once_and_is_noted(tmp_path: Path) -> None:
    (record,), reading = read_bib(tmp_path, "@misc{k, title={First}, Title={Second}}")
    assert record.metadata.title == "First"
    assert reading.notes == ["field title given twice, the first kept: entry k, line 1"]


def test_an_entry_that_does_not_close_is_reported_and_the_next_is_read(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    text = "@misc{a, title={A}}\n@article{broken,\n title = {Never closed,\n\n@misc{c, title={C}}"
    with caplog.at_level(logging.DEBUG):
        records, reading = read_bib(tmp_path, text)
    assert [record.metadata.title for record in records] == ["A", "C"]
    (problem,) = reading.problems
    assert problem.line == 2
    assert problem.reason.startswith("entry broken cannot be parsed: Unexpected block start")
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def test_a_file_of_comments_holds_no_entries_and_says_so(tmp_path: Path) -> None:
    records, reading = read_bib(tmp_path, "% nothing\n@comment{jabref-meta: x;}\n@string{a = {b}}")
    assert records == []
    assert reading.notes == ["no entries in this file"]


def test_a_parser_that_gives_up_costs_this_file_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_up(*_: object, **__: object) -> None:
        raise ParserStateException("two\nlines")

    monkeypatch.setattr("bibtexparser.entrypoint.parse_string", give_up)
    (tmp_path / "a.bib").write_text("@misc{a, title={A}}")
    with pytest.raises(ReadError, match="the BibTeX parser gives up on this file") as caught:
        read_file(tmp_path / "a.bib")
    assert "\n" not in caught.value.message


def test_entries_in_a_text_file_are_recognised(tmp_path: Path) -> None:
    text = "% exported\n\n@misc{a, title={A}}"
    assert [r.metadata.title for r in read_bib(tmp_path, text, name="refs.txt")[0]] == ["A"]


WORDS = st.lists(
    st.sampled_from(["Ice", "snow", "{BERT}", r"na{\"\i}ve", r"50\%", "$n$", "é", "it's", "(x)"]),
    min_size=1,
    max_size=8,
)
PLAIN = {"{BERT}": "BERT", r"na{\"\i}ve": "naïve", r"50\%": "50%", "$n$": "n"}
ENTRIES = st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(entries=ENTRIES, quoted=st.booleans(), parentheses=st.booleans())
def test_every_library_that_is_written_is_read_back(
    tmp_path: Path, entries: list[tuple[list[str], list[str]]], quoted: bool, parentheses: bool
) -> None:
    left, right = ('"', '"') if quoted else ("{", "}")
    opening, closing = ("(", ")") if parentheses else ("{", "}")
    wrap = "\n  "
    text = "\n".join(
        f"@misc{opening}k{i},\n title = {left}{' '.join(title)}{right},\n"
        f" abstract = {left}{wrap.join(abstract)}{right}\n{closing}"
        for i, (title, abstract) in enumerate(entries)
    )
    records, reading = read_bib(tmp_path, text)
    assert reading.problems == []
    expected = [tuple(" ".join(PLAIN.get(w, w) for w in words) for words in e) for e in entries]
    assert [(record.metadata.title, record.abstract) for record in records] == expected
    heads = [i for i, line in enumerate(text.split("\n"), 1) if line.startswith("@misc")]
    assert [record.line for record in records] == heads


JUMBLE = st.lists(
    st.sampled_from(
        [
            *(
                "@article{",
                "@string(",
                "@comment{",
                "@preamble{",
                "k,",
                "title",
                "author",
                "=",
                "{",
                "}",
            ),
            *(
                '"',
                "#",
                ",",
                "\n",
                "\\",
                "(",
                ")",
                "Ice ",
                " and ",
                "\r",
                "%",
                "$",
                "@",
                "é",
                "2020",
            ),
        ]
    ),
    max_size=40,
).map("".join)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(jumble=JUMBLE)
def test_any_jumble_is_read_or_refused(tmp_path: Path, jumble: str) -> None:
    try:
        records, reading = read_bib(tmp_path, f"{jumble}\n@misc{{sound, title = {{Sound}}}}")
    except ReadError:
        return
    assert all(record.metadata.title for record in records)
    assert all("\n" not in problem.reason for problem in reading.problems)


def test_an_entry_takes_what_its_data_entries_hold(tmp_path: Path) -> None:
    text = """@xdata{press, publisher = {Ice Press}, year = 1999, xdata = {more}}
@xdata{more, keywords = {tides}}
@book{a, title = {Ice}, xdata = {press, missing}}
@book{b, title = {Snow}, year = 2001, xdata = {press}}"""
    records, reading = read_bib(tmp_path, text)
    found = [(r.metadata.title, r.metadata.year, r.metadata.tags) for r in records]
    assert found == [("Ice", 1999, ("tides",)), ("Snow", 2001, ("tides",))]
    assert reading.problems == []
    assert reading.notes == ["2 @xdata, which are about other entries and no papers, not counted"]


def test_entries_that_refer_to_each_other_end(tmp_path: Path) -> None:
    keys = [f"k{number}" for number in range(40)]
    text = "\n".join(
        f"@book{{{key}, title={{{key}}}, crossref={{k{(i + 1) % 40}}}, xdata={{{','.join(keys)}}}}}"
        for i, key in enumerate(keys)
    )
    records, _ = read_bib(tmp_path, text)
    assert [record.metadata.title for record in records] == keys


def test_a_set_is_no_paper(tmp_path: Path) -> None:
    records, reading = read_bib(tmp_path, "@set{s, entryset={a}}\n@misc{a, title={A}}")
    assert [record.metadata.cite_key for record in records] == ["a"]
    assert reading.problems == []


def test_a_part_without_a_title_goes_by_the_title_of_its_book(tmp_path: Path) -> None:
    text = """@inbook{part, crossref = {Book}, pages = {3--4}}
@book{book, title = {Ice}, author = {Frost, Ada}, year = 1999}"""
    (part, _), _ = read_bib(tmp_path, text)
    metadata = part.metadata
    assert (metadata.title, metadata.authors, metadata.year) == ("Ice", ("Ada Frost",), 1999)


def test_a_part_without_an_author_is_by_the_author_of_its_book(tmp_path: Path) -> None:
    text = """@inbook{part, crossref = {book}, title = {Snow}}
@inbook{other, crossref = {book}, title = {Hail}, author = {Rime, Bo}}
@book{book, title = {Ice}, author = {Frost, Ada}, year = 1999}"""
    (part, other, _), _ = read_bib(tmp_path, text)
    assert (part.metadata.authors, part.metadata.venue) == (("Ada Frost",), "Ice")
    assert other.metadata.authors == ("Bo Rime",)


def test_entries_without_keys_are_nobodys_parents(tmp_path: Path) -> None:
    records, _ = read_bib(tmp_path, "@book{,\n title={A}, year=1999}\n@article{,\n title={B}}")
    found = [(r.metadata.title, r.metadata.year, r.metadata.venue) for r in records]
    assert found == [("A", 1999, None), ("B", None, None)]


@pytest.mark.parametrize(
    ("fields", "authors"),
    [
        ("editor = {Rime, Bo and Frost, Ada}", ("Bo Rime", "Ada Frost")),
        ("author = {Frost, Ada}, editor = {Rime, Bo}", ("Ada Frost",)),
        ("author = {}, director = {Bo Rime}, editor = {X Y}", ("Bo Rime",)),
        ("translator = {Bo Rime}", ()),
        ("author = {family=Rime, given=Bo, prefix=van der, suffix=Jr}", ("Bo van der Rime Jr",)),
        ("author = {family=Rime, given=Bo, prefix=de, useprefix=true}", ("Bo de Rime",)),
        (
            'author = {given="Jean, Luc", family={M{\\"u}ller}, given-i=J and Frost, Ada}',
            ("Jean, Luc Müller", "Ada Frost"),
        ),
        ("author = {Frost, Ada; Rime, Bo; et al.}", ("Ada Frost", "Bo Rime")),
        ("author = {Frost, Ada and Fr&#246;st, Bo}", ("Ada Frost", "Bo Fröst")),
        ("editor = {Frost, Ada (Ed.) and Rime, Bo (eds.)}", ("Ada Frost", "Bo Rime")),
    ],
)
def test_people_are_found_where_they_are(
    tmp_path: Path, fields: str, authors: tuple[str, ...]
) -> None:
    assert metadata_of(tmp_path, fields).authors == authors


@pytest.mark.parametrize(
    ("fields", "pmid"),
    [
        ("pmid = {123456}", "123456"),
        ("pmid = {PMID: 123456}", "123456"),
        ("eprint = {123456}, eprinttype = {pubmed}", "123456"),
        ("eprint = {123456}", None),
        ("pmid = {PMC123}", None),
    ],
)
def test_a_pubmed_number_is_kept(tmp_path: Path, fields: str, pmid: str | None) -> None:
    assert metadata_of(tmp_path, fields).pmid == pmid


@pytest.mark.parametrize(
    ("kind", "fields", "title"),
    [
        ("proceedings", "booktitle = {Cold Conference}", "Cold Conference"),
        ("inreference", "title = {Dictionary of Ice}, lista = {Floe}", "Floe"),
        ("article", "title = {<i>In vivo</i> R&amp;D of H<sub>2</sub>O}", "In vivo R&D of H2O"),
        ("article", r"title = {A $\less$i$\greater$cold$\less$/i$\greater$ day}", "A cold day"),
    ],
)
def test_a_title_is_found_where_it_is(tmp_path: Path, kind: str, fields: str, title: str) -> None:
    (record,), _ = read_bib(tmp_path, f"@{kind}{{k, {fields}}}")
    assert record.metadata.title == title


def test_what_the_preamble_defines_is_put_in_place(tmp_path: Path) -> None:
    text = r"""@preamble{ "\newcommand{\nosort}[1]{} " # "\def\swap#1#2{#2#1}"
 # "\providecommand\Ice{sea ice}" # "\newcommand{\evil}[1]{\ifx#1\else\input{x}\fi}" }
@book{k, title = {{\nosort{1973a}}On \swap{ b}{a} \Ice{} \Ice}, author = {{\evil{Frost}}, Ada},
 url = {http://example.org/\Ice}}"""
    (record,), _ = read_bib(tmp_path, text)
    assert record.metadata.title == "On a b sea ice sea ice"
    assert record.metadata.authors == ("Ada Frost",)
    assert record.metadata.url == r"http://example.org/\Ice"


def test_a_library_is_isolated_for_it_may_be_slow() -> None:
    assert bibtex.isolated


def test_a_name_made_of_names_does_not_grow_without_bound(tmp_path: Path) -> None:
    lines = ['@string{a0 = "ice "}']
    lines += [f"@string{{a{i} = a{i - 1} # a{i - 1} # a{i - 1}}}" for i in range(1, 60)]
    (record,), _ = read_bib(
        tmp_path, "\n".join([*lines, "@misc{k, title = a2, abstract = a59 # a3}"])
    )
    assert record.metadata.title == " ".join(["ice"] * 9)
    assert 0 < len(record.abstract) <= 50_000


def test_notes_of_one_kind_are_one_line(tmp_path: Path) -> None:
    entry = "@misc{a, title={A}, year=1999, year=2000}\n"
    records, reading = read_bib(tmp_path, entry * 4)
    assert len(records) == 4
    assert reading.notes == [
        "the key a stands for two entries, both read: lines 1 and 2; and 2 more like it",
        "field year given twice, the first kept: entry a, line 1; and 3 more like it",
    ]
