"""The bytes of an XML file to its tree, by the one parser that every XML reader uses.

Nothing outside the file is opened: no DTD, no external entity. The standard character entities
(`&nbsp;`, `&ndash;`) are read without a DTD; entities that a file defines itself are left out, and
named. Tags lose their namespaces and prefixes. It knows no format.
"""

from __future__ import annotations

import codecs
import html.entities
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reviewer.errors import ReadError
from reviewer.reading.opening import opened
from reviewer.reading.protocol import Head

if TYPE_CHECKING:
    from lxml.etree import XMLSyntaxError
    from lxml.etree import _Element as Element

_AGAIN = "download it again"
_OWN_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ENTITY = re.compile(rb"<!--|<!\[CDATA\[|&([A-Za-z][A-Za-z0-9]{1,31};)")
_ENDS = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
_BEFORE_ROOT = re.compile(r"(?>\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*)", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE\s+([\w.:-]+)([^\[<>]*)(?:\[.*?\]\s*)?>?", re.DOTALL)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_TAG = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>|(<[^/!?])",
    re.DOTALL,
)
# libxml2 keeps the line of an element in 16 bits.
LAST_KEPT_LINE = 65534
_LINE = "reviewer-line"
# libxml2's codes and phrases for what a file can do to its reader, in a researcher's words.
_REASONS = (
    ("Excessive depth", "its elements are nested more than 256 deep", "simplify the file"),
    ("amplification", "its entities grow without bound (an XML bomb)", "do not trust this file"),
    ("entity loop", "its entities grow without bound (an XML bomb)", "do not trust this file"),
    ("external entity", "it asks for another file (an external entity)", "do not trust this file"),
    ("huge", "a text in it is longer than 10 MB", "divide the file"),
    ("too long", "a text in it is longer than 10 MB", "divide the file"),
    ("Premature end", "the XML is cut off", _AGAIN),
    ("EndTag: '</' not found", "the XML is cut off", _AGAIN),
    ("tag mismatch", "a tag is not closed where it should be", _AGAIN),
    ("Entity '", "it uses an entity that it does not define", "write the character itself"),
    ("encod", "its characters are not in the encoding that it declares", "save it as UTF-8"),
)


class Document(NamedTuple):
    """A parsed file.

    Args:
        root: the outermost element; tags are local names, comments and instructions are gone.
        notes: what was left out, for the user.
    """

    root: Element
    notes: list[str]


def document(path: Path) -> Document:
    """The tree of a file, decompressed if its name ends in .gz.

    Raises:
        ReadError: unreadable, not well-formed, nested too deeply, or with entities that grow.
    """
    from lxml import etree

    with opened(path) as stream:
        data = stream.read()
    if not data.strip():
        raise ReadError("the file is empty", hint="save or download it again")
    data, encoding = _as_ascii_compatible(data)
    data = b"".join(_with_characters(data))
    parser = etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _explained(error, data) from None
    return Document(root, [*_simplify(root, data)])


def root_name(head: Head) -> str:
    """The local name of the outermost element, as far as the beginning of a file tells; or ''."""
    text = beginning(head)
    start = _BEFORE_ROOT.match(text)
    rest = text[start.end() if start else 0 :]
    doctype = _DOCTYPE.match(rest)
    if doctype is None:
        root = _ROOT.match(rest)
    else:
        after = _BEFORE_ROOT.sub("", rest[doctype.end() :], count=1)
        root = _ROOT.match(after) or re.match(r"(?:[\w.-]+:)?([\w.-]+)", doctype[1])
    return root[1] if root else ""


def beginning(head: Head) -> str:
    """How a file begins, in whatever encoding: good enough to find tags and names of formats."""
    return head.text or head.data.decode("latin-1").lstrip("\xef\xbb\xbf")


def line_of(element: Element) -> int | None:
    """The line where the text of an element begins, else its start tag ends."""
    line = int(element.get(_LINE) or element.sourceline or 0)
    text = element.text or ""
    return line + text[: len(text) - len(text.lstrip())].count("\n") if line else None


def line_after(element: Element) -> int | None:
    """The line where an element ends, as far as the line ends in its text tell."""
    last = element
    while len(last):
        last = last[-1]
    line = int(last.get(_LINE) or last.sourceline or 0)
    inside = last.text or ""
    while last is not element:
        inside += last.tail or ""
        parent = last.getparent()
        if parent is None:
            break
        last = parent
    return line + inside.count("\n") if line else None


def forget_line(element: Element) -> None:
    """For an element whose line is not known: `line_of` gives None."""
    element.set(_LINE, "0")


def plain(element: Element | None) -> str:
    """All the text of an element, white space brought to single spaces; '' for none."""
    return "" if element is None else squeezed("".join(element.itertext()))


def squeezed(text: str) -> str:
    return " ".join(text.split())


def first(values: Iterable[str | None]) -> str | None:
    """The first that is neither None nor empty."""
    return next((value for value in values if value), None)


def _as_ascii_compatible(data: bytes) -> tuple[bytes, str | None]:
    """UTF-16 becomes UTF-8, so that the entities in it can be found as bytes."""
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data, None
    try:
        return data.decode("utf-16").encode(), "utf-8"
    except UnicodeError:
        raise ReadError("the file is UTF-16 that breaks off or is damaged", hint=_AGAIN) from None


def _with_characters(data: bytes) -> Iterator[bytes]:
    """Standard entities as numbers; comments, CDATA and any other entity as they are."""
    done = 0
    while match := _ENTITY.search(data, done):
        if match[1] is None:
            end = data.find(_ENDS[match[0]], match.end())
            if end < 0:  # the parser will say so
                break
            yield data[done:end]
            done = end
        else:
            yield data[done : match.start()]
            yield _character(match[1].decode("ascii")) or match[0]
            done = match.end()
    yield data[done:]


def _character(name: str) -> bytes:
    """The numbers of a standard entity, or nothing; `name` ends with the semicolon."""
    character = html.entities.html5.get(name)
    if character is None or name[:-1] in _OWN_ENTITIES:
        return b""
    return "".join(f"&#{ord(part)};" for part in character).encode()


def _explained(error: XMLSyntaxError, data: bytes) -> ReadError:
    message = str(error.msg)
    line = error.position[0]
    for phrase, reason, hint in _REASONS:
        if phrase.lower() in message.lower():
            return ReadError(f"{reason} (line {line})", hint=hint)
    state = "broken" if data.rstrip().endswith(b">") else "cut off"
    return ReadError(f"the XML is {state} (line {line})", hint=_AGAIN)


def _simplify(root: Element, data: bytes) -> Iterable[str]:
    from lxml import etree

    entities = sorted({str(entity.text) for entity in root.iter(etree.Entity)})
    if entities:
        etree.strip_elements(root, etree.Entity, with_tail=False)
        yield f"entities that the file defines itself are left out: {', '.join(entities)}"
    for element in root.iter("*"):
        tag = str(element.tag)
        if tag.startswith("{"):
            element.tag = tag.partition("}")[2]
    if data.count(b"\n") >= LAST_KEPT_LINE:
        _number(root, data)


def _number(root: Element, data: bytes) -> None:
    """Gives each element the line of its start tag, counted in the bytes."""
    elements = root.iter("*")
    line, counted = 1, 0
    for tag in _TAG.finditer(data):
        if tag[1]:
            line += data.count(b"\n", counted, tag.start())
            counted = tag.start()
            element = next(elements, None)
            if element is None:
                return
            element.set(_LINE, str(line))
