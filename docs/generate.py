"""Write docs/cli.md and docs/configuration.md from the program itself.

python -m docs.generate            write them
python -m docs.generate --check    fail if they are out of date
"""

import inspect
import sys
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import get_args, get_origin, get_type_hints

import typer.main
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from reviewer import prompting, reports, settings
from reviewer.cli import app
from reviewer.doctor import findings
from reviewer.enrichment import proposals
from reviewer.errors import ExitCode
from reviewer.evaluation import results
from reviewer.evaluation import written as evaluated
from reviewer.evaluation.answers import results as answers
from reviewer.evaluation.controls import results as controls
from reviewer.evaluation.related_work import results as drafts
from reviewer.models import papers, written
from reviewer.reviews import changes, outcome

Command = TyperCommand | TyperGroup

HERE = Path(__file__).parent
HEADER = "<!-- Written by docs/generate.py from the program. Change the program, not this file. -->"
RESULTS = {
    "ingest": "IngestReport",
    "papers": "list of Paper",
    "papers --duplicates": "Duplicates",
    "show": "PaperDetails",
    "set": "Paper",
    "merge": "Paper",
    "enrich": "list of Enrichment",
    "remove": "Paper",
    "search": "list of Passage",
    "ask": "Answer",
    "replay": "Answer; of a chat a list of Answer",
    "related-work": "RelatedWork",
    "related-work --plan-only": "Plan",
    "update": "ReviewUpdate",
    "diff": "Changes",
    "eval retrieval": "RetrievalEvaluation",
    "eval answers": "AnswersEvaluation",
    "eval related-work": "RelatedWorkEvaluation",
    "eval proof": "ProofEvaluation",
    "prompts list": "list of Prompt",
    "where": "list of Place",
    "doctor": "Checkup",
}
MODULES = (
    *(papers, written, reports, findings, proposals, outcome, changes),
    *(results, evaluated, answers, drafts, controls),
)
HIDDEN = ("Model", "Record", "Section", "Metadata", "Filters", "StoreFacts")
IN_JSON: dict[type, str] = {
    str: "string",
    Path: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    type(None): "null",
}
EXIT_CODES = {
    ExitCode.OK: "done",
    ExitCode.USER: "something you can mend; the hint says how",
    ExitCode.USAGE: "the command line makes no sense",
    ExitCode.MODEL: "the language model's endpoint failed",
    ExitCode.NOTHING: "nothing was found, or the collection does not answer the question",
    ExitCode.PARTIAL: "some inputs failed and the rest is done",
    ExitCode.INTERRUPTED: "interrupted",
}


def pages() -> dict[str, str]:
    """The generated pages, by file name."""
    return {"cli.md": cli_page(), "configuration.md": configuration_page()}


def cli_page() -> str:
    parts = [HEADER, "# Command line", _conventions()]
    for name, command in commands():
        parts += [f"## `{name}`", _about(command), f"```\n{_usage(name, command)}\n```"]
        parts += _table(("", "meaning", "default"), map(_parameter, parameters(command)))
    parts += ["## JSON", _json_intro()]
    for kind in _nouns():
        parts += [f"### {kind.__name__}", *_described(kind)]
        parts += _table(("field", "type"), _fields(kind))
    return "\n\n".join(parts) + "\n"


def configuration_page() -> str:
    parts = [
        HEADER,
        "# Configuration",
        "Defaults, then `reviewer.toml`, then `REVIEWER_*` environment variables, then flags: the "
        "later ones win. The nearest `reviewer.toml`, from the workspace folder upwards, is read. "
        "An unknown key or variable is an error. Keys of model servers are read from the "
        "environment only; `api_key_env` says from which variable.",
    ]
    for section, fields in settings.sections().items():
        parts.append(f"## `[{section}]`")
        parts += _table(
            ("key", "variable", "default", "meaning"),
            (_setting(section, key, field) for key, field in fields.items()),
        )
    parts += ["## Variables", "Besides those above:"]
    others = {f"`{name}`": f"`{s}.{k}`" for name, (s, k) in settings.SHORT_VARIABLES.items()}
    others["`NO_COLOR`"] = "any value: no colour"
    others["`COLUMNS`"] = "the width that text is wrapped to; without it a pipe is not wrapped"
    parts += _table(("variable", "sets"), others.items())
    return "\n\n".join(parts) + "\n"


def commands() -> Iterator[tuple[str, Command]]:
    """Every command with its full name, the program itself first."""
    yield from _below("reviewer", typer.main.get_command(app))


def parameters(command: Command) -> list[TyperArgument | TyperOption]:
    """The arguments and options that a command documents."""
    return [p for p in command.params if isinstance(p, (TyperArgument, TyperOption))]


def _below(name: str, command: object) -> Iterator[tuple[str, Command]]:
    assert isinstance(command, (TyperCommand, TyperGroup))
    yield name, command
    if isinstance(command, TyperGroup):
        for child in command.commands.values():
            yield from _below(f"{name} {child.name}", child)


def _conventions() -> str:
    codes = "\n".join(f"- `{int(code)}`: {meaning}" for code, meaning in EXIT_CODES.items())
    return (
        "Results go to stdout, everything else to stderr. An error is two lines, `error:` and "
        "`hint:`. Colour, progress and line breaks are for terminals; a pipe gets plain text, one "
        f"quote a line. Exit codes:\n\n{codes}"
    )


def _about(command: Command) -> str:
    return inspect.cleandoc(command.help or "")


def _usage(name: str, command: Command) -> str:
    arguments = [_written(p) for p in parameters(command) if isinstance(p, TyperArgument)]
    tail = ["COMMAND [ARGS]..."] if isinstance(command, TyperGroup) else arguments
    return " ".join([name, "[OPTIONS]", *tail])


def _written(argument: TyperArgument) -> str:
    many = "..." if argument.nargs == -1 else ""
    name = argument.metavar or (argument.name or "").upper()
    return f"{name}{many}" if argument.required else f"[{name}{many}]"


def _parameter(parameter: TyperArgument | TyperOption) -> tuple[str, str, str]:
    if isinstance(parameter, TyperArgument):
        return f"`{_written(parameter).strip('[]')}`", parameter.help or "", ""
    names = ", ".join(f"`{name}`" for name in parameter.opts)
    shown = "" if parameter.default in (None, False) else f"`{parameter.default}`"
    return names, parameter.help or "", shown


def _setting(section: str, key: str, field: FieldInfo) -> tuple[str, str, str, str]:
    variable = settings.variable(section, key)
    default = "" if field.default is None else f"`{_toml(field.default)}`"
    return f"`{key}`", f"`{variable}`", default, field.description or ""


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _json_intro() -> str:
    rows = "\n".join(f"- `reviewer {name} --json`: {kind}" for name, kind in RESULTS.items())
    return f"What `--json` prints, one value on stdout:\n\n{rows}"


def _nouns() -> list[type]:
    """Every model that a result holds, in the order of its definition."""
    found: list[type] = []
    for module in MODULES:
        for value in vars(module).values():
            ours = isinstance(value, type) and value.__module__ == module.__name__
            if ours and issubclass(value, BaseModel) and value.__name__ not in HIDDEN:
                found.append(value)
    return [*found, prompting.Prompt]


def _described(kind: type) -> list[str]:
    text = kind.__dict__.get("__doc__")
    return [inspect.cleandoc(text)] if text else []


def _fields(kind: type) -> Iterator[tuple[str, str]]:
    hints = get_type_hints(kind)
    for name in hints:
        yield f"`{name}`", _type(hints[name])


def _type(hint: object) -> str:
    """A Python type as what stands in the JSON."""
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return "one of " + ", ".join(f"`{value}`" for value in hint)
    if get_origin(hint) is tuple:
        return f"list of {_type(get_args(hint)[0])}"
    if get_origin(hint) is UnionType:
        return " or ".join(_type(part) for part in get_args(hint))
    if get_origin(hint) in (dict, Mapping):
        return f"object of {_type(get_args(hint)[1])}"
    assert isinstance(hint, type)
    if issubclass(hint, tuple):  # a NamedTuple
        return f"list [{', '.join(get_type_hints(hint))}]"
    return IN_JSON.get(hint, hint.__name__)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows]
    if not lines:
        return []
    rule = " | ".join("---" for _ in head)
    return ["\n".join(f"| {line} |" for line in (" | ".join(head), rule, *lines))]


def main(arguments: list[str]) -> int:
    stale = []
    for name, text in pages().items():
        path = HERE / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
    if "--check" in arguments and stale:
        print(f"out of date: {', '.join(stale)}; run: python -m docs.generate", file=sys.stderr)
        return ExitCode.USER
    print(f"wrote {', '.join(stale)}" if stale else "up to date")
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
