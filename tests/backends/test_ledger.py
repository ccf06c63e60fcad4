"""Every call is in the record, in the order in which it was begun, whatever became of it."""

from pathlib import Path
from threading import Barrier, Thread

import pytest

from reviewer.backends import Backend, open_backend
from reviewer.errors import BudgetError, ModelError, ModelKeyError, ModelReplyError
from reviewer.model_settings import RoleSettings
from reviewer.models import Usage
from reviewer.settings import BudgetSettings, ModelSettings
from tests.scripted_server import NO_WAIT, Open, OpenBudgeted, Reply, Request, Serve, refused

ASKED = [("system", "be brief"), ("user", "why?")]


def opened(url: str, **settings: object) -> Backend:
    given = {"name": "scripted", "base_url": url, "retries": 0, "timeout": 20.0} | settings
    backend = open_backend(ModelSettings.model_validate(given), None)
    assert backend is not None
    return backend


def asking(word: str) -> list[tuple[str, str]]:
    return [("user", word)]


def test_a_call_is_recorded_with_its_messages_its_reply_and_its_cost(
    serve: Serve, open_at: Open, tmp_path: Path
) -> None:
    server = serve(["<think>hm</think>because", Reply("half of it", breaks_after=2)])
    backend = open_at(server.base_url, tmp_path)
    with backend.recording() as spent:
        backend.complete(ASKED)
        with pytest.raises(ModelReplyError):
            list(backend.stream(asking("and?")))
        backend.role("plan").complete(ASKED)
    asked, broken, kept = spent.calls
    assert asked.messages == (("system", "be brief"), ("user", "why?"))
    assert (asked.role, asked.model, asked.reply) == ("write", "scripted", "because")
    assert (asked.error, asked.cached, asked.usage.input_tokens) == (None, False, 100)
    assert (broken.reply, broken.error_kind) == ("half of", "ModelReplyError")
    assert broken.error is not None
    assert "broke off" in broken.error[0]
    assert (kept.role, kept.cached, kept.reply) == ("plan", True, "because")
    assert (kept.key, kept.usage) == (asked.key, Usage(cached_calls=1))
    assert spent.usage == asked.usage + broken.usage + kept.usage
    assert backend.usage == spent.usage


def test_recordings_within_one_another_share_their_calls(serve: Serve, open_at: Open) -> None:
    backend = open_at(serve(["a"] * 3).base_url)
    with backend.recording() as outer:
        backend.complete(asking("1"))
        with backend.recording() as inner:
            backend.complete(asking("2"))
    backend.complete(asking("3"))
    said = [[call.messages[0][1] for call in spent.calls] for spent in (outer, inner)]
    assert said == [["1", "2"], ["2"]]


def test_recordings_of_different_threads_do_not_mix(serve: Serve, open_at: Open) -> None:
    backend = open_at(serve(lambda request: request.prompt).base_url)
    meet = Barrier(2)
    found: dict[str, list[str]] = {}

    def ask(word: str) -> None:
        with backend.recording() as spent:
            meet.wait()
            backend.complete(asking(word))
            meet.wait()
        found[word] = [call.reply for call in spent.calls]

    threads = [Thread(target=ask, args=(word,)) for word in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {"a": ["a"], "b": ["b"]}
    assert backend.usage.calls == 2


def test_a_role_has_its_own_model_and_settings_and_the_same_record(serve: Serve) -> None:
    server = serve(lambda request: request.body["model"])
    judge = RoleSettings(name="judging", max_output_tokens=50, temperature=1)
    backend = opened(server.base_url, judge=judge)
    with backend.recording() as spent:
        assert backend.role("judge").complete(ASKED) == "judging"
        assert backend.role("plan").complete(ASKED) == "scripted"
        assert backend.role("judge").role("write").complete(ASKED) == "scripted"
    assert [(call.role, call.model) for call in spent.calls] == [
        ("judge", "judging"),
        ("plan", "scripted"),
        ("write", "scripted"),
    ]
    bodies = [request.body for request in server.chats]
    assert [body["max_tokens"] for body in bodies] == [50, 1024, 1024]
    assert [body["temperature"] for body in bodies] == [1, 0, 0]
    assert backend.role("judge").name == "judging"
    assert backend.usage.calls == 3


def test_a_role_without_a_key_is_named_before_anything_is_called() -> None:
    judge = RoleSettings(name="anthropic:claude", base_url="")
    with pytest.raises(ModelKeyError, match="anthropic:claude wants a key"):
        opened("http://127.0.0.1:9/v1", judge=judge)


def test_a_role_s_model_without_one_that_writes_is_an_error_that_says_so() -> None:
    with pytest.raises(ModelError, match=r"model\.judge names a model, and model") as caught:
        open_backend(ModelSettings(judge=RoleSettings(name="j")), None)
    assert "--model" in caught.value.hint
    assert open_backend(ModelSettings(judge=RoleSettings(timeout=3)), None) is None


def test_a_cost_is_told_where_prices_are_set_and_what_it_leaves_out(
    serve: Serve, tmp_path: Path
) -> None:
    server = serve(lambda _: Reply("because", usage=(1000, 100)))
    settings = ModelSettings(
        name="scripted",
        base_url=server.base_url,
        input_price=2,
        output_price=10,
        judge=RoleSettings(name="judging"),
    )
    backend = open_backend(settings, tmp_path)
    assert backend is not None
    with backend.recording() as spent:
        backend.complete(ASKED)
        backend.complete(ASKED)
    assert [call.usage.cost for call in spent.calls] == [0.003, 0]
    assert (spent.usage.cost, spent.notices) == (0.003, [])
    with backend.recording() as spent:
        backend.role("judge").complete(ASKED)
    assert spent.usage.cost is None
    assert spent.notices == ["no prices are set for judging: the cost is without its calls"]


def test_several_calls_go_out_at_once_and_come_back_in_order(serve: Serve, open_at: Open) -> None:
    both = Barrier(2, timeout=20)

    def reply(request: Request) -> str:
        both.wait()
        return request.prompt.upper()

    backend = open_at(serve(reply).base_url, concurrency=2)
    with backend.recording() as spent:
        assert backend.complete_all([asking(word) for word in "abcd"]) == ["A", "B", "C", "D"]
    assert [call.reply for call in spent.calls] == ["A", "B", "C", "D"]
    assert backend.complete_all([]) == []


def test_no_more_calls_than_allowed_are_under_way(serve: Serve, open_at: Open) -> None:
    under_way: list[int] = []
    most: list[int] = []

    def reply(request: Request) -> str:
        under_way.append(1)
        most.append(len(under_way))
        under_way.pop()
        return "fine"

    backend = open_at(serve(reply).base_url, concurrency=1)
    backend.complete_all([asking(str(n)) for n in range(6)])
    assert max(most) == 1


def test_a_failing_call_costs_its_own_part(serve: Serve, open_at: Open) -> None:
    def reply(request: Request) -> str | Reply:
        return Reply("no", status=500, headers=NO_WAIT) if "b" in request.prompt else "fine"

    backend = open_at(serve(reply).base_url)
    with backend.recording() as spent:
        first, second, third = backend.complete_all([asking(word) for word in "abc"])
    assert (first, third) == ("fine", "fine")
    assert isinstance(second, ModelReplyError)
    assert [call.error_kind for call in spent.calls] == [None, "ModelReplyError", None]


def test_a_budget_pays_for_the_first_of_several_calls(
    serve: Serve, open_budgeted: OpenBudgeted, tmp_path: Path
) -> None:
    server = serve(lambda request: request.prompt)
    backend = open_budgeted(server.base_url, tmp_path, calls=3)
    backend.complete(asking("b"))
    found = backend.complete_all([asking(word) for word in "abcde"])
    assert found[:4] == ["a", "b", "c", "d"]  # b is kept
    assert isinstance(found[4], BudgetError)


def test_a_stream_that_waits_does_not_keep_its_own_thread_from_asking(
    serve: Serve, open_at: Open
) -> None:
    backend = open_at(serve(["one two", *["between"] * 3]).base_url, concurrency=1)
    pieces = backend.stream(ASKED)
    assert next(pieces) == "one"
    assert backend.complete(asking("between?")) == "between"
    assert backend.complete_all([asking("a"), asking("b")]) == ["between"] * 2
    assert list(pieces) == [" two"]


def test_a_server_that_goes_away_between_calls_fails_only_those_after_it(open_at: Open) -> None:
    with refused() as url:
        found = open_at(url).complete_all([asking("a"), asking("b")])
    assert all(isinstance(error, ModelError) for error in found)


def test_a_call_in_another_thread_is_recorded_where_it_belongs(serve: Serve, open_at: Open) -> None:
    backend = open_at(serve(["a", "b"]).base_url)
    with backend.recording() as spent:
        thread = Thread(target=backend.complete, args=(ASKED,))
        thread.start()
        thread.join()
        backend.complete(ASKED)
    assert [call.reply for call in spent.calls] == ["b"]
    assert backend.usage.calls == 2


def test_the_budget_of_the_settings_is_that_of_the_backend(serve: Serve) -> None:
    server = serve(["a"])
    settings = ModelSettings(name="scripted", base_url=server.base_url)
    backend = open_backend(settings, None, BudgetSettings(calls=1))
    assert backend is not None
    with backend.recording(), pytest.raises(BudgetError):
        _ = [backend.complete(ASKED), backend.complete(ASKED)]
