"""`reviewer doctor --call`: one small call to each model, and what is said of it."""

import json
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer import doctor, settings
from reviewer.backends import open_backend, probing
from reviewer.backends.probing import watch
from reviewer.doctor import Finding, JsonReply
from reviewer.doctor.calling import json_in
from reviewer.doctor.model_server import headers_of
from reviewer.doctor.windows import Asker, Window, window_of
from reviewer.model_settings import ModelSettings
from tests.scripted_server import Reply, Request, ScriptedServer, Serve, refused
from tests.surfaces import Result, Review

ASKED = '{"colours": ["red", "amber", "green"], "count": 3}'
SECRET = "sk-not-to-be-shown"


def call(review: Review, server: ScriptedServer, *words: str) -> Result:
    named = ["--model", "scripted", "--base-url", server.base_url]
    return review.run("doctor", "--call", *named, *words)


def findings(folder: Path, server: ScriptedServer, **model: object) -> dict[str, Finding]:
    given = {"name": "scripted", "base_url": server.base_url} | model
    flags = {("model", key): value for key, value in given.items()}
    checkup = doctor.examine(settings.load(folder, flags=flags), call=lambda _: None)
    return {finding.topic: finding for finding in checkup.findings}


def test_a_model_that_does_all_it_should_is_well(empty: Review, serve: Serve) -> None:
    server = serve(lambda _: ASKED)
    server.pages["/props"] = {"default_generation_settings": {"n_ctx": 8192}}
    done = call(empty, server)
    assert done.code == 0
    assert len(server.chats) == 1
    for line in (
        "ok  streaming      6 pieces, as they are written",
        "ok  JSON           given as asked, and nothing else",
        "ok  usage          100 tokens read, 20 written, by the server's count",
        "ok  context        8192 tokens (llama.cpp, /props); context_window = 8192 fits",
    ):
        assert line in done.out
    assert "ok  call           scripted began to reply after 0." in done.out
    assert done.err == "note: calling scripted once, as write, plan, judge\n"


def test_nothing_is_called_unless_it_is_asked_for(empty: Review, serve: Serve) -> None:
    server = serve()
    done = empty.run("doctor", "--model", "scripted", "--base-url", server.base_url)
    assert done.code == 0
    assert [request.path for request in server.requests] == ["/v1/models"]
    assert "call" not in {line[4:15].strip() for line in done.out.splitlines()}


def test_without_a_model_there_is_none_to_call(empty: Review) -> None:
    done = empty.run("doctor", "--call")
    assert done.code == 0
    assert "--  call           no model is named, so there is none to call" in done.out


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply("no memory", status=500), "500: no memory"),
        (Reply("no such", status=404), "it has: scripted"),
        (Reply(" "), "replied with nothing"),
        (Reply(ASKED, breaks_after=2), "broke off"),
    ],
)
def test_a_model_that_fails_is_code_3_and_says_how_to_mend_it(
    empty: Review, serve: Serve, reply: Reply, says: str
) -> None:
    done = call(empty, serve(lambda _: reply))
    assert done.code == 3
    assert "!!  call " in done.out
    assert says in done.out
    assert "streaming" not in done.out


def test_a_server_that_is_down_is_code_3(empty: Review) -> None:
    with refused() as base_url:
        done = empty.run("doctor", "--call", "--model", "x", "--base-url", base_url)
    assert done.code == 3
    assert "no model server answers" in done.out


def test_a_model_without_its_key_is_code_3_and_nothing_is_sent(empty: Review) -> None:
    done = empty.run("doctor", "--call", "--model", "openai:gpt-5-mini")
    assert done.code == 3
    assert "OPENAI_API_KEY is not set" in done.out


def test_a_failing_call_is_not_repeated(empty: Review, serve: Serve) -> None:
    server = serve(lambda _: Reply("loading", status=503))
    assert call(empty, server).code == 3
    assert len(server.chats) == 1


def test_a_kept_reply_is_no_call(empty: Review, serve: Serve) -> None:
    server = serve(lambda _: ASKED)
    assert [call(empty, server).code, call(empty, server).code] == [0, 0]
    assert len(server.chats) == 2
    assert not (empty.folder / "vectorstore").exists()


def test_a_reply_in_one_piece_is_no_stream(empty: Review, serve: Serve) -> None:
    found = findings(empty.folder, serve(lambda _: ASKED.replace(" ", "")))["streaming"]
    assert found.well is None
    assert found.says == "the reply came in one piece"
    assert "proxy" in str(found.mend)


@pytest.mark.parametrize(
    ("times", "streamed"),
    [
        ([0, 3.0, 3.0001, 3.0002, 3.0003, 3.0004, 3.0005], False),  # held back, then all at once
        ([0, 0.1, 0.1001, 0.1002, 0.1003, 0.1004, 0.1005], True),  # a fast server
        ([0, 3.0, 3.1, 3.2, 3.3, 3.4, 3.5], True),  # one that thought first
    ],
)
def test_pieces_that_come_in_a_rush_after_a_silence_are_no_stream(
    serve: Serve, times: list[float], streamed: bool
) -> None:
    clock: Iterator[float] = iter(times)
    chosen = ModelSettings(name="scripted", base_url=serve(lambda _: ASKED).base_url)
    backend = open_backend(chosen, None)
    assert backend is not None
    seen = watch(backend, [("user", "?")], clock=lambda: next(clock))
    assert (seen.pieces, seen.first, seen.whole) == (6, times[1], times[-1])
    assert seen.streamed is streamed


def test_a_stream_that_seems_held_back_is_told_with_its_times(
    empty: Review, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([0, 3.0, 3.0001, 3.0002, 3.0003, 3.0004, 3.0005])
    monkeypatch.setattr(probing, "perf_counter", lambda: next(times))
    found = findings(empty.folder, serve(lambda _: ASKED))["streaming"]
    assert found.well is None
    assert found.says == "6 pieces within 0.00 s, after 3.00 s of none"


def test_a_reply_that_does_not_end_is_not_read_to_its_end(empty: Review, serve: Serve) -> None:
    found = findings(empty.folder, serve(lambda _: "and so on " * 300))
    assert found["call"].well is None
    assert "went on and on" in found["call"].says
    assert found["usage"].says == "not known: the reply was not read to its end"


def test_a_server_that_counts_no_tokens_is_told(empty: Review, serve: Serve) -> None:
    found = findings(empty.folder, serve(lambda _: Reply(ASKED, usage=None)))["usage"]
    assert found.well is None
    assert "estimates" in found.says


@pytest.mark.parametrize(
    ("reply", "how"),
    [
        (ASKED, JsonReply.ALONE),
        (f"\n{ASKED}\n", JsonReply.ALONE),
        (f"```json\n{ASKED}\n```", JsonReply.AMONG_WORDS),
        (f"Sure {{here}} it is: {ASKED}. Anything else?", JsonReply.AMONG_WORDS),
        ('{"colors": ["red"], "count": "3"}', JsonReply.ALONE),
        ("Red, amber and green; three.", JsonReply.NONE),
        ('{"colours": [], "count": 0}', JsonReply.NONE),
        ('{"colours": ["red", "amber", "green"], "count": 3', JsonReply.NONE),
        ("{" * 5000, JsonReply.NONE),
        ('{"a":' * 5000, JsonReply.NONE),
    ],
)
def test_json_is_found_alone_or_among_words_or_not(reply: str, how: JsonReply) -> None:
    assert json_in(reply) is how


def test_a_reply_without_json_is_no_failure_but_told(empty: Review, serve: Serve) -> None:
    done = call(empty, serve(lambda _: "Red, amber and green: three."))
    assert done.code == 0
    assert "--  JSON           not given, though asked for" in done.out


def listed(**fields: object) -> dict[str, object]:
    return {"data": [{"id": "other", "max_model_len": 7}, {"id": "scripted"} | fields]}


@pytest.mark.parametrize(
    ("pages", "window"),
    [
        ({"/v1/models": listed(max_model_len=4096)}, Window(4096, "/models, max_model_len", True)),
        (
            {"/v1/models": listed(context_length=65536)},
            Window(65536, "/models, context_length", True),
        ),
        (
            {
                "/v1/models": listed(meta={"n_ctx_train": 131072}),
                "/props": {"default_generation_settings": {"n_ctx": 2048}},
            },
            Window(2048, "llama.cpp, /props", True),
        ),
        (
            {"/v1/models": listed(meta={"n_ctx_train": 131072})},
            Window(131072, "/models, n_ctx_train", False),
        ),
        (
            {
                "/api/show": {"model_info": {"qwen3.context_length": 40960}},
                "/api/ps": {"models": [{"name": "scripted:latest", "context_length": 4096}]},
            },
            Window(4096, "Ollama, /api/ps", True),
        ),
        (
            {"/api/show": {"parameters": "stop    x\nnum_ctx    16384", "model_info": {}}},
            Window(16384, "Ollama, num_ctx of the model", True),
        ),
        (
            {"/api/show": {"parameters": "", "model_info": {"qwen3.context_length": 40960}}},
            Window(40960, "Ollama, /api/show", False),
        ),
        (
            {"/api/v0/models": listed(max_context_length=32768, loaded_context_length=4096)},
            Window(4096, "LM Studio, /api/v0/models", True),
        ),
        (
            {"/api/v0/models": listed(max_context_length=32768)},
            Window(32768, "LM Studio, /api/v0/models", False),
        ),
        ({}, None),
        ({"/v1/models": [], "/props": "no", "/api/ps": {"models": 3}, "/api/show": None}, None),
        ({"/v1/models": listed(max_model_len=True, n_ctx=-1, context_length=2**63)}, None),
    ],
)
def test_the_context_is_asked_for_where_each_server_says_it(
    serve: Serve, pages: dict[str, object], window: Window | None
) -> None:
    server = serve(models=["other", "scripted"])
    server.pages = pages
    assert window_of(Asker(server.base_url, {}, "scripted")) == window


@dataclass(frozen=True)
class Saying(Asker):
    """A server that answers every question with the same."""

    says: object = None

    def get(self, url: str) -> object:
        return self.says

    def post(self, url: str, body: Mapping[str, str]) -> object:
        return self.says


NAMES = ["data", "models", "id", "name", "meta", "n_ctx", "max_model_len", "context_length"]
NAMES += ["default_generation_settings", "parameters", "model_info", "loaded_context_length"]
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["scripted", ""])
ANYTHING = st.recursive(
    VALUES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
)


@given(ANYTHING)
def test_whatever_a_server_says_of_itself_is_a_figure_or_none(says: object) -> None:
    window = window_of(Saying("http://127.0.0.1:9/v1", {}, "scripted", says))
    assert window is None or 0 < window.tokens < 2**31


def test_a_server_with_one_model_means_that_one_whatever_its_name(serve: Serve) -> None:
    server = serve()
    server.pages["/v1/models"] = {"data": [{"id": "/models/a.gguf", "max_model_len": 1024}]}
    assert window_of(Asker(server.base_url, {}, "b")) == Window(
        1024, "/models, max_model_len", True
    )


def with_window(folder: Path, serve: Serve, tokens: int, **model: object) -> Finding:
    server = serve(lambda _: ASKED)
    server.pages["/props"] = {"default_generation_settings": {"n_ctx": tokens}}
    return findings(folder, server, **model)["context"]


def test_a_window_larger_than_the_servers_is_told_with_the_line_to_write(
    empty: Review, serve: Serve
) -> None:
    found = with_window(empty.folder, serve, 4096)
    assert found.well is False
    assert found.says == ("4096 tokens (llama.cpp, /props), fewer than context_window = 8192")
    assert found.mend == (
        "in reviewer.toml, [model]: context_window = 4096; or start the server with more"
    )


def test_the_line_leaves_room_for_passages_beside_the_reply(empty: Review, serve: Serve) -> None:
    mend = str(with_window(empty.folder, serve, 1500).mend)
    assert "context_window = 1500, max_output_tokens = 375" in mend


def test_the_line_that_is_proposed_is_one_that_the_settings_take(
    empty: Review, serve: Serve
) -> None:
    assert "start the server with 8192 tokens" in str(with_window(empty.folder, serve, 512).mend)
    line = str(with_window(empty.folder, serve, 1500).mend)
    section, _, rest = line.removeprefix("in reviewer.toml, ").partition(": ")
    lines = rest.partition(";")[0].replace(", ", "\n")
    (empty.folder / "reviewer.toml").write_text(f"{section}\n{lines}\n")
    chosen = settings.load(empty.folder).settings.model
    assert (chosen.context_window, chosen.max_output_tokens) == (1500, 375)


def test_a_window_much_smaller_than_the_servers_is_fine_and_told(
    empty: Review, serve: Serve
) -> None:
    found = with_window(empty.folder, serve, 32768)
    assert found.well
    assert found.mend == (
        "more passages can be read at once: in reviewer.toml, [model]: context_window = 32768"
    )


def test_a_context_that_nobody_tells_is_no_figure(empty: Review, serve: Serve) -> None:
    found = findings(empty.folder, serve(lambda _: ASKED))["context"]
    assert found.well is None
    assert "does not say" in found.says


def test_a_judge_of_its_own_is_called_by_itself(empty: Review, serve: Serve) -> None:
    small, large = serve(lambda _: ASKED), serve(lambda _: "Red.", models=["grand"])
    (empty.folder / "reviewer.toml").write_text(
        f'[embedding]\nmodel = "none"\n[model]\nname = "scripted"\nbase_url = "{small.base_url}"\n'
        f'[model.judge]\nname = "grand"\nbase_url = "{large.base_url}"\ncontext_window = 16384\n'
    )
    large.pages["/props"] = {"default_generation_settings": {"n_ctx": 2048}}
    done = empty.run("doctor", "--call")
    assert (len(small.chats), len(large.chats)) == (1, 1)
    assert "write, plan: scripted began to reply after" in done.out
    assert "judge: grand began to reply after" in done.out
    assert "judge: not given, though asked for" in done.out
    assert "in reviewer.toml, [model.judge]: context_window = 2048" in done.out
    assert f"judge: grand at {large.base_url}/chat/completions" in done.out


def test_a_plan_that_differs_in_its_window_only_is_the_same_model(
    empty: Review, serve: Serve
) -> None:
    server = serve(lambda _: ASKED)
    (empty.folder / "reviewer.toml").write_text(
        f'[model]\nname = "scripted"\nbase_url = "{server.base_url}"\n'
        "[model.plan]\ncontext_window = 16384\n"
    )
    trial = json.loads(empty.run("doctor", "--call", "--json").out)["trials"][0]
    assert len(server.chats) == 1
    assert (trial["roles"], trial["context_window"]) == (["write", "plan", "judge"], 16384)


def test_a_judge_without_its_key_leaves_the_model_that_writes_alone(
    empty: Review, serve: Serve
) -> None:
    server = serve(lambda _: ASKED)
    (empty.folder / "reviewer.toml").write_text(
        f'[model]\nname = "scripted"\nbase_url = "{server.base_url}"\n'
        '[model.judge]\nname = "openai:gpt-5-mini"\nbase_url = ""\napi_key_env = "JUDGE_KEY"\n'
    )
    done = empty.run("doctor", "--call")
    assert done.code == 3
    assert "write, plan: given as asked" in done.out
    assert "!!  call           judge: " in done.out
    assert "JUDGE_KEY is not set" in done.out


def test_a_judge_without_a_model_that_writes_is_found(empty: Review) -> None:
    (empty.folder / "reviewer.toml").write_text('[model.judge]\nname = "openai:gpt-5-mini"\n')
    assert empty.run("doctor").code == 1
    done = empty.run("doctor", "--call")
    assert done.code == 3
    assert "model.name names none" in done.out


def test_a_failing_judge_leaves_what_is_said_of_the_others(empty: Review, serve: Serve) -> None:
    server = serve(lambda request: Reply("gone", status=500) if is_for("j", request) else ASKED)
    (empty.folder / "reviewer.toml").write_text(
        f'[model]\nname = "scripted"\nbase_url = "{server.base_url}"\n[model.judge]\nname = "j"\n'
    )
    done = empty.run("doctor", "--call")
    assert done.code == 3
    assert "write, plan: given as asked" in done.out
    assert "!!  call           judge: " in done.out


def is_for(model: str, request: Request) -> bool:
    return bool(request.body["model"] == model)


def test_the_figures_are_json_on_demand(empty: Review, serve: Serve) -> None:
    server = serve(lambda _: ASKED)
    server.pages["/v1/models"] = listed(max_model_len=16384)
    done = call(empty, server, "--json")
    (trial,) = json.loads(done.out)["trials"]
    assert trial["first_seconds"] <= trial["seconds"]
    del trial["first_seconds"], trial["seconds"]
    assert trial == {
        "roles": ["write", "plan", "judge"],
        "model": "scripted",
        "served_as": "scripted",
        "error": None,
        "pieces": 6,
        "streamed": True,
        "ended": True,
        "json_reply": "alone",
        "input_tokens": 100,
        "output_tokens": 20,
        "context_length": 16384,
        "context_source": "/models, max_model_len",
        "context_window": 8192,
    }


def test_no_key_is_shown_even_when_the_server_repeats_it(
    empty: Review, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    for script in (lambda _: ASKED, lambda _: Reply(f"bad key {SECRET}", status=400)):
        server = serve(script)
        server.pages["/props"] = {"default_generation_settings": {"n_ctx": 512}}
        for words in ((), ("--json",)):
            done = call(empty, server, *words)
            assert SECRET not in done.out + done.err
        asked = {request.path: request.headers for request in server.requests}
        assert asked["/v1/chat/completions"]["authorization"] == f"Bearer {SECRET}"


def test_openais_key_is_not_sent_to_a_server_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    elsewhere = {"name": "scripted", "base_url": "http://models.invalid/v1"}
    assert headers_of(ModelSettings(**elsewhere)) == {}
    named = headers_of(ModelSettings(**elsewhere, api_key_env="OPENAI_API_KEY"))
    assert named == {"Authorization": f"Bearer {SECRET}"}
    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    flags = {("model", key): value for key, value in elsewhere.items()}
    found = doctor.examine(settings.load(tmp_path, flags=flags)).findings
    (key,) = [finding for finding in found if finding.topic == "key"]
    assert key.says == "OPENAI_API_KEY is set, and not sent: it is the key of OpenAI"


def nowhere(*_: object, **__: object) -> None:
    raise socket.gaierror("no such host")


def test_a_prompt_of_ones_own_that_is_broken_is_an_error(empty: Review, serve: Serve) -> None:
    (empty.folder / "prompts").mkdir()
    (empty.folder / "prompts" / "try_model.md").write_text("hello")
    done = call(empty, serve(lambda _: ASKED))
    assert done.code == 1
    assert "try_model.md" in done.err
