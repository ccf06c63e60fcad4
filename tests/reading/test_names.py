import pytest

from reviewer.reading.markup import without_markup
from reviewer.reading.names import given_name_first, is_others


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Frost, Ada", "Ada Frost"),
        ("Frost,Ada B. ", "Ada B. Frost"),
        ("Ada Frost", "Ada Frost"),
        ("van der Rime, Bo", "Bo van der Rime"),
        ("King, Martin, Jr.", "Martin King Jr."),
        ("King, Jr., Martin", "Martin King Jr."),
        ("King, Martin Luther Jr", "Martin Luther King Jr"),
        ("Wang, Xi", "Xi Wang"),
        ("Ice, Snow, Rime and Company", "Ice, Snow, Rime and Company"),
        ("Institute of Ice,", "Institute of Ice"),
        ("  ", ""),
    ],
)
def test_a_name_is_turned_given_name_first(written: str, name: str) -> None:
    assert given_name_first(written) == name


def test_others_are_nobody() -> None:
    assert [is_others(name) for name in ("et al.", " Others ", "Alother")] == [True, True, False]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("<i>In vivo</i>  use", "In vivo use"),
        ("H<sub>2</sub>O &amp; CO<SUB>2</SUB>", "H2O & CO2"),
        (
            "<jats:title>Aim</jats:title><jats:p>We measure.</jats:p><p>So.</p>",
            "Aim: We measure. So.",
        ),
        ("<h4>Abstract</h4><h4>Aim</h4>We <tex-math>x</tex-math>.", "Aim: We x."),
        ("p &lt; 0.05 and n<5 or a < b > c", "p < 0.05 and n<5 or a < b > c"),
        ("AT&T; &unknown; &#8217; &#0; &#x41;", "AT&T; &unknown; ’ \ufffd A"),
        ("List<T> of <things>", "List<T> of <things>"),
    ],
)
def test_markup_of_publishers_is_taken_out(written: str, text: str) -> None:
    assert without_markup(written) == text
