"""What the files of a changing folder may hold: small libraries that name the same few papers.

Nothing here knows a store; `tests/test_truth.py` writes, renames and breaks such files.
"""

import json
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from hypothesis import strategies as st

SUBJECTS = ["eels", "salt marshes", "fog", "kelp"]
NAMES = [
    *("a.jsonl", "b.bib", "c.md", "g.txt", "h.ris", "i.json"),
    *("sub/b.bib", "sub/d.jsonl", "sub/f.md", "sub/h.ris", "sub/deep/c.md"),
]
ATTACHED = ["", "c.md", "f.md", "sub/f.md", "deep/c.md", "g.txt", "../c.md"]
GARBAGE = [b"", b"\0\1\2", b"<html><body>Not found</body></html>", b"{", b"\x89PNG\r\n\x1a\n\0\0"]
IGNORED = ["", "c.md\n", "sub/\n", "*.bib\n!b.bib\n", "f.md\na.jsonl\n"]
_FOLDERS = "@comment{jabref-meta: fileDirectory:deep;}\n"

FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "year": st.sampled_from([2018, 2020, 2024]),
    "doi": st.sampled_from(["10.1000/one", "10.1000/two", "10.48550/arXiv.2401.00001"]),
    "arxiv": st.sampled_from(["2401.00001v1", "2401.00001v3", "2401.00002"]),
    "author": st.sampled_from(["Ana Ruiz", "Bo Lind"]),
}
entries = st.fixed_dictionaries(
    {"subject": st.sampled_from(SUBJECTS), "days": st.integers(1, 9)}, optional=FIELDS
)
Entry = dict[str, Any]
CORRECTIONS = {
    "year": ["2018", "2021", ""],
    "title": ["On Kelp", "On Nothing Else", ""],
    "doi": ["10.1000/two", ""],
    "authors": ["Bo Lind", ""],
}
corrections = st.sampled_from(sorted(CORRECTIONS)).flatmap(
    lambda field: st.tuples(st.just(field), st.sampled_from(CORRECTIONS[field]))
)


def names_like(name: str) -> list[str]:
    """The names under which a file can be read as it can under this one.

    With another suffix, a part of it may be read. What an earlier reading gave of the rest would be
    kept then, and no ingest of the files as they are could tell.
    """
    text = {".md", ".txt"}
    kinds = text if PurePath(name).suffix in text else {PurePath(name).suffix}
    return [one for one in NAMES if PurePath(one).suffix in kinds]


def title(entry: Entry) -> str:
    return f"On {entry['subject'].title()}"


def text(entry: Entry) -> str:
    subject = entry["subject"]
    return f"We counted {subject} on {entry['days']} days. The count of {subject} rises at night."


def content(name: str, found: Sequence[Entry], attached: str = "", *, folders: bool = False) -> str:
    """A file of these entries, in a format that its name allows.

    Args:
        name: with its suffix.
        found: at least one; some formats hold only the first.
        attached: the path that the first entry of a library has attached.
        folders: whether a BibTeX file says where else attachments lie.
    """
    kind = PurePath(name).suffix
    if kind == ".jsonl":
        return "".join(json.dumps(_table_row(entry)) + "\n" for entry in found)
    if kind == ".json":
        return json.dumps([_table_row(entry) for entry in found])
    paths = [attached, *("" for _ in found)]
    if kind == ".bib":
        listed = map(_bibtex, range(len(found)), found, paths)
        return _FOLDERS * folders + "\n".join(listed)
    if kind == ".ris" or (kind == ".txt" and len(found) > 1):
        return "".join(map(_ris, found, paths))
    return f"# {title(found[0])}\n\n## Abstract\n\n{text(found[0])}\n"


def _table_row(entry: Entry) -> Entry:
    fields: Entry = {"title": title(entry), "abstract": text(entry)}
    fields |= {key: entry[key] for key in ("year", "doi") if key in entry}
    if "arxiv" in entry:
        fields["arxiv_id"] = entry["arxiv"]
    if "author" in entry:
        fields["authors"] = [entry["author"]]
    return fields


def _bibtex(number: int, entry: Entry, attached: str) -> str:
    fields: Entry = {key: entry[key] for key in ("year", "doi", "author") if key in entry}
    if "arxiv" in entry:
        fields |= {"eprint": entry["arxiv"], "archiveprefix": "arXiv"}
    if attached:
        fields["file"] = attached
    listed = "".join(f"  {key} = {{{value}}},\n" for key, value in fields.items())
    return f"@article{{key{number},\n  title = {{{title(entry)}}},\n{listed}}}\n"


def _ris(entry: Entry, attached: str) -> str:
    lines = [("TY", "JOUR"), ("TI", title(entry)), ("AB", text(entry))]
    lines += [("PY", entry["year"])] if "year" in entry else []
    lines += [("DO", entry["doi"])] if "doi" in entry else []
    lines += [("AU", entry["author"])] if "author" in entry else []
    lines += [("L1", attached)] if attached else []
    return "".join(f"{tag}  - {value}\n" for tag, value in lines) + "ER  - \n\n"


files = st.sampled_from(NAMES).flatmap(
    lambda name: st.tuples(
        st.just(name),
        st.builds(
            content,
            st.just(name),
            st.lists(entries, min_size=1, max_size=3),
            st.sampled_from(ATTACHED),
            folders=st.booleans(),
        ),
    )
)
"""A name, and what may stand in a file of that name."""
