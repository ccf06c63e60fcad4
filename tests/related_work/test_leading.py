from reviewer.related_work.leading import Told, count_word, kinds, lead
from reviewer.related_work.listing import evidence_for, listed
from reviewer.text.phrases import key_of
from tests.candidates import candidates_of, passage_of


def rare(_: str) -> float:
    return 3.0


def told(title: str, text: str, shown: str | None = None) -> Told:
    passage = passage_of(title, text)
    seen = None if shown is None else frozenset(key_of(shown.split()).split())
    return Told(passage.paper, candidates_of(passage), seen)


SCALES = [
    told("One", "We propose hive scales that hum. They are cheap."),
    told("Two", "Bees are loud. We study hive scales at night."),
    told("Three", "In this paper, we study hive scales by day."),
    told("Four", "We film bees in June."),
]


def test_a_lead_counts_the_papers_that_hold_its_phrase_and_quotes_each() -> None:
    found = lead("Hive scales", SCALES, rare, 0, set())
    assert found is not None
    assert found.text == "Three of the papers study hive scales."
    assert found.counted == ("Three of the papers",)
    assert [quote.title for quote in found.quotes] == ["One", "Two", "Three"]
    assert all("hive scales" in quote.text for quote in found.quotes)
    again = lead("Hive scales", SCALES, rare, 1, set())
    assert again is not None
    assert again.text == "Three of the papers are about hive scales."


def test_a_lead_of_all_papers_says_so() -> None:
    found = lead("Hive scales", SCALES[:3], rare, 0, set())
    assert found is not None
    assert found.text == "Three papers study hive scales."


def test_too_few_papers_or_a_phrase_that_says_little_have_no_lead() -> None:
    assert lead("Hive scales", [SCALES[0], SCALES[3]], rare, 0, set()) is None
    assert lead("Hive scales", SCALES, lambda _: 0.5, 0, set()) is None
    assert lead("Hive scales", [*SCALES, *[SCALES[3]] * 6], rare, 0, set()) is None
    assert lead("", [], rare, 0, set()) is None


def test_what_led_a_theme_leads_no_other_one() -> None:
    led: set[str] = set()
    assert lead("Hive scales", SCALES, rare, 0, led) is not None
    assert lead("Hive scales", SCALES, rare, 1, led) is None


def test_a_phrase_that_needs_an_article_leads_nothing() -> None:
    papers = [told(f"{n}", "We build a hive scale for gardens.") for n in range(3)]
    assert lead("Hive scale", papers, rare, 0, set()) is None


def test_a_phrase_in_passing_is_not_what_a_paper_studies() -> None:
    papers = [told(f"{n}", "Hive scales are old. We film bees.") for n in range(3)]
    assert lead("Bees in June", papers, rare, 0, set()) is None


def test_a_lead_whose_phrase_is_shown_of_too_few_names_its_papers() -> None:
    text = "We propose hive scales that hum. They are cheap."
    shown, hidden = "hive scales that hum", "They are cheap"
    four = [told(f"Garden {n}", text, shown) for n in range(3)] + [told("Garden", text, hidden)]
    found = lead("Hive scales", four, rare, 0, set())
    assert found is not None
    assert found.text == "Four papers study hive scales."
    found = lead("Hive scales", four[2:], rare, 0, set())
    assert found is not None
    assert found.text == "Both “Garden 2” and “Garden” deal with hive scales."
    assert not found.counted
    assert [quote.title for quote in found.quotes] == ["Garden 2", "Garden"]
    three = [told(f"The Old Garden of the Valley by Day {n}", text, hidden) for n in range(3)]
    assert lead("Hive scales", three, rare, 0, set()) is None
    short = [told(f"Garden {n}", text, hidden) for n in range(3)]
    found = lead("Hive scales", short, rare, 0, set())
    assert found is not None
    assert found.text == "“Garden 0”, “Garden 1” and “Garden 2” deal with hive scales."


def test_a_third_of_a_theme_is_named_and_half_of_it_counted() -> None:
    text, other = "We propose hive scales that hum.", "We film bees."
    two = [told(f"Garden {n}", text, "hive scales") for n in range(2)]
    found = lead("Hive scales", [*two, *(told(f"{n}", other) for n in range(3))], rare, 0, set())
    assert found is not None
    assert found.text == "Both “Garden 0” and “Garden 1” deal with hive scales."
    assert lead("", [*two, *(told(f"{n}", other) for n in range(5))], rare, 0, set()) is None
    found = lead("Hive scales", [*two, *(told(f"{n}", other) for n in range(2))], rare, 0, set())
    assert found is not None
    assert found.text == "Two of the papers study hive scales."


def test_a_sentence_that_denies_shows_no_paper_to_be_about_a_phrase() -> None:
    denies = "We show that old keepers are unable to use hive scales."
    papers = [told("Old Keepers", denies), *SCALES[:2]]
    found = lead("Hive scales", papers, rare, 0, set())
    assert found is not None
    assert [quote.title for quote in found.quotes] == ["One", "Two"]


def test_what_a_figure_leaves_of_a_word_leads_nothing() -> None:
    papers = [told(f"Garden {n}", f"We propose ears with {n + 2}x speedups.") for n in range(2)]
    assert lead("X speedups", papers, rare, 0, set()) is None


def test_papers_of_a_kind_that_is_not_shown_are_not_counted() -> None:
    text = "We introduce a large benchmark of hives."
    others = [told("Three", "We film bees."), told("Four", "Bees hum.")]
    seen = [told("One", text, "a benchmark"), told("Two", text, "a benchmark")]
    assert kinds([*seen, *others], set()) is not None
    hidden = [told("One", text, "a benchmark"), told("Two", text, "hives")]
    assert kinds([*hidden, *others], set()) is None


def test_papers_of_one_kind_are_counted() -> None:
    papers = [
        told("One", "We introduce a large benchmark of hives."),
        told("Two", "This paper presents the first hive benchmark."),
        told("Three", "We film bees."),
        told("Four", "A benchmark is needed."),
    ]
    found = kinds(papers, set())
    assert found is not None
    assert found.text == "Two of the papers introduce benchmarks."
    assert len(found.quotes) == 2
    assert kinds(papers[:1] + papers[2:], set()) is None


def test_numbers_are_words_up_to_twelve() -> None:
    assert [count_word(n) for n in (2, 12, 13)] == ["two", "twelve", "13"]


MUTE = [
    told("Hive scales at night", "Hive scales hang in it."),
    told("Hive scales by day", "For hive scales, see below."),
    told("Bees in June: a film", "A film of them."),
    told("Wordless", "Nothing of it."),
]


def test_papers_of_which_nothing_is_said_are_named() -> None:
    found = listed("Hive scales", MUTE)
    assert [statement.text for statement in found] == [
        "“Hive scales at night” and “Hive scales by day” are also about hive scales.",
        "Also related is “Bees in June: a film”.",
    ]
    assert [len(statement.quotes) for statement in found] == [2, 1]


def test_a_paper_whose_sentences_have_no_word_of_its_title_is_not_named() -> None:
    assert evidence_for(MUTE[3]) is None
    assert evidence_for(told("Bees in June", "")) is None
    assert listed("", [MUTE[3]]) == []


def test_no_more_than_three_are_named_at_once_and_none_is_left_alone() -> None:
    many = [told(f"Hive scales of garden {n}", "Hive scales.") for n in range(4)]
    assert [len(one.quotes) for one in listed("Hive scales", many)] == [2, 2]
    many = [told(f"Bees of garden {n}", "Bees of the garden.") for n in range(5)]
    assert [len(one.quotes) for one in listed("", many)] == [3, 2]
