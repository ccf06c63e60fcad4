"""A draft that was just made, kept as a folder of plain text.

In come a draft, the plan it was written from and what was asked for; out comes the folder.
"""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer.errors import ReviewFolderError
from reviewer.folders import IGNORE_NAME
from reviewer.models import Filters, Making, Plan, RelatedWork
from reviewer.rendering.pandoc_text import pandoc_text
from reviewer.reviews import folder as files
from reviewer.reviews.brief_file import SavedBrief, brief_text
from reviewer.reviews.changelog import called, changelog
from reviewer.reviews.changes import Kept, compare
from reviewer.reviews.collection import Collection
from reviewer.reviews.holding import UNPROVEN, in_order, lasting, left_out_of
from reviewer.reviews.kept import By, Entry, KeptPaper, Standing, State
from reviewer.reviews.references import references_text
from reviewer.reviews.texts import Review, texts_of
from reviewer.reviews.updating import LOG_HEAD, log_entry
from reviewer.reviews.wanting import draft_fields

if TYPE_CHECKING:
    from reviewer.workspace import Workspace

_IGNORE = "# A review is no paper: reviewer ingest leaves this folder aside.\n*\n"


@dataclass(frozen=True)
class Draft:
    """What is saved.

    Args:
        made: the draft.
        plan: that it was written from.
        asked: the arguments that `Workspace.related_work` was called with: `abstract`, `own`,
            `papers`, `words`, `style`, `filters`, `must_cite`, `must_not`, as far as given.
        file: the author's own draft, where one was given.
        facts: of the run, for the log.
    """

    made: RelatedWork
    plan: Plan
    asked: Mapping[str, Any]
    file: Path | None = None
    facts: Making | None = None


def draft_and_save(
    ws: "Workspace",
    folder: Path,
    topic: str,
    *,
    asked: Mapping[str, Any],
    plan: Plan | None = None,
    file: Path | None = None,
    on_made: Callable[[Making], None] | None = None,
) -> RelatedWork:
    """Draft a related-work section and keep it; one that was broken off is not kept.

    Args:
        ws: the collection, and who writes.
        folder: made if it is not there; it must hold no review yet.
        topic: a few words; that of the plan, where one is given.
        asked: the other arguments of `Workspace.related_work`.
        plan: what to write of which papers, instead of a plan made now.
        file: the author's own draft, where `asked` has what it says.
        on_made: called at the end with the facts of the run.

    Raises:
        ReviewFolderError: a review is there already, or the folder cannot be written.
        ReviewerError: see `Workspace.related_work`.
    """
    files.check_free(folder)
    with nullcontext() if ws.backend is None else ws.backend.recording() as spent:
        agreed = ws.plan_related_work(topic, **asked) if plan is None else plan
        made = ws.related_work(topic, **asked, plan=agreed)
    if spent is not None:
        made = made.model_copy(update={"usage": spent.usage})
    facts = ws.making(() if spent is None else spent.calls, plan)
    if on_made is not None:
        on_made(facts)
    if made.sections and not made.interrupted:
        save(ws, folder, Draft(made, agreed, asked, file, facts))
    return made


def save(ws: "Workspace", folder: Path, draft: Draft) -> list[str]:
    """Keep a draft as a folder of plain text.

    Args:
        ws: that it was made from.
        folder: made if it is not there; it must hold no review yet.
        draft: what is saved.

    Returns:
        The names of the files.

    Raises:
        ReviewFolderError: a review is there, nothing is in the draft, or it cannot be written.
    """
    files.check_free(folder)
    files.recover(folder)
    if not draft.made.sections:
        raise ReviewFolderError(
            f"the draft is empty, so nothing is saved in {folder}",
            hint="try other words for the topic, or add papers: reviewer ingest PATH",
        )
    collection = Collection(ws)
    brief = _brief(ws, folder, draft)
    review = _review(ws, collection, brief, draft)
    texts = {
        files.BRIEF: brief_text(brief),
        **texts_of(review, collection.papers, collection.keys),
        files.LOG: _log(review, draft),
        IGNORE_NAME: _IGNORE,
    }
    content = {name: text.encode("utf-8", "replace") for name, text in texts.items()}
    files.write(folder, content, {})
    return sorted(texts)


def _brief(ws: "Workspace", folder: Path, draft: Draft) -> SavedBrief:
    asked = draft.asked
    own = asked.get("own")
    return SavedBrief(
        topic=draft.made.topic,
        abstract=asked.get("abstract") or (own.about if own is not None else ""),
        papers=asked.get("papers") or 0,
        words=asked.get("words") or 0,
        must_cite=tuple(asked.get("must_cite") or ()),
        must_not=tuple(asked.get("must_not") or ()),
        style=asked.get("style") or "",
        filters=asked.get("filters") or Filters(),
        model=draft.made.model or "",
        reviewer=_version(),
        **draft_fields(draft.file, ws, folder),
    )


def _review(ws: "Workspace", collection: Collection, brief: SavedBrief, draft: Draft) -> Review:
    made = draft.made
    themes = [
        (
            theme.heading,
            [
                Entry(
                    theme=theme.heading, line=collection.line(said), by=By.PROGRAM, statement=said
                )
                for said in theme.statements
            ],
        )
        for theme in made.sections
    ]
    text = _text(themes)
    entries = in_order(text, [entry for _, some in themes for entry in some])
    papers = _papers(collection, draft, entries)
    cited = [collection.papers[i] for i, p in papers.items() if p.standing is Standing.CITED]
    listed = references_text(
        "",
        cited=cited,
        keys=collection.keys,
        kept={},
        raw=collection.raw,
        used=frozenset(),
    )
    papers = {
        id_: one.model_copy(update={"entry": listed.entries.get(id_)})
        for id_, one in papers.items()
    }
    state = State(
        brief=brief.digest,
        collection=collection.digest,
        papers=len(collection.papers),
        candidates=made.candidates,
        model=made.model,
        usage=lasting(made.usage),
        left_out=tuple(one for one in made.left_out if one.paper_id is None),
    )
    return Review(_plan(draft, papers), text, entries, papers, state, listed.text)


def _text(themes: list[tuple[str, list[Entry]]]) -> str:
    """The draft in pandoc's Markdown, a sentence a line."""
    parts = ["# Related work"]
    for heading, entries in themes:
        lines = "\n".join(entry.line for entry in entries)
        parts.append(f"## {pandoc_text(heading)}\n\n{lines}")
    return "\n\n".join(parts) + "\n"


def _plan(draft: Draft, papers: Mapping[str, KeptPaper]) -> Plan:
    """The plan under the headings that the draft has."""
    cited = {
        quote.paper_id: theme.heading
        for theme in draft.made.sections
        for said in theme.statements
        for quote in said.quotes
    }
    themes = []
    for theme in draft.plan.themes:
        headings = [cited[p.paper_id] for p in theme.papers if p.paper_id in cited]
        heading = max(dict.fromkeys(headings), key=headings.count) if headings else theme.heading
        themes.append(theme.model_copy(update={"heading": heading}))
    return Plan(topic=draft.made.topic, themes=tuple(themes), left_out=tuple(left_out_of(papers)))


def _papers(
    collection: Collection, draft: Draft, entries: tuple[Entry, ...]
) -> dict[str, KeptPaper]:
    """Every paper that the draft cites, was planned from, or looked at."""
    cited = {paper_id for entry in entries for paper_id in entry.papers}
    planned = {paper.paper_id for theme in draft.plan.themes for paper in theme.papers}
    left = {one.paper_id: one.reason for one in draft.made.not_cited if one.paper_id}
    left |= {one.paper_id: one.reason for one in draft.plan.left_out if one.paper_id}
    found = {}
    for id_ in sorted((cited | planned | left.keys()) & collection.papers.keys()):
        standing = Standing.LEFT_OUT
        if id_ in cited | planned:
            standing = Standing.CITED if id_ in cited else Standing.PLANNED
        found[id_] = KeptPaper(
            id=id_,
            title=collection.papers[id_].title,
            key=collection.keys[id_] if id_ in cited else None,
            text=collection.text_hash(id_),
            standing=standing,
            reason="" if id_ in cited else left.get(id_, UNPROVEN),
        )
    return found


def _version() -> str:
    try:
        return metadata.version("literature-reviewer")
    except metadata.PackageNotFoundError:
        return ""


def _log(review: Review, draft: Draft) -> str:
    state = Kept(review.entries, list(review.papers.values()))
    changes = compare(Kept((), ()), state)
    lines = [changelog(changes)[0], *(f"- {line}" for line in draft.made.log)]
    lines += [] if draft.facts is None else called(draft.facts)
    return f"{LOG_HEAD}{log_entry('saved', lines, draft.made.notices)}"
