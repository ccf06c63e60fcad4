"""The first blocks of a Word document to the title and the authors, by style, size and place.

It guesses, and a paper without a title styled so has the first large paragraph for one. It knows
no XML.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from reviewer.reading.author_names import names
from reviewer.reading.docx_text import Block
from reviewer.text.headings import kind_of_heading

_TITLE_STYLE = re.compile(
    r"(?!.*(?:sub|short|running|table|figure|toc|section|head|book|block)).*(?<![a-z])titl?e"
)
_AUTHOR_STYLE = re.compile(r"(?!.*(?:affil|address|bio|note|info|mail|contrib)).*auth?or")
_JUNK = re.compile(
    r"microsoft word|^(?:untitled|document|doc|title|paper|manuscript|template|draft)\W*\d*$"
    r"|\.docx?$|^\W*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:(?:original |review |research |short )?(?:article|paper|communication|report|letter)"
    r"|review|.*\b(?:vol(?:ume)?|issue|issn|doi|https?)\b.*|.*preprint.*)",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"@|\d{3}|https?:|[?!:]|\b(?:universit|institut|department|laborator|college|school|faculty"
    r"|cent(?:er|re)\b|hospital|research|abstract|keywords|introduction|correspond|journal"
    r"|volume|article|inc\b|ltd\b|gmbh)",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:[^\W\d_a-z][\w.'’‐-]*|van|von|de|der|den|di|da|dos|du|la|le|al|bin|ibn|ten)"
    r"(?:[\s.](?:[^\W\d_a-z][\w.'’‐-]*|van|von|de|der|den|di|da|dos|du|la|le|al|bin|ibn|ten)){1,5}"
)
_NOT_LETTERS = re.compile(r"[\W_]+")
_FIRST_BLOCKS = 12
_AUTHOR_BLOCKS = 8
_SHORTEST, _LONGEST = 8, 300


class Front(NamedTuple):
    """What the head of a document says.

    Args:
        title: in one line.
        authors: given name first.
        first: the index of the block with the title.
        after: the index of the first block of the text; affiliations count as text.
    """

    title: str
    authors: tuple[str, ...]
    first: int
    after: int


def front_matter(blocks: Sequence[Block], core_title: str) -> Front:
    """The title and the authors of a document.

    Args:
        blocks: all of them, at least one.
        core_title: the title of the document's properties.
    """
    first, after = _title_at(blocks, core_title)
    title = " ".join(block.plain for block in blocks[first:after])
    below = after
    authors: tuple[str, ...] = ()
    for index in range(after, min(after + _AUTHOR_BLOCKS, len(blocks))):
        block = blocks[index]
        if _begins_text(block):
            break
        found = _names(block)
        if found:
            authors, below = (*authors, *found), index + 1
        elif authors:
            break
    return Front(title, tuple(dict.fromkeys(authors)), first, below if authors else after)


def _title_at(blocks: Sequence[Block], core_title: str) -> tuple[int, int]:
    """The blocks of the title, from the first one up to the one behind it."""
    early = range(min(_FIRST_BLOCKS, len(blocks)))
    for index in early:
        if _TITLE_STYLE.match(blocks[index].style):
            after = index + 1
            while after < len(blocks) and blocks[after].style == blocks[index].style:
                after += 1
            return index, after
    if core_title and not _JUNK.search(core_title):
        for index in early:
            if _letters(blocks[index].plain) == _letters(core_title):
                return index, index + 1
    index = _largest(blocks)
    return index, index + 1


def _largest(blocks: Sequence[Block]) -> int:
    """The first of the largest blocks above the text; one that is no title by its words is none."""
    above = [
        index
        for index, block in enumerate(blocks[:_FIRST_BLOCKS])
        if not block.in_table
        and _SHORTEST <= len(block.plain) <= _LONGEST
        and not _LABEL.fullmatch(block.plain)
        and kind_of_heading(block.plain) is None
    ]
    end = next((i for i in above if blocks[i].level and i != above[0]), len(blocks))
    candidates = [index for index in above if index <= end]
    candidates = (
        candidates or [i for i, block in enumerate(blocks) if not block.in_table][:1] or [0]
    )
    return max(
        candidates, key=lambda index: (blocks[index].size or 0.0, blocks[index].is_bold, -index)
    )


def _begins_text(block: Block) -> bool:
    return block.level is not None or kind_of_heading(block.plain) is not None


def _names(block: Block) -> tuple[str, ...]:
    """The names of a block that holds nothing else; of one that is styled so, all."""
    text = block.plain
    if _AUTHOR_STYLE.match(block.style):
        return tuple(name for name in names(text) if _NO_NAME.search(name) is None)
    if block.in_table or len(text) > 10 * _LONGEST or _NO_NAME.search(text) or text.endswith("."):
        return ()
    found = names(text)
    return found if found and all(_NAME.fullmatch(name) for name in found) else ()


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub(" ", text).strip().casefold()
