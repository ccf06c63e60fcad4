"""Files of one JSON object a line, plain or gzip-compressed: what every file of labels is.

In comes a path, out come objects with their lines, or what is made of each; a line that makes no
sense is told, and the rest is read. It does not know what a field means.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from reviewer.errors import ReadError, UsageError
from reviewer.evaluation.problems import Problems, name_of, whole_file
from reviewer.reading.jsonl import parsed_object
from reviewer.reading.opening import lines

Values = Mapping[str, Any]
NAMES = ("id", "doi", "arxiv_id", "cite_key", "title")
"""What a paper may be named by where a file gives it as an object."""


class Identified(Protocol):
    """What is made of an object: it has a name of its own."""

    @property
    def id(self) -> str: ...


Made = TypeVar("Made", bound=Identified)


class Layout(NamedTuple):
    """What the objects of a file look like.

    Args:
        noun: what each of them is.
        known: the fields that mean something, or are passed over without a word.
        hint: one such line.
    """

    noun: str
    known: Set[str]
    hint: str


def objects(path: Path, problems: Problems) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file, each with its line.

    Args:
        path: one object a line.
        problems: told of lines that are none.

    Raises:
        UsageError: the file cannot be read.
    """
    with whole_file(path):
        for number, line in lines(path):
            if not line.strip():
                continue
            try:
                yield number, parsed_object(line)
            except ReadError as error:  # of this line alone
                problems.add(path, number, error.message, error.hint)


def read_objects(
    path: Path, layout: Layout, make: Callable[[Values, int], Made]
) -> tuple[dict[str, Made], Problems, list[str]]:
    """What is made of the objects of a file, by id; the lines passed over; unknown fields, told.

    Args:
        path: one object a line.
        layout: what they look like.
        make: of an object and its line; a `ReadError` is of that line alone.

    Raises:
        UsageError: the file cannot be read, or nothing could be made of it.
    """
    problems = Problems()
    unknown: dict[str, int] = {}
    made: dict[str, Made] = {}
    for number, values in objects(path, problems):
        for name in values.keys() - layout.known:
            unknown.setdefault(name, number)
        try:
            one = make(values, number)
        except ReadError as error:
            problems.add(path, number, error.message, error.hint)
            continue
        if one.id in made:
            second = f"a second {layout.noun} {one.id}"
            problems.add(path, number, second, "give each an id of its own")
        else:
            made[one.id] = one
    if not made:
        first = next((f": line {p.line}: {p.reason}" for p in problems.kept), "")
        raise UsageError(f"no {layout.noun} in {path}{first}", hint=f"one a line: {layout.hint}")
    told = [
        f"{name_of(path)}:{line}: the field {name!r} means nothing here and is not used"
        for name, line in sorted(unknown.items(), key=lambda item: (item[1], item[0]))
    ]
    return made, problems, told


def text_in(values: Values, names: Sequence[str], what: str, hint: str) -> str:
    """The first of these fields that is there, in one line; "" if none is.

    Raises:
        ReadError: it is neither a text nor a whole number.
    """
    value = next((values[name] for name in names if values.get(name) is not None), "")
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ReadError(f"the {what} is no text but {str(value)[:40]!r}", hint=hint)
    return " ".join(str(value).split())


def list_in(values: Values, names: Sequence[str]) -> list[object]:
    """The first of these fields that is there, as a list."""
    value: object = next((values[name] for name in names if values.get(name) is not None), [])
    return value if isinstance(value, list) else [value]


def paper_name(value: object, what: str, hint: str) -> str:
    """What a paper is called by a text, or by an object that describes it.

    Raises:
        ReadError: it has no name.
    """
    if isinstance(value, dict):
        value = next((value[name] for name in NAMES if value.get(name)), None)
    if not isinstance(value, str) or not value.strip():
        raise ReadError(f"{what} has no name: a title, id, DOI, arXiv id or cite key", hint=hint)
    return " ".join(value.split())
