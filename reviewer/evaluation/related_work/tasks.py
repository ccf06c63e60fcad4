"""Tasks of related work, one JSON object a line, plain or gzip-compressed.

In comes a file, in either of two layouts that their fields tell apart, and out come tasks with
what a draft should cite and say. It knows no collection: papers are names until then.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from reviewer.errors import ReadError, UsageError
from reviewer.evaluation.judgements import Judgements, read_judgements
from reviewer.evaluation.objects import (
    Layout,
    Values,
    list_in,
    paper_name,
    read_objects,
    text_in,
)
from reviewer.evaluation.problems import Problems, name_of
from reviewer.text.typed import legible, says_something

VITAL = "vital"
_IDS = ("id", "_id")
_TOPICS = ("topic", "title")
_ABSTRACTS = ("draft_abstract", "abstract")
_MUST = ("must_cite",)
_GOOD = ("good_to_cite",)
_REFERENCES = ("references", "citations")
_KNOWN = {
    *_IDS,
    *_TOPICS,
    *_ABSTRACTS,
    *_MUST,
    *_GOOD,
    *_REFERENCES,
    *("nuggets", "related_work", "comment", "note"),
}
_HINT = (
    '{"topic": "…", "draft_abstract": "…", "must_cite": ["…"], "good_to_cite": ["…"]}, or '
    '{"id": "…", "title": "…", "abstract": "…", "references": ["…"]}'
)
_LAYOUT = Layout("task", frozenset(_KNOWN), _HINT)


class Nugget(NamedTuple):
    """Something that the section should say."""

    text: str
    vital: bool


class Task(NamedTuple):
    """A work that needs a related-work section, and what people say belongs into it.

    Args:
        id: its name in the file; its line where it has none.
        topic: a few words, or the work's title.
        abstract: of the work; None where there is none.
        must: names of papers that have to be cited.
        good: names of papers that may well be.
        human: names of the papers that the human section cites.
        nuggets: what the section should say.
        section: the human section, "" where it is not given.
        line: where it stands.
    """

    id: str
    topic: str
    abstract: str | None
    must: tuple[str, ...]
    good: tuple[str, ...]
    human: tuple[str, ...]
    nuggets: tuple[Nugget, ...]
    section: str
    line: int

    @property
    def names(self) -> tuple[str, ...]:
        """Every paper it names, each once."""
        return tuple(dict.fromkeys((*self.must, *self.good, *self.human)))


class Tasks(NamedTuple):
    """The tasks of a file, its lines that were passed over, and what the user should know."""

    file: Path
    tasks: tuple[Task, ...]
    problems: Problems
    notes: tuple[str, ...]


def read_tasks(path: Path, qrels: Path | None = None) -> Tasks:
    """Read tasks of related work.

    Args:
        path: one object a line, with `topic`, `draft_abstract`, `must_cite`, `good_to_cite`; or
            with `id`, `title`, `abstract`, `references`, `nuggets`, `related_work`.
        qrels: the papers that the human sections cite, by the ids of the tasks, in BEIR's or
            TREC's columns; added to those that the file names.

    Raises:
        UsageError: a file cannot be read, holds no task, or they do not fit each other.
    """
    tasks, problems, notes = read_objects(path, _LAYOUT, _task)
    if qrels is not None:
        cited = read_judgements(qrels, problems)
        _check_fit(path, tasks, qrels, cited)
        tasks = {key: _with_cited(one, cited.get(key, {})) for key, one in tasks.items()}
    found = tuple(tasks.values())
    return Tasks(path, found, problems, (*notes, *_notes(path, found)))


def _task(values: Mapping[str, Any], line: int) -> Task:
    topic = legible(text_in(values, _TOPICS, "topic", _HINT))
    if not says_something(topic):
        raise ReadError(
            "the topic is empty" if not topic else "the topic holds no word", hint=_HINT
        )
    return Task(
        id=text_in(values, _IDS, "id", _HINT) or f"line {line}",
        topic=topic,
        abstract=legible(text_in(values, _ABSTRACTS, "abstract", _HINT)) or None,
        must=_papers(values, _MUST),
        good=_papers(values, _GOOD),
        human=_papers(values, _REFERENCES),
        nuggets=tuple(_nugget(one) for one in list_in(values, ["nuggets"])),
        section=text_in(values, ("related_work",), "related work", _HINT),
        line=line,
    )


def _papers(values: Values, names: tuple[str, ...]) -> tuple[str, ...]:
    given = [(name, one) for name in names for one in list_in(values, [name])]
    return tuple(
        dict.fromkeys(paper_name(one, f"a paper in {field}", _HINT) for field, one in given)
    )


def _nugget(value: object) -> Nugget:
    text, importance = value, None
    if isinstance(value, dict):
        text, importance = value.get("text"), value.get("importance", VITAL)
    if not isinstance(text, str) or not says_something(text):
        raise ReadError(f"{str(value)[:40]!r} in nuggets says nothing", hint=_HINT)
    return Nugget(" ".join(text.split()), importance == VITAL)


def _check_fit(path: Path, tasks: Mapping[str, Task], qrels: Path, cited: Judgements) -> None:
    if tasks.keys().isdisjoint(cited):
        one, other = next(iter(tasks)), next(iter(cited))
        raise UsageError(
            f"{qrels} has none of the tasks in {path}",
            hint=f"are they of the same set? their ids look like {one!r} and {other!r}",
        )


def _with_cited(task: Task, grades: Mapping[str, int]) -> Task:
    more = [name for name, grade in grades.items() if grade > 0]
    return task._replace(human=tuple(dict.fromkeys((*task.human, *more))))


def _notes(path: Path, tasks: tuple[Task, ...]) -> Iterator[str]:
    bare = [one for one in tasks if not one.names]
    if bare:
        yield (
            f"{name_of(path)}:{bare[0].line}: tasks that name no paper to cite: {len(bare)}; "
            "name them in the file, or with --qrels FILE"
        )
