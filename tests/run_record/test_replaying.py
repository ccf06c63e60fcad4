"""A run is kept whole, and replayed to the byte with no network, model or collection."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reviewer.errors import RecordError
from reviewer.models import Answer, Filters
from reviewer.run_record import RunRecord, read_runs, replay, runs_text
from tests.answering.test_deep import ENTRIES, QUESTION, reply
from tests.gathered import gather
from tests.scripted_server import Reply, Request, Serve

Record = Callable[..., RunRecord]
WRONG = "A microphone counts 99 honeybees at the hive entrance"


def writes(request: Request) -> str:
    if "<sentences>" in request.prompt:
        return "1. DROP"
    if "<conversation>" in request.prompt:
        return "What announces a honeybee swarm?"
    return f"{reply(request)}\n{WRONG} [1.1]. It flies [9.9]."


@pytest.fixture
def record(tmp_path: Path, serve: Serve) -> Record:
    def made(
        *questions: str,
        deep: bool = False,
        script: Callable[[Request], str | Reply] | None = writes,
        **flags: Any,
    ) -> RunRecord:
        if script is not None:
            server = serve(script)
            flags |= {
                "model_name": "scripted",
                "model_base_url": server.base_url,
                "model_retries": 0,
            }
        runs: list[RunRecord] = []
        history: list[Answer] = []
        with gather(tmp_path / "review", ENTRIES, **flags) as ws:
            for question in questions:
                history.append(ws.ask(question, history=history, deep=deep, on_record=runs.append))
        return runs[-1]

    return made


def through_a_file(run: RunRecord, path: Path) -> RunRecord:
    path.write_text(runs_text([run]), encoding="utf-8")
    (read,), intact = read_runs(path)
    assert intact
    return read


@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize("model", [writes, None])
def test_the_answer_of_a_replay_is_the_recorded_one_byte_for_byte(
    record: Record, tmp_path: Path, deep: bool, model: Callable[[Request], str] | None
) -> None:
    run = record(QUESTION, deep=deep, script=model, answer_judge=True)
    assert run.answer.statements
    again = replay(through_a_file(run, tmp_path / "run.json"))
    assert again.model_dump_json() == run.answer.model_dump_json()


def test_a_follow_up_replays_with_the_conversation_it_was_understood_from(
    record: Record, tmp_path: Path
) -> None:
    run = record(QUESTION, "and the swarm?")
    assert run.answer.understood_as == "What announces a honeybee swarm?"
    assert replay(through_a_file(run, tmp_path / "run.json")) == run.answer


def test_a_question_whose_filters_let_nothing_through_is_a_run_too(tmp_path: Path) -> None:
    runs: list[RunRecord] = []
    with gather(tmp_path, ENTRIES) as ws:
        ws.ask(QUESTION, filters=Filters(author="nobody"), on_record=runs.append)
    assert runs[0].answer.abstained
    assert replay(through_a_file(runs[0], tmp_path / "run.json")) == runs[0].answer


def test_a_call_that_failed_fails_again(record: Record) -> None:
    run = record(QUESTION, script=lambda _: Reply("out of memory", status=500))
    assert run.answer.model is None
    assert replay(run) == run.answer


def test_a_replay_needs_no_server_and_no_collection(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = through_a_file(record(QUESTION), tmp_path / "run.json")
    (tmp_path / "review").rename(tmp_path / "gone")
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("a connection"))
    assert replay(run) == run.answer


def test_prompts_edited_since_change_no_replay(record: Record, tmp_path: Path) -> None:
    own = tmp_path / "review" / "prompts" / "answer.md"
    own.parent.mkdir(parents=True)
    shipped = Path("prompts/answer.md").read_text(encoding="utf-8")
    own.write_text(shipped.replace("a researcher's question", "this question"), encoding="utf-8")
    run = record(QUESTION)
    assert "this question" in run.calls[-2].messages[0][1]
    own.unlink()
    assert replay(run) == run.answer


def test_the_record_holds_prompts_replies_scores_and_versions_and_no_key(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    run = record(QUESTION)
    text = runs_text([run])
    assert "sk-very-secret" not in text
    assert run.gathered[0].passages[0].score > 0
    assert run.gathered[0].passages[0].engines
    assert [call.role for call in run.calls][-1] == "write"
    assert "<passages>" in run.calls[-2].messages[1][1]
    assert WRONG in run.calls[-2].reply
    assert {left.text for left in run.answer.left_out} >= {f"{WRONG}.", "[9.9]"}
    assert run.made_by.papers == len(ENTRIES)
    assert {"chromadb", "literature-reviewer"} <= set(run.made_by.packages)
    assert re.match(r"\d{4}-\d\d-\d\dT", run.made_by.date)


def test_a_password_in_an_address_is_not_kept_and_the_record_still_replays(
    serve: Serve, tmp_path: Path
) -> None:
    url = serve(writes).base_url.replace("//", "//ada:hunter2@")
    own: dict[str, Any] = {"model_base_url": url, "model_retries": 0, "model.judge_base_url": url}
    runs: list[RunRecord] = []
    with gather(tmp_path, ENTRIES, model_name="scripted", answer_judge=True, **own) as ws:
        ws.ask(QUESTION, on_record=runs.append)
    assert "hunter2" not in runs_text(runs)
    assert replay(through_a_file(runs[0], tmp_path / "run.json")) == runs[0].answer


def test_a_record_edited_by_hand_is_noticed(record: Record, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text(runs_text([record(QUESTION)]).replace("honeybees", "hornets"))
    _, intact = read_runs(path)
    assert not intact


def test_a_record_that_lacks_what_this_version_asks_for_says_so(record: Record) -> None:
    run = record(QUESTION)
    for lacking in (
        run.model_copy(update={"gathered": ()}),
        run.model_copy(update={"measured": ()}),
    ):
        with pytest.raises(RecordError, match="the record does not hold"):
            replay(lacking)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("{}", "is no run record"),
        ("[]", "is no run record"),
        ('{"format": "reviewer-run/9", "runs": []}', "is no run record"),
        ('{"format": "reviewer-run/1", "runs": [{"asked": 1}]}', "is a damaged run record: asked"),
    ],
)
def test_a_file_that_is_no_record_is_one_clear_error(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(RecordError) as caught:
        read_runs(path)
    assert said in caught.value.message
    assert str(path) in caught.value.message


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"gone\.json cannot be read"):
        read_runs(tmp_path / "gone.json")


def test_what_has_changed_since_is_said_and_nothing_if_nothing_has(
    record: Record, tmp_path: Path
) -> None:
    run = record(QUESTION, script=None)
    with gather(tmp_path / "review", ENTRIES) as ws:
        assert ws.since(run) == []
        ws.remove("Bees by Ear")
    more = {"title": "Hives in Bloom", "abstract": "Honeybees are counted at the hive by hand."}
    edited = {**ENTRIES[1], "abstract": "A scale announces a honeybee swarm by ten grams."}
    with gather(tmp_path / "review", [edited, ENTRIES[2], more]) as ws:
        changes = " | ".join(ws.since(run))
    gone = "1 passage not in the collection any more, 1 of them quoted: Bees by Ear"
    assert gone in changes
    assert "1 passage with other words now, 1 of them quoted: Weighing Swarms" in changes
    assert f"“{QUESTION}” finds 1 other passage: Hives in Bloom" in changes


def test_a_record_of_other_versions_says_which(record: Record, tmp_path: Path) -> None:
    run = record(QUESTION, script=None)
    packages = {**run.made_by.packages, "chromadb": "0.1"}
    older = run.made_by.model_copy(update={"packages": packages, "papers": 2, "prompts": {"x": ""}})
    with gather(tmp_path / "review", ENTRIES) as ws:
        changes = ws.since(run.model_copy(update={"made_by": older}))
    assert changes[0] == "the collection held 2 papers, now 3"
    assert changes[1].startswith("chromadb was 0.1, now ")
    assert changes[2] == "other words in 1 prompt: x"


def test_the_file_is_json_that_a_person_can_read(record: Record) -> None:
    text = runs_text([record(QUESTION, script=None)])
    assert json.loads(text)["format"] == "reviewer-run/1"
    assert text.count("\n") > 50
