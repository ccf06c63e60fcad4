"""A saved web page (HTML, XHTML, MHTML) to its tree, in whatever encoding it declares.

Scripts are not run, and nothing that the page names is opened. It knows nothing of papers.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reviewer.errors import ReadError
from reviewer.reading.opening import opened
from reviewer.reading.xml import LAST_KEPT_LINE, forget_line

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

SUFFIXES = (".html", ".htm", ".xhtml", ".xht", ".mhtml", ".mht")
_ARCHIVES = (".mhtml", ".mht")
_AGAIN = "save the page again"
_HEAD_BYTES = 4096
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]*?\b(?:charset|encoding)\s*=\s*[\"']?\s*([\w:.-]+)", re.I
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Browsers read these names as Windows-1252, and so do the people who write the pages.
_WINDOWS = frozenset({"iso-8859-1", "latin-1", "latin1", "iso8859-1", "ascii", "us-ascii"})
# Browsers and SingleFile write a comment, archives have a header.
_SAVED_FROM = re.compile(
    r"saved from url=\(\d+\)(https?://\S+)|Page saved with SingleFile\s+url: (https?://\S+)"
    r"|^Snapshot-Content-Location: (https?://\S+)",
    re.MULTILINE,
)
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32)], " ")


class Page(NamedTuple):
    """A parsed page.

    Args:
        root: the `html` element, comments and instructions gone.
        notes: what was odd about it, for the user.
        address: from where the browser says that it saved the page.
    """

    root: Element
    notes: list[str]
    address: str | None = None


def page(path: Path) -> Page:
    """The tree of a saved page, decompressed if its name ends in .gz.

    Raises:
        ReadError: unreadable, empty, or an archive without a page in it.
    """
    from lxml import etree

    with opened(path) as stream:
        data = stream.read()
    is_archive = path.name.lower().removesuffix(".gz").endswith(_ARCHIVES)
    text, notes = _unpacked(data) if is_archive else _decoded(data, None)
    text = text.translate(_CONTROLS)
    if not text.strip():
        raise ReadError("the file is empty", hint=_AGAIN)
    parser = etree.HTMLParser(
        encoding="utf-8",
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root: Element | None
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        root = None
    if root is None:  # half a tag, or only a comment
        raise ReadError("there is no page in this file", hint=_AGAIN)
    if any("depth" in entry.message for entry in parser.error_log):
        raise ReadError("its elements are nested more than 255 deep", hint="save the page's text")
    for element in root.iter("*"):
        if (element.sourceline or 0) >= LAST_KEPT_LINE:
            forget_line(element)
    return Page(root, notes, _address(data[:_HEAD_BYTES]))


def _address(start: bytes) -> str | None:
    match = _SAVED_FROM.search(start.decode("latin-1"))
    return next(filter(None, match.groups())) if match else None


def _unpacked(data: bytes) -> tuple[str, list[str]]:
    """The page of an archive that a browser saved: its first HTML part."""
    import email.message
    import email.policy

    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if isinstance(part, email.message.EmailMessage) and part.get_content_type() in (
            "text/html",
            "application/xhtml+xml",
        ):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return _decoded(payload, part.get_content_charset())
    raise ReadError("there is no web page in this archive", hint=f"{_AGAIN}, as HTML only")


def _decoded(data: bytes, charset: str | None) -> tuple[str, list[str]]:
    """The text by byte order mark, then by what is declared, then UTF-8, then Windows-1252."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), []
    declared = _DECLARED.search(data[:_HEAD_BYTES])
    named = charset or (declared[1].decode("ascii") if declared else "utf-8")
    for encoding in (_known(named), "utf-8"):
        try:
            return data.decode(encoding), []
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", "replace"), [f"not in {named}, as it says; read as Windows-1252"]


def _known(name: str) -> str:
    lowered = name.lower()
    if lowered in _WINDOWS:
        return "cp1252"
    try:
        "".encode(lowered)
    except (LookupError, ValueError):
        return "utf-8"
    # UTF-16 cannot be declared in a page that was read as ASCII so far.
    return "utf-8" if lowered.startswith(("utf-16", "utf-32", "utf16", "utf32")) else lowered
