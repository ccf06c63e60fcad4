"""The benchmarks' tables: what one part prints is what the page of all parts shows."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.__main__ import Ran, page
from benchmarks.table import COLUMNS, Row, Table, judged, markdown, table, tables

WHEN = datetime(2026, 11, 21, tzinfo=UTC)
CELLS = st.text(st.characters(blacklist_characters="|", blacklist_categories=["C", "Z"]))
WIDE = ("size", "time")


def ran(part: str, text: str, code: int = 0) -> Ran:
    return Ran(part, tables(text), code, 1.0)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=4))
def test_a_table_is_read_as_it_was_written(lines: list[tuple[str, str]]) -> None:
    assert tables(table(WIDE, lines)) == [Table(WIDE, lines)]


def test_tables_are_told_apart_by_what_stands_between_them() -> None:
    both = f"a machine\n\n{markdown([Row('a', '1')])}\n\n{table(WIDE, [('2', '3')])}\nand more"
    assert [one.head for one in tables(both)] == [COLUMNS, WIDE]


def test_a_text_without_a_table_has_none() -> None:
    assert tables("Traceback: it broke\n") == []


def test_a_figure_meets_a_target_that_it_equals() -> None:
    assert judged("x", 4.0, "{:.1f}×", most=4) == Row("x", "4.0×", "≤ 4.0×", True)
    assert judged("x", 0.98, "{:.2f}", least=0.98) == Row("x", "0.98", "≥ 0.98", True)


def test_a_figure_that_only_rounds_to_its_target_misses_it() -> None:
    assert judged("x", 4.04, "{:.1f}×", most=4).met is False
    assert judged("x", 0.979, "{:.2f}", least=0.98).met is False


def test_the_page_gives_every_figure_with_its_part_and_its_target() -> None:
    first = ran("speed", markdown([Row("start", "1 s", "≤ 2 s", True)]))
    second = ran("scale", markdown([Row("memory", "7 GiB", "≤ 6 GiB", False)]), code=1)
    text = page([first, second], "a machine", WHEN)
    assert "2026-11-21: a machine" in text
    assert "| speed | start | 1 s | ≤ 2 s | ok |" in text
    assert "| scale | memory | 7 GiB | ≤ 6 GiB | **missed** |" in text
    assert "failed" not in text


def test_the_page_shows_tables_of_other_columns_under_their_part() -> None:
    text = page([ran("scale", table(WIDE, [("1,000", "2 ms")]))], "a machine", WHEN)
    assert text.index("## scale") < text.index("| 1,000 | 2 ms |")


def test_a_part_that_broke_is_named_and_the_others_are_shown() -> None:
    broken = ran("peers", "no table", code=3)
    text = page([broken, ran("speed", markdown([Row("start", "1 s")]))], "a machine", WHEN)
    assert "**peers failed** (exit code 3)" in text
    assert "| speed | start | 1 s |" in text
