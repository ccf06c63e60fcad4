"""Labelled questions, one JSON object a line, plain or gzip-compressed.

In comes a file, out come questions with what their answers should hold, and what is wrong with
which line. It knows no collection: gold papers are names until then.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from reviewer.errors import ReadError, UsageError
from reviewer.evaluation.problems import Problems, name_of, whole_file
from reviewer.reading.jsonl import parsed_object
from reviewer.reading.opening import lines
from reviewer.text.typed import legible, says_something

UNANSWERABLE = "unanswerable"
_UNTYPED = "question"
_IDS = ("id", "_id", "qid", "query_id")
_QUESTIONS = ("question", "text", "query")
_GOLD = ("titles", "gold", "papers", "gold_papers", "gold_titles")
_NAMES = ("id", "doi", "arxiv_id", "cite_key", "title")
_STRINGS = ("must_contain", "strings")
_REMARKS = ("answer", "near_titles", "comment", "note")
_KNOWN = {*_IDS, *_QUESTIONS, *_GOLD, *_STRINGS, *_REMARKS, "type", "answerable"}
_HINT = '{"id": "q1", "question": "…", "titles": ["a gold paper"], "must_contain": ["34%"]}'


class Labelled(NamedTuple):
    """A question and what its answer should be.

    Args:
        id: its name in the file; its line where it has none.
        text: the question.
        type: what the figures are grouped by.
        answerable: False where the right answer is to abstain.
        gold: names of the papers that answer it, as the file has them.
        strings: what the answer must contain; any one of the alternatives in each.
        line: where it stands.
    """

    id: str
    text: str
    type: str
    answerable: bool
    gold: tuple[str, ...]
    strings: tuple[tuple[str, ...], ...]
    line: int


class Labels(NamedTuple):
    """The questions of a file, its lines that were passed over, and what the user should know."""

    file: Path
    questions: tuple[Labelled, ...]
    problems: Problems
    notes: tuple[str, ...]


def read_labels(path: Path) -> Labels:
    """Read labelled questions.

    Args:
        path: one object a line: `question`, and any of `id`, `type`, `answerable` (false, or the
            type "unanswerable", where nothing in the collection answers), `titles` (also `gold`,
            `papers`: each a title, id, DOI, arXiv id or cite key), `must_contain`.

    Raises:
        UsageError: the file cannot be read, or holds no question.
    """
    problems = Problems()
    unknown: dict[str, int] = {}
    questions: dict[str, Labelled] = {}
    for number, values in objects(path, problems):
        for name in values.keys() - _KNOWN:
            unknown.setdefault(name, number)
        try:
            one = _labelled(values, number)
        except ReadError as error:  # of this line alone
            problems.add(path, number, error.message, error.hint)
            continue
        if one.id in questions:
            problems.add(path, number, f"a second question {one.id}", "give each an id of its own")
        else:
            questions[one.id] = one
    if not questions:
        first = next((f": line {p.line}: {p.reason}" for p in problems.kept), "")
        raise UsageError(f"no question in {path}{first}", hint=f"one a line: {_HINT}")
    found = tuple(questions.values())
    return Labels(path, found, problems, tuple(_notes(path, found, unknown)))


def objects(path: Path, problems: Problems) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The objects of a file, each with its line.

    Args:
        path: one object a line, plain or gzip-compressed.
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


def _labelled(values: Mapping[str, Any], line: int) -> Labelled:
    text = legible(_text(values, _QUESTIONS, "question"))
    if not says_something(text):
        raise ReadError(
            "the question is empty" if not text else "the question holds no word", hint=_HINT
        )
    kind = _text(values, ("type",), "type") or _UNTYPED
    answerable = values.get("answerable", kind != UNANSWERABLE)
    if not isinstance(answerable, bool):
        raise ReadError(f"answerable is {str(answerable)[:40]!r}, not true or false", hint=_HINT)
    gold = tuple(dict.fromkeys(_name(one) for one in _list(values, _GOLD)))
    if gold and not answerable:
        raise ReadError("it is unanswerable and names papers that answer it", hint=_HINT)
    return Labelled(
        id=_text(values, _IDS, "id") or f"line {line}",
        text=text,
        type=kind,
        answerable=answerable,
        gold=gold,
        strings=tuple(_alternatives(one) for one in _list(values, _STRINGS)),
        line=line,
    )


def _text(values: Mapping[str, Any], names: tuple[str, ...], what: str) -> str:
    """The first of these fields that is there, as a text; "" if none is."""
    value = next((values[name] for name in names if values.get(name) is not None), "")
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ReadError(f"the {what} is no text but {str(value)[:40]!r}", hint=_HINT)
    return str(value).strip()


def _list(values: Mapping[str, Any], names: tuple[str, ...]) -> list[object]:
    value: object = next((values[name] for name in names if values.get(name) is not None), [])
    return value if isinstance(value, list) else [value]


def _name(value: object) -> str:
    if isinstance(value, dict):
        value = next((value[name] for name in _NAMES if value.get(name)), None)
    if not isinstance(value, str) or not value.strip():
        raise ReadError(
            "a gold paper has no name: a title, id, DOI, arXiv id or cite key", hint=_HINT
        )
    return value.strip()


def _alternatives(value: object) -> tuple[str, ...]:
    given = value if isinstance(value, list) else [value]
    numbers = (int, float)
    texts = [str(one) if isinstance(one, numbers) else one for one in given]
    found = tuple(one.strip() for one in texts if isinstance(one, str) and one.strip())
    if not found or len(found) < len(given):
        raise ReadError(f"{str(value)[:40]!r} in must_contain is no text", hint=_HINT)
    return found


def _notes(
    path: Path, questions: tuple[Labelled, ...], unknown: Mapping[str, int]
) -> Iterator[str]:
    for name, line in sorted(unknown.items(), key=lambda item: (item[1], item[0])):
        yield f"{name_of(path)}:{line}: the field {name!r} means nothing here and is not used"
    bare = [one for one in questions if one.answerable and not one.gold and not one.strings]
    if bare:
        yield (
            f"{name_of(path)}:{bare[0].line}: {len(bare)} answerable questions name neither a "
            "gold paper nor a string: only whether they are answered counts"
        )
