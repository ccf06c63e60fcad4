"""Passages to an answer that a language model wrote and code proved, and follow-ups completed.

In come passages that were found to be enough evidence; out comes an `Answer`. It does not search,
and it never shows a sentence that the proof left out.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.models import Answer, Paper, Passage, Statement
from reviewer.prompting import load_prompt
from reviewer.proof import Written, number_references, one_line, write_with_proof
from reviewer.text.words import content_words

if TYPE_CHECKING:
    from reviewer.backends import Backend

_NEAR = 3  # papers named beside an answer
_TURNS = 2  # earlier questions that a follow-up may lean on
_LONGEST_ANSWER = 600  # characters of an earlier answer
_LONGEST_QUESTION = 300  # characters; anything longer is no question but an answer
_LABEL = re.compile(r"^(?:[\w-]+\s+){0,3}question\s*:\s*", re.IGNORECASE)


def answer_with_model(
    question: str,
    passages: Sequence[Passage],
    backend: "Backend",
    workspace_folder: Path | None,
    *,
    on_statement: Callable[[Statement], None] | None = None,
) -> Answer:
    """Answer from the passages, in the model's words and with the code's proof.

    Args:
        question: one that can be understood alone.
        passages: best first; without any the model is not called, and the answer abstains.
        backend: the model.
        workspace_folder: its own prompts win over the shipped ones.
        on_statement: called with each statement as soon as it is proven; the reply is streamed.

    Raises:
        ModelError: the call failed before anything was proven.
        PromptError: the prompt does not work.
    """
    if not passages:
        reason = "Nothing in this collection answers that: no passage was found for it."
        return Answer(question=question, abstained=True, reason=reason)
    prompt = load_prompt("answer", workspace_folder)
    written = write_with_proof(prompt, {"question": question}, passages, backend, on_statement)
    statements = tuple(written.resolution.statements)
    papers = {passage.paper.id: passage.paper for passage in passages}
    references = number_references(statements, papers)
    return Answer(
        question=question,
        statements=statements,
        references=references,
        abstained=not statements,
        reason=None if statements else _why_nothing(written, backend.name),
        near=_near(list(papers.values()), {reference.paper.id for reference in references}),
        left_out=tuple(written.resolution.left_out),
        notices=written.notices,
        usage=written.usage,
        model=backend.name,
    )


def rewrite_question(
    question: str, history: Sequence[Answer], backend: "Backend", workspace_folder: Path | None
) -> str:
    """A follow-up as a question of its own; the question itself if the model gives none.

    Args:
        question: what was asked last.
        history: the answers before it, oldest first.
        backend: the model.
        workspace_folder: its own prompts win over the shipped ones.

    Raises:
        ModelError: the call failed.
        PromptError: the prompt does not work.
    """
    if not history:
        return question
    prompt = load_prompt("rewrite_question", workspace_folder)
    conversation = "\n\n".join(_turn(answer) for answer in history[-_TURNS:])
    reply = backend.complete(prompt.render(conversation=conversation, question=one_line(question)))
    lines = [line.strip(" *_\"'“”`>#") for line in reply.splitlines()]
    said = [_LABEL.sub("", line) for line in lines if content_words(_LABEL.sub("", line))]
    return said[0] if said and len(said[0]) <= _LONGEST_QUESTION else question


def _turn(answer: Answer) -> str:
    said = " ".join(statement.text for statement in answer.statements) or "Nothing was found."
    lines = [f"Question: {one_line(answer.understood_as or answer.question)}"]
    lines.append(f"Answer: {one_line(said)[:_LONGEST_ANSWER]}")
    if answer.references:
        titles = "; ".join(f"[{r.number}] {one_line(r.paper.title)}" for r in answer.references)
        lines.append(f"Papers: {titles[:_LONGEST_ANSWER]}")
    return "\n".join(lines)


def _why_nothing(written: Written, model: str) -> str:
    read = f"{len(written.passages)} passage{'s' if len(written.passages) != 1 else ''}"
    if written.resolution.declined:
        return f"Nothing in this collection answers that, says {model} after reading {read}."
    return f"No sentence that {model} wrote from {read} could be proven."


def _near(papers: Sequence[Paper], cited: set[str]) -> tuple[Paper, ...]:
    return tuple([paper for paper in papers if paper.id not in cited][:_NEAR])
