"""What reading PDFs costs beside bare pypdfium2: `python -m benchmarks.reading [FOLDER]`.

Both go over the same files in turn, in one process, and the smallest time of each counts: ratios
hold on a busy machine, seconds do not. Without a folder, the clean PDFs of ../shared are read.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2

from benchmarks.table import ROOT, Row, machine, markdown
from reviewer.errors import ReadError
from reviewer.reading import pdf
from reviewer.reading.protocol import ReadingOptions

TARGET = 1.5
DEVELOPMENT = (ROOT.parent / "shared/data/pdfs/acl", ROOT.parent / "shared/data/pdfs/jose")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=list(DEVELOPMENT))
    parser.add_argument("--rounds", type=int, default=7, help="(default 7)")
    arguments = parser.parse_args()
    paths = sorted(path for folder in arguments.folders for path in folder.rglob("*.pdf"))
    if not paths:
        print("no PDFs there: name a folder of them", file=sys.stderr)
        return 1
    rows = measured(paths, arguments.rounds)
    print(f"{machine()}\n\n{markdown(rows)}")
    return int(any(row.met is False for row in rows))


def measured(paths: Sequence[Path], rounds: int) -> list[Row]:
    """Every row of the table."""
    pages = sum(bare(path) for path in paths)
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(seconds(bare, paths))
        ours.append(seconds(whole, paths))
    ratio = min(ours) / min(theirs)
    return [
        Row("files / pages", f"{len(paths)} / {pages}"),
        Row("bare pypdfium2, text of every page", f"{1000 * min(theirs) / pages:.1f} ms/page"),
        Row("the reader: order, sections, metadata", f"{1000 * min(ours) / pages:.1f} ms/page"),
        Row("ratio", f"{ratio:.2f}", f"≤ {TARGET}", ratio <= TARGET),
    ]


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


def seconds(read: Callable[[Path], int], paths: Sequence[Path]) -> float:
    """Processor time for all files once."""
    start = time.process_time()
    for path in paths:
        read(path)
    return time.process_time() - start


if __name__ == "__main__":
    sys.exit(main())
