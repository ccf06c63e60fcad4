r"""The citations of a draft: the keys it cites, and its sentences without them.

LaTeX's `\cite` and its many relatives, pandoc's `[@key]` and `@key`, and what a citation becomes
in print, `[12]` or `(Frost et al., 2020)`. Pure functions on strings; they know no bibliography.
"""

import re
from collections.abc import Collection, Iterator

_OPTION = r"\s{0,3}\[[^\[\]]{0,400}\]"
_GROUP = r"\s{0,3}\{(?:[^{}]|\{[^{}]{0,400}\}){0,4000}\}"
_COMMAND = re.compile(
    rf"\\(?P<name>[A-Za-z]{{0,30}}[cC]ite[A-Za-z]{{0,30}})\*?(?P<groups>(?:{_OPTION}|{_GROUP})+)"
)
_NO_CITATION = re.compile(r"nocite|.*(?:style|color|name|text)|newcites?|defcite\w*", re.IGNORECASE)
_BRACED = re.compile(r"\{((?:[^{}]|\{[^{}]*\})*)\}")  # a macro of the draft may double them
_KEY = re.compile(r"[^\s\\{}\[\],;#%~$&@][^\s\\{}\[\],;#%~$&]{0,200}")
_PANDOC = re.compile(
    r"(?<![\w.@/\\])-?@(?:\{(?P<braced>[^{}\s]{1,200})\}|(?P<plain>\w(?:[:.#$%&+?<>~/-]?\w){0,200}))"
)
_PANDOC_IN_TEXT = re.compile(rf"{_PANDOC.pattern}(?:\s\[[^\[\]]{{0,100}}\])?")
_BRACKETS = re.compile(r"\s*(?<!\\)\[(?P<inside>[^\[\]]{1,600})\](?!\()")
# Figures and tables, by the prefixes of pandoc-crossref and Quarto.
_NO_PAPER = re.compile(r"(?:fig|tbl|tab|sec|eq|lst|thm|lem|cor|def|alg)[:-]", re.IGNORECASE)
_TOKENS = re.compile(r"[^\s,;]+")
_NUMBERS = re.compile(r"[1-9]\d{0,2}(?:\s?[,;–-]\s?[1-9]\d{0,2})*")
_YEARS = re.compile(
    r"\s*\((?=[^()]{0,300}\b(?:19|20)\d\d[a-z]?\b)(?:e\.g\.,? |see |cf\. )?"
    r"[A-Z][^()\d]{1,120},? (?:19|20)\d\d[a-z]?\b[^()]{0,300}\)"
)
_FENCE = re.compile(r"^(?P<fence>```|~~~).*?^(?P=fence)|`[^`\n]+`", re.DOTALL | re.MULTILINE)
_MENDED = (
    (re.compile(r"\(\s*\)"), ""),
    (re.compile(r"\s+([.,;:!?)])"), r"\1"),
    (re.compile(r"([,;])(?:\s*[,;])+"), r"\1"),
    (re.compile(r"\s+"), " "),
)


def keys_in_latex(latex: str) -> tuple[str, ...]:
    r"""The keys that a LaTeX text without comments cites, each once; not those of `\nocite`."""
    return tuple(dict.fromkeys(key for found in _commands(latex) for key in _keys(found)))


def keys_in_text(text: str) -> tuple[str, ...]:
    """The keys that Markdown or plain text cites in pandoc's way or LaTeX's, each once."""
    text = _FENCE.sub(" ", text)
    placed = [(found.start(), key) for found in _commands(text) for key in _keys(found)]
    placed += [
        (found.start(), key)
        for found in _PANDOC.finditer(text)
        if not _NO_PAPER.match(key := found["braced"] or found["plain"])
    ]
    return tuple(dict.fromkeys(key for _, key in sorted(placed, key=lambda each: each[0])))


def without_citations(sentence: str, keys: Collection[str]) -> str:
    """The sentence in one line, without the citations in it.

    Args:
        sentence: of a draft.
        keys: that the draft cites; the LaTeX reader writes them in brackets.
    """
    shown = _COMMAND.sub(" ", " ".join(sentence.split()))
    shown = _BRACKETS.sub(lambda found: "" if _cites(found["inside"], keys) else found[0], shown)
    shown = _YEARS.sub("", shown)
    shown = _PANDOC_IN_TEXT.sub("", shown) if keys else shown
    for pattern, replacement in _MENDED:
        shown = pattern.sub(replacement, shown)
    return shown.strip()


def _commands(text: str) -> Iterator[re.Match[str]]:
    return (found for found in _COMMAND.finditer(text) if not _NO_CITATION.fullmatch(found["name"]))


def _keys(command: re.Match[str]) -> Iterator[str]:
    """The keys of the first group in braces; of all groups, where the command is a plural."""
    groups = _BRACED.findall(command["groups"])
    for group in groups if command["name"].endswith("s") else groups[:1]:
        for key in group.replace("{", "").replace("}", "").split(","):
            if _KEY.fullmatch(key.strip()):
                yield key.strip()


def _cites(inside: str, keys: Collection[str]) -> bool:
    if _NUMBERS.fullmatch(inside.strip()) or _PANDOC.search(inside):
        return True
    return bool(keys) and any(token in keys for token in _TOKENS.findall(inside))
