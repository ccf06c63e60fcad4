import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reviewer.text.agreement import plural
from reviewer.text.systems import with_system_as_subject
from reviewer.text.third_person import (
    AUTHORS,
    THEY,
    spoken,
    third_person,
    with_one_author,
    with_title_as_subject,
)

FIRST_PERSON = re.compile(
    r"\b(?:we|our|ours|us|ourselves|my|myself)\b|(?<![\w-])I(?!\w)(?!\))"
    r"|\bthis (?:paper|work|study|article|survey)\b",
    re.IGNORECASE,
)
COUNTRY = re.compile(r"\bU\.?S\.?(?:A\.?)?(?=\W|$)")

TURNED = [
    ("We count bees by ear.", "The authors count bees by ear."),
    ("In this paper, we count bees.", "The authors count bees."),
    ("In this work we count bees.", "The authors count bees."),
    ("In this short paper, we count bees.", "The authors count bees."),
    ("Here, we count bees.", "The authors count bees."),
    ("To this end, we count bees.", "The authors count bees."),
    ("To address this problem, we count bees.", "The authors count bees."),
    ("Motivated by these gaps, we count bees.", "The authors count bees."),
    ("In light of this, we count bees.", "The authors count bees."),
    ("However, in this study, we count bees.", "The authors count bees."),
    ("Building on this, our scale counts bees.", "The authors' scale counts bees."),
    ("Finally, we also count drones.", "The authors count drones."),
    ("We then count drones.", "The authors count drones."),
    ("We theoretically bound the count.", "The authors theoretically bound the count."),
    ("With cheap microphones, we count bees.", "With cheap microphones, the authors count bees."),
    ("In June, we then count drones.", "In June, the authors count drones."),
    ("If rain falls, we close the hive.", "If rain falls, the authors close the hive."),
    (
        "We weigh our hives and bring them to our garden.",
        "The authors weigh their hives and bring them to their garden.",
    ),
    (
        "We state our weighing problem as a search.",
        "The authors state the weighing problem as a search.",
    ),
    ("Our understanding of bees is small.", "The understanding of bees is small."),
    ("Loud hives prevent us from sleep.", None),
    ("Rain is one of the problems we try to solve.", None),
    ("We weigh what we hear.", "The authors weigh what they hear."),
    ("Our scale is cheap.", "The authors' scale is cheap."),
    ("Tests show that our scale is cheap.", "Tests show that the authors' scale is cheap."),
    ("It turns out that rain hurts us.", None),
    ("A dry summer lets us count twice.", "A dry summer lets the authors count twice."),
    ("This paper introduces a scale.", "The authors introduce a scale."),
    (
        "This paper studies hives and shows that rain hurts.",
        "The authors study hives and show that rain hurts.",
    ),
    (
        "This work focuses on rain and addresses drift.",
        "The authors focus on rain and address drift.",
    ),
    ("This study thus proposes a scale.", "The authors propose a scale."),
    ("We present what this paper is about.", "The authors present what the paper is about."),
    ("Bees sleep in winter.", "Bees sleep in winter."),
    (
        "The count rises by 12\\% and is 3times faster.",
        "The count rises by 12% and is 3 times faster.",
    ),
    ("We say ``hum`` to the bees.", "The authors say “hum” to the bees."),
]
REFUSED = [
    "This shows that bees hum.",
    "These hives are old.",
    "It counts bees.",
    "They count bees.",
    "Such hives are old.",
    "Both are cheap.",
    "We study this phenomenon.",
    "We find gaps in these two aspects.",
    "We use such information to count bees.",
    "We propose to count it.",
    "If this condition holds, we prove a bound.",
    "(2) We count bees.",
    "2) We count bees.",
    "For example, bees hum.",
    "We ask how bees hum?",
    "We count bees with the following steps:",
    "We count bees and",
    "Our code is available at https://bees.example.org.",
    "We release our code and models.",
    "Please check our website.",
    "See the hive.",
    "We reach \\mathcal{O}(n) bees.",
    "We bound x_{i} from below.",
    "We give % savings on two hives.",
    "We beat the scale of ().",
    "I count bees.",
    "We're counting bees.",
    'The keeper said "we count bees".',
    "The aforementioned hive is ours.",
    "When applied to hives, it hums.",
    "Which hive is best.",
    "",
    "   ",
]


@pytest.mark.parametrize("pair", TURNED, ids=lambda pair: pair[0])
def test_a_sentence_is_turned_to_the_third_person(pair: tuple[str, str | None]) -> None:
    assert third_person(pair[0], AUTHORS) == pair[1]


@pytest.mark.parametrize("sentence", REFUSED)
def test_a_sentence_that_would_dangle_or_break_is_refused(sentence: str) -> None:
    assert third_person(sentence, AUTHORS) is None
    assert with_system_as_subject(sentence) is None


def test_a_pointer_is_kept_if_what_it_points_to_is_in_the_sentence() -> None:
    sentence = "We place two hives and watch these hives for a year."
    assert third_person(sentence, AUTHORS) == (
        "The authors place two hives and watch these hives for a year."
    )


def test_authors_speak_by_we_by_our_or_as_this_paper() -> None:
    said = ("We weigh hives.", "Hives hum in our garden.", "This paper weighs hives.")
    assert all(spoken(one) for one in said)
    assert not spoken("Hives hum in the US.")


def test_a_group_by_name_speaks_for_itself() -> None:
    named = "Holt et al. (2019)"
    assert third_person("In June, we weigh our hives.", named) == (
        "In June, Holt et al. (2019) weigh their hives."
    )
    assert third_person("Our hives are old.", named) is None


def test_they_is_written_small_inside_a_sentence() -> None:
    assert third_person("We weigh our hives.", THEY) == "They weigh their hives."
    assert third_person("In June, we weigh our hives.", THEY) == (
        "In June, they weigh their hives."
    )
    assert third_person("Our hives are old.", THEY) == "Their hives are old."
    assert third_person("In June, our hives hum.", "Its authors") == (
        "In June, its authors' hives hum."
    )


@pytest.mark.parametrize(
    ("sentence", "turned"),
    [
        (
            "In this paper, we propose Hummer, a scale that hears bees.",
            "Hummer is a scale that hears bees.",
        ),
        (
            "We introduce HUM: Hive Unit Monitor, the first scale that hears.",
            "HUM (Hive Unit Monitor) is the first scale that hears.",
        ),
        (
            "We develop a small scale, called Hummer, based on wires.",
            "Hummer is a small scale based on wires.",
        ),
        (
            "We present a scale named Hummer, which hears bees.",
            "Hummer is a scale, which hears bees.",
        ),
        ("We propose the Hive Scale (HS), which hears bees.", "The Hive Scale (HS) hears bees."),
        ("We design Hummer that counts bees by ear.", "Hummer counts bees by ear."),
        ("We propose Hummer, a scale we built.", None),
        ("We propose Hummer, a scale, and show that it hears.", None),
        ("We propose Hum, a scale, and Buzz, a microphone.", None),
        ("We weigh hives.", None),
    ],
)
def test_a_system_becomes_the_subject_where_nothing_else_needs_the_authors(
    sentence: str, turned: str | None
) -> None:
    assert with_system_as_subject(sentence) == turned


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("We propose a scale.", "“Hives” proposes a scale."),
        ("We study hives.", "“Hives” studies hives."),
        ("In this paper, we also address rain.", "“Hives” addresses rain."),
        ("This paper weighs hives.", "“Hives” weighs hives."),
        (
            "We propose a scale and show that our method hears.",
            "“Hives” proposes a scale and shows that its method hears.",
        ),
        ("We weigh hives.", None),  # not a verb that a paper can do
        ("We study scales that count bees and show how loud they are.", None),
        ("We show that the scale lets us hear.", None),
        ("In June, we propose a scale.", None),
    ],
)
def test_a_title_becomes_the_subject_where_only_the_verb_changes(
    text: str, turned: str | None
) -> None:
    assert with_title_as_subject(text, "Hives") == turned


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        *(("proposes", "propose"), ("studies", "study"), ("addresses", "address")),
        *(("focuses", "focus"), ("is", "are"), ("has", "have"), ("relies", "rely")),
        *(("matches", "match"), ("mixes", "mix"), ("goes", "go"), ("uses", "use")),
    ],
)
def test_a_verb_agrees_with_a_plural_and_stays_so(verb: str, expected: str) -> None:
    assert plural(verb) == expected
    assert plural(plural(verb)) == expected


PIECES = st.sampled_from(
    [
        *(
            "we",
            "We",
            "our",
            "Our",
            "us",
            "ours",
            "ourselves",
            "Ourselves",
            "I",
            "my",
            "US",
            "U.S.",
        ),
        *("this paper", "In this paper, ", "This work ", "this study", "the authors", "WE", "oUr"),
        *(" propose ", " show that ", " Foo, ", "a ", "which uses ", "called ", " and ", "bees"),
        *(
            "To address this, ",
            "these",
            "it",
            "they",
            "12%",
            "3.5",
            "29times",
            "(1)",
            "\\%",
            "``x''",
        ),
        *(
            " ",
            ", ",
            ".",
            ". ",
            "!",
            "?",
            ":",
            "’s",
            "'re",
            '"',
            "“",
            "”",
            "\n",
            "\u00a0",
            "é",
            "1,000",
        ),
    ]
)
ANY_TEXT = st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=25).map("".join))
LIKELY = st.lists(PIECES, max_size=20).map(lambda words: "We show that " + " ".join(words) + ".")


@given(ANY_TEXT | LIKELY, st.sampled_from([AUTHORS, THEY, "Its authors", "Holt et al."]))
@example("We show that WE can.", AUTHORS)
@example("Ours is the best.", THEY)
@example("We bring ourselves and this nice paper.", AUTHORS)
def test_no_first_person_is_left_whatever_the_text(text: str, subject: str) -> None:
    for turned in (third_person(text, subject), with_system_as_subject(text)):
        if turned is not None:
            assert not FIRST_PERSON.search(COUNTRY.sub("", turned)), turned


@given(ANY_TEXT | LIKELY, st.sampled_from([AUTHORS, THEY]))
def test_no_number_comes_in_that_was_not_there(text: str, subject: str) -> None:
    digits = set(re.findall(r"\d+", text))
    for turned in (third_person(text, subject), with_system_as_subject(text)):
        assert set(re.findall(r"\d+", turned or "")) <= digits


@given(ANY_TEXT | LIKELY)
def test_what_was_turned_stays_as_it_is_when_turned_again(text: str) -> None:
    turned = third_person(text, AUTHORS)
    if turned is not None:
        again = third_person(turned, AUTHORS)
        assert again in (turned, None)


@given(ANY_TEXT | LIKELY)
def test_what_was_turned_begins_like_a_sentence_and_ends_like_one(text: str) -> None:
    turned = third_person(text, AUTHORS)
    if turned is not None:
        name = turned.split()[0]  # "iLQR" keeps its letters
        assert turned[0] == turned[0].upper() or name[1:] != name[1:].lower()
        assert re.search(r"[.!][)\"'”’\]]*$", turned)
        assert "\n" not in turned


@pytest.mark.parametrize(
    ("sentence", "turned"),
    [
        ("This paper describes a gauge for tides.", "Ruiz (2020) describes a gauge for tides."),
        ("We also study the tides of a harbour.", "Ruiz (2020) studies the tides of a harbour."),
        ("We have measured the tides.", "Ruiz (2020) has measured the tides."),
        ("We found that tides rise.", "Ruiz (2020) found that tides rise."),
        ("In ports, we show that tides rise.", "In ports, Ruiz (2020) shows that tides rise."),
        (
            "We propose a gauge and evaluate it in two harbours.",
            "Ruiz (2020) proposes a gauge and evaluates it in two harbours.",
        ),
        ("We propose a gauge for locks and evaluate it in two harbours.", None),
        ("We propose a gauge and test harbours.", None),
        ("We propose a gauge, show that it floats, and derive a bound.", None),
        ("We ponder the tides.", None),
    ],
)  # fmt: skip
def test_one_author_has_a_verb_in_the_singular(sentence: str, turned: str | None) -> None:
    text = third_person(sentence, "Ruiz (2020)")
    assert text is not None
    assert with_one_author(text, "Ruiz (2020)") == turned


@pytest.mark.parametrize("word", ["If", "When", "Unless", "As"])
def test_people_in_general_are_not_the_authors(word: str) -> None:
    sentence = f"{word} we want calm harbours, we need to train our pilots."
    assert third_person(sentence, "Ruiz and Lind (2020)") is None
