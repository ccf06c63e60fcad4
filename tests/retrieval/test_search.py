from pathlib import Path

import pytest

from reviewer.models import Filters, Passage, SectionKind
from reviewer.retrieval import DENSE, LEXICAL
from tests.gathered import gather, paper
from tests.hashing import HashingEmbedder

LONG = " ".join(
    f"Hive number {n} was weighed in the evening, when all bees had come home from the meadow, "
    f"and again in the morning, before the first bee left hive number {n} for the meadow."
    for n in range(12)
)
SHORT = "One hive was weighed once. The bees of this hive were at home in the meadow."
ENTRIES = [
    paper("Twelve Hives", LONG, year=2019, authors=["Mira Holt"]),
    paper("Another Twelve Hives", LONG.replace("evening", "afternoon"), year=2021),
    paper("One Hive", SHORT, year=2023, authors=["Jonas Beck"]),
    paper("Wasps", "Wasps build nests of paper. Nobody weighed them."),
]


def count(passages: list[Passage]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for passage in passages:
        counted[passage.paper.title] = counted.get(passage.paper.title, 0) + 1
    return counted


@pytest.mark.parametrize("cap", [1, 2, 3, 5])
def test_no_paper_gives_more_passages_than_the_cap_and_one_that_has_them_gives_as_many(
    tmp_path: Path, cap: int
) -> None:
    with gather(tmp_path, ENTRIES, chunking_max_characters=200, retrieval_per_paper=cap) as ws:
        counted = count(ws.search("weighed hive meadow", k=100))
    assert max(counted.values()) == cap
    assert counted["Twelve Hives"] == counted["Another Twelve Hives"] == cap
    assert counted["One Hive"] == 1


def test_passages_come_best_first_with_ranks_from_one(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES, HashingEmbedder(), chunking_max_characters=200) as ws:
        passages = ws.search("one hive weighed once", k=5)
    assert [passage.rank for passage in passages] == [1, 2, 3, 4, 5]
    assert passages[0].paper.title == "One Hive"
    scores = [passage.score for passage in passages]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_k_is_the_most_that_is_returned(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES, chunking_max_characters=200) as ws:
        assert len(ws.search("hive", k=2)) == 2
        assert [p.chunk_id for p in ws.search("hive", k=2)] == [
            p.chunk_id for p in ws.search("hive", k=7)[:2]
        ]


def test_a_passage_says_what_both_engines_thought_of_it(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES, HashingEmbedder()) as ws:
        best = ws.search("wasps build nests of paper", k=1)[0]
    said = {score.engine: score for score in best.engines}
    assert set(said) == {DENSE, LEXICAL}
    assert all(score.rank == 1 and score.score for score in said.values())


def test_a_passage_is_the_text_at_its_place(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES, chunking_max_characters=200) as ws:
        for passage in ws.search("hive", k=100):
            assert passage.text in passage.paper.abstract
            assert (
                passage.location.line
                == [e["title"] for e in ENTRIES].index(passage.paper.title) + 1
            )


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        (Filters(year_from=2020), {"Another Twelve Hives", "One Hive"}),
        (Filters(author="beck"), {"One Hive"}),
        (Filters(year_from=2030), set()),
        (Filters(paper_ids=frozenset({"no such paper"})), set()),
    ],
)
@pytest.mark.parametrize("embedder", [None, HashingEmbedder()], ids=["words", "vectors"])
def test_a_filter_lets_only_its_papers_through(
    tmp_path: Path, filters: Filters, titles: set[str], embedder: HashingEmbedder | None
) -> None:
    with gather(tmp_path, ENTRIES, embedder) as ws:
        assert {p.paper.title for p in ws.search("hive", filters=filters)} == titles


def test_the_same_papers_and_query_give_the_same_passages(tmp_path: Path) -> None:
    with (
        gather(tmp_path / "one", ENTRIES, HashingEmbedder()) as one,
        gather(tmp_path / "other", ENTRIES, HashingEmbedder()) as other,
    ):
        found = [ws.search("weighed hive meadow", k=20) for ws in (one, one, other)]
    dumped = [[p.model_dump_json(exclude={"paper": {"sources"}}) for p in ps] for ps in found]
    assert dumped[0] == dumped[1] == dumped[2]


def test_several_queries_find_what_each_alone_finds(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        found = ws._retriever.search(["wasps", "home"], 10)
    assert {"Wasps", "One Hive"} <= {passage.paper.title for passage in found}


@pytest.mark.parametrize(
    "query", ["the", "蜜蜂", "title:hive AND (", "\x00hive", '"hive', "x" * 9000]
)
@pytest.mark.parametrize("embedder", [None, HashingEmbedder()], ids=["words", "vectors"])
def test_any_query_is_searched_as_words_and_nothing_more(
    tmp_path: Path, query: str, embedder: HashingEmbedder | None
) -> None:
    with gather(tmp_path, ENTRIES[:1], embedder) as ws:
        assert len(ws.search(query)) <= 1


def test_a_lone_title_is_found_but_not_where_something_to_quote_is_wanted(tmp_path: Path) -> None:
    entries = [paper("Bees and Microphones", ""), paper("Hives", "A hive holds many bees.")]
    with gather(tmp_path, entries) as ws:
        found = ws.search("bees", k=10)
        quotable = ws._retriever.search("bees", 10, quotable=True)
    assert {(p.text, p.kind) for p in found} == {
        ("Bees and Microphones", SectionKind.TITLE),
        ("A hive holds many bees.", SectionKind.ABSTRACT),
    }
    assert [(p.text, p.rank) for p in quotable] == [("A hive holds many bees.", 1)]
