"""The references of a review: entries for what it cites, and whatever its author wrote there.

In comes the file as it is; out comes the file with entries added, brought up to date or taken out.
An entry that was edited stays as it is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from reviewer.models import Paper
from reviewer.rendering.bibliography import generated, own_of
from reviewer.rendering.raw_entries import RawEntry, key_in
from reviewer.reviews.kept import KeptPaper, digest
from reviewer.reviews.lines import wrong

HEAD = "% The papers that draft.md cites. Entries that you change stay as you write them.\n"
_ENTRY = re.compile(
    r"^[ \t]*@[ \t]*\w+[ \t]*(?P<open>[{(])[ \t]*(?P<key>[^,\s]+)[ \t]*,", re.MULTILINE
)
_ANY = re.compile(r"^[ \t]*@", re.MULTILINE)
_OPENED = re.compile(r"\s*@[ \t]*\w+[ \t]*[{(]")
_NAME = re.compile(r"\s*\w*\s*")
_CLOSE = "close it, or delete the file: an update writes it anew"
_STRING = re.compile(r"@[ \t]*string[ \t]*[{(][ \t]*(\w[^\s=]*)", re.IGNORECASE)


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
    wanted = {paper.id: paper for paper in cited}
    for id_, one in kept.items():
        ours = None if one.key is None else _slice(text, one.key)
        if id_ not in wanted and one.key not in used and ours and digest(ours) == one.entry:
            text = text.replace(f"\n{ours}\n", "", 1)
    own = {id_: entry for id_, entry in own_of(raw, keys).items() if id_ in wanted}
    lent = {key_in(lender).casefold() for entry in own.values() for lender in entry.after}
    entries: dict[str, str] = {}
    for id_, paper in sorted(wanted.items(), key=lambda item: keys[item[0]].casefold()):
        entry = own.get(id_)
        if entry is None or _contradicts(text, entry) or not _is_closed(entry.text):
            entry = RawEntry(generated(paper, keys[id_]))
        old = _slice(text, keys[id_])
        new = entry.text.strip()
        if old is None:
            text = _with_entry(text, entry, keys[id_], lent)
        elif id_ in kept and digest(old) == kept[id_].entry:
            text = text.replace(old, new, 1)
        else:
            continue
        entries[id_] = digest(new)
    return Bibliography(text.replace("\n", "\r\n") if "\r\n" in before else text, entries)


def check_closed(name: str, text: str) -> None:
    """Refuse a file that was cut off: BibTeX takes what follows for a part of the open entry.

    Args:
        name: of the file, for the error.
        text: of it.

    Raises:
        ReviewFolderError: an entry is never closed.
    """
    at = 0
    while (found := _ANY.search(text, at)) is not None:
        opened = _OPENED.match(text, found.start())
        at = found.end()
        if opened is None and not _NAME.fullmatch(text, at):
            continue
        end = None if opened is None else _closed(text, opened.end() - 1)
        if end is None:
            line = text.count("\n", 0, at) + 1
            raise wrong(name, line, "this entry is never closed: was the end cut off?", _CLOSE)
        at = end


def _slice(text: str, key: str) -> str | None:
    """The entry of a key, from its @ to its last brace."""
    for found in _ENTRY.finditer(text):
        if found["key"] == key:
            return text[found.start() : _end(text, found.start("open"))].strip()
    return None


def _end(text: str, start: int) -> int:
    """Where an entry ends that opens at `start`; the end of the text if it is never closed."""
    return _closed(text, start) or len(text)


def _closed(text: str, start: int) -> int | None:
    is_round = text[start] == "("
    depth = 0
    for place in range(start, len(text)):
        depth += (text[place] == "{") - (text[place] == "}")
        if depth == 0 and (text[place] == ")" if is_round else place > start):
            return place + 1
    return None


def _is_closed(entry: str) -> bool:
    opened = _OPENED.match(entry)
    return opened is not None and _closed(entry, opened.end() - 1) is not None


def _contradicts(text: str, entry: RawEntry) -> bool:
    """Whether it uses an abbreviation that the file defines in another way."""
    defined = {match[1].casefold() for match in _STRING.finditer(text)}
    return any(name in defined and definition not in text for name, definition in entry.before)


def _with_entry(text: str, entry: RawEntry, key: str, lent: set[str]) -> str:
    """The text with an entry in its place, and with what it rests on."""
    for _, definition in entry.before:
        if definition not in text:
            first = _ANY.search(text)
            at = len(text) if first is None else first.start()
            text = f"{text[:at].rstrip()}\n\n{definition}\n\n{text[at:]}"
    at = next(_later(text, key, lent), len(text))
    rest = f"\n{text[at:]}" if at < len(text) else ""
    text = f"{text[:at].rstrip()}\n\n{entry.text.strip()}\n{rest}"
    for lender in entry.after:
        if _slice(text, key_in(lender)) is None:
            text = f"{text.rstrip()}\n\n{lender.strip()}\n"
    return text


def _later(text: str, key: str, lent: set[str]) -> Iterator[int]:
    """Where entries begin that stand behind one of that key: later ones, and those it borrows."""
    for found in _ENTRY.finditer(text):
        other = found["key"].casefold()
        if other in lent or (other > key.casefold() and key.casefold() not in lent):
            yield found.start()
