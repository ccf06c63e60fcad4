"""Whatever stands in a file of questions or statements, it is read or refused with a reason."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import UsageError
from reviewer.evaluation.answers.questions import read_labels
from reviewer.evaluation.controls.breaking import trials
from reviewer.evaluation.controls.from_file import from_file
from reviewer.evaluation.controls.pointing import pointer_trials, quote_trials
from reviewer.proof import Gates

WORDS = st.sampled_from(
    [
        *(
            "",
            " ",
            "Bees hum at night.",
            "Bees hum [0]. Eels swim far [1-3], [2].",
            "7 of 9",
            "\x00",
        ),
        *("[9999999]", "\n\n# A\n- b", "0", "unanswerable", "Hives may hum. [1]"),
    ]
)
SCALARS = (
    st.just("\ud800")
    | st.none()
    | st.booleans()
    | st.integers(-2, 10**20)
    | st.floats()
    | WORDS
    | st.text()
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def mostly(draw: st.DrawFn, *usual: st.SearchStrategy[object]) -> object:
    """One of the usual values, one time in ten something else."""
    return draw(ANYTHING if draw(st.integers(0, 9)) == 9 else st.one_of(*usual))


def some(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.lists(inner, min_size=1, max_size=3)


def record(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """An object with these fields, whatever they hold."""
    return st.fixed_dictionaries(fields)


TEXTS = mostly(WORDS)
QUOTES = record(
    title=TEXTS,
    text=TEXTS,
    start=mostly(st.integers(-1, 9)),
    chunk_id=TEXTS,
    paper_id=TEXTS,
)
STATEMENTS = record(statement=TEXTS, quotes=mostly(some(mostly(QUOTES))), topic=TEXTS)
ANSWERS = record(question=TEXTS, statements=mostly(some(mostly(STATEMENTS))))
EXPERTS = record(id=TEXTS, input=TEXTS, output=TEXTS, ctxs=mostly(some(mostly(QUOTES))))
RUNS = record(runs=mostly(some(record(answer=ANSWERS))))
QUESTIONS = record(
    id=TEXTS,
    question=TEXTS,
    type=TEXTS,
    gold=mostly(WORDS, some(TEXTS)),
    answerable=mostly(st.booleans()),
    must_contain=mostly(some(TEXTS)),
)
FILES = st.one_of(*(some(mostly(kind)) for kind in (STATEMENTS, ANSWERS, EXPERTS, RUNS)), ANSWERS)
slowly = settings(
    max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


def written(folder: Path, value: object, lines: bool) -> Path:
    path = folder / "given.json"
    rows = value if lines and isinstance(value, list) else [value]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


@slowly
@given(value=some(mostly(QUESTIONS)), lines=st.booleans())
def test_a_file_of_questions_is_read_or_refused(tmp_path: Path, value: object, lines: bool) -> None:
    try:
        labels = read_labels(written(tmp_path, value, lines))
    except UsageError:
        return
    assert labels.questions


@slowly
@given(value=FILES, lines=st.booleans())
def test_a_file_of_statements_is_read_or_refused(
    tmp_path: Path, value: object, lines: bool
) -> None:
    try:
        material = from_file(written(tmp_path, value, lines), lambda chunk: None)
    except UsageError:
        return
    claims = [(one.text, one.quotes) for one in trials(material, 1)]
    assert len(Gates(material.rarity).measure_all(claims)) == len(claims)
    assert all(one.caught in (True, False) for one in pointer_trials(material.statements, Gates()))
    list(quote_trials(material.statements))


@pytest.mark.parametrize("text", ["", ".", "[1.1]", "a b c d", "\u2028", "[" * 90])
def test_a_statement_of_any_text_is_broken_without_a_word(tmp_path: Path, text: str) -> None:
    line = {"statement": f"x {text}", "quotes": [{"title": text, "text": f"y {text} 7 may"}]}
    material = from_file(written(tmp_path, [line, line], True), lambda chunk: None)
    assert len(list(pointer_trials(material.statements, Gates()))) >= 2
