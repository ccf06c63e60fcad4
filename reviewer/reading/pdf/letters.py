"""Characters as a PDF spells them to those a reader sees: ligatures, accents, stray controls.

Pure functions on strings and boxes; nothing here knows a page.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise

Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points."""

NOTHING = "\u200b"
"""Stands where a character was taken away, so that offsets stay as they were."""

_LIGATURES = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "ft",
    "ﬆ": "st",
}
# TeX's encodings, in bitmap fonts that do not say what their characters mean: each has its own.
_FIRST_TEX = dict(zip("\x0b\x0c\r\x0e\x0f\x10\x11", "ﬀﬁﬂﬃﬄıȷ", strict=True)) | dict(
    zip(
        "\x12\x13\x14\x15\x16\x17\x18\x7f\x19\x1a\x1b\x1c\x1d\x1e\x1f",
        "`´ˇ˘¯˚¸¨ßæœøÆŒØ",
        strict=True,
    )
)
_SECOND_TEX = dict(zip("\x10\x11\x15\x16\x1b\x1c\x1d\x1e\x1f", "“”–—ﬀﬁﬂﬃﬄ", strict=True)) | dict(
    zip(
        map(chr, range(0x80, 0xC0)),
        "ĂĄĆČĎĚĘĞĹĽŁŃŇŊŐŔŘŚŠŞŤŢŰŮŸŹŽŻĲİđ§ăąćčďěęğĺľłńňŋőŕřśšşťţűůÿźžżĳ¡¿£",
        strict=True,
    )
)
_UNNAMED = re.compile(r"[\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)")
_SUPPLEMENTARY = re.compile("[\ud400-\ud7ff]")
_LETTER = r"[^\W\d_]"
_BREAK = r"[\x02\ufffe-]"
_FIRST_IN_WORDS = re.compile(  # in formulas they are Greek
    rf"(?<={_LETTER})[\x0b-\x0f](?!\n)|[\x0b-\x0f](?={_LETTER}|{_BREAK})"
    rf"|(?<![^\W\d_\s\x12-\x18\x7f])[\x12-\x18\x7f](?=(?:{_LETTER}|\x10){_LETTER}?)"
    rf"|(?<=[\x12-\x18\x7f])[\x10\x11]|(?<={_LETTER})[\x12-\x18\x7f](?={_LETTER}|\x10)"
    rf"|(?<={_LETTER})[\x19-\x1f](?={_LETTER})"
)
_SECOND_IN_WORDS = re.compile(
    rf"(?<={_LETTER})[\x10-\x1f\x80-\xbf]|[\x10-\x1f\x80-\xbf](?={_LETTER}|{_BREAK})"
)
_SAYS_FIRST = re.compile(r"(?<=[a-zA-Z])[\x0b\x0c\x0e\x0f]|[\x0b\x0c\x0e\x0f](?=[a-z])")
_OPENS_QUOTE = re.compile(r"\\(?=[^\W\d_])")
_FIRST_SIGNS = (
    (_OPENS_QUOTE, "“"),
    (re.compile(r"(?<=[\w.,?!])\""), "”"),
    (re.compile(r"(?<=\d)\{(?=\d)"), "–"),
    (re.compile(r"(?<=[a-z])\|(?=[a-z])|(?<= )\|(?= )"), "—"),
)
_SECOND_SIGNS = (  # between digits a lost dash would make another number of two
    (re.compile(r"(?<=\d)\x15(?=\d)"), "–"),
    (re.compile(r"(?<=[\w.,?!])\x11"), "”"),
    (re.compile(r"(?<![^\W_])\xd7(?=[a-z]{2})"), "Œ"),
    (re.compile(r"(?<=[a-z])\xf7(?=[a-z])|(?<![^\W_])\xf7(?=[a-z]{2})"), "œ"),
    (re.compile(r"(?<=[a-zäöü])\xff"), "ß"),
)
_SPACING_ACCENTS = {
    "´": "\u0301",
    "`": "\u0300",
    "¨": "\u0308",
    "ˆ": "\u0302",
    "˜": "\u0303",
    "¸": "\u0327",
    "ˇ": "\u030c",
    "˘": "\u0306",
    "˚": "\u030a",
    "˝": "\u030b",
    "¯": "\u0304",
    "˙": "\u0307",
    "˛": "\u0328",
}
ACCENT = re.compile("[´`¨ˆ˜¸ˇ˘˚˝¯˙˛]")
_MARK = re.compile(rf"(?<![/.:@~])(?P<space> ?)(?P<accent>{ACCENT.pattern}) ?(?P<letter>[A-Za-zı])")
_SHOWN = _LIGATURES | {"\u00ad": "", "\xa0": " ", NOTHING: "", "\ufeff": ""}
_UNPRINTABLE = "\x00-\x08\x10-\x1f\x7f\x80-\x9f\ud800-\udfff\ue000-\uf8ff\ufff0-\uffff"
_ODD = re.compile(f"[{_UNPRINTABLE}{''.join(_SHOWN)}]")
# What pdfium writes for line ends, hyphens and TeX's ligatures has one.
_MEANINGLESS = re.compile("[\x00\x01\x03-\x08\x10-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]")
# One search of a page for all that is rare instead of three; a class of so many is a bitmap.
_RARE = re.compile(f"[\x0b\x0c\x0e\x0f{_MEANINGLESS.pattern[1:-1]}{_SUPPLEMENTARY.pattern[1:-1]}]")
_SPACES_ONLY = re.compile(r"\s")
_SPACES = re.compile(r"\s+")


def is_plain(text: str) -> bool:
    """Whether no character of a text may mean another, or nothing."""
    return _RARE.search(text) is None and text.count("\r") == text.count("\r\n")


def with_supplementary(text: str, code: Callable[[int], int]) -> str:
    """`text` with its mathematical letters, which lose their plane in pdfium and look Korean.

    Args:
        text: as pdfium gives it.
        code: the code point of the character at an index of it.
    """

    def whole(match: re.Match[str]) -> str:
        found = code(match.start())
        return chr(found) if 0xFFFF < found < 0x110000 else match[0]

    return _SUPPLEMENTARY.sub(whole, text)


def decoded(text: str) -> str:
    """`text`, as long as it is, with the characters of TeX's bitmap fonts by their meaning."""
    if _UNNAMED.search(text) is None:
        return text
    is_first = _SAYS_FIRST.search(text) is not None
    meanings = _FIRST_TEX if is_first else _SECOND_TEX
    in_words = _FIRST_IN_WORDS if is_first else _SECOND_IN_WORDS
    text = in_words.sub(lambda match: meanings.get(match[0], match[0]), text)
    signs: Sequence[tuple[re.Pattern[str], str]] = () if is_first else _SECOND_SIGNS
    if is_first and _OPENS_QUOTE.search(text):
        signs = _FIRST_SIGNS
    for pattern, sign in signs:
        text = pattern.sub(sign, text)
    return text


def clean(text: str) -> str:
    """`text` with ligatures taken apart, accents composed, and nothing that cannot be printed."""
    if text.isascii() and text.isprintable():
        return text if "  " not in text else _SPACES.sub(" ", text)
    text = _ODD.sub(_shown, text)
    is_spaced = text.isprintable() and "  " not in text
    return unicodedata.normalize("NFC", text.strip() if is_spaced else " ".join(text.split()))


def _shown(match: re.Match[str]) -> str:
    return _SHOWN.get(match[0], "")


def clean_around(text: str, mark: str) -> str:
    """`text` cleaned, with one `mark` for every run of them."""
    if mark not in text:
        return clean(text)
    return mark.join(clean(part) for part in re.split(f"{mark}[{mark}\\s,]*", text))


def is_unreadable(text: str) -> bool:
    """Whether most of a text is characters without a meaning, as from a font without a map."""
    if _MEANINGLESS.search(text) is None:
        return False
    solid = len(text) - len(_SPACES_ONLY.findall(text))
    return solid >= 20 and len(_MEANINGLESS.findall(text)) > 0.3 * solid


def with_accents(text: str, boxes: Sequence[Box]) -> str:
    """`text` with every accent that stands by itself put on the letter it is printed over.

    As long as `text`: `NOTHING` stands where an accent stood.

    Args:
        text: one line.
        boxes: of its characters, one each.
    """
    letters = list(text)
    taken: set[int] = set()
    for index, character in enumerate(text):
        mark = _SPACING_ACCENTS.get(character)
        if mark is None:
            continue
        below = _letter_below(text, boxes, index, taken)
        composed = "" if below is None else _composed(text[below], mark)
        if below is not None and composed:
            letters[below] = composed
            letters[index] = NOTHING
            taken.add(below)
    if not taken:
        return _MARK.sub(_beside, text)
    _fill_false_spaces(letters, boxes)
    return "".join(letters)


def _letter_below(text: str, boxes: Sequence[Box], accent: int, taken: set[int]) -> int | None:
    left, _, right, _ = boxes[accent]
    middle = (left + right) / 2
    best, nearest = None, 0.0
    for index, character in enumerate(text):
        if not character.isalpha() or index in taken or character in _SPACING_ACCENTS:
            continue
        x0, _, x1, _ = boxes[index]
        if x0 - 0.5 <= middle <= x1 + 0.5:
            distance = abs((x0 + x1) / 2 - middle)
            if best is None or distance < nearest:
                best, nearest = index, distance
    return best


def _composed(letter: str, mark: str) -> str:
    base = {"ı": "i", "ȷ": "j"}.get(letter, letter)
    composed = unicodedata.normalize("NFC", base + mark)
    return composed if len(composed) == 1 else ""


def _fill_false_spaces(letters: list[str], boxes: Sequence[Box]) -> None:
    """Spaces that pdfium put around an accent go, where the letters at both sides touch."""
    solid = [i for i, letter in enumerate(letters) if not letter.isspace() and letter != NOTHING]
    for before, after in pairwise(solid):
        between = range(before + 1, after)
        if any(letters[i] == NOTHING for i in between):
            height = max(boxes[i][3] - boxes[i][1] for i in (before, after))
            if boxes[after][0] - boxes[before][2] < 0.2 * height:
                letters[before + 1 : after] = [NOTHING] * len(between)


def _beside(match: re.Match[str]) -> str:
    """An accent before its letter, where nothing is printed above another: `´e` is `é`."""
    composed = _composed(match["letter"], _SPACING_ACCENTS[match["accent"]])
    return (match["space"] + composed).ljust(len(match[0]), NOTHING) if composed else match[0]
