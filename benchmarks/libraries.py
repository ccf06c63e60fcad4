"""How long a reference library takes: 7,000 BibTeX entries with abstracts, accents and keywords.

`python -m benchmarks.libraries` prints a table, with the bare parser beside it on the same file.
"""

import argparse
import logging
import random
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.table import Row, machine, markdown
from reviewer.reading import read_file

WORDS = (
    *("sampler", "retrieval", "estimate", "{BERT}", "tide", "marsh", "query", "vector", "latent"),
    *('Schr{\\"o}dinger', "\\'etude", 'na\\"{\\i}ve', "benchmark", "prior", "kernel", "harbour"),
    *("gradient", "survey", "sensor", "colony", "archive", "lantern", "$k_1$", "50\\%"),
)
PEOPLE = ("Ruiz, Ana", "Lind, Bo", 'M{\\"u}ller, J{\\"o}rg', "van der Berg, Cy", "{\\v{C}}apek, K.")
LONGEST = 30.0  # seconds


def entry(number: int, draw: random.Random) -> str:
    title = " ".join(draw.choices(WORDS, k=9)).capitalize()
    abstract = " ".join(draw.choices(WORDS, k=150))
    return (
        f"@article{{key{number},\n  title = {{{title}}},\n"
        f"  author = {{{' and '.join(draw.sample(PEOPLE, 3))}}},\n"
        f"  journal = {{Journal of {draw.choice(WORDS)}}}, year = {{{1990 + number % 35}}},\n"
        f"  doi = {{10.1000/{number}}}, keywords = {{tide, marsh}},\n"
        f"  abstract = {{{abstract}}}\n}}\n"
    )


def measured(entries: int) -> list[Row]:
    from bibtexparser.entrypoint import parse_string

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL + 1)
    draw = random.Random(1)
    text = "\n".join(entry(number, draw) for number in range(entries))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "library.bib")
        path.write_text(text, encoding="utf-8")
        start = time.perf_counter()
        parsed = len(parse_string(text, parse_stack=[]).entries)
        bare = time.perf_counter() - start
        start = time.perf_counter()
        reading = read_file(path)
        read = len(list(reading))
        ours = time.perf_counter() - start
    assert parsed == read == entries, (parsed, read, reading.problems[:3])
    size = f"{entries:,} BibTeX entries, {len(text) / 1e6:.1f} MB"
    return [
        Row(f"{size}: split by the bare parser", f"{bare:.1f} s"),
        Row(f"{size}: read", f"{ours:.1f} s", f"≤ {LONGEST:.0f} s", ours <= LONGEST),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=7000)
    rows = measured(parser.parse_args().entries)
    print(f"{machine()}\n\n{markdown(rows)}")
    return int(any(row.met is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
