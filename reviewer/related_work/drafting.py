"""One theme of a related-work section, written by a language model and proven by code.

In come a theme and its passages; out come the paragraph's statements. It does not choose themes
or papers, and an unproven sentence is never part of the draft.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reviewer.models import LeftOut, Passage, Theme, Usage
from reviewer.prompting import load_prompt
from reviewer.proof import Writer, number_passages, one_line, write_with_proof
from reviewer.text.words import content_words, words

_LONGEST_HEADING = 8  # words


@dataclass(frozen=True)
class ThemeDraft:
    """A theme as the model wrote it; its statements are empty if nothing could be proven."""

    theme: Theme
    left_out: tuple[LeftOut, ...]
    notices: tuple[str, ...]
    partial: str | None
    usage: Usage


def draft_theme(
    topic: str,
    heading: str,
    passages: Sequence[Passage],
    writer: Writer,
) -> ThemeDraft:
    """Write the paragraph of one theme.

    Args:
        topic: of the whole section.
        heading: of the theme; the model may word it better, in words of topic and passages.
        passages: best first; without any the model is not called.
        writer: the model, and what its sentences have to pass.

    Raises:
        ModelError: the call failed before anything was proven.
        PromptError: the prompt does not work.
    """
    if not passages:
        return ThemeDraft(Theme(heading=heading, statements=()), (), (), None, Usage())
    prompt = load_prompt("draft_theme", writer.root)
    inputs = {"topic": one_line(topic), "heading": one_line(heading)}
    written = write_with_proof(prompt, inputs, passages, number_passages, writer)
    theme = Theme(
        heading=_worded(written.resolution.heading, heading, topic, passages),
        statements=tuple(written.resolution.statements),
    )
    left_out = tuple(written.resolution.left_out)
    return ThemeDraft(theme, left_out, written.notices, written.partial, written.usage)


def _worded(found: str | None, heading: str, topic: str, passages: Sequence[Passage]) -> str:
    """The model's heading if every word that carries meaning is of the topic or the passages."""
    if found is None or not 1 <= len(words(found)) <= _LONGEST_HEADING:
        return heading
    sources = [heading, topic, *(f"{p.paper.title} {p.text}" for p in passages)]
    known = {word for source in sources for word in content_words(source)}
    wanted = set(content_words(found))
    return found if wanted and wanted <= known else heading
