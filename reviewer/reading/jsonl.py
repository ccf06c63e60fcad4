"""One JSON object per line, plain or gzip-compressed, to records; read as a stream.

A line that is no paper is reported with its number. What the fields mean is `fields.py`'s.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reviewer.errors import ReadError
from reviewer.models import Record
from reviewer.reading import fields
from reviewer.reading.opening import lines, refuse_web_page
from reviewer.reading.protocol import Head, Reading, ReadingOptions

name = "jsonl"
description = "one JSON object per line (.jsonl, .ndjson, also .gz): title, abstract or text, …"
isolated = False

_SUFFIXES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")


def recognises(path: Path, head: Head) -> bool:
    """By its name: a line of JSON can also stand in a note."""
    return path.name.lower().endswith(_SUFFIXES)


def read(path: Path, options: ReadingOptions) -> Reading:
    """The records of a file, one at a time.

    Raises:
        ReadError: the text cannot be decoded, the file is cut off, or it is one JSON document.
    """
    first = ""
    for _, line in lines(path):  # once through, so that a bad file gives its error before records
        first = first or line.strip()
    if not first:
        raise ReadError("the file is empty", hint="save or download it again")
    refuse_web_page(path, first)
    if first in ("[", "{"):
        raise ReadError(
            "this is one JSON document, not one object per line",
            hint=f"convert it: jq -c '.[]' FILE > {path.stem}.lines.jsonl",
        )
    return Reading(name, lambda reading: _records(path, reading))


def _records(path: Path, reading: Reading) -> Iterator[Record]:
    survey = fields.Survey()
    for number, line in lines(path):
        if not line.strip():
            continue
        try:
            cells = fields.cells_of(parsed_object(line), number, survey)
            yield fields.record(cells, number, survey)
        except ReadError as error:  # of this line alone
            reading.report(number, error.message, error.hint)
    reading.notes.extend(survey.notes())


def parsed_object(line: str) -> dict[str, Any]:
    """One JSON object.

    Raises:
        ReadError: anything else, or an object that no text can hold.
    """
    try:
        value = json.loads(line)
        if "\\u" in line:
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise _explain(line, error) from None
    except UnicodeEncodeError:
        raise ReadError(
            "half a Unicode character (a lone \\ud800–\\udfff)", hint="write the character whole"
        ) from None
    except (ValueError, RecursionError):
        raise ReadError(
            "JSON nested too deeply, or a number too long to read", hint="simplify the line"
        ) from None
    if not isinstance(value, dict):
        raise ReadError(
            f"not a JSON object but {_kind(value)}", hint='write {"title": …, "abstract": …}'
        )
    return value


def _explain(line: str, error: json.JSONDecodeError) -> ReadError:
    if line.lstrip().startswith("{") and not line.rstrip().endswith("}"):
        return ReadError(
            "half a line: the JSON object does not end", hint="write or download the line again"
        )
    return ReadError(
        f"not JSON: {error.msg} (column {error.colno})", hint="write one JSON object per line"
    )


def _kind(value: object) -> str:
    kinds = {list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")
