"""Addresses of servers, and what of them may be shown."""

import pytest

from reviewer.text.addresses import is_address, shown


@pytest.mark.parametrize("url", ["http://localhost:8080/v1", "https://a.example", "http://[::1]:9"])
def test_what_can_be_called_is_an_address(url: str) -> None:
    assert is_address(url)


@pytest.mark.parametrize(
    "text", ["", "localhost:8080", "ftp://a.example", "http://", "http://a:x", "http://[1", "a:0"]
)
def test_what_cannot_be_called_is_no_address(text: str) -> None:
    assert not is_address(text)


def test_a_password_in_an_address_is_not_shown() -> None:
    assert shown("https://me:hunter2@a.example:9/v1?x=1") == "https://a.example:9/v1?x=1"
    assert shown("http://a.example") == "http://a.example"
    assert shown("http://me:hunter2@[1") == "http://[1"
    assert shown("http://a@b@c.example/d//e@f") == "http://c.example/d//e@f"
