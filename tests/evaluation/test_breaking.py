"""Statements broken on purpose: what each change does, and when it is not tried."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.evaluation.controls.breaking import CONTROLS, CUT, FAR, NEAR, trials
from reviewer.evaluation.controls.material import Material, Proven, Swaps
from reviewer.evaluation.controls.numbers import (
    Change,
    exchanged,
    has_number,
    near_value,
    other_value,
    scaled_value,
    value_of,
    values_in,
)
from reviewer.evaluation.controls.rewording import reworded
from reviewer.evaluation.controls.wording import negated, strengthened, unhedged
from reviewer.models import Location, Quote

SAID = "Stopping early cuts the samples by 80.1% on GSM8K and by 33.8% on MATH in 3 runs."


def quote(text: str, title: str = "Bees") -> Quote:
    return Quote(
        paper_id=title.casefold(),
        title=title,
        text=text,
        location=Location(file="page.txt", line=1),
        chunk_id=title,
        start=0,
    )


def proven(text: str, *quotes: Quote, topic: str = "bees") -> Proven:
    return Proven(text, quotes, "verbatim", topic, tuple(one.text for one in quotes))


@pytest.mark.parametrize("change", [near_value, scaled_value, other_value])
@given(seed=st.integers(0, 10_000))
def test_a_changed_number_is_one_that_no_quote_holds(change: Change, seed: int) -> None:
    changed = change(SAID, [SAID], Random(seed))
    assert changed is not None
    new = values_in([changed]) - values_in([SAID])
    assert len(new) == 1
    assert len(values_in([SAID]) - values_in([changed])) <= 1
    assert "GSM8K" in changed


@given(st.text(max_size=80), st.text(max_size=80), st.integers(0, 99))
def test_any_text_is_changed_or_left_alone(text: str, source: str, seed: int) -> None:
    for change in (near_value, scaled_value, other_value, exchanged):
        changed = change(text, [source, text], Random(seed))
        assert changed is None or isinstance(changed, str)
    for reword in (negated, unhedged, strengthened):
        found = reword(text, [source], Random(seed))
        assert found is None or found != text
    assert reworded(text) != text


def test_a_number_that_the_source_does_not_hold_is_not_changed() -> None:
    assert near_value("It takes 7 days.", ["It takes a week."], Random(1)) is None


def test_no_number_becomes_one_that_the_source_spells() -> None:
    source = ["2 of four, 1, 3, 5, 6, 7, 8, 9 and zero"]
    for seed in range(50):
        assert near_value("It has 2 of them.", source, Random(seed)) is None


def test_exchanged_numbers_are_all_in_the_source() -> None:
    changed = exchanged("From 41 to 66 tests.", ["41 and 66"], Random(1))
    assert changed == "From 66 to 41 tests."
    assert exchanged("From 41 to 41.", ["41"], Random(1)) is None


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("GPT-4 and Llama-3.1-8B on H2O", False),
        ("(2) Scores rise.", False),
        ("a rate of Gpc^-3", False),
        ("grew by 34.0\\%", True),
        ("a 70-fold rise", True),
        ("20x faster", True),
        ("1,409 claims", True),
    ],
)
def test_a_number_of_a_name_an_item_or_an_exponent_stays(text: str, has: bool) -> None:
    assert has_number(text) == has


@pytest.mark.parametrize(
    ("number", "value"), [("1,409", "1409"), ("34.0", "34"), ("0,5", "0.5"), ("1.2.3", "1.2")]
)
def test_the_value_of_a_number_is_read_as_people_write_it(number: str, value: str) -> None:
    assert value_of(number) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "opposite"),
    [
        ("Bees can count.", "Bees cannot count."),
        ("Bees cannot count.", "Bees can count."),
        ("The count is within 7%.", "The count is not within 7%."),
        ("It does not improve.", "It does improve."),
        ("The method improves recall.", "The method does not improve recall."),
        ("The results showed a loss.", "The results did not show a loss."),
        ("The authors propose a scale.", "The authors do not propose a scale."),
        ("It has been shown before.", "It has not been shown before."),
        ("They may, in theory, help.", "They may not, in theory, help."),
    ],
)
def test_a_negation_is_put_in_or_taken_out(text: str, opposite: str) -> None:
    assert negated(text, [], Random(1)) == opposite


def test_a_statement_without_a_verb_that_is_known_is_not_negated() -> None:
    assert negated("A new scale under a hive.", [], Random(1)) is None


def test_a_hedge_is_dropped_only_where_the_source_hedges_too() -> None:
    text = "Rain may make the method fail."
    assert unhedged(text, [text], Random(1)) == "Rain will make the method fail."
    assert unhedged(text, ["Rain makes the method fail."], Random(1)) is None


def test_a_claim_is_strengthened_only_to_what_the_source_does_not_say() -> None:
    text = "The results show that hives hum."
    assert strengthened(text, [text], Random(1)) == "The results prove that hives hum."
    assert strengthened(text, ["We prove that hives hum."], Random(1)) is None


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("However, hives hum (as all know) at night.", "Hives hum at night."),
        ("We propose a novel scale.", "The authors introduce a new scale."),
        ("To solve the (often NP-)hard task.", None),
        ("Hives hum.", None),
    ],
)
def test_a_sentence_is_reworded_by_rule_or_not_at_all(sentence: str, other: str | None) -> None:
    assert reworded(sentence) == other


def material(*statements: Proven) -> Material:
    swaps = Swaps(statements)
    return Material(
        statements=statements,
        offered=swaps.offered,
        far=swaps.far,
        near=swaps.near,
        far_from="far",
        near_from="near",
        source="a test",
    )


def test_a_swap_is_of_another_topic_or_of_the_same_and_never_of_the_cited_paper() -> None:
    bees, cameras = quote("Bees hum."), quote("Cameras see.", "Cameras")
    eels = quote("Eels swim.", "Eels")
    same = quote("The bees hum on.", "BEES!")
    statements = [
        proven("Bees hum.", bees),
        proven("Cameras see bees.", cameras),
        proven("Eels swim.", eels, same, topic="eels"),
    ]
    made = list(trials(material(*statements), 1))
    first = {control: [t.quotes for t in made if t[:2] == (control, 0)] for control in (FAR, NEAR)}
    assert first == {FAR: [(eels,)], NEAR: [(cameras,)]}


def test_trials_are_the_same_for_the_same_seed_and_differ_from_their_statement() -> None:
    statements = [proven(f"{SAID} {n}", quote(f"{SAID} {n}", f"Paper {n}")) for n in range(9)]
    made = list(trials(material(*statements), 1))
    assert made == list(trials(material(*statements), 1))
    assert made != list(trials(material(*statements), 2))
    assert {one.control for one in made} <= set(CONTROLS)
    whole = {(one.text, one.quotes) for one in statements}
    assert not [one for one in made if (one.text, one.quotes) in whole]


def test_half_of_a_quote_is_a_slice_of_it() -> None:
    one = proven("Bees hum.", quote("Bees  hum\nat night and by day."))
    cut = next(trial for trial in trials(material(one), 1) if trial.control == CUT)
    assert cut.quotes[0].text == "Bees  hum\nat"


def test_what_was_offered_is_every_sentence_cited_for_the_topic() -> None:
    statements = [
        proven("Bees hum.", quote("Bees hum at night. They sleep by day.")),
        proven("Cameras see.", quote("Cameras see bees.", "Cameras")),
        proven("Eels swim.", quote("Eels swim far.", "Eels"), topic="eels"),
    ]
    offered = material(*statements).offered(statements[0])
    assert [one.text for one in offered] == [
        "Bees hum at night.",
        "They sleep by day.",
        "Cameras see bees.",
    ]
