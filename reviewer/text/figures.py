"""Text to the figures it reports: numbers that say how many or how much.

A number that only names something (`GPT-4`, `Llama 3.1`, `MATH-500`), counts an item of a list
or gives a year is none.
"""

import re

from reviewer.text.numbers import numbers

_UNIT = r"(?:\s?(?:\\?%|[xX×](?![A-Za-z])|times\b)|-?fold\b)"
_ITEM = re.compile(r"\(\s?(?:\d|[ivx]+)\s?\)|(?<!\S)\d\)")
_NAME = re.compile(rf"(?<=[\w,;(]\s)[A-Z][\w.-]*\s\d+(?:\.\d+)?(?![\d.%]|{_UNIT})")
_FIGURE = re.compile(rf"(?<![\w.^_@])(?<!\d,)(?<![\w)]-)\d[\d,]*(?:\.\d+)?{_UNIT}?(?!\w|-[A-Za-z])")
_MEASURE = re.compile(rf"{_UNIT}$|\d\.\d")
_YEAR = re.compile(r"(?:19|20)\d\d")


def figures(text: str) -> set[str]:
    """The figures of `text`, spelled as `numbers` spells them."""
    return numbers(" ".join(_found(text)))


def measures(text: str) -> set[str]:
    """The figures that were measured: shares, factors and decimal numbers."""
    return numbers(" ".join(figure for figure in _found(text) if _MEASURE.search(figure)))


def _found(text: str) -> list[str]:
    plain = _NAME.sub(" ", _ITEM.sub(" ", text.replace("{,}", ",")))
    return [found for found in _FIGURE.findall(plain) if not _YEAR.fullmatch(found)]
