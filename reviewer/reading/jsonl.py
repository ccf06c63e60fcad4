"""One JSON object per line, plain or gzip-compressed, to records; read as a stream.

A line that is no paper is reported with its number. Fields that are not known, and values that are
not understood, are named once per file in the notes.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from reviewer.errors import ReadError
from reviewer.models import Metadata, Record, SectionKind
from reviewer.reading.opening import lines
from reviewer.reading.paragraphs import Paragraph, section
from reviewer.reading.protocol import Head, Reading, ReadingOptions
from reviewer.text.identifiers import normalise_arxiv_id, normalise_doi

T = TypeVar("T")

name = "jsonl"
description = "one JSON object per line (.jsonl, .ndjson, also .gz): title, abstract or text, …"
isolated = False

_SUFFIXES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
_YEAR = re.compile(r"(\d{4})(?:[-/.]\d.*)?")
_YEARS = range(1400, 2101)
_AUTHOR_SEPARATOR = re.compile(r"\s*;\s*|\s+and\s+")
_TAG_SEPARATOR = re.compile(r"\s*[,;]\s*")


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
    if first in ("[", "{"):
        raise ReadError(
            "this is one JSON document, not one object per line",
            hint=f"convert it: jq -c '.[]' FILE > {path.stem}.lines.jsonl",
        )
    return Reading(name, lambda reading: _records(path, reading))


def _records(path: Path, reading: Reading) -> Iterator[Record]:
    survey = _Survey()
    for number, line in lines(path):
        if not line.strip():
            continue
        try:
            yield _record(_object(line), number, survey)
        except ReadError as error:  # of this line alone
            reading.report(number, error.message, error.hint)
    reading.notes.extend(survey.notes())


@dataclass
class _Survey:
    """What was left aside in a file: counted, not kept."""

    ignored: Counter[str] = field(default_factory=Counter)
    unclear: dict[str, list[int]] = field(default_factory=dict)
    """Field -> first line and number of lines where its value was not understood."""
    title_only: int = 0

    def misunderstood(self, key: str, number: int) -> None:
        self.unclear.setdefault(key, [number, 0])[1] += 1

    def notes(self) -> list[str]:
        notes = []
        if self.ignored:
            notes.append(f"fields ignored: {', '.join(sorted(self.ignored))}")
        for key, (line, count) in sorted(self.unclear.items()):
            notes.append(f"{key} not understood, left empty: {_count(count)} (first: line {line})")
        if self.title_only:
            notes.append(f"a title and no text: {_count(self.title_only)}")
        return notes


def _count(records: int) -> str:
    return "1 record" if records == 1 else f"{records} records"


def _object(line: str) -> dict[str, Any]:
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


def _record(fields: dict[str, Any], number: int, survey: _Survey) -> Record:
    title = fields.pop("title", None)
    if not isinstance(title, str) or not title.strip():
        raise ReadError("no title", hint='add "title": "…" to the object')
    abstract = _field(fields, "abstract", _text, number, survey)
    body = _field(fields, "text", _text, number, survey)
    texts = [(SectionKind.ABSTRACT, abstract), (SectionKind.BODY, body if body != abstract else "")]
    sections = tuple(section(kind, [Paragraph(text, line=number)]) for kind, text in texts if text)
    survey.title_only += not sections
    values = {key: _field(fields, key, parse, number, survey) for key, parse in _FIELDS.items()}
    survey.ignored.update(fields.keys())
    known: dict[str, Any] = {key: value for key, value in values.items() if value is not None}
    metadata = Metadata(title=" ".join(title.split()), **known)
    return Record(metadata=metadata, sections=sections, line=number)


def _field(
    fields: dict[str, Any],
    key: str,
    parse: Callable[[object], T | None],
    number: int,
    survey: _Survey,
) -> T | None:
    """Takes a field out and reads it; None if it is missing, empty or of a kind not understood."""
    value = fields.pop(key, None)
    if value in (None, "", [], {}):
        return None
    parsed = parse(value)
    if parsed is None:
        survey.misunderstood(key, number)
    return parsed


def _text(value: object) -> str | None:
    return value.strip() if isinstance(value, str) else None


def _doi(value: object) -> str | None:
    return normalise_doi(value) if isinstance(value, str) else None


def _arxiv_id(value: object) -> str | None:
    return normalise_arxiv_id(value) if isinstance(value, str) else None


def _year(value: object) -> int | None:
    """2024, 2024.0, "2024" or a date that begins with the year."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if value in _YEARS else ""
    match = _YEAR.fullmatch(value.strip()) if isinstance(value, str) else None
    return int(match[1]) if match and int(match[1]) in _YEARS else None


def _authors(value: object) -> tuple[str, ...] | None:
    """A list of names or of objects with a name, or one string with `and` or `;` between names."""
    people = _AUTHOR_SEPARATOR.split(value) if isinstance(value, str) else value
    if not isinstance(people, list):
        return None
    names = [_person(person) for person in people]
    return None if None in names else tuple(name for name in names if name)


def _person(value: object) -> str | None:
    if isinstance(value, dict):
        given = value.get("given") or value.get("first") or ""
        family = value.get("family") or value.get("last")
        value = value.get("name") or (f"{given} {family}" if isinstance(family, str) else None)
    return " ".join(value.split()) if isinstance(value, str) else None


def _tags(value: object) -> tuple[str, ...] | None:
    tags = _TAG_SEPARATOR.split(value) if isinstance(value, str) else value
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        return None
    return tuple(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))


_FIELDS: dict[str, Callable[[object], object]] = {
    "authors": _authors,
    "year": _year,
    "venue": _text,
    "doi": _doi,
    "arxiv_id": _arxiv_id,
    "url": _text,
    "cite_key": _text,
    "tags": _tags,
}
