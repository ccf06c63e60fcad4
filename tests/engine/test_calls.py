"""Calls of a real engine: whole and streamed, counted, broken off, too long, several at once."""

from contextlib import closing
from threading import Thread

import httpx
import pytest

from reviewer.backends import Backend
from reviewer.backends.probing import watch
from reviewer.errors import ContextLengthError, ModelError, ModelReplyError
from tests.engine.conftest import MISSING, PYTHON, Engine
from tests.scripted_server import Open

if PYTHON is None:
    pytest.skip(MISSING, allow_module_level=True)

MESSAGES = [("system", "You answer in one line."), ("user", "Which values of k1 are reasonable?")]
LONG = [("user", "early stopping saves samples " * 1000)]


@pytest.fixture
def backend(roomy: Engine, open_at: Open) -> Backend:
    return open_at(roomy.base_url, name="tiny", max_output_tokens=200)


def prompt_tokens(engine: Engine, text: str) -> int:
    """How many tokens a text is, by the engine's own tokenizer."""
    counted = httpx.post(
        f"{engine.base_url.removesuffix('/v1')}/extras/tokenize/count", json={"input": text}
    )
    return int(counted.json()["count"])


def test_a_whole_reply_is_counted_by_the_server(roomy: Engine, backend: Backend) -> None:
    with backend.recording() as spent:
        reply = backend.complete(MESSAGES)
    assert reply.strip()
    assert spent.usage.calls == 1
    told = "".join(f"<{role}>\n{text}\n" for role, text in MESSAGES) + "<assistant>\n"
    assert abs(spent.usage.input_tokens - prompt_tokens(roomy, told)) <= 2
    assert 0 < spent.usage.output_tokens <= 201  # it counts one more than it was allowed


def test_a_streamed_reply_is_the_whole_one_in_pieces(backend: Backend) -> None:
    pieces = list(backend.stream(MESSAGES))
    assert len(pieces) > 20
    # A letter of several bytes is sent before its last one came, so its place may differ.
    assert letters("".join(pieces)) == letters(backend.complete(MESSAGES))


def letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isascii())


def test_a_stream_counts_no_tokens_there_and_is_estimated(backend: Backend) -> None:
    seen = watch(backend, MESSAGES)
    assert seen.streamed
    assert seen.counted is None
    assert backend.usage.input_tokens > 0
    assert backend.usage.output_tokens > 0


def test_a_stream_that_is_closed_is_ended_there_and_the_next_call_is_served(
    roomy: Engine, open_at: Open
) -> None:
    backend = open_at(roomy.base_url, name="tiny", max_output_tokens=20000)
    with closing(backend.stream(MESSAGES)) as pieces:
        begun = next(pieces) + next(pieces)
    assert begun
    after = open_at(roomy.base_url, name="tiny", max_output_tokens=16)
    assert after.complete(MESSAGES)
    assert "Disconnected from client" in roomy.log


def test_a_prompt_that_is_too_long_is_told_from_other_failures(
    cramped: Engine, open_at: Open
) -> None:
    backend = open_at(cramped.base_url, name="tiny")
    with pytest.raises(ContextLengthError) as caught:
        backend.complete(LONG)
    assert caught.value.limit == 2048


def test_a_prompt_that_is_too_long_to_stream_is_told_too(cramped: Engine, open_at: Open) -> None:
    backend = open_at(cramped.base_url, name="tiny")
    with pytest.raises(ContextLengthError):  # its stream ends without a word: it is asked again
        list(backend.stream(LONG))
    assert backend.complete(MESSAGES)


def test_calls_at_once_are_answered_one_after_the_other(backend: Backend) -> None:
    asked = [[("user", f"What does paper {number} show?")] for number in range(4)]
    replies = backend.complete_all(asked)
    assert [reply for reply in replies if isinstance(reply, ModelError)] == []
    assert replies == [backend.complete(messages) for messages in asked]


def test_half_a_reply_is_not_taken_for_a_whole_one(roomy: Engine, open_at: Open) -> None:
    """The engine ends a stream when another client calls, as if it had come to its end."""
    long = open_at(roomy.base_url, name="tiny", max_output_tokens=20000)
    pieces = long.stream(MESSAGES)
    assert next(pieces)
    short = open_at(roomy.base_url, name="tiny", max_output_tokens=16)
    other = Thread(target=short.complete, args=(MESSAGES,))
    other.start()
    with pytest.raises(ModelReplyError, match="broke off"):
        list(pieces)
    other.join()


def test_a_model_of_another_name_is_served_all_the_same(roomy: Engine, open_at: Open) -> None:
    seen = watch(open_at(roomy.base_url, name="grand", max_output_tokens=16), MESSAGES)
    assert seen.reply
    assert seen.served_as == "grand"
