import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.text.titles import short_name, title_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MedS$^3$", "MedS^3"),
        ("MedS$^3$: Small Models", "meds3 – small models"),
        ("H$_2$O", "H_2O"),
        ("Naïve Bees, Revisited", "NAIVE BEES: revisited!"),
        ("Straße der Bienen", "STRASSE DER BIENEN"),
        ("The ﬁrst hive", "The first hive"),
    ],
)
def test_two_spellings_of_a_title_have_one_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("DITTO", "DITTO-2"), ("World Models", "World Model"), ("C++ Bees", "C Bee")]
)
def test_different_titles_have_different_keys(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


@given(st.text())
def test_a_key_is_its_own_key(title: str) -> None:
    assert title_key(title_key(title)) == title_key(title)


def test_a_title_in_another_script_has_a_key() -> None:
    assert title_key("蜜蜂的语言") == "蜜蜂的语言"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Hummer: Counting Bees by Sound", "Hummer"),
        ("A^2Hive: Two Queens in One Box", "A^2Hive"),
        ("Bees$^3$: Cubes of Honey", "Bees^3"),
        ("Drone Net 2: More Drones", "Drone Net 2"),
        ("HIVE :Glued Colon", "HIVE"),
        ("Counting Bees", None),
        ("bees: a survey", None),
        ("a long way to the hive: bees walk", None),
        ("What Do Four or More Bees Want: A Study", None),
        ("Trailing Colon:", None),
    ],
)
def test_a_name_before_the_colon_is_found(title: str, name: str | None) -> None:
    assert short_name(title) == name


@given(st.text())
def test_any_title_may_be_asked_for_its_name(title: str) -> None:
    name = short_name(title)
    assert name is None or len(name) <= 40
