"""`reviewer eval retrieval`: what it prints, and what it says of bad input."""

import io
import json
from pathlib import Path

import pytest

from reviewer.cli import main
from reviewer.errors import ExitCode
from tests.evaluation.beir_files import DOCUMENTS, Harbour, write_judgements, write_lines
from tests.surfaces import Result, Review


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Desk:
    """The harbour's files, searched by words only, through the command line."""

    def __init__(self, harbour: Harbour, capture: pytest.CaptureFixture[str]) -> None:
        self.harbour = harbour
        self._capture = capture
        (harbour.folder / "reviewer.toml").write_text('[embedding]\nmodel = "none"\n')

    def run(self, *words: str) -> Result:
        self._capture.readouterr()
        code = main(["-w", str(self.harbour.folder), *self.harbour.words(), *words])
        out, err = self._capture.readouterr()
        return Result(code, out, err)


@pytest.fixture
def desk(harbour: Harbour, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(harbour, capsys)


def test_the_first_line_says_what_happened_and_a_table_follows(desk: Desk) -> None:
    shown = desk.run()
    assert (shown.code, shown.err) == (ExitCode.OK, "")
    lines = shown.out.splitlines()
    assert lines[0] == "asked 4 queries of 6 documents, 3 of them counted"
    assert lines[1].split() == ["mean", "95", "%", "interval"]
    assert lines[2].split()[:2] == ["nDCG@10", "0.8710"]
    assert lines[5].split() == ["MRR", "1.0000", "1.0000", "to", "1.0000"]
    assert "settings that are not the default: embedding.model = none" in lines
    assert "not counted: 1 query with nothing relevant" in lines
    assert "embedder: none" in lines
    assert "fewer than 6 documents were found for 3 queries" in lines


def test_a_query_for_which_nothing_is_found_is_counted_with_zeros(desk: Desk) -> None:
    write_lines(desk.harbour.queries, [{"_id": "q1", "text": "eels"}, {"_id": "q2", "text": "zzz"}])
    shown = desk.run()
    assert "nothing was found for 1 query" in shown.out.splitlines()
    assert "fewer than 6 documents were found for 1 query" in shown.out.splitlines()
    value = json.loads(desk.run("--json").out)
    assert (value["judged"], value["nothing_found"], value["fell_short"]) == (2, 1, 2)
    assert value["measures"][-1]["mean"] == 0.5


def test_json_holds_everything_and_each_query_only_where_it_is_wanted(desk: Desk) -> None:
    value = json.loads(desk.run("--json").out)
    assert value["judged"] == 3
    assert value["per_query"] == []
    assert [one["measure"] for one in value["measures"]] == [
        "nDCG@10",
        "recall@10",
        "recall@100",
        "MRR",
    ]
    queries = json.loads(desk.run("--json", "--per-query").out)["per_query"]
    assert queries[0]["query"] == "q1"
    assert queries[0]["figures"]["MRR"] == 1.0


def test_the_figures_of_each_query_are_a_table_too(desk: Desk) -> None:
    lines = desk.run("--per-query").out.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("query"))
    assert lines[at].split() == ["query", "nDCG@10", "recall@10", "recall@100", "MRR", "found"]
    assert [line.split()[0] for line in lines[at + 1 :]] == ["q1", "q2", "q3"]


def test_a_run_is_the_same_each_time_and_a_tie_as_a_baseline(desk: Desk, tmp_path: Path) -> None:
    shown = desk.run("--run", str(tmp_path / "a.run"))
    assert shown.err == f"wrote {tmp_path / 'a.run'}\n"
    desk.run("--run", str(tmp_path / "b.run"))
    content = (tmp_path / "a.run").read_text()
    assert (tmp_path / "b.run").read_text() == content
    assert content.splitlines()[0].split()[:4] == ["q1", "Q0", "eels", "1"]
    lines = desk.run("--baseline", str(tmp_path / "a.run")).out.splitlines()
    at = next(n for n, line in enumerate(lines) if line.split()[:1] == ["baseline"])
    assert lines[at].split()[:5] == ["baseline", "difference", "95", "%", "interval"]
    assert lines[at].endswith("p  won / tied / lost")
    words = lines[at + 4].split()
    assert words[:3] == ["MRR", "1.0000", "+0.0000"]
    assert words[-6:] == ["1.0000", "0", "/", "3", "/", "0"]


def test_lines_that_were_passed_over_are_named_and_the_code_says_so(desk: Desk) -> None:
    write_lines(desk.harbour.corpus, ["{broken", *DOCUMENTS])
    desk.harbour.qrels.write_text(desk.harbour.qrels.read_text() + "q1\teels\tmany\n")
    shown = desk.run()
    assert shown.code == ExitCode.PARTIAL
    assert f"passed over {desk.harbour.corpus}:1: " in shown.err
    assert f"passed over {desk.harbour.qrels}:7: 'many' is no grade" in shown.err
    assert shown.out.startswith("asked 4 queries of 6 documents")


def test_more_broken_lines_than_are_listed_are_counted(desk: Desk) -> None:
    write_lines(desk.harbour.corpus, [*["{broken"] * 50, *DOCUMENTS])
    assert desk.run().err.splitlines()[-1] == "passed over: 50 lines in all"


def test_a_kept_store_is_named_by_the_option_of_every_command(desk: Desk, tmp_path: Path) -> None:
    place = tmp_path / "kept"
    assert desk.run("--store", str(place)).code == ExitCode.OK
    assert (place / "corpus.json").is_file()
    assert desk.run("--store", str(place)).code == ExitCode.OK


def test_a_corpus_is_never_put_into_the_store_of_the_review(desk: Desk) -> None:
    assert desk.run().code == ExitCode.OK
    assert not (desk.harbour.folder / "vectorstore").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--corpus", "/nowhere.jsonl"], "/nowhere.jsonl: there is no such file"),
        (["--exclude", "/nowhere.txt"], "/nowhere.txt: there is no such file"),
        (["--baseline", "/"], "/: this is a folder"),
        (["--run", "/nowhere/x.run"], "/nowhere/x.run cannot be written"),
        (["--depth", "0"], "greater than or equal to 1"),
    ],
)
def test_an_option_that_makes_no_sense_is_two_lines(
    desk: Desk, words: list[str], says: str
) -> None:
    shown = desk.run(*words)
    assert shown.code == ExitCode.USAGE
    assert shown.out == ""
    first, second = shown.err.splitlines()
    assert says in first
    assert second.startswith("hint: ")


def test_an_exclusion_without_a_corpus_makes_no_sense(review: Review, harbour: Harbour) -> None:
    shown = review.run(
        *("eval", "retrieval", str(harbour.queries), "--qrels", str(harbour.qrels)),
        *("--exclude", str(harbour.qrels)),
    )
    assert shown.code == ExitCode.USAGE
    assert "--exclude is for a corpus" in shown.err


def test_an_id_with_a_space_fails_the_run_file_and_not_the_table(
    desk: Desk, tmp_path: Path
) -> None:
    write_lines(desk.harbour.corpus, [*DOCUMENTS, {"_id": "an eel", "text": "Eels at night."}])
    shown = desk.run("--run", str(tmp_path / "x.run"))
    assert shown.code == ExitCode.USAGE
    assert shown.out.startswith("asked 4 queries")
    assert "'an eel'" in shown.err


def collection_files(folder: Path, judgements: dict[str, dict[str, int]]) -> list[str]:
    queries = [{"_id": "1", "text": "counting honeybees by sound"}, {"_id": "2", "text": "swarms"}]
    asked = write_lines(folder / "asked.jsonl", queries)
    judged = write_judgements(folder / "judged.tsv", judgements)
    return ["eval", "retrieval", str(asked), "--qrels", str(judged)]


def test_without_a_corpus_the_collection_is_searched(review: Review, tmp_path: Path) -> None:
    judged = {"1": {"10.1000/bees.2019": 1}, "2": {"Hive weight predicts swarming": 1}}
    run = tmp_path / "own.run"
    words = collection_files(tmp_path, {**judged, "2": {**judged["2"], "nobody2020": 1}})
    shown = review.run(*words, "--json")
    value = json.loads(shown.out)
    assert shown.code == ExitCode.OK
    assert value["documents"]["searched"] == 5
    assert value["documents"]["corpora"] == []
    assert value["missing"] == 1
    assert value["measures"][-1]["mean"] == 1.0
    assert value["measures"][1]["mean"] == 0.75
    text = review.run(*words).out
    assert "asked 2 queries of 5 papers, each counted" in text
    assert "1 relevant judgement is of papers that are not there" in text
    refused = review.run(*words, "--run", str(run))
    assert refused.code == ExitCode.USAGE  # a title is no id for a run file


def test_a_run_over_the_collection_is_a_baseline_for_it(review: Review, tmp_path: Path) -> None:
    words = collection_files(tmp_path, {"1": {"10.1000/bees.2019": 1}})
    run = str(tmp_path / "own.run")
    assert review.run(*words, "--run", run).code == ExitCode.OK
    assert "10.1000/bees.2019" in Path(run).read_text()
    value = json.loads(review.run(*words, "--baseline", run, "--json").out)
    assert {one["ties"] for one in value["baseline"]} == {1}


def test_judgements_of_papers_that_are_not_there_are_an_error(
    review: Review, tmp_path: Path
) -> None:
    shown = review.run(*collection_files(tmp_path, {"1": {"nobody2020": 1}}))
    assert shown.code == ExitCode.USAGE
    assert "none of the judged papers is in this collection, for example 'nobody2020'" in shown.err


def test_a_review_without_papers_is_told_so(empty: Review, harbour: Harbour) -> None:
    shown = empty.run("eval", "retrieval", str(harbour.queries), "--qrels", str(harbour.qrels))
    assert shown.code == ExitCode.NOTHING
    assert "no papers in" in shown.err


def test_progress_is_drawn_where_somebody_watches(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    main(["-w", str(desk.harbour.folder), *desk.harbour.words()])
    assert "6/6 documents" in screen.getvalue()
    assert "4/4 queries" in screen.getvalue()


def test_eval_alone_shows_its_commands(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval"]) == 0
    assert "retrieval" in capsys.readouterr().out
