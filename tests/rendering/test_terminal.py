"""What a reader sees of answers, passages and papers."""

import pytest

from reviewer.models import (
    Answer,
    EngineScore,
    LeftOut,
    Location,
    Passage,
    RelatedWork,
    Theme,
    Usage,
)
from reviewer.rendering import terminal
from reviewer.rendering.screen import Screen
from tests.rendering.nouns import EXTRACTIVE, MODELLED, TEA, said

PIPE = Screen()


def test_an_extractive_answer_says_that_it_is_copied_and_from_where() -> None:
    assert terminal.answer(EXTRACTIVE, PIPE) == (
        "The collection says (verbatim, no language model):\n\n"
        '  "Two minutes are enough." [1]\n\n'
        '  "Boil it twice." [2]\n\n'
        "[1] Steeping Times for Green Tea (Ada Leaf et al., Journal of Kettles 2021)  tea.bib:5\n"
        r"[2] $\pi2\text{vec}$: [bold]x[/bold] and more  page.txt:5"
    )


def test_a_modelled_answer_shows_each_source_sentence_with_its_support() -> None:
    assert terminal.answer(MODELLED, PIPE) == (
        "Green tea needs two minutes [1].\n\n"
        "Boiling twice is common [1, 2]\n\n"
        "[1] Steeping Times for Green Tea (Ada Leaf et al., Journal of Kettles 2021)\n"
        '    "Two minutes are enough."  tea.bib:5 · supported\n'
        '    "Longer is bitter."  tea.bib:5 · weak\n'
        r"[2] $\pi2\text{vec}$: [bold]x[/bold] and more" + "\n"
        '    "Boil it twice."  page.txt:5 · weak'
    )


def test_what_weakens_a_statement_and_what_code_counted_stand_below_it() -> None:
    weak, sure = MODELLED.statements[1], MODELLED.statements[0]
    weak = weak.model_copy(update={"reason": "its source says “may”"})
    assert terminal.statement(weak, [1], PIPE).endswith("\n    weak: its source says “may”")
    counted = sure.model_copy(update={"counted": ("two papers",)})
    assert terminal.statement(counted, [1], PIPE).endswith("\n    counted by code: two papers")


def test_what_is_left_out_is_counted_with_the_way_to_its_list() -> None:
    left = LeftOut(text="Tea cures colds.", reason="no pointer")
    for number, it in ((1, "it"), (2, "them")):
        answer = MODELLED.model_copy(update={"left_out": (left,) * number})
        shown = terminal.answer(answer, PIPE, lists_left_out="/left-out")
        assert shown.endswith(f"left out: {number}, not proven (/left-out lists {it})")


def test_words_of_a_model_are_never_put_in_quotation_marks() -> None:
    shown = terminal.answer(MODELLED, PIPE)
    assert '"Green tea' not in shown
    assert terminal.EXTRACTIVE_HEADING not in shown


def test_what_a_model_could_not_prove_is_listed_with_the_reason() -> None:
    answer = MODELLED.model_copy(
        update={"left_out": (LeftOut(text="Tea cures colds.", reason="no pointer"),)}
    )
    assert terminal.answer(answer, PIPE).endswith(
        "left out (1, not proven):\n  - Tea cures colds. (no pointer)"
    )


def test_an_abstention_gives_the_reason_and_the_nearest_papers() -> None:
    answer = Answer(question="?", abstained=True, reason="No passage covers that.", near=(TEA,))
    assert terminal.answer(answer, PIPE) == (
        "No passage covers that.\nNearest papers: Steeping Times for Green Tea"
    )


def test_a_completed_question_is_shown_before_the_answer() -> None:
    answer = EXTRACTIVE.model_copy(update={"understood_as": "how long is tea steeped?"})
    assert terminal.answer(answer, PIPE).startswith(
        "(understood as: how long is tea steeped?)\n\nThe collection"
    )


def test_nothing_is_wider_than_the_terminal() -> None:
    for answer in (EXTRACTIVE, MODELLED):
        lines = terminal.answer(answer, Screen(width=52)).splitlines()
        assert max(map(len, lines)) <= 52


def test_no_escape_sequence_reaches_the_terminal_but_our_own() -> None:
    shown = terminal.answer(EXTRACTIVE, Screen(width=80, colour=True))
    assert "\x1b" not in shown.replace("\x1b[2m", "").replace("\x1b[0m", "").replace("\x1b[1m", "")
    assert "owned" not in shown


def test_usage_counts_what_was_proven_and_what_it_cost() -> None:
    usage = Usage(calls=2, cached_calls=1, input_tokens=2000, output_tokens=914, seconds=3.21)
    assert terminal.usage(MODELLED.model_copy(update={"usage": usage})) == (
        "2 statements, 1 supported, 1 weak, 0 left out"
        " · 2 calls and 1 from the cache, 2,914 tokens, 3.2 s"
    )


def test_a_cost_is_told_where_prices_are_known() -> None:
    answer = MODELLED.model_copy(update={"usage": Usage(calls=1, cost=0.01234)})
    assert terminal.usage(answer).endswith("· 1 call, 0 tokens, 0.0 s, cost 0.0123")


def test_no_support_is_counted_that_is_not_there() -> None:
    shown = terminal.usage(Answer(question="?", statements=(said("x"),), usage=Usage(calls=1)))
    assert shown == "1 statement, 1 supported, 0 left out · 1 call, 0 tokens, 0.0 s"


def test_a_passage_shows_rank_score_paper_place_and_the_beginning_of_its_text() -> None:
    passage = Passage(
        paper=TEA,
        chunk_id="tea1:0",
        text="Leaves\nopen. " * 60,
        score=0.871,
        rank=1,
        location=Location(file="a/paper.pdf", page=3),
        engines=(EngineScore(engine="bm25", score=1.0, rank=1),),
    )
    head, text = terminal.passages([passage], PIPE).split("\n")
    assert head == (
        " 1  0.87  Steeping Times for Green Tea (Ada Leaf et al., Journal of Kettles 2021)"
        "  paper.pdf p.3"
    )
    assert text.strip().startswith("Leaves open. Leaves open.")
    assert text.endswith(" …")
    assert len(text) < terminal.PREVIEW + 20


def explained(whole: str, **found: object) -> str:
    passage = Passage.model_validate(
        {
            "paper": TEA,
            "chunk_id": "tea1:0",
            "text": "Leaves open.",
            "score": 0.5,
            "rank": 1,
            "location": Location(file="tea.bib", line=5),
            **found,
        }
    )
    return terminal.passages([passage], PIPE, explained=whole).splitlines()[-1].strip()


def test_an_explained_passage_says_what_each_engine_said_and_which_words_it_holds() -> None:
    engines = (
        EngineScore(engine="vectors", score=0.512, rank=3),
        EngineScore(engine="BM25", score=32.71, rank=21),
        EngineScore(engine="listwise", score=0.98, rank=12),
    )
    assert explained("leaves", query="leaves", engines=engines, terms=("leaves", "open")) == (
        "vectors 3rd 0.51 · BM25 21st 32.7 · listwise 12th 0.98 · words: leaves, open"
    )


def test_an_engine_that_ranked_a_passage_low_or_not_at_all_says_so() -> None:
    engines = (
        EngineScore(engine="vectors", score=0.1, rank=None),
        EngineScore(engine="BM25", score=None, rank=None),
    )
    assert explained("cups", query="cups", engines=engines) == (
        "vectors 0.10, not among its best · BM25 did not find it · words: none of the query"
    )


def test_the_part_of_a_query_that_a_passage_answers_is_named() -> None:
    engines = (EngineScore(engine="BM25", score=-3.25, rank=2),)
    whole = "cups versus\nleaves"
    terms = tuple(f"w{n}" for n in range(terminal.WORDS + 2))
    assert explained(whole, query="leaves", engines=engines, terms=terms) == (
        "asked “leaves”: BM25 2nd -3.2 · words: "
        "w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, 2 more"
    )
    assert explained(whole, query="cups versus leaves", engines=engines).startswith("BM25 2nd")


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (112, "112th"), (123, "123rd")],
)
def test_ranks_are_said_as_people_say_them(number: int, said: str) -> None:
    assert terminal.ordinal(number) == said


def test_a_draft_is_summed_up_in_true_numbers() -> None:
    draft = RelatedWork(
        topic="tea",
        sections=(Theme(heading="Time", statements=MODELLED.statements),),
        references=MODELLED.references,
        not_cited=(LeftOut(text="Coffee", reason="off topic"),),
        candidates=9,
    )
    assert terminal.draft_summary(draft) == (
        "1 theme, 2 papers cited of 9 candidates; 1 retrieved and not cited"
    )
