"""Tasks of related work, one JSON object a line, plain or gzip-compressed.

In comes a file, in either of two layouts that their fields tell apart, and out come tasks with
what a draft should cite and say. It knows no collection: papers are names until then.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from reviewer.errors import ReadError, UsageError
from reviewer.evaluation.answers.questions import objects
from reviewer.evaluation.judgements import Judgements, read_judgements
from reviewer.evaluation.problems import Problems, name_of
from reviewer.text.typed import legible, says_something

VITAL = "vital"
_IDS = ("id", "_id")
_TOPICS = ("topic", "title")
_ABSTRACTS = ("draft_abstract", "abstract")
_MUST = ("must_cite",)
_GOOD = ("good_to_cite",)
_REFERENCES = ("references", "citations")
_NAMES = ("id", "doi", "arxiv_id", "cite_key", "title")
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
    problems = Problems()
    unknown: dict[str, int] = {}
    tasks: dict[str, Task] = {}
    for number, values in objects(path, problems):
        for name in values.keys() - _KNOWN:
            unknown.setdefault(name, number)
        try:
            one = _task(values, number)
        except ReadError as error:  # of this line alone
            problems.add(path, number, error.message, error.hint)
            continue
        if one.id in tasks:
            problems.add(path, number, f"a second task {one.id}", "give each an id of its own")
        else:
            tasks[one.id] = one
    if not tasks:
        first = next((f": line {p.line}: {p.reason}" for p in problems.kept), "")
        raise UsageError(f"no task in {path}{first}", hint=f"one a line: {_HINT}")
    if qrels is not None:
        cited = read_judgements(qrels, problems)
        _check_fit(path, tasks, qrels, cited)
        tasks = {key: _with_cited(one, cited.get(key, {})) for key, one in tasks.items()}
    found = tuple(tasks.values())
    return Tasks(path, found, problems, tuple(_notes(path, found, unknown)))


def _task(values: Mapping[str, Any], line: int) -> Task:
    topic = legible(_text(values, _TOPICS, "topic"))
    if not says_something(topic):
        raise ReadError(
            "the topic is empty" if not topic else "the topic holds no word", hint=_HINT
        )
    return Task(
        id=_text(values, _IDS, "id") or f"line {line}",
        topic=topic,
        abstract=legible(_text(values, _ABSTRACTS, "abstract")) or None,
        must=_papers(values, _MUST),
        good=_papers(values, _GOOD),
        human=_papers(values, _REFERENCES),
        nuggets=tuple(_nugget(one) for one in _list(values, "nuggets")),
        section=_text(values, ("related_work",), "related work"),
        line=line,
    )


def _text(values: Mapping[str, Any], names: tuple[str, ...], what: str) -> str:
    """The first of these fields that is there, in one line; "" if none is."""
    value = next((values[name] for name in names if values.get(name) is not None), "")
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ReadError(f"the {what} is no text but {str(value)[:40]!r}", hint=_HINT)
    return " ".join(str(value).split())


def _list(values: Mapping[str, Any], name: str) -> list[object]:
    value: object = values.get(name)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _papers(values: Mapping[str, Any], names: tuple[str, ...]) -> tuple[str, ...]:
    given = [(name, one) for name in names for one in _list(values, name)]
    return tuple(dict.fromkeys(_name(one, field) for field, one in given))


def _name(value: object, field: str) -> str:
    if isinstance(value, dict):
        value = next((value[name] for name in _NAMES if value.get(name)), None)
    if not isinstance(value, str) or not value.strip():
        raise ReadError(
            f"a paper in {field} has no name: a title, id, DOI, arXiv id or cite key", hint=_HINT
        )
    return " ".join(value.split())


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


def _notes(path: Path, tasks: tuple[Task, ...], unknown: Mapping[str, int]) -> Iterator[str]:
    for name, line in sorted(unknown.items(), key=lambda item: (item[1], item[0])):
        yield f"{name_of(path)}:{line}: the field {name!r} means nothing here and is not used"
    bare = [one for one in tasks if not one.names]
    if bare:
        yield (
            f"{name_of(path)}:{bare[0].line}: tasks that name no paper to cite: {len(bare)}; "
            "name them in the file, or with --qrels FILE"
        )
