"""The stretches of a draft to its abstract, introduction and related work, by their headings.

A pure function; it knows no format. A stretch below a heading is of the same part, until a heading
of the same level comes. English headings are known, and the commonest German and French ones.
"""

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple

from reviewer.models import SectionKind
from reviewer.own_work.work import Block

LONGEST_ABSTRACT = 6_000
"""In characters; what is longer is no abstract, or was never closed."""
LONGEST_INTRODUCTION = 30_000
"""In characters: ten printed pages."""
LONGEST_RELATED_WORK = 100_000
"""In characters; the related work of a thesis has as many."""
_WHOLE_ABSTRACT = 2_500  # characters of a text without headings that is an abstract by itself
_PARAGRAPH = 200  # characters; what is shorter above the introduction are names and addresses
_LONGEST_HEADING = 200

_NUMBER = re.compile(
    r"\s*(?:(?:section|chapter)\s+)?(?P<number>\d+(?:\.\d+)*|[IVX]+(?=[.:]|\s))[.:)]?\s+(?=\S)",
    re.IGNORECASE,
)
_NOT_LETTERS = re.compile(r"[\W_]+")
_INTRODUCTION = re.compile(
    r"(?:general )?introduction(?: .*)?|motivation(?: and .*)?|einleitung|einführung"
)
_RELATED_WORK = re.compile(
    r"(?!compar|result|experiment|evaluation)(?:.* )?(?:related|prior|previous|existing) "
    r"(?:works?|literature|research|studies|approaches)(?: .*)?"
    r"|(?:.* )?literature (?:review|survey)|review of (?:the )?(?:related )?literature"
    r"|(?:.* )?state of the art|verwandte arbeiten|stand der (?:forschung|technik)"
    r"|travaux connexes|état de l art"
)


class _Part(Enum):
    ABSTRACT = "abstract"
    INTRODUCTION = "introduction"
    RELATED_WORK = "related work"
    LEADING = "above the first heading"
    OTHER = "other"


class Divided(NamedTuple):
    """The three parts that count, empty where there is none.

    `is_cut`: a part was longer than one can be.
    """

    abstract: str
    introduction: str
    related_work: str
    is_cut: bool


def is_part(heading: str) -> bool:
    """Whether a heading names the introduction or the related work."""
    return _named(heading) is not None


def divided(blocks: Sequence[Block]) -> Divided:
    """The parts of a draft, from its stretches in reading order."""
    parts = list(_parts(blocks))
    texts = {part: _joined(blocks, parts, part) for part in _Part}
    abstract, introduction = texts[_Part.ABSTRACT], texts[_Part.INTRODUCTION]
    leading = texts[_Part.LEADING]
    if introduction and not abstract:
        paragraphs = leading.split("\n\n")
        abstract = "\n\n".join(each for each in paragraphs if len(each) >= _PARAGRAPH)
    elif not introduction:
        is_alone = not any(block.heading for block in blocks)
        if is_alone and not abstract and len(leading) <= _WHOLE_ABSTRACT:
            abstract, leading = leading, ""
        introduction = leading or _first(blocks, parts)
    related = texts[_Part.RELATED_WORK]
    cut = (
        _cut(abstract, LONGEST_ABSTRACT),
        _cut(introduction, LONGEST_INTRODUCTION),
        _cut(related, LONGEST_RELATED_WORK),
    )
    return Divided(*cut, is_cut=cut != (abstract, introduction, related))


def _parts(blocks: Iterable[Block]) -> Iterable[_Part]:
    opened: list[tuple[int, _Part]] = []
    for block in blocks:
        if not block.kind.is_evidence:
            opened = [(0, _Part.OTHER)] if block.heading else opened
            yield _Part.OTHER
        elif block.kind is SectionKind.ABSTRACT:
            opened.clear()
            yield _Part.ABSTRACT
        elif block.heading is None:
            yield opened[-1][1] if opened else _Part.LEADING
        else:
            level = block.level or _depth(block.heading)
            while opened and (opened[-1][0] >= level or opened[-1][0] == 0):
                opened.pop()
            inherited = opened[-1][1] if opened else _Part.OTHER
            opened.append((level, _named(block.heading) or inherited))
            yield opened[-1][1]


def _named(heading: str) -> _Part | None:
    if len(heading) > _LONGEST_HEADING:
        return None
    words = _NOT_LETTERS.sub(" ", _NUMBER.sub("", heading)).strip().casefold()
    if _RELATED_WORK.fullmatch(words):
        return _Part.RELATED_WORK
    return _Part.INTRODUCTION if _INTRODUCTION.fullmatch(words) else None


def _depth(heading: str) -> int:
    number = _NUMBER.match(heading)
    return number["number"].count(".") + 1 if number else 1


def _joined(blocks: Sequence[Block], parts: Sequence[_Part], wanted: _Part) -> str:
    texts = (b.text.strip() for b, part in zip(blocks, parts, strict=True) if part is wanted)
    return "\n\n".join(text for text in texts if text)


def _first(blocks: Sequence[Block], parts: Sequence[_Part]) -> str:
    """The first section that could be the introduction."""
    for block, part in zip(blocks, parts, strict=True):
        if part is _Part.OTHER and block.kind is SectionKind.BODY and block.text.strip():
            return block.text.strip()
    return ""


def _cut(text: str, longest: int) -> str:
    """The text up to the end of its last word that fits."""
    if len(text) <= longest:
        return text
    kept = text[:longest]
    return kept[: max(kept.rfind(" "), kept.rfind("\n"))].rstrip() or kept
