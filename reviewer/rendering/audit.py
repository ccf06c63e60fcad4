"""What a draft rests on, as Markdown beside it: its proof, its coverage, what was left out.

It counts what the draft holds and judges nothing anew.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from reviewer.models import LeftOut, Making, Paper, RelatedWork, Statement, Support, Theme
from reviewer.rendering.ai_use import ai_use, named
from reviewer.rendering.cite_keys import cite_keys, key_notes
from reviewer.rendering.letters import letter_notes
from reviewer.rendering.pandoc import keys_of
from reviewer.rendering.safe import markdown
from reviewer.text.plurals import counted

NO_YEAR = "no year given"
NO_VENUE = "no venue given"
_SHOWN = 12
"""Signs of a hash: enough to tell two texts apart."""


def audit(
    draft: RelatedWork,
    keys: Mapping[str, str] | None = None,
    made: Making | None = None,
    by_author: int = 0,
) -> str:
    """Statements with quotes, support and reasons; coverage; what was done, left out and why.

    Args:
        draft: what is accounted for.
        keys: the cite key of every paper cited, by id; without them those of `cite_keys`.
        made: the facts of the run, for the models, the prompts and the statement on the use of AI.
        by_author: how many of its sentences are the author's own.
    """
    keys = keys or cite_keys(reference.paper for reference in draft.references)
    told = {entry.text for entry in draft.not_cited}
    parts = [f"# Audit: {markdown(draft.topic)}", _bullets([*_facts(draft), *_made(made)])]
    parts += ["## Use of AI", "To paste into a paper, where one is asked for:"]
    parts += [f"> {ai_use(draft, made, by_author)}"]
    parts += ["## Statements"] if draft.sections else []
    parts += [_theme(theme, keys) for theme in draft.sections]
    parts += ["## Coverage", _bullets(_coverage(draft, keys))]
    parts += _listed("## Retrieved and not cited", draft.not_cited)
    parts += _listed("## Left out", [e for e in draft.left_out if e.text not in told])
    parts += ["## What was done", _bullets(map(markdown, draft.log))] if draft.log else []
    cited = [reference.paper for reference in draft.references]
    notes = [*draft.notices, *key_notes(cited), *letter_notes(cited)]
    parts += ["## Notes", _bullets(map(markdown, notes))] if notes else []
    return "\n\n".join(parts) + "\n"


def _facts(draft: RelatedWork) -> Iterator[str]:
    if draft.model is not None:
        yield f"Model: {markdown(draft.model)}"
    else:
        yield f"No language model {'wrote any of it' if draft.usage.calls else 'was used'}"
    if draft.model or draft.usage.calls:
        used = draft.usage
        calls = f"{counted(used.calls, 'call')}, {used.cached_calls:,} more from the cache"
        yield f"{calls}; {used.input_tokens:,} tokens in, {used.output_tokens:,} out"
    support = Counter(said.support for theme in draft.sections for said in theme.statements)
    shares = [f"{support[kind]} {kind}" for kind in Support if support[kind]]
    yield ": ".join([counted(support.total(), "statement"), *filter(None, [", ".join(shares)])])
    if draft.partial is not None:
        yield f"Not whole: {markdown(draft.partial)}"


def _made(made: Making | None) -> Iterator[str]:
    if made is None:
        return
    yield f"Made: {made.date}, by {named(made)}"
    searched = f"embedder {markdown(made.embedder)}" if made.embedder else "no embedder"
    yield f"Collection: {counted(made.papers, 'paper')}, {searched}"
    for use in made.models:
        host = markdown(use.host) if use.host else "its provider's own address"
        calls = f"{counted(use.calls, 'call')}, {use.cached:,} more from the cache"
        failed = f", {use.failed:,} failed" if use.failed else ""
        yield f"Called to {use.role}: {markdown(use.model)} at {host}; {calls}{failed}"
    for prompt in made.prompts:
        whose = "your own" if prompt.own else "as shipped"
        what = f"version {prompt.version}, {whose}, SHA-256 {prompt.sha256[:_SHOWN]}…"
        yield f"Prompt `{prompt.name}`: {what}; {counted(prompt.calls, 'call')}"
    if made.unknown_prompts:
        yield f"With no prompt of these: {counted(made.unknown_prompts, 'call')}"


def _theme(theme: Theme, keys: Mapping[str, str]) -> str:
    blocks = "\n".join(_proof(said, keys) for said in theme.statements)
    return f"### {markdown(theme.heading)}\n\n{blocks}"


def _proof(said: Statement, keys: Mapping[str, str]) -> str:
    cited = ", ".join(f"`{key}`" for key in keys_of(said, keys))
    lines = [f"- {markdown(said.text)} ({cited or 'cites nothing'})"]
    reason = f": {markdown(said.reason)}" if said.reason else ""
    lines.append(f"  - Support: {said.support}{reason}")
    if said.counted:
        lines.append(f"  - Counted by the program: {markdown(', '.join(said.counted))}")
    lines += [f'  - From your own draft: "{markdown(own)}"' for own in said.own]
    for quote in said.quotes:
        place = markdown(str(quote.location))
        lines.append(f'  - "{markdown(quote.text)}" — {markdown(quote.title)}, {place}')
    return "\n".join(lines)


def _coverage(draft: RelatedWork, keys: Mapping[str, str]) -> Iterator[str]:
    quoted = {paper_id for theme in draft.sections for paper_id in _papers_of(theme)}
    cited = [r.paper for r in draft.references if r.paper.id in quoted]
    never = [r.paper for r in draft.references if r.paper.id not in quoted]
    yield f"Cited: {counted(len(cited), 'paper')}, of {counted(draft.candidates, 'candidate')}"
    yield f"In the references and never cited: {_names(never, keys)}"
    alone = [theme.heading for theme in draft.sections if len(_papers_of(theme)) == 1]
    yield f"Themes that rest on one paper: {'; '.join(map(markdown, alone)) or 'none'}"
    bare = [theme.heading for theme in draft.sections if not _papers_of(theme)]
    if bare:
        yield f"Themes that rest on none: {'; '.join(map(markdown, bare))}"
    yield f"Years: {_years(cited)}"
    yield f"Venues: {_venues(cited)}"


def _papers_of(theme: Theme) -> set[str]:
    return {quote.paper_id for said in theme.statements for quote in said.quotes}


def _names(papers: Sequence[Paper], keys: Mapping[str, str]) -> str:
    return "; ".join(f"{markdown(p.title)} (`{keys[p.id]}`)" for p in papers) or "none"


def _years(papers: Iterable[Paper]) -> str:
    """`2019: 1, 2024: 3, no year given: 2`."""
    count = Counter(paper.year for paper in papers)
    unknown = count.pop(None, 0)
    told = [f"{year}: {number}" for year, number in sorted(count.items(), key=str)]
    return ", ".join([*told, *([f"{NO_YEAR}: {unknown}"] if unknown else [])]) or "none"


def _venues(papers: Iterable[Paper]) -> str:
    """The most frequent first, those without one last."""
    count = Counter(markdown(paper.venue or "") for paper in papers)
    unknown = count.pop("", 0)
    ordered = sorted(count.items(), key=lambda item: (-item[1], item[0].casefold()))
    told = [f"{venue}: {number}" for venue, number in ordered]
    return "; ".join([*told, *([f"{NO_VENUE}: {unknown}"] if unknown else [])]) or "none"


def _listed(heading: str, entries: Sequence[LeftOut]) -> list[str]:
    return [heading, _bullets(map(_entry, entries))] if entries else []


def _entry(entry: LeftOut) -> str:
    verdict = f", {entry.support}" if entry.support else ""
    return f"{markdown(entry.text)} ({markdown(entry.reason)}{verdict})"


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
