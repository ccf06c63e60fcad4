"""Which documents of some corpora are searched: what is excluded, doubled or empty stays out.

In come documents, out come those that go in; it keeps ids and titles of them and no text.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from reviewer.evaluation.beir import Document, documents
from reviewer.evaluation.problems import Problems, whole_file
from reviewer.reading.opening import lines
from reviewer.text.identifiers import normalise_arxiv_id
from reviewer.text.titles import title_key

_VERSION = re.compile(r"v\d+$")


def paper_id(document: str) -> str:
    """The id under which a document is stored; any two documents have different ones."""
    return hashlib.sha256(document.encode()).hexdigest()[:20]


class Excluded:
    """Ids and titles that a file lists, one a line; an arXiv id stands for each version of it."""

    def __init__(self, path: Path | None) -> None:
        self._names: set[str] = set()
        if path is None:
            return
        with whole_file(path):
            for _, line in lines(path):
                name = line.strip()
                self._names |= {name, _unversioned(name), title_key(name)} - {""}

    def holds(self, document: Document) -> bool:
        names = (document.id, _unversioned(document.id), title_key(document.title))
        return not self._names.isdisjoint(names)


class Sorting:
    """Goes through corpora once.

    A document is a double if an *earlier* corpus has its title: within one corpus equal titles
    ("Summary") are other documents, and leaving them out would change a published benchmark.

    Args:
        files: the corpora, in the order of their right to a title.
        excluded: what stays out.
        problems: told of lines that hold no document, and of ids that stand twice.
    """

    def __init__(self, files: Sequence[Path], excluded: Excluded, problems: Problems) -> None:
        self._files = files
        self._excluded = excluded
        self._problems = problems
        self._seen: set[str] = set()
        self._titles: dict[str, str] = {}
        self.kept: set[str] = set()
        """Paper ids of the documents that go in."""
        self.aliases: dict[str, str] = {}
        """The document that stands for each double, by the double's id."""
        self.left_out: list[str] = []
        """Ids of excluded documents."""
        self.empty = 0

    def documents(self) -> Iterator[Document]:
        """The documents that go in."""
        for number, path in enumerate(self._files, start=1):
            own: dict[str, str] = {}
            for document in documents(path, self._problems):
                if self._is_wanted(document):
                    if number < len(self._files):
                        own.setdefault(title_key(document.title), document.id)
                    self.kept.add(paper_id(document.id))
                    yield document
            own.pop("", None)
            self._titles = {**own, **self._titles}

    def _is_wanted(self, document: Document) -> bool:
        key = paper_id(document.id)
        if key in self._seen:
            self._problems.add(
                document.file,
                document.line,
                f"a second document {document.id}",
                "give each document an id of its own; the first counts",
            )
            return False
        self._seen.add(key)
        if self._excluded.holds(document):
            self.left_out.append(document.id)
            return False
        double = self._titles.get(title_key(document.title)) if self._titles else None
        if double is not None:
            self.aliases[document.id] = double
            return False
        has_words = bool(document.title or document.text)
        self.empty += not has_words
        return has_words


def _unversioned(name: str) -> str:
    """An arXiv id without its version; "" for any other name."""
    return _VERSION.sub("", normalise_arxiv_id(name) or "")
