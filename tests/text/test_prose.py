"""What is a sentence that can be quoted, and what is left of a table or a list of links."""

import pytest

from reviewer.text.prose import is_prose, is_whole


@pytest.mark.parametrize(
    "sentence",
    [
        "Tides are measured twice a day.",
        "The gauge agrees with the old one ($R^2 = 0.56$, $MAE = 579 cm^2$) on 40 days.",
        "We reach 91.1% on sentences of 40 words and 89.5% on those of 100 words.",
        "A survey of 12 ports (see https://example.org) is described.",
        "“Nobody counts herons at night,” they say [12].",
    ],
)
def test_running_text_is_prose(sentence: str) -> None:
    assert is_prose(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "0 10 20 30 40 50 Height of the tide in the harbour of the town.",
        "[1] https://a.example/x [2] https://a.example/y [3] https://a.example/z",
        "Project page: https://example.org/tides.",
        "Gauge 91.1 92.0 3 17 22.5 Buoy 90.3 91.1 2 12 21.9.",
        "(a) (b) (c)",
        "",
    ],
)
def test_axes_tables_and_links_are_not(sentence: str) -> None:
    assert not is_prose(sentence)


@pytest.mark.parametrize(
    ("sentence", "whole"),
    [
        ("Tides rise twice a day.", True),
        ("mLEARn is a tool for tides.", True),
        ("“Tides rise,” they say [3].", True),
        ("12 gauges were read (see above).", True),
        ("Tides rise twice a day.3", True),
        ("the tide rises twice a day.", False),
        ("(Ruiz, 2020).8 Moreover, tides rise.", False),
        ("The gauge returns the height of the", False),
    ],
)
def test_a_torn_sentence_of_a_full_text_is_not_whole(sentence: str, whole: bool) -> None:
    assert is_whole(sentence) is whole
