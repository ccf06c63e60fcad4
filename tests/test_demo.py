"""`make demo`: what it shows, what it leaves alone, and how it stops."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAKE = shutil.which("make")
WORKING = 'if [ "$1" = related-work ]; then echo a draft > related-work.md; fi'
"""A `reviewer` that does as much as the demo asks of it."""
pytestmark = pytest.mark.skipif(MAKE is None, reason="make is not here")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The files the demo needs, installed already as far as make can tell."""
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT / "examples", folder / "examples")
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
        os.utime(folder / name, (0, 0))
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / ".installed").touch()
    (folder / ".venv" / ".weights").touch()
    return folder


def script(checkout: Path, name: str, text: str) -> None:
    path = checkout / ".venv" / "bin" / name
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def make(checkout: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    assert MAKE is not None
    return subprocess.run(
        [MAKE, "UV=", *words],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MAKEFLAGS": "", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_the_demo_shows_each_command_with_its_answer_and_the_second_time_has_nothing_to_read(
    checkout: Path, tmp_path: Path
) -> None:
    script(checkout, "reviewer", f'exec "{sys.executable}" -m reviewer "$@"')
    cache = str(tmp_path / "cache")
    first = make(checkout, "demo", XDG_CACHE_HOME=cache)
    assert first.returncode == 0, first.stderr
    ingest, bm25, engines, draft, head, where = first.stdout.split("\n$ ")[1:]
    assert ingest.startswith("reviewer ingest ../examples/library.bib\n1 file, 55 records")
    assert "b between 0.5 and 0.8 and of k1 between 1.2 and 2" in bm25
    assert "only 51.5% of the generated sentences are fully supported" in engines
    assert draft.startswith("reviewer related-work ")
    written = (checkout / ".demo" / "related-work.md").read_text(encoding="utf-8")
    assert head.startswith("head ")
    assert written.splitlines()[0] in head
    assert f"store     {checkout / '.demo' / 'vectorstore'}" in where
    assert "Type next:" in where
    again = make(checkout, "demo", XDG_CACHE_HOME=cache)
    assert again.returncode == 0, again.stderr
    assert "1 file unchanged, 54 papers" in again.stdout
    assert "install" not in again.stdout


def test_the_demo_never_touches_a_collection_of_the_users(checkout: Path, tmp_path: Path) -> None:
    script(checkout, "reviewer", f'echo "at: $PWD $REVIEWER_STORE$REVIEWER_MODEL"; {WORKING}')
    (tmp_path / "reviewer.toml").write_text('[store]\npath = "mine"\n', encoding="utf-8")
    done = make(checkout, "demo", REVIEWER_STORE=str(tmp_path / "mine"), REVIEWER_MODEL="mine")
    assert done.returncode == 0, done.stderr
    assert f"at: {checkout / '.demo'} \n" in done.stdout
    assert "mine" not in done.stdout
    assert (checkout / ".demo" / "reviewer.toml").is_file()


def test_a_failing_step_stops_the_demo(checkout: Path) -> None:
    script(checkout, "reviewer", 'echo "error: no luck" >&2; test "$1" != ask')
    done = make(checkout, "demo")
    assert done.returncode != 0
    assert "error: no luck" in done.stderr
    assert "$ reviewer ask" in done.stdout
    assert "$ reviewer related-work" not in done.stdout


def test_without_the_weights_the_demo_says_so_and_goes_on_and_asks_again(checkout: Path) -> None:
    script(checkout, "reviewer", WORKING)
    script(checkout, "python", 'echo "no network" >&2; exit 1')
    (checkout / ".venv" / ".weights").unlink()
    for _ in range(2):
        done = make(checkout, "demo")
        assert done.returncode == 0, done.stderr
        assert "note: no weights (why: .venv/weights.log)" in done.stdout
        assert "no network" not in done.stdout + done.stderr
        assert (checkout / ".venv" / "weights.log").read_text() == "no network\n"
        assert "$ reviewer ask" in done.stdout


def test_weights_that_come_later_make_the_demo_anew(checkout: Path) -> None:
    script(checkout, "reviewer", WORKING)
    script(checkout, "python", "exit 0")
    assert make(checkout, "demo").returncode == 0
    made = checkout / ".demo" / "an index without vectors"
    made.touch()
    assert make(checkout, "demo").returncode == 0
    assert made.exists()
    (checkout / ".venv" / ".weights").unlink()
    assert make(checkout, "demo").returncode == 0
    assert not made.exists()


def test_a_machine_without_a_python_that_is_new_enough_is_told_so(checkout: Path) -> None:
    shutil.rmtree(checkout / ".venv")
    done = make(checkout, "demo", "PYTHON=")
    assert done.returncode != 0
    assert done.stderr.startswith("error: no Python 3.11 or newer on this machine\nhint:  ")


def test_help_names_every_target(checkout: Path) -> None:
    text = (checkout / "Makefile").read_text(encoding="utf-8")
    targets = text.partition(".PHONY: ")[2].partition("\n")[0].split()
    shown = make(checkout).stdout
    assert [name for name in targets if name != "help" and name not in shown] == []
