r"""A whole LaTeX text to its head, which states the metadata, and its body, which is read.

Abstracts that are given as a command (`\abstract{…}`), or before `\begin{document}`, are put where
they are printed: at the beginning of the body.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from reviewer.reading.latex_source.expansion import expanded
from reviewer.reading.latex_source.groups import Group, braced, following, space_after
from reviewer.reading.latex_source.plain_tex import in_latex, is_plain
from reviewer.reading.latex_source.traced import Edit, Traced, joined

_BEGIN, _END = re.compile(r"\\begin\s*\{document\}"), re.compile(r"\\end\s*\{document\}")
_ABSTRACT = re.compile(r"\\(?:[aA]bstract|ABSTRACT|abstracts)(?![A-Za-z@])\s*(?=\{)")
_OF_A_AND_A = 5
_OPENING, _CLOSING = "\\begin{abstract}", "\\end{abstract}"


class Document(NamedTuple):
    """A document: `text` is all of it, `body` what stands between its beginning and its end."""

    text: str
    body: Traced


def document(source: Traced, styles: str) -> Document:
    """The document of a text that is cleaned and complete.

    Args:
        source: the main file with what it includes.
        styles: the text of the style files beside it.
    """
    plain = is_plain(source.text)
    source = expanded(in_latex(source) if plain else source, styles)
    source = source.edited(_abstracts(source.text))
    begin = _BEGIN.search(source.text)
    if begin is None:
        return Document(source.text, source if plain else source.cut(0, 0))
    end = _END.search(source.text, begin.end())
    body = source.cut(begin.end(), end.start() if end else len(source.text))
    above = list(_environments(source, begin.start()))
    return Document(source.text, joined([*above, body]) if above else body)


def _environments(source: Traced, end: int) -> Iterator[Traced]:
    """The abstracts that stand before `end`."""
    start = source.text.find(_OPENING, 0, end)
    while start >= 0:
        stop = source.text.find(_CLOSING, start, end)
        if stop < 0:
            return
        yield source.cut(start, stop + len(_CLOSING))
        start = source.text.find(_OPENING, stop, end)


def _arguments(text: str, position: int) -> list[Group]:
    """Those without space between them; A&A has five, mostly on lines of their own."""
    apart: list[Group] = []
    at = position
    while group := braced(text, space_after(text, at)):
        apart.append(group)
        at = group.after
    return apart if len(apart) == _OF_A_AND_A else following(text, position)[1]


def _abstracts(text: str) -> Iterator[Edit]:
    r"""`\abstract{…}` as an environment; some classes have it in several arguments."""
    at = 0
    while found := _ABSTRACT.search(text, at):
        at = found.end()
        braces = _arguments(text, space_after(text, found.end()))
        if not braces or not any(text[group.start : group.end].strip() for group in braces):
            continue
        yield Edit(found.start(), braces[0].start, "\\begin{abstract}")
        for one, next_one in pairwise(braces):
            yield Edit(one.end, next_one.start, " ")
        yield Edit(braces[-1].end, braces[-1].after, "\\end{abstract}")
        at = braces[-1].after
