"""Passages to an answer that a language model wrote and code proved, and follow-ups completed.

In come passages that were found to be enough evidence; out comes an `Answer`. It does not search,
and it never shows a sentence that the proof left out.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.answering.gathering import NEAR, papers_of
from reviewer.models import Answer, Paper, Passage, Statement
from reviewer.prompting import load_prompt
from reviewer.proof import (
    Item,
    Resolution,
    Writer,
    Written,
    number_passages,
    number_references,
    one_line,
    write_with_proof,
)
from reviewer.text.plurals import counted
from reviewer.text.words import content_words

if TYPE_CHECKING:
    from reviewer.backends import Backend

_TURNS = 2  # earlier questions that a follow-up may lean on
_LONGEST_ANSWER = 600  # characters of an earlier answer
_LONGEST_QUESTION = 300  # characters; anything longer is no question but an answer
_ONLY_IN_PART = "{} says that the collection does not answer all of it"
_LABEL = re.compile(r"^(?:[\w-]+\s+){0,3}question\s*:\s*", re.IGNORECASE)


def answer_with_model(
    question: str,
    passages: Sequence[Passage],
    writer: Writer,
    *,
    on_statement: Callable[[Statement], None] | None = None,
) -> Answer:
    """Answer from the passages, in the model's words and with the code's proof.

    Args:
        question: one that can be understood alone.
        passages: best first; without any the model is not called, and the answer abstains.
        writer: the model, and what its sentences have to pass.
        on_statement: called with each statement as soon as it is proven; the reply is streamed.

    Raises:
        ModelError: the call failed before anything was proven.
        PromptError: the prompt does not work.
    """
    if not passages:
        reason = "Nothing in this collection answers that: no passage was found for it."
        return Answer(question=question, abstained=True, reason=reason)
    prompt = load_prompt("answer", writer.root)
    inputs = {"question": one_line(question)}
    written = write_with_proof(
        prompt, inputs, passages, number_passages, writer, on_statement=on_statement
    )
    read = len({passage.chunk_id for passage in written.read})
    return answer_of(question, written, papers_of(passages), writer, counted(read, "passage"))


def answer_of(
    question: str, written: Written[Item], papers: Sequence[Paper], writer: Writer, read: str
) -> Answer:
    """What was written, as an answer; an abstention where nothing stands.

    Args:
        question: that was asked.
        written: what the model wrote.
        papers: every paper it may cite, nearest first.
        writer: the model.
        read: what it read, in words.
    """
    statements = tuple(written.resolution.statements)
    references = number_references(statements, {paper.id: paper for paper in papers})
    cited = {reference.paper.id for reference in references}
    declined = bool(statements) and written.resolution.declined
    notices = (*written.notices, *([_ONLY_IN_PART.format(writer.backend.name)] if declined else ()))
    return Answer(
        question=question,
        statements=statements,
        references=references,
        abstained=not statements,
        reason=None if statements else _why_nothing(written.resolution, writer.backend.name, read),
        partial=written.partial,
        near=tuple([paper for paper in papers if paper.id not in cited][:NEAR]),
        left_out=tuple(written.resolution.left_out),
        notices=notices,
        usage=written.usage,
        model=writer.backend.name,
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


def _why_nothing(resolution: Resolution, model: str, read: str) -> str:
    if resolution.declined:
        return f"Nothing in this collection answers that, says {model} after reading {read}."
    return f"No sentence that {model} wrote from {read} could be proven."
