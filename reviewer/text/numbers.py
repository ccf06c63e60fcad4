r"""The numbers of a text in one spelling, so that `34.0\%` and `34 %`, `1{,}000` and `1000` agree.

Signs and units are dropped: they are spelled in too many ways to be compared as strings.
"""

import re
from decimal import Decimal

_TEX = str.maketrans("", "", "\\${}")
_THOUSANDS = re.compile(r"(?<=\d)[,\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"(?:(?<!\d)\.)?\d+(?:\.\d+)*")


def numbers(text: str) -> set[str]:
    """Every number written in digits, also inside names (`GPT-4` holds 4)."""
    plain = text.translate(_TEX)
    while (joined := _THOUSANDS.sub("", plain)) != plain:
        plain = joined
    return {_normal(match[0]) for match in _NUMBER.finditer(plain) if match[0].isascii()}


def _normal(number: str) -> str:
    if number.count(".") > 1:
        return number
    value = format(Decimal(number), "f")
    return value.rstrip("0").rstrip(".") or "0" if "." in value else str(int(value))
