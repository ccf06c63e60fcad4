"""Answers, passages and drafts as text for a terminal; strings out, wrapped to a screen."""

from collections.abc import Sequence

from reviewer.models import (
    Answer,
    Disagreement,
    EngineScore,
    LeftOut,
    Paper,
    Passage,
    Reference,
    RelatedWork,
    Statement,
    Support,
    citation_numbers,
)
from reviewer.prompting import Prompt
from reviewer.rendering.citing import (
    cited,
    credit,
    is_verbatim,
    marks,
    quotes_of,
    title,
)
from reviewer.rendering.safe import one_line
from reviewer.rendering.screen import GLUE, Screen
from reviewer.text.plurals import counted

EXTRACTIVE_HEADING = "The collection says (verbatim, no language model):"
PREVIEW = 320
"""Characters of a passage shown in a list of results; --json has all of it."""
WORDS = 12
"""Words of a query that are listed with a passage; --json has all of them."""
SHOWN = 3
"""Lines of a list that is given in full elsewhere."""


def answer(answer: Answer, screen: Screen, *, lists_left_out: str | None = None) -> str:
    """The whole answer: statements, references with their sources, what was left out.

    Args:
        answer: what is shown.
        screen: what is printed on.
        lists_left_out: what the user does to see a list of what was left out; None lists it.
    """
    if answer.abstained:
        return abstention(answer, screen, lists_left_out=lists_left_out)
    blocks = [understood(answer.understood_as, screen), heading(answer)]
    blocks += [
        statement(said, citation_numbers(said, answer.references), screen)
        for said in answer.statements
    ]
    after = after_statements(answer, screen, lists_left_out=lists_left_out)
    return "\n\n".join(block for block in [*blocks, after] if block)


def understood(question: str | None, screen: Screen) -> str:
    if question is None:
        return ""
    return screen.dim(screen.wrap(f"(understood as: {one_line(question)})"))


def heading(answer: Answer) -> str:
    """The line that says that what follows is copied; empty for an answer in a model's words."""
    copied = answer.model is None and all(map(is_verbatim, answer.statements))
    return EXTRACTIVE_HEADING if copied else ""


def statement(statement: Statement, numbers: Sequence[int], screen: Screen) -> str:
    """The sentence with its marks; below it what weakens it, and what code counted in it."""
    text = one_line(statement.text)
    if is_verbatim(statement):
        shown = screen.wrap(f'"{text}"{GLUE}{marks(numbers)}', first="  ")
    else:
        shown = screen.wrap(cited(text, numbers, space=GLUE))
    remarks = []
    if statement.reason is not None:
        remarks.append(f"{statement.support}: {one_line(statement.reason)}")
    if statement.counted:
        remarks.append(f"counted by code: {', '.join(map(one_line, statement.counted))}")
    return "\n".join([shown, *(screen.dim(screen.wrap(said, "    ")) for said in remarks)])


def after_statements(answer: Answer, screen: Screen, *, lists_left_out: str | None = None) -> str:
    """What follows the statements: references, near papers, what was left out."""
    with_quotes = not heading(answer)
    lines = [
        reference(entry, answer.statements, screen, with_quotes=with_quotes)
        for entry in answer.references
    ]
    lines += [disagreement(pair, screen) for pair in answer.disagreements]
    lines += [near(answer.near, screen, "also near")]
    lines += [left_out(answer, screen, lists=lists_left_out)]
    return "\n".join(filter(None, lines))


def disagreement(pair: Disagreement, screen: Screen) -> str:
    """`may disagree: Title finds “…”, Title finds “…”`."""
    found = [
        f"{one_line(said.quotes[0].title)} finds: “{one_line(said.text)}”"
        for said in (pair.one, pair.other)
    ]
    return screen.wrap(f"may disagree: {found[0]} · {found[1]}", rest="  ")


def abstention(answer: Answer, screen: Screen, *, lists_left_out: str | None = None) -> str:
    reason = one_line(answer.reason or "Nothing in this collection answers that.")
    lines = [understood(answer.understood_as, screen), screen.wrap(reason)]
    lines += [near(answer.near, screen, "Nearest papers")]
    lines += [left_out(answer, screen, lists=lists_left_out)]
    return "\n".join(line for line in lines if line)


def near(papers: Sequence[Paper], screen: Screen, label: str) -> str:
    titles = " · ".join(title(paper) for paper in papers[:SHOWN])
    return screen.dim(screen.wrap(f"{label}: {titles}", rest="  ")) if titles else ""


def left_out(written: Answer | RelatedWork, screen: Screen, *, lists: str | None = None) -> str:
    """What a model said that could not be proven; extractive answers have nothing to hide."""
    number = len(written.left_out)
    if written.model is None or not number:
        return ""
    if lists is not None:
        return screen.dim(f"left out: {number}, not proven ({lists} lists {_it(number)})")
    lines = [f"left out ({number}, not proven):"]
    lines += [_one_left_out(entry, screen) for entry in written.left_out]
    return screen.dim("\n".join(lines))


def _it(number: int) -> str:
    return "it" if number == 1 else "them"


def _one_left_out(entry: LeftOut, screen: Screen) -> str:
    return screen.wrap(f"{one_line(entry.text)} ({one_line(entry.reason)})", "  - ")


def reference(
    entry: Reference, statements: Sequence[Statement], screen: Screen, *, with_quotes: bool
) -> str:
    """`[n] title (credit)`, then where its quotes stand, with their words unless already shown."""
    mark = f"[{entry.number}] "
    head = screen.wrap(f"{title(entry.paper)} {credit(entry.paper)}".strip(), mark)
    quotes = quotes_of(entry.paper.id, statements)
    if not with_quotes:
        places = dict.fromkeys(str(quote.location) for quote, _ in quotes)
        return screen.beside(head, one_line(", ".join(places)), len(mark))
    copied = all(map(is_verbatim, statements))
    lines = [head]
    for quote, support in quotes:
        said = screen.wrap(f'"{one_line(quote.text)}"', " " * len(mark))
        place = one_line(str(quote.location))
        lines.append(screen.beside(said, place if copied else f"{place} · {support}", len(mark)))
    return "\n".join(lines)


def statements_of(written: Answer | RelatedWork) -> list[Statement]:
    if isinstance(written, Answer):
        return list(written.statements)
    return [said for theme in written.sections for said in theme.statements]


def usage(written: Answer | RelatedWork) -> str:
    """`4 statements, 3 supported, 1 weak, 0 left out · 1 call, 2,914 tokens, 3.2 s`."""
    statements, cost = statements_of(written), written.usage
    counts = [counted(len(statements), "statement")]
    for support in Support:
        number = sum(said.support is support for said in statements)
        if number or support is Support.SUPPORTED:
            counts.append(f"{number} {support}")
    counts.append(f"{len(written.left_out)} left out")
    calls = counted(cost.calls, "call")
    if cost.cached_calls:
        calls += f" and {cost.cached_calls:,} from the cache"
    spent = [calls, f"{cost.input_tokens + cost.output_tokens:,} tokens", f"{cost.seconds:.1f} s"]
    if cost.cost is not None:
        spent.append(f"cost {cost.cost:.4f}")
    return f"{', '.join(counts)} · {', '.join(spent)}"


def passages(found: Sequence[Passage], screen: Screen, *, explained: str | None = None) -> str:
    """The passages, best first.

    Args:
        found: what a search returned.
        screen: what is printed on.
        explained: the query, where each passage is to say how it was found.
    """
    return "\n\n".join(_passage(passage, screen, explained) for passage in found)


def _passage(passage: Passage, screen: Screen, explained: str | None) -> str:
    first = f"{passage.rank:>2}  {passage.score:.2f}  "
    head = screen.wrap(f"{title(passage.paper)} {credit(passage.paper)}".strip(), first)
    head = screen.beside(head, one_line(str(passage.location)), len(first))
    lines = [head, screen.wrap(_preview(one_line(passage.text)), " " * len(first))]
    if explained is not None:
        told = screen.wrap(_explanation(passage, explained), " " * len(first))
        lines.append(screen.dim(told))
    return "\n".join(lines)


def _explanation(passage: Passage, query: str) -> str:
    """`asked “the part”: vectors 3rd 0.51 · BM25 1st 32.7 · words: swarm, hive`."""
    said = " · ".join(map(_said_by, passage.engines))
    part = one_line(passage.query)
    if part != one_line(query) and part in one_line(query):
        said = f"asked “{_preview(part)}”: {said}"
    words = [one_line(word) for word in passage.terms[:WORDS]]
    if len(passage.terms) > WORDS:
        words.append(f"{len(passage.terms) - WORDS} more")
    return f"{said} · words: {', '.join(words) or 'none of the query'}"


def _said_by(engine: EngineScore) -> str:
    name = one_line(engine.engine)
    if engine.score is None:
        return f"{name} did not find it"
    score = f"{engine.score:.2f}" if abs(engine.score) < 2 else f"{engine.score:.1f}"
    if engine.rank is None:
        return f"{name} {score}, not among its best"
    return f"{name} {ordinal(engine.rank)} {score}"


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `11th`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10)
    return f"{number}{ending or 'th'}"


def _preview(text: str) -> str:
    if len(text) <= PREVIEW:
        return text
    return text[:PREVIEW].rpartition(" ")[0] + " …"


def prompts(used: Sequence[Prompt]) -> str:
    """One prompt a line: name, whose copy it is, what it does."""
    return "\n".join(
        f"{prompt.name:<18}{'yours' if prompt.overridden else 'shipped':<9}"
        f"{one_line(prompt.description)}"
        for prompt in used
    )


def draft_summary(draft: RelatedWork) -> str:
    """`3 themes, 10 papers cited of 41 candidates; 6 retrieved and not cited`."""
    themes = counted(len(draft.sections), "theme")
    cited_papers = f"{counted(len(draft.references), 'paper')} cited"
    return (
        f"{themes}, {cited_papers} of {counted(draft.candidates, 'candidate')}; "
        f"{len(draft.not_cited)} retrieved and not cited"
    )
