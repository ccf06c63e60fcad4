"""A draft and a session as Markdown: every sentence with its source."""

from reviewer.models import Answer, LeftOut, RelatedWork, Theme
from reviewer.rendering import markdown
from tests.rendering.nouns import EXTRACTIVE, HOSTILE, MODELLED, TEA, quote, references, said

DRAFT = RelatedWork(
    topic="tea and time",
    sections=(
        Theme(
            heading="How long",
            statements=(
                said("The authors find two minutes enough.", quote(TEA, "Two minutes are enough.")),
                said("Longer is bitter?", quote(TEA, "Longer is bitter.")),
            ),
        ),
        Theme(
            heading="How hot",
            statements=(said("Boiling is common.", quote(HOSTILE, "Boil it <b>twice</b>.")),),
        ),
    ),
    references=references(TEA, HOSTILE),
    not_cited=(LeftOut(text="Coffee at Home", reason="another topic"),),
    candidates=3,
)
HOSTILE_TITLE = r"$\pi2\text{vec}$: [bold]x[/bold] and more"


def test_a_draft_has_themes_references_sources_and_what_was_not_used() -> None:
    assert markdown.related_work(DRAFT) == (
        "# Related work: tea and time\n\n"
        "## How long\n\n"
        "The authors find two minutes enough [1]. Longer is bitter [1]?\n\n"
        "## How hot\n\n"
        "Boiling is common [2].\n\n"
        "## References\n\n"
        "1. Steeping Times for Green Tea. Ada Leaf, Bo Cup and Cy Pot. Journal of Kettles 2021. "
        "https://doi.org/10.1000/tea\n"
        f"2. {HOSTILE_TITLE}.\n\n"
        "## Sources\n\n"
        "Drafted without a language model. Each sentence is followed by the sentence of the paper "
        "that it rests on, word for word.\n\n"
        "- The authors find two minutes enough [1].\n"
        '  - "Two minutes are enough." — Steeping Times for Green Tea, tea.bib:5, supported\n'
        "- Longer is bitter [1]?\n"
        '  - "Longer is bitter." — Steeping Times for Green Tea, tea.bib:5, supported\n'
        "- Boiling is common [2].\n"
        rf'  - "Boil it \<b>twice\</b>." — {HOSTILE_TITLE}, page.txt:5, supported' + "\n\n"
        "## Retrieved and not cited\n\n"
        "- Coffee at Home (another topic)\n"
    )


def test_a_draft_names_the_model_that_wrote_it() -> None:
    assert "Drafted by tiny." in markdown.related_work(DRAFT.model_copy(update={"model": "tiny"}))


def test_a_topic_the_collection_does_not_hold_gives_no_empty_headings() -> None:
    assert markdown.related_work(RelatedWork(topic="coffee")) == (
        f"# Related work: coffee\n\n{markdown.EMPTY_DRAFT}\n"
    )


def test_a_draft_of_which_nothing_was_proven_says_that_and_lists_what_was_tried() -> None:
    left_out = (LeftOut(text="Tea cures colds.", reason="no pointer"),)
    draft = RelatedWork(topic="tea", left_out=left_out, model="tiny", candidates=2)
    assert markdown.related_work(draft) == (
        f"# Related work: tea\n\n{markdown.UNPROVEN_DRAFT}\n\n"
        "## Left out\n\n- Tea cures colds. (no pointer)\n"
    )


def test_what_is_listed_as_not_cited_is_not_listed_twice() -> None:
    draft = DRAFT.model_copy(update={"left_out": DRAFT.not_cited})
    assert markdown.related_work(draft) == markdown.related_work(DRAFT)


def test_a_session_keeps_questions_answers_drafts_and_quotes() -> None:
    refused = Answer(question="# Why?", abstained=True, reason="No passage covers that.")
    text = markdown.session([EXTRACTIVE, MODELLED, refused, DRAFT], papers=2)
    assert text.startswith("# Notes from a collection of 2 papers\n\n## How long?\n\n")
    assert "> Two minutes are enough [1]." in text
    assert f"- [2] {HOSTILE_TITLE}. — page.txt:5\n" in text
    assert "Green tea needs two minutes [1]." in text
    assert '  - "Longer is bitter." — tea.bib:5, weak' in text
    assert "## \\# Why?\n\nNo passage covers that.\n" in text
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert headings[1:4] == ["## How long?", "## How long?", "## \\# Why?"]
    assert headings[4:] == [
        "## Related work: tea and time",
        "### How long",
        "### How hot",
        "### References",
        "### Sources",
        "### Retrieved and not cited",
    ]
