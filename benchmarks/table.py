"""The table a benchmark prints: rows in, Markdown out, under the machine they were measured on."""

import os
import platform
import subprocess
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
VERSIONS = ("chromadb", "tantivy", "onnxruntime", "numpy")
COLUMNS = ("what", "measured", "target", "")
HEAD = "| what | measured | target | |\n|---|--:|--:|---|"


class Row(NamedTuple):
    """One figure; `met` is None where there is no target."""

    what: str
    measured: str
    target: str = ""
    met: bool | None = None


class Table(NamedTuple):
    """A Markdown table, taken apart."""

    head: tuple[str, ...]
    lines: Sequence[tuple[str, ...]]


def markdown(rows: Sequence[Row]) -> str:
    marks = {True: "ok", False: "**missed**", None: ""}
    lines = [f"| {row.what} | {row.measured} | {row.target} | {marks[row.met]} |" for row in rows]
    return "\n".join((HEAD, *lines))


def table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A Markdown table of any columns: the first one left, the others right."""
    rule = "|---|" + "--:|" * (len(head) - 1)
    return "\n".join((_cells(head), rule, *map(_cells, lines)))


def tables(text: str) -> list[Table]:
    """The tables in a text, as `table` and `markdown` write them; what is between them is left."""
    found: list[Table] = []
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            block.append(line)
        elif block:
            head, _, *lines = block
            found.append(Table(_taken_apart(head), [_taken_apart(line) for line in lines]))
            block = []
    return found


def _taken_apart(line: str) -> tuple[str, ...]:
    return tuple(
        cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")
    )


def _cells(values: Sequence[str]) -> str:
    return f"| {' | '.join(values)} |"


def judged(
    what: str, figure: float, shown: str, *, most: float | None = None, least: float | None = None
) -> Row:
    """A row with one target.

    Args:
        what: was measured.
        figure: the figure.
        shown: how it and its target are printed, for `str.format`.
        most: the target, if the figure may not be greater.
        least: the target, if it may not be less.
    """
    if most is not None:
        return Row(what, shown.format(figure), f"≤ {shown.format(most)}", figure <= most)
    if least is not None:
        return Row(what, shown.format(figure), f"≥ {shown.format(least)}", figure >= least)
    return Row(what, shown.format(figure))


def machine() -> str:
    """One line: processor, cores, versions, commit."""
    versions = [f"{name} {metadata.version(name)}" for name in VERSIONS]
    python = f"Python {platform.python_version()}"
    where = f"{_processor()}, {os.cpu_count()} cores, {platform.system()}"
    return f"{where}; {python}, {', '.join(versions)}; commit {commit()}"


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.is_file():
        for line in described.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def commit() -> str:
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return described.stdout.strip() or "unknown"
