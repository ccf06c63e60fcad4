"""Drafts and sessions as Markdown; every sentence with its source sentence, word for word."""

import re
from collections.abc import Iterable, Sequence

from reviewer.models import (
    Answer,
    LeftOut,
    Reference,
    RelatedWork,
    Statement,
    Theme,
    citation_numbers,
)
from reviewer.rendering.citing import cited, full_credit, is_verbatim, quotes_of
from reviewer.rendering.safe import markdown

_HEADING = re.compile("^#", re.MULTILINE)
EMPTY_DRAFT = "Nothing in this collection is close enough to that topic."
UNPROVEN_DRAFT = "No sentence about that topic could be proven from this collection."


def related_work(draft: RelatedWork) -> str:
    """The draft by theme, its references, the source of each sentence, and what was not used."""
    parts = [f"# Related work: {markdown(draft.topic)}"]
    if draft.sections:
        parts += _body(draft)
    else:
        parts.append(UNPROVEN_DRAFT if draft.left_out else EMPTY_DRAFT)
    told = {entry.text for entry in draft.not_cited}
    unproven = [entry for entry in draft.left_out if entry.text not in told]
    parts += _listed("## Retrieved and not cited", draft.not_cited)
    parts += _listed("## Left out", unproven)
    return "\n\n".join(parts) + "\n"


def session(entries: Sequence[Answer | RelatedWork], papers: int) -> str:
    """A chat: each question with its statements, and under each reference its source sentences."""
    parts = [f"# Notes from a collection of {papers} papers"]
    for entry in entries:
        if isinstance(entry, Answer):
            parts.append(_answer(entry))
        else:
            parts.append(_HEADING.sub("##", related_work(entry)).strip())
    return "\n\n".join(parts) + "\n"


def _body(draft: RelatedWork) -> list[str]:
    parts = [_theme(theme, draft.references) for theme in draft.sections]
    parts += [
        "## References",
        "\n".join(f"{r.number}. {markdown(full_credit(r.paper))}" for r in draft.references),
        "## Sources",
        _made_by(draft.model),
        "\n".join(
            _proof(said, draft.references) for theme in draft.sections for said in theme.statements
        ),
    ]
    return parts


def _theme(theme: Theme, references: tuple[Reference, ...]) -> str:
    return f"## {markdown(theme.heading)}\n\n{_paragraph(theme.statements, references)}"


def _paragraph(statements: Iterable[Statement], references: tuple[Reference, ...]) -> str:
    return " ".join(
        cited(markdown(said.text), citation_numbers(said, references)) for said in statements
    )


def _made_by(model: str | None) -> str:
    author = f"by {markdown(model)}" if model else "without a language model"
    return (
        f"Drafted {author}. Each sentence is followed by the sentence of the paper that it rests "
        "on, word for word."
    )


def _proof(said: Statement, references: tuple[Reference, ...]) -> str:
    lines = [f"- {cited(markdown(said.text), citation_numbers(said, references))}"]
    for quote in said.quotes:
        place = markdown(str(quote.location))
        lines.append(
            f'  - "{markdown(quote.text)}" — {markdown(quote.title)}, {place}, {said.support}'
        )
    return "\n".join(lines)


def _listed(heading: str, entries: Sequence[LeftOut]) -> list[str]:
    if not entries:
        return []
    lines = [f"- {markdown(entry.text)} ({markdown(entry.reason)})" for entry in entries]
    return [heading, "\n".join(lines)]


def _answer(answer: Answer) -> str:
    parts = [f"## {markdown(answer.question)}"]
    if answer.understood_as is not None:
        parts.append(f"Understood as: {markdown(answer.understood_as)}")
    if answer.abstained:
        parts.append(markdown(answer.reason or "Nothing in this collection answers that."))
        return "\n\n".join(parts)
    parts += [_said(said, answer.references) for said in answer.statements]
    parts.append("\n".join(_reference(entry, answer.statements) for entry in answer.references))
    parts += _listed("Left out:", answer.left_out)
    return "\n\n".join(parts)


def _said(said: Statement, references: tuple[Reference, ...]) -> str:
    numbers = citation_numbers(said, references)
    if is_verbatim(said):
        return f"> {cited(markdown(said.text), numbers)}"
    return cited(markdown(said.text), numbers)


def _reference(entry: Reference, statements: Sequence[Statement]) -> str:
    """A reference with its source sentences; where they stand already, only with their places."""
    head = f"- [{entry.number}] {markdown(full_credit(entry.paper))}"
    quotes = quotes_of(entry.paper.id, statements)
    if all(map(is_verbatim, statements)):
        places = dict.fromkeys(markdown(str(quote.location)) for quote, _ in quotes)
        return f"{head} — {', '.join(places)}"
    lines = [head]
    for quote, support in quotes:
        place = markdown(str(quote.location))
        lines.append(f'  - "{markdown(quote.text)}" — {place}, {support}')
    return "\n".join(lines)
