"""Two states of a review to what has changed: papers in and out, claims gained, changed, lost.

In come the sentences and papers of both; out come models that can be printed. It reads no folder.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from reviewer.models import Model, Support
from reviewer.reviews.kept import By, Entry, KeptPaper, Standing

_ALIKE = 60.0
"""Of 100: from here on two claims are one that was changed."""


class Claim(Model):
    """A sentence of the draft.

    Args:
        theme: the heading it stands under.
        text: without its citations.
        keys: of the papers it rests on.
        support: the verdict on it.
        by: whose words it is.
        reason: why it is not supported, or why it is lost.
    """

    theme: str
    text: str
    keys: tuple[str, ...]
    support: Support
    by: By
    reason: str | None = None


class ChangedClaim(Model):
    """A sentence before and after."""

    before: Claim
    after: Claim


class ChangedPaper(Model):
    """A paper that came in or went out, with why."""

    id: str
    key: str | None
    title: str
    reason: str = ""


class Renamed(Model):
    """A theme under another heading, with the same sentences."""

    before: str
    after: str


class Changes(Model):
    """What is otherwise in the newer of two states of a review.

    Args:
        papers_in: cited now, and not before.
        papers_out: cited before, and not now.
        papers_changed: cited before and now, with other words in them.
        gained: claims that are new.
        changed: claims in other words, with other quotes, or under another verdict.
        lost: claims that are not there any more.
        renamed: themes that have another heading now.
        themes: headings of the newer state under which a sentence is otherwise.
        kept: headings under which none is.
    """

    papers_in: tuple[ChangedPaper, ...] = ()
    papers_out: tuple[ChangedPaper, ...] = ()
    papers_changed: tuple[ChangedPaper, ...] = ()
    gained: tuple[Claim, ...] = ()
    changed: tuple[ChangedClaim, ...] = ()
    lost: tuple[Claim, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    themes: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        return self.model_copy(update={"kept": ()}) != Changes()


class Kept(NamedTuple):
    """One state of a review, as far as it is compared."""

    entries: Sequence[Entry]
    papers: Sequence[KeptPaper]

    @property
    def keys(self) -> dict[str, str]:
        return {one.id: one.key for one in self.papers if one.key is not None}


def compare(old: Kept, new: Kept, why: Mapping[str, str] | None = None) -> Changes:
    """What has changed from one state to another.

    Args:
        old: the earlier one.
        new: the later one.
        why: reasons for claims that are lost, by their lines.
    """
    same = {entry.line: entry for entry in new.entries}
    renamed = _renamed(old.entries, same)
    entries = [_under(entry, renamed) for entry in old.entries]
    before = [entry for entry in entries if same.get(entry.line) != entry]
    known = {entry.line: entry for entry in entries}
    after = [entry for entry in new.entries if known.get(entry.line) != entry]
    pairs = _pairs(before, after)
    left, came = {id(one) for one, _ in pairs}, {id(one) for _, one in pairs}
    gained = [entry for entry in after if id(entry) not in came]
    lost = [entry for entry in before if id(entry) not in left]
    changed = [
        ChangedClaim(before=_claim(one, old.keys), after=_claim(other, new.keys))
        for one, other in pairs
        if _said_otherwise(one, other)
    ]
    touched = {entry.theme for entry in (*gained, *lost)} | {c.after.theme for c in changed}
    themes = list(dict.fromkeys(entry.theme for entry in new.entries))
    return Changes(
        papers_in=tuple(_papers(old, new)),
        papers_out=tuple(_papers(new, old)),
        papers_changed=tuple(_other_words(old, new)),
        gained=tuple(_claim(entry, new.keys) for entry in gained),
        changed=tuple(changed),
        lost=tuple(_claim(entry, old.keys, (why or {}).get(entry.line)) for entry in lost),
        renamed=tuple(Renamed(before=one, after=other) for one, other in renamed.items()),
        themes=tuple(theme for theme in themes if theme in touched),
        kept=tuple(theme for theme in themes if theme not in touched),
    )


def _renamed(old: Sequence[Entry], new: Mapping[str, Entry]) -> dict[str, str]:
    """Themes whose sentences all stand under one other heading, and under it no one else's."""
    came: dict[str, set[str]] = {}
    went: dict[str, set[str]] = {}
    for entry in old:
        if entry.line in new:
            theme = new[entry.line].theme
            went.setdefault(entry.theme, set()).add(theme)
            came.setdefault(theme, set()).add(entry.theme)
    there = {entry.theme for entry in new.values()}
    alone = {theme: next(iter(to)) for theme, to in went.items() if len(to) == 1}
    return {
        theme: to
        for theme, to in alone.items()
        if theme not in there and len(came[to]) == 1 and to not in went
    }


def _under(entry: Entry, renamed: Mapping[str, str]) -> Entry:
    theme = renamed.get(entry.theme)
    return entry if theme is None else entry.model_copy(update={"theme": theme})


def _pairs(before: Sequence[Entry], after: Sequence[Entry]) -> list[tuple[Entry, Entry]]:
    """Claims that are one before and after: the most alike first, each once."""
    scored = [
        (100.0 if one.line == other.line else fuzz.ratio(one.statement.text, other.statement.text))
        for one in before
        for other in after
    ]
    numbered = sorted(range(len(scored)), key=lambda n: (-scored[n], n))
    taken: set[tuple[str, int]] = set()
    found = []
    for n in numbered:
        one, other = divmod(n, len(after))
        if scored[n] < _ALIKE:
            break
        if ("before", one) not in taken and ("after", other) not in taken:
            taken |= {("before", one), ("after", other)}
            found.append((before[one], after[other]))
    order = {id(entry): number for number, entry in enumerate(after)}
    return sorted(found, key=lambda pair: order[id(pair[1])])


def _said_otherwise(one: Entry, other: Entry) -> bool:
    """Whether it is more than another place, of the sentence or of its quotes."""
    said = [
        (e.line, e.statement.support, [q.text for q in e.statement.quotes]) for e in (one, other)
    ]
    return said[0] != said[1] or one.theme != other.theme


def _claim(entry: Entry, keys: Mapping[str, str], reason: str | None = None) -> Claim:
    quoted = dict.fromkeys(quote.paper_id for quote in entry.statement.quotes)
    return Claim(
        theme=entry.theme,
        text=entry.statement.text,
        keys=tuple(keys[id_] for id_ in quoted if id_ in keys),
        support=entry.statement.support,
        by=entry.by,
        reason=reason or entry.statement.reason,
    )


def _papers(old: Kept, new: Kept) -> Iterable[ChangedPaper]:
    """The papers that `new` cites and `old` does not, with what `old` says of them."""
    had = {one.id: one for one in old.papers}
    for one in new.papers:
        before = had.get(one.id)
        if one.standing is Standing.CITED and (before is None or before.standing != one.standing):
            reason = "" if before is None else before.reason or str(before.standing)
            yield ChangedPaper(id=one.id, key=one.key, title=one.title, reason=reason)


def _other_words(old: Kept, new: Kept) -> Iterable[ChangedPaper]:
    had = {one.id: one for one in old.papers if one.standing is Standing.CITED}
    for one in new.papers:
        if one.standing is Standing.CITED and one.id in had and one.text != had[one.id].text:
            yield ChangedPaper(id=one.id, key=one.key, title=one.title)
