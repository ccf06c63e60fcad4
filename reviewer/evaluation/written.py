"""What evaluations of answers and of drafts have in common: marks, shares and what they cost."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field

from reviewer.evaluation.problems import KEPT, Problems, name_of
from reviewer.evaluation.retrieval import changed_settings, embedder_name
from reviewer.evaluation.significance import bootstrap_ratio
from reviewer.models import Model, Usage
from reviewer.reports import FileFailure
from reviewer.workspace import Workspace

Ratio = tuple[float, float]
"""What one question or task adds to a share: above and below the line."""


class Share(Model):
    """A mean in [0, 1] over `of` things, with its 95 % interval.

    The interval is a bootstrap's that resamples whole questions or tasks.
    """

    measure: str
    of: int
    mean: float
    low: float
    high: float


class Marks(Model):
    """What was written for one question or task, held against the store and the gates.

    Of its `statements` the gates call so many `supported` or `weak`. `error` is why the model gave
    nothing; `fell_back` that it failed and the papers' own sentences stand in for its words.
    """

    error: str | None = None
    fell_back: bool = False
    partial: str | None = None
    statements: int = 0
    supported: int = 0
    weak: int = 0
    number_errors: int = 0
    """Statements with a number that neither their quotes hold nor code counted."""
    invented: int = 0
    """References and quotes of papers that the collection does not hold as they are given."""
    altered: int = 0
    """Quotes that are not byte for byte in the store, or no whole sentence of it."""
    usage: Usage = Usage()
    seconds: float = 0.0


class WrittenEvaluation(Model):
    """How good something is that was written many times.

    `number_errors`, `invented` and `altered` must be 0. At `model_failures` the model failed and
    nothing came: they count in no share; where it `fell_back` the papers' own sentences stand in,
    and count. `missing` are papers that the labels name and the collection lacks: they count as
    not cited. Seconds are of the wall clock.
    """

    model_failures: int
    fell_back: int
    partial: int
    papers: int
    """Of the collection."""
    model: str | None
    embedder: str
    settings: Mapping[str, str] = Field(default_factory=dict)
    """Settings that differ from the defaults and may act on what is written."""
    number_errors: int
    invented: int
    altered: int
    usage: Usage = Usage()
    seconds: float
    p50_seconds: float
    p95_seconds: float
    missing: tuple[FileFailure, ...] = ()
    notes: tuple[str, ...] = ()
    failed: tuple[FileFailure, ...] = ()
    """Lines that were passed over, and those for which the model failed, the first of them."""
    failures: int = 0


def common(
    ws: Workspace, marks: Sequence[Marks], elsewhere: Sequence[str], seconds: float
) -> dict[str, Any]:
    """The fields of a `WrittenEvaluation` that follow from what was marked.

    Args:
        ws: the workspace.
        marks: of each question or task.
        elsewhere: sections of the settings that do not act on what was written.
        seconds: of all of it, by the wall clock.
    """
    import numpy as np

    p50, p95 = np.percentile([one.seconds for one in marks], [50, 95])
    return {
        "model_failures": sum(one.error is not None for one in marks),
        "fell_back": sum(one.fell_back for one in marks),
        "partial": sum(one.partial is not None for one in marks),
        "model": None if ws.backend is None else ws.backend.name,
        "embedder": embedder_name(ws),
        "settings": changed_settings(ws.settings, tuple(elsewhere)),
        "number_errors": sum(one.number_errors for one in marks),
        "invented": sum(one.invented for one in marks),
        "altered": sum(one.altered for one in marks),
        "usage": sum((one.usage for one in marks), Usage()),
        "seconds": round(seconds, 3),
        "p50_seconds": round(float(p50), 3),
        "p95_seconds": round(float(p95), 3),
    }


def failures(
    file: Path, problems: Problems, lines: Iterable[int], marks: Sequence[Marks], what: str
) -> dict[str, Any]:
    """The fields that name what failed: lines that make no sense, and those the model failed at.

    Args:
        file: of the labels.
        problems: its lines that were passed over.
        lines: where each question or task stands.
        marks: of each that was tried.
        what: an answer or a draft.
    """
    lost = [
        FileFailure(
            file=name_of(file),
            line=line,
            reason=f"no {what}: {one.error}",
            hint="run it again; replies that came are kept",
        )
        for line, one in zip(lines, marks, strict=False)
        if one.error is not None
    ]
    return {
        "failed": (*problems.kept, *lost)[:KEPT],
        "failures": problems.count + len(lost),
    }


def not_here(
    file: Path, named: Iterable[tuple[int, str]], found: Mapping[str, str], what: str
) -> Iterator[FileFailure]:
    """The papers that labels name, by line, and the collection lacks."""
    for line, name in named:
        if name not in found:
            yield FileFailure(
                file=name_of(file),
                line=line,
                reason=f"the {what} {name!r} is not in the collection",
                hint="add it: reviewer ingest PATH",
            )


def each_once(found: int, wanted: int) -> Ratio:
    """A share that counts each question or task once, however much it wants."""
    return (found / wanted, 1) if wanted else (0, 0)


def shares(ratios: Sequence[Mapping[str, Ratio]]) -> tuple[Share, ...]:
    """The shares that questions or tasks add up to, in the order in which the first names them."""
    names = ratios[0] if ratios else ()
    found = (_share(name, [one[name] for one in ratios]) for name in names)
    return tuple(share for share in found if share is not None)


def _share(name: str, ratios: Sequence[Ratio]) -> Share | None:
    """All of them in one with its interval; None where nothing is below the line."""
    import numpy as np

    above = np.array([float(ratio[0]) for ratio in ratios])
    below = np.array([float(ratio[1]) for ratio in ratios])
    if not below.sum():
        return None
    low, high = bootstrap_ratio(above, below)
    mean = float(above.sum() / below.sum())
    return Share(measure=name, of=int(below.sum()), mean=mean, low=low, high=high)


def summed(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """All of them in one, the most frequent first."""
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))
