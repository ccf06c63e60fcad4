"""A record replies as the model did: the same words, failures, notices and costs, and no server."""

import json

import pytest

from reviewer import errors
from reviewer.backends import Backend, Spent, open_backend, recorded_backend
from reviewer.errors import (
    BudgetError,
    ContextLengthError,
    ModelError,
    ModelUnreachableError,
    RecordError,
)
from reviewer.model_settings import RoleSettings
from reviewer.models import Call
from reviewer.settings import BudgetSettings, ModelSettings
from tests.passages import passage
from tests.scripted_server import NO_WAIT, Reply, Request, Serve, refused

ASKED = [("system", "be brief"), ("user", "why?")]
PLAIN = ModelSettings(name="m", base_url="http://127.0.0.1:9/v1", retries=0)


def asking(word: str) -> list[tuple[str, str]]:
    return [("user", word)]


def kept(calls: list[Call]) -> list[Call]:
    """What comes back from a file."""
    return [Call.model_validate_json(call.model_dump_json()) for call in calls]


def run(backend: Backend) -> tuple[list[object], Spent]:
    """Everything a caller can do and see."""
    seen: list[object] = []
    with backend.recording() as spent:
        seen += ["".join(backend.stream(ASKED)), backend.complete(ASKED)]
        seen += backend.complete_all([asking(word) for word in ("one", "bad", "long")])
        try:
            for piece in backend.role("judge").stream(asking("half")):
                seen.append(piece)
        except ModelError as error:
            seen.append(error)
        with pytest.raises(BudgetError) as caught:
            backend.complete(asking("more"))
        seen.append(caught.value)
    return seen, spent


def plain(seen: list[object]) -> str:
    shown = [
        [type(one).__name__, one.message, one.hint, getattr(one, "limit", None)]
        if isinstance(one, ModelError)
        else one
        for one in seen
    ]
    joined = json.dumps(shown)
    return joined.replace('", "', "").replace('", " ', " ")


def reply(request: Request) -> Reply:
    if "bad" in request.prompt:
        return Reply("broken", status=500, headers=NO_WAIT)
    if "long" in request.prompt:
        return Reply("maximum context length is 2048 tokens", status=400)
    if "half" in request.prompt:
        return Reply("half of it", breaks_after=2)
    if "temperature" in request.body:
        return Reply("no temperature", status=400)
    return Reply(f"because {request.prompt}", finish="length")


def test_a_record_replies_as_the_model_did(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    server = serve(reply)
    settings = ModelSettings(
        name="scripted",
        base_url=server.base_url,
        api_key_env="LAB_KEY",
        retries=0,
        input_price=1,
        output_price=2,
        judge=RoleSettings(max_output_tokens=77),
    )
    monkeypatch.setenv("LAB_KEY", "sk-very-secret")
    backend = open_backend(settings, None, BudgetSettings(calls=6))
    assert backend is not None
    live, spent = run(backend)
    asked = len(server.chats)
    monkeypatch.delenv("LAB_KEY")
    replayed, again = run(recorded_backend(kept(spent.calls), settings))
    assert plain(replayed) == plain(live)
    assert again.calls == spent.calls
    assert again.usage == spent.usage
    assert again.notices == spent.notices
    assert spent.usage.cost
    assert len(again.notices) == 2
    assert len(server.chats) == asked
    assert "secret" not in "".join(call.model_dump_json() for call in spent.calls)
    limits = [one.limit for one in replayed if isinstance(one, ContextLengthError)]
    assert limits == [2048]


def test_the_same_request_is_answered_in_the_order_it_was(serve: Serve) -> None:
    server = serve(["a", "b", "c"])
    settings = ModelSettings(name="scripted", base_url=server.base_url)
    backend = open_backend(settings, None)
    assert backend is not None
    with backend.recording() as spent:
        said = backend.complete_all([ASKED, ASKED, asking("other")])
    replay = recorded_backend(spent.calls, settings)
    assert replay.complete_all([ASKED, ASKED, asking("other")]) == said
    with pytest.raises(RecordError, match="the record holds no reply to this request") as caught:
        replay.complete(ASKED)
    assert caught.value.hint


@pytest.mark.parametrize(
    "other",
    [
        {"name": "another"},
        {"temperature": 0.5},
        {"max_output_tokens": 99},
        {"base_url": "http://127.0.0.1:8/v1"},
    ],
)
def test_a_record_of_other_settings_holds_no_reply(other: dict[str, object]) -> None:
    call = Call(
        key=recorded_backend([], PLAIN).chat.line.key(ASKED),
        role="write",
        model="m",
        messages=tuple(ASKED),
        reply="because",
    )
    assert recorded_backend([call], PLAIN).complete(ASKED) == "because"
    changed = ModelSettings.model_validate(PLAIN.model_dump() | other)
    with pytest.raises(RecordError):
        recorded_backend([call], changed).complete(ASKED)


def test_a_password_in_the_address_is_no_part_of_a_request() -> None:
    secret = ModelSettings(name="m", base_url="http://me:secret@127.0.0.1:9/v1")
    key = recorded_backend([], PLAIN).chat.line.key(ASKED)
    assert recorded_backend([], secret).chat.line.key(ASKED) == key


def test_a_reply_is_streamed_in_pieces() -> None:
    backend = recorded_backend([], PLAIN)
    call = Call(
        key=backend.chat.line.key(ASKED),
        role="write",
        model="m",
        messages=tuple(ASKED),
        reply=" Because  it\n\nis so. ",
    )
    pieces = list(recorded_backend([call], PLAIN).stream(ASKED))
    assert "".join(pieces) == call.reply
    assert len(pieces) == 4


def test_what_was_interrupted_is_interrupted_again() -> None:
    backend = recorded_backend([], PLAIN)
    call = Call(
        key=backend.chat.line.key(ASKED),
        role="write",
        model="m",
        messages=tuple(ASKED),
        reply="half",
        error=("it was interrupted", "ask again"),
        error_kind="KeyboardInterrupt",
    )
    pieces = recorded_backend([call], PLAIN).stream(ASKED)
    assert next(pieces) == "half"
    with pytest.raises(KeyboardInterrupt):
        next(pieces)
    with pytest.raises(KeyboardInterrupt):
        recorded_backend([call], PLAIN).complete_all([ASKED])


def test_every_error_of_a_model_is_raised_again_as_what_it_was() -> None:
    key = recorded_backend([], PLAIN).chat.line.key(ASKED)
    kinds = [one for one in vars(errors).values() if isinstance(one, type)]
    kinds = [one for one in kinds if issubclass(one, ModelError)]
    assert len(kinds) == 6
    for kind in kinds:
        call = Call(
            key=key,
            role="write",
            model="m",
            messages=tuple(ASKED),
            reply="",
            error=("what", "how"),
            error_kind=kind.__name__,
        )
        with pytest.raises(ModelError) as caught:
            recorded_backend([call], PLAIN).complete(ASKED)
        assert type(caught.value) is kind
        assert (caught.value.message, caught.value.hint) == ("what", "how")


@pytest.mark.parametrize("kind", [None, "ExitCode", "Exception", "ReadError", "annotations"])
def test_a_record_that_names_no_error_of_a_model_raises_a_plain_one(kind: str | None) -> None:
    key = recorded_backend([], PLAIN).chat.line.key(ASKED)
    call = Call(
        key=key,
        role="write",
        model="m",
        messages=tuple(ASKED),
        reply="",
        error=("what", "how"),
        error_kind=kind,
    )
    with pytest.raises(errors.ModelReplyError, match="what"):
        recorded_backend([call], PLAIN).complete(ASKED)


def test_the_passages_that_were_sent_are_those_that_fit_however_tokens_are_counted() -> None:
    some = [passage(n, "t", "word " * n) for n in range(1, 6)]

    def messages_of(shown: object) -> list[tuple[str, str]]:
        assert isinstance(shown, list)
        return [("user", " ".join(found.text for found in shown))]

    key = recorded_backend([], PLAIN).chat.line.key(messages_of(some[:2]))
    call = Call(key=key, role="write", model="m", messages=(), reply="because")
    backend = recorded_backend([call], PLAIN)
    kept_passages, notice = backend.fit(some, messages_of)
    assert kept_passages == some[:2]
    assert notice is not None
    assert notice.startswith("2 of 5 passages fit")
    backend.complete(messages_of(some[:2]))
    assert backend.fit(some, messages_of) == (some, None)


def test_a_server_that_is_not_there_is_not_there_again() -> None:
    with refused() as url:
        settings = ModelSettings(name="m", base_url=url, retries=0)
        backend = open_backend(settings, None)
        assert backend is not None
        with backend.recording() as spent, pytest.raises(ModelUnreachableError) as first:
            backend.complete(ASKED)
    with pytest.raises(ModelUnreachableError) as again:
        recorded_backend(kept(spent.calls), settings).complete(ASKED)
    assert again.value.message == first.value.message
