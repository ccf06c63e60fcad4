"""Tags of JATS, MathML and HTML go, every word and sign of the text stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.enrichment.markup import plain_abstract, plain_line


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("<jats:p>Tea cools.</jats:p>", "Tea cools."),
        ("<jats:title>Abstract</jats:title><jats:p>Tea cools.</jats:p>", "Tea cools."),
        (
            "<jats:sec><jats:title>Aims</jats:title>\n  <jats:p>To cool.</jats:p></jats:sec>"
            "<jats:sec><jats:title>Results:</jats:title><jats:p>It\n cooled.</jats:p></jats:sec>",
            "Aims: To cool.\n\nResults: It cooled.",
        ),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        (
            "CO<jats:sub>2</jats:sub> and <jats:italic>T. sinensis</jats:italic>",
            "CO2 and T. sinensis",
        ),
        ("p &lt; 0.05 &amp; n &gt; 3", "p < 0.05 & n > 3"),
        ("p<0.05 and n<5, x<y>z", "p<0.05 and n<5, x<y>z"),
        ("&lt;jats:p&gt;Twice escaped, p &amp;lt; 1.&lt;/jats:p&gt;", "Twice escaped, p < 1."),
        ("<!-- hidden --><![CDATA[Tea <i>cools</i>]]>", "Tea cools"),
        (
            "at <jats:inline-formula><jats:alternatives><jats:tex-math>$$T_0$$</jats:tex-math>"
            '<mml:math xmlns:mml="http://x"><mml:msub><mml:mi>T</mml:mi><mml:mn>0</mml:mn>'
            "</mml:msub></mml:math></jats:alternatives></jats:inline-formula> K",
            "at T0 K",
        ),
        ("only <jats:tex-math>$x$</jats:tex-math>", "only $x$"),
        ("Plain text.\n\nIn two parts.", "Plain text.\n\nIn two parts."),
        ("<jats:title>Left alone</jats:title>", ""),
        ("", ""),
    ],
)
def test_an_abstract_is_its_words_in_paragraphs(given: str, expected: str) -> None:
    assert plain_abstract(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Tea &amp; <i>milk</i>\n of  old", "Tea & milk of old"),
        ("<title>Tea</title>", "Tea"),
        ("A<sup>2</sup> <b>x</b>", "A2 x"),
    ],
)
def test_a_title_is_one_line(given: str, expected: str) -> None:
    assert plain_line(given) == expected


@given(st.text(alphabet="abc .,;<>&= \n05"))
def test_text_without_tags_keeps_every_sign(text: str) -> None:
    if "<a" in text or "<b" in text or "</" in text:  # these may be tags
        return
    assert plain_abstract(text).split() == text.split()


@given(st.lists(st.sampled_from([*'<>/&;="abp:!-[]\0\ud800 \n', "<p>", "</title>"])).map("".join))
def test_no_text_breaks_it(text: str) -> None:
    for plain in (plain_abstract(text), plain_line(text)):
        assert "\0" not in plain
        plain.encode()
