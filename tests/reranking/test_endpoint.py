"""A reranker behind a server: each dialect, each way to fail, and what is sent and kept."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from reviewer.errors import ExitCode, RerankError, RerankUnreachableError
from reviewer.reply_cache import FILE_NAME, ReplyCache
from reviewer.reranking.endpoint import ServerReranker, clip
from reviewer.settings import RerankSettings
from tests.rerank_server import AT_ONCE, RerankServer, Trouble, logit, serving, share
from tests.reranking.test_ordering import unheard

QUERY = "how bees find flowers"
TEXTS = [
    "Rain over hives\nWe measured rain.",
    "Flowers\nBees find flowers by smell, and this is how.",
    "Bees\nHow bees sleep.",
]
EXPECTED = [share(QUERY, text) for text in TEXTS]


@pytest.fixture(autouse=True)
def no_back_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviewer.reranking.transport.BACK_OFF", 0.001)


def reranker_at(
    base_url: str, cache: ReplyCache | None = None, **settings: Any
) -> tuple[ServerReranker, list[str]]:
    notices: list[str] = []
    given = {"base_url": base_url, "retries": 0, "timeout": 20.0} | settings
    return ServerReranker(RerankSettings(by="server", **given), cache, notices.append), notices


def ask(server: RerankServer, **settings: Any) -> list[float]:
    return reranker_at(server.base_url, **settings)[0].rerank(QUERY, TEXTS)


@pytest.mark.parametrize("dialect", ["vllm", "tei", "infinity"])
def test_each_server_that_sends_probabilities_is_understood(dialect: str) -> None:
    with serving(dialect) as server:
        assert ask(server) == pytest.approx(EXPECTED)


def test_the_logits_of_llama_cpp_are_given_as_they_come() -> None:
    with serving("llama.cpp") as server:
        assert ask(server) == pytest.approx([logit(score) for score in EXPECTED])


def test_a_strict_server_is_sent_no_field_that_it_does_not_know() -> None:
    with serving("cohere") as server:
        reranker, _ = reranker_at(f"{server.root}/v2", model="rerank-9")
        assert reranker.rerank(QUERY, TEXTS) == pytest.approx(EXPECTED)
    (asked,) = server.asked
    assert asked.body == {"model": "rerank-9", "query": QUERY, "documents": TEXTS}
    assert reranker.name == "rerank-9"


def test_a_server_without_a_model_name_is_sent_none() -> None:
    with serving() as server:
        ask(server)
    assert server.asked[0].body == {"query": QUERY, "documents": TEXTS}


@pytest.mark.parametrize(
    ("dialect", "end"),
    [
        ("vllm", ""),
        ("vllm", "/"),
        ("vllm", "/v1"),
        ("vllm", "/v1/"),
        ("vllm", "/v1/rerank"),
        ("llama.cpp", "/reranking"),
        ("tei", ""),
        ("tei", "/v1"),
        ("infinity", "/v1"),
        ("cohere", "/v2"),
    ],
)
def test_the_path_is_found_with_or_without_the_version(dialect: str, end: str) -> None:
    with serving(dialect) as server:
        reranker, _ = reranker_at(server.root + end)
        assert len(reranker.rerank(QUERY, TEXTS)) == 3


def test_what_was_learnt_of_a_server_is_not_tried_again() -> None:
    with serving("tei") as server:
        reranker, _ = reranker_at(server.base_url)
        for query in (QUERY, "something else"):
            reranker.rerank(query, TEXTS)
    assert [(asked.path, "texts" in asked.body) for asked in server.asked] == [
        ("/v1/rerank", False),
        ("/rerank", False),
        ("/rerank", True),
        ("/rerank", True),
    ]


def test_a_server_that_takes_neither_way_is_asked_the_usual_way_again() -> None:
    refusal = Trouble(422, "no texts here")
    with serving("vllm", [refusal, refusal]) as server:
        reranker, _ = reranker_at(server.base_url)
        with pytest.raises(RerankError, match="no texts here"):
            reranker.rerank(QUERY, TEXTS)
        assert reranker.rerank(QUERY, TEXTS) == pytest.approx(EXPECTED)
    assert ["texts" in asked.body for asked in server.asked] == [False, True, False]


def test_a_failed_batch_is_told_at_once_though_another_is_slow() -> None:
    texts = [f"text {n}" for n in range(64)]
    troubles = [Trouble(401, "no"), *[Trouble(stalls=True)] * 3]
    with (
        serving("vllm", troubles) as server,
        pytest.raises(RerankError, match="wants a key") as caught,
    ):
        reranker_at(server.base_url, batch=64 // 4, timeout=600.0)[0].rerank(QUERY, texts)
    assert caught.value.hint


def test_many_passages_are_sent_in_even_batches_and_their_scores_put_in_place() -> None:
    texts = [f"Paper {n}\n{'bees ' * (n % 2)}and flowers {n}" for n in range(70)]
    with serving() as server:
        reranker, _ = reranker_at(server.base_url, batch=32)
        scores = reranker.rerank(QUERY, texts)
    assert scores == pytest.approx([share(QUERY, text) for text in texts])
    assert sorted(len(asked.texts) for asked in server.asked) == [22, 24, 24]


def test_a_batch_that_is_too_large_for_the_server_is_halved() -> None:
    with serving("tei", most=2) as server:
        assert ask(server) == pytest.approx(EXPECTED)
    assert [len(asked.texts) for asked in server.asked[-2:]] == [1, 2]


def test_a_passage_longer_than_the_setting_is_cut_between_words() -> None:
    with serving() as server:
        reranker, _ = reranker_at(server.base_url, max_characters=200)
        reranker.rerank("bees", ["Title\n" + "flowers " * 60])
    (sent,) = server.asked[0].texts
    assert len(sent) <= 196
    assert sent.endswith("flowers")


def test_passages_too_long_for_the_server_are_cut_and_that_is_said() -> None:
    texts = ["Bees\n" + "find flowers " * 100, "Rain\n" + "falls here " * 120, "short"]
    with serving("llama.cpp", longest=500) as server:
        reranker, notices = reranker_at(server.base_url, model="small", retries=2)
        scores = reranker.rerank(QUERY, texts)
        assert scores[0] > scores[1]
        asked = len(server.asked)
        reranker.rerank("another query", texts)
    assert set(notices) == {"reranking: passages are cut to fit small's context"}
    assert len(server.asked) == asked + 1


def test_a_server_that_takes_no_passage_however_short_is_an_error() -> None:
    with serving(longest=5) as server, pytest.raises(RerankError, match="too large to process"):
        ask(server, max_characters=1000)
    assert len(server.asked) == 1


def test_a_query_that_is_a_whole_draft_leaves_room_for_the_passages() -> None:
    with serving() as server:
        reranker, _ = reranker_at(server.base_url, max_characters=400)
        reranker.rerank("bees and " * 500, ["Title\n" + "flowers " * 90])
    (asked,) = server.asked
    assert len(asked.body["query"]) <= 200
    assert 180 < len(asked.texts[0]) <= 201


@pytest.mark.parametrize("text", ["", " \n ", "\ud800", "\x00", "字" * 5000, "x" * 5000])
def test_any_text_can_be_sent(text: str) -> None:
    with serving() as server:
        reranker, _ = reranker_at(server.base_url)
        assert len(reranker.rerank(text, [text, "b"])) == 2


def test_a_text_that_stands_twice_is_scored_once() -> None:
    with serving() as server:
        reranker, _ = reranker_at(server.base_url)
        assert len(set(reranker.rerank(QUERY, ["bees", "bees"]))) == 1
    assert server.asked[0].texts == ["bees"]


def test_no_texts_need_no_server() -> None:
    assert reranker_at("http://127.0.0.1:9")[0].rerank(QUERY, []) == []


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(status: int) -> None:
    with serving("vllm", [Trouble(status, "busy", AT_ONCE)] * 2) as server:
        assert ask(server, retries=2) == pytest.approx(EXPECTED)
    assert len(server.asked) == 3


@pytest.mark.parametrize("after", ["0.001", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_a_retry_after_is_read_as_a_number_or_a_date(after: str) -> None:
    with serving("vllm", [Trouble(429, "slow down", {"Retry-After": after})]) as server:
        assert ask(server, retries=1) == pytest.approx(EXPECTED)


@pytest.mark.parametrize("after", ["3600", "Wed, 21 Oct 2099 07:28:00 GMT", "1e999"])
def test_a_retry_after_beyond_the_time_limit_is_not_waited_for(after: str) -> None:
    with (
        serving("vllm", [Trouble(429, "slow down", {"Retry-After": after})] * 9) as server,
        pytest.raises(RerankError, match=r"takes no more requests now \(429: slow down\)"),
    ):
        ask(server, retries=5)
    assert len(server.asked) == 1


@pytest.mark.parametrize("after", ["soon", "nan", "-3", "Wed, 99 Xxx 99999999999999999999"])
def test_a_retry_after_that_says_nothing_is_no_obstacle(after: str) -> None:
    with serving("vllm", [Trouble(503, "", {"Retry-After": after})]) as server:
        assert ask(server, retries=1) == pytest.approx(EXPECTED)


def test_a_connection_that_is_lost_is_made_again() -> None:
    with serving("vllm", [Trouble(hangs_up=True)]) as server:
        assert ask(server, retries=1) == pytest.approx(EXPECTED)


def test_a_connection_that_is_lost_each_time_is_an_error() -> None:
    with (
        serving("vllm", [Trouble(hangs_up=True)] * 9) as server,
        pytest.raises(RerankUnreachableError, match="no rerank server answers at") as caught,
    ):
        ask(server)
    assert caught.value.exit_code is ExitCode.MODEL
    assert "disconnected" in caught.value.message


@pytest.mark.parametrize("trouble", [Trouble(stalls=True), Trouble(body="[", drips=True)])
def test_a_server_that_does_not_answer_in_time_is_not_asked_again(trouble: Trouble) -> None:
    with (
        serving("vllm", [trouble] * 9) as server,
        pytest.raises(RerankUnreachableError, match=r"no reply of .* within 0\.2 s") as caught,
    ):
        ask(server, timeout=0.2, retries=3)
    assert "rerank.timeout" in caught.value.hint
    assert len(server.asked) == 1


def test_a_server_that_is_not_there_is_named() -> None:
    with serving() as server:
        gone = server.base_url
    with pytest.raises(RerankUnreachableError, match="connection refused") as caught:
        reranker_at(gone)[0].rerank(QUERY, TEXTS)
    assert gone in caught.value.message
    assert "rerank.base_url" in caught.value.hint


@pytest.mark.parametrize(
    ("status", "message", "hint"),
    [
        (400, "refused to rerank (400: no such thing)", "rerank.model"),
        (404, "refused to rerank (404: no such thing)", "rerank.base_url"),
        (302, "refused to rerank (302: no such thing)", "rerank.base_url"),
        (500, "failed (500: no such thing)", "log"),
        (501, "failed (501: no such thing)", "log"),
    ],
)
def test_a_refusal_is_told_in_the_server_s_words(status: int, message: str, hint: str) -> None:
    trouble = Trouble(status, '{"error": {"message": "no such\\n thing"}}')
    with serving("vllm", [trouble] * 9) as server, pytest.raises(RerankError) as caught:
        ask(server)
    assert message in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<html>", "sends no JSON"),
        (b"\xff\xfe", "sends no JSON"),
        ("", "sends no JSON"),
        ("[" * 100_000, "sends no JSON"),
        ("3", "sends no list of scores"),
        ('{"results": 3}', "sends no list of scores"),
        ('{"detail": "hm"}', "sends no list of scores"),
        ("[0.3, 0.2, 0.1]", "sends a list of something else than scores"),
        ("[]", "sends 0 scores for 3 passages"),
        ('{"results": []}', "sends 0 scores for 3 passages"),
        ('[{"index": 0, "score": 1}, {"index": 2, "score": 1}]', "sends 2 scores for 3 passages"),
        ('[{"index": 0, "score": NaN}]', "sends no number as the score of text 0"),
        ('[{"index": 0, "score": Infinity}]', "sends no number as the score of text 0"),
        ('[{"index": 0, "score": 1e999}]', "sends no number as the score of text 0"),
        (f'[{{"index": 0, "score": 1{"0" * 400}}}]', "sends no number as the score of text 0"),
        ('[{"index": 0, "score": "0.5"}]', "sends no number as the score of text 0"),
        ('[{"index": 0, "score": null}]', "sends no number as the score of text 0"),
        ('[{"index": 0}]', "sends no number as the score of text 0"),
        ('[{"index": 3, "score": 1}]', "sends a score for text 3 of 3"),
        ('[{"index": -1, "score": 1}]', "sends a score for text -1 of 3"),
        ('[{"score": 1}]', "sends a score that does not say of which text"),
        ('[{"index": true, "score": 1}]', "sends a score that does not say of which text"),
        ('[{"index": 0, "score": 1}, {"index": 0, "score": 1}]', "sends two scores for text 0"),
    ],
)
def test_a_reply_that_is_not_one_score_a_passage_is_an_error(
    body: str | bytes, message: str
) -> None:
    with serving("vllm", [Trouble(body=body)]) as server, pytest.raises(RerankError) as caught:
        ask(server)
    assert message in caught.value.message
    assert "rerank.base_url" in caught.value.hint


def test_an_endless_reply_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviewer.reranking.transport.LARGEST_REPLY", 1000)
    with (
        serving("vllm", [Trouble(body="[" + " " * 2000)]) as server,
        pytest.raises(RerankError, match="sends more than 1,000 bytes"),
    ):
        ask(server)


def test_a_reply_that_cannot_be_unpacked_is_an_error() -> None:
    packed = Trouble(body="not gzip", headers={"Content-Encoding": "gzip"})
    with serving("vllm", [packed]) as server, pytest.raises(RerankError, match="unpacked"):
        ask(server)


def test_the_key_is_sent_and_never_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RERANK_API_KEY", "sk-secret-1234 ")
    with serving(key="sk-secret-1234") as server:
        assert ask(server) == pytest.approx(EXPECTED)
        assert server.asked[0].headers["authorization"] == "Bearer sk-secret-1234"
    echo = Trouble(500, json.dumps({"error": "failed for Bearer sk-secret-1234"}))
    with serving("vllm", [echo]) as server, pytest.raises(RerankError) as caught:
        ask(server)
    assert "failed for Bearer ***" in caught.value.message


def test_a_refused_key_and_a_missing_one_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MY_KEY", raising=False)
    with serving(key="right") as server:
        with pytest.raises(RerankError, match="wants a key, and MY_KEY is not set"):
            ask(server, api_key_env="MY_KEY")
        monkeypatch.setenv("MY_KEY", "wrong-key-5678")
        with pytest.raises(RerankError, match=r"refused the key in MY_KEY \(401\)") as caught:
            ask(server, api_key_env="MY_KEY", retries=3)
    assert "wrong-key-5678" not in caught.value.message + caught.value.hint
    assert len(server.asked) == 2


@pytest.mark.parametrize("key", ["schlüssel", "a\nb"])
def test_a_key_that_cannot_be_sent_is_an_error(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RERANK_API_KEY", key)
    with pytest.raises(RerankError, match="letters that no key has"):
        reranker_at("http://127.0.0.1:9")[0].rerank(QUERY, TEXTS)


def test_a_password_in_the_address_is_not_told() -> None:
    with serving() as server:
        address = server.base_url.replace("//", "//me:hunter2@")
    with pytest.raises(RerankError) as caught:
        reranker_at(address)[0].rerank(QUERY, TEXTS)
    assert "hunter2" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize("base_url", ["localhost:8080", "ftp://me:pw@a.example", "http://", "x"])
def test_a_base_url_that_is_no_address_is_an_error(base_url: str) -> None:
    with pytest.raises(RerankError, match="is no address") as caught:
        reranker_at(base_url)[0].rerank(QUERY, TEXTS)
    assert "pw" not in caught.value.message


def test_a_missing_base_url_is_an_error() -> None:
    reranker = ServerReranker(RerankSettings(by="server"), None, unheard)
    with pytest.raises(RerankError, match="no server is named") as caught:
        reranker.rerank(QUERY, TEXTS)
    assert "rerank.base_url" in caught.value.hint


def test_scores_are_kept_and_only_new_texts_are_sent(tmp_path: Path) -> None:
    with serving() as server:
        first = reranker_at(server.base_url, ReplyCache(tmp_path))[0].rerank(QUERY, TEXTS[:2])
        again, _ = reranker_at(server.base_url, ReplyCache(tmp_path))
        assert again.rerank(QUERY, TEXTS)[:2] == first
        assert again.rerank(QUERY, list(reversed(TEXTS)))[1:] == list(reversed(first))
    assert [asked.texts for asked in server.asked] == [TEXTS[:2], TEXTS[2:]]


def test_another_query_model_or_address_has_scores_of_its_own(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path)
    with serving() as server, serving() as other:
        reranker_at(server.base_url, cache)[0].rerank(QUERY, TEXTS)
        reranker_at(server.base_url, cache)[0].rerank("another", TEXTS)
        reranker_at(server.base_url, cache, model="m")[0].rerank(QUERY, TEXTS)
        reranker_at(other.base_url, cache)[0].rerank(QUERY, TEXTS)
    assert (len(server.asked), len(other.asked)) == (3, 1)


def test_neither_query_nor_text_nor_key_is_in_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RERANK_API_KEY", "sk-secret-1234")
    with serving() as server:
        reranker_at(server.base_url, ReplyCache(tmp_path))[0].rerank(QUERY, TEXTS)
    held = (tmp_path / FILE_NAME).read_bytes()
    assert not any(word in held for word in (b"bees", b"flowers", b"secret", b"127.0.0.1"))


def test_a_cache_that_cannot_be_used_costs_a_notice(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database" * 100)
    with serving() as server:
        reranker, notices = reranker_at(server.base_url, ReplyCache(tmp_path))
        assert reranker.rerank(QUERY, TEXTS) == pytest.approx(EXPECTED)
    assert set(notices) == {
        "reranking: scores cannot be kept (file is not a database); the order is not affected"
    }


def test_the_cache_reads_and_writes_more_than_sqlite_takes_at_once(tmp_path: Path) -> None:
    texts = [f"text {n}" for n in range(1100)]
    with serving() as server:
        reranker, _ = reranker_at(server.base_url, ReplyCache(tmp_path), batch=1000)
        assert reranker.rerank(QUERY, texts) == reranker.rerank(QUERY, texts)
    assert len(server.asked) == 2
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        assert connection.execute("select count(*) from replies").fetchone() == (1100,)
    connection.close()


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("a bc", 4, "a bc"),
        ("a bc d", 4, "a bc"),
        ("a bc d", 5, "a bc"),
        ("abcdef", 3, "abc"),
        ("  a  ", 3, "a"),
        ("", 3, "."),
        ("a\ud800", 9, "a?"),
    ],
)
def test_a_text_is_clipped_between_words(text: str, most: int, cut: str) -> None:
    assert clip(text, most) == cut
