"""The README's transcript is what the program prints, word for word."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reviewer.embedding import load_embedder
from reviewer.settings import EmbeddingSettings

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
CUT = "[…]"  # stands in the README for lines left out
# A size on disk is not the same on every machine.
SIZE = re.compile(r"[\d.]+ [kM]B")


def transcript() -> list[tuple[str, str]]:
    """The commands of the README with the output under each."""
    (block,) = BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def test_the_readme_shows_what_the_program_prints(tmp_path: Path) -> None:
    if load_embedder(EmbeddingSettings()) is None:
        pytest.skip("the transcript was made with the embedder, and its weights are not here")
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    commands = transcript()
    assert len(commands) >= 3
    for command, shown in commands:
        printed = _run(command, tmp_path)
        kept = SIZE.sub("SIZE", shown).split(CUT)
        position = 0
        for part in (piece.strip() for piece in kept):
            found = SIZE.sub("SIZE", printed).find(part, position)
            assert found >= 0, f"$ {command}\n{printed}"
            position = found + len(part)


def _run(command: str, folder: Path) -> str:
    words = shlex.split(command.partition("|")[0])
    assert words[0] == "reviewer"
    environment = {**os.environ, "COLUMNS": "100", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout
