"""The references of a review: entries for what it cites, and whatever its author wrote there.

In comes the file as it is; out comes the file with entries added, brought up to date or taken out.
An entry that was edited stays as it is.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from reviewer.models import Paper, Reference
from reviewer.rendering.bibliography import bibliography
from reviewer.rendering.raw_entries import RawEntry
from reviewer.reviews.kept import KeptPaper, digest

HEAD = "% The papers that draft.md cites. Entries that you change stay as you write them.\n"
_ENTRY = re.compile(r"^[ \t]*@[ \t]*\w+[ \t]*[{(][ \t]*(?P<key>[^,\s]+)[ \t]*,", re.MULTILINE)


class Bibliography(NamedTuple):
    """The text of the file, and the hash of each entry that is the program's, by paper."""

    text: str
    entries: dict[str, str]


def references_text(
    before: str,
    *,
    cited: Iterable[Paper],
    keys: Mapping[str, str],
    kept: Mapping[str, KeptPaper],
    raw: Mapping[str, RawEntry],
    used: frozenset[str],
) -> Bibliography:
    """The file brought up to date.

    Args:
        before: as it is; empty where there is none.
        cited: the papers that it must hold.
        keys: their cite keys, by id.
        kept: the papers of the review as it was saved, by id.
        raw: own entries of the author's library, by paper id.
        used: every key that the draft cites.
    """
    text = before.replace("\r\n", "\n") or HEAD
    entries: dict[str, str] = {}
    wanted = {paper.id: paper for paper in cited}
    for one in kept.values():
        ours = _slice(text, one.key) if one.key else None
        if one.id not in wanted and one.key not in used and ours and digest(ours) == one.entry:
            text = text.replace(f"\n{ours}\n", "", 1)
    for id_, paper in sorted(wanted.items(), key=lambda item: keys[item[0]].casefold()):
        new = bibliography([Reference(number=1, paper=paper)], raw, {id_: keys[id_]}).strip("\n")
        old = _slice(text, keys[id_])
        ours = kept[id_].entry if id_ in kept else None
        main = _slice(f"{new}\n", keys[id_]) or new
        if old is None:
            text = _with(text, new, keys[id_])
        elif digest(old) == ours:
            text = text.replace(old, main, 1)
        if old is None or digest(old) == ours:
            entries[id_] = digest(main)
    return Bibliography(text.replace("\n", "\r\n") if "\r\n" in before else text, entries)


def _slice(text: str, key: str | None) -> str | None:
    """The entry of a key, from its @ to the blank line or the entry behind it."""
    starts = [(found.start(), found["key"]) for found in _ENTRY.finditer(text)]
    for number, (start, name) in enumerate(starts):
        if name == key:
            end = starts[number + 1][0] if number + 1 < len(starts) else len(text)
            return text[start:end].rstrip()
    return None


def _with(text: str, entry: str, key: str) -> str:
    """The text with an entry before the first whose key comes later."""
    for found in _ENTRY.finditer(text):
        if found["key"].casefold() > key.casefold():
            return f"{text[: found.start()]}{entry}\n\n{text[found.start() :]}"
    return f"{text.rstrip()}\n\n{entry}\n"
