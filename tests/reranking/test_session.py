"""Reranking never costs a search: what fails is told once, and who is absent is left alone."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from reviewer.errors import (
    ModelKeyError,
    ModelReplyError,
    RerankError,
    RerankUnreachableError,
    ReviewerError,
)
from reviewer.reranking import Reranking, open_reranking
from reviewer.settings import Located, load
from tests.rerank_server import serving
from tests.reranking.test_ordering import PASSAGES, Fixed, ids, unheard


class Failing:
    """A reranker that fails in the given ways, then scores."""

    name = "failing"

    def __init__(self, *errors: ReviewerError) -> None:
        self.errors = list(errors)
        self.calls = 0

    def rerank(self, query: str, texts: Sequence[str]) -> list[float]:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return [float(place) for place, _ in enumerate(texts)]


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize("kind", [RerankError, RerankUnreachableError, ModelReplyError])
def test_a_failure_leaves_the_passages_as_they_were_with_one_notice(
    kind: type[ReviewerError],
) -> None:
    notices: list[str] = []
    clock = Clock()
    reranker = Failing(*[kind("the server is down", hint="start it")] * 2)
    reranking = Reranking(reranker, 6, notices.append, now=clock)
    for _ in range(2):
        assert reranking.reordered("q", PASSAGES) == PASSAGES
        clock.seconds += 100
    assert reranker.calls == 2
    assert notices == ["not reranked: the server is down (start it)"]


@pytest.mark.parametrize("kind", [RerankUnreachableError, ModelKeyError])
def test_a_server_that_is_absent_is_asked_again_after_a_while(kind: type[ReviewerError]) -> None:
    clock = Clock()
    reranker = Failing(kind("nobody there", hint="start it"))
    reranking = Reranking(reranker, 6, unheard, now=clock)
    assert reranking.reordered("q", PASSAGES) == PASSAGES
    clock.seconds = 59.0
    assert reranking.reordered("q", PASSAGES) == PASSAGES
    assert reranker.calls == 1
    clock.seconds = 60.0
    assert ids(reranking.reordered("q", PASSAGES)) == ids(PASSAGES)[::-1]


def test_a_refused_search_does_not_stop_the_next_one() -> None:
    reranking = Reranking(Failing(RerankError("no", hint="yes")), 6, unheard)
    assert reranking.reordered("q", PASSAGES) == PASSAGES
    assert ids(reranking.reordered("q", PASSAGES)) == ids(PASSAGES)[::-1]


def test_only_the_candidates_are_shown() -> None:
    reranker = Fixed([0.1, 0.2])
    Reranking(reranker, 2, unheard).reordered("q", PASSAGES)
    assert len(reranker.asked[0][1]) == 2


def located(folder: Path, **rerank: object) -> Located:
    return load(folder, environ={}, flags={("rerank", key): rerank[key] for key in rerank})


def test_nothing_is_opened_where_no_reranking_is_wanted(tmp_path: Path) -> None:
    assert open_reranking(located(tmp_path), lambda: pytest.fail("opened"), unheard) is None


@pytest.mark.parametrize("cache", [True, False])
def test_the_settings_say_which_server_is_asked_and_whether_scores_are_kept(
    tmp_path: Path, cache: bool
) -> None:
    with serving("tei") as server:
        settings = located(tmp_path, by="server", base_url=server.root, candidates=3, cache=cache)
        for _ in range(2):
            reranking = open_reranking(settings, lambda: pytest.fail("opened"), pytest.fail)
            assert reranking is not None
            found = reranking.reordered("about 3", PASSAGES)
            assert ids(found)[0] == "chunk3"
            assert found[0].engines[-1].engine == "reranker"
    texts = [asked for asked in server.asked if "texts" in asked.body]
    assert len(texts) == (1 if cache else 2)


def test_a_model_that_is_not_named_is_told_once(tmp_path: Path) -> None:
    notices: list[str] = []
    reranking = open_reranking(located(tmp_path, by="model"), lambda: None, notices.append)
    assert reranking is not None
    for _ in range(2):
        assert reranking.reordered("q", PASSAGES) == PASSAGES
    (notice,) = notices
    assert notice.startswith('not reranked: rerank.by = "model", and no language model is named')
