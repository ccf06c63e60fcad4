"""What the doctor says: places, findings, trials of models, and how each reads on a terminal.

In come facts that others gathered; out come nouns and lines of text. It looks at nothing itself.
"""

from enum import StrEnum
from pathlib import Path

from reviewer.errors import ExitCode
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


class JsonReply(StrEnum):
    """How a model replied that was asked for a JSON object and nothing else."""

    ALONE = "alone"
    AMONG_WORDS = "among words"
    NONE = "none"


class Trial(Model):
    """One small call of a language model, for all the roles that it has.

    Args:
        roles: what the program would call it for: `write`, `plan`, `judge`.
        model: the name it is called by.
        served_as: the name in its reply; None if it has none.
        error: why the call failed, and how to mend it; what follows is then empty.
        first_seconds: until the first piece of the reply came.
        seconds: until the last one.
        pieces: how many came.
        streamed: they came while they were written, not all at once.
        ended: false where the reply went on and on, and was not read to its end.
        json_reply: it was asked for a JSON object and nothing else.
        input_tokens: as the server counts them; None where it does not.
        output_tokens: likewise.
        context_length: tokens the model can read and write there; None if the server does not say.
        context_source: who said so.
        context_window: tokens the settings give it.
    """

    roles: tuple[str, ...]
    model: str
    served_as: str | None = None
    error: tuple[str, str] | None = None
    first_seconds: float | None = None
    seconds: float | None = None
    pieces: int = 0
    streamed: bool = False
    ended: bool = True
    json_reply: JsonReply = JsonReply.NONE
    input_tokens: int | None = None
    output_tokens: int | None = None
    context_length: int | None = None
    context_source: str | None = None
    context_window: int


class Checkup(Model):
    """What was found. `trials` holds the calls that were made, none unless they were asked for."""

    findings: tuple[Finding, ...]
    trials: tuple[Trial, ...] = ()

    @property
    def well(self) -> bool:
        return all(finding.well is not False for finding in self.findings)

    @property
    def exit_code(self) -> ExitCode:
        if any(trial.error for trial in self.trials):
            return ExitCode.MODEL
        return ExitCode.OK if self.well else ExitCode.USER


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
