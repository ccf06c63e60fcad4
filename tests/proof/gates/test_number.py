"""A number that the quotes do not say is objected to, however the rest of the statement reads."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.models import Support
from reviewer.proof.gates.number import number_gate
from tests.proof.gates.quoting import quote


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("Foraging falls by 34%.", r"Foraging falls by 34.0\%."),
        ("It is 20 times faster.", "It is 20x faster."),
        ("Between 3 and 5 percent leave.", "3–5% leave."),
        ("Three hives were lost.", "We lost 3 hives."),
        ("We lost 3 hives.", "Three hives were lost."),
        ("The 2 old hives hum.", "Both hives hum."),
        ("It takes 1 hive.", "It takes a single hive."),
        ("A 7B model.", "A model of 7 billion parameters."),
        ("It needs 5 GB.", "It needs 5 of them."),
        ("Gains of 3.4% follow.", "Gains of 3.4 points follow."),
        ("80% of bees.", "A share of 0.80 of bees."),
        ("Half of them, 50%, leave.", "Half of them leave."),
        ("HiveNet-4 sees GSM8K.", "HiveNet 4 sees GSM8K."),
        ("Swarm 3.1 hums.", "Swarm-3.1 hums."),
        ("Apis 7B hums, as 7B models do.", "Apis-7B hums."),
        ("Apis2.5-7B hums.", "Apis2.5 (7B and 13B) hums."),
        ("One of the bees hums.", "A bee hums."),
        ("Errors of 10^{-3} remain.", "Errors of 10−3 remain."),
        ("Errors of 1,000 remain.", "Errors of 1000 remain."),
        ("It has (1) a queen and (2) drones.", "It has a queen and drones."),
    ],
)
def test_a_number_that_is_written_otherwise_passes(statement: str, source: str) -> None:
    assert number_gate(statement, [quote(source)]).support is Support.SUPPORTED


@pytest.mark.parametrize(
    ("statement", "source", "missing"),
    [
        ("Foraging falls by 45%.", "Foraging falls by 34%.", "45%"),
        ("In 34 hives.", "In 34% of hives.", "34"),
        ("In 34% of hives.", "In 34 hives.", "34%"),
        ("It needs 5 GB.", "It needs 5 MB.", "5 GB"),
        ("It is 3x faster.", "It is faster by 3%.", "3x"),
        ("It takes 1 hive.", "One of us lost a hive.", "1"),
        ("Four hives were lost.", "Three hives were lost.", "Four"),
        ("HiveNet-4 hums.", "HiveNet-3 hums on 4 days.", "HiveNet-4"),
        ("GSM9K is easy.", "GSM8K is easy in 9 of 10 cases.", "GSM9K"),
        ("On 8 tasks it hums.", "On GSM8K it hums.", "8"),
        ("Swarm 3.1 hums.", "Swarm 3 hums.", "3.1"),
        ("A 7B model.", "A model on 7 tasks.", "7B"),
        ("It gains 200 percent.", "It gains 20 percent in 2 hives.", "200 percent"),
        ("It gains 3 points.", "It gains 2 points on ApiS^3.", "3 points"),
        ("It doubles the yield.", "It raises the yield.", "doubles"),
        ("It has (1) a queen and (7) drones.", "It has a queen and drones.", "7"),
        ("It is 45% and 1,200 and 45%.", "It is.", "45%, 1200"),
    ],
)
def test_a_number_its_quotes_do_not_say_is_named(statement: str, source: str, missing: str) -> None:
    verdict = number_gate(statement, [quote(source)])
    assert verdict.support is Support.UNSUPPORTED
    assert verdict.reason is not None
    said = re.sub(r", 1(?=,|$)", "", verdict.reason)  # a broken list has a 1 of its own
    assert said.replace("say 1, ", "say ") == f"its quotes do not say {missing}"


def test_a_number_in_the_title_it_is_about_passes() -> None:
    assert number_gate("HiveNet-4 hums.", [quote("It hums.", title="HiveNet-4: Humming")]) == (
        number_gate("It hums.", [quote("It hums.")])
    )


def test_papers_are_counted_by_code_and_only_papers() -> None:
    quotes = [quote("Bees hum.", paper_id=name) for name in ("a", "b", "c", "c")]
    counted = number_gate("Three recent papers find that bees hum.", quotes)
    assert (counted.support, counted.counted) == (Support.SUPPORTED, ("Three recent papers",))
    assert number_gate("All 3 studies find it.", quotes).counted == ("3 studies",)
    assert number_gate("Four papers find it.", quotes).support is Support.UNSUPPORTED
    assert number_gate("Three bees hum.", quotes).support is Support.UNSUPPORTED


SENTENCE = st.text(alphabet="aB 0123456789.%x(),-^\\$GMKk", max_size=60)


@given(SENTENCE)
def test_a_quote_says_each_of_its_own_numbers(text: str) -> None:
    assert number_gate(text, [quote(text)]).support is Support.SUPPORTED


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_raises(text: str, source: str) -> None:
    number_gate(text, [quote(source, title=text[:9])])
    number_gate(text, [])


@given(
    st.integers(0, 10**7),
    st.integers(0, 10**7),
    st.sampled_from(["falls by {}%", "needs {} GB", "is {}x faster", "saw {} hives", "is 0.{}"]),
)
def test_a_number_swapped_for_another_is_always_caught(one: int, other: int, shape: str) -> None:
    source, changed = (f"It {shape.format(number)}." for number in (one, other))
    if float(f"0.{one}") == float(f"0.{other}") or one == other:
        return
    assert number_gate(changed, [quote(source)]).support is Support.UNSUPPORTED
