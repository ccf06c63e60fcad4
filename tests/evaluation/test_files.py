"""Reading what BEIR and TREC write: every shape, and every line that is something else."""

import math
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.errors import UsageError
from reviewer.evaluation.beir import documents, read_queries
from reviewer.evaluation.inputs import read_inputs
from reviewer.evaluation.judgements import read_judgements
from reviewer.evaluation.problems import KEPT, Problems
from reviewer.evaluation.runs import Scored, read_run, run_lines
from tests.evaluation.beir_files import Harbour, write_lines

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)
SCORES = st.floats(min_value=-1000, max_value=1000)


def lines_of(problems: Problems) -> list[int | None]:
    return [failure.line for failure in problems.kept]


def test_documents_are_read_in_beirs_shape_and_in_scifacts_own(harbour: Harbour) -> None:
    found = list(documents(harbour.corpus, Problems()))
    assert [one.id for one in found] == ["eels", "fog#1", "7", "herons", "ferry", "kelp"]
    assert found[3].text == "Herons wait in reeds. They eat frogs."
    assert found[4].text == "It sails at noon."
    assert (found[2].title, found[5].text) == ("", "")
    assert found[5].line == 6


def test_a_compressed_corpus_and_numbers_as_ids_are_read(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "corpus.jsonl.gz", [{"doc_id": 12, "abstract": ["One.", "Two."]}])
    found = next(documents(path, Problems()))
    assert (found.id, found.text) == ("12", "One. Two.")


def test_a_broken_line_of_a_corpus_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    good = {"_id": "a", "text": "Good."}
    bad: list[dict[str, object] | str] = [
        '{"_id": "b", "text": "hal',
        "[1]",
        {"text": "nameless"},
        '{"_id": "\\ud800"}',
        "",
    ]
    path = write_lines(tmp_path / "c.jsonl", [*bad, "[" * 100_000, {"_id": True}, good])
    problems = Problems()
    assert [one.id for one in documents(path, problems)] == ["a"]
    assert lines_of(problems) == [1, 2, 3, 4, 6, 7]
    assert problems.kept[0].file == str(path)
    assert "half a line" in problems.kept[0].reason


def test_only_the_first_of_many_broken_lines_are_kept_and_all_are_counted(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "c.jsonl", ["no JSON"] * 500)
    problems = Problems()
    assert list(documents(path, problems)) == []
    assert (len(problems.kept), problems.count) == (KEPT, 500)


def test_a_query_without_text_or_id_or_asked_twice_is_passed_over(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"_id": "1", "text": "one"},
        {"_id": "2", "text": " "},
        {"text": "three"},
    ]
    rows += [{"_id": "1", "text": "again"}, {"id": 5, "claim": "five"}]
    problems = Problems()
    path = write_lines(tmp_path / "q.jsonl", rows)
    assert read_queries(path, problems) == {"1": "one", "5": "five"}
    assert lines_of(problems) == [2, 3, 4]
    assert "the query 2 has no text" in problems.kept[0].reason


@pytest.mark.parametrize(
    "rows",
    [
        ["query-id\tcorpus-id\tscore", "q\td\t2"],
        ["q\td\t2"],
        ["q 0 d 2"],
        ["q\t0\td\t2.0"],
        ["q d 2"],
    ],
)
def test_judgements_are_read_in_three_columns_and_in_four(tmp_path: Path, rows: list[str]) -> None:
    problems = Problems()
    assert read_judgements(write_lines(tmp_path / "q.tsv", rows), problems) == {"q": {"d": 2}}
    assert problems.count == 0


def test_an_id_with_spaces_stands_between_tabs(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "q.tsv", ["q 1\tOn the Eels of May\t1"])
    assert read_judgements(path, Problems()) == {"q 1": {"On the Eels of May": 1}}


def test_wrong_columns_and_grades_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    rows = ["q\ta\t1", "q\tb", "q\tc\tgood", "q\td\t0.5", "q\te\t99999999999", "q\tf\t-1"]
    rows += ["q\t\t1", "a b c d e", "q\tg\tnan", "q\ta\t1", "q\ta\t2"]
    problems = Problems()
    found = read_judgements(write_lines(tmp_path / "q.tsv", rows), problems)
    assert found == {"q": {"a": 1, "f": -1}}
    assert lines_of(problems) == [2, 3, 4, 5, 7, 8, 9, 11]
    assert "was judged 1" in problems.kept[-1].reason


def test_a_bad_first_line_that_is_no_header_is_named(tmp_path: Path) -> None:
    problems = Problems()
    read_judgements(write_lines(tmp_path / "q.tsv", ["q\td\t0.5", "q\td\t1"]), problems)
    assert lines_of(problems) == [1]


@pytest.mark.parametrize("name", ["queries", "qrels", "baseline"])
@pytest.mark.parametrize("kind", ["missing", "folder", "empty", "binary", "other text", "cut.gz"])
def test_a_file_that_is_something_else_is_an_error_that_names_it(
    harbour: Harbour, tmp_path: Path, name: str, kind: str
) -> None:
    path = tmp_path / kind
    if kind == "folder":
        path.mkdir()
    elif kind == "cut.gz":
        path.write_bytes(write_lines(tmp_path / "whole.gz", ["x y z"] * 9).read_bytes()[:20])
    elif kind != "missing":
        content = {"empty": b"", "binary": b"%PDF-1.7\0\0", "other text": "Fünf Wörter.\n".encode()}
        path.write_bytes(content[kind])
    files = {"queries": harbour.queries, "qrels": harbour.qrels, "baseline": None, name: path}
    with pytest.raises(UsageError, match=str(path)) as caught:
        read_inputs(files["queries"] or path, files["qrels"] or path, files["baseline"])
    assert caught.value.hint


def test_judgements_of_other_queries_are_an_error_that_shows_both_ids(harbour: Harbour) -> None:
    write_lines(harbour.qrels, ["17\td\t1"])
    with pytest.raises(UsageError, match="judges none of the queries") as caught:
        read_inputs(harbour.queries, harbour.qrels)
    assert "'q1'" in caught.value.hint
    assert "'17'" in caught.value.hint


def test_a_baseline_of_other_queries_is_an_error(harbour: Harbour, tmp_path: Path) -> None:
    run = write_lines(tmp_path / "run", ["17 Q0 d 1 0.5 x"])
    with pytest.raises(UsageError, match="has none of the queries"):
        read_inputs(harbour.queries, harbour.qrels, run)


def test_judged_queries_that_are_not_asked_are_noted(harbour: Harbour) -> None:
    write_lines(harbour.qrels, ["q1\teels\t1", "q99\teels\t1"])
    found = read_inputs(harbour.queries, harbour.qrels)
    assert found.notes == ("1 of 2 judged queries are not among those asked",)


def test_a_run_is_sorted_by_score_and_equal_scores_as_trec_eval_does(tmp_path: Path) -> None:
    rows = ["q Q0 a 1 0.5 x", "q Q0 b 2 0.5 x", "q Q0 c 3 0.9 x", "q\tQ0\td\t4\t-1\tx"]
    found = read_run(write_lines(tmp_path / "run", rows), Problems())
    assert [one.document for one in found["q"]] == ["c", "b", "a", "d"]


def test_lines_that_are_none_of_a_run_are_named(tmp_path: Path) -> None:
    rows = ["q Q0 a 1 0.5 x", "q a 1", "q Q0 b 2 high x", "q Q0 c 3 nan x", "q Q0 d 4 inf x"]
    rows += ["q Q0 a 5 0.4 x", "q Q0 a 5 0.5 x"]
    problems = Problems()
    found = read_run(write_lines(tmp_path / "run", rows), problems)
    assert found == {"q": [Scored("a", 0.5)]}
    assert lines_of(problems) == [2, 3, 4, 5, 6]


def test_equal_scores_are_written_apart_in_their_order() -> None:
    text = run_lines({"q": [Scored("a", 0.5), Scored("b", 0.5), Scored("c", 0.5)]})
    assert text.splitlines() == [
        "q Q0 a 1 0.500000 reviewer",
        "q Q0 b 2 0.499999 reviewer",
        "q Q0 c 3 0.499998 reviewer",
    ]


def test_an_id_with_a_space_cannot_be_written_to_a_run() -> None:
    with pytest.raises(UsageError, match="'On Eels'"):
        run_lines({"q": [Scored("On Eels", 0.5)]})


@given(st.dictionaries(NAMES, st.dictionaries(NAMES, SCORES, min_size=1), min_size=1))
def test_a_run_that_is_written_is_read_back_in_the_same_order(
    tmp_path_factory: pytest.TempPathFactory, scores: dict[str, dict[str, float]]
) -> None:
    run = {
        query: sorted((Scored(*pair) for pair in own.items()), key=lambda one: -one.score)
        for query, own in scores.items()
    }
    path = tmp_path_factory.mktemp("runs") / "run"
    path.write_text(run_lines(run), encoding="utf-8")
    found = read_run(path, Problems())
    assert {q: [one.document for one in ranked] for q, ranked in found.items()} == {
        q: [one.document for one in ranked] for q, ranked in run.items()
    }
    for ranked in found.values():
        assert all(math.isfinite(one.score) for one in ranked)


@given(st.lists(st.text(max_size=30), min_size=1))
def test_any_text_as_judgements_or_a_run_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str]
) -> None:
    path = tmp_path_factory.mktemp("any") / "file"
    path.write_text("\n".join(rows), encoding="utf-8", errors="replace", newline="")
    for read in (read_judgements, read_run, read_queries):
        with suppress(UsageError):
            assert read(path, Problems())
