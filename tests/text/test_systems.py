import pytest

from reviewer.text.systems import with_system_as_subject


@pytest.mark.parametrize(
    ("sentence", "turned"),
    [
        (
            "To hear bees in rain, we propose Hummer, which filters the drops.",
            "To hear bees in rain, Hummer filters the drops.",
        ),
        (
            "To hear bees in rain, we propose Hummer, a microphone that filters drops.",
            "Hummer is a microphone that filters drops.",
        ),
        (
            "We design a cheap microphone, Hummer, to hear bees in rain.",
            "Hummer is a cheap microphone to hear bees in rain.",
        ),
        (
            "We propose the Hive Unit Monitor (HUM), aiming to hear bees in rain.",
            "The Hive Unit Monitor (HUM) aims to hear bees in rain.",
        ),
        (
            "We present HUM, or Hive Unit Monitor, as a cheap scale for hives.",
            "HUM is a cheap scale for hives.",
        ),
        (
            "Our method, Hive Unit Monitor (HUM), directly weighs every hive.",
            "Hive Unit Monitor (HUM) directly weighs every hive.",
        ),
        (
            "We propose Hummer, a microphone that hears all bees, and show that it is cheap.",
            "Hummer is a microphone that hears all bees.",
        ),
        (
            "We propose beeNet, a microphone that hears all bees.",
            "beeNet is a microphone that hears all bees.",
        ),
        ("We introduce a method named Hummer.", None),
        ("We propose a scale.", None),
    ],
)
def test_what_was_made_is_the_subject(sentence: str, turned: str | None) -> None:
    assert with_system_as_subject(sentence) == turned
