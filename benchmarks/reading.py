"""What reading PDFs costs beside bare pypdfium2: `python -m benchmarks.reading [FOLDER]`.

Two ratios over the same files, of the smallest times of several rounds; both are always printed.
Without a folder, the clean PDFs of ../shared are read.

- One process against one: the processor time of the reader and of pdfium alone. It tells what our
  work adds to pdfium's.
- What an ingest costs: the wall time of a `ReadingPool` with as many workers as there are cores,
  from before they are started until they have ended, against one process with bare pdfium. The
  files are read several times over, as a folder of a hundred papers. Only this ratio decides the
  exit code, 1 if it misses its target. It means nothing on a machine whose cores are busy with
  something else; the processor time of the pool, by the number of cores, is what it comes to then.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2

from benchmarks.table import ROOT, Row, machine, markdown
from reviewer.errors import ReadError
from reviewer.reading import pdf
from reviewer.reading.isolation import ReadingPool
from reviewer.reading.protocol import ReadingOptions
from reviewer.settings import Settings

TARGET = 1.5
PAPERS = 100
"""About as many files are read by the pool, whose start is part of what they cost."""
DEVELOPMENT = (ROOT.parent / "shared/data/pdfs/acl", ROOT.parent / "shared/data/pdfs/jose")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=list(DEVELOPMENT))
    parser.add_argument("--rounds", type=int, default=5, help="(default 5)")
    arguments = parser.parse_args()
    paths = sorted(path for folder in arguments.folders for path in folder.rglob("*.pdf"))
    if not paths:
        print("no PDFs there: name a folder of them", file=sys.stderr)
        return 1
    pages = sum(bare(path) for path in paths)
    pooled = in_a_pool(paths, pages, arguments.rounds)
    rows = [
        Row("files / pages", f"{len(paths)} / {pages}"),
        *in_one_process(paths, pages, arguments.rounds),
        *pooled,
    ]
    print(f"{machine()}\n\n{markdown(rows)}")
    return int(any(row.met is False for row in pooled))


def in_one_process(paths: Sequence[Path], pages: int, rounds: int) -> list[Row]:
    """Processor time of the reader and of bare pdfium."""
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(seconds(bare, paths, time.process_time))
        ours.append(seconds(whole, paths, time.process_time))
    return [
        Row("bare pypdfium2, text of every page: processor", per_page(min(theirs), pages)),
        Row("the reader, one process: processor", per_page(min(ours), pages)),
        ratio("ratio, one process", min(ours), min(theirs)),
    ]


def in_a_pool(paths: Sequence[Path], pages: int, rounds: int) -> list[Row]:
    """Wall time of a pool that reads the files, its start included, and of bare pypdfium2."""
    times = max(1, PAPERS // len(paths))
    workers = os.cpu_count() or 1
    ours, theirs, busy = [], [], []
    for _ in range(rounds):
        theirs.append(seconds(bare, [*paths] * times, time.perf_counter))
        start, before = time.perf_counter(), os.times()
        read_by_pool([*paths] * times, workers)
        ours.append(time.perf_counter() - start)
        after = os.times()
        busy.append(sum(after[:4]) - sum(before[:4]))
    return [
        Row("bare pypdfium2: wall", per_page(min(theirs), pages * times)),
        Row(f"the pool, {workers} workers: wall", per_page(min(ours), pages * times)),
        Row(
            f"the pool: processor, of {workers} cores",
            per_page(min(busy) / workers, pages * times),
        ),
        ratio(f"ratio, pool of {workers} ({len(paths) * times} files)", min(ours), min(theirs)),
    ]


def per_page(time_taken: float, pages: int) -> str:
    return f"{1000 * time_taken / pages:.1f} ms/page"


def ratio(what: str, ours: float, theirs: float) -> Row:
    return Row(what, f"{ours / theirs:.2f}", f"≤ {TARGET}", ours / theirs <= TARGET)


def read_by_pool(paths: Sequence[Path], workers: int) -> None:
    """Every record of every file, as an ingest takes them."""
    limits = Settings().reading
    with ReadingPool(workers=workers, seconds=limits.seconds, megabytes=limits.megabytes) as pool:
        for _, reading in pool.readings(paths):
            if not isinstance(reading, ReadError):
                list(reading)


def bare(path: Path) -> int:
    """The text of every page, thrown away; how many pages there are."""
    document = pypdfium2.PdfDocument(path)
    for page in document:
        text = page.get_textpage()
        text.get_text_range()
        text.close()
        page.close()
    pages = len(document)
    document.close()
    return pages


def whole(path: Path) -> int:
    try:
        return len(list(pdf.read(path, ReadingOptions())))
    except ReadError:
        return 0


def seconds(
    read: Callable[[Path], int], paths: Sequence[Path], clock: Callable[[], float]
) -> float:
    """Time for all files once."""
    start = clock()
    for path in paths:
        read(path)
    return clock() - start


if __name__ == "__main__":
    sys.exit(main())
