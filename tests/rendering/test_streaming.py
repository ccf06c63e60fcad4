"""A streamed answer ends up the same text as one printed at once."""

from reviewer.models import Answer
from reviewer.rendering import terminal
from reviewer.rendering.screen import Screen
from reviewer.rendering.streaming import REVISED, AnswerStream
from tests.rendering.nouns import HOSTILE, MODELLED, TEA, references

PIPE = Screen()


def streamed(answer: Answer, shown: int) -> str:
    blocks: list[str] = []
    stream = AnswerStream(PIPE, blocks.append)
    for said in answer.statements[:shown]:
        stream.statement(said)
    stream.finish(answer)
    return "\n".join(blocks)


def test_streamed_or_at_once_the_text_is_the_same() -> None:
    whole = terminal.answer(MODELLED, PIPE)
    assert [streamed(MODELLED, shown) for shown in (0, 1, 2)] == [whole] * 3


def test_each_statement_is_printed_as_it_comes() -> None:
    blocks: list[str] = []
    stream = AnswerStream(PIPE, blocks.append)
    stream.statement(MODELLED.statements[0])
    assert blocks == ["Green tea needs two minutes [1].\n"]


def test_an_answer_that_was_revised_is_printed_again_whole() -> None:
    swapped = MODELLED.model_copy(update={"references": references(HOSTILE, TEA)})
    blocks: list[str] = []
    stream = AnswerStream(PIPE, blocks.append)
    stream.statement(swapped.statements[0])
    stream.finish(swapped)
    assert blocks[1] == f"{REVISED}\n\n{terminal.answer(swapped, PIPE)}"


def test_how_a_question_was_understood_is_printed_first_and_once() -> None:
    answer = MODELLED.model_copy(update={"understood_as": "How long is tea steeped?"})
    for shown in (0, 2):
        blocks: list[str] = []
        stream = AnswerStream(PIPE, blocks.append)
        stream.understood("How long is tea steeped?")
        for said in answer.statements[:shown]:
            stream.statement(said)
        stream.finish(answer)
        assert blocks[0] == "(understood as: How long is tea steeped?)\n"
        assert "\n".join(blocks) == terminal.answer(answer, PIPE)
