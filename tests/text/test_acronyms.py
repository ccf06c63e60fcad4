from hypothesis import given
from hypothesis import strategies as st

from reviewer.text.acronyms import confusing, current, names_given, own_names, unexplained

HUM = names_given("Hive Unit Monitors at Work", "We propose the Hive Unit Monitor (HUM), a scale.")
OTHER_HUM = names_given("HUM: Bees by Ear", "Bees are loud. We present HUM, a microphone.")
BUZZ = names_given("On Buzzing", "We use a Hive Unit Monitor (HUM) and a net.")


def test_a_paper_gives_a_name_by_its_title_or_by_saying_what_it_stands_for() -> None:
    assert set(HUM) == {"HUM"}
    assert HUM["HUM"]
    assert {"HUM": frozenset()} == OTHER_HUM
    assert names_given("Loud Bees", "We count bees, and name no thing.") == {}


def test_a_name_that_stands_for_two_things_is_confusing() -> None:
    assert confusing([HUM, OTHER_HUM]) == {"HUM"}
    assert confusing([HUM, BUZZ]) == frozenset()
    assert confusing([HUM]) == frozenset()


@given(st.text(max_size=100), st.text(max_size=200))
def test_a_name_is_as_the_paper_writes_it(title: str, abstract: str) -> None:
    for name in names_given(title, abstract):
        assert len(name) >= 2


def test_a_name_that_another_sentence_explains_is_unexplained_here() -> None:
    assert unexplained("HUM is cheap.", HUM, "Hive Unit Monitors at Work") == ["HUM"]
    assert unexplained("The Hive Unit Monitor (HUM) is cheap.", HUM, "On Hives") == []
    assert unexplained("HUM is cheap.", HUM, "HUM: Bees by Ear") == []
    assert current([HUM, OTHER_HUM, {}]) == {"HUM"}
    assert current([HUM]) == frozenset()


def test_a_paper_owns_what_it_says_that_it_made() -> None:
    assert own_names("Hive Unit Monitors at Work", "We propose the Hive Unit Monitor (HUM).") == {
        "HUM"
    }
    assert own_names("Bees", "It helps to propose a loud hive network (HumNET) by ear.") == {
        "HumNET"
    }
    assert own_names("Bees", "We propose a box, namely BUZ2, for bees.") == {"BUZ2"}
    assert own_names("HUM: Bees by Ear", "Bees are loud.") == {"HUM"}
    assert own_names("Bees", "We propose a scale for Hive Unit Monitors (HUM).") == frozenset()
    assert own_names("Bees", "We use a Hive Unit Monitor (HUM).") == frozenset()
