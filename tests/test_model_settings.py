"""What a role takes over from the model that writes, whose key is sent where, and what it costs."""

from pathlib import Path

import pytest

from reviewer.errors import SettingsError
from reviewer.model_settings import ModelSettings
from reviewer.settings import load, variables


def written(folder: Path, text: str) -> ModelSettings:
    (folder / "reviewer.toml").write_text(text, encoding="utf-8")
    return load(folder, environ={}).settings.model


def test_a_role_without_a_table_is_called_as_the_model_that_writes(tmp_path: Path) -> None:
    model = written(tmp_path, '[model]\nname = "m"\nbase_url = "http://x/v1"\ntimeout = 9')
    for role in (model.role("write"), model.role("plan"), model.role("judge")):
        assert role == model


def test_a_role_has_its_own_and_the_rest_of_the_model_that_writes(tmp_path: Path) -> None:
    model = written(
        tmp_path,
        '[model]\nname = "m"\nbase_url = "http://x/v1"\ntemperature = 0.5\n'
        '[model.judge]\nname = "j"\nmax_output_tokens = 100\n',
    )
    judge = model.role("judge")
    assert (judge.name, judge.base_url, judge.max_output_tokens) == ("j", "http://x/v1", 100)
    assert (judge.temperature, judge.context_window) == (0.5, 8192)
    assert model.role("plan") == model.role("write")
    assert model.role("write").max_output_tokens == 1024


def test_environment_and_flags_reach_the_tables_of_roles(tmp_path: Path) -> None:
    (tmp_path / "reviewer.toml").write_text('[model]\nname = "m"\n[model.judge]\nname = "j"\n')
    environ = {"REVIEWER_MODEL_JUDGE_NAME": "in-environment", "REVIEWER_MODEL_PLAN_TIMEOUT": "3"}
    flags = {("model.judge", "timeout"): 4.0}
    model = load(tmp_path, environ=environ, flags=flags).settings.model
    assert (model.judge.name, model.judge.timeout) == ("in-environment", 4.0)
    assert (model.plan.timeout, model.name) == (3.0, "m")
    assert variables()["REVIEWER_MODEL_JUDGE_NAME"] == ("model.judge", "name")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[model.judge]\nnme = 1", "unknown setting model.judge.nme", "model.judge.name?"),
        ("[model.jugde]\nname = 'x'", "unknown setting model.jugde", "did you mean"),
        ("[model]\njudge = 'x'", "`model.judge` must be a table", "[model.judge]"),
        ("[model.judge]\ntimeout = 0", "model.judge.timeout = 0 in", "docs/configuration.md"),
        ("[budget]\ncalls = 0", "budget.calls = 0 in", "docs/configuration.md"),
    ],
)
def test_what_is_wrong_in_a_table_of_a_role_is_named_in_full(
    tmp_path: Path, text: str, message: str, hint: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        written(tmp_path, text)
    assert message in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("judge", "variable"),
    [
        ("timeout = 3", "LAB_KEY"),
        ('name = "other"', "LAB_KEY"),
        ('base_url = "http://elsewhere/v1"', "OPENAI_API_KEY"),
        ('base_url = ""\nname = "anthropic:claude"', "OPENAI_API_KEY"),
        ('base_url = "http://elsewhere/v1"\napi_key_env = "B_KEY"', "B_KEY"),
    ],
)
def test_a_key_is_not_taken_over_for_another_server(
    tmp_path: Path, judge: str, variable: str
) -> None:
    model = written(
        tmp_path,
        '[model]\nname = "m"\nbase_url = "http://lab/v1"\napi_key_env = "LAB_KEY"\n'
        f"[model.judge]\n{judge}\n",
    )
    role = model.role("judge")
    assert role.api_key_env == variable
    assert role.sends_key == (variable != "OPENAI_API_KEY" or not role.base_url)


def test_a_key_is_not_taken_over_for_another_provider(tmp_path: Path) -> None:
    model = written(
        tmp_path,
        '[model]\nname = "openai:m"\napi_key_env = "LAB_KEY"\n[model.judge]\nname = "groq:x"\n'
        '[model.plan]\nname = "openai:x"\n',
    )
    assert model.role("judge").api_key_env == "OPENAI_API_KEY"
    assert model.role("plan").api_key_env == "LAB_KEY"


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("http://localhost:11434/v1", True),
        ("http://127.0.0.1:8000/v1", True),
        ("http://127.1.2.3/v1", True),
        ("http://[::1]:8080/v1", True),
        ("http://LOCALHOST./v1", False),
        ("https://api.openai.com/v1", True),
        ("https://eu.api.openai.com/v1", True),
        ("https://openai.com.example/v1", False),
        ("https://notopenai.com/v1", False),
        ("http://localhost@example.org/v1", False),
        ("http://localhost.example.org/v1", False),
        ("http://192.168.1.5:8000/v1", False),
        ("http://gpu-box:8000/v1", False),
        ("https://openrouter.ai/api/v1", False),
        ("http://[bad/v1", False),
    ],
)
def test_the_default_key_is_openai_s_and_stays_off_other_machines(address: str, sent: bool) -> None:
    assert ModelSettings(name="m", base_url=address).sends_key == sent
    assert ModelSettings(name="m", base_url=address, api_key_env="OPENAI_API_KEY").sends_key


def test_a_call_costs_what_its_tokens_cost_where_both_prices_are_set() -> None:
    assert ModelSettings(input_price=3, output_price=15).cost(1_000_000, 200_000) == 6
    assert ModelSettings(input_price=3, output_price=0).cost(0, 0) == 0
    assert ModelSettings(input_price=3).cost(1, 1) is None
    assert ModelSettings().cost(1, 1) is None


def test_prices_are_not_taken_over_for_another_model(tmp_path: Path) -> None:
    model = written(
        tmp_path,
        '[model]\nname = "m"\ninput_price = 1\noutput_price = 2\n[model.judge]\nname = "j"\n'
        "[model.plan]\ntimeout = 3\n",
    )
    assert not model.role("judge").is_priced
    assert model.role("plan").is_priced
