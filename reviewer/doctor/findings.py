"""What the doctor says: places, findings, a checkup, and how each reads on a terminal.

In come facts that others gathered; out come nouns and lines of text. It looks at nothing itself.
"""

from pathlib import Path

from reviewer.models import Model
from reviewer.rendering.safe import one_line


class Place(Model):
    """A folder or file in use, and why this one. `path` is None where there is none."""

    name: str
    path: str | None
    why: str


class StoreFacts(Model):
    """What is in a store. `embedder` is None before the first ingest."""

    path: str
    papers: int
    chunks: int
    embedder: str | None
    bytes: int


class Finding(Model):
    """One thing that was looked at. `well` is None where nothing is wrong and nothing is set."""

    topic: str
    well: bool | None
    says: str
    mend: str | None = None


class Checkup(Model):
    findings: tuple[Finding, ...]

    @property
    def well(self) -> bool:
        return all(finding.well is not False for finding in self.findings)


def checkup_text(checkup: Checkup) -> str:
    marks = {True: "ok", False: "!!", None: "--"}
    lines = []
    for finding in checkup.findings:
        lines.append(f"{marks[finding.well]}  {finding.topic:<15}{one_line(finding.says)}")
        if finding.mend:
            lines.append(f"{'':<19}{one_line(finding.mend)}")
    return "\n".join(lines)


def places_text(places: tuple[Place, ...]) -> str:
    return "\n".join(
        f"{place.name:<10}{one_line(place.path or 'none')}  ({one_line(place.why)})"
        for place in places
    )


def store_text(facts: StoreFacts) -> str:
    """`vectorstore (MiniLM + BM25, 9.1 MB)`, below the current folder as a relative path."""
    path = Path(facts.path)
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    engines = f"{facts.embedder} + BM25" if facts.embedder else "BM25 only: no embedder"
    return f"{shown} ({engines}, {facts.bytes / 1e6:.1f} MB)"
