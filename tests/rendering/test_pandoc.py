"""A draft as pandoc's Markdown: keys before the full stop, no sign of a paper's means anything."""

import json
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.models import LeftOut, RelatedWork
from reviewer.rendering.cite_keys import cite_keys
from reviewer.rendering.markdown import EMPTY_DRAFT, UNPROVEN_DRAFT
from reviewer.rendering.pandoc import pandoc
from reviewer.rendering.pandoc_program import pandoc_program
from reviewer.rendering.pandoc_text import pandoc_text
from tests.rendering.drafts import DRAFT, PI
from tests.rendering.nouns import TEA
from tests.rendering.typeset import needs_pandoc

KEYS = cite_keys(reference.paper for reference in DRAFT.references)
ACTIVE = st.text(st.sampled_from("ab1 .$[]@*_\\<>~^`#{}-+|:()&;!=%'"), max_size=30)


def test_a_draft_has_a_sentence_a_line_with_its_keys_before_the_full_stop() -> None:
    assert pandoc(DRAFT) == (
        "# Related work\n\n"
        "## How\\_long & \\{hot\\}\n\n"
        f"Leaf et al. [-@{KEYS[TEA.id]}] find two minutes enough.\n"
        "\\[See\\] \\*this\\* \\_at\\_ \\@home for \\$5 at 50% & $x^2$-cost \\<b\\> "
        f"[@{KEYS[PI.id]}; @DBLP:conf/x].\n\n"
        "## How strong\n\n"
        f"1\\. Long prompts are bitter [@{KEYS['sole']}; @müller2020]\n"
        f"Long [-@{KEYS['sole']}], on the other hand, likes it?\n\n"
        "## Alone\n\n"
        "Water boils [@DBLP:conf/x].\n"
    )


def test_the_keys_that_are_given_are_used() -> None:
    keys = {reference.paper.id: f"k{reference.number}" for reference in DRAFT.references}
    assert "Leaf et al. [-@k1] find" in pandoc(DRAFT, keys)
    assert "[@k2; @k3]." in pandoc(DRAFT, keys)


def test_a_draft_without_a_sentence_says_why() -> None:
    assert pandoc(RelatedWork(topic="x")) == f"# Related work\n\n{EMPTY_DRAFT}\n"
    unproven = RelatedWork(topic="x", left_out=(LeftOut(text="a", reason="b"),))
    assert UNPROVEN_DRAFT in pandoc(unproven)


@pytest.mark.parametrize("start", ["- x", "+ x", "1) x", "a. x", "(i) x", "# x", "| x", "% x"])
def test_no_sentence_starts_a_list_or_a_heading(start: str) -> None:
    assert "\\" in pandoc_text(start)
    assert pandoc_text(start).replace("\\", "") == start


@given(ACTIVE)
def test_every_sign_that_pandoc_might_act_on_is_escaped(text: str) -> None:
    shown = pandoc_text(text.replace("$", ""))
    pairs = iter(shown)
    for sign in pairs:
        if sign == "\\":
            next(pairs)
        else:
            assert sign not in "`*_{}[]<>@^~"


@needs_pandoc
@settings(deadline=None, max_examples=40)
@given(ACTIVE)
def test_pandoc_reads_the_text_back(text: str) -> None:
    words = " ".join(text.replace("$", "").replace("\\", "\\ ").split())  # no TeX in it
    read = subprocess.run(
        [pandoc_program(), "-f", "markdown-smart", "-t", "json"],
        input=pandoc_text(words),
        capture_output=True,
        text=True,
        check=True,
    )
    blocks = json.loads(read.stdout)["blocks"]
    assert [block["t"] for block in blocks] == ["Para"] * bool(words)
    inlines = blocks[0]["c"] if words else []
    assert {inline["t"] for inline in inlines} <= {"Str", "Space"}
    assert "".join(inline.get("c", " ") for inline in inlines) == words
