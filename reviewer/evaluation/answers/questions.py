"""Labelled questions, one JSON object a line, plain or gzip-compressed.

In comes a file, out come questions with what their answers should hold, and what is wrong with
which line. It knows no collection: gold papers are names until then.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from reviewer.errors import ReadError
from reviewer.evaluation.objects import Layout, list_in, paper_name, read_objects, text_in
from reviewer.evaluation.problems import Problems, name_of
from reviewer.text.typed import legible, says_something

UNANSWERABLE = "unanswerable"
_UNTYPED = "question"
_IDS = ("id", "_id", "qid", "query_id")
_QUESTIONS = ("question", "text", "query")
_GOLD = ("titles", "gold", "papers", "gold_papers", "gold_titles")
_STRINGS = ("must_contain", "strings")
_REMARKS = ("answer", "near_titles", "comment", "note")
_KNOWN = {*_IDS, *_QUESTIONS, *_GOLD, *_STRINGS, *_REMARKS, "type", "answerable"}
_HINT = '{"id": "q1", "question": "…", "titles": ["a gold paper"], "must_contain": ["34%"]}'
_LAYOUT = Layout("question", frozenset(_KNOWN), _HINT)


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
    made, problems, notes = read_objects(path, _LAYOUT, _labelled)
    questions = tuple(made.values())
    return Labels(path, questions, problems, (*notes, *_notes(path, questions)))


def _labelled(values: Mapping[str, Any], line: int) -> Labelled:
    text = legible(text_in(values, _QUESTIONS, "question", _HINT))
    if not says_something(text):
        raise ReadError(
            "the question is empty" if not text else "the question holds no word", hint=_HINT
        )
    kind = text_in(values, ("type",), "type", _HINT) or _UNTYPED
    answerable = values.get("answerable", kind != UNANSWERABLE)
    if not isinstance(answerable, bool):
        raise ReadError(f"answerable is {str(answerable)[:40]!r}, not true or false", hint=_HINT)
    gold = tuple(
        dict.fromkeys(paper_name(one, "a gold paper", _HINT) for one in list_in(values, _GOLD))
    )
    if gold and not answerable:
        raise ReadError("it is unanswerable and names papers that answer it", hint=_HINT)
    return Labelled(
        id=text_in(values, _IDS, "id", _HINT) or f"line {line}",
        text=text,
        type=kind,
        answerable=answerable,
        gold=gold,
        strings=tuple(_alternatives(one) for one in list_in(values, _STRINGS)),
        line=line,
    )


def _alternatives(value: object) -> tuple[str, ...]:
    given = value if isinstance(value, list) else [value]
    numbers = (int, float)
    texts = [str(one) if isinstance(one, numbers) else one for one in given]
    found = tuple(one.strip() for one in texts if isinstance(one, str) and one.strip())
    if not found or len(found) < len(given):
        raise ReadError(f"{str(value)[:40]!r} in must_contain is no text", hint=_HINT)
    return found


def _notes(path: Path, questions: tuple[Labelled, ...]) -> Iterator[str]:
    bare = [one for one in questions if one.answerable and not one.gold and not one.strings]
    if bare:
        yield (
            f"{name_of(path)}:{bare[0].line}: {len(bare)} answerable questions name neither a "
            "gold paper nor a string: only whether they are answered counts"
        )
