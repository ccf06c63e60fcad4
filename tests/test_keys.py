"""A key is read from the environment, and stands in no message."""

import pytest

from reviewer.errors import EmbedderError
from reviewer.keys import LONGEST_MESSAGE, key_in, without_key


def test_a_key_is_read_without_the_white_space_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEY", " sk-1234 \n")
    assert key_in("SOME_KEY", EmbedderError) == "sk-1234"
    monkeypatch.delenv("SOME_KEY")
    assert key_in("SOME_KEY", EmbedderError) == ""


@pytest.mark.parametrize("key", ["schlüssel-123", "two\nlines-of-it", "a\x07b"])
def test_a_key_that_cannot_be_sent_names_its_variable_and_not_itself(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("SOME_KEY", key)
    with pytest.raises(EmbedderError, match="the key in SOME_KEY") as caught:
        key_in("SOME_KEY", EmbedderError)
    assert key not in f"{caught.value.message} {caught.value.hint}"


def test_a_text_is_shown_without_the_key_on_one_line_and_not_too_long() -> None:
    assert without_key("Bearer sk-123456\n is wrong", "sk-123456") == "Bearer *** is wrong"
    assert without_key("a cat", "cat") == "a cat"
    assert without_key("a cat", None) == "a cat"
    assert len(without_key("long " * 200, "")) == LONGEST_MESSAGE + 1
