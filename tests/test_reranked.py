"""Searches, answers and drafts with a reranker: what it changes, what it costs, how it fails."""

import re
from pathlib import Path

import pytest

from reviewer.models import Passage
from reviewer.rendering.as_json import dump
from reviewer.workspace import Workspace
from tests.rerank_server import Asked, Trouble, serving
from tests.scripted_server import Request, Serve, refused
from tests.surfaces import EVERY_TITLE, Review

QUERY = "counting bees at the hive"
SWARM = "Hive Weight Predicts Swarming"


def prefers_swarm(asked: Asked, scores: list[float]) -> object:
    """The reply of a server that scores the passages of one paper .9 and the others .1."""
    chosen = [0.9 if text.startswith(SWARM) else 0.1 for text in asked.texts]
    return [{"index": n, "score": score} for n, score in enumerate(chosen)]


def workspace(folder: Path, base_url: str, **settings: object) -> Workspace:
    given = {"by": "server", "base_url": base_url, "retries": 0, **settings}
    return Workspace(folder, flags={("rerank", key): value for key, value in given.items()})


def titles(passages: list[Passage]) -> list[str]:
    return [passage.paper.title for passage in passages]


@pytest.fixture
def plain(review: Review) -> list[Passage]:
    """What a search finds without a reranker."""
    with Workspace(review.folder) as ws:
        found = ws.search(QUERY)
    assert len(found) > 2
    assert titles(found)[0] != SWARM
    return found


def test_a_search_is_reranked_and_says_by_whom(review: Review, plain: list[Passage]) -> None:
    with serving() as server, workspace(review.folder, server.base_url, model="tiny") as ws:
        found = ws.search(QUERY)
    assert sorted(titles(found)) == sorted(titles(plain))
    assert [one.rank for one in found] == list(range(1, len(found) + 1))
    assert all(one.engines[-1].engine == "tiny" for one in found)
    assert [one.engines[-1].rank for one in found] == [one.rank for one in found]
    assert '"engine": "tiny"' in dump(found)


def test_a_passage_from_below_the_cut_can_come_first(review: Review, plain: list[Passage]) -> None:
    with serving(reply=prefers_swarm) as server, workspace(review.folder, server.base_url) as ws:
        assert titles(ws.search(QUERY, k=1)) == [SWARM]
        (document,) = ws.retriever(k=1).invoke(QUERY)
    assert document.metadata["title"] == SWARM


def test_as_many_passages_are_shown_as_the_settings_say(
    review: Review, plain: list[Passage]
) -> None:
    with serving() as server, workspace(review.folder, server.base_url, candidates=2) as ws:
        found = ws.search(QUERY)
    assert [len(asked.texts) for asked in server.asked] == [2]
    assert titles(found)[2:] == titles(plain)[2:]


@pytest.mark.parametrize(
    ("trouble", "notice"),
    [
        (Trouble(500, "out of memory"), "failed (500: out of memory)"),
        (Trouble(body="[]"), "sends 0 scores"),
        (Trouble(401, "no"), "wants a key, and RERANK_API_KEY is not set"),
        (Trouble(stalls=True), "no reply of"),
    ],
)
def test_a_failing_reranker_leaves_the_results_as_they_were_with_one_notice(
    review: Review, plain: list[Passage], trouble: Trouble, notice: str
) -> None:
    seconds = 0.2 if trouble.stalls else 60.0
    with (
        serving("vllm", [trouble] * 9) as server,
        workspace(review.folder, server.base_url, timeout=seconds) as ws,
    ):
        assert ws.search(QUERY) == plain
        assert ws.search(QUERY) == plain
        (said,) = ws.notices
    assert said.startswith("not reranked: ")
    assert notice in said


def test_a_server_that_is_not_there_leaves_the_results_as_they_were(
    review: Review, plain: list[Passage]
) -> None:
    with refused() as base_url, workspace(review.folder, base_url) as ws:
        assert ws.search(QUERY) == plain
        assert len(ws.notices) == 1


def test_the_notice_is_told_on_the_command_line_and_the_command_is_done(review: Review) -> None:
    with refused() as base_url:
        lines = f'[embedding]\nmodel = "none"\n[rerank]\nby = "server"\nbase_url = "{base_url}"\n'
        (review.folder / "reviewer.toml").write_text(lines)
        done = review.run("search", QUERY)
    assert done.code == 0
    assert done.err.count("not reranked: no rerank server answers at") == 1
    assert "not reranked" not in done.out


def test_an_answer_reads_the_reranked_passages(review: Review) -> None:
    question = "Which method counts honeybees in hives?"
    with serving() as server, workspace(review.folder, server.base_url) as ws:
        answer = ws.ask(question)
    assert answer.statements
    assert [asked.body["query"] for asked in server.asked] == [question]


def test_a_draft_of_many_sentences_costs_one_call(review: Review) -> None:
    abstract = "We count bees. Hives are weighed. Flowers are filmed. Swarms are told early."
    with serving() as server, workspace(review.folder, server.base_url) as ws:
        draft = ws.related_work("Bees and hives", abstract)
    assert draft.candidates > 1
    assert [asked.body["query"] for asked in server.asked] == [f"Bees and hives. {abstract}"]


@pytest.mark.parametrize(
    "query", ["bee?", "bee " * 2_000, "🐝 bee", 'title:"x" AND (', "\x00bee", "的"]
)
def test_no_query_is_too_odd_for_a_reranker(review: Review, query: str) -> None:
    with serving() as server, workspace(review.folder, server.base_url) as ws:
        ws.search(query)
        assert ws.notices == []


def test_the_language_model_reranks_in_one_call_that_is_counted(
    review: Review, serve: Serve
) -> None:
    def reply(request: Request) -> str:
        found = re.search(rf"^\[(\d+)\] {SWARM}$", request.prompt, re.MULTILINE)
        return f"[{found[1]}]" if found else "NOT IN COLLECTION"

    server = serve(reply)
    flags = {
        ("rerank", "by"): "model",
        ("model", "name"): "scripted",
        ("model", "base_url"): server.base_url,
    }
    with Workspace(review.folder, flags=flags) as ws:
        assert titles(ws.search(QUERY))[0] == SWARM
        assert len(server.chats) == 1
        answer = ws.ask("Which method counts honeybees in hives?")
        assert (answer.usage.calls, len(server.chats)) == (2, 3)
        ws.search(QUERY)
        assert len(server.chats) == 3
        assert ws.notices == []


def test_a_model_that_does_not_sort_leaves_the_results_as_they_were(
    review: Review, plain: list[Passage], serve: Serve
) -> None:
    server = serve(["These are all very interesting."])
    flags = {
        ("rerank", "by"): "model",
        ("model", "name"): "scripted",
        ("model", "base_url"): server.base_url,
    }
    with Workspace(review.folder, flags=flags) as ws:
        assert ws.search(QUERY) == plain
        assert ws.notices[0].startswith("not reranked: scripted replied with no order")


def test_a_prompt_of_the_user_s_own_that_does_not_work_is_an_error(review: Review) -> None:
    (review.folder / "prompts").mkdir()
    (review.folder / "prompts" / "rerank.md").write_text("Sort these.")
    lines = '[rerank]\nby = "model"\n[model]\nname = "x"\nbase_url = "http://127.0.0.1:9/v1"\n'
    (review.folder / "reviewer.toml").write_text(f'[embedding]\nmodel = "none"\n{lines}')
    done = review.run("search", QUERY)
    assert done.code == 1
    assert "rerank.md needs a header" in done.err


def test_logits_give_falling_scores_between_0_and_1_and_each_paper_once(review: Review) -> None:
    with serving("llama.cpp") as server, workspace(review.folder, server.base_url) as ws:
        found = ws.search("bees hives flowers camera colour hum pitch", k=50)
    assert set(titles(found)) <= set(EVERY_TITLE)
    assert len(set(titles(found))) == len(found)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
