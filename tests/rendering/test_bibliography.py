"""References as a .bib file: own entries as they stand, others from the record alone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.models import Paper, Source
from reviewer.reading import bibtex
from reviewer.reading.protocol import ReadingOptions
from reviewer.rendering.bibliography import bibliography, generated
from reviewer.rendering.cite_keys import cite_keys
from reviewer.rendering.latex import document
from reviewer.rendering.raw_entries import RawEntry, key_in, own_entries, raw_entries
from tests.rendering.drafts import MAXIMUM, PI, SOLE, WATER, paper
from tests.rendering.nouns import TEA, references
from tests.rendering.typeset import needs_tex, typeset

LIBRARY = """% my library
@string{jk = "Journal of Kettles"}
@STRING(pub = jk # { Press})
@string{unused = {Nobody}}

@Article{leaf:green,
   author  = "Ada Leaf and Bo  Cup",
   title = {Steeping {Times}},
   journal = JK, year = 2021, month = jan,
}
@inproceedings{part, title = {A {Part}}, author={Ida Long}, crossref = "Whole", publisher = pub}
@proceedings{whole, title = {All of It}, booktitle = {All of It}, year = 2020}
@misc{leaf:green, title = {Twice}}
@misc{broken, title = {never closed
@misc{ last , title = {Last}}
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "library.bib"
    path.write_text(LIBRARY, encoding="utf-8")
    return path


def owned(key: str, id_: str | None = None) -> Paper:
    return paper(id_ or key, "As read", cite_key=key)


def test_an_entry_says_what_the_record_says_and_no_more() -> None:
    assert generated(TEA, "tea") == (
        "@article{tea,\n"
        "  title = {Steeping Times for Green Tea},\n"
        "  author = {Ada Leaf and Bo Cup and Cy Pot},\n"
        "  journal = {Journal of Kettles},\n"
        "  year = {2021},\n"
        "  doi = {10.1000/tea},\n"
        "}"
    )
    assert generated(paper("bare", "never said"), "k") == "@misc{k,\n  title = {never said},\n}"


def test_the_kind_of_an_entry_is_what_its_venue_says() -> None:
    kinds = {
        "Proceedings of the Tea Meeting": "@inproceedings{k,\n  title = {T},\n  booktitle",
        "ICLR 2024": "@inproceedings{k,\n  title = {T},\n  booktitle",
        "IEEE Transactions on Tea": "@article{k,\n  title = {T},\n  journal",
        "The Kettle": "@misc{k,\n  title = {T},\n  howpublished",
        "arXiv preprint": "@misc{k,\n  title = {T},\n  howpublished",
    }
    for venue, start in kinds.items():
        shown = generated(paper("p", "T", venue=venue), "k").replace("{{T}}", "{T}")
        assert shown.startswith(start), venue
    preprint = generated(paper("p", "T", venue="arXiv", arxiv_id="2401.00001"), "k")
    assert "howpublished" not in preprint
    assert "  eprint = {2401.00001},\n  archivePrefix = {arXiv},\n" in preprint


def test_capitals_that_matter_are_held_by_braces() -> None:
    def title(text: str) -> str:
        return generated(paper("p", text), "k").splitlines()[1].strip()[9:-2]

    assert title("GPT-4 and MedQA Go to School") == "{GPT-4} and {MedQA} Go to School"
    assert title("a study of tea in Darjeeling with Bayes") == (
        "a study of tea in {Darjeeling} with {Bayes}"
    )
    assert title("On $O(N)$ in H$_2$O: A Test") == "On {$O(N)$} in {H}{$_2$}{O:} A Test"
    assert title("$A^2$Nav Is A Robot") == "{$A^2$}{Nav} Is A Robot"
    assert title("École and Übung Are Hard") == "{\\'E}cole and {\\\"U}bung Are Hard"
    assert title("Δ of Everything") == "{{\\ensuremath{\\Delta}}} of Everything"


def test_names_that_bibtex_would_cut_are_held_together() -> None:
    shown = generated(MAXIMUM, "k")
    assert 'author = {J{\\"u}rgen M{\\"u}ller and O\'Hara, Jr., Ann and ' in shown
    assert "and {Tea, Cup and Sons} and others}" in shown
    assert "url = {https://tea.example/a_b?c=%20&d=%7Bx%7D#top}" in shown
    assert "doi = {10.1000/a_b(c)}" in shown


def test_a_list_of_authors_in_one_name_is_a_note() -> None:
    crowd = ", ".join(f"Leaf {number}" for number in range(20))
    shown = generated(paper("p", "T", authors=(crowd, "Bo Cup")), "k")
    assert f"  note = {{{crowd}; Bo Cup}},\n" in shown
    assert "author" not in shown


def test_entries_of_a_library_are_read_as_they_stand(library: Path) -> None:
    entries = raw_entries(library)
    assert list(entries) == ["leaf:green", "part", "whole", "last"]
    first = entries["leaf:green"]
    assert first.text in LIBRARY
    assert first.text.startswith("@Article{leaf:green,\n   author")
    assert first.text.endswith("month = jan,\n}")
    assert first.before == (("jk", '@string{jk = "Journal of Kettles"}'),)
    assert [name for name, _ in entries["part"].before] == ["jk", "pub"]
    assert entries["part"].after == (entries["whole"].text,)
    assert entries["last"].text == "@misc{ last , title = {Last}}"


def test_a_field_given_twice_and_a_name_defined_twice_do_not_lose_an_entry(tmp_path: Path) -> None:
    path = tmp_path / "twice.bib"
    path.write_text("@string{a = 1}\n@string{a = 2}\n@misc{k, note = {x}, note = {y}, year = a}\n")
    entry = raw_entries(path)["k"]
    assert entry.text == "@misc{k, note = {x}, note = {y}, year = a}"
    assert entry.before == (("a", "@string{a = 2}"),)


def test_papers_find_their_entries_in_the_files_they_came_from(library: Path) -> None:
    def read_from(file: Path, key: str | None) -> Paper:
        source = Source(file=str(file), title="T", cite_key=key)
        return Paper(id=f"{file.name} {key}", title="T", cite_key=key, sources=(source,))

    papers = [
        read_from(library, "leaf:green"),
        read_from(library, "gone"),
        read_from(library.with_name("deleted.bib"), "leaf:green"),
        read_from(library.with_suffix(".ris"), "leaf:green"),
        read_from(library, None),
    ]
    entries = raw_entries(library)
    assert own_entries(papers) == {"library.bib leaf:green": entries["leaf:green"]}


def test_own_entries_are_written_as_they_stand_with_what_they_rest_on(library: Path) -> None:
    entries = raw_entries(library)
    cited = references(owned("part"), owned("leaf:green"), TEA)
    raw = {"part": entries["part"], "leaf:green": entries["leaf:green"]}
    key = cite_keys([TEA])[TEA.id]
    assert bibliography(cited, raw) == (
        f"{generated(TEA, key)}\n\n"
        '@string{jk = "Journal of Kettles"}\n\n'
        f"{entries['leaf:green'].text}\n\n"
        "@STRING(pub = jk # { Press})\n\n"
        f"{entries['part'].text}\n\n"
        f"{entries['whole'].text}\n"
    )


def test_an_entry_that_is_cited_and_lent_from_stands_once_and_last(library: Path) -> None:
    entries = raw_entries(library)
    cited = references(owned("whole"), owned("part"))
    shown = bibliography(cited, {key: entries[key] for key in ("whole", "part")})
    assert shown.count("@proceedings{whole") == 1
    assert shown.endswith(f"{entries['whole'].text}\n")


def test_no_key_is_changed_inside_of_an_entry() -> None:
    raw = {"p": RawEntry("@misc{other, title = {As written}}")}
    assert "As written" not in bibliography(references(owned("mine", "p")), raw)
    assert "As written" in bibliography(references(owned("other", "p")), raw)


def test_an_entry_whose_braces_bibtex_counts_otherwise_is_made_from_the_record() -> None:
    raw = {"p": RawEntry("@misc{mine, title = {An open \\{ brace}}")}
    assert bibliography(references(owned("mine", "p")), raw) == (
        "@misc{mine,\n  title = {As read},\n}\n"
    )


def test_no_references_give_an_empty_file() -> None:
    assert bibliography(()) == ""


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    empty = tmp_path / "empty.bib"
    empty.write_text("")
    with pytest.raises(ReadError):
        raw_entries(empty)


def test_entries_that_lend_to_each_other_end(tmp_path: Path) -> None:
    path = tmp_path / "round.bib"
    path.write_text("@misc{a, crossref={b}}\n@misc{b, crossref={a}}\n@string{x = x # y}\n")
    entries = raw_entries(path)
    assert entries["a"].after == (entries["b"].text,)


@given(st.text(), st.lists(st.text(), max_size=3), st.none() | st.text())
def test_no_record_opens_or_closes_an_entry(title: str, authors: list[str], venue: str) -> None:
    entry = generated(paper("p", title, authors=authors, venue=venue, url=title), "k")
    depth = [entry[: n + 1].count("{") - entry[: n + 1].count("}") for n in range(len(entry))]
    assert depth[-1] == 0
    assert min(depth[8:-1], default=1) > 0


def test_what_is_written_reads_back_as_the_same_papers(tmp_path: Path) -> None:
    papers = [TEA, PI, WATER, MAXIMUM, SOLE]
    keys = cite_keys(papers)
    path = tmp_path / "out.bib"
    path.write_text(bibliography(references(*papers)), encoding="utf-8")
    found = {
        record.metadata.cite_key: record.metadata for record in bibtex.read(path, ReadingOptions())
    }
    assert set(found) == set(keys.values())
    for one in papers:
        same = found[keys[one.id]]
        assert (same.year, same.doi, same.arxiv_id) == (one.year, one.doi, one.arxiv_id)
    assert found[keys[TEA.id]].authors == TEA.authors
    assert found[keys["max"]].authors == MAXIMUM.authors


@needs_tex
def test_bibtex_takes_own_entries_beside_made_ones(tmp_path: Path, library: Path) -> None:
    entries = raw_entries(library)
    cited = references(owned("part"), owned("leaf:green"), owned("whole"), TEA, MAXIMUM)
    raw = {key: entries[key] for key in ("part", "leaf:green", "whole")}
    source = document("\\nocite{*} Hello \\citet{part}.")
    typeset(tmp_path, source, bibliography(cited, raw))
    shown = (tmp_path / "draft.bbl").read_text(encoding="utf-8")
    assert "Journal of Kettles" in shown


def test_the_key_of_an_entry_is_found_however_it_is_spaced() -> None:
    assert key_in("@misc{a,}") == "a"
    assert key_in(" @ Book ( a:b , x=1)") == "a:b"
    assert key_in("@string{x = 1}") == ""
