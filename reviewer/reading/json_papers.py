"""A JSON document that lists papers to records: what the interfaces of databases answer with.

A list of objects, an object that has one somewhere near its top, or one paper alone. What the
fields mean is `fields.py`'s; CSL-JSON has a reader of its own.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from reviewer.errors import ReadError
from reviewer.models import Record
from reviewer.reading import fields, jsonl
from reviewer.reading.opening import read_text
from reviewer.reading.protocol import Head, Reading, ReadingOptions

name = "json"
description = "a list of papers as one JSON document (.json, .json.gz): title, abstract, …"
isolated = True

_SUFFIXES = (".json", ".json.gz")
_DEEPEST = 4
_SAMPLE = 50
# Lists of other papers inside a paper.
_NOT_OWN = frozenset({"references", "citations", "citedby", "cited_by", "related", "similar"})
_OF_A_PAPER = frozenset({"abstract", "text", "authors", "doi"})
_SPACE = " \t\r\n"
_DECODER = json.JSONDecoder()


class _Element(NamedTuple):
    """A value of a JSON document as it is written, and the line (1-based) in which it begins."""

    source: str
    line: int


def recognises(path: Path, head: Head) -> bool:
    """By its name and its first character."""
    return path.name.lower().endswith(_SUFFIXES) and head.text.lstrip()[:1] in ("[", "{")


def read(path: Path, options: ReadingOptions) -> Reading:
    """The records of a document.

    Raises:
        ReadError: it is not JSON, or no list in it has objects with titles.
    """
    text = read_text(path)
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":  # one object per line under another name
            return jsonl.read(path, options)
        raise ReadError(
            f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})",
            hint="export or download it again",
        ) from None
    except (ValueError, RecursionError):
        raise ReadError(
            "JSON nested too deeply, or a number too long to read", hint="simplify the file"
        ) from None
    keys = _papers_in(document)
    if keys is None:
        raise ReadError(
            "no list of papers in this JSON document",
            hint='a paper is an object with a title: [{"title": …, "abstract": …}]',
        )
    is_alone = "title" in fields.known_fields(_at(document, keys))
    elements = [_alone(text, keys)] if is_alone else list(_elements(text, keys))
    return Reading(name, lambda reading: _records(elements, reading))


def _records(elements: list[_Element], reading: Reading) -> Iterator[Record]:
    survey = fields.Survey()
    for element in elements:
        try:
            cells = fields.cells_of(jsonl.parsed_object(element.source), element.line, survey)
            yield fields.record(cells, element.line, survey)
        except ReadError as error:  # of this paper alone
            reading.report(element.line, error.message, error.hint)
    reading.notes.extend(survey.notes())


def _papers_in(document: object) -> list[str] | None:
    """The keys that lead to the list or object of papers, or to one alone, the nearest to the top.

    None if there is none; no keys, too, for one paper alone.
    """
    if _is_paper(document):
        return []
    level: list[tuple[list[str], object]] = [([], document)]
    for _ in range(_DEEPEST):
        holders = (
            keys for sign in (_holds_papers, _is_paper) for keys, value in level if sign(value)
        )
        found = next(holders, None)
        if found is not None:
            return found
        level = [
            ([*keys, key], inner)
            for keys, value in level
            if isinstance(value, dict)
            for key, inner in value.items()
            if key.casefold() not in _NOT_OWN
        ]
    return [] if "title" in fields.known_fields(document) else None


def _is_paper(value: object) -> bool:
    known = fields.known_fields(value)
    return "title" in known and bool(known & _OF_A_PAPER)


def _holds_papers(value: object) -> bool:
    """Whether at least half of the values in a list or an object are objects with titles."""
    if isinstance(value, dict):
        value = [] if "title" in fields.known_fields(value) else list(value.values())
    if not isinstance(value, list):
        return False
    sample = value[:_SAMPLE]
    titled = sum("title" in fields.known_fields(item) for item in sample)
    return 2 * titled >= len(sample) > 0


def _at(document: object, keys: list[str]) -> object:
    for key in keys:
        document = document[key] if isinstance(document, dict) else None
    return document


def _alone(text: str, keys: list[str]) -> _Element:
    """The one paper that the keys lead to."""
    start, end = _skip(text, 0), len(text)
    for key in keys:
        start, end = next((at, to) for name, at, to in _members(text, start) if name == key)
    return _Element(text[start:end], 1 + text.count("\n", 0, start))


def _elements(text: str, keys: list[str]) -> Iterator[_Element]:
    """What stands in the list or object that the keys lead to; `text` is valid JSON."""
    at = _skip(text, 0)
    for key in keys:
        at = next(start for name, start, _ in _members(text, at) if name == key)
    line, counted = 1, 0
    for _, start, end in _members(text, at):
        line += text.count("\n", counted, start)
        counted = start
        yield _Element(text[start:end], line)


def _members(text: str, at: int) -> Iterator[tuple[str | None, int, int]]:
    """Key (None in a list), start and end of each value of the list or object that begins here."""
    is_object = text[at] == "{"
    at = _skip(text, at + 1)
    while text[at] not in "]}":
        key = None
        if is_object:
            key, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        _, end = _DECODER.raw_decode(text, at)
        yield key, at, end
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at
