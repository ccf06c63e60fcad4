"""Questions the five pages do not answer, and questions they do."""

import pytest

from reviewer.models import Answer
from reviewer.workspace import Workspace
from tests.evals.conftest import Rows

pytestmark = [pytest.mark.shared, pytest.mark.slow]


@pytest.mark.parametrize(
    "question",
    [
        "Which violin sonatas did Beethoven dedicate to Kreutzer?",
        "How long should dried chickpeas soak before they are cooked?",
        "What is the half-life of caesium in forest soil?",
        "Which enzyme limits the synthesis of cholesterol in the liver?",
        "Wie viele Einwohner hat die Stadt Bern?",
    ],
)
def test_a_question_of_another_field_is_turned_away(ws: Workspace, question: str) -> None:
    answer = ws.ask(question)
    assert answer.abstained
    assert answer.statements == ()


def test_no_question_that_the_pages_answer_is_turned_away(
    questions: Rows, answers: dict[str, Answer]
) -> None:
    answerable = [row["id"] for row in questions if row["type"] != "unanswerable"]
    assert [one for one in answerable if answers[one].abstained] == []


@pytest.mark.parametrize("question", ["Locret", "What is SVIP?", "KV cache eviction", "tau-bench"])
def test_a_name_or_a_few_words_are_question_enough(ws: Workspace, question: str) -> None:
    answer = ws.ask(question)
    assert not answer.abstained
    assert answer.references
