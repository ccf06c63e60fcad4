"""Replies of rerank servers: every shape read, and nothing else than a reply without scores."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.reranking.dialects import NoScoresError, is_too_long, is_too_many, scores_in, words_in

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
ENTRIES = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("index", "score", "relevance_score", "document"), JSON)
)


@pytest.mark.parametrize("score", ["relevance_score", "score", "logit"])
@pytest.mark.parametrize(
    "around", ["%s", '{"results": %s}', '{"data": %s}', '{"data":{"data":%s}}']
)
def test_scores_are_read_bare_and_nested_in_any_order(score: str, around: str) -> None:
    entries = [{"index": 1, score: 0.25, "document": {"text": "b"}}, {"index": 0, score: -3}]
    assert scores_in((around % json.dumps(entries)).encode(), 2) == [-3.0, 0.25]


@given(st.permutations(range(5)), st.lists(st.floats(-50, 50), min_size=5, max_size=5))
def test_any_order_of_the_results_gives_the_same_scores(
    order: list[int], scores: list[float]
) -> None:
    entries = [{"index": index, "relevance_score": scores[index]} for index in order]
    assert scores_in(json.dumps({"results": entries}).encode(), 5) == scores


@given(st.one_of(st.lists(ENTRIES), JSON), st.integers(1, 3))
def test_whatever_json_comes_there_are_scores_or_a_reply_without(reply: object, count: int) -> None:
    try:
        found = scores_in(json.dumps(reply).encode("utf-8", "surrogatepass"), count)
    except NoScoresError:
        return
    assert len(found) == count


@given(st.binary())
def test_whatever_bytes_come_there_are_words(body: bytes) -> None:
    said = words_in(body)
    assert said == " ".join(said.split())
    assert said


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"error": {"message": "no\\n model"}}', "no model"),
        ('{"error": "batch", "error_type": "Validation"}', "batch"),
        ('{"detail": [{"msg": "bad"}]}', '[{"msg": "bad"}]'),
        ('{"message": "wait"}', "wait"),
        ("<html>oops</html>", "<html>oops</html>"),
        ("", "no message"),
        ("{}", "{}"),
        ("[" * 100_000, "[" * 100_000),
    ],
)
def test_the_words_of_an_error_are_found_where_servers_put_them(body: str, words: str) -> None:
    assert words_in(body.encode()) == words


@pytest.mark.parametrize(
    ("words", "long", "many"),
    [
        ("input is too large to process. increase the physical batch size", True, False),
        ("input (2793 tokens) is too large to process (current batch size: 2048)", True, False),
        ("This model's maximum context length is 512 tokens.", True, False),
        (
            "Input validation error: `inputs` must have less than 512 tokens. Given: 534",
            True,
            False,
        ),
        ("batch size 64 > maximum allowed batch size 32", False, True),
        ("too many documents: 1200 > 1000", False, True),
        ("model not found", False, False),
    ],
)
def test_a_refusal_for_length_or_number_is_told_from_others(
    words: str, long: bool, many: bool
) -> None:
    assert (is_too_long(words), is_too_many(words)) == (long, many)
