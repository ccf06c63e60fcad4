"""Abstracts and titles with the tags of JATS, MathML or HTML in, plain text out."""

import html
import re

_NAMES = (  # without a prefix: `x<y>z` is no tag
    "p i b u em strong sub sup sc scp title sec italic bold underline monospace br hr div span a "
    "abstract list list-item li ul ol xref ext-link h[1-6] inline-formula disp-formula formula "
    "alternatives tex-math math semantics annotation annotation-xml m[ions] mrow msub msup "
    "msubsup mover munder munderover mfrac msqrt mtext mspace mstyle mfenced mtable mtr mtd"
)
_TAG = re.compile(
    rf"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*:[a-z][a-z0-9-]*|(?:{_NAMES.replace(' ', '|')})(?![\w-]))"
    r"(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/?>",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--.*?-->|<!\[CDATA\[|\]\]>", re.DOTALL)
# The same formula again, in TeX or for a program.
_AGAIN = re.compile(
    r"<((?:[a-z]+:)?(?:tex-math|annotation(?:-xml)?))\b[^<>]*>.*?</\1\s*>",
    re.DOTALL | re.IGNORECASE,
)
_MATHML = re.compile(r"<(?:[a-z]+:)?math\b", re.IGNORECASE)
_BLOCKS = frozenset({"p", "sec", "abstract", "list", "list-item", "div", "li", "ul", "ol", "br"})
_ENTITY_TAG = re.compile(r"&lt;/?(?:jats:)?(?:p|title|sec|italic|bold|sub|sup|i|b)\b[^<>]*?&gt;")
_HEADING = "\0"
_LABELS = frozenset({"abstract", "summary", "résumé", "zusammenfassung"})


def plain_line(text: str) -> str:
    """`text` without tags and entities, on one line."""
    return " ".join(_stripped(text).replace(_HEADING, " ").split())


def plain_abstract(text: str) -> str:
    """The paragraphs of an abstract, with a blank line between them.

    The heading of a part stands before it (`Methods: …`); the word Abstract itself is dropped.
    """
    paragraphs: list[str] = []
    heading = ""
    for block in re.split(r"\n\s*\n", _stripped(text)):
        before, is_heading, rest = block.rpartition(_HEADING)
        if is_heading:
            heading = " ".join(before.replace(_HEADING, " ").split()).rstrip(":.")
        words = " ".join(rest.split())
        if words:
            told = heading and heading.casefold() not in _LABELS
            paragraphs.append(f"{heading}: {words}" if told else words)
            heading = ""
    return "\n\n".join(paragraphs)


def _stripped(text: str) -> str:
    if _ENTITY_TAG.search(text):  # some publishers deposit their tags escaped
        text = html.unescape(text)
    if _MATHML.search(text):
        text = _AGAIN.sub("", text)
    marked = _TAG.sub(_mark, _COMMENT.sub("", text.replace(_HEADING, "")))
    return html.unescape(marked).encode("utf-8", "replace").decode()


def _mark(tag: re.Match[str]) -> str:
    name = tag["name"].rpartition(":")[2].casefold()
    if name == "title":
        return f"{_HEADING}\n\n" if tag["end"] else "\n\n"
    return "\n\n" if name in _BLOCKS else ""
