"""What is written of papers and what it cost: statements, answers, plans, drafts, calls."""

from collections.abc import Iterable
from enum import StrEnum

from reviewer.models.papers import Model, Paper, Quote


class Support(StrEnum):
    """How far the quotes bear a statement out."""

    SUPPORTED = "supported"
    WEAK = "weak"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"
    UNCITED = "uncited"


class Statement(Model):
    """One sentence the program writes, with its proof.

    `counted` are the numbers in it that no quote says and code counted: `three papers` of three.
    `own` are sentences of the author's own draft that it rests on beside its quotes.
    """

    text: str
    quotes: tuple[Quote, ...]
    support: Support
    reason: str | None = None
    counted: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


class LeftOut(Model):
    """Something that was considered and not used, and why.

    `support` is the verdict on a statement that was written and could not be proven.
    """

    text: str
    reason: str
    paper_id: str | None = None
    support: Support | None = None


class Usage(Model):
    """What the language model cost. All zero in extractive mode.

    `cost` is in the currency of the configured prices; None where there are none.
    """

    calls: int = 0
    cached_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    cost: float | None = None

    def __add__(self, other: "Usage") -> "Usage":
        costs = [cost for cost in (self.cost, other.cost) if cost is not None]
        return Usage(
            calls=self.calls + other.calls,
            cached_calls=self.cached_calls + other.cached_calls,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            seconds=self.seconds + other.seconds,
            cost=sum(costs) if costs else None,
        )


class Call(Model):
    """One call of a language model, whole: what a run record keeps of it.

    Args:
        key: SHA-256 of the request, as the reply cache knows it.
        role: what the model was called for: `write`, `plan` or `judge`.
        model: its name.
        messages: `(role, text)`, exactly as they were sent.
        reply: what came, without its thinking; of a call that failed, what came until then.
        error: why the call failed, as `message` and `hint`.
        error_kind: the name of its error's class; `KeyboardInterrupt` for one that was broken off.
        notices: what the user is told of the call.
        cut: the reply was cut at the most tokens allowed.
        cached: the reply was kept from an earlier call; nothing was sent.
    """

    key: str
    role: str
    model: str
    messages: tuple[tuple[str, str], ...]
    reply: str
    error: tuple[str, str] | None = None
    error_kind: str | None = None
    notices: tuple[str, ...] = ()
    cut: bool = False
    cached: bool = False
    usage: Usage = Usage()


class Reference(Model):
    """An entry of a reference list: `number` is what `[number]` in the text means."""

    number: int
    paper: Paper


INTERRUPTED = "interrupted"
"""How the reason of a result begins that the user broke off."""


class Disagreement(Model):
    """Two statements about the same, from different papers, that do not go together."""

    one: Statement
    other: Statement


class Result(Model):
    """What was written. `partial` is why it is not whole: it was interrupted, or a call failed."""

    partial: str | None = None

    @property
    def interrupted(self) -> bool:
        return self.partial is not None and self.partial.startswith(INTERRUPTED)


class Answer(Result):
    """The answer to one question. `model` is None in extractive mode.

    `evidence` is how well the collection bears on the question, in [0, 1]. `disagreements` are
    findings that code sees one paper deny of another; a deep answer looks for them.
    """

    question: str
    understood_as: str | None = None
    statements: tuple[Statement, ...] = ()
    references: tuple[Reference, ...] = ()
    abstained: bool = False
    reason: str | None = None
    evidence: float | None = None
    disagreements: tuple[Disagreement, ...] = ()
    near: tuple[Paper, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notices: tuple[str, ...] = ()
    usage: Usage = Usage()
    model: str | None = None

    def __str__(self) -> str:
        if self.abstained:
            return self.reason or "Nothing in this collection answers that."
        return _plain(self.statements, self.references)


class Theme(Model):
    """A section of a related-work draft."""

    heading: str
    statements: tuple[Statement, ...]


class PlannedPaper(Model):
    """A paper of a plan; `asked_by` is the part of the draft that asks for it most."""

    paper_id: str
    title: str
    asked_by: str = ""


class PlannedTheme(Model):
    """A theme to be written: its heading, why it is one, and its papers in their order."""

    heading: str
    why: str = ""
    papers: tuple[PlannedPaper, ...] = ()


class Plan(Model):
    """What a related-work section will say of which papers. Its author may edit it.

    `log` is what its author should know: what was mended in a model's plan, that no paper is about
    the topic; `model` the model whose plan it is.
    """

    topic: str
    themes: tuple[PlannedTheme, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    log: tuple[str, ...] = ()
    model: str | None = None


class RelatedWork(Result):
    """A related-work draft.

    `not_cited` are the papers that were retrieved and not used, `log` what was done on the way
    that a reader of the draft may want to know: what was mended, asked again, dropped.
    """

    topic: str
    sections: tuple[Theme, ...] = ()
    references: tuple[Reference, ...] = ()
    not_cited: tuple[LeftOut, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notices: tuple[str, ...] = ()
    log: tuple[str, ...] = ()
    candidates: int = 0
    usage: Usage = Usage()
    model: str | None = None

    def __str__(self) -> str:
        if not self.sections:
            return "Nothing in this collection is close enough to that topic."
        body = "\n\n".join(
            f"{theme.heading}\n\n{_cited(theme.statements, self.references)}"
            for theme in self.sections
        )
        return f"{body}\n\n{_reference_lines(self.references)}"


def citation_numbers(statement: Statement, references: Iterable[Reference]) -> list[int]:
    """The reference numbers of a statement's quotes, ascending, each once."""
    number = {reference.paper.id: reference.number for reference in references}
    return sorted({number[quote.paper_id] for quote in statement.quotes})


def _cited(statements: Iterable[Statement], references: tuple[Reference, ...]) -> str:
    return " ".join(
        f"{s.text} " + "".join(f"[{n}]" for n in citation_numbers(s, references))
        for s in statements
    )


def _reference_lines(references: Iterable[Reference]) -> str:
    return "\n".join(f"[{r.number}] {r.paper.title}" for r in references)


def _plain(statements: tuple[Statement, ...], references: tuple[Reference, ...]) -> str:
    lines = [_cited([statement], references) for statement in statements]
    return "\n".join([*lines, "", _reference_lines(references)])
