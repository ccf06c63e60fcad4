r"""The body of a document to its sections: headings, paragraphs, footnotes, captions, references.

Captions and footnotes stand after the paragraph in which they are written, so that its sentences
stay whole. Tables, pictures, listings and algorithms are left out but for their captions.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from reviewer.models import Section, SectionKind
from reviewer.reading.latex_source.groups import (
    Group,
    braced,
    bracketed,
    following,
    space_after,
)
from reviewer.reading.latex_source.prose import prose
from reviewer.reading.latex_source.traced import Mark, Traced, joined
from reviewer.reading.latex_source.vocabulary import (
    DISPLAYS,
    DROPPED,
    FLOATS,
    FRONT,
    INLINE,
    STATEMENTS,
    UNSEEN,
)
from reviewer.reading.paragraphs import Paragraph, section
from reviewer.text.headings import kind_of_heading

_SIGN = re.compile(r"\\(?P<name>[A-Za-z@]+)\*?|\\.|(?P<blank>\n[ \t]*\n\s*)", re.DOTALL)
_LEVELS = {
    **{"part": 0, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4},
    **{"subsubsubsection": 5, "paragraph": 6, "subparagraph": 7, "bmhead": 6, "unnumsection": 2},
    **{"sectionstar": 2, "Section": 2, "SubSection": 3, "minisec": 6},
}
_DEEPEST = 9
_CAPTIONS = re.compile(
    r"\\(?:caption(?P<of>of)?|tablecaption|subcaption|figcaption)\*?(?![A-Za-z])"
)
_NOTES = ("footnote", "footnotetext", "endnote", "sidenote")
_THANKS = re.compile(r"(?:[aA]cknowledge?ments?|acks?|ackn)(?:name)?")
_ENVIRONMENTS = (
    (
        re.compile(r"(?:onecol|my|i|translated)?abstracts?|Abstract|ABSTRACT"),
        SectionKind.ABSTRACT,
        None,
    ),
    (re.compile(r"(?:the)?bibliography|references|biblist"), SectionKind.REFERENCES, "References"),
    (
        re.compile(r"(?:the)?[aA]cknowledge?ments?|acks?"),
        SectionKind.ACKNOWLEDGEMENTS,
        "Acknowledgements",
    ),
    (re.compile(r"(?:IEEE)?biography(?:nophoto)?"), SectionKind.BOILERPLATE, None),
)
# What begins a paragraph without being a word of it: its line is that of the first word.
_BEFORE_WORDS = re.compile(
    r"(?:\s+|\\(?:label|vspace|hspace|index|pagestyle|thispagestyle|item)\*?(?:\{[^{}]*\})?"
    r"|\\(?:noindent|centering|small|footnotesize|bigskip|medskip|smallskip|newpage|clearpage"
    r"|indent|par|maketitle|appendix|begin\{[a-z]+\}|end\{[A-Za-z]+\*?\})(?![A-Za-z]))+"
)
_LABEL = re.compile(r"(?:abstract|summary)\s*(?:[.:—–-]+\s*|\s+(?=[A-Z]))", re.IGNORECASE)
_FIRST_PARAGRAPHS = 12


class _Placed(NamedTuple):
    """A paragraph and the file that it stands in."""

    paragraph: Paragraph
    part: str


@dataclass
class _Open:
    """A section that is being filled."""

    kind: SectionKind
    heading: str | None = None
    level: int = _DEEPEST
    paragraphs: list[_Placed] = field(default_factory=list)


def sections(body: Traced, main: str | None) -> list[Section]:
    """The sections of a body, in reading order; those without words are left out.

    Args:
        body: what stands between the beginning and the end of the document.
        main: the file whose name goes without saying; None in an archive.
    """
    scanner = _Scanner(body)
    scanner.scan()
    return [made for part in scanner.parts for made in _made(part, main)]


def _made(part: _Open, main: str | None) -> Iterator[Section]:
    for name, placed in groupby(part.paragraphs, key=lambda placed: placed.part):
        yield section(
            part.kind,
            [each.paragraph for each in placed],
            heading=part.heading,
            part=None if name == main else name,
        )


class _Scanner:
    """Walks through the body once and fills `parts`."""

    def __init__(self, body: Traced) -> None:
        self._body = body
        self._text = body.text
        self._kept: list[Traced] = []
        self._start = 0
        self._after: list[Traced] = []
        self._has_abstract = False
        self._endless: set[str] = set()
        self.parts = [_Open(SectionKind.BODY)]

    def scan(self) -> None:
        at = 0
        while sign := _SIGN.search(self._text, at):
            at = sign.end()
            if sign["blank"]:
                self._paragraph(sign.start(), at)
            elif sign["name"]:
                at = max(at, self._command(sign["name"], sign))
        self._paragraph(len(self._text), len(self._text))

    def _command(self, name: str, sign: re.Match[str]) -> int:
        """What a command does to the sections; where to go on."""
        known = _COMMANDS.get(name)
        if known is None and _CAPTIONS.fullmatch(sign[0]):
            known = _Scanner._captioned
        elif known is None and _THANKS.fullmatch(name):
            known = _Scanner._stated
        return known(self, name, sign) if known else sign.end()

    def _following(self, sign: re.Match[str]) -> tuple[list[Group], list[Group]]:
        return following(self._text, space_after(self._text, sign.end()))

    def _broken(self, name: str, sign: re.Match[str]) -> int:
        self._paragraph(sign.start(), sign.start() if name == "item" else sign.end())
        if name == "appendix":
            self.parts.append(_Open(SectionKind.BODY))
        return sign.end()

    def _headed(self, name: str, sign: re.Match[str]) -> int:
        level = _LEVELS[name]
        at = space_after(self._text, sign.end())
        short = bracketed(self._text, at)
        group = braced(self._text, space_after(self._text, short.after) if short else at)
        if group is None:
            return sign.end()
        self._paragraph(sign.start(), group.after)
        heading = prose(self._text[group.start : group.end])
        current = self.parts[-1]
        kind = kind_of_heading(heading)
        if kind is None:  # a heading below "References" is still in the references
            is_below = level > current.level and current.kind is not SectionKind.ABSTRACT
            kind = current.kind if is_below else SectionKind.BODY
            level = current.level if is_below and kind is not SectionKind.BODY else level
        if kind is SectionKind.ABSTRACT:
            self._abstract_begins()
        self.parts.append(_Open(kind, heading or None, level))
        return group.after

    def _noted(self, name: str, sign: re.Match[str]) -> int:
        _, braces = self._following(sign)
        if not braces:
            return sign.end()
        self._keep(sign.start(), braces[0].after)
        self._kept.append(Traced("\\label{}", [self._body.at(sign.start())._replace(start=0)]))
        self._after.append(self._body.cut(braces[0].start, braces[0].end))
        return braces[0].after

    def _captioned(self, name: str, sign: re.Match[str]) -> int:
        """A caption outside of a float."""
        caption, end = self._caption(sign.end(), is_of="of" in sign[0])
        if caption is not None:
            self._keep(sign.start(), end)
            self._after.append(caption)
        return end

    def _caption(self, at: int, *, is_of: bool) -> tuple[Traced | None, int]:
        _, braces = following(self._text, space_after(self._text, at))
        wanted = 1 if is_of else 0
        if len(braces) <= wanted:
            return None, at
        group = braces[wanted]
        return self._body.cut(group.start, group.end), group.after

    def _left_out(self, name: str, sign: re.Match[str]) -> int:
        end = self._after_arguments(space_after(self._text, sign.end()), sign.end())
        self._keep(sign.start(), end)
        return end

    def _entry(self, name: str, sign: re.Match[str]) -> int:
        """A reference, whose key and label are left out."""
        end = self._after_arguments(space_after(self._text, sign.end()), sign.end())
        self._paragraph(sign.start(), end)
        return end

    def _passed(self, name: str, sign: re.Match[str]) -> int:
        """What the prose will drop: nothing in its arguments counts."""
        return self._after_arguments(space_after(self._text, sign.end()), sign.end())

    def _stated(self, name: str, sign: re.Match[str]) -> int:
        r"""`\acknowledgments` and the like: with an argument that alone, else all that follows."""
        self._paragraph(sign.start(), sign.end())
        kind, heading = SectionKind.ACKNOWLEDGEMENTS, "Acknowledgements"
        if name in STATEMENTS:
            kind, heading = SectionKind.BOILERPLATE, name.capitalize()
        group = braced(self._text, space_after(self._text, sign.end()))
        if group is None or group.start == group.end:
            if name not in STATEMENTS:
                self.parts.append(_Open(kind, heading))
            return sign.end()
        current = self.parts[-1]
        self.parts.append(_Open(kind, heading))
        self._add(self._body.cut(group.start, group.end))
        self.parts.append(_Open(current.kind, current.heading, current.level))
        self._start = group.after
        return group.after

    def _environment(self, begin_or_end: str, sign: re.Match[str]) -> int:
        group = braced(self._text, space_after(self._text, sign.end()))
        if group is None:
            return sign.end()
        name = self._text[group.start : group.end].strip()
        plain = name.rstrip("*")
        special = next((each for each in _ENVIRONMENTS if each[0].fullmatch(plain)), None)
        if begin_or_end == "end":
            self._ended(plain, sign.start(), group.after, is_special=special is not None)
        elif special:
            return self._special(special[1], special[2], sign, group)
        elif plain in DISPLAYS:
            return self._end_of(name, group.after) or group.after
        elif plain in FLOATS or plain in UNSEEN:
            end = self._end_of(name, group.after)
            return self._float(sign.start(), group.after, end) if end else group.after
        elif plain not in INLINE:
            self._paragraph(sign.start(), self._after_arguments(group.after, group.after))
            return self._start
        return group.after

    def _ended(self, plain: str, end: int, resume: int, *, is_special: bool) -> None:
        if plain not in DISPLAYS and plain not in INLINE:
            self._paragraph(end, resume)
        if is_special:
            self.parts.append(_Open(SectionKind.BODY))

    def _special(
        self, kind: SectionKind, heading: str | None, sign: re.Match[str], group: Group
    ) -> int:
        self._paragraph(sign.start(), self._after_arguments(group.after, group.after))
        if kind is SectionKind.ABSTRACT:
            self._abstract_begins()
        self.parts.append(_Open(kind, heading))
        return self._start

    def _abstract_begins(self) -> None:
        """What stands before the abstract is a title page set by hand."""
        for part in self.parts if not self._has_abstract else ():
            part.kind = SectionKind.BOILERPLATE
        self._has_abstract = True

    def _after_arguments(self, at: int, default: int) -> int:
        brackets, braces = following(self._text, at)
        return max([group.after for group in (*brackets, *braces)], default=default)

    def _end_of(self, name: str, at: int) -> int | None:
        """Behind the end of an environment, others of its name inside it."""
        if name in self._endless:
            return None
        depth = 1
        signs = re.compile(rf"\\(begin|end)\s*\{{{re.escape(name)}\}}")
        for sign in signs.finditer(self._text, at):
            depth += 1 if sign[1] == "begin" else -1
            if depth == 0:
                return sign.end()
        self._endless.add(name)
        return None

    def _float(self, start: int, inside: int, end: int) -> int:
        self._keep(start, end)
        at = inside
        while caption := _CAPTIONS.search(self._text, at, end):
            words, at = self._caption(caption.end(), is_of=bool(caption["of"]))
            if words is not None:
                self._after.append(words)
        return end

    def _keep(self, end: int, resume: int) -> None:
        """The text up to `end` belongs to the paragraph, which goes on at `resume`."""
        if self._start < end:
            self._kept.append(self._body.cut(self._start, end))
        self._start = max(resume, self._start)

    def _paragraph(self, end: int, resume: int) -> None:
        """The paragraph ends at `end`; the next one begins at `resume`."""
        self._keep(end, resume)
        kept, self._kept = self._kept, []
        if kept:
            self._add(joined(kept))
        after, self._after = self._after, []
        for each in after:
            self._add(each)

    def _add(self, latex: Traced) -> None:
        words = prose(latex.text)
        if not any(character.isalnum() for character in words):
            return
        before = _BEFORE_WORDS.match(latex.text)
        mark = latex.at(before.end() if before else 0)
        if not self._has_abstract and (label := self._abstract_label(words)):
            self._abstract_begins()
            self.parts.append(_Open(SectionKind.ABSTRACT))
            self._put(words[label.end() :], mark)
            self.parts.append(_Open(SectionKind.BODY))
        else:
            self._put(words, mark)

    def _put(self, words: str, mark: Mark) -> None:
        self.parts[-1].paragraphs.append(_Placed(Paragraph(words, line=mark.line), mark.part))

    def _abstract_label(self, words: str) -> re.Match[str] | None:
        """The word that begins an abstract which no command marks."""
        is_early = len(self.parts) == 1 and len(self.parts[0].paragraphs) < _FIRST_PARAGRAPHS
        return _LABEL.match(words) if is_early else None


_COMMANDS: dict[str, Callable[[_Scanner, str, re.Match[str]], int]] = {
    **dict.fromkeys(DROPPED, _Scanner._passed),
    **dict.fromkeys(FRONT, _Scanner._left_out),
    **dict.fromkeys(_LEVELS, _Scanner._headed),
    **dict.fromkeys(_NOTES, _Scanner._noted),
    **dict.fromkeys(STATEMENTS, _Scanner._stated),
    **dict.fromkeys(("par", "item", "appendix"), _Scanner._broken),
    **dict.fromkeys(("begin", "end"), _Scanner._environment),
    "bibitem": _Scanner._entry,
}
