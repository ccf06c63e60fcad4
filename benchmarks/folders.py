"""What keeping up with a folder costs: 1,000 files of eight formats, read, and read again.

`python -m benchmarks.folders` prints a table. The files are made for the purpose, of invented
sentences; it fails if the second ingest takes more than 5 % of the first.
"""

import argparse
import gzip
import io
import json
import random
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.table import Row, machine, markdown
from reviewer import Workspace

WORDS = (
    *("sampler", "retrieval", "estimate", "corpus", "tide", "marsh", "query", "vector", "latent"),
    *("policy", "signal", "reef", "benchmark", "prior", "token", "kernel", "harbour", "measure"),
    *("gradient", "survey", "sensor", "colony", "archive", "lantern"),
)
TARGET = 0.05


def sentence(draw: random.Random) -> str:
    words = " ".join(draw.choices(WORDS, k=14))
    return f"{words.capitalize()} by {draw.randint(2, 99)} percent."


def text(draw: random.Random, sentences: int = 7) -> str:
    return " ".join(sentence(draw) for _ in range(sentences))


def title(draw: random.Random) -> str:
    return " ".join(draw.choices(WORDS, k=7)).title() + f" {draw.randint(0, 10**6)}"


def markdown_paper(draw: random.Random) -> bytes:
    return f"# {title(draw)}\n\n## Abstract\n\n{text(draw)}\n\n## Method\n\n{text(draw)}\n".encode()


def bibtex(draw: random.Random) -> bytes:
    entries = (
        f"@article{{k{n}{draw.randint(0, 10**6)},\n title={{{title(draw)}}},\n"
        f" author={{Ruiz, Ana and Lind, Bo}}, year={{{draw.randint(1990, 2025)}}},\n"
        f" abstract={{{text(draw)}}}\n}}\n"
        for n in range(4)
    )
    return "\n".join(entries).encode()


def jsonl(draw: random.Random) -> bytes:
    lines = [json.dumps({"title": title(draw), "abstract": text(draw)}) for _ in range(4)]
    return ("\n".join(lines) + "\n").encode()


def ris(draw: random.Random) -> bytes:
    fields = f"TI  - {title(draw)}\nAU  - Ruiz, Ana\nPY  - 2020\nAB  - {text(draw)}\n"
    return f"TY  - JOUR\n{fields}ER  - \n".encode()


def jats(draw: random.Random) -> bytes:
    return (
        "<article><front><article-meta><title-group><article-title>"
        f"{title(draw)}</article-title></title-group><abstract><p>{text(draw)}</p></abstract>"
        f"</article-meta></front><body><sec><title>Method</title><p>{text(draw, 30)}</p></sec>"
        "</body></article>"
    ).encode()


def html(draw: random.Random) -> bytes:
    name = title(draw)
    return (
        f'<html><head><meta name="citation_title" content="{name}"></head><body><h1>{name}</h1>'
        f"<h2>Abstract</h2><p>{text(draw)}</p><h2>Method</h2><p>{text(draw, 20)}</p></body></html>"
    ).encode()


def latex(draw: random.Random) -> bytes:
    source = (
        f"\\documentclass{{article}}\\title{{{title(draw)}}}\\author{{Ana Ruiz}}\n"
        "\\begin{document}\n"
        f"\\maketitle\\begin{{abstract}}{text(draw)}\\end{{abstract}}\n\\section{{Method}}\n"
        f"{text(draw, 20)}\n\\end{{document}}\n"
    ).replace("percent", "\\%")
    data, packed = source.encode(), io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        member = tarfile.TarInfo("main.tex")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return gzip.compress(packed.getvalue(), mtime=0)


def csv(draw: random.Random) -> bytes:
    rows = [f'"{title(draw)}","{text(draw)}",2021' for _ in range(4)]
    return ("Title,Abstract,Year\n" + "\n".join(rows) + "\n").encode()


KINDS: dict[str, Callable[[random.Random], bytes]] = {
    ".md": markdown_paper,
    ".bib": bibtex,
    ".jsonl": jsonl,
    ".ris": ris,
    ".xml": jats,
    ".html": html,
    ".tar.gz": latex,
    ".csv": csv,
}


def fill(folder: Path, count: int) -> None:
    draw = random.Random(1)
    for number in range(count):
        suffix, make = list(KINDS.items())[number % len(KINDS)]
        path = folder / f"shelf{number % 10}" / f"{number:04}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(make(draw))


def measured(count: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root, "papers")
        fill(folder, count)
        seconds = []
        for _ in range(2):
            start = time.perf_counter()
            with Workspace(root) as ws:
                report = ws.ingest([folder])
            seconds.append(time.perf_counter() - start)
            assert not report.failed, report.failed[:3]
        with Workspace(root) as ws:
            papers = len(ws.papers())
    share = seconds[1] / seconds[0]
    return [
        Row(f"first ingest of {count:,} files, {papers:,} papers", f"{seconds[0]:.1f} s", "", None),
        Row(
            "second ingest, share of the first",
            f"{share:.1%} ({seconds[1]:.2f} s)",
            f"≤ {TARGET:.0%}",
            share <= TARGET,
        ),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    rows = measured(parser.parse_args().files)
    print(f"{machine()}\n\n{markdown(rows)}")
    return int(any(row.met is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
