"""vectorstore/README.md describes the stores that the program makes, field by field."""

from pathlib import Path

import pytest

from docs import records


def test_the_tables_are_those_of_a_store_made_today() -> None:
    assert records.main(["--check"]) == 0


def test_every_field_of_every_engine_has_its_meaning_and_no_other_has_one() -> None:
    meanings = {name: set(fields) for name, fields in records.MEANINGS.items()}
    assert meanings == {name: set(fields) for name, fields in records.tables().items()}


def test_a_page_that_is_out_of_date_fails_the_check_and_is_written_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "README.md"
    page.write_text(f"Our own words.\n\n{records.BEGIN}\n\nold", encoding="utf-8")
    monkeypatch.setattr(records, "README", page)
    assert records.main(["--check"]) == 1
    assert "out of date" in capsys.readouterr().err
    assert records.main([]) == 0
    written = page.read_text(encoding="utf-8")
    assert written.startswith("Our own words.")
    assert "| `paper_id` |" in written
