"""The negative controls as the text a person reads: what happened, then a table for each kind.

In comes a result, out come lines; it measures nothing.
"""

from collections.abc import Iterator, Sequence

from reviewer.evaluation.controls.results import Caught, ProofEvaluation
from reviewer.evaluation.table import columns
from reviewer.text.plurals import counted

_NONE = "–"


def proof_text(found: ProofEvaluation) -> str:
    """The result in lines."""
    parts = [
        [f"{counted(found.statements, 'statement')}: {found.source}"],
        columns(_false_alarms(found)),
        columns(_controls(found)),
        columns(_gates(found)),
        columns(_shares("pointers, by the resolver", "caught", found.pointers)),
        columns(_shares("quotes, by their bytes", "caught", found.quotes)),
        list(_remarks(found)),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def _false_alarms(found: ProofEvaluation) -> Iterator[list[str]]:
    judge = ["judge"] if found.judge else []
    yield ["false alarms", "tried", "flagged", "95 % interval", "refused", *judge]
    for one in found.untouched:
        yield [*_start(one), _figure(one.refused), *_judge(found, one)]


def _controls(found: ProofEvaluation) -> Iterator[list[str]]:
    judge = ["judge"] if found.judge else []
    head = ["caught", "95 % interval", "refused", "of proven", "AUC", "at 10 %", *judge]
    yield ["controls, by the gates", "tried", *head]
    for one in found.controls:
        more = map(_figure, (one.refused, one.proven_caught, one.auc, one.caught_at_ten))
        yield [*_start(one), *more, *_judge(found, one)]


def _gates(found: ProofEvaluation) -> Iterator[list[str]]:
    """How many each gate caught, of those that it caught any of."""
    rows = [one for one in (*found.untouched, *found.controls) if one.gates]
    gates = list(dict.fromkeys(gate for one in rows for gate in one.gates))
    yield ["flagged or caught by", *gates]
    for one in rows:
        yield [
            one.control,
            *(f"{one.gates[gate]:,}" if gate in one.gates else _NONE for gate in gates),
        ]


def _shares(title: str, head: str, rows: Sequence[Caught]) -> Iterator[list[str]]:
    if rows:
        yield [title, "tried", head, "95 % interval"]
    for one in rows:
        yield _start(one)


def _start(one: Caught) -> list[str]:
    return [one.control, f"{one.tried:,}", f"{one.caught:.3f}", f"{one.low:.3f} to {one.high:.3f}"]


def _judge(found: ProofEvaluation, one: Caught) -> list[str]:
    if not found.judge:
        return []
    return [_figure(one.judge_caught)]


def _figure(share: float | None) -> str:
    return _NONE if share is None else f"{share:.3f}"


def _remarks(found: ProofEvaluation) -> Iterator[str]:
    yield "caught: not called supported; refused: not shown at all, the others are flagged"
    if found.altered:
        quotes = counted(found.altered, "quote")
        yield f"{quotes} of the file not as this collection has them: were they edited?"
    yield "in an answer: the gates also know the other sentences that a model would have before it"
    yield "of proven: caught, of the statements that pass as long as they are whole"
    yield f"far: {found.far_from}; near: {found.near_from}"
    yield (
        "at 10 %: caught by a threshold on the alignment score alone that 10 % of the untouched "
        "statements fail"
    )
    yield (
        f"time: {found.seconds:.1f} s in all; the gates take {found.milliseconds:.1f} ms for a "
        "statement"
    )
    yield f"embedder: {found.embedder}; seed: {found.seed}"
    if found.judge:
        usage = found.usage
        rows = (found.untouched[0], *found.controls)
        given = sum(one.judged for one in rows)
        yield (
            f"judge: {found.judge}, a verdict on {counted(given, 'statement')}, "
            f"{counted(usage.calls, 'call')} ({usage.cached_calls:,} more kept), "
            f"{usage.input_tokens:,} tokens in, {usage.output_tokens:,} out"
        )
