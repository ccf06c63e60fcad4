"""A question in depth: smaller questions, evidence for each, findings, an answer from findings.

In come a question and what a plain search found for it; out comes an `Answer`. At most
`MOST_CALLS` calls of a model are made, and one that fails costs its own part only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest

from reviewer.answering.chain import answer_of, answer_with_model
from reviewer.answering.composing import abstention, extracted, tell_all
from reviewer.answering.gathering import EvidenceSource, Gathered, papers_of
from reviewer.errors import ModelError, ModelReplyError
from reviewer.models import INTERRUPTED, Answer, Disagreement, Filters, Paper, Passage, Statement
from reviewer.prompting import Messages, load_prompt
from reviewer.proof import (
    Writer,
    disagreements,
    number_findings,
    number_passages,
    one_line,
    resolve,
    write_with_proof,
)
from reviewer.retrieval.planning import plan_queries
from reviewer.retrieval.subqueries import split_query
from reviewer.text.plurals import counted

FINDING_CALLS = 3  # as many passages as fit into so many contexts are read
VERBATIM = 8  # sentences, where nobody writes
MOST_CALLS = FINDING_CALLS + 4  # plan, answer, repair, judge
_FROM_FINDINGS = "the answer was not written; these are the findings it would rest on"
_FROM_PASSAGES = "no findings could be collected ({}); this is answered from passages"

Tell = Callable[[Statement], None]


@dataclass
class _Evidence:
    """What the smaller questions found."""

    parts: list[Gathered]
    notices: list[str] = field(default_factory=list)

    @property
    def answered(self) -> list[Gathered]:
        return [part for part in self.parts if part.reason is None]

    @property
    def passages(self) -> list[Passage]:
        """The best of each part, then the second best of each; every passage once."""
        turns = zip_longest(*(part.passages for part in self.answered))
        found = {p.chunk_id: p for p in chain.from_iterable(turns) if p is not None}
        return list(found.values())

    @property
    def papers(self) -> list[Paper]:
        return papers_of(self.passages)


def answer_deeply(
    whole: Gathered,
    source: EvidenceSource,
    writer: Writer,
    filters: Filters | None,
    on_statement: Tell | None,
) -> Answer:
    """Answer in depth with a model.

    Args:
        whole: what was found for the question as it was asked.
        source: finds more.
        writer: the model, and what its sentences have to pass.
        filters: which papers may be used.
        on_statement: called with each statement as soon as it is proven.

    Raises:
        ModelError: no model answers at all, or the key is refused.
        PromptError: a prompt does not work.
    """
    question = whole.question
    with writer.backend.recording() as spent:
        parts, problem = _plan(question, writer)
        evidence = _gathered(whole, parts, source, filters, problem)
        if not evidence.answered:
            return abstention(whole).model_copy(update={"usage": spent.usage})
        findings, why = _find(question, evidence, writer)
        if findings:
            answer = _from_findings(question, findings, evidence, writer, on_statement)
        else:
            answer = _from_passages(question, why, evidence, writer, on_statement)
    notices = tuple(dict.fromkeys([*evidence.notices, *spent.notices, *answer.notices]))
    return answer.model_copy(update={"notices": notices, "usage": spent.usage})


def answer_by_parts(whole: Gathered, source: EvidenceSource, filters: Filters | None) -> Answer:
    """Answer in depth without a model: the parts of the question, each with its own sentences."""
    parts = split_query(whole.question)[1:]
    evidence = _gathered(whole, parts, source, filters, None)
    if not parts:
        evidence.notices.append("the question has no parts that code can see; a model would plan")
    if not evidence.answered:
        return abstention(whole)
    return _verbatim(evidence)


def _plan(question: str, writer: Writer) -> tuple[list[str], str | None]:
    """The smaller questions, and what went wrong with the plan."""
    try:
        planner = writer.backend.role("plan")
        planned = plan_queries(planner, question, writer.root, prompt_name="subquestions")
    except ModelReplyError as error:
        return split_query(question)[1:], f"{error.message}; the question was split by code"
    return planned[1:], None


def _gathered(
    whole: Gathered,
    parts: Sequence[str],
    source: EvidenceSource,
    filters: Filters | None,
    problem: str | None,
) -> _Evidence:
    evidence = _Evidence([whole, *(source.gather(part, filters) for part in parts)])
    if problem is not None:
        evidence.notices.append(problem)
    missing = [f"“{one_line(part.question)}”" for part in evidence.parts[1:] if part.reason]
    if missing and evidence.answered:
        evidence.notices.append(f"nothing in this collection answers {', '.join(missing)}")
    return evidence


def _find(question: str, evidence: _Evidence, writer: Writer) -> tuple[list[Statement], str]:
    """What the passages find, proven; and why there is nothing, if there is nothing."""
    prompt = load_prompt("findings", writer.root)

    def messages_of(some: Sequence[Passage]) -> Messages:
        block = number_passages(some).block
        return prompt.render(passages=block, question=one_line(question))

    try:
        batches, unread = _batches(evidence.passages, messages_of, writer)
    except ModelError as error:
        return [], error.message
    if unread:
        evidence.notices.append(f"{counted(unread, 'passage')} did not fit and were not read")
    findings: list[Statement] = []
    why = "no finding could be proven"
    replies = writer.backend.complete_all([messages_of(some) for some in batches])
    for some, reply in zip(batches, replies, strict=True):
        if isinstance(reply, ModelError):
            why = reply.message
            evidence.notices.append(f"{counted(len(some), 'passage')} not read: {why}")
        else:
            findings += resolve(reply, number_passages(some), writer.gates).statements
    return findings, why


def _batches(
    passages: Sequence[Passage],
    messages_of: Callable[[Sequence[Passage]], Messages],
    writer: Writer,
) -> tuple[list[list[Passage]], int]:
    """The passages in as few contexts as hold them, at most `FINDING_CALLS`; how many are left."""
    rest = list(passages)
    batches: list[list[Passage]] = []
    while rest and len(batches) < FINDING_CALLS:
        kept, _ = writer.backend.fit(rest, messages_of)
        batches.append(kept)
        rest = rest[len(kept) :]
    return batches, len(rest)


def _from_findings(
    question: str,
    findings: Sequence[Statement],
    evidence: _Evidence,
    writer: Writer,
    on_statement: Tell | None,
) -> Answer:
    prompt = load_prompt("answer_findings", writer.root)
    seen = disagreements(findings, writer.gates)
    inputs = {"question": one_line(question), "disagreements": _listed(seen)}
    read = counted(len(findings), "finding")
    try:
        written = write_with_proof(
            prompt, inputs, findings, number_findings, writer, on_statement=on_statement
        )
        answer = answer_of(question, written, evidence.papers, writer, read)
    except (ModelError, KeyboardInterrupt) as error:
        why = error.message if isinstance(error, ModelError) else INTERRUPTED
        tell_all(findings, on_statement)
        answer = extracted(evidence.parts[0], findings, evidence.papers)
        partial = f"{why}; {_FROM_FINDINGS}"
        answer = answer.model_copy(update={"partial": partial, "model": writer.backend.name})
    return answer.model_copy(update={"disagreements": seen})


def _listed(seen: Sequence[Disagreement]) -> str:
    """The pairs for the model to read: it is to say what each paper finds."""
    pairs = [
        f"{one_line(pair.one.quotes[0].title)}: {one_line(pair.one.text)} / "
        f"{one_line(pair.other.quotes[0].title)}: {one_line(pair.other.text)}"
        for pair in seen
    ]
    return "\n".join(pairs) or "none"


def _from_passages(
    question: str, why: str, evidence: _Evidence, writer: Writer, on_statement: Tell | None
) -> Answer:
    """What a plain question would get from the same evidence, where there are no findings."""
    evidence.notices.append(_FROM_PASSAGES.format(why))
    most = evidence.passages[: len(evidence.parts[0].passages)]
    try:
        return answer_with_model(question, most, writer, on_statement=on_statement)
    except ModelError as error:
        evidence.notices.append(f"{error.message} ({error.hint}); these sentences are verbatim")
    answer = _verbatim(evidence)
    tell_all(answer.statements, on_statement)
    return answer


def _verbatim(evidence: _Evidence) -> Answer:
    """The best sentence of each smaller question, then the second best of each."""
    whole, *parts = evidence.parts
    answered = [part for part in parts if part.reason is None] or [whole]
    turns = zip_longest(*(part.sentences for part in answered))
    found = {said.text: said for said in chain.from_iterable(turns) if said is not None}
    statements = list(found.values())[:VERBATIM]
    return extracted(whole, statements, evidence.papers, tuple(evidence.notices))
