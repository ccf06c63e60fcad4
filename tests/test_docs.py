"""Every command, option, setting and variable is in the generated pages, which are up to date."""

from pathlib import Path

import pytest

from docs import generate
from reviewer.errors import ExitCode
from reviewer.settings import keys, sections, variables

DOCS = Path(generate.__file__).parent
CLI = (DOCS / "cli.md").read_text(encoding="utf-8")
CONFIGURATION = (DOCS / "configuration.md").read_text(encoding="utf-8")


def test_the_generated_pages_are_up_to_date() -> None:
    assert generate.main(["--check"]) == 0


def test_a_page_that_is_out_of_date_fails_the_check_and_is_not_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generate, "HERE", tmp_path)
    assert generate.main([]) == 0
    (tmp_path / "cli.md").write_text("old")
    assert generate.main(["--check"]) == 1
    assert "out of date: cli.md" in capsys.readouterr().err
    assert (tmp_path / "cli.md").read_text() == "old"


def test_every_command_has_a_section_with_each_of_its_options() -> None:
    sections = {part.split("`")[0]: part for part in CLI.split("\n## `")[1:]}
    names = [name for name, _ in generate.commands()]
    assert len(names) > 12
    assert set(names) == set(sections)
    for name, command in generate.commands():
        for parameter in generate.parameters(command):
            for option in parameter.opts:
                if option.startswith("-"):
                    assert f"`{option}`" in sections[name]


def test_every_command_and_option_is_explained() -> None:
    for name, command in generate.commands():
        assert command.help, name
        for parameter in generate.parameters(command):
            assert parameter.help, f"{name} {parameter.name}"


def test_every_setting_and_variable_is_documented_with_its_default() -> None:
    for section, key in keys():
        field = sections()[section][key]
        variable = f"REVIEWER_{section}_{key}".upper().replace(".", "_")
        row = next(line for line in CONFIGURATION.splitlines() if f"`{variable}`" in line)
        assert f"| `{key}` |" in row
        assert field.description
        assert field.description in row
        if isinstance(field.default, int | float) and not isinstance(field.default, bool):
            assert f"`{field.default}`" in row
    for variable in variables():
        assert f"`{variable}`" in CONFIGURATION


def test_every_exit_code_is_documented() -> None:
    for code in ExitCode:
        assert f"- `{int(code)}`: " in CLI


def test_every_field_that_json_holds_is_documented() -> None:
    for result in generate.RESULTS.values():
        noun = result.rpartition(" ")[2]
        assert f"\n### {noun}\n" in CLI
