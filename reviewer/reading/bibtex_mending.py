"""What is often left out of BibTeX, or is there once too often, before and after it is parsed.

A key and the comma behind it, the comma between two fields, the brace that closes an entry or one
that closes it too early, lines of comments between the fields. It keeps every line where it was,
and knows nothing of what fields mean.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from bibtexparser.model import Block, Entry, Field

# EndNote leaves the key out: `@article{ author = …`; the parser wants the comma after it.
_KEYLESS = re.compile(
    r"^([ \t]*@(?!(?:string|comment|preamble)\b)\w+[ \t]*[{(])(?=\s*[A-Za-z][\w-]*\s*=)",
    re.IGNORECASE | re.MULTILINE,
)
_KEY_ALONE = re.compile(
    r"^([ \t]*@(?!(?:string|comment|preamble)\b)\w+[ \t]*[{(][ \t]*[^\s,={}\"#%]+)[ \t]*"
    r"(?=\n\s*[A-Za-z][\w-]*\s*=)",
    re.IGNORECASE | re.MULTILINE,
)
_MARK = re.compile(r'(?<!\\)[{}"=]')
_MOST_FIELDS = 200
_NAME_BEFORE = re.compile(r"(?<![\w-])([A-Za-z][\w-]*)\s*\Z")
_OPENING = re.compile(r"\s*@\w+\s*([{(])")
_SWALLOWED = re.compile(r",\s*[A-Za-z][\w-]*\s*=\s*[{\"\d]")
_MORE_FIELDS = re.compile(r"\s*,\s*[A-Za-z][\w-]*\s*=")


class Written(NamedTuple):
    """A field as written: its name in lower case, and its value with delimiters."""

    name: str
    value: str


def with_keys(text: str) -> str:
    """A file in which every entry has the comma that stands after a key."""
    return _KEY_ALONE.sub(r"\1,", _KEYLESS.sub(r"\1,", text))


def fields_in(name: str, value: str) -> Iterator[Written]:
    """The field, and those that follow it where the comma between them is missing.

    Lines of comments before its name are no part of that. An equals sign outside braces and
    quotation marks can only belong to another field.
    """
    if name.lstrip().startswith("%"):
        name = name.rpartition("\n")[2].strip()
    for _ in range(_MOST_FIELDS):
        sign = _equals_sign(value)
        before = _NAME_BEFORE.search(value, 0, sign) if sign is not None else None
        if sign is None or before is None or not value[: before.start()].strip():
            break
        yield Written(name, value[: before.start()].strip())
        name, value = before[1].lower(), value[sign + 1 :].strip()
    yield Written(name, value)


def _equals_sign(value: str) -> int | None:
    if "=" not in value:
        return None
    depth, quoted = 0, False
    for mark in _MARK.finditer(value):
        if mark[0] in "{}":
            depth += 1 if mark[0] == "{" else -1
        elif mark[0] == '"':
            quoted ^= depth == 0
        elif depth == 0 and not quoted:
            return mark.start()
    return None


def join_cut_entries(blocks: "list[Block]", parse: "Callable[[str], list[Block]]") -> list[int]:
    """Gives entries the fields that stand behind a brace which closed them too early.

    Args:
        blocks: of a file; the entries are changed.
        parse: the text of a file to its blocks.

    Returns:
        The lines of these entries, from 1.
    """
    from bibtexparser.model import Entry, ImplicitComment

    cut: list[int] = []
    for block, following in pairwise(blocks):
        if isinstance(block, Entry) and isinstance(following, ImplicitComment):
            if _MORE_FIELDS.match(following.comment) is None:
                continue
            _join(block, parse("@misc{k" + following.comment), following.start_line or 0)
            cut.append((block.start_line or 0) + 1)
    return cut


def close_open_entries(blocks: "list[Block]", parse: "Callable[[str], list[Block]]") -> list[int]:
    """Puts an entry in the place of what could not be parsed only for want of its last brace.

    Not if a value would swallow other fields: then the brace is missing somewhere else.

    Args:
        blocks: of a file; changed in place.
        parse: the text of a file to its blocks.

    Returns:
        The lines of these entries, from 1.
    """
    from bibtexparser.model import Entry, ParsingFailedBlock

    closed: list[int] = []
    for place, block in enumerate(blocks):
        if not isinstance(block, ParsingFailedBlock) or block.ignore_error_block is not None:
            continue
        opening = _OPENING.match(block.raw or "")
        if opening is None:
            continue
        found = parse(f"{block.raw}\n{'}' if opening[1] == '{' else ')'}")
        entry = found[0] if len(found) == 1 else None
        if isinstance(entry, Entry) and not any(_SWALLOWED.search(f.value) for f in entry.fields):
            start = block.start_line or 0
            fields = _moved(entry.fields, start)
            blocks[place] = Entry(entry.entry_type, entry.key, fields, start_line=start)
            closed.append(start + 1)
    return closed


def _join(entry: "Entry", rest: "list[Block]", start: int) -> None:
    from bibtexparser.model import Entry

    found = rest[0] if rest else None
    if isinstance(found, Entry):
        entry.fields += _moved(found.fields, start)


def _moved(fields: "list[Field]", start: int) -> "list[Field]":
    """Fields of a part that was parsed by itself, on their lines in the file."""
    from bibtexparser.model import Field

    return [Field(each.key, each.value, start + (each.start_line or 0)) for each in fields]
