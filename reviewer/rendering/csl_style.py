"""A file of the Citation Style Language: is it one that citations can be set by, offline?"""

from pathlib import Path

from lxml import etree

from reviewer.errors import DocumentError
from reviewer.rendering.safe import one_line

_NAMESPACE = "{http://purl.org/net/xbiblio/csl}"
_LARGEST = 2_000_000
"""Bytes; the largest of the 10,000 published styles has some 150,000."""
_HINT = "take the .csl file of a style from the repository of citation styles (zotero.org/styles)"


def read_style(path: Path) -> bytes:
    """The style, as it is in the file.

    Raises:
        DocumentError: the file cannot be read, is no style, or only points to another one.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise DocumentError(f"{path} is too large to be a citation style", hint=_HINT)
        content = path.read_bytes()
    except OSError as error:
        raise DocumentError(
            f"the citation style {path} cannot be read: {error.strerror}", hint="check --csl"
        ) from None
    _check(path, content)
    return content


def _check(path: Path, content: bytes) -> None:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise DocumentError(
            f"{path}:{line} is no citation style: {one_line(str(error.msg))}", hint=_HINT
        ) from None
    if root.tag != f"{_NAMESPACE}style":
        raise DocumentError(f"{path} is XML, and no citation style", hint=_HINT)
    if root.getroottree().docinfo.doctype:
        raise DocumentError(f"{path} declares a document type, which no style needs", hint=_HINT)
    parent = root.find(f".//{_NAMESPACE}link[@rel='independent-parent']")
    if parent is not None:
        name = one_line(parent.get("href", "")).rpartition("/")[2]
        raise DocumentError(
            f"{path} only says that its journal uses the style {name}, and nothing is fetched",
            hint=f"name the file of that style: --csl {name}.csl",
        )
    if root.find(f"{_NAMESPACE}citation") is None:
        raise DocumentError(f"{path} does not say how to cite: no <citation> in it", hint=_HINT)
