"""What an enrichment would change, as lines: each paper, its values, what differs, what failed.

In come enrichments, out come strings; nothing is applied here.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from reviewer.enrichment import Confidence, Enrichment, Field, Proposal
from reviewer.rendering.safe import one_line
from reviewer.rendering.screen import Screen
from reviewer.text.plurals import counted

EMPTY = "—"
LABEL = 12
"""Columns of the word that says what a line is about."""
LONGEST = 160
"""Characters of a value; an abstract is shown by its beginning."""
_DOUBT = {
    Confidence.FAIR: "same title and year or number of authors",
    Confidence.WEAK: "same title, nothing else to compare",
}
_LABELS = {Field.ARXIV_ID: "arXiv id", Field.DOI: "DOI"}


def without_doubtful(enrichment: Enrichment) -> Enrichment:
    """Only the changes that rest on more than a title; a note says how many there were besides."""
    sure = tuple(c for c in enrichment.changes if c.confidence not in _DOUBT)
    left = len(enrichment.changes) - len(sure)
    if not left:
        return enrichment
    note = f"{counted(left, 'value')} of a paper that only its title tells: see --doubtful"
    return enrichment.model_copy(update={"changes": sure, "notes": (*enrichment.notes, note)})


def report(done: Sequence[Enrichment], screen: Screen, *, applied: bool = False) -> str:
    """Every paper that something is said of, then the summary.

    Args:
        done: what was found.
        screen: how wide it is.
        applied: the changes were made, and are not only proposed.
    """
    told = filter(None, (paper(enrichment, screen) for enrichment in done))
    return "\n\n".join([*told, summary(done, screen, applied=applied)])


def paper(enrichment: Enrichment, screen: Screen) -> str:
    """The title and a line for each change, difference and note; empty if there is none."""
    lines = [_change(change, screen) for change in enrichment.changes]
    lines += [_difference(proposal, screen) for proposal in enrichment.differs]
    lines += [_labelled("note", note, screen) for note in enrichment.notes]
    if not lines:
        return ""
    title = screen.bold(screen.wrap(one_line(enrichment.title) or "(no title)"))
    return "\n".join([title, *lines])


def summary(done: Sequence[Enrichment], screen: Screen, *, applied: bool = False) -> str:
    """How many papers, values and differences, and for how many papers a service failed."""
    changes = sum(len(enrichment.changes) for enrichment in done)
    papers = sum(bool(enrichment.changes) for enrichment in done)
    verb = "filled in" if applied else "could be filled in"
    said = f"{counted(changes, 'empty field')} of {counted(papers, 'paper')} {verb}"
    lines = [
        f"{counted(len(done), 'paper')} looked up: {said if changes else 'nothing to fill in'}"
    ]
    differs = sum(len(enrichment.differs) for enrichment in done)
    if differs:
        lines[0] += f", {counted(differs, 'value')} other than yours (left as they are)"
    for number, why in _unfound(done):
        if number:
            lines[0] += f", {counted(number, 'paper')} {why}"
    return "\n".join([screen.wrap(lines[0]), *_failures(done, screen)])


def _unfound(done: Iterable[Enrichment]) -> list[tuple[int, str]]:
    """How many papers no service knew, how many it could not say of, how many it was not asked."""
    lost = [enrichment for enrichment in done if not enrichment.found_by]
    asked = [enrichment for enrichment in lost if enrichment.asked]
    failed = sum(bool(enrichment.failures) for enrichment in asked)
    return [
        (len(asked) - failed, "not found"),
        (failed, "not found where a service failed"),
        (len(lost) - len(asked), "not looked for (a short title, no authors, no identifier)"),
    ]


def _failures(done: Iterable[Enrichment], screen: Screen) -> list[str]:
    """One line for each way in which a service failed, however many papers it cost."""
    counts = Counter((f.service, f.reason) for enrichment in done for f in enrichment.failures)
    return [
        _labelled("failed", f"{service} {reason} ({counted(number, 'paper')})", screen)
        for (service, reason), number in counts.items()
    ]


def _change(change: Proposal, screen: Screen) -> str:
    named = () if change.field is Field.RETRACTION else (change.service,)  # it names its own
    doubt = (_DOUBT[change.confidence],) if change.confidence in _DOUBT else ()
    brackets = "; ".join(filter(None, (", ".join((*named, *change.also)), *doubt)))
    text = f"{EMPTY} → {_shown(change.new)}" + (f" ({brackets})" if brackets else "")
    return _labelled(_label(change.field), text, screen)


def _difference(proposal: Proposal, screen: Screen) -> str:
    said_by = ", ".join((proposal.service, *proposal.also))
    yours, theirs = _shown(proposal.old or EMPTY), _shown(proposal.new)
    text = f"{_label(proposal.field)}: yours is “{yours}”, said by {said_by}: “{theirs}”"
    return _labelled("differs", text, screen)


def _label(field: Field) -> str:
    return _LABELS.get(field, field.value)


def _shown(value: str | int | tuple[str, ...]) -> str:
    text = one_line(_listed(value) if isinstance(value, tuple) else str(value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"


def _listed(names: Sequence[str]) -> str:
    return ("; " if any("," in name for name in names) else ", ").join(names)


def _labelled(label: str, text: str, screen: Screen) -> str:
    return screen.wrap(one_line(text), f"  {label:<{LABEL}}")
