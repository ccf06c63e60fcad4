"""Run records to a file and back: JSON that a person can read, with a hash over it.

In comes a path; a file that is no record, or of another version, is an error that says so.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from reviewer.errors import RecordError
from reviewer.run_record.record import RunRecord

FORMAT = "reviewer-run/1"


def runs_text(runs: Sequence[RunRecord]) -> str:
    """The file of the runs of one question, or of one chat, in their order."""
    kept = [run.model_dump(mode="json") for run in runs]
    return _json({"format": FORMAT, "sha256": _digest(kept), "runs": kept}, indent=1) + "\n"


def read_runs(path: Path) -> tuple[list[RunRecord], bool]:
    """The runs of a file, and whether they are as they were written.

    Raises:
        RecordError: it cannot be read, or is no run record of this version.
    """
    document = _document(path)
    kept = document.get("runs")
    if document.get("format") != FORMAT or not isinstance(kept, list):
        raise RecordError(
            f"{path} is no run record ({FORMAT})",
            hint="make one: reviewer ask … --save FILE.json",
        )
    try:
        runs = [RunRecord.model_validate(run) for run in kept]
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RecordError(
            f"{path} is a damaged run record: {where}: {first['msg'].lower()}",
            hint="take the file as it was written",
        ) from None
    return runs, document.get("sha256") == _digest(kept)


def _document(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RecordError(
            f"{path} cannot be read: {error.strerror}", hint="check the name"
        ) from None
    except (ValueError, RecursionError) as error:
        raise RecordError(
            f"{path} is not JSON: {str(error)[:120]}",
            hint="give a file of: reviewer ask … --save FILE.json",
        ) from None
    return document if isinstance(document, dict) else {}


def _digest(kept: list[Any]) -> str:
    canonical = json.dumps(kept, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def _json(value: object, indent: int | None = None) -> str:
    """In ASCII, so that half a surrogate pair of a strange file comes back as it was."""
    return json.dumps(value, ensure_ascii=True, indent=indent)
