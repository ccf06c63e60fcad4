"""prompts/NAME.md to messages: a workspace's own copy first, then the one the program ships.

In come a prompt's name and its inputs; out come `(role, text)` messages. It knows neither what
the inputs mean nor which model reads them.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from string import Template

from pydantic import BaseModel, ConfigDict, ValidationError

from reviewer.errors import PromptError

FOLDER = "prompts"
Messages = list[tuple[str, str]]
_FILE = re.compile(
    r"\s*\+\+\+[ \t]*\n(?P<header>.*?)^\+\+\+[ \t]*\n\s*"
    r"^# system[ \t]*\n(?P<system>.*?)^# user[ \t]*\n(?P<user>.*)",
    re.DOTALL | re.MULTILINE,
)
# A tag that would end the fence around what is data, in any prompt of ours.
_FENCE = re.compile(
    r"<(?=\s*/?\s*(?:passages|conversation|question|sentences|statements|findings)\b)",
    re.IGNORECASE,
)


class _Header(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    description: str
    inputs: list[str]
    version: int


@dataclass(frozen=True)
class Prompt:
    """A prompt as it will be sent; `overridden` when it is the workspace's own copy."""

    name: str
    description: str
    version: int
    inputs: tuple[str, ...]
    system: str
    user: str
    path: Path
    overridden: bool

    def render(self, **inputs: str) -> Messages:
        """The messages, with every placeholder filled in.

        Args:
            inputs: a text for each of `self.inputs`; a `$` in them stays a `$`.

        Raises:
            PromptError: an input is missing, or not one of the prompt's.
        """
        _check_given(self.path, self.inputs, inputs)
        return [
            (role, Template(text).substitute(inputs))
            for role, text in (("system", self.system), ("user", self.user))
        ]


def load_prompt(name: str, workspace_folder: Path | None) -> Prompt:
    """The prompt called `name`.

    Args:
        name: without the folder and without `.md`.
        workspace_folder: its `prompts/NAME.md`, if there is one, is used instead of the shipped.

    Raises:
        PromptError: there is no such prompt, or its file does not hold what a prompt must.
    """
    shipped = _read(name, _shipped_path(name), overridden=False)
    own = None if workspace_folder is None else _own_path(name, workspace_folder)
    if own is None or not own.is_file() or own.samefile(shipped.path):
        return shipped
    prompt = _read(name, own, overridden=True)
    _check_given(own, prompt.inputs, shipped.inputs)
    return prompt


def one_line(text: str) -> str:
    """`text` on one line, unable to end a prompt's fence: for a model to read, never to quote."""
    return _FENCE.sub("< ", " ".join(text.split()))


def list_prompts(workspace_folder: Path | None) -> list[Prompt]:
    """Every prompt that is used, by name.

    Raises:
        PromptError: a workspace's own copy does not hold what a prompt must.
    """
    return [load_prompt(name, workspace_folder) for name in _names()]


def copy_prompt(name: str, workspace_folder: Path) -> Path:
    """Copy a shipped prompt into the workspace, to be changed there, and return where it is.

    Raises:
        PromptError: there is no such prompt, or the workspace has its own already.
    """
    source, target = _shipped_path(name), _own_path(name, workspace_folder)
    if target.exists():
        raise PromptError(
            f"{target} is there already", hint="edit it, or remove it to go back to the shipped one"
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    except OSError as error:
        raise _unusable(target, f"cannot be written: {error.strerror}") from None
    return target


def _shipped_folder() -> Path:
    in_wheel = Path(__file__).parent / FOLDER
    if in_wheel.is_dir():
        return in_wheel
    return Path(__file__).parents[1] / FOLDER


def _names() -> list[str]:
    return sorted(path.stem for path in _shipped_folder().glob("*.md"))


def _shipped_path(name: str) -> Path:
    if name not in _names():
        raise PromptError(f"there is no prompt {name!r}", hint=f"there are: {', '.join(_names())}")
    return _shipped_folder() / f"{name}.md"


def _own_path(name: str, workspace_folder: Path) -> Path:
    return workspace_folder / FOLDER / f"{name}.md"


def _read(name: str, path: Path, *, overridden: bool) -> Prompt:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise _unusable(path, "is not UTF-8") from None
    except OSError as error:
        raise _unusable(path, f"cannot be read: {error.strerror}") from None
    parts = _FILE.fullmatch(text)
    if parts is None:
        raise _unusable(path, "needs a header between +++ lines, then `# system` and `# user`")
    header = _header(path, parts["header"])
    _check_declared(path, header.inputs, _placeholders(path, text, parts.start("system")))
    return Prompt(
        name=name,
        description=header.description,
        version=header.version,
        inputs=tuple(header.inputs),
        system=parts["system"].strip(),
        user=parts["user"].strip(),
        path=path,
        overridden=overridden,
    )


def _header(path: Path, text: str) -> _Header:
    try:
        return _Header.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise _unusable(path, f"has a header that is not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _unusable(path, f"has a wrong header: {where}: {first['msg'].lower()}") from None


def _placeholders(path: Path, text: str, start: int) -> set[str]:
    found = set()
    for match in Template.pattern.finditer(text, start):
        if match["invalid"] is not None:
            line = text.count("\n", 0, match.start()) + 1
            raise PromptError(
                f"{path}:{line} has a `$` that begins no placeholder",
                hint="write $$ for a dollar sign",
            )
        found.add(match["named"] or match["braced"] or "")
    return found - {""}


def _check_declared(path: Path, declared: Iterable[str], used: Iterable[str]) -> None:
    unused, undeclared = set(declared) - set(used), set(used) - set(declared)
    if unused:
        raise _mismatch(path, f"declares {_dollars(unused)} and does not use it")
    if undeclared:
        raise _mismatch(path, f"uses {_dollars(undeclared)} and does not declare it")


def _check_given(path: Path, wanted: Iterable[str], given: Iterable[str]) -> None:
    missing, unwanted = set(wanted) - set(given), set(given) - set(wanted)
    if missing:
        raise _mismatch(path, f"wants {_dollars(missing)}, which the program does not give")
    if unwanted:
        raise _mismatch(path, f"has no {_dollars(unwanted)}, which the program gives")


def _mismatch(path: Path, why: str) -> PromptError:
    return PromptError(f"{path} {why}", hint="its inputs and placeholders must be the shipped ones")


def _dollars(names: Iterable[str]) -> str:
    return ", ".join(f"${name}" for name in sorted(names))


def _unusable(path: Path, why: str) -> PromptError:
    return PromptError(
        f"{path} {why}", hint="compare it with the shipped one: reviewer prompts show NAME"
    )
