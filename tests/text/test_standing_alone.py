import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.text.standing_alone import alone, tidy


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("To address this, we weigh hives.", "we weigh hives."),
        ("To alleviate the problems, we weigh hives.", "we weigh hives."),
        ("Recognizing these limits, we weigh hives.", "we weigh hives."),
        ("As both hives are loud, we weigh hives.", "we weigh hives."),
        ("Most importantly, we weigh hives.", "we weigh hives."),
        ("Here we weigh hives.", "we weigh hives."),
        ("We weigh hives to overcome these problems.", "We weigh hives."),
        ("We build a scale that addresses this gap.", "We build a scale."),
        (
            "We build a scale that addresses these limits through two levers: a long and a short.",
            "We build a scale with two levers: a long and a short.",
        ),
        ("We address this gap by weighing hives.", "We address this gap by weighing hives."),
        ("We address this gap by using two hives.", "We use two hives."),
        ("This paper tackles both problems by using hives.", "This paper uses hives."),
        ("Based on the findings, we weigh hives.", "we weigh hives."),
        ("To tackle the two problems, we weigh hives.", "we weigh hives."),
        ("In response to that, in this work, we weigh hives.", "we weigh hives."),
        ("We build a scale to address it.", "We build a scale."),
        (
            "We build a scale to tackle the above problems to weigh hives.",
            "We build a scale to weigh hives.",
        ),
        (
            "We build a cheap scale that weighs the hives of a garden by replacing these levers.",
            "We build a cheap scale that weighs the hives of a garden.",
        ),
        (
            "We find that hives, notably those not hung in the sun, are light.",
            "We find that hives, notably those not hung in the sun, are light.",
        ),
        ("We show it is possible to weigh hives.", "We show it is possible to weigh hives."),
        ("The core of our scale is a spring.", "The core of our scale is a spring."),
        ("Abstract. We weigh hives.", "We weigh hives."),
        ("CONCLUSIONS: We weigh hives.", "We weigh hives."),
        ("by A Holt · 2019 · Cited by 7 — We weigh hives.", "We weigh hives."),
        (
            "We build a cheap scale for the hives of a garden, which weighs them at",
            "We build a cheap scale for the hives of a garden.",
        ),
        (
            "We build a cheap scale for the hives of a garden, greatly reducing the ...",
            "We build a cheap scale for the hives of a garden.",
        ),
        ("We \\emph{weigh} hives of Br\\'esil ``now''.", "We weigh hives of Brésil “now”."),
        ("We show shows that hives hum.", "We show shows that hives hum."),
        ("The results show show that hives hum.", "The results show that hives hum."),
        ("We build Hummer , a scale.", "We build Hummer, a scale."),
        ("We count H$_{2}$O drops.", "We count H$_{2}$O drops."),
    ],
)  # fmt: skip
def test_what_hangs_on_another_sentence_is_cut_off(sentence: str, left: str) -> None:
    found = alone(sentence)
    if sentence.startswith("We address this gap by weighing"):
        assert found is None  # weighing is no verb we know
    else:
        assert found == left


@pytest.mark.parametrize(
    "sentence",
    [
        "We weigh both hives.",
        "We weigh the two hives.",
        "We propose to weigh all three hives.",
        "The formalism lets bees hum.",
        "The key idea is a scale.",
        "We find the following: (1) Hives are loud.",
        "We weigh $\\mathcal{B}$ hives.",
        "We weigh {two} hives.",
        "We weigh hives and then",
        "We build a scale, which",
        "Dive into the research topics of hives.",
        "Weighing hives. Holt and Beck. Cited by 7.",
        "While many scales attempt to address this issue, we weigh hives.",
        "We build a scale that brings this cost to half, only for these swarms.",
        "We show that it is able to weigh hives.",
        "The core of it is a spring.",
        "Given the latter, hives are weighed.",
        "The scale of the above hives hums.",
        "Hive scales have been applied to.",
        "Hive scales weigh hives, e.g..",
        "Hive scales | Hives and Bees · Mira Holt weighs them.",
        "We weigh the loud hives of a garden in spring, which fails for these swarms.",
    ],
)
def test_what_points_back_or_is_broken_is_refused(sentence: str) -> None:
    assert alone(sentence) is None


def test_a_list_that_is_whole_is_kept() -> None:
    assert alone("We (1) weigh hives and (2) count bees.") is not None


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    assert tidy(tidy(text)) is not None
    found = alone(text)
    assert found is None or found.strip() == found
