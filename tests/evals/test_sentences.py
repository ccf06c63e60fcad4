"""Sentence boundaries against SciFact's own: 5,183 abstracts, their sentences joined by a space.

`pytest tests/evals/test_sentences.py -s` prints what was measured. SciFact's sentences come from
a splitter too, which cuts at `+/-` and inside `J. Mol. Biol.`; nothing reaches 1 here.
"""

import gzip
import json
from pathlib import Path

import pytest

from reviewer.text.sentences import split

pytestmark = pytest.mark.shared


def joined(sentences: list[str]) -> tuple[str, set[int]]:
    """One text, and where its sentences end, the last one excepted."""
    parts = [sentence.strip() for sentence in sentences if sentence.strip()]
    ends, end = set(), -1
    for part in parts:
        end += 1 + len(part)
        ends.add(end)
    return " ".join(parts), ends - {end}


def test_the_boundaries_of_five_thousand_abstracts_come_back(shared: Path) -> None:
    with gzip.open(shared / "data/scifact/corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        abstracts = [joined(json.loads(line)["sentences"]) for line in lines]
    right = found = expected = exact = 0
    for text, ends in abstracts:
        given = {span.end for span in split(text)[:-1]}
        right, found, expected = right + len(given & ends), found + len(given), expected + len(ends)
        exact += given == ends
    precision, recall, share = right / found, right / expected, exact / len(abstracts)
    print(f"precision {precision:.4f} recall {recall:.4f} abstracts exact {share:.4f}")
    assert precision >= 0.992
    assert recall >= 0.964
    assert share >= 0.905
