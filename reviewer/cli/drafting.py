"""The command that drafts: related work, planned first where its author wants to see the plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewer.cli.app import app, console_of, place_of
from reviewer.cli.draft_files import Format, Output, tell_keys
from reviewer.cli.groups import grouped
from reviewer.cli.narrowing import Only
from reviewer.cli.options import Json, Place
from reviewer.cli.writing import Writing
from reviewer.errors import ExitCode, UsageError
from reviewer.rendering.console import Console, read_text
from reviewer.text.plurals import counted

if TYPE_CHECKING:
    from reviewer.models import Making, Plan, RelatedWork
    from reviewer.own_work import OwnWork
    from reviewer.workspace import Workspace


Save = Annotated[
    Path | None,
    typer.Option(
        "--save",
        metavar="FOLDER",
        help="Keep the draft with its proof, plan and references as plain text, for reviewer "
        "update.",
    ),
]
_STYLE = 3_000  # characters of a sample of style: a page


@dataclass(frozen=True)
class Wanted:
    """The options that say what the section is for, and which papers it cites."""

    draft: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Your own draft (.tex, .md, .docx, .txt, .pdf): what it is for."
        ),
    ] = None
    abstract: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Only its abstract, as text.")
    ] = None
    most: Annotated[
        int | None, typer.Option("-k", "--papers", metavar="N", min=1, help="Most papers cited.")
    ] = None
    words: Annotated[
        int | None, typer.Option(metavar="N", min=40, help="About how long the section is.")
    ] = None
    style: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A sample of your own prose, for a model to write like."),
    ] = None
    must_cite: Annotated[
        list[str] | None,
        typer.Option(
            "--must-cite",
            metavar="PAPER",
            help="Cite this paper, or those a .bib or a list names, in any case (repeat).",
        ),
    ] = None
    must_not: Annotated[
        list[str] | None,
        typer.Option(
            "--must-not",
            metavar="PAPER",
            help="Do not cite this paper, or those a file names (repeat).",
        ),
    ] = None

    @property
    def files(self) -> list[Path]:
        """The files that say what is wanted."""
        named = map(_list, (*(self.must_cite or ()), *(self.must_not or ())))
        given = (self.draft, self.abstract, self.style)
        return [path for path in (*given, *named) if path is not None]

    def own_work(self, place: Place) -> "OwnWork | None":
        """What the author's draft says, read before anything is opened."""
        from reviewer.own_work import read_draft

        if self.draft is None:
            return None
        return read_draft(self.draft, place.located().settings.reading)

    def asked(self, ws: "Workspace", own: "OwnWork | None") -> dict[str, Any]:
        """What the workspace is asked for beside the topic."""
        return {
            "abstract": None if self.abstract is None else read_text(self.abstract),
            "own": own,
            "papers": self.most,
            "words": self.words,
            "style": None if self.style is None else read_text(self.style)[:_STYLE],
            "must_cite": list(_named(self.must_cite or (), ws)),
            "must_not": list(_named(self.must_not or (), ws)),
        }


def _list(name: str) -> Path | None:
    """The file of that name; None where it is what a paper is called."""
    try:
        return Path(name) if Path(name).is_file() else None
    except OSError:  # a title may be longer than a name of a file can be
        return None


def _named(names: Sequence[str], ws: "Workspace") -> Iterator[str]:
    """The papers by name, those that a file lists by their ids; what it lists in vain is told."""
    from reviewer.own_work import read_list, resolve

    for name in names:
        path = _list(name)
        if path is None:
            yield name
            continue
        listed = read_list(path, ws.settings.reading)
        resolved = resolve(listed, ws.papers())
        yield from (paper.id for paper in resolved.found)
        for one in resolved.missing:
            place = path.name if one.line is None else f"{path.name}:{one.line}"
            what = "" if one.text == path.name else f"{one.text}: "
            ws.notices.append(f"{place}: {what}{one.reason}")
        ws.notices.extend(f"{path.name}: {notice}" for notice in listed.notices)


@app.command()
@grouped
def related_work(
    context: typer.Context,
    *,
    topic: Annotated[
        list[str] | None,
        typer.Argument(metavar="TOPIC", help="In words; with --plan it is in the plan."),
    ] = None,
    wanted: Wanted,
    plan_only: Annotated[
        bool,
        typer.Option("--plan-only", help="Print the plan: themes and papers, for you to change."),
    ] = False,
    plan: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write what this plan says.")
    ] = None,
    save: Save = None,
    output: Output,
    writing: Writing,
    only: Only,
    as_json: Json = False,
) -> ExitCode:
    """Draft a related-work section, with the source of every sentence."""
    from reviewer.related_work.plan_file import read_plan
    from reviewer.rendering.as_json import dump
    from reviewer.rendering.raw_entries import own_entries

    own = wanted.own_work(place_of(context))
    said = " ".join(topic or ())
    _check(said, plan, plan_only=plan_only, wanted=wanted, only=only)
    _check_save(save, plan_only=plan_only)
    _check_output(output, [*wanted.files, plan], plan_only=plan_only, as_json=as_json)
    console = console_of(context)
    for notice in own.notices if own else ():
        console.note(notice)
    with place_of(context).collection(writing.flags) as ws:
        asked = wanted.asked(ws, own) | {"filters": only.filters(ws)}
        if plan_only:
            made = ws.plan_related_work(said, **asked)
            return _show_plan(made, output, console, wanted.draft, as_json=as_json)
        agreed = None if plan is None else read_plan(plan, ws.paper)
        facts: list[Making] = []
        asked |= {"plan": agreed, "on_made": facts.append}
        draft = _drafted(ws, said, asked, save, wanted.draft)
        idle = writing.idle(style=wanted.style is not None) if ws.backend is None else None
        raw = own_entries((entry.paper for entry in draft.references), ws.located.root)
    for notice in filter(None, [*draft.notices, *draft.log, idle]):
        console.note(notice)
    if as_json:
        output.put(dump(draft), console)
    else:
        output.put_draft(draft, raw, console, facts[0] if facts else None)
    if save is not None:
        _tell_saved(draft, save, console)
        if as_json or output.form is Format.MARKDOWN:  # the other forms tell of their keys
            tell_keys(draft, console)
    return _tell(draft, console)


def _check_save(folder: Path | None, *, plan_only: bool) -> None:
    """What would fail when the draft is there, said before a model has been paid."""
    if folder is None:
        return
    if plan_only:
        raise UsageError("--plan-only has no draft to save", hint="leave out one of the two")
    from reviewer.reviews import check_free

    check_free(folder)


def _check_output(
    output: Output, files: Sequence[Path | None], *, plan_only: bool, as_json: bool
) -> None:
    read = [path for path in (*files, output.csl) if path is not None]
    if plan_only:
        output.check_plan(read)
    else:
        output.check(read, as_json=as_json)


def _drafted(
    ws: "Workspace", topic: str, asked: dict[str, Any], save: Path | None, file: Path | None
) -> "RelatedWork":
    if save is None:
        return ws.related_work(topic, **asked)
    from reviewer.reviews import draft_and_save

    rest = {name: asked.pop(name) for name in ("plan", "on_made")}
    return draft_and_save(ws, save, topic, asked=asked, file=file, **rest)


def _check(topic: str, plan: Path | None, *, plan_only: bool, wanted: Wanted, only: Only) -> None:
    if wanted.draft is not None and wanted.abstract is not None:
        raise UsageError("--draft has an abstract", hint="leave out --abstract, or --draft")
    if plan is None and not topic and wanted.draft is None:
        raise UsageError(
            "a topic is missing",
            hint="give a few words, your own --draft FILE, or a plan with --plan FILE",
        )
    chosen = wanted.most or wanted.must_cite or wanted.must_not or only.any
    if plan is not None and (topic or plan_only or chosen):
        raise UsageError(
            "--plan says the topic, which papers and how many",
            hint="leave out TOPIC, --papers, --must-cite, --must-not, --plan-only and what filters "
            "papers (--year, …), or --plan",
        )


def _show_plan(
    plan: "Plan", output: Output, console: Console, draft: Path | None, *, as_json: bool
) -> ExitCode:
    from reviewer.related_work.plan_file import plan_text
    from reviewer.rendering.as_json import dump

    name = "plan.toml" if output.file is None else str(output.file)
    text = dump(plan) if as_json else plan_text(plan, name).rstrip("\n")
    papers = sum(len(theme.papers) for theme in plan.themes)
    after = ""
    if plan.themes and not as_json:
        keep = "keep it with -o plan.toml, then " if output.file is None else ""
        own = "" if draft is None else f" --draft {draft}"
        after = f"; next: {keep}reviewer related-work --plan {name}{own}"
    for entry in plan.log:
        console.note(entry)
    if plan.themes or output.file is None or not output.file.exists():
        output.put(text, console)
    else:
        after = f", so {output.file} is as it was"
    console.say(
        f"planned: {counted(len(plan.themes), 'theme')}, {counted(papers, 'paper')}; "
        f"{len(plan.left_out)} looked at and not planned{after}"
    )
    return ExitCode.OK if plan.themes else ExitCode.NOTHING


def _tell_saved(draft: "RelatedWork", folder: Path, console: Console) -> None:
    if draft.sections and not draft.interrupted:
        console.say(f"saved in {folder}; after the next ingest: reviewer update {folder}")
    else:
        what = "is not whole" if draft.sections else "is empty"
        console.say(f"not saved in {folder}: the draft {what}")


def _tell(draft: "RelatedWork", console: Console) -> ExitCode:
    from reviewer.rendering import terminal

    if draft.partial is not None:
        console.note(f"not the whole draft: {draft.partial}")
    console.say(terminal.draft_summary(draft))
    if draft.model is not None or draft.usage.calls:
        console.say(terminal.usage(draft))
    if draft.interrupted:
        return ExitCode.INTERRUPTED
    return ExitCode.OK if draft.sections else ExitCode.NOTHING
