"""A year out of whatever a file writes for a date; None where it writes no year."""

import re

_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d|2100)(?!\d)", re.ASCII)


def year_in(text: str | None) -> int | None:
    """The first number in a text that is a year from 1400 to 2100 (`2001-05-04`, `May 4, 2001`)."""
    match = _YEAR.search(text or "")
    return int(match[1]) if match else None
