"""A draft as a Word document or a web page, its citations and reference list set by pandoc.

The draft's pandoc Markdown is what is set; the user's own entries and the records of the others
are what it cites. Nothing of them is run, fetched or shown as a picture.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from reviewer.errors import DocumentError
from reviewer.models import Reference, RelatedWork
from reviewer.rendering.bibliography import bibliography, own_of
from reviewer.rendering.cite_keys import cite_keys
from reviewer.rendering.csl_items import csl_items
from reviewer.rendering.pandoc import pandoc
from reviewer.rendering.pandoc_program import run_pandoc
from reviewer.rendering.raw_entries import RawEntry
from reviewer.rendering.safe import one_line

_OWN, _RECORDS, _STYLE = "own.bib", "records.yaml", "style.csl"
_READ = "--from=markdown-raw_html-raw_tex-raw_attribute"
_SCRIPT = re.compile(r"(?P<sign>[_^])\s*(?:(?P<one>[\w+])|\{(?P<more>[\d+-]+|[a-z])\})")
_HARMLESS = ("#", "http://", "https://", "mailto:")


class DocumentKind(StrEnum):
    """What pandoc calls it."""

    DOCX = "docx"
    HTML = "html"


def document(
    draft: RelatedWork,
    kind: DocumentKind,
    *,
    raw: Mapping[str, RawEntry] | None = None,
    keys: Mapping[str, str] | None = None,
    style: bytes | None = None,
) -> bytes:
    """The document; HTML as UTF-8.

    Args:
        draft: what is written out.
        kind: of document.
        raw: own entries by paper id; one that pandoc cannot read is set from the paper's record.
        keys: the cite key of every paper cited, by id; without them those of `cite_keys`.
        style: of the citations, as `read_style` reads it; by default pandoc's own, author and year.

    Raises:
        DocumentError: pandoc is not installed or fails.
    """
    keys = keys or cite_keys(reference.paper for reference in draft.references)
    with TemporaryDirectory(prefix="reviewer-") as name:
        folder = Path(name)
        arguments = [*_references(draft.references, raw or {}, keys, folder)]
        if style is not None:
            (folder / _STYLE).write_bytes(style)
            arguments.append(f"--csl={_STYLE}")
        source = pandoc(draft, keys, raw).encode()
        read = run_pandoc([_READ, "--to=json", "--citeproc", *arguments], source, folder)
        tree = json.loads(read)
        _check(tree, keys.values())
        written = ["--from=json", f"--to={kind}", "--output=-", *_layout(draft, kind)]
        # The tree names no file any more, so nothing is left to be kept from.
        return run_pandoc(written, json.dumps(_settled(tree)).encode(), folder, sandbox=False)


def _layout(draft: RelatedWork, kind: DocumentKind) -> list[str]:
    if kind is DocumentKind.DOCX:
        return []
    title = f"Related work: {one_line(draft.topic)}"
    return ["--standalone", "--mathml", "--variable=lang:en", f"--metadata=pagetitle:{title}"]


def _references(
    references: Collection[Reference],
    raw: Mapping[str, RawEntry],
    keys: Mapping[str, str],
    folder: Path,
) -> Iterator[str]:
    """Writes the files that are cited from; the arguments that name them."""
    if not references:
        return
    own = _readable([r for r in references if r.paper.id in own_of(raw, keys)], raw, keys, folder)
    papers = [r.paper for r in references if r not in own]
    (folder / _RECORDS).write_text(csl_items(papers, keys), encoding="utf-8")
    yield f"--bibliography={_RECORDS}"
    if own:
        (folder / _OWN).write_text(bibliography(own, raw, keys), encoding="utf-8")
        yield f"--bibliography={_OWN}"
    yield from ("--metadata=link-citations:true", "--metadata=reference-section-title:References")


def _readable(
    references: Collection[Reference],
    raw: Mapping[str, RawEntry],
    keys: Mapping[str, str],
    folder: Path,
) -> list[Reference]:
    """Those whose own entry pandoc reads; halved until the ones that it does not are found."""
    every = list(references)
    if not every:
        return []
    entries = bibliography(every, raw, keys).encode()
    try:
        items = json.loads(run_pandoc(["--from=biblatex", "--to=csljson"], entries, folder))
    except DocumentError:
        items = []
    if {keys[r.paper.id] for r in every} <= {item["id"] for item in items}:
        return every
    middle = len(every) // 2
    halves = (every[:middle], every[middle:]) if middle else ()
    return [found for half in halves for found in _readable(half, raw, keys, folder)]


def _check(tree: Any, keys: Collection[str]) -> None:  # noqa: ANN401 pandoc's own tree
    """Pandoc prints a key that it does not find in bold, with a question mark: never that."""
    for node in _nodes(tree):
        if node["t"] == "Cite":
            unknown = [one["citationId"] for one in node["c"][0] if one["citationId"] not in keys]
            if unknown:
                raise DocumentError(
                    f"pandoc takes the citation {unknown[0]!r} for another one",
                    hint="give its paper a plainer cite key: reviewer papers set",
                )


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 pandoc's own tree
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if "t" in node:
                yield node
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def _settled(tree: Any) -> Any:  # noqa: ANN401 pandoc's own tree
    """The tree without pictures, raw HTML and links that would do more than lead to a page.

    The 2 of H$_2$O is no formula to a word processor, which would print a box for what bears it.
    """
    if isinstance(tree, list):
        return [_settled(node) for node in tree if not _is_raw(node)]
    if not isinstance(tree, dict):
        return tree
    if tree.get("t") in ("Image", "Link"):
        attributes, inlines, (address, _) = tree["c"]
        if tree["t"] == "Image" or not address.lower().startswith(_HARMLESS):
            return {"t": "Span", "c": [["", [], []], _settled(inlines)]}
        return {"t": "Link", "c": [attributes, _settled(inlines), [address, ""]]}
    if tree.get("t") == "Math" and (script := _SCRIPT.fullmatch(tree["c"][1])):
        letters = [{"t": "Str", "c": script["one"] or script["more"]}]
        return {"t": "Subscript" if script["sign"] == "_" else "Superscript", "c": letters}
    return {name: _settled(value) for name, value in tree.items()}


def _is_raw(node: object) -> bool:
    return isinstance(node, dict) and node.get("t") in ("RawInline", "RawBlock")
