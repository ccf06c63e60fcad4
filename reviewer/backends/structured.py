"""A reply that is data: asked for in the prompt, read leniently, checked by pydantic.

In come messages and a type; out comes a value of the type. It depends on no `response_format` and
no tools, and knows nothing of what the data mean.
"""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from reviewer.backends.tokens import Messages
from reviewer.errors import ModelReplyError

if TYPE_CHECKING:
    from reviewer.backends.backend import Backend

T = TypeVar("T")
_FENCE = re.compile(r"```[ \t]*\w*[ \t]*\n(.*?)(?:```|\Z)", re.DOTALL)
_OPENING = re.compile(r"[\[{]")
_TRAILING = re.compile(r",(\s*[\]}])")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_MOST_STARTS = 200  # brackets of a reply that are tried; some replies are thousands of them
_SHOWN = 400  # characters of a complaint that the model is told


def complete_as(backend: "Backend", messages: Messages, kind: type[T], *, what: str) -> T:
    """Ask for data, and once more with what was wrong with the first reply.

    Args:
        backend: the model.
        messages: they say which JSON is wanted.
        kind: the type of the value; anything pydantic can check, such as `list[Finding]`.
        what: what is asked for, for the error's message (`a list of findings`).

    Raises:
        ModelReplyError: neither reply was of that kind.
        ModelError: a call failed.
    """
    reply = backend.complete(messages)
    try:
        return parsed(reply, kind)
    except ValueError as error:
        wrong = str(error)
    again = [
        *messages,
        ("assistant", reply),
        ("user", f"That could not be read: {wrong}\nReply again, with the JSON alone."),
    ]
    try:
        return parsed(backend.complete(again), kind)
    except ValueError as error:
        raise ModelReplyError(
            f"{backend.name} replied twice with something that is not {what} ({_line(error)})",
            hint="a larger model may do better",
        ) from None


def parsed(reply: str, kind: type[T]) -> T:
    """The value of the type that a reply holds: in a fence or among words, with a comma too many,
    an object a line, below a name of its own, or one where a list is wanted.

    Raises:
        ValueError: it holds none; the message says why, in words for the model.
    """
    adapter: TypeAdapter[T] = TypeAdapter(kind)
    complaint = ""
    for value in _candidates(reply):
        try:
            return adapter.validate_python(value)
        except ValidationError as error:
            complaint = complaint or _complaint(error)
    raise ValueError(complaint or "it holds no JSON")


def _candidates(reply: str) -> Iterator[Any]:
    """What a reply may mean, the likeliest first."""
    texts = [*(found.strip() for found in _FENCE.findall(reply)), reply.strip()]
    for text in texts:
        mended = _without_trailing_commas(text)
        yield from _whole(text)
        yield from _whole(mended)
        found = _embedded(mended) or _embedded(text)
        values = [value for _, value in found]
        yield from (value for _, value in sorted(found, key=lambda pair: -pair[0]))
        if len(values) > 1:
            yield values  # an object a line
        for value in values:
            yield from _otherwise(value)


def _otherwise(value: Any) -> Iterator[Any]:  # noqa: ANN401 - any JSON
    """One where a list is wanted, a list where one is, and a list below a name of its own."""
    if isinstance(value, dict):
        yield from [inner for inner in value.values() if isinstance(inner, list)]
    elif len(value) == 1:
        yield value[0]
    yield [value]


def _whole(text: str) -> Iterator[Any]:
    try:
        yield json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return


def _embedded(text: str) -> list[tuple[int, Any]]:
    """Every array and object within other words that is not within another, with its length."""
    decoder = json.JSONDecoder(strict=False)
    found = []
    at, tries = 0, 0
    while (opening := _OPENING.search(text, at)) and tries < _MOST_STARTS:
        tries += 1
        try:
            value, at = decoder.raw_decode(text, opening.start())
            found.append((at - opening.start(), value))
        except (ValueError, RecursionError):
            at = opening.end()
    return found


def _without_trailing_commas(text: str) -> str:
    """The text without commas before a closing bracket; what is in quotation marks stays.

    Those of an introduction do not count: the first may be an apostrophe.
    """
    opening = _OPENING.search(text)
    end = opening.start() if opening else len(text)
    parts = [text[:end]]
    for string in _STRING.finditer(text, end):
        parts += [_TRAILING.sub(r"\1", text[end : string.start()]), string[0]]
        end = string.end()
    return "".join([*parts, _TRAILING.sub(r"\1", text[end:])])


def _complaint(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    at = ".".join(map(str, first["loc"]))
    return f"{at}: {first['msg']}" if at else first["msg"]


def _line(error: ValueError) -> str:
    return " ".join(str(error).split())[:_SHOWN]
