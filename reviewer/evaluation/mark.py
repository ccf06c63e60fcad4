"""The mark that a folder holds a corpus: what became of its documents, as JSON beside the store.

It is written before the store's first file, so a collection is never taken for a corpus, nor a
corpus that is half filled for a whole one.
"""

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, ValidationError

from reviewer.errors import UsageError
from reviewer.evaluation.results import DocumentFacts
from reviewer.models import Model
from reviewer.reports import FileFailure

MARK = "corpus.json"
_NEW = f"{MARK}.new"


class Contents(Model):
    """What became of a corpus' documents; `fingerprint` is empty while it is being filled."""

    fingerprint: str = ""
    facts: DocumentFacts = DocumentFacts(searched=0)
    aliases: Mapping[str, str] = Field(default_factory=dict)
    excluded: tuple[str, ...] = ()
    failed: tuple[FileFailure, ...] = ()
    failures: int = 0


def read_mark(place: Path) -> Contents:
    """What the folder says it holds.

    Raises:
        UsageError: a collection, or something else that is no corpus.
    """
    path = place / MARK
    try:
        return Contents.model_validate_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        pass
    except ValidationError:
        return Contents()  # cut off, or of another version: everything is looked at again
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", hint="check it") from None
    if place.exists() and not _is_free(place):
        raise UsageError(
            f"{place} holds something else than a corpus",
            hint="name a folder that is empty or not there yet with --store",
        )
    return Contents()


def _is_free(place: Path) -> bool:
    """Whether it is a folder with nothing in it but what an interrupted `write_mark` left."""
    return place.is_dir() and all(path.name == _NEW for path in place.iterdir())


def write_mark(place: Path, contents: Contents) -> None:
    new = place / _NEW
    try:
        place.mkdir(parents=True, exist_ok=True)
        new.write_text(contents.model_dump_json(), encoding="utf-8")
        new.replace(place / MARK)
    except OSError as error:
        raise UsageError(
            f"{place} cannot be written: {error.strerror}", hint="name another folder with --store"
        ) from None
