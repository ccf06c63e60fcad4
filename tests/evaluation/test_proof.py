"""`reviewer eval proof`: what it prints, which files it reads, and what it says of bad ones."""

import json
from pathlib import Path
from typing import Any

import pytest

from reviewer.errors import ExitCode
from reviewer.evaluation.controls.expert_answers import cited_sentences, first_number
from reviewer.evaluation.controls.from_file import EXPERT, SAVED, WRITTEN, from_file
from reviewer.models import Support
from reviewer.proof import Gates, Verdict
from tests.evaluation.beir_files import write_lines
from tests.scripted_server import Request, Serve
from tests.surfaces import Result, Review

EXPERTS: list[dict[str, object]] = [
    {
        "id": "one",
        "input": "How are bees counted?",
        "output": "Microphones count bees within 7% of a count by hand [0]. Cameras keep 96% of "
        "all visits to flowers [1, 2]. Nobody knows why. Hives are weighed every minute[3].",
        "ctxs": [
            {"title": "Counting Bees", "text": "Microphones count bees within 7%. They are cheap."},
            {"title": "Cameras", "text": "Cameras keep 96% of all visits. They drop the rest."},
            {"title": "Flowers", "text": "Visits to flowers are few in the rain."},
        ],
    },
    {
        "id": "two",
        "input": "How are eels counted?",
        "output": "Eels are counted at night by lamps above the weir [0].",
        "ctxs": [{"title": "Eels", "text": "At night eels are counted by lamps above the weir."}],
    },
]


def write(folder: Path, value: object) -> Path:
    path = folder / "statements.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def prove(review: Review, *words: str) -> Result:
    return review.run("eval", "proof", *words)


def value_of(shown: Result) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(shown.out)
    return value


def rows(value: dict[str, Any], table: str) -> dict[str, dict[str, Any]]:
    return {one["control"]: one for one in value[table]}


def test_sentences_of_the_collection_are_broken_and_counted(review: Review) -> None:
    shown = prove(review, "--json")
    value = value_of(shown)
    assert shown.code == ExitCode.OK
    assert value["statements"] >= 10
    assert value["source"] == "sentences of 5 of 5 papers"
    untouched = rows(value, "untouched")["untouched"]
    assert (untouched["tried"], untouched["caught"]) == (value["statements"], 0.0)
    for control, one in rows(value, "controls").items():
        assert one["tried"] > 0
        if control.startswith("number"):
            assert one["caught"] == one["refused"] == 1.0
            assert one["gates"] == {"number": one["tried"]}
    assert {one["caught"] for one in value["pointers"][:3]} == {1.0}
    assert [one["caught"] for one in value["quotes"]] == [0.0, 1.0, 1.0]


def test_what_another_paper_offered_says_better_counts_against_a_swap(review: Review) -> None:
    def entry(number: int) -> dict[str, object]:
        return {
            "input": f"Which eels {number}?",
            "output": f"Eels of river {number} swim upstream at night in spring [0]. Nobody eats "
            f"more eels of river {number} than herons do [1].",
            "ctxs": [
                {"title": "Eels", "text": f"Eels of river {number} swim upstream at night."},
                {"title": "Herons", "text": f"Herons eat most eels of river {number} in spring."},
            ],
        }

    path = write(review.folder, [entry(1), entry(2)])
    found = rows(value_of(prove(review, str(path), "--json")), "controls")
    alone, among = (found[f"swapped citation, near{name}"] for name in ("", " (in an answer)"))
    assert alone["tried"] == among["tried"] == 4
    assert alone["caught_at_ten"] <= among["caught_at_ten"]
    assert alone["caught"] <= among["caught"]


def test_the_same_seed_gives_the_same_figures_and_another_one_others(review: Review) -> None:
    timed = ("seconds", "milliseconds")
    first, second, other = (
        {
            k: v
            for k, v in value_of(prove(review, "--json", "--seed", seed)).items()
            if k not in timed
        }
        for seed in ("1", "1", "2")
    )
    assert first == second
    assert first != other


def test_no_more_statements_are_made_than_are_wanted(review: Review) -> None:
    assert value_of(prove(review, "--json", "--statements", "3"))["statements"] == 3


def test_the_first_line_says_what_was_broken_and_tables_follow(review: Review) -> None:
    lines = prove(review).out.splitlines()
    assert lines[0].endswith("statements: sentences of 5 of 5 papers")
    heads = [line for line in lines if "tried" in line]
    starts = ("false alarms", "controls, by the gates", "pointers, by the", "quotes, by their")
    assert all(head.startswith(start) for head, start in zip(heads, starts, strict=True))


def test_expert_answers_are_read_with_their_markers(review: Review) -> None:
    path = write(review.folder, EXPERTS)
    found = from_file(path, lambda chunk: None)
    assert [len(one.quotes) for one in found.statements] == [1, 2, 1]
    assert {one.kind for one in found.statements} == {EXPERT}
    assert found.statements[1].text == "Cameras keep 96% of all visits to flowers."
    shown = prove(review, str(path))
    assert shown.code == ExitCode.PARTIAL
    assert "entry 1 (one) cites [3], which is not there: Hives are weighed" in shown.err
    assert "3 statements: " in shown.out
    assert "another question's paper" in shown.out


def test_a_file_that_counts_from_one_is_read_as_such() -> None:
    entry = {"output": "Bees hum at night [1]. Eels swim by day now [2].", "ctxs": [{}, {}]}
    assert first_number([entry]) == 1
    assert [one.places for one in cited_sentences(entry, 1)] == [(0,), (1,)]
    assert first_number([entry, {"output": "x [0]", "ctxs": [{}]}]) == 0


def test_a_range_of_markers_means_each_of_them() -> None:
    entry = {"output": "Bees hum at night [0-2, 4].", "ctxs": [{}] * 4}
    assert [(one.places, one.lost) for one in cited_sentences(entry, 0)] == [((0, 1, 2), (4,))]


def test_answers_that_were_saved_are_read_one_a_file_or_one_a_line(review: Review) -> None:
    saved = review.run("ask", "How are honeybees counted by sound?", "--json").out
    one = write(review.folder, saved)
    assert {p.kind for p in from_file(one, lambda chunk: None).statements} == {SAVED}
    assert value_of(prove(review, str(one), "--json"))["quotes"][0]["caught"] == 0.0
    line = json.dumps({"answer": json.loads(saved)})
    many = write(review.folder, f"{line}\n{line}\n")
    assert len(from_file(many, lambda chunk: None).statements) == len(
        json.loads(saved)["statements"]
    )
    runs = write(review.folder, {"format": "x", "runs": [{"answer": json.loads(saved)}]})
    assert {p.kind for p in from_file(runs, lambda chunk: None).statements} == {SAVED}


def test_a_saved_quote_that_is_not_as_stored_is_seen(review: Review) -> None:
    saved = json.loads(review.run("ask", "How are honeybees counted by sound?", "--json").out)
    for statement in saved["statements"]:
        statement["quotes"][0]["text"] += " Really."
    shown = value_of(prove(review, str(write(review.folder, saved)), "--json"))
    assert shown["quotes"][0]["caught"] == 0.0  # the best stored sentence stands in for it
    assert shown["altered"] == len(saved["statements"])


def test_a_statement_that_stands_there_twice_is_used_once(review: Review) -> None:
    path = write(review.folder, [*EXPERTS[1:], EXPERTS[1]])
    shown = prove(review, str(path))
    assert shown.code == ExitCode.OK
    assert shown.out.startswith("1 statement: ")
    assert "used once: 1 left out" in shown.err


def test_lines_of_statements_with_quotes_are_read(review: Review) -> None:
    line = {"statement": "Bees hum at night.", "quotes": [{"title": "B", "text": "Bees hum."}]}
    other = {"text": "Eels swim far.", "quotes": line["quotes"], "topic": "other"}
    path = write_lines(review.folder / "s.jsonl", [line, other])
    assert [p.kind for p in from_file(path, lambda chunk: None).statements] == [WRITTEN] * 2
    assert prove(review, str(path)).code == ExitCode.OK


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "the file is empty"),
        ("[]", "no statement with a source in "),
        ("[1]", "line 1: no object"),
        ("{broken", "line 1: broken JSON in line 1"),
        ('{"a": 1}\n{"b": 2}\n', "line 1: no statement (its fields: a)"),
        ('{"text": "Bees hum."}', "line 1: the statement has no quote with a text"),
        ('{"text": "\\ud800", "quotes": [{"text": "x"}]}', "line 1: half a Unicode character"),
        (
            '[{"output": "Bees hum at night [0].", "ctxs": [null]}]',
            "no statement with a source in ",
        ),
        ("\x00\x01", "statements.json: "),
    ],
)
def test_a_file_without_statements_is_two_lines(review: Review, content: str, says: str) -> None:
    shown = prove(review, str(write(review.folder, content)))
    assert (shown.code, shown.out) == (ExitCode.USAGE, "")
    first, second = shown.err.splitlines()
    assert says in first
    assert second.startswith("hint: ")


def test_a_line_that_is_no_statement_is_named_and_the_rest_is_used(review: Review) -> None:
    line = {"statement": "Bees hum at night.", "quotes": [{"title": "B", "text": "Bees hum."}]}
    path = write_lines(review.folder / "s.jsonl", [line, "{half", line])
    shown = prove(review, str(path))
    assert shown.code == ExitCode.PARTIAL
    assert f"passed over {path}:2: half a line" in shown.err


def test_a_file_that_is_not_there_is_two_lines(review: Review) -> None:
    shown = prove(review, "/nowhere.json")
    assert shown.code == ExitCode.USAGE
    assert shown.err.startswith("error: /nowhere.json: there is no such file\nhint: ")


def test_a_review_without_papers_is_told_so(empty: Review) -> None:
    assert prove(empty).code == ExitCode.NOTHING


def test_a_judge_is_asked_of_every_statement_and_counted(review: Review, serve: Serve) -> None:
    def reply(request: Request) -> str:
        return "\n".join(f"{n}. not stated" for n in range(1, 11))

    server = serve(reply)
    words = ("--base-url", server.base_url, "--model", "scripted", "--no-cache", "--judge")
    value = value_of(prove(review, "--statements", "3", "--json", *words))
    assert value["judge"] == "scripted"
    assert value["untouched"][0]["judge_caught"] == 1.0
    assert value["untouched"][0]["judged"] == 3
    assert value["usage"]["calls"] == len(server.chats) > 1


def test_a_judge_that_fails_costs_its_statements_only(review: Review, serve: Serve) -> None:
    server = serve(["1. supported"])  # and then errors
    words = ("--base-url", server.base_url, "--model", "scripted", "--no-cache", "--judge")
    shown = prove(review, "--statements", "30", "--json", *words)
    assert shown.code == ExitCode.OK
    value = value_of(shown)
    assert sum(one["judged"] for one in [*value["untouched"][:1], *value["controls"]]) == 10


def test_a_judge_without_a_model_makes_no_sense(review: Review) -> None:
    shown = prove(review, "--judge")
    assert shown.code == ExitCode.USAGE
    assert "--judge needs a language model" in shown.err


def test_gates_that_let_everything_pass_catch_nothing(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    def passes(*claim: object) -> Verdict:
        return Verdict(Support.SUPPORTED)

    monkeypatch.setattr(Gates, "verdict", passes)
    controls = value_of(prove(review, "--json"))["controls"]
    assert {one["caught"] for one in controls} == {0.0}
