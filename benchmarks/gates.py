"""What the gates cost and what they catch: `python -m benchmarks.gates`.

Milliseconds are those of this machine now; the ratio to the embedder's own time for the same texts
holds on a busy one. --shared measures swapped citations of ../shared instead; it embeds some 5,000
sentences first. It fails if a target is missed.
"""

import argparse
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median

from benchmarks.collection import SHARED, embedder, some_abstracts
from benchmarks.swaps import (
    ANSWERS,
    FAR,
    NEAR,
    UNTOUCHED,
    Case,
    cases,
    rarity_of,
    scores,
    separation,
)
from benchmarks.table import Row, judged, machine, markdown
from reviewer.embedding import Embedder
from reviewer.evaluation.checking import KeptVectors
from reviewer.models import Location, Quote
from reviewer.proof import Claim, Gates
from reviewer.text.sentences import sentences

STATEMENTS, QUOTES, ROUNDS = 10, 2, 15
MOST_MILLISECONDS = 150.0
TARGETS = {FAR: (0.993, 0.985), NEAR: (0.87, 0.60)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", action="store_true", help="what they catch, not what they cost")
    shared = parser.parse_args().shared
    rows = caught(embedder()) if shared else cost(embedder())
    print(f"{machine()}\n\n{markdown(rows)}")
    return int(any(row.met is False for row in rows))


def cost(local: Embedder) -> list[Row]:
    """What the gates take for an answer of ten statements with two quotes each, judge aside."""
    answers = [_answer(number) for number in range(ROUNDS)]
    whole, bare, words = Gates(embedder=local), [], Gates()
    texts = [
        [*(text for text, _ in answer), *(q.text for _, quotes in answer for q in quotes)]
        for answer in answers
    ]
    local.embed(texts[0])
    milliseconds, ratios = [], []
    for answer, raw in zip(answers, texts, strict=True):
        gated = _timed(partial(_verdicts, whole, answer))
        alone = _timed(partial(local.embed, raw))
        bare.append(_timed(partial(_verdicts, words, answer)))
        milliseconds.append(gated)
        ratios.append(gated / alone)
    return [
        judged(
            f"gates, {STATEMENTS} statements of {QUOTES} quotes, ms",
            median(milliseconds),
            "{:.0f}",
            most=MOST_MILLISECONDS,
        ),
        judged("the same without an embedder, ms", median(bare), "{:.1f}"),
        judged("gates, times the embedder's own time for these texts", median(ratios), "{:.2f}"),
    ]


def caught(local: Embedder) -> list[Row]:
    """How well the coverage score tells a swapped citation from one that an expert gave."""
    found = cases(SHARED / ANSWERS)
    rarity = rarity_of(found)
    kept = KeptVectors(local)
    settings = (
        ("by itself", Gates(rarity, kept), False),
        ("among what was offered", Gates(rarity, kept), True),
        ("by itself, no collection", Gates(None, kept), False),
        ("by itself, words only", Gates(rarity), False),
        ("among what was offered, words only", Gates(rarity), True),
    )
    counts = [
        Row(f"{kind}: cases", str(sum(case.kind == kind for case in found)))
        for kind in (UNTOUCHED, FAR, NEAR)
    ]
    return counts + [row for setting in settings for row in _separated(found, *setting)]


def _separated(found: list[Case], name: str, gates: Gates, among: bool) -> list[Row]:
    score = scores(found, gates, among=among)
    judge = name == "among what was offered"
    rows = []
    for kind, (auc, share) in TARGETS.items():
        got = separation(found, score, kind)
        for what, figure, least in (("AUC", got.auc, auc), ("caught", got.caught, share)):
            label = f"{name}; {kind}: {what}"
            rows.append(judged(label, figure, "{:.3f}", least=least if judge else None))
    return rows


def _answer(number: int) -> list[Claim]:
    """Ten statements, each the joined openings of two sentences of an abstract."""
    abstracts = some_abstracts((number + 1) * STATEMENTS)[number * STATEMENTS :]
    claims: list[Claim] = []
    for place, (title, text) in enumerate(abstracts):
        quoted = (sentences(text) * QUOTES)[:QUOTES]
        quotes = [
            Quote(
                paper_id=str(place),
                title=title,
                text=part,
                location=Location(file="arxiv"),
                chunk_id=str(place),
                start=0,
            )
            for part in quoted
        ]
        openings = [" ".join(part.split()[:15]).rstrip(".,;") for part in quoted]
        claims.append((f"{', and '.join(openings)}.", quotes))
    return claims


def _verdicts(gates: Gates, answer: list[Claim]) -> None:
    for (text, quotes), alignment in zip(answer, gates.measure_all(answer), strict=True):
        gates.verdict(text, quotes, alignment)


def _timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1e3


if __name__ == "__main__":
    sys.exit(main())
