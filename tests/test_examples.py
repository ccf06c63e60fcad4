"""The example library and the questions about it: what the README and `make demo` rely on."""

import json
import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.model import Entry

from reviewer.cli import main
from reviewer.errors import ExitCode
from reviewer.text.sentences import sentences
from reviewer.text.titles import title_key

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
TEXT = (EXAMPLES / "library.bib").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def library() -> Library:
    return parse_string(TEXT)


def value(entry: Entry, name: str) -> str:
    return str(entry.fields_dict[name].value)


def keys_by_title(library: Library) -> dict[str, list[str]]:
    titles: dict[str, list[str]] = {}
    for entry in library.entries:
        titles.setdefault(title_key(value(entry, "title")), []).append(entry.key)
    return titles


def test_every_entry_parses_and_no_key_repeats(library: Library) -> None:
    assert library.failed_blocks == []
    assert len(library.entries) == len(re.findall(r"(?m)^@(?:article|inproceedings|misc)\{", TEXT))
    assert len(library.entries_dict) == len(library.entries)


def test_every_entry_has_title_authors_year_and_abstract(library: Library) -> None:
    wanted = {"title", "author", "year", "abstract"}
    missing = {e.key: wanted - e.fields_dict.keys() for e in library.entries}
    assert not {key: names for key, names in missing.items() if names}
    assert all(re.fullmatch(r"(?:19|20)\d\d", value(e, "year")) for e in library.entries)


def test_no_author_list_is_cut_short(library: Library) -> None:
    cut = re.compile(r"\b(?:others|et al)\b", re.IGNORECASE)
    assert not [e.key for e in library.entries if cut.search(value(e, "author"))]


def test_a_cite_key_is_a_family_name_the_year_and_a_word(library: Library) -> None:
    for entry in library.entries:
        assert re.fullmatch(rf"[a-z]+{value(entry, 'year')}[a-z0-9]+", entry.key), entry.key


def test_at_least_45_papers_are_distinct_and_one_is_there_twice(library: Library) -> None:
    titles = keys_by_title(library)
    assert len(titles) >= 45
    repeated = [keys for keys in titles.values() if len(keys) > 1]
    assert [sorted(keys) for keys in repeated] == [["asai2023selfrag", "asai2024selfrag"]]


def test_no_identifier_belongs_to_two_papers(library: Library) -> None:
    for name in ("doi", "eprint"):
        counts = Counter(value(e, name) for e in library.entries if name in e.fields_dict)
        assert not [identifier for identifier, count in counts.items() if count > 1]


def test_every_abstract_has_60_to_200_words_in_4_to_8_sentences(library: Library) -> None:
    for entry in library.entries:
        abstract = value(entry, "abstract")
        assert 60 <= len(abstract.split()) <= 200, entry.key
        assert 4 <= len(sentences(abstract)) <= 8, entry.key


def test_no_two_abstracts_share_a_sentence(library: Library) -> None:
    found = Counter(
        chain.from_iterable(set(sentences(value(e, "abstract"))) for e in library.entries)
    )
    assert not [sentence for sentence, count in found.items() if count > 1]


def test_it_holds_the_habits_of_real_bibtex_files(library: Library) -> None:
    assert {entry.entry_type for entry in library.entries} == {"article", "inproceedings", "misc"}
    assert len(library.strings) == 1
    assert len(library.comments) == 1
    for habit in ("{B}{M}25", r"{\'e}", r"{\"u}", r"\%", "--"):
        assert habit in TEXT


def test_the_readme_counts_what_is_there(library: Library) -> None:
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    papers = len(keys_by_title(library))
    assert f"{len(library.entries)} BibTeX entries for {papers} papers" in readme


def test_every_gold_paper_of_the_questions_is_in_the_library(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "reviewer.toml").write_text('[embedding]\nmodel = "none"\n')
    folder = ["-w", str(tmp_path)]
    assert main([*folder, "ingest", "--quiet", str(EXAMPLES)]) == ExitCode.OK
    capsys.readouterr()
    questions = str(EXAMPLES / "questions.jsonl")
    assert main([*folder, "eval", "answers", questions, "--json"]) == ExitCode.OK
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert err == ""
    assert found["missing"] == found["notes"] == []
    assert (found["questions"], found["unanswerable"]) == (23, 5)
    assert (found["number_errors"], found["invented"], found["altered"]) == (0, 0, 0)


def test_every_string_that_an_answer_must_contain_is_in_a_gold_paper(library: Library) -> None:
    abstracts = {
        entry.key: value(entry, "abstract").replace("\\%", "%") for entry in library.entries
    }
    for line in (EXAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = " ".join(abstracts.get(key, "") for key in row.get("gold", ())).casefold()
        for wanted in row.get("must_contain", ()) if text.strip() else ():
            some = [wanted] if isinstance(wanted, str) else wanted
            assert any(one.casefold() in text for one in some), (row["id"], wanted)
