"""One draft against its task and against the store: in comes both, out come its figures.

It drafts nothing, and trusts nothing that the draft says of itself but why papers are not in it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Set

from reviewer.evaluation.answers.marking import NUMBER_GATE, kind_of, supports
from reviewer.evaluation.related_work.results import DraftFigures
from reviewer.evaluation.related_work.tasks import Nugget, Task
from reviewer.evaluation.related_work.wording import Rarity, covered, in_first_person, repeated
from reviewer.evaluation.stored import faults, strangers
from reviewer.models import RelatedWork, Statement, Support
from reviewer.proof import Gates
from reviewer.store.catalogue import Catalogue

ABSENT = "not in the collection"
NOT_LOOKED_AT = "not among the papers looked at"


def mark(
    task: Task,
    draft: RelatedWork,
    gold: Mapping[str, str],
    *,
    gates: Gates,
    catalogue: Catalogue,
    rarity: Rarity,
) -> DraftFigures:
    """The figures of one draft.

    Args:
        task: what the draft is for.
        draft: what the program wrote.
        gold: the id of the paper that each name means; one that is not there has none.
        gates: they go over each statement again.
        catalogue: the source of truth.
        rarity: the inverse document frequency of a stem in the collection.
    """
    statements = [statement for theme in draft.sections for statement in theme.statements]
    quoted = [quote for statement in statements for quote in statement.quotes]
    shown = [(reference.paper.id, reference.paper.title) for reference in draft.references]
    shown += [(quote.paper_id, quote.title) for quote in quoted]
    support = Counter(supports(_without_years(statements, draft), gates))
    text = " ".join(statement.text for statement in statements)
    said = covered(task.nuggets, text, rarity)
    written = covered(task.nuggets, task.section, rarity) if task.section else None
    return DraftFigures(
        task=task.id,
        topic=task.topic,
        partial=draft.partial,
        **_papers(task, draft, gold),
        statements=len(statements),
        supported=support[Support.SUPPORTED],
        weak=support[Support.WEAK],
        number_errors=support[NUMBER_GATE],
        invented=strangers(dict.fromkeys(shown), catalogue) + _unquoted(draft, statements),
        altered=sum(fault is not None for fault in faults(quoted, catalogue)),
        first_person=in_first_person(statement.text for statement in statements),
        repeated=repeated(statements, rarity),
        nuggets=len(task.nuggets),
        nuggets_covered=len(said),
        vital=_vital(task.nuggets),
        vital_covered=_vital(said),
        human_covered=None if written is None else len(written),
        words=len(text.split()),
        themes=len(draft.sections),
        candidates=draft.candidates,
        usage=draft.usage,
    )


def _without_years(statements: Iterable[Statement], draft: RelatedWork) -> list[Statement]:
    """The same without the year behind an author's name, where it is that of a quoted paper.

    It is a citation, borne out by the catalogue; no sentence of a paper says it.
    """
    years = {reference.paper.id: reference.paper.year for reference in draft.references}
    found = []
    for one in statements:
        text = one.text
        for year in {years.get(quote.paper_id) for quote in one.quotes} - {None}:
            text = text.replace(f" ({year})", "")
        found.append(one.model_copy(update={"text": text}))
    return found


def _papers(task: Task, draft: RelatedWork, gold: Mapping[str, str]) -> dict[str, object]:
    """Which of the papers that the task names are cited, and why the others are not."""
    cited = {reference.paper.id for reference in draft.references}
    listed, must = _ids(task.human, gold), _ids(task.must, gold)
    wanted = must | _ids(task.good, gold)
    return {
        "cited": len(cited),
        "listed": len(listed),
        "listed_cited": len(listed & cited),
        "must": len(must),
        "must_cited": len(must & cited),
        "wanted_cited": len(wanted & cited) if wanted else None,
        "not_cited": _why((listed | wanted) - cited, draft, set(gold.values())),
    }


def _ids(names: Iterable[str], gold: Mapping[str, str]) -> set[str]:
    """The papers that are meant; a name that means none stands for itself."""
    return {gold.get(name, name) for name in names}


def _why(papers: Set[str], draft: RelatedWork, there: Set[str]) -> dict[str, int]:
    told: dict[str, str] = {}
    for left in draft.not_cited:
        if left.paper_id is not None:
            told.setdefault(left.paper_id, kind_of(left.reason))
    reasons = (told.get(one, NOT_LOOKED_AT if one in there else ABSENT) for one in papers)
    return dict(Counter(reasons).most_common())


def _unquoted(draft: RelatedWork, statements: Iterable[Statement]) -> int:
    """References that no statement quotes, and quoted papers without a reference."""
    listed = {reference.paper.id for reference in draft.references}
    return len(listed ^ {quote.paper_id for one in statements for quote in one.quotes})


def _vital(nuggets: Iterable[Nugget]) -> int:
    return sum(nugget.vital for nugget in nuggets)
