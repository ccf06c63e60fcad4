"""The negative controls: statements that are wrong on purpose, and what catches them.

In comes material, out come catch rates and false alarms. The gates, the resolver and the judge are
those that stand behind every answer.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from reviewer.errors import UsageError
from reviewer.evaluation.checking import Checked, KeptVectors, by_gates, by_judge, embedder_of
from reviewer.evaluation.controls.breaking import CONTROLS, SWAPPED, Trial, trials
from reviewer.evaluation.controls.counting import by_score, caught, share
from reviewer.evaluation.controls.from_collection import from_collection
from reviewer.evaluation.controls.from_file import SAVED, from_file
from reviewer.evaluation.controls.material import Material
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
_TIMED = 30
"""Statements whose gates are timed."""


def evaluate_proof(
    ws: Workspace,
    material: Material,
    *,
    seed: int,
    judge: bool = False,
    progress: Progress = silent,
) -> ProofEvaluation:
    """Break every statement in every way that it allows, and count what is caught.

    Args:
        ws: whose embedder, and whose words where the material brings none, the gates use.
        material: statements, and what to swap in.
        seed: decides which numbers, words and papers are put in; the same gives the same figures.
        judge: have the language model judge each trial too.
        progress: told how far checking is.

    Raises:
        UsageError: a judge is wanted and there is no model.
    """
    backend = ws.backend if judge else None
    if judge and backend is None:
        raise UsageError("--judge needs a language model", hint="name one with --model")
    start = time.perf_counter()
    rarity = material.rarity or ws.store.lexical.rarity
    broken = _made(material, seed, progress)
    embedder = embedder_of(ws)
    milliseconds = _timed(material, Gates(rarity, embedder))
    gates = Gates(rarity, None if embedder is None else KeptVectors(embedder))
    claims: list[Claim] = [(one.text, one.quotes) for one in material.statements]
    claims += [(one.text, one.quotes) for one in broken]
    checked = by_gates(claims, gates, progress)
    with nullcontext() if backend is None else backend.recording() as spent:
        judged = _judged(claims, backend, ws, progress)
    number = len(material.statements)
    pointed = list(pointer_trials(material.statements, gates))
    return ProofEvaluation(
        source=material.source,
        statements=number,
        seed=seed,
        embedder=embedder_name(ws),
        judge=None if backend is None else backend.role("judge").name,
        untouched=tuple(_untouched(material, checked[:number], judged[:number])),
        controls=tuple(_controls(broken, checked, judged)),
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
    claims: Sequence[Claim], backend: "Backend | None", ws: Workspace, progress: Progress
) -> list[Verdict | None]:
    if backend is None:
        return [None] * len(claims)
    return by_judge(claims, backend.role("judge"), ws.located.root, progress)


def _untouched(
    material: Material, whole: Sequence[Checked], judged: Sequence[Verdict | None]
) -> Iterator[Caught]:
    kinds = list(dict.fromkeys(one.kind for one in material.statements))
    for kind in [None, *kinds] if len(kinds) > 1 else [None]:
        own = [
            place
            for place, one in enumerate(material.statements)
            if kind is None or one.kind == kind
        ]
        name = WHOLE if kind is None else f"{WHOLE}, {kind}"
        yield caught(name, [(n, whole[n]) for n in own], whole, [judged[n] for n in own])


def _controls(
    broken: Sequence[Trial], checked: Sequence[Checked], judged: Sequence[Verdict | None]
) -> Iterator[Caught]:
    number = len(checked) - len(broken)
    whole = checked[:number]
    for control in CONTROLS:
        own = [n for n, one in enumerate(broken) if one.control == control]
        if own:
            tried = [(broken[n].statement, checked[number + n]) for n in own]
            found = caught(control, tried, whole, [judged[number + n] for n in own])
            scored = by_score(tried, whole) if control in SWAPPED else {}
            yield found.model_copy(update=scored)


def _shares(pointed: Iterable[Pointed]) -> Iterator[Caught]:
    trials_of: dict[str, list[tuple[int, bool]]] = {}
    for one in pointed:
        trials_of.setdefault(one.control, []).append((one.statement, one.caught))
    for control, some in trials_of.items():
        yield share(control, some)
