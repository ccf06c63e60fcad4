"""A saved review brought up to date with today's collection, every byte of its author's kept.

In come a workspace and a folder; out comes what has changed, and the folder with it. Sentences are
written by the workspace, and only about papers that came in.
"""

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import UTC, datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.models import Making, Usage
from reviewer.reviews import folder as files
from reviewer.reviews.changelog import called, changelog
from reviewer.reviews.changes import ChangedPaper, Kept, compare
from reviewer.reviews.holding import review_now
from reviewer.reviews.kept import Standing
from reviewer.reviews.outcome import HandEdit, ReviewUpdate
from reviewer.reviews.replanning import Replanned, replan
from reviewer.reviews.run import Run, run_of
from reviewer.reviews.saved import Saved
from reviewer.reviews.standing import Edit
from reviewer.reviews.texts import Review, texts_of
from reviewer.reviews.writing import Written, write

if TYPE_CHECKING:
    from reviewer.workspace import Workspace

LOG_HEAD = "# Log\n\nWhat each run did, the newest last.\n"


def update(ws: "Workspace", folder: Path, *, dry_run: bool = False) -> ReviewUpdate:
    """Bring a saved review up to date.

    Args:
        ws: the collection, and who writes.
        folder: of the review.
        dry_run: write nothing, and say what would be written.

    Raises:
        ReviewFolderError: the folder is no review, cannot be written or is half written, or a
            file makes no sense.
        PlanError: its plan was edited into nonsense.
        ModelError: the language model's endpoint failed; nothing is written.
    """
    if not dry_run:
        files.check_writable(folder)
    with files.alone(folder):
        return _update(ws, folder, dry_run=dry_run)


def log_entry(what: str, lines: list[str], notices: tuple[str, ...]) -> str:
    """What the log says of a run that is made now."""
    date = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    notes = ["", *(f"- note: {notice}" for notice in notices)] if notices else []
    told = "\n".join([*lines, *notes])
    return f"\n## {date} · {what}\n\n{told}\n"


def _update(ws: "Workspace", folder: Path, *, dry_run: bool) -> ReviewUpdate:
    mended = None if dry_run else files.recover(folder)
    run = run_of(ws, folder)
    with nullcontext() if ws.backend is None else ws.backend.recording() as spent:
        planned = replan(run)
        written = write(run, planned)
    usage = Usage() if spent is None else spent.usage
    facts = ws.making(() if spent is None else spent.calls, None)
    review = review_now(run, planned, written, usage)
    result = _outcome(run, planned, written, review).model_copy(update={"usage": usage})
    told = (*([mended] if mended else []), *run.saved.notices, *result.notices)
    result = result.model_copy(update={"notices": told})
    made = texts_of(review, run.collection.papers, run.collection.keys)
    new = _otherwise(run.saved, made)
    if new:
        new[files.LOG] = _as_before(run.saved, files.LOG, _logged(run.saved, result, facts))
    if new and not dry_run:
        content = {name: text.encode("utf-8", "replace") for name, text in new.items()}
        files.write(folder, content, run.saved.files)
        result = _placed(result, run.saved.draft, new.get(files.DRAFT, run.saved.draft))
    return result.model_copy(update={"written": tuple(sorted(new)), "dry_run": dry_run})


def _outcome(run: Run, planned: Replanned, written: Written, review: Review) -> ReviewUpdate:
    after = Kept(review.entries, list(review.papers.values()))
    draft = written.draft
    return ReviewUpdate(
        folder=str(run.saved.folder),
        changes=compare(run.before, after, run.found.why),
        edits=tuple(map(_edit, run.found.edits)),
        far=tuple(
            ChangedPaper(id=id_, key=one.key, title=one.title, reason=planned.left_out[id_].reason)
            for id_, one in review.papers.items()
            if one.standing is Standing.CITED and id_ in planned.left_out
        ),
        redrafted=tuple(planned.themes[number].heading for number in written.entries),
        notices=(
            *_unplanned(run, planned),
            *(
                f"{files.PLAN}: “{run.collection.papers[id_].title}” stays, as {files.DRAFT} cites "
                f"it: delete its sentences there, or name it in must_not of {files.BRIEF}"
                for id_ in planned.put_back
            ),
            *(() if draft is None else draft.notices + draft.log),
        ),
        partial=None if draft is None else draft.partial,
    )


def _unplanned(run: Run, planned: Replanned) -> tuple[str, ...]:
    """Why a model's plan was not to be had; how its themes were mended matters to no theme here."""
    today = planned.today
    is_made_by_code = today is not None and today.model is None and run.ws.backend is not None
    return today.log if today is not None and is_made_by_code else ()


def _placed(result: ReviewUpdate, before: str, after: str) -> ReviewUpdate:
    """The result with the lines that the author's sentences stand in now."""
    old, new = before.split("\n"), after.split("\n")
    now: dict[int, int] = {}
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        now |= {block.a + n + 1: block.b + n + 1 for n in range(block.size)}
    edits = (
        edit.model_copy(update={"line": now.get(edit.line, edit.line)}) for edit in result.edits
    )
    return result.model_copy(update={"edits": tuple(edits)})


def _edit(edit: Edit) -> HandEdit:
    said = edit.entry.statement
    return HandEdit(
        line=edit.line,
        text=said.text,
        support=said.support,
        reason=said.reason,
        unknown_keys=edit.unknown,
        is_new=edit.is_new,
    )


def _otherwise(saved: Saved, made: Mapping[str, str]) -> dict[str, str]:
    """The files whose text is another one now, with line ends as they had them."""
    texts = {name: _as_before(saved, name, text) for name, text in made.items()}
    return {name: text for name, text in texts.items() if text != saved.text(name)}


def _as_before(saved: Saved, name: str, text: str) -> str:
    if name == files.DRAFT or "\r\n" not in saved.text(name):
        return text
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _logged(saved: Saved, result: ReviewUpdate, facts: Making) -> str:
    before = saved.text(files.LOG).replace("\r\n", "\n") or LOG_HEAD
    lines = [*changelog(result.changes), *called(facts)]
    return f"{before.rstrip()}\n{log_entry('update', lines, result.notices)}"
