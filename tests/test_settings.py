"""Defaults < reviewer.toml < REVIEWER_ variables < flags; nothing unknown is ignored."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from reviewer.errors import SettingsError
from reviewer.settings import Settings, keys, load, variables


def config(folder: Path, text: str) -> Path:
    path = folder / "reviewer.toml"
    path.write_text(text, encoding="utf-8")
    return path


def failure(folder: Path, **given: Any) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load(folder, **{"environ": {}, **given})
    assert "\n" not in caught.value.message + caught.value.hint
    assert caught.value.hint
    return caught.value


def test_defaults_hold_where_nothing_is_set(tmp_path: Path) -> None:
    found = load(tmp_path, environ={"HOME": "/root", "PATH": ""})
    assert found.settings == Settings()
    assert found.config is None
    assert found.root == tmp_path.resolve()


def test_the_file_beats_defaults_the_environment_the_file_and_a_flag_all(tmp_path: Path) -> None:
    config(tmp_path, '[retrieval]\nper_paper = 5\ncandidates = 50\n[model]\nname = "in-file"\n')
    environ = {"REVIEWER_RETRIEVAL_PER_PAPER": "6", "REVIEWER_MODEL": "in-environment"}
    flags = {("model", "name"): "in-flag", ("retrieval", "candidates"): None}
    found = load(tmp_path, environ=environ, flags=flags).settings
    assert (found.retrieval.candidates, found.retrieval.per_paper) == (50, 6)
    assert found.model.name == "in-flag"
    assert load(tmp_path, environ={}).settings.model.name == "in-file"


def test_the_short_variables_and_the_long_ones_set_the_same(tmp_path: Path) -> None:
    known = variables()
    assert known["REVIEWER_STORE"] == known["REVIEWER_STORE_PATH"] == ("store", "path")
    assert known["REVIEWER_MODEL"] == known["REVIEWER_MODEL_NAME"] == ("model", "name")
    assert set(known.values()) == set(keys())


def test_an_empty_variable_sets_nothing(tmp_path: Path) -> None:
    config(tmp_path, '[model]\nname = "in-file"\n')
    found = load(tmp_path, environ={"REVIEWER_MODEL": "", "REVIEWER_STORE": ""})
    assert found.settings.model.name == "in-file"
    assert found.store == tmp_path / "vectorstore"


@pytest.mark.parametrize(
    ("text", "says", "meant"),
    [
        ("[retrieval]\nper_papers = 3", "retrieval.per_papers", "retrieval.per_paper?"),
        ("[retrival]\nper_paper = 3", "[retrival]", "[retrieval]?"),
        ("[zzz]\nq = 3", "[zzz]", "all of them: docs/configuration.md"),
        ("per_paper = 3", "[per_paper]", "all of them: docs/configuration.md"),
    ],
)
def test_an_unknown_key_of_the_file_is_an_error_that_says_what_was_meant(
    tmp_path: Path, text: str, says: str, meant: str
) -> None:
    path = config(tmp_path, text)
    error = failure(tmp_path)
    assert error.message == f"unknown setting {says} in {path}"
    assert meant in error.hint


def test_an_unknown_variable_is_an_error_that_says_what_was_meant(tmp_path: Path) -> None:
    error = failure(tmp_path, environ={"REVIEWER_RETRIEVAL_PER_PAPERS": "3"})
    assert error.message == "unknown setting REVIEWER_RETRIEVAL_PER_PAPERS in the environment"
    assert "did you mean REVIEWER_RETRIEVAL_PER_PAPER?" in error.hint


@pytest.mark.parametrize("flag", [("model", "nme"), ("modle", "name")])
def test_an_unknown_flag_is_an_error_that_says_what_was_meant(
    tmp_path: Path, flag: tuple[str, str]
) -> None:
    error = failure(tmp_path, flags={flag: "x"})
    assert error.message == f"unknown setting {'.'.join(flag)} in the flags"
    assert "did you mean model.name?" in error.hint


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[model]\nname = tiny", "at line 2, column 8"),
        ("[model\n", "at line 1"),
        ("[model]\nname = 'a'\nname = 'b'\n", "at line 3"),
    ],
)
def test_a_file_that_is_no_toml_is_an_error_with_its_line(
    tmp_path: Path, text: str, says: str
) -> None:
    path = config(tmp_path, text)
    error = failure(tmp_path)
    assert error.message.startswith(f"{path} is not valid TOML: ")
    assert says in error.message


def test_a_file_in_another_encoding_or_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "reviewer.toml").write_bytes("[model]\nname = 'Ü'".encode("latin-1"))
    assert "is not valid TOML" in failure(tmp_path).message
    (tmp_path / "reviewer.toml").write_bytes(b"\xef\xbb\xbf[model]\nname = 'a'")
    assert load(tmp_path, environ={}).settings.model.name == "a"


def test_a_section_that_is_no_table_is_an_error(tmp_path: Path) -> None:
    config(tmp_path, "model = 'tiny'")
    error = failure(tmp_path)
    assert "`model` must be a table" in error.message
    assert "[model]" in error.hint


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REVIEWER_RETRIEVAL_PER_PAPER", "many"),
        ("REVIEWER_RETRIEVAL_PER_PAPER", "0"),
        ("REVIEWER_RETRIEVAL_DENSE_WEIGHT", "1.5"),
        ("REVIEWER_RETRIEVAL_DENSE_WEIGHT", "nan"),
        ("REVIEWER_MODEL_CACHE", "perhaps"),
        ("REVIEWER_MODEL_TIMEOUT", "0"),
    ],
)
def test_a_bad_value_is_an_error_that_says_where_it_stands(
    tmp_path: Path, name: str, value: str
) -> None:
    error = failure(tmp_path, environ={name: value})
    section, key = variables()[name]
    assert error.message.startswith(f"{section}.{key} = {value!r} in the environment: ")


def test_a_bad_value_of_the_file_names_the_file(tmp_path: Path) -> None:
    path = config(tmp_path, "[retrieval]\nper_paper = 'many'")
    assert f"retrieval.per_paper = 'many' in {path}: " in failure(tmp_path).message


def test_a_bad_value_that_is_overridden_is_no_error(tmp_path: Path) -> None:
    config(tmp_path, "[retrieval]\nper_paper = 0")
    flags = {("retrieval", "per_paper"): 2}
    assert load(tmp_path, environ={}, flags=flags).settings.retrieval.per_paper == 2


def test_the_nearest_file_going_up_counts_and_makes_its_folder_the_root(tmp_path: Path) -> None:
    upper = config(tmp_path, "[model]\nname = 'upper'")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    found = load(below, environ={})
    assert (found.config, found.root) == (upper, tmp_path)
    assert found.store == tmp_path / "vectorstore"
    assert found.store_reason == f"beside {upper}"
    (tmp_path / "a" / "reviewer.toml").write_text("")
    assert load(below, environ={}).settings.model.name is None


def test_the_store_is_in_the_workspace_folder_where_there_is_no_file(tmp_path: Path) -> None:
    found = load(tmp_path, environ={})
    assert (found.store, found.store_reason) == (
        tmp_path / "vectorstore",
        "in the workspace folder",
    )


def test_a_relative_store_of_the_file_hangs_below_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = config(tmp_path, "[store]\npath = 'index'")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir("/")
    found = load(tmp_path / "below", environ={})
    assert (found.store, found.store_reason) == (tmp_path / "index", f"store.path in {path}")


def test_a_relative_store_of_the_environment_or_a_flag_hangs_below_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config(tmp_path, "[store]\npath = 'in-file'")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    given = {"REVIEWER_STORE": "index"}
    found = load(tmp_path, environ=given)
    assert (found.store, found.store_reason) == (
        tmp_path / "here" / "index",
        "store.path in the environment",
    )
    flagged = load(tmp_path, environ=given, flags={("store", "path"): Path("flagged")})
    assert (flagged.store, flagged.store_reason) == (
        tmp_path / "here" / "flagged",
        "store.path in a flag",
    )


def test_a_store_in_the_home_folder_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load(tmp_path, environ={"REVIEWER_STORE": "~/index"}).store == tmp_path / "index"


def test_settings_do_not_change_and_know_no_other_names() -> None:
    settings = Settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.model.name = "other"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="extra"):
        Settings.model_validate({"model": {"nme": "x"}})


def test_variables_that_pydantic_would_read_by_itself_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODEL", '{"name": "leaked"}')
    monkeypatch.setenv("STORE", '{"url": "http://leaked"}')
    assert load(tmp_path, environ={}).settings == Settings()
