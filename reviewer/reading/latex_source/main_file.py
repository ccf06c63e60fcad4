r"""Which file of a LaTeX source is the paper: the one with `\documentclass`.

Where several have it, what arXiv's own list (00README) names counts, then the name and the size.
"""

import json
import posixpath
import re
from collections.abc import Mapping

from reviewer.reading.latex_source.cleaning import cleaned
from reviewer.reading.latex_source.files import decoded
from reviewer.reading.latex_source.plain_tex import is_plain
from reviewer.reading.latex_source.traced import Traced

_CLASS = re.compile(r"\\document(?:class|style)\s*(?:\[([^\]]*)\]\s*)?\{\s*([\w./-]*)\s*\}")
_PARTS = ("subfiles", "standalone")
_TOPLEVEL = re.compile(r"^(\S+)\s+toplevelfile\s*$", re.MULTILINE)
_USED = re.compile(r"\\(?:input|include|subfile)\s*\{?\s*([\w./-]+)")
_LIKELY = re.compile(r"(?:main|ms|paper|article|manuscript|arxiv|root|final)\b.*", re.IGNORECASE)
_UNLIKELY = re.compile(
    r".*(?:supp|appendix|response|rebuttal|reply|cover|letter|slides|poster|diff|template|figure"
    r"|sample|example|checklist)",
    re.IGNORECASE,
)
_SUFFIXES = (".tex", ".ltx", ".latex")


def is_main(text: str) -> bool:
    """Whether a cleaned file is a document by itself, no piece of another one."""
    found = _CLASS.search(text)
    if found is None:
        return is_plain(text)
    return found[2] not in _PARTS


def main_file(members: Mapping[str, bytes]) -> tuple[str | None, list[str]]:
    """The name of the main file, None if there is none; and the others that could be it.

    Args:
        members: the bytes of each file by its name.
    """
    texts = {
        name: cleaned(Traced.of_file(decoded(data), name)).text
        for name, data in members.items()
        if _is_source(name, data)
    }
    candidates = [name for name, text in texts.items() if is_main(text)]
    used = {
        posixpath.normpath(found).removesuffix(".tex")
        for text in texts.values()
        for found in _USED.findall(text)
    }
    candidates = [
        each for each in candidates if each.removesuffix(".tex") not in used
    ] or candidates
    ordered = sorted(candidates, key=lambda name: _rank(name, texts[name]))
    for name in _listed(members):
        if name in texts:
            return name, [other for other in ordered if other != name]
    return (ordered[0] if ordered else None), ordered[1:]


def _is_source(name: str, data: bytes) -> bool:
    suffix = posixpath.splitext(name)[1].lower()
    is_named = suffix in _SUFFIXES or suffix == ".txt"
    return is_named or (b"\\document" in data[:100_000] and suffix not in (".sty", ".bbl", ".def"))


def _rank(name: str, text: str) -> tuple[bool, bool, bool, bool, int, int, str]:
    plain = posixpath.basename(name)
    return (
        "\\begin{document}" not in text and not is_plain(text),
        _UNLIKELY.match(plain) is not None,
        "\\title" not in text and "\\icmltitle" not in text,
        _LIKELY.match(plain) is None,
        name.count("/"),
        -len(text),
        name,
    )


def _listed(members: Mapping[str, bytes]) -> list[str]:
    """The top-level files that arXiv's list of a submission names."""
    names: list[str] = []
    for name, data in members.items():
        plain = posixpath.basename(name)
        if plain == "00README.XXX":
            names += _TOPLEVEL.findall(decoded(data))
        elif plain in ("00README.json", "00README"):
            names += _listed_in_json(decoded(data))
    return names


def _listed_in_json(text: str) -> list[str]:
    try:
        sources = json.loads(text)["sources"]
        return [each["filename"] for each in sources if each.get("usage") == "toplevel"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []
