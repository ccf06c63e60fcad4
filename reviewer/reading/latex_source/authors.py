r"""The author list of a LaTeX document to names, for the styles of the usual publishers.

Marks of affiliations and footnotes, addresses and thanks are dropped; what looks like no name is
left out. Nothing is guessed from other parts of the document.
"""

import re
from collections.abc import Iterator

from reviewer.reading.latex_source.groups import Group, following, space_after
from reviewer.reading.latex_source.prose import prose

_COMMAND = re.compile(r"\\(icmlauthor|[Aa]uthors?|name|authorname|AUTHOR)\*?(?![A-Za-z@])")
_MARK, _BREAK, _NEXT = "\x01", "\x02", "\x03"
_NAMES = re.compile(r"\\(?:IEEEauthorblockN|name|mbox|authname|textbf|authorname)\b")
_BLOCKS = re.compile(r"\\(?:IEEEauthorblockN|authname)\s*(?=\{)")
_JMLR = re.compile(
    r"\\name\b(?!\s*\{)(.*?)(?=\\(?:email|addr|AND|And|and|name)\b|\\\\|\Z)", re.DOTALL
)
_CUT = re.compile(
    r"\\(?:affiliations?|addr|emails?|institutes?|inst(?:itution)?s?|affil)\s*(?![A-Za-z{\s])"
)
_REST = re.compile(
    r"\\(?:affiliations|addr|emails)(?![A-Za-z])(?!\s*\{).*|\\newline\s*\\affiliation.*", re.DOTALL
)
_WITH_ARGUMENT = re.compile(
    r"\\(?:thanks|thanksref|footnote|footnotemark|footnotetext|inst|orcidID|orcidlink|orcid|corref"
    r"|fnref|cortext|ead|email|emails|IEEEmembership|IEEEauthorblockA|affil|affiliation|institute"
    r"|institution|address|addr|authormark|tnoteref|hspace|vspace|label|href|url|altaffilmark"
    r"|IEEEcompsocitemizethanks|samethanks|icmlsetsymbol|authornote|authornotemark|href|degree"
    r"|includegraphics|city|country|department|state|postcode|streetaddress|orgdiv|orgname"
    r"|orgaddress|equalcont|fntext|dgr|spfx|sfx|textsuperscript|altaffiliation|rule|color|fontsize"
    r"|IEEEauthorrefmark|comma|authorrefmark|textsubscript|footnoterule|comment)\*?(?![A-Za-z])"
)
_SUPERSCRIPTS = (
    "IEEEauthorrefmark",
    "altaffilmark",
    "authormark",
    "corref",
    "fnref",
    "footnotemark",
    "inst",
    "orcidID",
    "orcidlink",
    "samethanks",
    "textsuperscript",
    "thanksref",
)
_RAISED = re.compile(
    r"\$\s*(?:\{\})?\s*\^[^$]*\$|\$[\s\\,]*(?:\\(?:dagger|ddagger|ast|star|S|P|sharp|flat|diamond\w*|clubsuit|spadesuit|heartsuit)|\*|\d|,)+[\s\S]{0,20}?\$"
)
_NEXT_AUTHOR = re.compile(r"\\(?:and|And|AND|ANDA|newauthor|IEEEauthorrefmark)(?![A-Za-z])|\\And\b")
_LINE_END = re.compile(
    r"\\\\\*?\s*(?:\[[^\]]*\])?|\\(?:newline|linebreak|cr|par)(?![A-Za-z])|\n\s*\n"
)
_WIDE = re.compile(r"\\(?:quad|qquad|hfill|enspace|hfil|hskip|;|:)(?![A-Za-z])|(?<!\\)&|~{2,}")
_TABULAR = re.compile(
    r"\\begin\s*\{(\w+\*?)\}(?:\s*\[[^\]]*\])*(?:\s*\{[^{}]*\})?|\\end\s*\{\w+\*?\}"
)
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;&，、·•|]|\band\b|\bet\b(?!\s+al)|\bund\b|[\x01\x02])\s*")
_INITIALS = re.compile(r"(?:[A-Z]\.?[\s-]?){1,4}")
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")
_NO_NAME = re.compile(
    r"@|\d{3}|https?:|\\|\b(?:universit|institut|departe?ment|depto|dept|laborator|college|school"
    r"|inc\b|corp\b|ltd\b|gmbh|faculty|facult|centre\b|center\b|academy|research|hospital"
    r"|ministry|foundation|technolog|polytech|e-?mail|corresponding|equal contribution|member"
    r"|fellow|ieee|usa$|china$|germany$|anonymous|author name|author\(s\)|authors?$|address"
    r"|submission|affiliat|city\b|first line|google$|microsoft$|et al|deceased|street|avenue"
    r"|the .* collaboration$|orcid|contributed|under review|double.blind|paper id)",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"(?:Ph\.?\s?D|M\.?Sc|M\.?D|B\.?Sc|Dr|Prof(?:essor)?|MPH|MBA)\.?", re.IGNORECASE
)
_TITLE_BEFORE = re.compile(r"(?:Dr|Prof|Professor|Mr|Mrs|Ms)\.?\s+(?=[A-Z])")
_TRIMMED = " \t.,;:*†‡§¶#∗⋆⁎'’^_+-–—|/\\()[]{}"
_PARTICLE = re.compile(r"(?:van|von|de|der|den|di|da|dos|du|la|le|el|al|bin|ibn|ten|ter|zu)\b")
_LONGEST_NAME = 7  # words


def authors(text: str) -> tuple[str, ...]:
    """The names in the order in which they are printed, each once.

    Args:
        text: the cleaned document, from its first line to the end of its front matter.
    """
    commands = list(_commands(text))
    for wanted in (
        ("icmlauthor",),
        ("author", "authors", "Author", "Authors", "AUTHOR"),
        ("name", "authorname"),
    ):
        names = [
            name
            for command, groups in commands
            if command in wanted
            for name in _names(command, groups)
        ]
        if names:
            return tuple(dict.fromkeys(names))
    return ()


def _commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Every command that states authors, with its arguments."""
    for found in _COMMAND.finditer(text):
        _, braces = following(text, space_after(text, found.end()))
        if braces:
            yield found[1], [text[group.start : group.end] for group in braces]


def _names(command: str, groups: list[str]) -> Iterator[str]:
    if command == "Author" and len(groups) > 1:  # given and family name apart
        groups = [" ".join(groups[:2])]
    content = _REST.sub("", groups[0])
    if jmlr := [found[1] for found in _JMLR.finditer(content)]:
        content = _NEXT.join(jmlr)
    elif _BLOCKS.search(content):
        content = _NEXT.join(_inside(content, _BLOCKS))
    content = _without_arguments(content)
    content = _RAISED.sub(_MARK, content)
    content = _TABULAR.sub(_NEXT, content)
    for pattern, sign in ((_LINE_END, "\n"), (_WIDE, _BREAK), (_NEXT_AUTHOR, _NEXT)):
        content = pattern.sub(sign if sign != "\n" else "\x04", content)
    for block in content.split(_NEXT):
        yield from _of_block(block.split("\x04"))


def _inside(text: str, pattern: re.Pattern[str]) -> list[str]:
    return [
        text[braces[0].start : braces[0].end]
        for found in pattern.finditer(text)
        for _, braces in [following(text, found.end())]
        if braces
    ]


def _without_arguments(text: str) -> str:
    """The text without thanks, addresses and marks; a mark leaves a sign between two names."""
    pieces: list[str] = []
    at = 0
    for found in _WITH_ARGUMENT.finditer(text):
        if found.start() < at:
            continue
        brackets, braces = following(text, space_after(text, found.end()))
        groups: list[Group] = [*brackets, *braces]
        name = found[0].strip("\\*")
        pieces += [text[at : found.start()], _MARK if name in _SUPERSCRIPTS else ""]
        at = max([group.after for group in groups], default=found.end())
    return "".join([*pieces, text[at:]])


def _of_block(lines: list[str]) -> Iterator[str]:
    """The names in one author's block: its first line, and more while they go on."""
    goes_on = True
    for line in lines:
        shown = prose_with_signs(line)
        if not shown.strip(_TRIMMED + _MARK + _BREAK):
            continue
        is_affiliation = shown.lstrip().startswith(_MARK) or _NO_NAME.search(shown) is not None
        if not goes_on or (is_affiliation and not _has_names(shown)):
            return
        yield from _listed(shown)
        goes_on = shown.rstrip().endswith((",", " and", _MARK, "&", _BREAK)) or _MARK in shown


def _has_names(line: str) -> bool:
    names = [part.strip(_TRIMMED) for part in _BETWEEN_NAMES.split(line)]
    return bool(names) and _name(names[0]) is not None and not line.lstrip().startswith(_MARK)


def prose_with_signs(latex: str) -> str:
    """As `prose`, the signs between names kept."""
    return prose(latex.replace("\\,", " ").replace("~", " "))


def _listed(line: str) -> Iterator[str]:
    held: str | None = None
    for part in _BETWEEN_NAMES.split(line):
        word = part.strip(_TRIMMED)
        if held is not None and _SUFFIX.fullmatch(part.strip()):
            held = f"{held} {part.strip()}"
            continue
        if held is not None and " " not in held and _INITIALS.fullmatch(part.strip()):
            held = f"{part.strip()} {held}"
            continue
        name = _name(word)
        if name is not None:
            if held is not None:
                yield held
            held = name
    if held is not None:
        yield held


def _name(words: str) -> str | None:
    words = _TITLE_BEFORE.sub("", words)
    words = re.sub(r"[\d*†‡§¶∗⋆^]+(?:\s*,\s*[\d*†‡§¶∗⋆^]+)*$", "", words).strip(_TRIMMED)
    if re.search(r"\b(?:[A-Z]|Jr|Sr)$", words) is not None and words.endswith(("Jr", "Sr")):
        words = f"{words}."
    letters = sum(character.isalpha() for character in words)
    if (
        letters < 2
        or _NO_NAME.search(words)
        or _DEGREE.fullmatch(words)
        or _SUFFIX.fullmatch(words)
    ):
        return None
    is_short = len(words.split()) <= _LONGEST_NAME
    return words if is_short and (not words[0].islower() or _PARTICLE.match(words)) else None
