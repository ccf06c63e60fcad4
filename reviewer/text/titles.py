"""Titles: the key under which two spellings are the same title, and a short name for prose."""

import re
import unicodedata

_SHORT_NAME = re.compile(r"^\s*([^:]{2,40}?)\s*:\s*\S")
_TEX = str.maketrans("", "", "$\\{}")


def title_key(title: str) -> str:
    """Letters and digits only, case-folded, accents stripped: `MedS$^3$` and `MedS^3` agree."""
    decomposed = unicodedata.normalize("NFKD", title).casefold()
    return "".join(char for char in decomposed if char.isalnum())


def short_name(title: str) -> str | None:
    """The name a title introduces before its colon (`Locret: …`), of at most three words."""
    match = _SHORT_NAME.match(title)
    if match is None:
        return None
    name = match[1].translate(_TEX)
    words = name.split()
    if len(words) > 3 or not any(char.isupper() or char.isdigit() for char in name[1:]):
        return name if len(words) == 1 and name[:1].isupper() else None
    return name
