"""Two numbers that changed places are flagged; two that are only said in another order are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.models import Support
from reviewer.proof.gates.exchange import exchange_gate
from tests.proof.gates.quoting import quote

LOSSES = "Losses fall in spring (-33.8%), summer (-80.1%) and autumn (-12%), at equal yield."


@pytest.mark.parametrize(
    "statement",
    [
        "Losses fall in spring (-80.1%), summer (-33.8%) and autumn (-12%), at equal yield.",
        "Losses fall by 33.8% in summer and by 80.1% in spring.",
        "Spring losses fall by 80.1 percent; summer losses fall by 33.8 percent.",
    ],
)
def test_numbers_in_each_other_s_place_are_flagged(statement: str) -> None:
    verdict = exchange_gate(statement, [quote(LOSSES)])
    assert verdict is not None
    assert (verdict.support, verdict.gate) == (Support.WEAK, "number")
    assert verdict.reason is not None
    assert verdict.reason.endswith("the other way round")
    assert "33.8%" in verdict.reason


@pytest.mark.parametrize(
    "statement",
    [
        "Losses fall by 80.1% in summer and by 33.8% in spring.",
        "Losses fall by 33.8% in spring and by 80.1% in summer.",
        "In summer losses fall by 80.1%.",
        "It is 80.1% and 33.8%.",
        "Wasps sting 4 times in 9 days.",
    ],
)
def test_numbers_in_another_order_or_without_company_are_not_flagged(statement: str) -> None:
    assert exchange_gate(statement, [quote(LOSSES)]) is None


@given(st.text(alphabet="ab 0123456789.%x,-", max_size=60), st.text(max_size=60))
def test_no_text_raises_and_a_text_agrees_with_itself(text: str, source: str) -> None:
    exchange_gate(text, [quote(source)])
    assert exchange_gate(text, [quote(text)]) is None
