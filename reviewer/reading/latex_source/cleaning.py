r"""One LaTeX file to what TeX would typeset of it: no comments, no listings.

It knows nothing of papers, and no macro.
"""

import re
from collections.abc import Iterator

from reviewer.reading.latex_source.groups import braced
from reviewer.reading.latex_source.traced import Edit, Traced

_LISTINGS = (
    "verbatim|Verbatim|BVerbatim|LVerbatim|lstlisting|minted|alltt|comment|filecontents|code|"
    "CCSXML|codebox|pyverbatim|pycode|Sinput|Soutput|Schunk|luacode|lstcode|tcblisting|"
    "SaveVerbatim|verbatimtab|boxedverbatim|spverbatim|tikzpicture|pspicture"
)
_UNSEEN = re.compile(
    rf"\\begin\s*\{{(?P<listing>(?:{_LISTINGS})\*?)\}}"
    r"|\\(?:verb\*?|lstinline(?:\[[^\]\n]*\])?)(?P<mark>[^A-Za-z0-9\s*{\[])"
    r"|\\(?P<inline>mintinline\s*(?:\[[^\]\n]*\])?\{[^{}\n]*\}|lstinline(?:\[[^\]\n]*\])?)(?=\{)"
    r"|(?P<end>\\endinput\b)"
    r"|\\."
    r"|(?P<comment>%)",
    re.DOTALL,
)
_LINE_END = re.compile(r"[ \t]*\n")
_SPECIAL = re.compile(r"[\\{}$&#^_~%]")


def cleaned(source: Traced) -> Traced:
    r"""Without comments and listings; words in `\verb` stay."""
    return source.edited(_unseen(source.text))


def _unseen(text: str) -> Iterator[Edit]:
    position = 0
    endless: set[str] = set()
    while found := _UNSEEN.search(text, position):
        position, new = found.end(), ""
        if found["end"]:
            position = len(text)
        elif found["comment"]:
            position = _after_comment(text, found.start())
        elif found["listing"]:
            position = _after_listing(text, found, endless)
        elif words := _words(text, found) if found["mark"] or found["inline"] else None:
            new, position = f"\\texttt{{{words[0]}}}", words[1]
        else:
            continue
        yield Edit(found.start(), position, new)


def _after_listing(text: str, found: re.Match[str], endless: set[str]) -> int:
    """Behind the end of a listing; behind its beginning, if it has no end."""
    end = f"\\end{{{found['listing']}}}"
    at = -1 if end in endless else text.find(end, found.end())
    if at < 0:
        endless.add(end)
        return found.end()
    line_end = _LINE_END.match(text, at + len(end))
    is_alone = line_end is not None and not _has_words_before(text, found.start())
    return line_end.end() if line_end and is_alone else at + len(end)


def _after_comment(text: str, start: int) -> int:
    """Behind the line end and the white space after it, unless a blank line follows."""
    end = text.find("\n", start)
    if end < 0:
        return len(text)
    following = end + 1
    while following < len(text) and text[following] in " \t":
        following += 1
    is_blank = following >= len(text) or text[following] == "\n"
    return end if is_blank and _has_words_before(text, start) else min(following, len(text))


def _has_words_before(text: str, start: int) -> bool:
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return bool(line.strip())


def _words(text: str, found: re.Match[str]) -> tuple[str, int] | None:
    r"""What `\verb` shows, its special characters escaped, and where it ends."""
    if found["inline"]:
        group = braced(text, found.end())
        if group is None:
            return None
        shown, end = text[group.start : group.end], group.after
    else:
        line_end = text.find("\n", found.end())
        at = text.find(found["mark"], found.end(), line_end if line_end >= 0 else len(text))
        if at < 0:
            return None
        shown, end = text[found.end() : at], at + 1
    return _SPECIAL.sub(lambda special: _escaped(special[0]), shown), end


def _escaped(special: str) -> str:
    words = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return words.get(special, f"\\{special}")
