"""Every benchmark, one after the other: `python -m benchmarks` (or `make bench`).

Each part runs in a process of its own and prints its tables; here they become one page, with the
machine, the versions and the commit at its head. A part that fails is named on the page, and the
rest goes on. --full takes hours: every abstract, and a million papers.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks.table import COLUMNS, ROOT, Table, machine, table, tables

RESULTS = ROOT / "benchmarks" / "RESULTS.md"
PARTS = (
    *("quality", "speed", "peers", "scale", "reading", "folders", "libraries"),
    *("gates", "abstention"),
)
Options = Mapping[str, Sequence[str]]
SMALL: Options = {"quality": ["--scifact", "--qasper"]}
FULL: Options = {"speed": ["--full"], "scale": ["--most", "1000000"]}


class Ran(NamedTuple):
    """What one part printed, and how it ended."""

    part: str
    tables: Sequence[Table]
    code: int
    seconds: float

    @property
    def failed(self) -> bool:
        """It ended without a table; a target that is missed also ends with code 1."""
        return self.code != 0 and not self.tables


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--full", action="store_true", help="the largest sizes")
    parser.add_argument("--output", type=Path, help=f"(default, of all parts: {RESULTS.name})")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    here = machine()  # the commit before anything is written
    parts = arguments.parts or PARTS
    options = FULL if arguments.full else SMALL
    results = [run(part, options.get(part, ())) for part in parts]
    text = page(results, here, datetime.now(UTC))
    output = arguments.output or (None if arguments.parts else RESULTS)
    if output is not None:
        output.write_text(text, encoding="utf-8")
    print(text)
    return int(any(each.code for each in results))


def run(part: str, options: Sequence[str] = ()) -> Ran:
    """Run one part and take its tables."""
    print(f"== {part}", file=sys.stderr, flush=True)
    begin = time.perf_counter()
    command = [sys.executable, "-m", f"benchmarks.{part}", *options]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    return Ran(part, tables(done.stdout), done.returncode, time.perf_counter() - begin)


def page(results: Sequence[Ran], here: str, when: datetime) -> str:
    """All of it as Markdown: one table of figures, then the tables of other shapes."""
    figures = [
        (each.part, *cells)
        for each in results
        for one in each.tables
        if one.head == COLUMNS
        for cells in one.lines
    ]
    blocks = [
        "# What it costs, and what it finds",
        f"`make bench` on {when:%Y-%m-%d}: {here}.",
        *(
            f"**{each.part} failed** (exit code {each.code}): its figures are missing."
            for each in results
            if each.failed
        ),
        table(("part", *COLUMNS), figures),
    ]
    for each in results:
        others = [one for one in each.tables if one.head != COLUMNS]
        if others:
            blocks.append(f"## {each.part}")
            blocks += [table(one.head, one.lines) for one in others]
    return "\n\n".join(blocks) + "\n"


if __name__ == "__main__":
    sys.exit(main())
