import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.text.glosses import long_forms, spelled


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("We use hive unit monitors (HUMs) at night.", {"HUMs": "hive unit monitors"}),
        ("The Hive Unit Monitor (HUM) is cheap.", {"HUM": "Hive Unit Monitor"}),
        ("Single-hive imaging (SHI) is hard.", {"SHI": "single-hive imaging"}),
        ("A Mixture-of-Hives (MoH) hums.", {"MoH": "Mixture-of-Hives"}),
        # one short name for several things would be wrong of one
        ("Wax-eating moth traps (WMT) work.", {}),
    ],
)
def test_a_short_name_stands_for_the_words_before_it(text: str, forms: dict[str, str]) -> None:
    assert long_forms(text) == forms


@pytest.mark.parametrize(
    "text",
    [
        "We weigh hives (HUM) at night.",  # other words
        "Fully HE (FHE) is slow.",  # half of it is no word
        "Bees (BEE) hum.",
        "We film it (in 2019).",
        "Of hives, unit monitors (HUM) are cheap.",  # over a comma
        "Hive 3D monitors (HDM) are cheap.",  # a figure
    ],
)
def test_words_that_do_not_spell_the_name_are_not_what_it_stands_for(text: str) -> None:
    assert long_forms(text) == {}


def test_a_name_is_spelled_out_where_it_first_stands_alone() -> None:
    long = "hive unit monitor"
    assert spelled("The HUM and the HUM hum.", "HUM", long) == (
        "The hive unit monitor (HUM) and the HUM hum."
    )
    assert spelled("HUM hums.", "HUM", long) == "Hive unit monitor (HUM) hums."


@pytest.mark.parametrize(
    "text",
    [
        "“HUM at Night” counts bees.",  # a title stays as it is
        "HUM-2 and the HUMs hum, and so does a (HUM).",
        "They build an HUM.",  # the article would be wrong
    ],
)
def test_a_name_that_cannot_be_spelled_out_is_left(text: str) -> None:
    assert spelled(text, "HUM", "hive unit monitor") is None


@given(st.text(max_size=80), st.text("ABab (-)s", max_size=30))
def test_a_long_form_stands_in_the_text_before_its_short_one(before: str, text: str) -> None:
    for short, long in long_forms(before + text).items():
        assert re.search(
            rf"{re.escape(long)} *{re.escape(f'({short})')}", before + text, re.IGNORECASE
        )
