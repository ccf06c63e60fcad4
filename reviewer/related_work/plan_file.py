"""A plan as a TOML file that its author edits, and back.

In comes a plan, or the text of its file and the papers there are; what the author wrote wrongly is
an error that names the theme, the entry and the line. It does not know how a plan is made or used.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from reviewer.errors import PaperNotFoundError, PlanError
from reviewer.models import LeftOut, Paper, Plan, PlannedPaper, PlannedTheme

_HEAD = """\
# The plan of a related-work section. Change headings, order and papers as you like: move a paper
# to another theme, take one out, add one by its id, cite key, DOI or title. Then go on with
#     reviewer related-work --plan {name}
"""
_THEME_KEYS = {"heading", "why", "papers"}
_KEYS = {"topic", "theme", "left_out"}
_HEADER = re.compile(r"\s*\[\[\s*theme\s*\]\]")
_CONTROL = {code: f"\\u{code:04x}" for code in (*range(0x80, 0xA0), 0x7F)}


def plan_text(plan: Plan, name: str = "plan.toml") -> str:
    """The file of a plan; `name` is what its first lines call it."""
    parts = [_HEAD.format(name=name), f"topic = {_string(plan.topic)}"]
    parts += [_theme(theme) for theme in plan.themes]
    if plan.left_out:
        parts.append("# What was looked at and is not planned, with why; only for you to read.")
        parts.append("[left_out]\n" + "\n".join(map(_left_out, plan.left_out)))
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def read_plan(path: Path, paper_called: Callable[[str], Paper]) -> Plan:
    """The plan that a file holds.

    Args:
        path: of the file.
        paper_called: the paper by an id, key, DOI or title.

    Raises:
        PlanError: it cannot be read, is no TOML or no plan, names a paper that is not there or
            ambiguous, or one paper twice.
    """
    text = _text(path)
    document = _document(path, text)
    topic = document.get("topic")
    if not isinstance(topic, str) or not topic.strip():
        raise _wrong(path, "has no topic", 'write: topic = "…"')
    if unknown := sorted(set(document) - _KEYS):
        raise _wrong(
            path, f"has an unknown key {unknown[0]!r}", f"known: {', '.join(sorted(_KEYS))}"
        )
    themes = document.get("theme", [])
    if not isinstance(themes, list):
        raise _wrong(path, "has a theme that is no table", "begin each with [[theme]]")
    source = _Source(path, text.splitlines(), len(themes))
    planned: dict[str, str] = {}
    read = [
        _read_theme(source, number, theme, paper_called, planned)
        for number, theme in enumerate(themes, start=1)
    ]
    if not any(theme.papers for theme in read):
        raise _wrong(path, "plans no paper", "leave at least one theme with one paper")
    left = _read_left_out(document.get("left_out", {}))
    return Plan(
        topic=topic,
        themes=tuple(theme for theme in read if theme.papers),
        left_out=tuple(one for one in left if one.paper_id not in planned),
        log=tuple(
            f"the theme “{one.heading}” of the plan has no paper, and is left out"
            for one in read
            if not one.papers
        ),
    )


class _Source(NamedTuple):
    """The file of a plan, to say where in it something stands."""

    path: Path
    lines: list[str]
    themes: int

    def theme(self, number: int) -> str:
        """A theme by its number, from 1, with its line."""
        return _at(number, self._start(number))

    def paper(self, number: int, name: str) -> str:
        """A theme with the line of one of its papers."""
        start = self._start(number)
        if start is None:
            return _at(number, None)
        named = (n for n in range(start, len(self.lines) + 1) if name in self.lines[n - 1])
        return _at(number, next(named, start))

    def _start(self, number: int) -> int | None:
        """The line of a theme, from 1; None where themes are not written a header each."""
        found = [n for n, line in enumerate(self.lines, start=1) if _HEADER.match(line)]
        return found[number - 1] if len(found) == self.themes else None


def _at(number: int, line: int | None) -> str:
    return f"theme {number}" if line is None else f"theme {number} (line {line})"


def _theme(theme: PlannedTheme) -> str:
    lines = ["[[theme]]", f"heading = {_string(theme.heading)}", f"why = {_string(theme.why)}"]
    lines += ["papers = ["]
    lines += [f"  {_string(paper.paper_id)},  # {_comment(paper.title)}" for paper in theme.papers]
    return "\n".join([*lines, "]"])


def _left_out(left: LeftOut) -> str:
    return f"{_string(left.paper_id or left.text)} = {_string(f'{left.text}: {left.reason}')}"


def _string(text: str) -> str:
    """A basic string of TOML, which is one of JSON but for the control characters above ASCII."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False).translate(_CONTROL)


def _comment(text: str) -> str:
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise _wrong(path, f"cannot be read: {error.strerror}", "check the name") from None
    except UnicodeDecodeError:
        raise _wrong(path, "is not UTF-8", "save it as UTF-8 text") from None


def _document(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(path, f"is no TOML: {error}", "mend that place") from None
    except RecursionError:
        hint = "write each list in a single pair of brackets"
        raise _wrong(path, "is no plan: its brackets are nested too deeply", hint) from None


def _read_theme(
    source: _Source,
    number: int,
    theme: object,
    paper_called: Callable[[str], Paper],
    planned: dict[str, str],
) -> PlannedTheme:
    path, where = source.path, source.theme(number)
    if not isinstance(theme, dict):
        raise _wrong(path, f"has a {where} that is no table", "begin each with [[theme]]")
    if unknown := sorted(set(theme) - _THEME_KEYS):
        known = ", ".join(sorted(_THEME_KEYS))
        raise _wrong(path, f"has an unknown key {unknown[0]!r} in {where}", f"known: {known}")
    heading, why = theme.get("heading"), theme.get("why", "")
    if not isinstance(heading, str) or not heading.strip():
        raise _wrong(path, f"has no heading in {where}", 'write: heading = "…"')
    named = theme.get("papers", [])
    if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
        raise _wrong(path, f"has papers in {where} that are no names", 'write: papers = ["id", …]')
    papers = [
        _read_paper(path, source.paper(number, name), name, paper_called, planned) for name in named
    ]
    return PlannedTheme(heading=heading.strip(), why=str(why), papers=tuple(papers))


def _read_paper(
    path: Path,
    where: str,
    name: str,
    paper_called: Callable[[str], Paper],
    planned: dict[str, str],
) -> PlannedPaper:
    try:
        paper = paper_called(name)
    except PaperNotFoundError as error:
        raise _wrong(path, f"names in {where}: {error.message}", error.hint) from None
    if paper.id in planned:
        places = f"twice in {where}"
        if where != planned[paper.id]:
            places = f"in {where} and in {planned[paper.id]}"
        raise _wrong(path, f"plans “{paper.title}” {places}", "leave it in one place")
    planned[paper.id] = where
    return PlannedPaper(paper_id=paper.id, title=paper.title)


def _read_left_out(table: object) -> Iterator[LeftOut]:
    """Only to be told again: what is wrong here is not worth an error."""
    for name, said in table.items() if isinstance(table, dict) else ():
        title, colon, reason = str(said).rpartition(": ")
        yield LeftOut(text=title if colon else name, reason=reason, paper_id=name)


def _wrong(path: Path, what: str, hint: str) -> PlanError:
    return PlanError(f"{path} {what}", hint=hint)
