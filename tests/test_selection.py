from pathlib import Path

import pytest

from reviewer.selection import COSINE_WEIGHT, COVERAGE_WEIGHT
from tests.candidates import candidates_of, passage_of
from tests.gathered import gather, paper
from tests.hashing import HashingEmbedder

ENTRIES = [
    paper("Hummer: Bees by Ear", "Bees hum in June. A microphone hears them. Rain is loud."),
    paper("Scales", "A scale weighs the hive. It costs four euros.\nBees come home in June."),
    paper("Wasps", "Wasps build nests of paper."),
]


def test_every_sentence_is_a_slice_of_its_passage_with_its_place(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        passages = ws.search("bees hum in june", k=10)
        found = ws._selector.candidates("bees hum in june", passages)
    assert {c.text for c in found} >= {"Bees hum in June.", "A scale weighs the hive."}
    for candidate in found:
        quote, text = candidate.quote, candidate.passage.text
        assert text[quote.start : quote.start + len(quote.text)] == quote.text
        assert quote.location == candidate.passage.location  # all of an entry is one line of JSON


@pytest.mark.parametrize("embedder", [None, HashingEmbedder()], ids=["words", "vectors"])
def test_the_sentence_that_holds_the_question_comes_first(
    tmp_path: Path, embedder: HashingEmbedder | None
) -> None:
    with gather(tmp_path, ENTRIES, embedder) as ws:
        question = "What hears bees hum in June?"
        found = ws._selector.candidates(question, ws.search(question, k=10))
    assert found[0].text == "Bees hum in June."
    scores = [candidate.relevance for candidate in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= candidate.coverage <= 1 and 0 <= candidate.cosine <= 1 for candidate in found)


def test_a_word_that_only_the_title_holds_counts_half(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        found = {c.text: c for c in ws._selector.candidates("hummer", ws.search("hummer", k=1))}
    assert {candidate.coverage for candidate in found.values()} == {0.5}


def test_relevance_is_the_coverage_where_there_are_no_vectors() -> None:
    plain = candidates_of(passage_of("Bees", "Bees hum."), 0.4)[0]
    with_vector = candidates_of(passage_of("Bees", "Bees hum."), 0.4, "own")[0]
    assert plain.relevance == 0.4
    assert with_vector.relevance == pytest.approx(0.4 * (COSINE_WEIGHT + COVERAGE_WEIGHT))


def test_two_sentences_are_alike_by_vectors_or_by_words() -> None:
    one, other = candidates_of(passage_of("Bees", "Bees hum in June. June bees hum in."), 0.4)
    assert one.says_same(other, 0.9)
    assert not one.says_same(candidates_of(passage_of("B", "Wasps sleep."), 0.4)[0], 0.9)
    wasps = passage_of("Bees", "Bees hum loudly. Wasps sleep well.")
    one, other = candidates_of(wasps, 0.4, "same")
    assert one.says_same(other, 0.99)
    one, other = candidates_of(passage_of("Bees", "Bees hum loudly. Bees hum loudly."), 0.4, "own")
    assert not one.says_same(other, 0.5)


def test_names_are_unknown_only_if_the_collection_holds_none_of_them(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        selector = ws._selector
        assert selector.unknown(["BeeNet", "WingQA"]) == ["BeeNet", "WingQA"]
        assert selector.unknown(["BeeNet", "Hummer"]) is None
        assert selector.unknown([]) is None


def test_the_words_that_are_missing_are_told_the_rarest_first(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        share, missing = ws._selector.covered("Do bees hum in snow?", ["Bees hum in June."])
        nothing = ws._selector.covered("why so?", ["Bees hum."])
        everything, none_missing = ws._selector.covered("Bees hum", ["bees", "the hum"])
    assert missing == ["snow"]
    assert 0 < share < 1
    assert nothing == (0.0, [])
    assert (everything, none_missing) == (1.0, [])


def test_a_word_that_few_papers_hold_is_rarer_than_one_that_many_hold(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        rarity = ws._selector.rarity
        assert rarity("wasps") > rarity("bees") > 0
        assert rarity("wasps bees") == pytest.approx((rarity("wasps") + rarity("bees")) / 2)
        assert rarity("the of") == 0.0


def test_no_passage_has_no_sentence(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES, HashingEmbedder()) as ws:
        assert ws._selector.candidates("bees", []) == []


def test_a_lone_title_is_no_sentence_to_quote(tmp_path: Path) -> None:
    with gather(tmp_path, [paper("Bees Hum in June", ""), *ENTRIES]) as ws:
        passages = ws.search("bees hum in june", k=10)
        found = ws._selector.candidates("bees hum in june", passages)
    assert "Bees Hum in June" in {passage.text for passage in passages}
    assert "Bees Hum in June" not in {candidate.text for candidate in found}


def test_a_sentence_that_two_passages_of_a_paper_share_is_one_candidate(tmp_path: Path) -> None:
    first = passage_of("Bees", "Bees hum in June. Wasps sleep well.")
    text = "Wasps sleep well. Ants run all day."
    second = first.model_copy(update={"chunk_id": "Bees:1", "text": text})
    other = passage_of("Ants", "Wasps sleep well.")
    with gather(tmp_path, ENTRIES) as ws:
        found = ws._selector.candidates("Who sleeps?", [first, second, other])
    assert sorted((c.quote.chunk_id, c.text) for c in found) == [
        ("Ants:0", "Wasps sleep well."),
        ("Bees:0", "Bees hum in June."),
        ("Bees:0", "Wasps sleep well."),
        ("Bees:1", "Ants run all day."),
    ]
