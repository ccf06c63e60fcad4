"""Which model the settings open, and what is said when they open none."""

import pytest

from reviewer.backends import open_backend
from reviewer.errors import ModelError, ModelKeyError, ModelReplyError, ModelUnreachableError
from reviewer.settings import ModelSettings
from tests.scripted_server import Reply, Serve, refused


def test_without_a_name_there_is_no_model() -> None:
    assert open_backend(ModelSettings(), None) is None


def test_an_address_without_a_name_asks_for_one() -> None:
    with pytest.raises(
        ModelError, match="no model is named for the server at http://x/v1"
    ) as caught:
        open_backend(ModelSettings(base_url="http://u:p@x/v1"), None)
    assert caught.value.hint == "name one with --model; http://x/v1/models lists them"


def test_a_model_by_its_provider_s_name_is_called_at_its_own_api(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(["because"])
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
    backend = open_backend(ModelSettings(name="openai:gpt-4o-mini", retries=0), None)
    assert backend is not None
    assert backend.name == "openai:gpt-4o-mini"
    assert backend.complete([("user", "why?")]) == "because"
    body = server.chats[0].body
    assert (body["model"], body["max_completion_tokens"]) == ("gpt-4o-mini", 1024)


def test_another_variable_for_the_key_is_read(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(["because"])
    monkeypatch.setenv("LAB_KEY", "sk-2")
    monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
    settings = ModelSettings(name="openai:gpt-4o-mini", retries=0, api_key_env="LAB_KEY")
    backend = open_backend(settings, None)
    assert backend is not None
    backend.complete([("user", "why?")])
    assert server.chats[0].headers["authorization"] == "Bearer sk-2"


@pytest.mark.parametrize(
    ("settings", "variable"),
    [
        (ModelSettings(name="openai:gpt-5-mini"), "OPENAI_API_KEY"),
        (ModelSettings(name="anthropic:claude-x"), "ANTHROPIC_API_KEY"),
        (ModelSettings(name="openai:gpt-5-mini", api_key_env="LAB_KEY"), "LAB_KEY"),
    ],
)
def test_a_missing_key_is_named_before_anything_is_called(
    settings: ModelSettings, variable: str
) -> None:
    with pytest.raises(ModelKeyError) as caught:
        open_backend(settings, None)
    assert (
        caught.value.message == f"the model {settings.name} wants a key, and {variable} is not set"
    )
    assert caught.value.hint.startswith(f"export {variable}=")


def test_a_provider_whose_package_is_missing_says_what_to_install() -> None:
    with pytest.raises(ModelError) as caught:
        open_backend(ModelSettings(name="perplexity:sonar"), None)
    assert caught.value.message == (
        "the model perplexity:sonar needs the package langchain-perplexity, which is not installed"
    )
    assert caught.value.hint == "pip install langchain-perplexity"


@pytest.mark.parametrize("name", ["llama3.3", "nobody:knows"])
def test_a_name_without_a_known_provider_says_how_to_write_it(name: str) -> None:
    with pytest.raises(ModelError, match="no provider is known for the model") as caught:
        open_backend(ModelSettings(name=name), None)
    assert "--base-url" in caught.value.hint


def test_a_provider_that_wants_more_than_a_name_says_what(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_KEY", "sk-very-secret")
    settings = ModelSettings(name="azure_openai:gpt-4o", api_key_env="LAB_KEY")
    with pytest.raises(ModelError, match="azure_openai:gpt-4o cannot be set up: ") as caught:
        open_backend(settings, None)
    assert "secret" not in caught.value.message + repr(caught.value.__cause__)


def test_failures_of_a_provider_speak_of_the_model_and_not_of_an_address(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    settings = ModelSettings(name="openai:gpt-4o-mini", retries=0)
    server = serve([Reply("no such", status=404), Reply(raw=b"<html>")])
    monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
    backend = open_backend(settings, None)
    assert backend is not None
    for start in ("the provider of openai:gpt-4o-mini has no model", "the provider of openai:gpt"):
        with pytest.raises(ModelReplyError, match=start) as caught:
            backend.complete([("user", "why?")])
        assert "--base-url" not in caught.value.hint
    with refused() as url:
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        backend = open_backend(settings, None)
        assert backend is not None
        with pytest.raises(ModelUnreachableError) as unreachable:
            backend.complete([("user", "why?")])
    assert unreachable.value.hint == (
        "check the network, or leave out --model for an extractive answer"
    )
