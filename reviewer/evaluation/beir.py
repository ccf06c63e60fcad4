"""Corpora and queries as BEIR writes them, one JSON object a line, plain or gzip-compressed.

In come files, out come documents and queries, as a stream; SciFact's own shape (the abstract as a
list of sentences) is read too. It knows nothing of judgements or of the store.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from reviewer.errors import UsageError
from reviewer.evaluation.objects import objects
from reviewer.evaluation.problems import Problems
from reviewer.reading import field_values

_DOCUMENT_IDS = ("_id", "doc_id", "id")
_QUERY_IDS = ("_id", "query_id", "id")
_TEXTS = ("text", "abstract", "sentences")
_QUESTIONS = ("text", "query", "claim", "question")


class Document(NamedTuple):
    """One document of a corpus; a title or a text may be empty."""

    id: str
    title: str
    text: str
    file: Path
    line: int


def documents(path: Path, problems: Problems) -> Iterator[Document]:
    """The documents of a corpus, in the order of the file.

    Args:
        path: the file.
        problems: told of lines that hold no document; the others are given.

    Raises:
        UsageError: the file cannot be read.
    """
    for number, values in objects(path, problems):
        name = _first(values, _DOCUMENT_IDS)
        if name is None:
            problems.add(path, number, "no _id", 'a document is {"_id": …, "title": …, "text": …}')
            continue
        title = field_values.title(values.get("title")) or ""
        yield Document(name, title, _text(values), path, number)


def read_queries(path: Path, problems: Problems) -> dict[str, str]:
    """The text of each query by its id, in the order of the file.

    Args:
        path: the file.
        problems: told of lines that hold no query, and of ids that stand twice: the first counts.

    Raises:
        UsageError: the file cannot be read, or has no query.
    """
    queries: dict[str, str] = {}
    for number, values in objects(path, problems):
        name = _first(values, _QUERY_IDS)
        text = _first(values, _QUESTIONS)
        if name is None or text is None:
            lacking = "no _id" if name is None else f"the query {name} has no text"
            problems.add(path, number, lacking, 'a query is {"_id": …, "text": …}')
        elif name in queries:
            problems.add(path, number, f"a second query {name}", "give each query an id of its own")
        else:
            queries[name] = text
    if not queries:
        raise UsageError(
            f"no query in {path}", hint='one a line: {"_id": "q1", "text": "what is asked"}'
        )
    return queries


def _first(values: dict[str, Any], names: tuple[str, ...]) -> str | None:
    """The first of these fields that holds words or a whole number."""
    for name in names:
        value = values.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def _text(values: dict[str, Any]) -> str:
    for name in _TEXTS:
        value = values.get(name)
        if isinstance(value, list):
            value = " ".join(part.strip() for part in value if isinstance(part, str))
        text = field_values.text(value)
        if text:
            return text
    return ""
