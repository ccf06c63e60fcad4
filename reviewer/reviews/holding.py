"""What a review holds after an update: its text, its sentences in order, its papers, its plan.

In come the steps of an update; out comes a `Review` that files are made of. It asks nothing of a
model and writes no file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reviewer.models import LeftOut, Plan, Usage
from reviewer.related_work.choosing import UNWANTED
from reviewer.rendering.pandoc_text import pandoc_text
from reviewer.reviews import folder as files
from reviewer.reviews.draft_file import DraftText, cite_keys_in
from reviewer.reviews.editing import NewTheme, edited
from reviewer.reviews.kept import Entry, KeptPaper, Standing, State
from reviewer.reviews.matching import match
from reviewer.reviews.references import references_text
from reviewer.reviews.replanning import Replanned
from reviewer.reviews.run import Run
from reviewer.reviews.standing import NOT_HERE, TAKEN_OUT, Stand
from reviewer.reviews.texts import Review
from reviewer.reviews.themes import ThemeNow
from reviewer.reviews.writing import Written

UNPROVEN = "planned, but no proven sentence cites it"


def review_now(run: Run, planned: Replanned, written: Written, usage: Usage) -> Review:
    """The review as it is after an update that cost `usage`."""
    draft = draft_now(run.found, planned, written)
    entries = in_order(draft, [*(entry for _, entry in run.found.standing), *written.new])
    papers = _papers(run, entries, planned, written)
    cited = [run.collection.papers[i] for i, p in papers.items() if p.standing is Standing.CITED]
    listed = references_text(
        run.saved.text(files.REFERENCES),
        cited=cited,
        keys=run.collection.keys,
        kept=run.kept,
        raw=run.collection.raw,
        used=frozenset(cite_keys_in(draft)),
    )
    papers = {
        id_: one.model_copy(update={"entry": listed.entries.get(id_)})
        for id_, one in papers.items()
    }
    titles = {id_: one.title for id_, one in papers.items()}
    plan = Plan(
        topic=run.saved.brief.topic,
        themes=tuple(
            theme.planned(titles) for theme in as_told(planned.themes, entries) if theme.papers
        ),
        left_out=tuple(left_out_of(papers)),
    )
    return Review(plan, draft, entries, papers, _state(run, planned, written, usage), listed.text)


def draft_now(found: Stand, planned: Replanned, written: Written) -> str:
    """The text with what is lost taken out and what is new put in."""
    lines = {
        one.start: None if entry is None else entry.line
        for one in found.matched.sentences
        if (entry := found.entries[one.start]) is None or entry.line != one.text
    }
    added: dict[int, list[str]] = {}
    fresh = []
    for number, entries in written.entries.items():
        theme = planned.themes[number]
        told = [entry.line for entry in entries]
        if theme.section is None:
            fresh.append(NewTheme(pandoc_text(theme.heading), told))
        else:
            added.setdefault(theme.section, []).extend(told)
    if not (lines or added or fresh):
        return found.draft.text
    return edited(found.draft, found.matched.sentences, lines, added, fresh)


def in_order(text: str, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The sentences in the order of a draft, under the headings they stand under in it."""
    draft = DraftText(text)
    return tuple(
        one.entry.model_copy(update={"theme": draft.sections[one.section].heading})
        for one in match(draft, entries).sentences
        if one.entry is not None
    )


def as_told(themes: Sequence[ThemeNow], entries: Sequence[Entry]) -> list[ThemeNow]:
    """The themes with their papers in the order in which the draft comes to them.

    A paper belongs to the theme that cites it first, as it will where the draft is read again.
    """
    told: dict[str, str] = {}
    for entry in entries:
        for quote in entry.statement.quotes:
            told.setdefault(quote.paper_id, entry.theme)
    headings = [theme.heading for theme in themes]
    order = [id_ for id_, heading in told.items() if headings.count(heading) == 1]
    moved = []
    for theme in themes:
        mine = [id_ for id_ in order if told[id_] == theme.heading]
        papers = [*mine, *(id_ for id_ in theme.papers if id_ not in order)]
        moved.append(replace(theme, papers=papers))
    return moved


def left_out_of(papers: Mapping[str, KeptPaper]) -> list[LeftOut]:
    """What a plan says of the papers that it leaves out."""
    return [
        LeftOut(text=one.title, reason=one.reason, paper_id=one.id)
        for one in sorted(papers.values(), key=lambda one: (one.title.casefold(), one.id))
        if one.standing in (Standing.LEFT_OUT, Standing.DELETED)
    ]


def _papers(
    run: Run, entries: Sequence[Entry], planned: Replanned, written: Written
) -> dict[str, KeptPaper]:
    """Every paper that the review cites, plans, looked at or had, by id."""
    cited = {paper_id for entry in entries for paper_id in entry.papers}
    said = () if written.draft is None else written.draft.not_cited
    why = {entry.paper_id: entry.reason for entry in said}
    in_plan = {paper_id for theme in planned.themes for paper_id in theme.papers}
    found = {}
    for id_ in sorted({*run.kept, *cited, *in_plan, *planned.left_out}):
        standing, reason = _standing(run, id_, cited, in_plan, planned)
        old = run.kept.get(id_)
        known = "" if old is None or old.standing is not standing else old.reason
        if standing is Standing.PLANNED:
            reason = why.get(id_) or known or UNPROVEN
        if _is_worth_keeping(standing, old, id_, planned):
            found[id_] = _kept(run, id_, standing, reason or known)
    return found


def _standing(
    run: Run, id_: str, cited: set[str], in_plan: set[str], planned: Replanned
) -> tuple[Standing, str]:
    if id_ in cited:
        return Standing.CITED, ""
    if id_ not in run.collection.papers:
        return Standing.GONE, NOT_HERE
    if id_ in run.asked.must_not:
        return Standing.LEFT_OUT, UNWANTED
    if id_ in planned.away:
        return Standing.DELETED, TAKEN_OUT
    if id_ in in_plan:
        return Standing.PLANNED, ""
    left = planned.left_out.get(id_)
    return Standing.LEFT_OUT, "" if left is None else left.reason


def _is_worth_keeping(
    standing: Standing, old: KeptPaper | None, id_: str, planned: Replanned
) -> bool:
    """A paper whose key was given out is never forgotten; others as long as they are looked at."""
    if old is not None and old.key is not None:
        return True
    if standing is Standing.GONE:
        return False
    return standing is not Standing.LEFT_OUT or planned.today is None or id_ in planned.left_out


def _kept(run: Run, id_: str, standing: Standing, reason: str) -> KeptPaper:
    old, here = run.kept.get(id_), run.collection.papers.get(id_)
    key = run.collection.keys[id_] if standing is Standing.CITED else old and old.key
    if here is not None:
        title, text = here.title, run.collection.text_hash(id_)
    else:
        title, text = ("", "") if old is None else (old.title, old.text)
    return KeptPaper(
        id=id_, title=title, key=key or None, text=text, standing=standing, reason=reason
    )


def _state(run: Run, planned: Replanned, written: Written, usage: Usage) -> State:
    was, draft, today = run.saved.state, written.draft, planned.today
    looked_at = was.candidates
    if today is not None:
        looked_at = sum(len(theme.papers) for theme in today.themes) + len(today.left_out)
    unproven = [] if draft is None else [one for one in draft.left_out if one.paper_id is None]
    return State(
        brief=run.asked.brief.digest,
        collection=run.collection.digest,
        papers=len(run.collection.papers),
        candidates=looked_at,
        model=(draft and draft.model) or was.model,
        usage=lasting(was.usage + usage),
        left_out=(*was.left_out, *(one for one in unproven if one not in was.left_out)),
    )


def lasting(usage: Usage) -> Usage:
    """What of a cost is the same for the same run."""
    return usage.model_copy(update={"seconds": 0.0})
