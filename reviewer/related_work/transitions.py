"""Proven sentences of a theme to the same sentences joined, or as they were.

A rewrite is kept only if the pairs of statement and quotes are the ones there were before, each
once, and every sentence has all its words in their order: citations are conserved, or the rewrite
is dropped.
"""

from collections.abc import Sequence

from reviewer.errors import ModelError
from reviewer.models import Statement
from reviewer.prompting import load_prompt, one_line
from reviewer.proof import Writer
from reviewer.proof.replies import ReplyReader, Said
from reviewer.related_work.journal import Journal
from reviewer.related_work.new_words import connected


def connect(
    heading: str, said: Sequence[Statement], before: str, writer: Writer, journal: Journal
) -> list[Statement]:
    """The statements of a theme, joined by the model where it changes nothing else.

    Args:
        heading: of the theme.
        said: its proven statements.
        before: the last sentence of the theme before, if there is one.
        writer: the model.
        journal: is told why a rewrite was dropped.

    Raises:
        PromptError: the prompt does not work.
    """
    if len(said) < 2:
        return list(said)
    prompt = load_prompt("connect_theme", writer.root)
    listed = "\n".join(f"{one_line(s.text)} [{n}]" for n, s in enumerate(said, start=1))
    messages = prompt.render(
        heading=one_line(heading), before=one_line(before) or "nothing", sentences=listed
    )
    try:
        reply = writer.backend.complete(messages)
    except ModelError as error:
        journal.log.append(f"“{heading}” has no transitions: {error.message}")
        return list(said)
    reader = ReplyReader()
    written = [*reader.feed(reply), *reader.close()]
    why = _objection(said, written)
    if why is not None:
        journal.log.append(f"the transitions of “{heading}” were dropped: {why}")
        return list(said)
    return [
        said[_number(one) - 1].model_copy(update={"text": " ".join(one.text.split())})
        for one in written
    ]


def _objection(said: Sequence[Statement], written: Sequence[Said]) -> str | None:
    """Why a rewrite is not the same statements with the same quotes; None if it is."""
    numbers = [_number(one) for one in written]
    if sorted(numbers) != list(range(1, len(said) + 1)):
        return "its sentences and citations are not the ones there were, each once"
    for one, number in zip(written, numbers, strict=True):
        if not connected(said[number - 1].text, one.text):
            return f"it changes more than connecting words: “{one_line(one.text)}”"
    return None


def _number(one: Said) -> int:
    """The only number that a sentence carries, or 0."""
    return int(one.pointers[0]) if len(one.pointers) == 1 and one.pointers[0].isdecimal() else 0
