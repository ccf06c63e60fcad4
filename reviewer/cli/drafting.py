"""The command that drafts: related work, planned first where its author wants to see the plan."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewer.cli.app import app, console_of, place_of
from reviewer.cli.groups import grouped
from reviewer.cli.narrowing import Only
from reviewer.cli.options import Json
from reviewer.cli.writing import Writing
from reviewer.errors import ExitCode, UsageError
from reviewer.rendering.console import Console, check_writable, read_text, write_text

if TYPE_CHECKING:
    from reviewer.models import Plan, RelatedWork


@dataclass(frozen=True)
class Wanted:
    """The options that say what the section is for, and which papers it cites."""

    abstract: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The abstract of the work it is for.")
    ] = None
    most: Annotated[
        int | None, typer.Option("-k", "--papers", metavar="N", min=1, help="Most papers cited.")
    ] = None
    must_cite: Annotated[
        list[str] | None,
        typer.Option("--must-cite", metavar="PAPER", help="Cite this paper in any case (repeat)."),
    ] = None
    must_not: Annotated[
        list[str] | None,
        typer.Option("--must-not", metavar="PAPER", help="Do not cite this paper (repeat)."),
    ] = None

    def asked(self) -> dict[str, Any]:
        """What the workspace is asked for beside the topic."""
        return {
            "abstract": None if self.abstract is None else read_text(self.abstract),
            "papers": self.most,
            "must_cite": self.must_cite or (),
            "must_not": self.must_not or (),
        }


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
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write the draft, or the plan, here."),
    ] = None,
    writing: Writing,
    only: Only,
    as_json: Json = False,
) -> ExitCode:
    """Draft a related-work section. Markdown, with the source of every sentence."""
    from reviewer.related_work.plan_file import read_plan

    said = " ".join(topic or ())
    _check(said, plan, plan_only=plan_only, wanted=wanted)
    check_writable(output)
    asked = wanted.asked()
    console = console_of(context)
    with place_of(context).collection(writing.flags) as ws:
        asked["filters"] = only.filters(ws)
        if plan_only:
            made = ws.plan_related_work(said, **asked)
            return _show_plan(made, output, console, as_json=as_json)
        agreed = None if plan is None else read_plan(plan, ws.paper)
        draft = ws.related_work(said, **asked, plan=agreed)
        idle = writing.idle() if ws.backend is None else None
    for notice in filter(None, [*draft.notices, idle]):
        console.note(notice)
    return _show_draft(draft, output, console, as_json=as_json)


def _check(topic: str, plan: Path | None, *, plan_only: bool, wanted: Wanted) -> None:
    if plan is None and not topic:
        raise UsageError("a topic is missing", hint="give a few words, or a plan with --plan FILE")
    chosen = wanted.most or wanted.must_cite or wanted.must_not
    if plan is not None and (topic or plan_only or chosen):
        raise UsageError(
            "--plan says the topic, which papers and how many",
            hint="leave out TOPIC, --papers, --must-cite, --must-not and --plan-only, or --plan",
        )


def _show_plan(plan: "Plan", output: Path | None, console: Console, *, as_json: bool) -> ExitCode:
    from reviewer.related_work.plan_file import plan_text
    from reviewer.rendering.as_json import dump

    name = "plan.toml" if output is None else str(output)
    text = dump(plan) if as_json else plan_text(plan, name).rstrip("\n")
    papers = sum(len(theme.papers) for theme in plan.themes)
    if output is None:
        console.result(text)
    else:
        console.say(write_text(output, text + "\n"))
    console.say(
        f"planned: {len(plan.themes)} themes, {papers} papers; {len(plan.left_out)} looked at and "
        f"not planned; next: reviewer related-work --plan {name}"
    )
    return ExitCode.OK if plan.themes else ExitCode.NOTHING


def _show_draft(
    draft: "RelatedWork", output: Path | None, console: Console, *, as_json: bool
) -> ExitCode:
    from reviewer.rendering import markdown, terminal
    from reviewer.rendering.as_json import dump

    text = dump(draft) if as_json else markdown.related_work(draft).rstrip("\n")
    if output is None:
        console.result(text)
    else:
        console.say(write_text(output, text + "\n"))
    if draft.partial is not None:
        console.note(f"not the whole draft: {draft.partial}")
    console.say(terminal.draft_summary(draft))
    if draft.model is not None or draft.usage.calls:
        console.say(terminal.usage(draft))
    if draft.interrupted:
        return ExitCode.INTERRUPTED
    return ExitCode.OK if draft.sections else ExitCode.NOTHING
