"""The account of a draft: proof of each statement, coverage, what was not used."""

from reviewer.models import (
    Making,
    ModelUse,
    PromptUse,
    RelatedWork,
    Statement,
    Support,
    Theme,
    Usage,
)
from reviewer.rendering.audit import audit
from reviewer.rendering.cite_keys import cite_keys
from tests.rendering.drafts import DRAFT, PI, paper
from tests.rendering.nouns import HOSTILE, TEA, quote, references, said

KEYS = cite_keys(reference.paper for reference in DRAFT.references)
REPORT = audit(DRAFT)


def test_every_statement_is_listed_with_its_support_and_its_quotes() -> None:
    assert (
        "### How_long & {hot}\n\n"
        f"- Leaf et al. (2021) find two minutes enough. (`{KEYS[TEA.id]}`)\n"
        "  - Support: supported\n"
        '  - "Two minutes." — Steeping Times for Green Tea, tea.bib:5\n'
    ) in REPORT
    assert f"(`{KEYS['sole']}`, `müller2020`)\n  - Support: weak\n" in REPORT
    assert "- 5 statements: 4 supported, 1 weak\n" in REPORT


def test_a_reason_and_what_code_counted_are_told() -> None:
    counted = Statement(
        text="Three papers agree.",
        quotes=(quote(TEA, "We agree."),),
        support=Support.WEAK,
        reason="one quote says less",
        counted=("three",),
    )
    theme = Theme(heading="All", statements=(counted, said("Bare.", support=Support.UNCITED)))
    report = audit(RelatedWork(topic="t", sections=(theme,), references=references(TEA)))
    assert "  - Support: weak: one quote says less\n  - Counted by the program: three\n" in report
    assert "- Bare. (cites nothing)\n  - Support: uncited\n" in report


def test_coverage_counts_papers_themes_years_and_venues() -> None:
    coverage = REPORT.partition("## Coverage\n\n")[2].partition("\n\n")[0].splitlines()
    assert coverage == [
        "- Cited: 5 papers, of 9 candidates",
        f"- In the references and never cited: Never Said (`{KEYS['mute']}`)",
        "- Themes that rest on one paper: Alone",
        "- Years: 2021: 1, 2023: 1, 2024: 2, no year given: 1",
        "- Venues: ICLR 2024: 1; Journal of Kettles: 1; no venue given: 3",
    ]


def test_a_theme_without_a_citation_is_told() -> None:
    theme = Theme(heading="Bare", statements=(said("Tea.", support=Support.UNCITED),))
    assert "- Themes that rest on none: Bare\n" in audit(RelatedWork(topic="t", sections=(theme,)))


def test_what_was_not_used_is_listed_once_with_its_reason() -> None:
    assert REPORT.count("Coffee at Home") == 1
    assert "## Retrieved and not cited\n\n- Coffee at Home (another topic)\n" in REPORT
    assert "## Left out\n\n- Tea cures. (no quote says it, unsupported)\n" in REPORT


def test_it_names_the_model_what_it_cost_and_where_it_stopped() -> None:
    used = Usage(calls=2, cached_calls=1, input_tokens=1500, output_tokens=20)
    draft = DRAFT.model_copy(update={"usage": used, "partial": "interrupted by you"})
    report = audit(draft)
    assert "- Model: tiny\n- 2 calls, 1 more from the cache; 1,500 tokens in, 20 out\n" in report
    assert "- Not whole: interrupted by you\n" in report
    assert "- No language model was used\n- 0 statements\n" in audit(RelatedWork(topic="t"))


def test_keys_that_could_not_be_used_are_noted() -> None:
    assert '## Notes\n\n- the key "long\'s key" cannot be cited in LaTeX' in REPORT
    spaced = PI.model_copy(update={"cite_key": "my pi"})
    draft = RelatedWork(topic="t", references=references(spaced), notices=("a notice",))
    assert "## Notes\n\n- a notice\n- the key 'my pi' cannot be cited" in audit(draft)


def test_a_hostile_title_cannot_move_the_cursor_or_make_a_heading() -> None:
    theme = Theme(heading="# x", statements=(said("# Boil.", quote(HOSTILE, "<b>It</b>.")),))
    report = audit(RelatedWork(topic="\x1b[2J", sections=(theme,), references=references(HOSTILE)))
    assert "\x1b" not in report
    assert "- \\# Boil." in report
    assert '"\\<b>It\\</b>."' in report


def test_sentences_of_the_authors_own_draft_and_the_log_are_told() -> None:
    own = Statement(
        text="Unlike ours, it boils.",
        quotes=(quote(TEA, "It boils."),),
        support=Support.SUPPORTED,
        own=("We do *not* boil.",),
    )
    draft = RelatedWork(
        topic="t",
        sections=(Theme(heading="All", statements=(own,)),),
        references=references(TEA),
        log=("a paper was asked for again",),
    )
    report = audit(draft)
    assert '  - From your own draft: "We do *not* boil."\n  - "It boils." — Steeping' in report
    assert "## What was done\n\n- a paper was asked for again\n" in report


def test_the_facts_of_the_run_are_listed() -> None:
    made = Making(
        date="2026-01-02T03:04:05+00:00",
        program="1.2.3",
        embedder="mini",
        papers=1234,
        models=(ModelUse(role="write", model="m", host="h.example", calls=2, cached=1, failed=1),),
        prompts=(PromptUse(name="p", version=3, sha256="ab" * 32, own=True, calls=1),),
        unknown_prompts=2,
    )
    assert (
        "- Made: 2026-01-02T03:04:05+00:00, by the program reviewer 1.2.3\n"
        "- Collection: 1,234 papers, embedder mini\n"
        "- Called to write: m at h.example; 2 calls, 1 more from the cache, 1 failed\n"
        "- Prompt `p`: version 3, your own, SHA-256 abababababab…; 1 call\n"
        "- With no prompt of these: 2 calls\n"
    ) in audit(DRAFT, made=made)


def test_letters_that_pdflatex_lacks_are_noted() -> None:
    assert "- pdflatex has no letters for some of “C_{max} & 50% of [Tea] @ $5 ~ ^" in REPORT
    draft = RelatedWork(topic="t", references=references(paper("x", "Öl", cite_key="茶2020")))
    assert "- pdflatex stops at “茶2020”: cite by them with lualatex, xelatex or pandoc" in audit(
        draft
    )
    many = [paper(f"{n}", f"茶 {n}") for n in range(5)]
    report = audit(RelatedWork(topic="t", references=references(*many)))
    assert "some of “茶 0”, “茶 1”, “茶 2” and 2 more: it prints" in report
