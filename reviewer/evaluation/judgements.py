"""Relevance judgements: BEIR's three columns, with or without their header, or TREC's four.

In comes a file, out come the grades of documents by query. It knows no corpus.
"""

from collections.abc import Iterator
from pathlib import Path

from reviewer.errors import UsageError
from reviewer.evaluation.problems import Problems, whole_file
from reviewer.reading.opening import lines

Judgements = dict[str, dict[str, int]]
"""Grades by query id and document id; a grade above 0 is relevant, others are not."""

HIGHEST_GRADE = 1_000_000
"""Beyond this a number is no grade but another column, such as an id."""
_HINT = "three columns (query-id, corpus-id, score), or TREC's four, between tabs or spaces"


def read_judgements(path: Path, problems: Problems) -> Judgements:
    """The judgements of a file; a document judged twice keeps its first grade.

    Args:
        path: the file.
        problems: told of lines that hold no judgement, or another one for the same document.

    Raises:
        UsageError: the file cannot be read, or has no judgement.
    """
    found: Judgements = {}
    for number, columns in _rows(path):
        try:
            query, document, grade = _judgement(columns)
        except ValueError as error:
            if number > 1 or not _is_header(columns):
                problems.add(path, number, str(error), _HINT)
            continue
        kept = found.setdefault(query, {}).setdefault(document, grade)
        if kept != grade:
            reason = f"{document} was judged {kept} for the query {query}, here {grade}"
            problems.add(path, number, reason, "judge each document once for a query")
    if not found:
        raise UsageError(f"no judgement in {path}", hint=_HINT)
    return found


def split_columns(line: str) -> list[str]:
    """By tabs, so that an id may hold spaces; by spaces where there is no tab."""
    return [part.strip() for part in line.split("\t")] if "\t" in line else line.split()


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    with whole_file(path):
        for number, line in lines(path):
            if line.strip():
                yield number, split_columns(line)


def _judgement(columns: list[str]) -> tuple[str, str, int]:
    if len(columns) not in (3, 4):
        raise ValueError(f"{len(columns)} columns instead of three or four")
    query, document, grade = columns[0], columns[-2], _grade(columns[-1])
    if not query or not document:
        raise ValueError("an empty id")
    return query, document, grade


def _grade(word: str) -> int:
    try:
        value = float(word)
    except ValueError:
        raise ValueError(f"{word[:40]!r} is no grade") from None
    if not value.is_integer() or abs(value) > HIGHEST_GRADE:
        raise ValueError(f"{word[:40]!r} is no grade: a small whole number is")
    return int(value)


def _is_header(columns: list[str]) -> bool:
    """Names of columns, where a grade should stand too."""
    return len(columns) in (3, 4) and columns[-1][:1].isalpha()
