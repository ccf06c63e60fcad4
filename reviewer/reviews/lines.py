"""Nouns to files that git compares well and back: one a line, keys sorted, a mark at the end.

What was edited into nonsense is an error with the file, the line and the reason.
"""

import json
from collections.abc import Iterable
from typing import TypeVar

from pydantic import ValidationError

from reviewer.errors import ReviewFolderError
from reviewer.models import Model

Noun = TypeVar("Noun", bound=Model)

_END = '{"end": true}'
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
_MEND = "mend that line, or take the file back from your version control"


def lines_text(nouns: Iterable[Model]) -> str:
    """The file of some nouns."""
    return "".join(f"{_line(noun)}\n" for noun in nouns) + f"{_END}\n"


def read_lines(name: str, text: str, kind: type[Noun]) -> list[Noun]:
    """The nouns of a file.

    Args:
        name: of the file, for errors.
        text: of the file.
        kind: of the nouns.

    Raises:
        ReviewFolderError: a line is none of them, or the end of the file is missing.
    """
    check_conflicts(name, text)
    lines = text.split("\n")
    numbered = [(n, line.strip()) for n, line in enumerate(lines, start=1) if line.strip()]
    if not numbered or numbered[-1][1] != _END:
        raise wrong(name, len(lines), "the end of the file is missing: it was cut off")
    return [_read(name, number, line, kind) for number, line in numbered[:-1]]


def one_text(noun: Model) -> str:
    """The file of one noun, a field a line."""
    fields = noun.model_dump(mode="json")
    return json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_one(name: str, text: str, kind: type[Noun]) -> Noun:
    """The noun of a file.

    Raises:
        ReviewFolderError: the text is none.
    """
    check_conflicts(name, text)
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise wrong(name, error.lineno, f"not JSON: {error.msg.lower()}") from None
    except RecursionError:
        raise wrong(name, 1, "not JSON: nested too deeply") from None
    return _validated(name, 1, document, kind)


def check_conflicts(name: str, text: str) -> None:
    """Refuse what git leaves where two changes meet.

    Raises:
        ReviewFolderError: there is such a mark.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith(_CONFLICT[0]) or line.startswith(_CONFLICT[2]):
            raise wrong(name, number, "a conflict of git is not settled here")


def wrong(name: str, line: int, reason: str, hint: str = _MEND) -> ReviewFolderError:
    """The error of a line that makes no sense."""
    return ReviewFolderError(f"{name} line {line}: {reason}", hint=hint)


def _line(noun: Model) -> str:
    return json.dumps(noun.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)


def _read(name: str, number: int, line: str, kind: type[Noun]) -> Noun:
    try:
        document = json.loads(line)
    except json.JSONDecodeError as error:
        raise wrong(name, number, f"not JSON: {error.msg.lower()} at sign {error.colno}") from None
    except RecursionError:
        raise wrong(name, number, "not JSON: nested too deeply") from None
    return _validated(name, number, document, kind)


def _validated(name: str, number: int, document: object, kind: type[Noun]) -> Noun:
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        reason = f"{where}: {first['msg'].lower()}" if where else first["msg"].lower()
        raise wrong(name, number, reason) from None
