from hypothesis import given
from hypothesis import strategies as st

from reviewer.retrieval.subqueries import MOST, draft_queries, split_query

ABSTRACT = (
    "Small models forget rare facts. We store such facts in a table. The table is read "
    "at every step. It costs little memory."
)


def test_a_short_question_is_one_query() -> None:
    for text in ("What does early stopping cost?", "RLHF", "Which models can prune a cache?"):
        assert split_query(text) == [text]


def test_a_text_of_several_sentences_is_asked_whole_and_by_sentence() -> None:
    assert split_query(ABSTRACT) == [
        ABSTRACT,
        "Small models forget rare facts.",
        "We store such facts in a table.",
        "The table is read at every step.",
        "It costs little memory.",
    ]


def test_a_question_with_a_second_question_falls_into_two() -> None:
    question = "How are prompts searched automatically, and what limits self-rewriting agents?"
    assert split_query(question) == [
        question,
        "How are prompts searched automatically",
        "what limits self-rewriting agents",
    ]


def test_what_a_question_compares_is_asked_apart() -> None:
    question = "Cache pruning heuristics versus learned eviction policies"
    assert split_query(question)[1:] == ["Cache pruning heuristics", "learned eviction policies"]
    assert split_query("cost of retraining models compared with editing hidden states")[1:] == [
        "cost of retraining models",
        "editing hidden states",
    ]


def test_a_title_with_a_colon_is_one_query() -> None:
    for title in ("Wing Beats: Telling Drones from Workers by Light", "Hives; and What Bees Eat"):
        assert split_query(title) == [title]
    asked = "Compare two ways to weigh a hive: where the scale stands and what it costs"
    assert len(split_query(asked)) > 1


def test_a_part_that_says_too_little_leaves_the_question_whole() -> None:
    question = "Which accelerators stop the small model early, and on what signal?"
    assert split_query(question) == [question]
    assert split_query("Adam vs. SGD") == ["Adam vs. SGD"]


def test_a_long_text_is_asked_in_few_queries() -> None:
    text = " ".join(f"Planet number{n} circles the star{n} slowly." for n in range(2000))
    queries = split_query(text)
    assert queries[0] == text
    assert len(queries) == 1 + MOST


def test_a_sentence_that_stands_twice_is_asked_once() -> None:
    queries = split_query("Caches grow fast. Caches grow fast. Pruning helps caches. Ah, well.")
    assert queries[1:] == ["Caches grow fast.", "Pruning helps caches."]


def test_a_draft_is_asked_with_its_topic_and_by_sentence() -> None:
    queries = draft_queries("Tables for rare facts", ABSTRACT)
    assert queries[:3] == [
        f"Tables for rare facts. {ABSTRACT}",
        "Tables for rare facts",
        "Small models forget rare facts.",
    ]
    assert len(queries) == 6


def test_a_topic_without_an_abstract_is_asked_like_any_text() -> None:
    for nothing in (None, "", " \n"):
        assert draft_queries("Tables for rare facts", nothing) == ["Tables for rare facts"]


@given(st.text())
def test_any_text_comes_first_and_its_queries_are_few_and_different(text: str) -> None:
    queries = split_query(text)
    assert queries[0] == text
    assert len(queries) <= 1 + MOST
    assert len(set(queries)) == len(queries)
    assert all(query.strip() for query in queries[1:])
