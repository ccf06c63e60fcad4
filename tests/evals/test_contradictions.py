"""What a paper denies, found without a judge: SciFact's claims beside what decides them.

`pytest tests/evals/test_contradictions.py -s` prints what was measured. 957 pairs of a claim and
its evidence, of which 341 contradict it; the claims were written by people, most of those that are
contradicted by negating what a paper says.
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer.embedding import load_embedder
from reviewer.models import Location, Quote, Statement, Support
from reviewer.proof import Gates, disagreements
from reviewer.proof.gates.negation import negation_gate
from reviewer.settings import EmbeddingSettings

pytestmark = pytest.mark.shared

Pair = tuple[str, list[Quote], bool]


@pytest.fixture(scope="module")
def pairs(shared: Path) -> list[Pair]:
    """Claims with their evidence, and whether it contradicts them."""
    with gzip.open(shared / "data/scifact/corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        documents = {row["_id"]: row for row in map(json.loads, lines)}
    claims = (shared / "data/scifact/claims_train.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        pair
        for claim in map(json.loads, claims)
        for name, evidence in claim["evidence"].items()
        if name in documents
        for pair in _pairs_of(claim["claim"], documents[name], evidence)
    ]


def _pairs_of(claim: str, document: dict[str, object], evidence: object) -> Iterator[Pair]:
    sentences, title = document["sentences"], str(document["title"])
    assert isinstance(sentences, list)
    assert isinstance(evidence, list)
    for one in evidence:
        yield (
            claim,
            [_quote(str(document["_id"]), title, sentences[at]) for at in one["sentences"]],
            one["label"] == "CONTRADICT",
        )


def _quote(paper_id: str, title: str, text: str) -> Quote:
    place = Location(file="scifact")
    return Quote(
        paper_id=paper_id, title=title, text=text, location=place, chunk_id=paper_id, start=0
    )


def _statement(text: str, quotes: list[Quote]) -> Statement:
    return Statement(text=text, quotes=tuple(quotes), support=Support.SUPPORTED)


def test_the_negation_gate_flags_contradicted_claims_far_more_often_than_supported_ones(
    pairs: list[Pair],
) -> None:
    flagged = {True: 0, False: 0}
    asked = {True: 0, False: 0}
    for claim, quotes, contradicted in pairs:
        asked[contradicted] += 1
        flagged[contradicted] += negation_gate(claim, quotes) is not None
    caught, alarmed = flagged[True] / asked[True], flagged[False] / asked[False]
    print(f"negation gate: {caught:.3f} of {asked[True]} contradicted, ", end="")
    print(f"{alarmed:.3f} of {asked[False]} supported")
    assert caught >= 0.25
    assert alarmed <= 0.06


def test_disagreements_are_found_where_there_are_some_and_seldom_elsewhere(
    pairs: list[Pair],
) -> None:
    embedder = load_embedder(EmbeddingSettings())
    if embedder is None:
        pytest.skip("these figures are those of the embedder, and its weights are not here")
    gates = Gates(None, embedder)
    found = {True: 0, False: 0}
    for claim, quotes, contradicted in pairs:
        said = [quote.model_copy(update={"paper_id": "claim", "text": claim}) for quote in quotes]
        findings = [_statement(claim, said[:1]), _statement(quotes[0].text, quotes)]
        found[contradicted] += bool(disagreements(findings, gates))
    asked = sum(pair[2] for pair in pairs)
    caught, alarmed = found[True] / asked, found[False] / (len(pairs) - asked)
    print(f"disagreements: {caught:.3f} of contradicted, {alarmed:.3f} of supported")
    assert caught >= 0.12
    assert alarmed <= 0.04
