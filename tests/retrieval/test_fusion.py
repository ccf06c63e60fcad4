import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.models import Filters, Paper, Source
from reviewer.retrieval import (
    DENSE,
    LEXICAL,
    SUBQUERY_DISCOUNT,
    Ranked,
    fuse,
    fuse_rankings,
    matches,
)

SCORES = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0, 1), max_size=8).map(
    lambda scores: sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
)


def scores(ranking: list[Ranked]) -> dict[str, float]:
    return {ranked.chunk_id: ranked.score for ranked in ranking}


def test_fusing_is_the_convex_combination_worked_by_hand() -> None:
    """Cosines .9 .6 .5 become 1 .25 0; BM25 8 and 2 of at most 8 become 1 and .25."""
    dense = [("a", 0.9), ("b", 0.6), ("c", 0.5)]
    lexical = [("b", 8.0), ("d", 2.0)]
    fused = scores(fuse(dense, lexical, dense_weight=0.6))
    assert fused == pytest.approx(
        {"a": 0.6, "b": 0.6 * 0.25 + 0.4, "c": 0.0, "d": 0.4 * 0.25}, abs=1e-12
    )


def test_a_chunk_that_only_bm25_found_gets_its_own_cosine() -> None:
    dense = [("a", 0.9), ("b", 0.5)]
    fused = scores(fuse(dense, [("d", 4.0)], unranked=[("d", 0.7)], dense_weight=0.5))
    assert fused["d"] == pytest.approx(0.5 * 0.5 + 0.5)


def test_what_each_engine_said_is_kept() -> None:
    ranked = fuse([("a", 0.9)], [("b", 3.0), ("a", 2.0)], unranked=[("b", 0.1)], dense_weight=0.9)
    said = {r.chunk_id: {e.engine: (e.score, e.rank) for e in r.engines} for r in ranked}
    assert said == {
        "a": {DENSE: (0.9, 1), LEXICAL: (2.0, 2)},
        "b": {DENSE: (0.1, None), LEXICAL: (3.0, 1)},
    }


def test_ties_break_by_chunk_id() -> None:
    fused = fuse([], [("z", 2.0), ("m", 2.0), ("a", 2.0)], dense_weight=0)
    assert [ranked.chunk_id for ranked in fused] == ["a", "m", "z"]


def test_one_engine_alone_keeps_its_own_order() -> None:
    found = [("c", 9.0), ("a", 5.0), ("b", 1.0)]
    assert [r.chunk_id for r in fuse([], found, dense_weight=0)] == ["c", "a", "b"]
    assert [r.chunk_id for r in fuse(found, [], dense_weight=1)] == ["c", "a", "b"]


def test_equal_cosines_do_not_divide_by_zero() -> None:
    fused = fuse([("a", 0.5), ("b", 0.5)], [], dense_weight=1)
    assert [ranked.score for ranked in fused] == [1.0, 1.0]
    assert fuse([], [], dense_weight=0.5) == []


@given(SCORES, SCORES, st.floats(0, 1))
def test_fused_scores_are_shares_in_falling_order_whatever_the_order_of_what_came_in(
    dense: list[tuple[str, float]], lexical: list[tuple[str, float]], weight: float
) -> None:
    fused = fuse(dense, lexical, dense_weight=weight)
    keys = [(-ranked.score, ranked.chunk_id) for ranked in fused]
    assert keys == sorted(keys)
    assert {r.chunk_id for r in fused} == {chunk_id for chunk_id, _ in [*dense, *lexical]}
    assert all(-1e-9 <= ranked.score <= 1 + 1e-9 for ranked in fused)
    turned = fuse(dense[::-1], lexical[::-1], dense_weight=weight)
    assert scores(turned) == scores(fused)
    assert [r.chunk_id for r in turned] == [r.chunk_id for r in fused]


def test_a_chunk_keeps_its_best_score_and_later_queries_count_less() -> None:
    first = [Ranked("a", 0.5, ()), Ranked("b", 0.4, ())]
    second = [Ranked("b", 1.0, ()), Ranked("a", 0.5, ()), Ranked("c", 0.2, ())]
    fused = fuse_rankings([first, second])
    assert [ranked.chunk_id for ranked in fused] == ["b", "a", "c"]
    assert scores(fused) == {
        "b": SUBQUERY_DISCOUNT,
        "a": 0.5,
        "c": pytest.approx(0.2 * SUBQUERY_DISCOUNT),
    }


def test_one_ranking_is_fused_to_itself_and_none_to_nothing() -> None:
    ranking = [Ranked("a", 0.5, ()), Ranked("b", 0.4, ())]
    assert fuse_rankings([ranking]) == ranking
    assert fuse_rankings([]) == []


PAPER = Paper(
    id="p1",
    title="Bees",
    year=2019,
    authors=("Mira Holt", "Jörg Müller"),
    venue="Journal of Apiary Engineering",
    tags=("hives",),
    sources=(Source(file="library/bees.bib", title="Bees"),),
)
YEARLESS = Paper(id="p2", title="Wasps")


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(year_from=2019),
        Filters(year_to=2019),
        Filters(year_from=2018, year_to=2020),
        Filters(author="holt"),
        Filters(author="MULLER"),
        Filters(venue="apiary"),
        Filters(source="bees.bib"),
        Filters(tag="hives"),
        Filters(paper_ids=frozenset({"p1"})),
        Filters(author="holt", year_from=2019, tag="hives"),
    ],
)
def test_a_paper_passes_the_filters_it_fits(filters: Filters) -> None:
    assert matches(PAPER, filters)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(year_from=2020),
        Filters(year_to=2018),
        Filters(author="beck"),
        Filters(author="?"),
        Filters(venue="robotics"),
        Filters(source="wasps.bib"),
        Filters(tag="swarms"),
        Filters(paper_ids=frozenset({"p2"})),
        Filters(author="holt", year_from=2020),
    ],
)
def test_a_paper_fails_a_filter_it_does_not_fit(filters: Filters) -> None:
    assert not matches(PAPER, filters)


def test_a_paper_without_a_year_fails_a_year_filter_and_no_other() -> None:
    assert not matches(YEARLESS, Filters(year_from=1900))
    assert not matches(YEARLESS, Filters(year_to=2100))
    assert matches(YEARLESS, Filters(paper_ids=frozenset({"p2"})))
    assert not matches(YEARLESS, Filters(venue="apiary"))
