"""Tokens are counted by tables that are here, else estimated; nothing is downloaded."""

import hashlib
import importlib
import inspect
from pathlib import Path

import pytest
import tiktoken

from reviewer.backends import tokens
from reviewer.backends.tokens import Messages, Table, counter_for, estimate, fit_passages
from reviewer.errors import ModelError
from tests.passages import PASSAGES, passage
from tests.scripted_server import Open


def messages_of(some: object) -> Messages:
    assert isinstance(some, list)
    return [("user", " ".join(found.text for found in some))]


def cached(folder: Path, table: Table, content: bytes) -> None:
    path = folder / hashlib.sha1(table.url.encode()).hexdigest()
    path.write_bytes(content)


@pytest.mark.parametrize(
    "model",
    [
        "openai:gpt-4o-mini",
        "gpt-4o",
        "openai/gpt-4o-2024-08-06",
        "openai:ft:gpt-4o-mini:acme::1",
        "gpt-oss:20b",
        "openai/gpt-oss-120b",
    ],
)
def test_a_table_that_is_here_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    content = b"a small table"
    table = Table("https://tables.example/o200k", hashlib.sha256(content).hexdigest())
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setitem(tokens.TABLES, "o200k_base", table)
    bytewise = tiktoken.Encoding(
        "bytewise",
        pat_str=r"(?s:.)",
        mergeable_ranks={bytes([value]): value for value in range(256)},
        special_tokens={"<|endoftext|>": 256},
    )
    monkeypatch.setitem(tiktoken.registry.ENCODINGS, "o200k_base", bytewise)
    cached(tmp_path, table, content)
    counter = counter_for(model)
    assert counter.exact
    assert counter.count("<|endoftext|>") == len("<|endoftext|>")
    assert counter.of_messages([("system", "ab"), ("user", "c")]) == 3 + 2 * tokens.PER_MESSAGE


@pytest.mark.parametrize("model", ["openai:gpt-4o-mini", "gpt-4", "qwen3-8b", "llama3.3:70b", ""])
def test_without_the_table_tokens_are_estimated_and_no_file_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    for table in tokens.TABLES.values():
        cached(tmp_path, table, b"half a download")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    counter = counter_for(model)
    assert not counter.exact
    assert counter.count("one two") == estimate("one two")
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_cache_that_is_switched_off_holds_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "")
    assert not counter_for("gpt-4").exact


@pytest.mark.parametrize("name", sorted(tokens.TABLES))
def test_the_tables_are_where_the_installed_tiktoken_looks(name: str) -> None:
    source = inspect.getsource(getattr(importlib.import_module("tiktoken_ext.openai_public"), name))
    assert tokens.TABLES[name].url in source
    assert tokens.TABLES[name].sha256 in source


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("word", 1), ("words", 2), ("3.14", 4), ("né", 3), ("日本", 6)]
)
def test_the_estimate_counts_words_digits_marks_and_bytes(text: str, count: int) -> None:
    assert estimate(text) == count


def test_the_lowest_ranked_passages_are_dropped_until_the_rest_fit() -> None:
    some = [passage(n, "t", "word " * n) for n in (1, 2, 3)]
    kept = fit_passages(some, messages_of, lambda m: len(m[0][1].split()) <= 3)
    assert kept == some[:2]
    assert fit_passages(some, messages_of, lambda m: False) == []


def test_passages_that_fit_are_all_kept_in_silence(open_at: Open) -> None:
    assert open_at("http://127.0.0.1:9/v1").fit(PASSAGES, messages_of) == (PASSAGES, None)


def test_passages_that_do_not_fit_are_dropped_and_this_is_said(open_at: Open) -> None:
    long = [passage(n, "t", "word " * 300) for n in (1, 2, 3)]
    backend = open_at("http://127.0.0.1:9/v1", context_window=1024, max_output_tokens=400)
    kept, notice = backend.fit(long, messages_of)
    assert kept == long[:2]
    assert notice == (
        "2 of 3 passages fit the model's 1024 tokens of context, by an estimate on the safe side; "
        "the others were not read"
    )


def test_a_context_in_which_no_passage_fits_is_an_error(open_at: Open) -> None:
    backend = open_at("http://127.0.0.1:9/v1", context_window=1024, max_output_tokens=1024)
    with pytest.raises(ModelError, match="no passage fits 1024 tokens") as caught:
        backend.fit(PASSAGES, messages_of)
    assert "model.context_window" in caught.value.hint
