"""`reviewer ask` with a model, and `reviewer replay`, as they are run."""

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from reviewer.errors import ExitCode
from reviewer.models import Answer
from tests.scripted_server import Reply, Request, Serve
from tests.surfaces import Review

QUESTION = "Within what share of a count by hand is the count of honeybees?"
TRUE = "The count is within 7% of a count made by hand on 31 hives"
FALSE = "The count is within 3% of a count made by hand on 31 hives"

# A process that was started in the background ignores Ctrl-C unless it is told not to.
INTERRUPTIBLE = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from reviewer.cli import main
sys.exit(main(sys.argv[1:]))
"""


def pointer(request: Request) -> str:
    line = next(line for line in request.prompt.splitlines() if "On 31 hives" in line)
    return line.split(" ")[0]


def writes(*sentences: str, mended: str = "1. DROP"):  # type: ignore[no-untyped-def]
    def script(request: Request) -> str:
        if "<sentences>" in request.prompt:
            return mended
        if "<statements>" in request.prompt:
            return "1: NOT STATED - too strong"
        return " ".join(f"{said} [{pointer(request)}]." for said in sentences)

    return script


def at(url: str) -> tuple[str, ...]:
    return ("--model", "scripted", "--base-url", url, "--no-cache")


def test_what_is_left_out_is_counted_and_listed_on_demand(serve: Serve, review: Review) -> None:
    server = serve(writes(TRUE, FALSE))
    counted = review.run("ask", *at(server.base_url), QUESTION)
    assert "left out: 1, not proven (--show-left-out lists it)" in counted.out
    assert FALSE not in counted.out
    listed = review.run("ask", *at(server.base_url), "--show-left-out", QUESTION)
    assert f"- {FALSE}. (its quotes do not say 3%)" in listed.out.replace("\n    ", " ")


def test_strict_turns_anything_left_out_into_code_4(serve: Serve, review: Review) -> None:
    url = serve(writes(TRUE, FALSE)).base_url
    assert review.run("ask", *at(url), QUESTION).code == ExitCode.OK
    assert review.run("ask", *at(url), "--strict", QUESTION).code == ExitCode.NOTHING
    whole = serve(writes(TRUE)).base_url
    assert review.run("ask", *at(whole), "--strict", QUESTION).code == ExitCode.OK


def test_the_judge_is_asked_only_when_wanted(serve: Serve, review: Review) -> None:
    server = serve(writes(TRUE))
    assert review.run("ask", *at(server.base_url), "--no-judge", QUESTION).code == ExitCode.OK
    judged = review.run("ask", *at(server.base_url), "--judge", QUESTION)
    assert judged.code == ExitCode.NOTHING
    assert TRUE not in judged.out
    assert len(server.chats) == 3


def test_a_budget_of_calls_ends_with_a_valid_result_that_says_so(
    serve: Serve, review: Review
) -> None:
    server = serve(writes(TRUE, FALSE))
    done = review.run("ask", *at(server.base_url), "--max-calls", "1", QUESTION)
    assert (done.code, len(server.chats)) == (ExitCode.OK, 1)
    assert "budget" in done.err
    small = review.run("ask", *at(server.base_url), "--max-tokens", "10", QUESTION)
    assert (small.code, len(server.chats)) == (ExitCode.MODEL, 1)
    assert "budget" in small.err
    assert "verbatim" in small.err
    assert review.run("ask", "--max-calls", "0", QUESTION).code == ExitCode.USAGE


def test_a_saved_run_is_replayed_to_the_byte_in_text_and_json(
    serve: Serve, review: Review, tmp_path: Path
) -> None:
    server = serve(writes(TRUE, FALSE))
    path = tmp_path / "run.json"
    for options in ((), ("--json",)):
        asked = review.run("ask", *at(server.base_url), *options, "--save", str(path), QUESTION)
        assert asked.code == ExitCode.OK
        before = len(server.requests)
        again = review.run("replay", str(path), *options)
        assert (again.code, again.out) == (ExitCode.OK, asked.out)
        assert len(server.requests) == before
        assert "replayed: " in again.err
        assert "nothing has changed" in again.err


def test_an_extractive_run_and_a_fallback_are_replayed_to_the_byte_too(
    serve: Serve, review: Review, tmp_path: Path
) -> None:
    path = str(tmp_path / "run.json")
    down = serve(lambda _: Reply("no", status=400)).base_url
    for options in ((), at(down)):
        asked = review.run("ask", *options, "--save", path, QUESTION)
        again = review.run("replay", path)
        assert asked.out
        assert (again.code, again.out) == (ExitCode.OK, asked.out)


def test_a_replay_where_there_is_no_collection_says_so(review: Review, tmp_path: Path) -> None:
    path = str(tmp_path / "run.json")
    review.run("ask", "--save", path, QUESTION)
    empty = tmp_path / "empty"
    empty.mkdir()
    again = review.run("replay", path, "-w", str(empty))
    assert again.code == ExitCode.OK
    assert "no collection here to compare with" in again.err


def test_a_record_that_this_version_reads_otherwise_is_printed_and_told(
    review: Review, tmp_path: Path
) -> None:
    path = tmp_path / "run.json"
    asked = review.run("ask", "--save", str(path), QUESTION)
    document = json.loads(path.read_text(encoding="utf-8"))
    document["runs"][0]["answer"]["near"] = []
    path.write_text(json.dumps(document), encoding="utf-8")
    again = review.run("replay", str(path))
    assert again.code == ExitCode.USER
    assert "was edited after it was written" in again.err
    assert "gives another answer" in again.err
    assert asked.out.splitlines()[0] in again.out


def test_a_place_that_cannot_be_written_is_said_before_the_model_is_paid(
    serve: Serve, review: Review, tmp_path: Path
) -> None:
    server = serve(writes(TRUE))
    for path in (tmp_path, tmp_path / "no" / "run.json"):
        done = review.run("ask", *at(server.base_url), "--save", str(path), QUESTION)
        assert done.code == ExitCode.USAGE
        assert "cannot be written" in done.err
    assert server.requests == []


def test_a_chat_keeps_its_record_and_replays_answer_after_answer(
    serve: Serve, review: Review, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(writes(TRUE, FALSE))
    path = tmp_path / "chat.json"
    typed = f"{QUESTION}\n/left-out\n/save {tmp_path / 'too.json'}\n/quit\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    done = review.run("chat", *at(server.base_url), "--save", str(path))
    assert "left out (1, not proven):" in done.out
    for kept in (path, tmp_path / "too.json"):
        again = review.run("replay", str(kept), "--json")
        assert again.code == ExitCode.OK
        assert Answer.model_validate_json(again.out).statements[0].text == f"{TRUE}."


def test_an_interrupted_answer_keeps_what_was_proven_and_exits_with_130(
    serve: Serve, review: Review
) -> None:
    def slow(request: Request) -> Reply:
        return Reply(f"{TRUE} [{pointer(request)}]. And so on and on", stalls_after=18)

    server = serve(slow)
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, "ask", *at(server.base_url), QUESTION],
        cwd=review.folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, first.split(" [1]")[0]) == (ExitCode.INTERRUPTED, TRUE)
    assert "On 31 hives the count is within 7%" in out.replace("\n    ", " ")
    assert "not the whole answer: interrupted" in err


@pytest.mark.parametrize("words", [("ask", QUESTION), ("related-work", "counting honeybees")])
def test_options_for_a_model_say_that_there_is_none(review: Review, words: tuple[str, str]) -> None:
    command, text = words
    done = review.run(command, "--judge", "--max-calls", "3", text)
    assert "note: no language model is named, so --judge, --max-calls changed nothing" in done.err
    assert "changed nothing" not in review.run(command, "--no-judge", text).err
