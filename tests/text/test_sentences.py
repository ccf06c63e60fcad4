import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reviewer.text.sentences import sentences, split
from tests.text.hard_sentences import HARD, UNSOLVED, read

PIECES = st.sampled_from(
    [
        *("We count bees", " ", ".", ". ", "?", "! ", "\n", "\n\n", "e.g.", "et al.", "(1)", '"'),
        *(
            "A",
            "x",
            "3.5%",
            "https://a.org/b.c",
            "Node.js",
            "naïve",
            "蜜蜂",
            "🐝",
            "\u00a0",
            "\u2028",
        ),
        *(
            "``",
            "''",
            "…",
            "(Holt, 2019)",
            ".[12] ",
            ".3 ",
            ". [12]",
            "\n• ",
            "\n- B",
            "\r\n",
            "。",
        ),
        *("Fig. ", "J. ", "U.S. ", "p. 5", "(ii) ", "Step 1. ", "mTOR ", "We ", ".We see "),
    ]
)
ANY_TEXT = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))


@given(ANY_TEXT)
@example("a.\n\nb")
@example("\r\n\r\n")
@example("A\u00a0. B\u2028.")
@example("🐝🐝 We saw bees. 🐝 They flew away. Then it rained.")
def test_sentences_cover_all_but_white_space_and_never_overlap(text: str) -> None:
    spans = split(text)
    end = 0
    for span in spans:
        assert end <= span.start < span.end <= len(text)
        assert not text[end : span.start].strip()
        assert text[span.start : span.end].strip() == text[span.start : span.end]
        end = span.end
    assert not text[end:].strip()


@given(ANY_TEXT)
def test_sentences_are_the_slices_of_their_spans(text: str) -> None:
    assert sentences(text) == [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The hive is old. The bees are young.", 2),
        ("The bees were counted twice.Then the hive was closed.", 2),  # glued
        ("The rate rose by 12.5%.We then counted the drones.", 2),
        ("It needs no labels.QUEENS is the first such set.", 2),  # glued, a name in capitals
        ("It is tuned for hobby LMs.BEES aims at more.", 2),
        ("We use many sounds (e.g. wings, feet) of bees, i.e. of workers. They are loud.", 2),
        ("Holt et al. counted drones. Fig. 3 shows how many.", 2),
        ("The code is at https://bees.example.org/a.b/c.html and in Node.js files. It is free.", 2),
        ("Read it at github.com/Bees/Wings.Sound or in hive.py today.", 1),
        ("The hive weighs 3.14 kg. That is little.", 2),
        ("Is it true? We think so! It may be.", 3),
        ("(1) The first hive hums. It is small. (2) The second one is quiet. It is large.", 4),
        ('They call it a "swarm. We saw it leave. The keeper ran after it.', 3),
        ("The cost grows in k. We then bound it from below.", 2),
        ("Drone counts rise (up to 40%). In June they fall.", 2),
        ("First paragraph without an end\n\nSecond paragraph without an end", 2),
        ("The hive hums. and goes on in lower case.", 1),
        ("🐝🐝 We saw naïve bees. They flew away. 🐝 Then it rained on 蜜蜂 in June.", 3),
        ("Many bees came.\u00a0They were\u00a0. quiet and small.", 2),
        ("", 0),
        (" \n ", 0),
        ("bees", 1),
    ],
)
def test_a_text_has_as_many_sentences_as_a_reader_counts(text: str, count: int) -> None:
    assert len(sentences(text)) == count, sentences(text)


def test_a_fragment_belongs_to_its_neighbour() -> None:
    assert sentences("So. The bees left the hive at noon.") == [
        "So. The bees left the hive at noon."
    ]


def test_a_long_list_does_not_swallow_the_sentences_after_it() -> None:
    tail = " ".join(f"The hive number {n} was opened in spring." for n in range(20))
    found = sentences(f"We ask: (1) are bees loud, (2) are they many. {tail}")
    assert len(found) == 21
    assert max(len(sentence.split()) for sentence in found) < 15


CASES = [case for cases in HARD.values() for case in cases]


@pytest.mark.parametrize("case", [case for case in CASES if case not in UNSOLVED])
def test_a_sentence_ends_where_a_reader_sees_its_end(case: str) -> None:
    text, expected = read(case)
    assert sentences(text) == expected


def test_what_is_called_unsolved_is_among_the_hard_places() -> None:
    assert set(CASES) >= UNSOLVED
    assert len(set(CASES)) == len(CASES) > 200


@given(ANY_TEXT)
def test_no_sentence_goes_beyond_a_blank_line(text: str) -> None:
    assert not any("\n\n" in sentence for sentence in sentences(text))


@given(st.lists(st.sampled_from(CASES), min_size=1, max_size=8), st.data())
def test_a_stretch_of_whole_sentences_has_the_same_sentences_by_itself(
    cases: list[str], data: st.DataObject
) -> None:
    text = "\n\n".join(read(case)[0] for case in cases)
    spans = split(text)
    first = data.draw(st.integers(0, len(spans) - 1))
    last = data.draw(st.integers(first, len(spans) - 1))
    start = spans[first].start
    inside = split(text[start : spans[last].end])
    assert [(start + a, start + b) for a, b in inside] == spans[first : last + 1]
