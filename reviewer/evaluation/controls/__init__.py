"""The negative controls: statements that are wrong on purpose, and what catches them.

In comes material, out come catch rates and false alarms. The gates, the resolver and the judge are
those that stand behind every answer.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reviewer.errors import UsageError
from reviewer.evaluation.checking import Checked, KeptVectors, by_gates, by_judge, embedder_of
from reviewer.evaluation.controls.breaking import CONTROLS, FAR, NEAR, SWAPPED, Trial, trials
from reviewer.evaluation.controls.counting import by_score, caught, share
from reviewer.evaluation.controls.from_collection import from_collection
from reviewer.evaluation.controls.from_file import SAVED, from_file
from reviewer.evaluation.controls.material import Material, Proven, Quotes
from reviewer.evaluation.controls.pointing import Pointed, altered, pointer_trials, quote_trials
from reviewer.evaluation.controls.results import Caught, ProofEvaluation
from reviewer.evaluation.retrieval import embedder_name
from reviewer.models import Usage
from reviewer.progress import Progress, silent
from reviewer.proof import Claim, Gates, Verdict
from reviewer.workspace import Workspace

if TYPE_CHECKING:
    from reviewer.backends import Backend

__all__ = ["Material", "ProofEvaluation", "evaluate_proof", "from_collection", "from_file"]

WHOLE = "untouched"
AMONG = " (in an answer)"
_TIMED = 30
"""Statements whose gates are timed."""


def evaluate_proof(
    ws: Workspace,
    material: Material,
    *,
    seed: int,
    judge: bool = False,
    progress: Progress = silent,
    note: Callable[[str], None] | None = None,
) -> ProofEvaluation:
    """Break every statement in every way that it allows, and count what is caught.

    Args:
        ws: whose embedder, and whose words where the material brings none, the gates use.
        material: statements, and what to swap in.
        seed: decides which numbers, words and papers are put in; the same gives the same figures.
        judge: have the language model judge each trial too.
        progress: told how far checking is.
        note: told how many statements the judge will be asked of, before it is.

    Raises:
        UsageError: a judge is wanted and there is no model.
    """
    backend = ws.backend if judge else None
    if judge and backend is None:
        raise UsageError("--judge needs a language model", hint="name one with --model")
    start = time.perf_counter()
    rarity = material.rarity or ws.store.lexical.rarity
    broken = _made(material, seed, progress)
    if backend is not None and note is not None:
        number = len(material.statements) + len(broken)
        note(f"the judge is asked of {number:,} statements, ten to a call; --max-calls ends it")
    embedder = embedder_of(ws)
    milliseconds = _timed(material, Gates(rarity, embedder))
    gates = Gates(rarity, None if embedder is None else KeptVectors(embedder))
    with nullcontext() if backend is None else backend.recording() as spent:
        judging = partial(_judged, backend=backend, root=ws.located.root, progress=progress)
        said = _checked(material, broken, gates, progress, judging)
    pointed = list(pointer_trials(material.statements, gates))
    return ProofEvaluation(
        source=material.source,
        statements=len(material.statements),
        seed=seed,
        embedder=embedder_name(ws),
        judge=None if backend is None else backend.role("judge").name,
        untouched=tuple(_untouched(material, said)),
        controls=tuple(_controls(broken, said)),
        pointers=tuple(_shares(pointed)),
        quotes=tuple(_shares(quote_trials(material.statements))),
        altered=altered([one for one in material.statements if one.kind == SAVED]),
        far_from=material.far_from,
        near_from=material.near_from,
        usage=Usage() if spent is None else spent.usage,
        seconds=round(time.perf_counter() - start, 3),
        milliseconds=milliseconds,
        notes=material.notes,
        failed=tuple(material.problems.kept),
        failures=material.problems.count,
    )


def _made(material: Material, seed: int, progress: Progress) -> list[Trial]:
    """All trials; swaps in a collection take a search for each statement."""
    made: list[Trial] = []
    for trial in trials(material, seed):
        progress("breaking", trial.statement, len(material.statements))
        made.append(trial)
    progress("breaking", len(material.statements), len(material.statements))
    return made


def _timed(material: Material, gates: Gates) -> float:
    """Milliseconds that the gates take for a statement, ten at a time as in an answer."""
    claims = [(one.text, one.quotes) for one in material.statements[:_TIMED]]
    gates.measure_all(claims[:1])  # loads the embedder
    start = time.perf_counter()
    for at in range(0, len(claims), 10):
        by_gates(claims[at : at + 10], gates)
    return round((time.perf_counter() - start) / len(claims) * 1e3, 3)


def _judged(
    claims: Sequence[Claim], backend: "Backend | None", root: Path, progress: Progress
) -> list[Verdict | None]:
    if backend is None:
        return [None] * len(claims)
    return by_judge(claims, backend.role("judge"), root, progress)


class _Said(NamedTuple):
    """What was said of the whole statements and of the broken ones, each in their order.

    Args:
        whole: by the gates, of a statement and its quotes alone.
        broken: the same.
        whole_among: by the gates, among everything that was offered.
        broken_among: the same, of swapped citations.
        judged: by the judge, of all: the whole ones first.
    """

    whole: list[Checked]
    broken: list[Checked]
    whole_among: list[Checked]
    broken_among: dict[int, Checked]
    judged: list[Verdict | None]


def _checked(
    material: Material,
    broken: Sequence[Trial],
    gates: Gates,
    progress: Progress,
    judging: Callable[[Sequence[Claim]], list[Verdict | None]],
) -> _Said:
    claims = [*map(_claim, material.statements), *map(_claim, broken)]
    number = len(material.statements)
    alone = by_gates(claims, gates, progress)
    offered = [material.offered(one) for one in material.statements]
    swapped = {n: one for n, one in enumerate(broken) if one.control in (FAR, NEAR)}
    return _Said(
        whole=alone[:number],
        broken=alone[number:],
        whole_among=[
            _among(claim, gates, quotes)
            for claim, quotes in zip(claims[:number], offered, strict=True)
        ],
        broken_among={
            n: _among(_claim(one), gates, (*offered[one.statement], *one.quotes))
            for n, one in swapped.items()
        },
        judged=judging(claims),
    )


def _claim(one: Proven | Trial) -> Claim:
    return one.text, one.quotes


def _among(claim: Claim, gates: Gates, offered: Quotes) -> Checked:
    return by_gates([claim], gates.among(offered))[0]


def _untouched(material: Material, said: _Said) -> Iterator[Caught]:
    kinds = list(dict.fromkeys(one.kind for one in material.statements))
    for kind in [None, *kinds] if len(kinds) > 1 else [None]:
        own = [
            place
            for place, one in enumerate(material.statements)
            if kind is None or one.kind == kind
        ]
        name = WHOLE if kind is None else f"{WHOLE}, {kind}"
        judged = [said.judged[n] for n in own]
        yield caught(name, [(n, said.whole[n]) for n in own], said.whole, judged)
    yield caught(f"{WHOLE}{AMONG}", list(enumerate(said.whole_among)), said.whole_among)


def _controls(broken: Sequence[Trial], said: _Said) -> Iterator[Caught]:
    for control in CONTROLS:
        own = [n for n, one in enumerate(broken) if one.control == control]
        if not own:
            continue
        tried = [(broken[n].statement, said.broken[n]) for n in own]
        judged = [said.judged[len(said.whole) + n] for n in own]
        found = caught(control, tried, said.whole, judged)
        scored = by_score(tried, said.whole) if control in SWAPPED else {}
        yield found.model_copy(update=scored)
        if control in (FAR, NEAR):
            tried = [(broken[n].statement, said.broken_among[n]) for n in own]
            found = caught(f"{control}{AMONG}", tried, said.whole_among)
            yield found.model_copy(update=by_score(tried, said.whole_among))


def _shares(pointed: Iterable[Pointed]) -> Iterator[Caught]:
    trials_of: dict[str, list[tuple[int, bool]]] = {}
    for one in pointed:
        trials_of.setdefault(one.control, []).append((one.statement, one.caught))
    for control, some in trials_of.items():
        yield share(control, some)
