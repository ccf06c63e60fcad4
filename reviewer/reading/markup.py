"""HTML that publishers leave in titles and abstracts (`<i>`, `&amp;`, `<jats:p>`): taken out.

In goes one field, out comes its text. Pages and full texts are not read with this.
"""

import html
import re

_TAG = re.compile(
    r"</?(?:jats:[a-z-]+|i|b|u|em|strong|sub|sup|sc|scp|inf|italic|bold|tt|small|p|br|span|font"
    r"|h[1-6]|tex-math|inline-formula|mml:[a-z]+)"
    r"(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
_HEADING = re.compile(r"<(h[1-6]|jats:title)>\s*([^<>]{1,80}[^\W_])\s*</\1>", re.IGNORECASE)
_BREAK = re.compile(r"</?(?:jats:p|jats:title|jats:sec|h[1-6]|p|br)\b[^<>]{0,200}>", re.IGNORECASE)
# Crossref and Europe PMC have the heading of an abstract in it.
ABSTRACT_HEADING = re.compile(
    r"^\s*<(jats:title|h[1-6])>\s*(?:abstract|summary)[\s:.]*</\1>", re.IGNORECASE
)
# bibtex exports of Crossref write the tags themselves as mathematics.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def without_markup(text: str) -> str:
    """The text with entities as characters and without inline tags, white space collapsed."""
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    if "<" in text:
        text = _HEADING.sub(r" \2: ", ABSTRACT_HEADING.sub("", text))
        text = _TAG.sub("", _BREAK.sub(" ", text))
    return " ".join(text.split())


def _character(match: re.Match[str]) -> str:
    shown = html.unescape(match[0])
    return shown if shown.isprintable() or shown.isspace() else match[0]
