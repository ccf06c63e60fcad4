"""A run record to the answer it holds, made again by the same code from what was recorded.

Nothing is searched, embedded or sent: every passage, reply and measurement comes from the record.
"""

from collections import defaultdict, deque
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from reviewer.answering import Answerer, Gathered, Searched
from reviewer.errors import RecordError
from reviewer.models import Answer, Filters
from reviewer.prompting import FOLDER as PROMPTS
from reviewer.proof import Alignment, Claim, Gates, Writer
from reviewer.run_record.record import RunRecord

_OTHERWISE = "this version of reviewer reads the record otherwise"


def replay(record: RunRecord) -> Answer:
    """The answer that this version of the program makes from the record.

    Args:
        record: of one run. Where prompts, passages and code are those it was made with, the
            answer equals `record.answer`.

    Raises:
        RecordError: this version would search for, ask or measure something that the record does
            not hold.
    """
    asked = record.asked
    with TemporaryDirectory(prefix="reviewer-replay-") as folder:
        writer = _writer(record, Path(folder))
        answerer = Answerer(_RecordedSource(record), writer, plan=record.made_by.answer.plan)
        return answerer.answer(
            asked.question, history=asked.history, filters=asked.filters, deep=asked.deep
        )


def _writer(record: RunRecord, root: Path) -> Writer | None:
    """The model of the record, with the prompts it was sent put into `root`."""
    if record.made_by.model is None:
        return None
    from reviewer.backends import recorded_backend

    settings = record.made_by.answer
    (root / PROMPTS).mkdir()
    for name, words in record.made_by.prompts.items():
        (root / PROMPTS / f"{Path(name).name}.md").write_text(words, encoding="utf-8")
    return Writer(
        recorded_backend(record.calls, record.made_by.model),
        _RecordedGates(record),
        root,
        repair=settings.repair,
        judge=settings.judge,
    )


class _RecordedSource:
    def __init__(self, record: RunRecord) -> None:
        self._gathered = {found.question: found for found in record.gathered}
        self._searched = {found.queries: found for found in record.searched}

    def gather(self, question: str, filters: Filters | None) -> Gathered:
        if question not in self._gathered:
            raise _missing("a search for", question)
        return self._gathered[question]

    def search(self, queries: Sequence[str], filters: Filters | None) -> Searched:
        if tuple(queries) not in self._searched:
            raise _missing("a search for", " / ".join(queries))
        return self._searched[tuple(queries)]


class _RecordedGates(Gates):
    """Each measurement of a statement in its turn: it may be made again among other passages."""

    def __init__(self, record: RunRecord) -> None:
        super().__init__()
        self._left: dict[tuple[str, tuple[str, ...]], deque[Alignment]] = defaultdict(deque)
        for one in record.measured:
            self._left[one.text, one.quotes].append(one.alignment)

    def measure_all(self, claims: Sequence[Claim]) -> list[Alignment]:
        return [self._measure(claim) for claim in claims]

    def _measure(self, claim: Claim) -> Alignment:
        text, quotes = claim
        measured = self._left.get((text, tuple(quote.text for quote in quotes)))
        if not measured:
            raise _missing("a measurement of", text)
        return measured.popleft()


def _missing(what: str, text: str) -> RecordError:
    return RecordError(
        f"{_OTHERWISE}: it wants {what} “{text[:80]}”, which the record does not hold",
        hint="the recorded answer is still in the file; replay it with the version it names",
    )
