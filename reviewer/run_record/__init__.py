"""One run, kept whole: what was asked, found, sent, replied, measured and decided, as JSON.

In comes an answer as it is made; out comes a record that replays it with no network, no model and
no collection, and that says what has changed since. No key is ever in it.
"""

from reviewer.run_record.changes import changes_since, passages_of
from reviewer.run_record.files import FORMAT, read_runs, runs_text
from reviewer.run_record.making import making
from reviewer.run_record.record import Asked, MadeBy, Measured, RunRecord, made_by
from reviewer.run_record.recording import Recording
from reviewer.run_record.replaying import replay

__all__ = [
    "FORMAT",
    "Asked",
    "MadeBy",
    "Measured",
    "Recording",
    "RunRecord",
    "changes_since",
    "made_by",
    "making",
    "passages_of",
    "read_runs",
    "replay",
    "runs_text",
]
