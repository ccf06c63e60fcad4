"""A model's reply, in pieces of any size, to its sentences and the pointers each one carries.

It knows how models write pointers; it does not know which were offered, or what they mean.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reviewer.text.sentences import split

_NUMBER = r"\d{1,6}(?:\.\d{1,6})?"
_LABEL = r"(?:(?:passages?|sentences?|sources?|refs?|nos?|p|s)\.?\s*)?[#^]?"
_POINTER = re.compile(rf"{_LABEL}({_NUMBER}(?:\s*[-–—]\s*{_NUMBER})?)", re.IGNORECASE)
_BRACKET = re.compile(r"[\[【]([^\[\]【】\n]{1,80})[\]】]|\((\d{1,6}\.\d{1,6}[\d\s.,;]{0,80})\)")
_SEPARATOR = re.compile(r"\s*(?:[,;&]|\band\b)\s*")
_MARK = "\x00"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_RUN = re.compile(rf"[ \t.!?…。！？”’){_MARK}]+")
_TERMINALS = ".!?…。！？"
_ENDS_OPEN = re.compile(r"\b(?:al|e\.g|i\.e|cf|vs|resp|Figs?|Eqs?|Secs?|Refs?)\.\s*\x00")
_PREFIX = re.compile(r"\s*(?:>\s*)*(?:[-*•+–]\s+|\(?\d{1,2}[.)]\s+)?")
_HEADING = re.compile(r"\s*(?:#{1,6}\s+(?P<hash>.*?)[#\s]*|\*\*(?P<bold>[^*]+)\*\*:?\s*)")
_DECORATION = re.compile(r"\s*(?:```.*|~~~.*|[-*_=]{3,}|\|[\s|:-]*\|)\s*")
_LIST_OF_REFERENCES = re.compile(
    r"[\s#*]*(?:references|sources|bibliography|citations|works cited)[\s:*]*", re.IGNORECASE
)
_EMPHASIS = re.compile(r"(?<![\w*^])\*(?=\S)([^*]+)(?<=\S)\*(?![\w*])")
_OPENING_WORD = re.compile(r"^(?:final )?answer\s*:\s*", re.IGNORECASE)
_HOLDS_WORDS = re.compile(r"\w")


@dataclass(frozen=True)
class Said:
    """A sentence without its pointers, and the pointers as written: `3.2`, `3`, `3.1-3.4`."""

    text: str
    pointers: tuple[str, ...]


class ReplyReader:
    """Reads a reply piece by piece; the sentences do not depend on where the pieces are cut."""

    def __init__(self) -> None:
        self._line = ""
        self._fresh = True  # nothing of the present line has been taken yet
        self._held = ""  # the end of a line that the next one may continue
        self._over = False  # the model's own list of references has begun

    def feed(self, delta: str) -> Iterator[Said]:
        """The sentences that are complete after `delta`."""
        self._line += _CONTROL.sub("", delta)
        while "\n" in self._line:
            line, self._line = self._line.split("\n", 1)
            yield from self._read_line(line)
        for end in _closed_ends(self._line)[-1:]:
            taken, self._line = self._line[:end], self._line[end:]
            yield from self._read_open(taken)

    def close(self) -> Iterator[Said]:
        """The sentences that only the end of the reply completes."""
        line, self._line = self._line, ""
        yield from self._read_line(line)
        yield from self._release()

    def _read_line(self, line: str) -> Iterator[Said]:
        ends = _closed_ends(line)
        last = ends[-1] if ends else 0
        yield from self._read_open(line[:last])
        yield from self._read_piece(line[last:], ends_line=True)
        self._fresh = True

    def _read_open(self, text: str) -> Iterator[Said]:
        start = 0
        for end in [*_closed_ends(text), len(text)] if text else []:
            yield from self._read_piece(text[start:end], ends_line=False)
            start = end

    def _read_piece(self, piece: str, *, ends_line: bool) -> Iterator[Said]:
        fresh, self._fresh = self._fresh, False
        if fresh and _LIST_OF_REFERENCES.fullmatch(piece):
            self._over = True
        if self._over or not piece.strip() or (fresh and self._is_furniture(piece)):
            return
        body = piece[match.end() :] if fresh and (match := _PREFIX.match(piece)) else piece
        if not self._continues(body, listed=fresh and body != piece.lstrip()):
            yield from self._release()
        self._held = f"{self._held} {body.strip()}".strip()
        if not ends_line or _shadow(self._held).rstrip(_TERMINALS + " ").endswith(_MARK):
            yield from self._release()

    def _is_furniture(self, piece: str) -> bool:
        heading = _HEADING.fullmatch(piece)
        if heading is None or (heading["bold"] and _MARK in _shadow(piece)):
            return bool(_DECORATION.fullmatch(piece))
        return True

    def _continues(self, body: str, *, listed: bool) -> bool:
        if not self._held:
            return False
        if not _HOLDS_WORDS.search(_shadow(body)):
            return True  # pointers on a line of their own
        return not listed and body[0].islower() and self._held[-1] not in _TERMINALS

    def _release(self) -> Iterator[Said]:
        held, self._held = self._held, ""
        yield from _sentences(held)


def _groups(text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """Where the pointers stand, with the items of each bracket."""
    found = []
    for match in _BRACKET.finditer(text):
        items = [item.strip() for item in _SEPARATOR.split(match[1] or match[2])]
        read = {item: _POINTER.fullmatch(item) for item in items if item}
        if _are_pointers(list(read.values())):
            written = tuple(pointer[1] if pointer else item for item, pointer in read.items())
            found.append((match.start(), match.end(), written))
    return found


def _are_pointers(read: list[re.Match[str] | None]) -> bool:
    """All items are pointers, or the first is one to a sentence; `[0, 1]` is an interval."""
    if not read or read[0] is None:
        return False
    zero = any(pointer and pointer[1].split(".")[0].strip("0") == "" for pointer in read)
    return not zero and (all(read) or "." in read[0][1])


def _shadow(text: str) -> str:
    """`text` with every character of a pointer replaced by a mark, offsets unchanged."""
    for start, end, _ in _groups(text):
        text = text[:start] + _MARK * (end - start) + text[end:]
    return text


def _closed_ends(line: str) -> list[int]:
    """Where a sentence and its pointers are over, whatever comes after what is there now."""
    shadow = _shadow(line)
    return [
        run.end()
        for run in _RUN.finditer(shadow)
        if _MARK in run[0]
        and any(char in _TERMINALS for char in run[0])
        and not shadow[run.end() :][:1].islower()
        and shadow[run.end() :][:1] not in ("", "[", "【", "(")
        and not _ENDS_OPEN.search(shadow, max(0, run.start() - 8), run.end())
    ]


def _sentences(text: str) -> Iterator[Said]:
    text = _EMPHASIS.sub(r"\1", text.replace("**", "").replace("__", ""))
    text = _OPENING_WORD.sub("", text.strip(" |").replace(" | ", ", "))
    clean, placed = _without_pointers(text)
    spans = split(clean)
    owned: list[list[str]] = [[] for _ in spans]
    for place, items in placed if spans else []:
        before = [number for number, span in enumerate(spans) if span.start < place]
        owned[before[-1] if before else 0].extend(items)
    for span, pointers in zip(spans, owned, strict=True):
        said = clean[span.start : span.end]
        if _HOLDS_WORDS.search(said):
            yield Said(said, tuple(dict.fromkeys(pointers)))


def _without_pointers(text: str) -> tuple[str, list[tuple[int, tuple[str, ...]]]]:
    clean, last = "", 0
    placed = []
    for start, end, items in _groups(text):
        clean += text[last:start]
        if text[end : end + 1] in (*" \t.,;:!?)]”’", ""):
            clean = clean.rstrip(" \t")
        placed.append((len(clean), items))
        last = end
    return clean + text[last:], placed
