"""What has changed in a review, in lines for a terminal and for its log.

In come changes; out come lines of Markdown. It decides nothing.
"""

from collections.abc import Iterable, Iterator, Sequence

from reviewer.models import Making
from reviewer.rendering.safe import markdown
from reviewer.reviews.changes import ChangedClaim, ChangedPaper, Changes, Claim, Renamed
from reviewer.reviews.kept import By
from reviewer.text.plurals import counted

_SIGNS = 12  # of a hash
NOTHING = "nothing has changed"


def changelog(changes: Changes) -> list[str]:
    """The lines of a changelog: how much of what in the first, then each paper and each claim."""
    if not changes.any:
        return [NOTHING]
    lines = [_summary(changes)]
    lines += _listed("papers in", (_paper(one, "before: ") for one in changes.papers_in))
    lines += _listed("papers out", map(_paper, changes.papers_out))
    lines += _listed("papers with other words", map(_paper, changes.papers_changed))
    lines += _listed("claims gained", map(_claim, changes.gained))
    lines += _listed("claims changed", (part for one in changes.changed for part in _pair(one)))
    lines += _listed("claims lost", map(_claim, changes.lost))
    lines += _listed("themes renamed", (f"- {_renamed(one)}" for one in changes.renamed))
    if changes.kept:
        lines += ["", f"untouched: {'; '.join(map(markdown, changes.kept))}"]
    return lines


def called(facts: Making) -> list[str]:
    """The models and prompts of a run, a line each; none where no model was asked."""
    models = (
        f"- {one.role}: {markdown(one.model)}, {counted(one.calls, 'call')}, {one.cached} kept"
        for one in facts.models
    )
    prompts = (
        f"- prompt {one.name}, version {one.version}, sha256 {one.sha256[:_SIGNS]}, "
        f"in {counted(one.calls, 'call')}"
        for one in facts.prompts
    )
    lines = [*models, *prompts]
    return ["", "models and prompts:", *lines] if lines else []


def _summary(changes: Changes) -> str:
    papers = f"papers: {len(changes.papers_in)} in, {len(changes.papers_out)} out"
    claims = (
        f"claims: {len(changes.gained)} gained, {len(changes.changed)} changed, "
        f"{len(changes.lost)} lost"
    )
    themes = f"{counted(len(changes.themes), 'theme')} touched, {len(changes.kept)} not"
    return f"{papers} · {claims} · {themes}"


def _listed(heading: str, lines: Iterable[str]) -> list[str]:
    found: Sequence[str] = list(lines)
    return ["", f"{heading}:", *found] if found else []


def _renamed(one: Renamed) -> str:
    return f"{markdown(one.before)} → {markdown(one.after)}"


def _paper(one: ChangedPaper, when: str = "") -> str:
    key = f" (`{markdown(one.key)}`)" if one.key else ""
    reason = f"{when}{one.reason}" if one.reason else ""
    return f"- {markdown(one.title)}{key}{_because(reason)}"


def _claim(one: Claim) -> str:
    return f"- {_told(one)}{_because(one.reason)}"


def _pair(one: ChangedClaim) -> Iterator[str]:
    if one.before.text != one.after.text:
        yield f"- {markdown(one.before.text)}"
        yield f"  → {_told(one.after)}{_because(_verdict(one.after))}"
    else:
        yield f"- {_told(one.after)}{_because(_why(one))}"


def _why(one: ChangedClaim) -> str:
    """What is otherwise about a claim whose words are the same."""
    if one.before.theme != one.after.theme:
        return f"moved to “{one.after.theme}”" if one.after.theme else "under no heading now"
    if one.before.keys != one.after.keys:
        if not one.after.keys:
            return one.after.reason or "rests on no paper any more"
        verdict = _verdict(one.after) if one.after.reason else ""
        return f"rests on other papers{verdict and f', {verdict}'}"
    if one.before.support != one.after.support:
        return _verdict(one.after) or f"now {one.after.support}"
    if one.before.by != one.after.by:
        return _verdict(one.after)
    return "rests on other words of its papers"


def _told(one: Claim) -> str:
    keys = f" [{'; '.join(f'@{markdown(key)}' for key in one.keys)}]" if one.keys else ""
    whose = "yours: " if one.by is By.AUTHOR else ""
    return f"{whose}{markdown(one.text)}{keys}"


def _verdict(one: Claim) -> str:
    if one.by is By.PROGRAM:
        return one.reason or ""
    return f"{one.support}: {one.reason}" if one.reason else str(one.support)


def _because(reason: str | None) -> str:
    return f" — {markdown(reason)}" if reason else ""
