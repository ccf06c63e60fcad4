"""The text of an article's page to sections, without the site's navigation, menus and buttons.

It knows HTML and the class names of the common publishers and of LaTeXML, not their metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from reviewer.models import Section, SectionKind
from reviewer.reading import flow
from reviewer.reading.formulas import formula
from reviewer.reading.paragraphs import Paragraph, section
from reviewer.reading.xml import line_of, plain, squeezed
from reviewer.text.headings import kind_of_heading

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LEVELS = {f"h{level}": level for level in range(1, 7)}
_REFERENCES_LEVEL = 2
_SILENT = frozenset(
    {"script", "style", "noscript", "template", "svg", "img", "iframe", "nav", "footer", "aside"}
    | {"form", "button", "select", "input", "textarea", "object", "video", "audio", "canvas"}
    | {"head", "dialog", "map"}
)
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "header", "ul", "ol", "li", "dl", "dt", "dd", "body"}
    | {"blockquote", "pre", "figure", "figcaption", "caption", "table", "tbody", "thead", "tfoot"}
    | {"tr", "td", "th", "hr", "address", "details", "summary", "center", "fieldset", "hgroup"}
    | {"nav", "footer", "aside", "form", "select", "iframe", "noscript", "script", "style"}
    | {"video", "audio", "dialog", *_LEVELS}
)
_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "menu", "menubar"}
    | {"toolbar", "alert", "status", "tablist", "doc-toc", "button", "alertdialog"}
)
# Always the site's, by class.
_CHROME = re.compile(
    r"(?:^|\s)(?:navbar|breadcrumbs?|masthead|cookie[\w-]*|skip-?link|altmetric[\w-]*|usa-banner"
    r"|advert[\w-]*|newsletter[\w-]*|toc|table-of-contents|page-footer|site-footer|site-header"
    r"|ltx_TOC|ltx_page_footer|ltx_page_header|ltx_page_navbar|ltx_page_logo|ltx_authors|ltx_dates"
    r"|ltx_note_mark|ltx_tag_note|ltx_ERROR|rightslink|citation-tools|article-tools|articleinfo)(?:$|\s)",
    re.IGNORECASE,
)
# As likely a section on these things: the site's only if it is short or made of links.
_LIKELY_CHROME = re.compile(
    r"(?:^|[\s_-])(?:nav|navigation|menu|menus|sidebar|footer|header|share|sharing|social|related"
    r"|recommended|recommendations|subscribe|ads|promo|toolbar|metrics|pagination|popup|modal"
    r"|signup|login|tooltip|comments|permissions|export|actions|buttons|tabs|banner|cookies?)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_SHORT = 200
_UNSEEN = frozenset({"mathjax_preview", "katex-html", "sr-only", "visually-hidden", "usa-sr-only"})
_REFERENCE_LIST = re.compile(
    r"(?:^|\s)(?:ltx_bibliography|ref-list|reference-list|references|bibliography|citation-list"
    r"|c-article-references|biblist)(?:$|\s)",
    re.IGNORECASE,
)
_ABSTRACT = re.compile(
    r"(?:^|[\s-])(?:abstract|ltx_abstract|abstract-full|abstractsection|abstract-content)(?:$|\s)",
    re.IGNORECASE,
)
_FOOTNOTE = frozenset({"ltx_note", "ltx_role_footnote", "footnote"})
_EQUATION = re.compile(r"equation|ltx_eqn", re.IGNORECASE)
_NUMBERS = re.compile(r"\d[\d\s,;–-]*")
_EXPONENT = re.compile(r"[+\-−–]?\d+")
_LONG_CELL = 200
_MARKUP = re.compile(
    r"</?(?:jats:)?(?:p|i|b|em|strong|sub|sup|br|span|div|a|title|sec|italic|bold)\b"
)
_TAGS = frozenset({"ltx_tag_bibitem", "label"})
_KEYWORDS = re.compile(r"Key ?words?\s*[:.]", re.IGNORECASE)
_WORD = re.compile(r"^Abstract\b\s*[:.—–-]?\s*", re.IGNORECASE)


def clean(root: Element) -> None:
    """Takes out what belongs to the site and not to the article; the tree is changed."""
    body = root.find("body")
    for element in list((root if body is None else body).iter("*")):
        if element is not body and _is_chrome(element):
            _drop(element)
    for table in list(root.iter("table")):
        _keep_only_caption(table)
    for holder in list(root.iter("div", "section", "ol", "ul")):
        _head_references(holder)


def sections(root: Element) -> list[Section]:
    """The sections of a page that was cleaned, by its headings; abstracts among them.

    Args:
        root: the element that holds the article.
    """
    found: list[Section] = []
    kind, level, heading = SectionKind.BODY, 0, None
    loose: list[Paragraph] = []
    for piece in flow.stream(root, _HTML):
        if isinstance(piece, Paragraph):
            if _KEYWORDS.match(piece.text):
                keywords = section(SectionKind.BOILERPLATE, [piece], heading="Keywords")
                found += [section(kind, loose, heading=heading), keywords]
                loose = []
            else:
                loose.append(piece)
            continue
        found.append(section(kind, loose, heading=heading))
        loose = []
        own = kind_of_heading(piece.text)
        if own is not None or piece.level <= level or kind is SectionKind.BODY:
            kind, level = own or SectionKind.BODY, piece.level
        heading = piece.text or None
    found.append(section(kind, loose, heading=heading))
    notes = [Paragraph(text_of(note), line_of(note)) for note in _footnotes(root)]
    found.append(section(SectionKind.BODY, notes, heading="Footnotes"))
    return [one for one in found if one.text]


def article_of(root: Element) -> Element:
    """The element that holds the article: the fullest of those that claim it, else the body."""
    body = root.find("body")
    whole = root if body is None else body
    claims = [
        element
        for element in whole.iter("article", "main", "div", "section")
        if element.tag in ("article", "main") or element.get("role") in ("main", "article")
    ]
    sizes = [(len(plain(claim)), -depth, claim) for depth, claim in enumerate(claims)]
    size, _, fullest = max(sizes, default=(0, 0, whole), key=lambda entry: entry[:2])
    return fullest if size * 2 >= len(plain(whole)) else whole


def abstract_of(root: Element) -> Section | None:
    """The abstract that a class, id or role marks; None if nothing does."""
    for element in root.iter("div", "section", "blockquote", "p", "span"):
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        if _ABSTRACT.search(marks) or element.get("role") == "doc-abstract":
            found = section(SectionKind.ABSTRACT, labelled(flow.stream(element, _HTML)))
            if found.text:
                return found
    return None


def text_of(element: Element | None) -> str:
    return flow.text_of(element, _HTML)


def words_of_markup(text: str) -> str:
    """The words of a text that may itself be HTML, as in feeds and in some tags."""
    from lxml import etree

    if not _MARKUP.search(text):
        return squeezed(text)
    try:
        root = etree.fromstring(f"<div>{text}</div>", etree.HTMLParser(no_network=True))
    except (etree.LxmlError, ValueError):
        return squeezed(text)
    return plain(root)


def _footnotes(root: Element) -> Iterator[Element]:
    for element in root.iter("span", "div"):
        if _FOOTNOTE & set((element.get("class") or "").split()):
            yield element


def labelled(pieces: Iterable[Paragraph | flow.Heading]) -> Iterator[Paragraph]:
    """The paragraphs of an abstract; a heading in it stands before its first paragraph.

    The word `Abstract` itself, that many pages print in front, is left out.
    """
    heading = ""
    is_first = True
    for piece in pieces:
        if not isinstance(piece, Paragraph):
            heading = "" if kind_of_heading(piece.text) else piece.text
            continue
        text = _WORD.sub("", piece.text) if is_first else piece.text
        if _KEYWORDS.match(text):
            continue
        label = f"{heading}: " if heading[-1:].isalnum() else f"{heading} "
        if text:
            yield piece._replace(text=f"{label if heading else ''}{text}")
            heading, is_first = "", False


def _is_chrome(element: Element) -> bool:
    tag = str(element.tag)
    if tag in ("html", "body", "math") or tag in _LEVELS:
        return False
    if tag in _SILENT or element.get("role") in _ROLES or element.get("hidden") is not None:
        return True
    classes = element.get("class") or ""
    if element.get("aria-hidden") == "true" or _UNSEEN & set(classes.lower().split()):
        return element.find(".//math") is None
    if "display:none" in (element.get("style") or "").replace(" ", ""):
        return True
    named = f"{classes} {element.get('id') or ''}"
    is_sites = _CHROME.search(classes) is not None
    is_likely = is_sites or (_LIKELY_CHROME.search(named) is not None and not _is_prose(element))
    return is_likely and not _holds_article(element)


def _is_prose(element: Element) -> bool:
    words = plain(element)
    linked = sum(len(plain(link)) for link in element.iter("a"))
    return len(words) >= _SHORT and linked * 2 < len(words)


def _holds_article(element: Element) -> bool:
    """A wrapper whose class names a menu can still hold the page (`with-sidebar`)."""
    held = ("article", "main", "h1")
    return element.tag in held or any(True for _ in element.iter(*held))


def _drop(element: Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    tail = f" {element.tail or ''}"
    if before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    parent.remove(element)


def _keep_only_caption(table: Element) -> None:
    """Cells of data are no sentences; tables that lay out a page or an equation are kept."""
    if _EQUATION.search(table.get("class") or "") or _lays_out(table):
        return
    for part in list(table):
        if part.tag != "caption":
            table.remove(part)
    table.text = None


def _head_references(holder: Element) -> None:
    """A reference list that only its class names gets a heading."""
    marks = f"{holder.get('class') or ''} {holder.get('id') or ''}"
    if not _REFERENCE_LIST.search(marks) or holder.find(".//li") is None:
        return
    if not any(True for _ in holder.iter(*_LEVELS)) and not _stands_under_heading(holder):
        heading = holder.makeelement(f"h{_REFERENCES_LEVEL}")
        heading.text = "References"
        holder.addprevious(heading)


def _stands_under_heading(holder: Element) -> bool:
    before = next(iter(holder.itersiblings(*_LEVELS, preceding=True)), None)
    if before is None and (parent := holder.getparent()) is not None:
        before = next(iter(parent.itersiblings(*_LEVELS, preceding=True)), None)
    return before is not None and kind_of_heading(plain(before)) is SectionKind.REFERENCES


def _lays_out(table: Element) -> bool:
    if any(True for _ in table.iter(*_LEVELS)):
        return True
    return any(len(plain(cell)) >= _LONG_CELL for cell in table.iter("td"))


def _inline(element: Element, before: str) -> str:
    tag = str(element.tag)
    classes = set((element.get("class") or "").lower().split())
    if tag in _SILENT or classes & _FOOTNOTE:
        return ""
    if tag == "br":
        return " "
    maths = element if tag == "math" else None
    if maths is None and any(name.startswith("mathjax") for name in classes):
        maths = element.find(".//math")  # as characters, and once more for screen readers
    if maths is not None:
        return formula(maths)
    text = flow.children(element, _HTML, before)
    if tag == "sup":
        return _superscript(element, text, before)
    return f"{text} " if classes & _TAGS else text


def _superscript(element: Element, text: str, before: str) -> str:
    """Citations get brackets and powers a caret: `251` would be another number than `25¹`."""
    links = [*element.iter("a"), *element.iterancestors("a")]
    inside = all((link.get("href") or "").rpartition("#")[1] for link in links)
    if links and inside and _NUMBERS.fullmatch(text.strip()):
        return text if before.rstrip().endswith("[") else f"[{text.strip()}]"
    if before[-1:].isdigit() and _EXPONENT.fullmatch(text.strip()):
        return f"^{text.strip()}"
    return text


def _labelled(element: Element, before: Paragraph) -> Paragraph:
    return before


_HTML = flow.Dialect(_BLOCKS, _SILENT, _inline, _labelled, _LEVELS)
