"""Write the tables of vectorstore/README.md from a store that is made for the purpose.

python -m docs.records            write them
python -m docs.records --check    fail if they are out of date
"""

import json
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings

from reviewer.errors import ExitCode
from reviewer.models import Chunk, Location, SectionKind, Window
from reviewer.store import Layout, Store
from reviewer.store.catalogue import PendingPaper
from reviewer.store.chroma import COLLECTION

README = Path(__file__).parents[1] / "vectorstore" / "README.md"
BEGIN = "<!-- From here on: docs/records.py -->"
ENGINES = {
    "catalogue": "## The catalogue: `catalogue.sqlite3`",
    "chroma": f"## The vectors: `chroma/`, collection `{COLLECTION}`, one entry a window",
    "tantivy": "## The words: `tantivy/`, one document a chunk",
}
CHROMA_TYPES = {str: "string", int: "integer", np.ndarray: "float32 vector"}

Fields = Mapping[str, str]
"""Field name -> type."""

MEANINGS: Mapping[str, Mapping[str, str]] = {
    "catalogue: manifest": {
        "key": "`embedder`, `dimension`, `chunking`, `schema`; `rebuilding` while a rebuild runs; "
        "`collection`, its name on a Chroma server",
        "value": "what the store was made with, see below",
    },
    "catalogue: files": {
        "id": "a number",
        "path": "relative to the workspace folder where the file is in it",
        "sha256": "of the file's bytes: an unchanged file is not read again",
        "size": "in bytes",
        "modified": "nanoseconds since 1970: if size and time are the same, it is not even hashed",
        "seen": "nanoseconds since 1970, when it was hashed",
        "format": "the reader that read it (`reviewer ingest --formats`)",
        "records": "how many papers it gave",
        "problems": "JSON list of `FileFailure`: what of it could not be read",
        "notes": "JSON list: what the reader had to say of it",
        "companions": "JSON, name and SHA-256 of files read with it, such as LaTeX chapters",
    },
    "catalogue: papers": {
        "id": "16 hexadecimal digits, from the title of its first record",
        "seq": "order in which papers were first seen",
        "state": "`pending`: to be written to the engines; `indexed`: in all; `removing`; "
        "`relabelled`: in all, but filtered by something else now",
        "written": "1 once an engine may hold chunks of it",
        "body": "the `Paper` as JSON, merged from its records (docs/cli.md)",
    },
    "catalogue: records": {
        "id": "a number",
        "file_id": "the file it was read from",
        "ordinal": "its place in that file, from 1",
        "paper_id": "the paper it belongs to; several records may be one paper",
        "title_key": "the title in small letters, without punctuation",
        "doi": "normalised",
        "arxiv_id": "without its version",
        "year": "as the file gives it",
        "families": "JSON list of the authors' family names, normalised",
        "authority": "4 to 1: how much its metadata count beside another record's",
        "body": "the `Record` as JSON, as the reader gave it: every field and section",
    },
    "catalogue: attachments": {
        "record_id": "the library entry",
        "path": "a file it says is its paper, as in `files`",
    },
    "catalogue: looked_for": {
        "file_id": "the file",
        "places": "JSON: where it names other files, from its folder, and what was found there",
    },
    "catalogue: roots": {
        "path": "a file or folder that was named: `reviewer ingest` without paths reads these",
    },
    "catalogue: judgements": {
        "id": "a number",
        "paper": "JSON: a paper's id, its records' keys, their files and identities",
        "other": "the same of a paper that is the same one (`reviewer merge`)",
        "field": "a corrected field (`reviewer set`)",
        "value": "its value as typed",
        "origin": "empty for the user's word, else the service that filled an empty field",
    },
    "catalogue: chunks": {
        "id": "`paper_id:ordinal`",
        "paper_id": "its paper",
        "ordinal": "its place in the paper, from 0",
        "kind": "`abstract` or `body`; or `title`, which can be found and not quoted",
        "heading": "of the section it stands in",
        "text": "whole sentences, byte for byte as they were read; every quote is a part of one",
        "start": "offset of `text` in its section, in characters",
        "location": "the `Location` of its first character as JSON",
        "places": "JSON list of offset in `text`, line, page: where it stands after that",
        "windows": "how many windows it has, each with a vector",
    },
    "catalogue: held": {
        "chunk_id": "a chunk that the engines hold as it is",
        "row": "where the vectors of its windows begin in `vectors.f32`, from 0",
        "windows": "how many rows they are",
    },
    "catalogue: facets": {
        "term": "`field=words`: what the paper is filtered by, such as `author=mira holt`",
        "paper_id": "the paper",
    },
    "chroma: entry": {
        "id": "`chunk_id#number`, windows counted from 0",
        "embedding": "of the paper's title, the section's heading and the window's text; length 1",
    },
    "chroma: metadata": {
        "paper_id": "its paper, to delete by",
    },
    "tantivy: document": {
        "chunk_id": "stored; all that a search gives back",
        "paper_id": "indexed as it is, to narrow and to delete",
        "kind": "of the chunk, to filter by",
        "heading": "of the chunk, to filter by",
        "facet": "the terms of its paper in `facets`, to filter by",
        "words": "the paper's title and the chunk's text, stemmed English",
        "pairs": "neighbouring stems of `words`, joined by `_`",
    },
    "manifest": {
        "embedder": "its name, which changes whenever its vectors do; `none`: no vectors",
        "dimension": "numbers in a vector; 0 without vectors",
        "chunking": "how papers were cut",
        "schema": "of the catalogue; the last one is taken over, another one is refused",
        "next_row": "the first row of `vectors.f32` that nothing has had since the last rebuild",
    },
}


def tables() -> dict[str, Fields]:
    """Every table by name, read from a new store with one chunk in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manifest = _fill(folder)
        return {
            **_catalogue(folder / "catalogue.sqlite3"),
            **_chroma(folder / "chroma"),
            "tantivy: document": _tantivy(folder / "tantivy" / "meta.json"),
            "manifest": dict.fromkeys(manifest, "text"),
        }


def block() -> str:
    """The generated part of the README.

    Raises:
        KeyError: a field has no meaning here.
    """
    found = tables()
    parts = []
    for engine, heading in ENGINES.items():
        parts.append(heading)
        for name, fields in found.items():
            if name.startswith(f"{engine}: "):
                parts += [f"### {name.partition(': ')[2]}", "\n".join(_rows(name, fields))]
    parts += ["## The manifest", "\n".join(_rows("manifest", found["manifest"]))]
    return "\n\n".join(parts) + "\n"


def page() -> str:
    """The README with its generated part made anew."""
    written = README.read_text(encoding="utf-8").partition(BEGIN)[0]
    return f"{written}{BEGIN}\n\n{block()}"


def _rows(name: str, fields: Fields) -> Iterator[str]:
    yield from ("| field | type | meaning |", "| --- | --- | --- |")
    for field, kind in fields.items():
        yield f"| `{field}` | {kind} | {MEANINGS[name][field]} |"


def _fill(folder: Path) -> Mapping[str, str]:
    """Make a store of one paper with one chunk, every optional field filled in."""
    chunk = Chunk(
        id="0:0",
        paper_id="0",
        ordinal=0,
        kind=SectionKind.BODY,
        text="One sentence.",
        location=Location(file="a", line=1, page=1),
        heading="Heading",
    )
    store = Store(folder)
    with store.writing():
        store.adopt(Layout("any", 2, "any"))
        windows = [Window(chunk, 0, chunk.text)]
        paper = PendingPaper("0", "Title", written=False)
        store.index([paper], [chunk], windows, np.array([[1.0, 0.0]], np.float32))
    manifest = store.catalogue.manifest()
    store.close()
    return manifest


def _catalogue(file: Path) -> dict[str, Fields]:
    with closing(sqlite3.connect(file)) as db:
        names = [
            row[0]
            for row in db.execute("SELECT name FROM sqlite_master WHERE type='table'")
            if not row[0].startswith("sqlite_")
        ]
        return {
            f"catalogue: {name}": {
                column: _sql_type(kind, required=bool(required or key))
                for _, column, kind, required, _, key in db.execute(f"PRAGMA table_info({name})")
            }
            for name in names
        }


def _sql_type(kind: str, *, required: bool) -> str:
    return kind.lower() if required else f"{kind.lower()} or null"


def _chroma(folder: Path) -> dict[str, Fields]:
    settings = ChromaSettings(anonymized_telemetry=False)
    client = chromadb.PersistentClient(folder, settings=settings)
    collection = client.get_collection(COLLECTION, embedding_function=None)
    found = collection.get(include=["embeddings", "metadatas"])
    assert found["metadatas"]
    assert found["embeddings"] is not None
    entry = {
        "id": found["ids"][0],
        "embedding": found["embeddings"][0],
    }
    return {
        "catalogue: held": {
            "chunk_id": "a chunk that the engines hold as it is",
            "row": "where the vectors of its windows begin in `vectors.f32`, from 0",
            "windows": "how many rows they are",
        },
        "catalogue: facets": {
            "term": "`field=words`: what the paper is filtered by, such as `author=mira holt`",
            "paper_id": "the paper",
        },
        "chroma: entry": {name: _chroma_type(value) for name, value in entry.items()},
        "chroma: metadata": {
            name: _chroma_type(value) for name, value in sorted(found["metadatas"][0].items())
        },
    }


def _chroma_type(value: object) -> str:
    return CHROMA_TYPES[type(value)]


def _tantivy(meta: Path) -> Fields:
    schema = json.loads(meta.read_text(encoding="utf-8"))["schema"]
    return {field["name"]: _tantivy_type(field["options"]) for field in schema}


def _tantivy_type(options: Mapping[str, object]) -> str:
    indexing = options["indexing"]
    assert isinstance(indexing, dict)
    stored = ", stored" if options["stored"] else ""
    return f"{indexing['tokenizer']}, {indexing['record']}{stored}"


def main(arguments: list[str]) -> int:
    current = page()
    stale = README.read_text(encoding="utf-8") != current
    if stale and "--check" in arguments:
        print(f"out of date: {README.name}; run: python -m docs.records", file=sys.stderr)
        return ExitCode.USER
    if stale:
        README.write_text(current, encoding="utf-8")
    print(f"wrote {README.name}" if stale else "up to date")
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
