"""Which sentences of a draft ask for papers, and which say what is new."""

import pytest

from reviewer.own_work.saying import contributions, in_sentences, is_english, worth_asking


@pytest.mark.parametrize(
    "sentence",
    [
        "The rest of this paper is organized as follows.",
        "The remainder of the article describes our flights.",
        "This thesis is structured in five chapters.",
        "Section 3 describes the flights over sand banks.",
        "In Section 4, we count the seals again.",
        "Finally, Section 5 concludes with open questions.",
        "Figure 2 shows a kite over the bank.",
        "Flights over the banks are presented in section 4.",
        "We describe some older counts in Section 6 and conclude in Section 7.",
        "Counts by other means are reviewed in Section.",
        "The next section introduces kites and ropes.",
        "Our main contributions are summarized as follows:",
        "Our code is publicly available for other coasts.",
        "The code is at https://example.org for all.",
        "We thank the harbour master for his boat.",
        "Keywords: seals, kites, counting, coasts.",
    ],
)
def test_what_organises_or_thanks_is_left_out(sentence: str) -> None:
    assert list(in_sentences(sentence, ())) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Table retrieval needs more than the words of a header.",
        "Models released in spring count seals from satellites.",
        "Data on seals is scarce in winter months.",
        "The structure of the colony changes with the tide.",
        "Figure skating scores are set by nine judges.",
        "As we show in Section 5, seals flee from boats first.",
        "This section of the coast has seals in winter.",
    ],
)
def test_what_only_looks_like_it_stays(sentence: str) -> None:
    assert list(in_sentences(sentence, ())) == [sentence]


def test_the_marks_of_markdown_are_no_words() -> None:
    text = "**Seals** rest on *warm* [sand banks](https://x.y) near `shore`.[^1]\n\n| a | b |\n"
    assert list(in_sentences(text, ())) == ["Seals rest on warm sand banks near shore."]


def test_a_place_in_the_paper_is_no_part_of_a_sentence() -> None:
    said = in_sentences("We count (§3) the seals of a bay (see Section 4).", ())
    assert list(said) == ["We count the seals of a bay."]


def test_a_sentence_is_asked_once() -> None:
    said = ["Seals rest on sand.", "Boats scare grey seals.", "Seals rest on  sand!"]
    assert worth_asking(said) == ("Seals rest on sand.", "Boats scare grey seals.")


def test_a_sentence_that_asks_for_nothing_is_not_asked() -> None:
    assert worth_asking(["This is what we do here.", "Harbour seals flee boats."]) == (
        "Harbour seals flee boats.",
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "We propose a kite with a camera.",
        "In this paper, we study how seals react to kites.",
        "Our method halves the error of boats.",
        "Unlike earlier counts, we show the sleeping seals too.",
        "KiteCount needs neither fuel nor pilots.",
        "By day, we let a kite follow the colony along the bank.",
        "This work joins kites and buoys.",
        "The proposed system sees seals at night.",
    ],
)
def test_what_the_authors_do_is_a_contribution(sentence: str) -> None:
    assert contributions([sentence], "KiteCount: Counting Seals") == (sentence,)


@pytest.mark.parametrize(
    "sentence",
    [
        "Seals flee from boats in spring.",
        "Frost et al. propose a drone for colonies.",
        "The authors of an older study present a buoy.",
        "We hope that others fly kites.",
        "We present two new ideas.",
        "We propose a kite that improves on that of.",
        "To protect seals, we need to know how many there are.",
        "In the bay we know, seals are few.",
        "KiteCounter is another system.",
    ],
)
def test_what_others_do_is_none(sentence: str) -> None:
    assert contributions([sentence], "KiteCount: Counting Seals") == ()


def test_a_name_that_is_given_in_the_draft_is_known_without_a_title() -> None:
    said = ["We present TideKite, a quiet kite.", "TideKite follows the tide by itself."]
    assert contributions(said, None) == tuple(said)


def test_english_is_told_by_its_small_words() -> None:
    assert is_english("The seals of the bay rest on the sand and flee from any boat that they see.")
    assert is_english("Seals.")
    assert is_english("Ångström’s café seals are α-type.")
    assert not is_english("Τα ζώα φεύγουν από κάθε βάρκα.")
    assert not is_english("Тюлени убегают от лодок, и считать их трудно.")
    assert not is_english(
        "Les phoques de la baie dorment sur le sable et fuient devant chaque "
        "bateau qui passe trop près de leur colonie au printemps."
    )
