"""All gates together: the gravest objection is the verdict, and a verbatim quote meets none."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reviewer.models import Support
from reviewer.proof import Alignment, Gates
from reviewer.text.amounts import amounts
from tests.hashing import HashingEmbedder
from tests.proof.gates.quoting import quote

GATES = Gates(embedder=HashingEmbedder())
WORDS = Gates()
HUM = "Bees may not hum in 34% of hives."
TEXT = st.text(max_size=80)
PROSE = st.lists(
    st.sampled_from(
        ["Bees", "hum", "not", "may", "34%", "12", "in", "June.", "No", "never", "$5.0\\%$", ","]
    ),
    min_size=1,
).map(" ".join)


def test_a_statement_without_quotes_is_uncited() -> None:
    assert GATES.verdict_on("Bees hum.", []).support is Support.UNCITED


def test_the_gravest_objection_is_the_verdict() -> None:
    both = GATES.verdict_on("Wasps sting in 45% of nests.", [quote(HUM)])
    assert (both.support, both.gate) == (Support.UNSUPPORTED, "number")
    far = GATES.verdict_on("Wasps sting.", [quote(HUM)])
    assert (far.support, far.gate) == (Support.UNSUPPORTED, "coverage")


@pytest.mark.parametrize("gates", [GATES, WORDS])
def test_what_the_quotes_of_several_papers_say_together_is_supported(gates: Gates) -> None:
    quotes = [quote("Bees hum in June.", paper_id="a"), quote("Wasps sting.", paper_id="b")]
    verdict = gates.verdict_on("Two papers: bees hum in June, and wasps sting.", quotes)
    assert (verdict.support, verdict.counted) == (Support.SUPPORTED, ("Two papers",))


def test_a_verdict_is_the_same_from_a_measurement_that_was_kept() -> None:
    text, quotes = "Bees hum in few hives.", [quote(HUM)]
    (measured,) = GATES.measure_all([(text, quotes)])
    kept = Alignment.model_validate_json(measured.model_dump_json())
    assert Gates().verdict(text, quotes, kept) == GATES.verdict_on(text, quotes)


def test_measured_together_or_alone_is_the_same() -> None:
    claims = [("Bees hum.", [quote(HUM)]), ("Wasps sting.", [quote(HUM), quote("Wasps.")])]
    assert GATES.measure_all(claims) == [GATES.measure_all([claim])[0] for claim in claims]


def test_gates_among_what_was_offered_leave_the_others_as_they_are() -> None:
    rival = quote("Wasps sting in June.", paper_id="wasps", title="Wasps")
    text, quotes = "Wasps sting in June.", [quote("Bees may sting.")]
    before = GATES.verdict_on(text, quotes)
    among = GATES.among([rival])
    assert among.measure_all([(text, quotes)])[0].rivalry > 0
    assert GATES.verdict_on(text, quotes) == before


@pytest.mark.parametrize("gates", [GATES, WORDS])
@given(text=st.one_of(TEXT, PROSE))
def test_a_quote_verbatim_is_supported(gates: Gates, text: str) -> None:
    assume(re.search(r"\w", text))
    assert gates.verdict_on(text, [quote(text)]).support is Support.SUPPORTED


@given(text=st.one_of(TEXT, PROSE), source=st.one_of(TEXT, PROSE), title=TEXT)
def test_no_text_raises_and_every_objection_has_a_reason(
    text: str, source: str, title: str
) -> None:
    verdict = GATES.verdict_on(text, [quote(source, title=title)])
    assert (verdict.reason is None) == (verdict.support is Support.SUPPORTED)
    assert (verdict.gate is None) == (verdict.support is Support.SUPPORTED)


@given(source=PROSE, number=st.integers(100, 10**6))
def test_a_number_changed_to_one_the_quotes_lack_is_never_supported(
    source: str, number: int
) -> None:
    found = amounts(source)
    assume(found and re.search(r"\d+", source))
    changed = re.sub(r"\d[\d.]*", str(number), source, count=1)
    verdict = GATES.verdict_on(changed, [quote(source)])
    assert verdict.support is Support.UNSUPPORTED


def test_the_title_of_a_paper_claims_nothing() -> None:
    source = quote("We propose a scale for hives.", title="Weigh, Don't Count: Hives at Night")
    for title in ("Weigh, Don't Count", "Weigh, Don't Count: Hives at Night"):
        said = f"“{title}” proposes a scale for hives."
        assert GATES.verdict_on(said, [source]).support is Support.SUPPORTED
    denied = "“Weigh, Don't Count” does not propose a scale for hives."
    assert GATES.verdict_on(denied, [source]).support is Support.WEAK
    other = "“Never Weigh” proposes a scale for hives."
    assert GATES.verdict_on(other, [source]).support is Support.WEAK
