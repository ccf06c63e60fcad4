"""A real engine: llama.cpp behind OpenAI's protocol, serving a model of random weights.

It runs in a process and an environment of its own, which `make engine` compiles; ENGINE_PYTHON
says where that is. Without it these tests are skipped.
"""

import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reviewer.cli import main
from tests.surfaces import Review

PYTHON = os.environ.get("ENGINE_PYTHON")
MISSING = "needs a real engine: make engine (it compiles llama.cpp, once)"
ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
_READY = re.compile(r"Uvicorn running on (http://127\.0\.0\.1:\d+)")


class Engine:
    """The engine's server, on a free port until `stop`.

    Args:
        model: the GGUF file.
        context: tokens that it reads and writes.
        log: where it writes what it does.
    """

    def __init__(self, model: Path, context: int, log: Path) -> None:
        assert PYTHON is not None
        self._log = log
        serve = [PYTHON, "-m", "llama_cpp.server", "--host", "127.0.0.1", "--port", "0"]
        options = ["--model", str(model), "--model_alias", "tiny", "--n_ctx", str(context)]
        with log.open("wb") as out:
            self._process = subprocess.Popen(
                [*serve, *options, "--seed", "11"], stdout=out, stderr=out, start_new_session=True
            )
        while self._process.poll() is None:
            ready = _READY.search(self.log)
            if ready:
                self.base_url = f"{ready[1]}/v1"
                return
        pytest.fail(f"the engine did not start: {self.log}")

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], Engine]]:
    """`start(context)` serves the model of random weights with that many tokens of context."""
    assert PYTHON is not None
    folder = tmp_path_factory.mktemp("engine")
    model = folder / "tiny.gguf"
    writer = Path(__file__).with_name("tiny_model.py")
    texts = [str(EXAMPLES / "library.bib"), *map(str, (ROOT / "prompts").glob("*.md"))]
    subprocess.run([PYTHON, str(writer), str(model), *sorted(texts)], check=True)
    running: list[Engine] = []

    def started(context: int) -> Engine:
        running.append(Engine(model, context, folder / f"{len(running)}.log"))
        return running[-1]

    yield started
    for engine in running:
        engine.stop()


@pytest.fixture(scope="session")
def roomy(start: Callable[[int], Engine]) -> Engine:
    """Reads whatever the program sends."""
    return start(32768)


@pytest.fixture(scope="session")
def cramped(start: Callable[[int], Engine]) -> Engine:
    """Reads a few passages; the program is not told."""
    return start(2048)


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example papers, found by words alone."""
    folder = tmp_path_factory.mktemp("library")
    (folder / "reviewer.toml").write_text('[embedding]\nmodel = "none"\n')
    assert main(["-w", str(folder), "ingest", "--quiet", str(EXAMPLES / "library.bib")]) == 0
    return folder


@pytest.fixture
def examples(library: Path, capsys: pytest.CaptureFixture[str]) -> Review:
    return Review(library, capsys)
