"""docs/evaluation.md against the program: its example is read, its tables name what there is."""

import re
from pathlib import Path

from reviewer.evaluation.answers.questions import read_labels
from reviewer.evaluation.controls.breaking import CONTROLS
from reviewer.evaluation.related_work.tasks import read_tasks

PAGE = (Path(__file__).resolve().parents[2] / "docs/evaluation.md").read_text(encoding="utf-8")


def test_the_example_of_a_file_of_questions_is_one(tmp_path: Path) -> None:
    (block,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "questions.jsonl"
    path.write_text(block.replace(",\n ", ", "), encoding="utf-8")
    labels = read_labels(path)
    assert (labels.problems.count, labels.notes) == (0, ())
    assert [one.answerable for one in labels.questions] == [True, False]
    assert labels.questions[0].strings == (("0.5",), ("1.2", "1,2"))


def test_the_example_of_a_file_of_tasks_is_one(tmp_path: Path) -> None:
    (block,) = re.findall(r"```jsonl\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "tasks.jsonl"
    path.write_text(block, encoding="utf-8")
    tasks = read_tasks(path)
    assert (tasks.problems.count, tasks.notes) == (0, ())
    first, second = tasks.tasks
    assert (len(first.must), len(first.good), first.human) == (1, 1, ())
    assert (second.human, len(second.nuggets)) == (("10.1000/xyz",), 1)


def test_every_control_is_explained() -> None:
    explained = PAGE.split("| control |")[1]
    for control in CONTROLS:
        assert control.removeprefix("number: ") in explained, control
