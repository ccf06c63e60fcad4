"""What a whole command costs, in processes of their own: seconds from the shell, and memory."""

import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.table import Row

RUNS = 7
QUERY = "how far can sampling be cut in self-consistency without losing accuracy"
HELP_TARGET = 0.25
SEARCH_TARGET = 1.5
PER_MIB = 1024 * 1024 if sys.platform == "darwin" else 1024
"""Units of ru_maxrss in a MiB."""
# A process's peak memory begins with that of the process which started it: a small one does.
STOPWATCH = """
import os, subprocess, sys, time
begin = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(time.perf_counter() - begin, usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""


class Cost(NamedTuple):
    seconds: float
    mebibytes: float


def rows(workspace: Path, papers: int) -> list[Row]:
    """`--help` and a cold search, taking turns.

    Args:
        workspace: a folder with an index.
        papers: how many are in it.
    """
    reviewer = [sys.executable, "-m", "reviewer"]
    commands = {
        "bare": [sys.executable, "-c", "pass"],
        "help": [*reviewer, "--help"],
        "search": [*reviewer, "-w", str(workspace), "search", QUERY],
    }
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for turn in range(RUNS + 1):
        for name, command in commands.items():
            cost = run(command)
            if turn > 0:  # the first compiles, and warms the disk
                costs[name].append(cost)
    took = {name: statistics.median(c.seconds for c in each) for name, each in costs.items()}
    memory = max(cost.mebibytes for cost in costs["search"])
    return [
        Row(
            f"`reviewer --help`, median of {RUNS} (Python alone {took['bare']:.2f} s)",
            f"{took['help']:.2f} s",
            f"≤ {HELP_TARGET} s",
            took["help"] <= HELP_TARGET,
        ),
        Row(
            f"cold `reviewer search` on {papers} papers, median of {RUNS}",
            f"{took['search']:.2f} s",
            f"≤ {SEARCH_TARGET} s",
            took["search"] <= SEARCH_TARGET,
        ),
        Row("most memory of that process", f"{memory:.0f} MiB"),
    ]


def run(command: Sequence[str]) -> Cost:
    """Run a command and wait for it.

    Raises:
        RuntimeError: it failed.
    """
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", STOPWATCH, *command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
    seconds, memory = done.stdout.split()
    return Cost(float(seconds), float(memory) / PER_MIB)
