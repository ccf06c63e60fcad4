"""`reviewer eval related-work`: tasks in, figures out; and what it says of bad input."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.cli import main
from reviewer.errors import ExitCode, UsageError
from reviewer.evaluation.related_work.marking import mark
from reviewer.evaluation.related_work.tasks import Nugget, Task, read_tasks
from reviewer.evaluation.related_work.wording import covered, in_first_person, repeated
from reviewer.models import Location, Quote, Reference, RelatedWork, Statement, Support, Theme
from reviewer.workspace import Workspace
from tests.evaluation.beir_files import Harbour, write_judgements, write_lines
from tests.related_work.writing_model import WritingModel
from tests.scripted_server import Reply, Request, Serve
from tests.surfaces import Result, Review

BEES = "Counting Bees with Cheap Microphones"
CAMERA = "A Camera Trap for Pollinators"
SCALE = "Hive Weight Predicts Swarming"
POLLINATORS: dict[str, object] = {
    "topic": "Counting honeybees and other pollinators with cheap sensors",
    "draft_abstract": "We count bees at the hive with microphones, cameras and a scale.",
    "must_cite": [BEES, CAMERA],
    "good_to_cite": [SCALE, "Nobody Wrote This"],
}
SWARMS: dict[str, object] = {
    "id": "swarms",
    "title": "Swarms heard before they leave the hive",
    "abstract": "A hive is weighed and listened to, so that a swarm of bees is announced.",
    "references": [BEES, SCALE],
    "nuggets": [
        {"text": "A scale under the hive announces swarms", "importance": "vital"},
        {"text": "Elephants avoid beehive fences in Kenya", "importance": "okay"},
    ],
    "related_work": "A scale that stands under the hive has announced most swarms.",
}


def draft(review: Review, rows: Sequence[dict[str, object] | str], *words: str) -> Result:
    path = write_lines(review.folder / "tasks.jsonl", rows)
    return review.run("eval", "related-work", str(path), *words)


def value_of(shown: Result) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(shown.out)
    return value


def measures(value: dict[str, Any]) -> dict[str, float]:
    return {one["measure"]: one["mean"] for one in value["measures"]}


def test_papers_that_must_be_cited_are_counted(review: Review) -> None:
    shown = draft(review, [POLLINATORS], "--json", "--per-task")
    value = value_of(shown)
    assert shown.code == ExitCode.OK
    (one,) = value["per_task"]
    assert (one["must"], one["listed"], one["papers"]) == (2, 0, None)
    assert measures(value)["must-cite papers cited"] == one["must_cited"] / 2
    assert one["must_cited"] <= one["wanted_cited"] <= one["cited"]
    assert measures(value)["papers cited that are must or good"] == pytest.approx(
        one["wanted_cited"] / one["cited"]
    )
    assert "papers of the human list cited" not in measures(value)
    assert one["cited"] + sum(one["not_cited"].values()) >= 4
    assert value["not_cited"]["not in the collection"] == 1


def test_a_draft_gets_as_many_papers_as_the_human_list_has(review: Review) -> None:
    one = value_of(draft(review, [SWARMS], "--json", "--per-task"))["per_task"][0]
    assert (one["papers"], one["listed"]) == (2, 2)
    assert 0 < one["cited"] <= 2
    one = value_of(draft(review, [SWARMS], "--json", "--per-task", "-k", "1"))["per_task"][0]
    assert (one["papers"], one["cited"]) == (1, 1)


def test_the_human_list_and_nuggets_are_measured(review: Review) -> None:
    value = value_of(draft(review, [SWARMS], "--json", "--per-task"))
    (one,) = value["per_task"]
    found = measures(value)
    assert found["papers of the human list cited"] == one["listed_cited"] / 2
    assert found["papers cited that are in the human list"] == one["listed_cited"] / one["cited"]
    assert (one["nuggets"], one["vital"], one["human_covered"]) == (2, 1, 1)
    assert found["nuggets covered by the human section"] == 0.5
    assert "must-cite papers cited" not in found
    assert (one["themes"] > 0, one["words"] > 0, one["usage"]["calls"]) == (True, True, 0)


def test_what_must_be_nothing_is_nothing_without_a_model(review: Review) -> None:
    value = value_of(draft(review, [POLLINATORS, SWARMS], "--json"))
    for name in ("number_errors", "invented", "altered", "first_person", "model_failures"):
        assert value[name] == 0, name
    assert value["per_task"] == []
    assert value["model"] is None


def test_the_first_line_says_what_happened_and_tables_follow(review: Review) -> None:
    shown = draft(review, [POLLINATORS, SWARMS], "--per-task")
    lines = shown.out.splitlines()
    assert lines[0].startswith("2 drafts over 5 papers; of each: papers ")
    assert lines[1].split() == ["mean", "95", "%", "interval", "of"]
    assert any(line.startswith("must be 0: ") for line in lines)
    assert "1 paper to cite is not in the collection, and counted as not cited" in lines
    assert lines[-1].split()[:3] == ["swarms", "drafted", "2"]
    path = review.folder / "tasks.jsonl"
    assert f"{path}:1: the paper 'Nobody Wrote This' is not in the collection" in shown.err


def test_of_a_collection_that_lacks_nearly_all_only_the_first_are_told(review: Review) -> None:
    row = {**SWARMS, "references": [BEES, *(f"Unwritten {n}" for n in range(30))]}
    shown = draft(review, [row])
    assert shown.err.count("is not in the collection") == 20
    assert "papers to cite that are not in the collection: 30 in all" in shown.err


def test_without_a_single_paper_the_file_is_of_another_collection(review: Review) -> None:
    shown = draft(review, [{"topic": "bees", "must_cite": ["Nobody Wrote This"]}])
    assert shown.code == ExitCode.USAGE
    assert "none of the papers to cite is in this collection" in shown.err


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{broken", "tasks.jsonl:1: "),
        ('["a list"]', "tasks.jsonl:1: "),
        ({"topic": " "}, "tasks.jsonl:1: the topic is empty"),
        ({"topic": "?!"}, "tasks.jsonl:1: the topic holds no word"),
        ({"words": "bees"}, "tasks.jsonl:1: the topic is empty"),
        ({"topic": ["bees"]}, "tasks.jsonl:1: the topic is no text but \"['bees']\""),
        ({"topic": "a", "draft_abstract": 1.5}, "tasks.jsonl:1: the abstract is no text"),
        ({"topic": "a", "must_cite": [None]}, "tasks.jsonl:1: a paper in must_cite has no name"),
        ({"title": "a", "references": [{}]}, "tasks.jsonl:1: a paper in references has no name"),
        ({"title": "a", "nuggets": [""]}, "tasks.jsonl:1: '' in nuggets says nothing"),
        ({"title": "a", "nuggets": [{"n": 1}]}, "tasks.jsonl:1: \"{'n': 1}\" in nuggets says"),
    ],
)
def test_a_line_that_is_no_task_is_named_and_the_rest_is_drafted(
    review: Review, line: dict[str, object] | str, says: str
) -> None:
    shown = draft(review, [line, SWARMS])
    assert shown.code == ExitCode.PARTIAL
    assert says in shown.err
    assert shown.out.startswith("1 draft over 5 papers")


def test_an_id_that_stands_twice_counts_once(review: Review) -> None:
    shown = draft(review, [SWARMS, SWARMS])
    assert "tasks.jsonl:2: a second task swarms" in shown.err
    assert shown.out.startswith("1 draft ")


def test_a_field_that_means_nothing_is_told_with_its_first_line(review: Review) -> None:
    shown = draft(review, [SWARMS, {"topic": "bees", "must_cites": [BEES]}])
    assert "tasks.jsonl:2: the field 'must_cites' means nothing here and is not used" in shown.err
    assert "tasks.jsonl:2: tasks that name no paper to cite: 1" in shown.err


@pytest.mark.parametrize("content", [b"", b"\n\n", b"[]\n", b"\xff\xfe\xfa", b'{"topic": "?"}\n'])
def test_a_file_without_a_task_is_two_lines(review: Review, content: bytes) -> None:
    path = review.folder / "tasks.jsonl"
    path.write_bytes(content)
    shown = review.run("eval", "related-work", str(path))
    assert (shown.code, shown.out) == (ExitCode.USAGE, "")
    first, second = shown.err.splitlines()
    assert first.startswith("error: ")
    assert second.startswith("hint: ")


def test_the_papers_that_people_cite_may_stand_in_a_file_of_judgements(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "tasks.jsonl", [SWARMS])
    qrels = write_judgements(tmp_path / "q.tsv", {"swarms": {"d1": 1, "d2": 0, BEES: 1}})
    (task,) = read_tasks(path, qrels).tasks
    assert task.human == (BEES, SCALE, "d1")


def test_judgements_of_other_tasks_are_refused(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "tasks.jsonl", [SWARMS])
    qrels = write_judgements(tmp_path / "q.tsv", {"other": {"d1": 1}})
    with pytest.raises(UsageError, match="has none of the tasks"):
        read_tasks(path, qrels)


def over_harbour(review: Review, harbour: Harbour, *words: str) -> Result:
    tasks = write_lines(
        harbour.folder / "tasks.jsonl",
        [{"id": "q1", "title": "Eels and herons at night", "abstract": "We watch eels at night."}],
    )
    qrels = write_judgements(harbour.folder / "cited.tsv", {"q1": {"eels": 1, "herons": 1}})
    files = (str(tasks), "--qrels", str(qrels), "--corpus", str(harbour.corpus))
    return review.run("eval", "related-work", *files, *words)


def test_a_corpus_takes_the_place_of_the_collection(review: Review, harbour: Harbour) -> None:
    value = value_of(over_harbour(review, harbour, "--json", "--per-task"))
    assert value["papers"] == len(harbour.corpus.read_text().splitlines())
    assert value["missing"] == []
    (one,) = value["per_task"]
    assert (one["listed"], one["papers"]) == (2, 2)
    assert one["listed_cited"] + sum(one["not_cited"].values()) == 2


def test_documents_that_are_left_out_are_not_wanted(review: Review, harbour: Harbour) -> None:
    names = write_lines(harbour.folder / "left-out.txt", ["herons"])
    shown = over_harbour(review, harbour, "--json", "--per-task", "--exclude", str(names))
    (one,) = value_of(shown)["per_task"]
    assert (one["listed"], one["papers"]) == (1, 1)


def test_exclusions_without_a_corpus_make_no_sense(review: Review) -> None:
    shown = draft(review, [SWARMS], "--exclude", "x")
    assert shown.code == ExitCode.USAGE
    assert "--exclude is for a corpus" in shown.err


def with_model(review: Review, url: str) -> tuple[str, ...]:
    return ("--base-url", url, "--model", "scripted", "--no-cache")


@pytest.mark.parametrize(("status", "counted"), [(401, "model_failures"), (400, "fell_back")])
def test_a_model_that_fails_costs_its_task_only(
    review: Review, serve: Serve, status: int, counted: str
) -> None:
    def reply(request: Request) -> Reply:
        if "heard before they leave" in request.prompt:
            return Reply("no", status=status)
        return Reply("A microphone counts honeybees within 7% of a count by hand [1.2] [1.3].")

    server = serve(reply)
    rows = [POLLINATORS, SWARMS]
    value = value_of(draft(review, rows, "--json", *with_model(review, server.base_url)))
    assert value["drafted"] == 2
    assert value["model_failures"] + value["fell_back"] == value[counted] == 1
    assert value["usage"]["calls"] >= 1
    assert value["failures"] == value["model_failures"]


def test_a_model_that_is_not_there_ends_the_command(review: Review) -> None:
    shown = draft(review, [SWARMS], *with_model(review, "http://127.0.0.1:9/v1"))
    assert (shown.code, shown.out) == (ExitCode.MODEL, "")


def test_an_interrupt_ends_the_drafting_and_what_was_drafted_is_counted(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Workspace.related_work
    drafted: list[str] = []

    def once(self: Workspace, topic: str, *rest: Any, **named: Any) -> RelatedWork:
        if drafted:
            raise KeyboardInterrupt
        drafted.append(topic)
        return real(self, topic, *rest, **named)

    monkeypatch.setattr(Workspace, "related_work", once)
    shown = draft(review, [POLLINATORS, SWARMS])
    assert shown.code == ExitCode.INTERRUPTED
    assert shown.out.startswith("1 draft (of 2: it was interrupted) over 5 papers")


def test_a_review_without_papers_is_told_so(empty: Review) -> None:
    shown = draft(empty, [SWARMS])
    assert shown.code == ExitCode.NOTHING
    assert "no papers in" in shown.err


def test_eval_lists_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval"]) == 0
    assert "related-work" in capsys.readouterr().out


def test_inventions_and_alterations_are_counted(review: Review) -> None:
    with Workspace(review.folder) as ws:
        paper = next(one for one in ws.papers() if one.title == SCALE)
        honest = ws.related_work("hive weight and swarms", papers=1)
        (reference,) = honest.references
        said = honest.sections[0].statements[0]
        quote = said.quotes[0]
        forged = [
            Statement(
                text="We announce 99 of 44 swarms.",
                quotes=(quote.model_copy(update={"text": quote.text.upper()}),),
                support=Support.SUPPORTED,
            ),
            said,
        ]
        invented = reference.paper.model_copy(update={"id": "nobody", "title": "Unwritten"})
        forgery = honest.model_copy(
            update={
                "sections": (Theme(heading="Scales", statements=(said, *forged)),),
                "references": (reference, Reference(number=2, paper=invented)),
            }
        )
        task = Task("t", "swarms", None, (SCALE,), (), (), (), "", 1)
        known = {SCALE: paper.id}
        marked = partial(
            mark,
            task,
            gold=known,
            gates=ws.gates,
            catalogue=ws.store.catalogue,
            rarity=ws.store.lexical.rarity,
        )
        good, bad = marked(honest), marked(forgery)
    assert (good.invented, good.altered, good.first_person, good.repeated) == (0, 0, 0, 0)
    assert bad.invented == 2  # not in the collection, and quoted by no statement
    assert (bad.altered, bad.first_person, bad.repeated) == (1, 1, 2)
    assert bad.supported < bad.statements == 3


def even(stem: str) -> float:
    return 1.0


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("We count bees.", 1),
        ("Beck shows that our bees are theirs.", 1),
        ("Here let's count.", 1),
        ("Quist writes that I propose a scale.", 1),
        ("The authors count bees in the US and use Type I errors.", 0),
        ("“All We Need Is a Hive” counts bees.", 0),
        ("We-Hive counts bees with MY sensors.", 0),
        ("A house of ours, it says.", 1),
    ],
)
def test_the_first_person_is_told_from_names_and_titles(text: str, first: int) -> None:
    assert in_first_person([text]) == first


def statement(text: str, start: int) -> Statement:
    quote = Quote(
        paper_id="p", title="P", text=text, location=Location(file="f"), chunk_id="c", start=start
    )
    return Statement(text=text, quotes=(quote,), support=Support.SUPPORTED)


def test_statements_that_say_the_same_are_counted_once_each() -> None:
    first = statement("The scale announced 41 of 44 swarms.", 0)
    again = statement("41 of 44 swarms were announced by the scale.", 50)
    from_the_same = statement("Nearly every swarm is heard of early.", 0)
    other = statement("The scale announced 12 of 44 storms over the valley.", 90)
    assert repeated([first, other], even) == 0
    assert repeated([first, again, from_the_same, other], even) == 2


def test_with_a_model_a_judge_says_which_nuggets_are_covered(review: Review, serve: Serve) -> None:
    writer = WritingModel()
    judged: list[str] = []

    def reply(request: Request) -> str | Reply:
        if "You check the citations" not in request.prompt:
            return writer(request)
        judged.append(request.prompt)
        return "1: SUPPORTED\n2: NOT STATED - no elephants"

    words = ("--model", "scripted", "--base-url", serve(reply).base_url, "--no-cache")
    shown = draft(review, [SWARMS], *words, "--json", "--per-task")
    value = value_of(shown)
    assert measures(value)["nuggets covered, by the judge"] == 0.5
    assert value["per_task"][0]["nuggets_judged"] == 1
    assert "1. Statement: A scale under the hive announces swarms\n   Source: " in judged[0]
    assert value["usage"]["calls"] == len(writer.asked)
    alone = measures(value_of(draft(review, [SWARMS], "--json")))
    assert "nuggets covered, by the judge" not in alone


def test_a_judge_that_fails_is_told_and_costs_its_figure_only(review: Review, serve: Serve) -> None:
    writer = WritingModel()

    def reply(request: Request) -> str | Reply:
        is_judge = "You check the citations" in request.prompt
        return Reply("no", status=400) if is_judge else writer(request)

    words = ("--model", "scripted", "--base-url", serve(reply).base_url, "--no-cache")
    shown = draft(review, [SWARMS], *words, "--json")
    assert "nuggets covered, by the judge" not in measures(value_of(shown))
    assert "the nuggets of swarms were not judged" in shown.err


def test_a_nugget_is_covered_by_its_rare_words() -> None:
    nuggets = [Nugget("the scale weighs hives", True), Nugget("elephants weigh hives", False)]

    def rarity(stem: str) -> float:
        return 9.0 if stem.startswith("eleph") else 1.0

    assert covered(nuggets, "Hives were weighed on a scale.", rarity) == nuggets[:1]
    assert covered(nuggets, "", rarity) == []


@given(st.lists(st.text(max_size=60), max_size=5), st.text(max_size=200))
def test_any_words_can_be_held_against_any_nuggets(nuggets: list[str], text: str) -> None:
    asked = [Nugget(one, True) for one in nuggets]
    assert len(covered(asked, text, even)) <= len(asked)
    assert in_first_person([text]) <= 1
