from collections import Counter

from reviewer.answering.extractive import choose, statement_of
from reviewer.models import Support
from reviewer.selection import Candidate
from tests.candidates import candidates_of, passage_of

EAR = passage_of(
    "Hummer: Bees by Ear",
    "Bees are hard to count. We propose Hummer, a microphone for hives. It hears 93% of all bees. "
    "Rain is loud in June.",
    1,
)
SCALE = passage_of(
    "Hive Scale: Bees by Weight",
    "Hives are heavy boxes. We introduce Hive Scale, a scale for hives. Its count is 4.5x closer. "
    "Wind moves the scale.",
    2,
)
CAMERA = passage_of(
    "Flower Cam: Bees by Sight",
    "Flowers attract many bees. We present Flower Cam, a camera for flowers. It sees 71% of them.",
    3,
)
ALL = [EAR, SCALE, CAMERA]


def pool(relevance: float | dict[str, float] = 0.5, vector: str | None = "own") -> list[Candidate]:
    return [candidate for one in ALL for candidate in candidates_of(one, relevance, vector)]


def texts(candidates: list[Candidate]) -> list[str]:
    return [candidate.text for candidate in candidates]


def test_a_question_about_one_fact_takes_the_most_relevant_sentences_first() -> None:
    chosen = choose("Why is rain a problem?", pool({"Rain": 0.9, "Wind": 0.8}), 5)
    assert texts(chosen)[:2] == ["Rain is loud in June.", "Wind moves the scale."]


def test_a_question_for_a_figure_takes_a_sentence_with_one_it_does_not_hold() -> None:
    candidates = pool({"Bees are": 0.6, "93%": 0.5})
    assert texts(choose("Why are bees counted?", candidates, 5))[0] == "Bees are hard to count."
    assert texts(choose("How many bees are heard?", candidates, 5))[0] == (
        "It hears 93% of all bees."
    )
    assert texts(choose("How many bees are the 93% heard?", candidates, 5))[0] == (
        "Bees are hard to count."
    )


def test_a_question_about_several_papers_takes_one_sentence_of_each() -> None:
    chosen = choose("Which papers count bees?", pool(), 5)
    assert texts(chosen) == [
        "We propose Hummer, a microphone for hives.",
        "We introduce Hive Scale, a scale for hives.",
        "We present Flower Cam, a camera for flowers.",
    ]


def test_a_comparison_takes_what_is_done_and_what_came_of_it_two_papers_at_a_time() -> None:
    chosen = choose("How do microphones and scales compare?", pool(), 6)
    assert texts(chosen) == [
        "We propose Hummer, a microphone for hives.",
        "We introduce Hive Scale, a scale for hives.",
        "It hears 93% of all bees.",
        "Its count is 4.5x closer.",
        "We present Flower Cam, a camera for flowers.",
        "It sees 71% of them.",
    ]


def test_the_papers_with_the_best_sentences_come_first() -> None:
    chosen = choose("Which papers count bees?", pool({"Flowers": 1.0, "Cam": 1.0, "71%": 1.0}), 5)
    assert chosen[0].quote.title == CAMERA.paper.title


def test_no_answer_says_a_thing_twice() -> None:
    again = passage_of("Another Hive Paper", SCALE.text, 4)
    candidates = [*pool(vector=None), *candidates_of(again, 0.5)]
    for question in ("Why count bees?", "Which papers count bees?", "Compare them both."):
        chosen = texts(choose(question, candidates, 30))
        assert len(chosen) == len(set(chosen))
    same = choose("Why count bees?", pool(vector="same"), 5)
    assert len(same) == 1


def test_no_paper_says_more_than_three_things_and_no_answer_more_than_five() -> None:
    chosen = choose("Why count bees?", pool(), 30)
    assert len(chosen) == 5
    assert max(Counter(c.quote.paper_id for c in chosen).values()) == 3
    assert len(choose("Why count bees?", pool(), 2)) == 2
    assert len(choose("Which papers count bees?", pool(), 2)) == 2


def test_a_sentence_far_less_worth_than_the_first_is_not_said() -> None:
    chosen = choose("Why is rain loud?", candidates_of(EAR, {"Rain": 1.0, "Bees are": 0.0}), 5)
    assert texts(chosen) == ["Rain is loud in June."]


def test_a_question_or_a_list_cut_off_is_no_statement() -> None:
    asking = passage_of("Open Questions", "How do bees hum at night? We ask two things of bees:")
    for question in ("How do bees hum?", "Which papers ask about bees?", "Compare both bees."):
        assert choose(question, candidates_of(asking, 0.9), 5) == []


def test_nothing_to_choose_from_is_nothing_chosen() -> None:
    for question in ("Why?", "Which papers?", "Compare them."):
        assert choose(question, [], 5) == []


def test_a_statement_is_its_own_quote_on_one_line() -> None:
    broken = candidates_of(passage_of("Bees", "Bees hum\nin  June."))[0]
    statement = statement_of(broken)
    assert statement.text == "Bees hum in June."
    assert [quote.text for quote in statement.quotes] == ["Bees hum\nin  June."]
    assert statement.support is Support.SUPPORTED
