"""The image of a page to the lines printed on it, where the optional extra `ocr` is installed.

RapidOCR's models come in its wheel: nothing is downloaded. It knows nothing of PDF or of papers.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reviewer.errors import ReadError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PIXELS_PER_POINT = 2.0
"""Print of 8 points is read as well at this size as at 3, in two thirds of the time."""
_LONGEST_SIDE = 2000  # pixels; the engine shrinks what is larger
# Files are read side by side already: a second thread took half as much again of the processor
# for each page, and no page came sooner.
_THREADS = 1
_SURE = 0.5
_LEAST_LINES = 4
"""On either side of a gutter."""
_MOST_CROSSING = 0.5
"""Characters that stand over a gutter, as a share of those beside it."""
_MIDDLE = (0.3, 0.7)
"""Where a gutter may be, as shares of the width of the text."""


class SeenLine(NamedTuple):
    """A printed line, or a part of one; positions in pixels from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


def available() -> bool:
    """Whether the extra is installed; nothing is imported."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def scale_for(width: float, height: float) -> float:
    """The pixels per point at which to draw a page of this size, in points."""
    return min(PIXELS_PER_POINT, _LONGEST_SIDE / max(width, height, 1.0))


def read_page(image: "NDArray[np.uint8]") -> list[str]:
    """The lines of a page in reading order, those of the left column before the right one's.

    Args:
        image: rows x columns x 3 (blue, green, red), or rows x columns, as pdfium draws them.

    Raises:
        ReadError: the extra is not installed.
    """
    return [_joined(line) for column in _columns(see(image)) for line in _lines(column)]


def see(image: "NDArray[np.uint8]") -> list[SeenLine]:
    """The lines of a page with where they stand, in no particular order.

    Args:
        image: as `read_page`.

    Raises:
        ReadError: the extra is not installed, broken, or has too little memory.
    """
    if not available():
        raise ReadError(
            "the page is an image, and the extra that reads images is not installed",
            hint="pip install 'literature-reviewer[ocr]'",
        )
    seen = _recognised(image)
    if seen.boxes is None or seen.txts is None:
        return []
    found = []
    for corners, text in zip(seen.boxes, seen.txts, strict=True):
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        found.append(SeenLine(text.strip(), float(left), float(top), float(right), float(bottom)))
    return [line for line in found if line.text]


def _recognised(image: "NDArray[np.uint8]") -> Any:  # noqa: ANN401 it has no types
    try:
        from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError

        try:
            return _engine()(image)
        except ONNXRuntimeError as error:
            raise RuntimeError from error
    except (ImportError, RuntimeError, ValueError) as error:
        raise ReadError(
            "the page is an image, and the extra that reads images failed: it has too little "
            "memory, or is not well installed",
            hint="2,048 are enough for reading.megabytes in reviewer.toml; otherwise: "
            "pip install --force-reinstall 'literature-reviewer[ocr]'",
        ) from error


@cache
def _engine() -> Any:  # noqa: ANN401 it has no types
    import rapidocr

    models = Path(str(rapidocr.__file__)).parent / "models"
    (detector,) = models.glob("*_det_*.onnx")
    (recogniser,) = models.glob("*_rec_*.onnx")
    settings = {
        "Global.log_level": "critical",
        "Global.text_score": _SURE,
        "Global.use_cls": False,  # lines that stand on their head are not text of a paper
        # Named, a model is neither looked for nor fetched.
        "Det.model_path": str(detector),
        "Rec.model_path": str(recogniser),
        "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
        # Pages with long lines took 2.7 GB with both at their defaults, 1 GB so, in no more time.
        "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
        "Rec.rec_batch_num": 1,
    }
    return rapidocr.RapidOCR(params=settings)


def _columns(seen: Sequence[SeenLine]) -> list[list[SeenLine]]:
    """Stretches of a page to be read one after the other; what spans the columns parts them."""
    gutter = _gutter(seen)
    if gutter is None:
        return [list(seen)]
    spanning = sorted((line for line in seen if _spans(line, gutter)), key=_middle)
    left = [line for line in seen if line.right <= gutter]
    right = [line for line in seen if line.left >= gutter]
    stretches: list[list[SeenLine]] = []
    above = float("-inf")
    for line in [*spanning, None]:
        below = float("inf") if line is None else _middle(line)
        for side in (left, right):
            stretches.append([part for part in side if above < _middle(part) <= below])
        if line is not None:
            stretches.append([line])
            above = below
    return [stretch for stretch in stretches if stretch]


def _gutter(seen: Sequence[SeenLine]) -> float | None:
    """Where between two columns the fewest characters stand; None for one column."""
    if len(seen) < 2 * _LEAST_LINES:
        return None
    start, end = min(line.left for line in seen), max(line.right for line in seen)
    first, last = (start + share * (end - start) for share in _MIDDLE)
    places = sorted({line.left - 1 for line in seen if first <= line.left <= last})
    best = min(places, key=lambda x: (_over(seen, x), -x), default=None)
    if best is None:
        return None
    sides = ([p for p in seen if p.right <= best], [p for p in seen if p.left >= best])
    beside = sum(len(line.text) for side in sides for line in side)
    enough = all(len(_lines(side)) >= _LEAST_LINES for side in sides)
    return best if enough and _over(seen, best) <= _MOST_CROSSING * beside else None


def _over(seen: Iterable[SeenLine], x: float) -> int:
    return sum(len(line.text) for line in seen if _spans(line, x))


def _spans(line: SeenLine, x: float) -> bool:
    return line.left < x < line.right


def _middle(line: SeenLine) -> float:
    return (line.top + line.bottom) / 2


def _lines(column: Iterable[SeenLine]) -> list[list[SeenLine]]:
    """The parts of a column by printed line, each from left to right."""
    lines: list[list[SeenLine]] = []
    for part in sorted(column, key=_middle):
        if lines and _is_beside(lines[-1][-1], part):
            lines[-1].append(part)
        else:
            lines.append([part])
    return [sorted(line, key=lambda part: part.left) for line in lines]


def _is_beside(one: SeenLine, other: SeenLine) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > min(one.height, other.height) / 2 and not (
        one.left < other.right and other.left < one.right
    )


def _joined(line: Iterable[SeenLine]) -> str:
    return " ".join(part.text for part in line)
