"""`reviewer eval answers`: labelled questions in, figures out; and what it says of bad input."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from reviewer.cli import main
from reviewer.errors import ExitCode, UsageError
from reviewer.evaluation.answers.marking import held, reasons
from reviewer.evaluation.answers.questions import read_labels
from reviewer.models import Answer, LeftOut
from reviewer.workspace import Workspace
from tests.evaluation.beir_files import write_lines
from tests.scripted_server import Reply, Request, Serve
from tests.surfaces import Result, Review

BEES = "Counting Bees with Cheap Microphones"
ASKED: list[dict[str, object]] = [
    {
        "id": "bees",
        "question": "How are honeybees counted by sound?",
        "type": "single",
        "titles": [BEES],
        "must_contain": ["microphone", ["7 %", "7%"], "elephants"],
    },
    {"id": "swarms", "question": "How is a swarm announced by hive weight?", "gold": "nobody2020"},
    {"id": "none", "question": "Who composed the violin sonata?", "type": "unanswerable"},
]


def ask(review: Review, rows: Sequence[dict[str, object] | str], *words: str) -> Result:
    path = write_lines(review.folder / "asked.jsonl", rows)
    return review.run("eval", "answers", str(path), *words)


def value_of(shown: Result) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(shown.out)
    return value


def measures(value: dict[str, Any], group: int = 0) -> dict[str, float]:
    return {one["measure"]: one["mean"] for one in value["groups"][group]["measures"]}


def test_papers_strings_and_abstention_are_measured(review: Review) -> None:
    shown = ask(review, [*ASKED], "--json", "--per-question")
    value = value_of(shown)
    assert shown.code == ExitCode.OK
    assert (value["questions"], value["answerable"], value["unanswerable"]) == (3, 2, 1)
    found = measures(value)
    assert found["gold papers cited"] == 0.5
    assert found["required strings in statements"] == pytest.approx(2 / 3)
    assert found["abstention precision"] == found["abstention recall"] == 1.0
    assert found["answerable questions answered"] == 1.0
    assert (value["number_errors"], value["invented"], value["altered"]) == (0, 0, 0)
    one = value["per_question"][0]
    assert (one["gold_cited"], one["strings_stated"], one["strings"]) == (1, 2, 3)


def test_each_type_is_a_group_of_its_own(review: Review) -> None:
    value = value_of(ask(review, [*ASKED], "--json"))
    assert [group["type"] for group in value["groups"]] == [
        "all",
        "single",
        "question",
        "unanswerable",
    ]
    assert value["per_question"] == []
    assert measures(value, 3)["answered"] == 0.0


def test_the_first_line_says_what_happened_and_tables_follow(review: Review) -> None:
    shown = ask(review, [*ASKED], "--per-question")
    lines = shown.out.splitlines()
    assert lines[0] == "asked 3 questions of 5 papers: 2 answerable, 1 not"
    assert lines[1].split() == ["mean", "95", "%", "interval", "of"]
    assert any(line.startswith("must be 0: ") for line in lines)
    assert lines[-1].split()[:3] == ["none", "unanswerable", "abstained"]
    assert "1 gold paper is not in the collection, and counted as not cited" in lines


def test_a_gold_paper_that_is_not_there_is_named_with_its_line(review: Review) -> None:
    shown = ask(review, [*ASKED])
    path = review.folder / "asked.jsonl"
    assert f"{path}:2: the gold paper 'nobody2020' is not in the collection" in shown.err


def test_without_a_single_gold_paper_the_file_is_of_another_collection(review: Review) -> None:
    shown = ask(review, [ASKED[1]])
    assert shown.code == ExitCode.USAGE
    assert "none of the gold papers is in this collection" in shown.err
    assert "asked.jsonl:1 " in shown.err


@pytest.mark.parametrize(
    "gold",
    [BEES, BEES.upper(), "10.1000/bees.2019", {"doi": "10.1000/bees.2019"}, {"title": BEES}],
)
def test_a_gold_paper_is_called_what_the_user_calls_it(review: Review, gold: object) -> None:
    row: dict[str, object] = {"question": "How are honeybees counted?", "papers": [gold]}
    assert measures(value_of(ask(review, [row], "--json")))["gold papers cited"] == 1.0


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{broken", "asked.jsonl:1: "),
        ('["a list"]', "asked.jsonl:1: "),
        ({"question": " "}, "asked.jsonl:1: the question is empty"),
        ({"question": "?!"}, "asked.jsonl:1: the question holds no word"),
        ({"words": "which?"}, "asked.jsonl:1: the question is empty"),
        ({"question": ["which"]}, "asked.jsonl:1: the question is no text but \"['which']\""),
        ({"question": "a", "answerable": "no"}, "asked.jsonl:1: answerable is 'no'"),
        ({"question": "a", "titles": [None]}, "asked.jsonl:1: a gold paper has no name"),
        ({"question": "a", "must_contain": [""]}, "asked.jsonl:1: '' in must_contain is no text"),
        ({"question": "a", "answerable": False, "gold": "x"}, "asked.jsonl:1: it is unanswerable"),
    ],
)
def test_a_line_that_is_no_question_is_named_and_the_rest_is_asked(
    review: Review, line: dict[str, object] | str, says: str
) -> None:
    shown = ask(review, [line, ASKED[0]])
    assert shown.code == ExitCode.PARTIAL
    assert says in shown.err
    assert shown.out.startswith("asked 1 question of 5 papers")


def test_an_id_that_stands_twice_counts_once(review: Review) -> None:
    shown = ask(review, [ASKED[0], ASKED[0]])
    assert "asked.jsonl:2: a second question bees" in shown.err
    assert shown.out.startswith("asked 1 question")


def test_a_field_that_means_nothing_is_told_with_its_first_line(review: Review) -> None:
    shown = ask(review, [ASKED[0], {"question": "swarms?", "must_contains": ["x"]}])
    assert shown.code == ExitCode.OK
    assert "asked.jsonl:2: the field 'must_contains' means nothing here and is not used" in (
        shown.err
    )
    assert "asked.jsonl:2: 1 answerable questions name neither a gold paper nor a string" in (
        shown.err
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no question in "),
        (b"\n\n", "no question in "),
        (b"[]\n", "line 1: "),
        (b"\xff\xfe\xfa", "asked.jsonl: "),
        (b'{"question": "\\ud800"}\n', "line 1: half a Unicode character"),
    ],
)
def test_a_file_without_a_question_is_two_lines(review: Review, content: bytes, says: str) -> None:
    path = review.folder / "asked.jsonl"
    path.write_bytes(content)
    shown = review.run("eval", "answers", str(path))
    assert (shown.code, shown.out) == (ExitCode.USAGE, "")
    first, second = shown.err.splitlines()
    assert says in first
    assert second.startswith("hint: ")


def test_a_file_that_is_not_there_is_two_lines(review: Review) -> None:
    shown = review.run("eval", "answers", "/nowhere.jsonl")
    assert shown.code == ExitCode.USAGE
    assert shown.err.startswith("error: /nowhere.jsonl: there is no such file\nhint: ")


def test_a_compressed_file_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "asked.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"question": "why?"}\n'))
    assert [one.text for one in read_labels(path).questions] == ["why?"]


def test_a_question_without_an_id_is_called_by_its_line(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", ["", {"question": "why?"}, {"text": "how?"}])
    assert [one.id for one in read_labels(path).questions] == ["line 2", "line 3"]


def test_nothing_but_broken_lines_says_what_is_wrong_with_the_first(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", [{"question": ""}])
    with pytest.raises(UsageError, match="line 1: the question is empty"):
        read_labels(path)


@pytest.mark.parametrize(
    ("string", "text", "stands"),
    [
        ("8x", "8x compression", True),
        ("8x", "a 128x window", False),
        ("20", "20.5 points", False),
        ("20", "up to 20.", True),
        ("20%", r"20\% of tokens", True),
        ("5", "0.5 or 2,5", False),
        ("calibrat", "Calibrated models", True),
        ("once", "concerns", False),
        ("H2O", "the H$_2$O method", True),
        ("good-turing estimate", "a Good-Turing\nestimate", True),
    ],
)
def test_a_string_stands_there_as_a_word_or_a_number_of_its_own(
    string: str, text: str, stands: bool
) -> None:
    assert held([(string,)], [text]) == int(stands)


def test_any_of_the_alternatives_is_enough() -> None:
    assert held([("seven", "7"), ("eight", "8")], ["It is 7."]) == 1


def test_reasons_are_counted_without_their_figures() -> None:
    left_out = [
        LeftOut(text="a", reason="its quotes do not say 12, 34.5%"),
        LeftOut(text="b", reason="its quotes do not say 7"),
        LeftOut(text="c", reason="it leads to no sentence that was offered: 7 bees"),
    ]
    assert reasons(Answer(question="q", left_out=tuple(left_out))) == {
        "its quotes do not say …": 2,
        "it leads to no sentence that was offered": 1,
    }


def with_model(review: Review, url: str) -> tuple[str, ...]:
    return ("--base-url", url, "--model", "scripted", "--no-cache")


def test_a_model_that_fails_once_costs_that_question_and_is_counted(
    review: Review, serve: Serve
) -> None:
    def reply(request: Request) -> Reply:
        if "swarm" in request.prompt:
            return Reply("no", status=400)
        return Reply("A microphone counts honeybees within 7% of a count by hand [1.2] [1.3].")

    server = serve(reply)
    rows: list[dict[str, object]] = [
        ASKED[0],
        {"id": "w", "question": "How does hive weight predict a swarm?"},
    ]
    shown = ask(review, [*rows], "--json", "--per-question", *with_model(review, server.base_url))
    value = value_of(shown)
    failed = value["model_failures"] + value["fell_back"]
    assert failed == 1
    assert value["model"] == "scripted"
    assert value["usage"]["calls"] >= 1
    assert value["per_question"][0]["error"] is None


def test_a_model_that_is_not_there_ends_the_command(review: Review) -> None:
    shown = ask(review, [ASKED[0]], *with_model(review, "http://127.0.0.1:9/v1"))
    assert (shown.code, shown.out) == (ExitCode.MODEL, "")
    assert "http://127.0.0.1:9/v1" in shown.err


def test_a_judge_without_a_model_makes_no_sense(review: Review) -> None:
    shown = ask(review, [ASKED[0]], "--judge")
    assert shown.code == ExitCode.USAGE
    assert "--judge needs a language model" in shown.err


def test_a_review_without_papers_is_told_so(empty: Review) -> None:
    shown = ask(empty, [ASKED[0]])
    assert shown.code == ExitCode.NOTHING
    assert "no papers in" in shown.err


def test_eval_lists_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval"]) == 0
    assert "answers" in capsys.readouterr().out


SWARMS: dict[str, object] = {"id": "w", "question": "How does hive weight predict a swarm?"}


@pytest.mark.parametrize(("status", "counted"), [(401, "model_failures"), (400, "fell_back")])
def test_a_question_without_an_answer_and_a_verbatim_one_are_told_apart(
    review: Review, serve: Serve, status: int, counted: str
) -> None:
    def reply(request: Request) -> Reply:
        if "hive weight" in request.prompt:
            return Reply("no", status=status)
        return Reply("A microphone counts honeybees within 7% of a count by hand [1.2] [1.3].")

    server = serve(reply)
    shown = ask(review, [ASKED[0], SWARMS], "--json", *with_model(review, server.base_url))
    value = value_of(shown)
    other = {"model_failures": "fell_back", "fell_back": "model_failures"}[counted]
    assert (value[counted], value[other]) == (1, 0)
    assert shown.code == (ExitCode.PARTIAL if status == 401 else ExitCode.OK)
    assert (f"{review.folder / 'asked.jsonl'}:2: no answer: " in shown.err) == (status == 401)


def test_a_model_that_fails_at_every_question_ends_the_command(
    review: Review, serve: Serve
) -> None:
    server = serve(lambda request: Reply("no", status=401))
    shown = ask(review, [ASKED[0], SWARMS], *with_model(review, server.base_url))
    assert (shown.code, shown.out) == (ExitCode.MODEL, "")


def test_an_interrupt_ends_the_asking_and_what_was_asked_is_counted(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Workspace.ask
    asked: list[str] = []

    def once(self: Workspace, question: str, *, deep: bool) -> Answer:
        if asked:
            raise KeyboardInterrupt
        asked.append(question)
        return real(self, question, deep=deep)

    monkeypatch.setattr(Workspace, "ask", once)
    shown = ask(review, [*ASKED])
    assert shown.code == ExitCode.INTERRUPTED
    assert shown.out.startswith("asked 1 question (of 3: it was interrupted) of 5 papers")


def test_a_judge_goes_over_what_is_shown(review: Review, serve: Serve) -> None:
    def reply(request: Request) -> str:
        if "Statement:" in request.prompt:
            return "1. supported"
        return "A microphone counts honeybees within 7% of a count by hand [1.2] [1.3]."

    server = serve(reply)
    words = with_model(review, server.base_url)
    value = value_of(ask(review, [ASKED[0]], "--json", "--per-question", "--judge", *words))
    one = value["per_question"][0]
    assert (one["judged"], one["judged_supported"]) == (one["statements"], one["statements"])
    assert measures(value)["statements supported, says the judge"] == 1.0
    assert one["usage"]["calls"] == len(server.chats)


def test_evidence_is_a_curve_where_there_are_both_kinds_of_questions(review: Review) -> None:
    value = value_of(ask(review, [*ASKED], "--json"))
    curve = value["evidence"]
    assert (curve["questions"], curve["auroc"]) == (3, 1.0)
    assert curve["thresholds"][0]["coverage"] == 1.0
    assert curve["thresholds"][0]["let_through"] == curve["thresholds"][0]["risk"] == 0.0
    assert value_of(ask(review, [ASKED[0]], "--json"))["evidence"] is None


def test_a_question_is_split_where_that_is_wanted(review: Review, serve: Serve) -> None:
    server = serve(lambda request: "NOT IN COLLECTION")
    words = with_model(review, server.base_url)
    once = len(server.chats)
    ask(review, [ASKED[0]], *words)
    plain = len(server.chats) - once
    ask(review, [ASKED[0]], "--deep", *words)
    assert len(server.chats) - once - plain > plain
