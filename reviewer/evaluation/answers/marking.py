"""One answer against its labels and against the store: in comes both, out come its figures.

It asks nothing, and trusts nothing that the answer says of itself.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from reviewer.evaluation.answers.questions import Labelled
from reviewer.evaluation.answers.results import AnswerFigures
from reviewer.evaluation.checking import by_gates
from reviewer.evaluation.stored import faults, strangers
from reviewer.models import Answer, Statement, Support
from reviewer.proof import Gates
from reviewer.store.catalogue import Catalogue
from reviewer.text.words import plain

NUMBER_GATE = "number"
_FIGURES = re.compile(r"\d[\d.,%]*(?:\s\d[\d.,%]*)*")
_LONGEST_REASON = 80


def mark(
    labelled: Labelled,
    answer: Answer,
    gold: Mapping[str, str],
    *,
    gates: Gates,
    catalogue: Catalogue,
) -> AnswerFigures:
    """The figures of one answer.

    Args:
        labelled: the question.
        answer: what the program said.
        gold: the id of the paper that each name means; one that is not there has none.
        gates: they go over each statement again.
        catalogue: the source of truth.
    """
    wanted = {gold.get(name, name) for name in labelled.gold}
    cited = {reference.paper.id for reference in answer.references}
    said = [statement.text for statement in answer.statements]
    quoted = [quote for statement in answer.statements for quote in statement.quotes]
    shown = [(reference.paper.id, reference.paper.title) for reference in answer.references]
    shown += [(quote.paper_id, quote.title) for quote in quoted]
    support = Counter(supports(answer.statements, gates))
    return AnswerFigures(
        question=labelled.id,
        type=labelled.type,
        answerable=labelled.answerable,
        abstained=answer.abstained,
        partial=answer.partial,
        evidence=answer.evidence,
        gold=len(wanted),
        gold_cited=len(wanted & cited),
        strings=len(labelled.strings),
        strings_stated=held(labelled.strings, said),
        strings_quoted=held(labelled.strings, [*said, *(quote.text for quote in quoted)]),
        statements=len(answer.statements),
        supported=support[Support.SUPPORTED],
        weak=support[Support.WEAK],
        number_errors=support[NUMBER_GATE],
        invented=strangers(dict.fromkeys(shown), catalogue) + _unquoted(answer),
        altered=sum(fault is not None for fault in faults(quoted, catalogue)),
        left_out=reasons(answer),
        usage=answer.usage,
    )


def held(strings: Iterable[tuple[str, ...]], texts: Iterable[str]) -> int:
    """How many of the strings stand in the texts, by any of their alternatives."""
    text = _folded(" ".join(texts))
    return sum(any(_stands(_folded(one), text) for one in string) for string in strings)


def reasons(answer: Answer) -> dict[str, int]:
    """How often something was left out, by reason; figures and what follows a colon aside."""
    return dict(Counter(kind_of(one.reason) for one in answer.left_out))


def kind_of(reason: str) -> str:
    """A reason without its figures, and without what follows a colon."""
    kind = _FIGURES.sub("…", reason.split(":", maxsplit=1)[0])
    return " ".join(kind.split())[:_LONGEST_REASON]


def supports(statements: Sequence[Statement], gates: Gates) -> Iterable[str]:
    """The support of each statement, and the number gate's name for each that it objects to.

    What was shown counts where it is worse: gates that knew all that was offered said it.
    """
    claims = [(statement.text, statement.quotes) for statement in statements]
    for statement, checked in zip(statements, by_gates(claims, gates), strict=True):
        yield max(statement.support, checked.verdict.support, key=list(Support).index)
        if checked.verdict.gate == NUMBER_GATE and checked.is_refused:
            yield NUMBER_GATE


def _unquoted(answer: Answer) -> int:
    """References that no statement quotes, and quoted papers without a reference."""
    listed = {reference.paper.id for reference in answer.references}
    quoted = {quote.paper_id for statement in answer.statements for quote in statement.quotes}
    return len(listed ^ quoted)


def _folded(text: str) -> str:
    return " ".join(plain(text).casefold().split())


def _stands(string: str, text: str) -> bool:
    """Not within a longer word or number: `8x` is not in `128x`, nor `20` in `20.5`."""
    before = r"(?<![^\W_])(?<!\d[.,])" if string[:1].isalnum() else ""
    after = r"(?!\d|[.,]\d)" if string[-1:].isdigit() else ""
    return re.search(f"{before}{re.escape(string)}{after}", text) is not None
