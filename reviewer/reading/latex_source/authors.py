r"""The author list of a LaTeX document to names, for the styles of the usual publishers.

Marks of affiliations and footnotes, addresses and thanks are dropped; what looks like no name is
left out. Nothing is guessed from other parts of the document.
"""

import re
from collections.abc import Iterator

from reviewer.reading.latex_source.groups import Group, bracketed, following, space_after
from reviewer.reading.latex_source.prose import prose

_COMMAND = re.compile(
    r"\\(icmlauthor|[Aa]uthors?|AUTHOR|SetAuthors|SetAuthorBlock|authorsnames|name|authorname)\*?"
    r"(?![A-Za-z@])"
)
_FIRST = ("icmlauthor",)
_USUAL = ("author", "authors", "Author", "Authors", "AUTHOR", "SetAuthors", "SetAuthorBlock")
_LAST = ("authorsnames", "name", "authorname")
# Signs that stand between names until they are told apart.
_MARK, _BREAK, _NEXT, _LINE = "\x01", "\x02", "\x03", "\x04"
_BLOCKS = re.compile(r"\\(?:IEEEauthorblockN|authname|Name)\s*(?=\{)")
_JMLR = re.compile(
    r"\\name\b(?!\s*\{)(.*?)(?=\\(?:email|addr|AND|And|and|name)\b|\\\\|\Z)", re.DOTALL
)
_REST = re.compile(r"\\(?:affiliations|addr|emails)(?![A-Za-z])(?!\s*\{).*", re.DOTALL)
_WITH_ARGUMENT = re.compile(
    r"\\(?:[A-Za-z]*(?:[Aa]ff|[Aa]ddr|[Mm]ail|[Mm]ark|[Nn]ote|[Oo]rcid|ORCID|[Tt]hank|supit|member)"
    r"[A-Za-z]*|inst|corref|fnref|cortext|ead|IEEEmembership|IEEEauthorblockA|institut[a-z]*|hspace"
    r"|vspace|label|url|icmlsetsymbol|degree|includegraphics|city|country|department|state|postcode"
    r"|streetaddress|orgdiv|orgname|equalcont|fntext|dgr|pfx|textsuperscript|rule|color"
    r"|fontsize|comma|textsubscript|comment|email|fellow|student|nonmember)\*?(?![A-Za-z])"
)
_SPACING = re.compile(r"\\(?:[hv]space|label|rule|color|fontsize|comma|comment|include)")
_SHOWN_ARGUMENT = re.compile(r"\\href\s*\{[^{}]*\}\s*(?=\{)")
_IN_PARENTHESES = re.compile(r"\s*\([^()]*\)?(?=\s*(?:[,;]|\band\b|$))")
_SIGN = r"\\(?:dagger|ddagger|ast|star|S|P|sharp|flat|diamond|clubsuit|spadesuit|heartsuit)"
_RAISED = re.compile(rf"\$\s*(?:\{{\}})?\s*\^[^$]*\$|\$[\s,]*(?:{_SIGN}|\*|\d|,)[^$]{{0,20}}\$")
_SIGNS = (
    (_RAISED, _MARK),
    (re.compile(r"\\begin\s*\{(\w+\*?)\}(?:\s*\[[^\]]*\])*(?:\s*\{[^{}]*\})?"), _NEXT),
    (re.compile(r"\\end\s*\{\w+\*?\}"), _NEXT),
    (re.compile(r"\\\\\*?(?:\s*\[[^\]]*\])?|\\(?:newline|linebreak|cr|par)(?![A-Za-z])"), _LINE),
    (re.compile(r"\n\s*\n"), _LINE),
    (re.compile(r"\\(?:quad|qquad|hfill|enspace|hfil|hskip)(?![A-Za-z])|\\[;:]"), _BREAK),
    (re.compile(r"(?<!\\)&|~{2,}"), _BREAK),
    (re.compile(r"\\(?:and|And|AND|ANDA|newauthor)(?![A-Za-z])"), _NEXT),
)
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;&，、·•|]|\band\b|\bet\b(?!\s+al)|\bund\b|[\x01\x02])\s*")
_INITIALS = re.compile(r"(?:[A-Z]\.?[\s-]?){1,4}")
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")
_NO_NAME = re.compile(
    r"@|\d{3}|https?:|\\|\b(?:universit|institut|departe?ment|depto|dept|laborator|college|school"
    r"|inc\b|corp\b|ltd\b|gmbh|faculty|facult|centre\b|center\b|academy|research|hospital"
    r"|ministry|foundation|technolog|polytech|e-?mail|corresponding|equal contribution|member"
    r"|fellow|ieee|usa$|china$|germany$|anonymous|author name|author\(s\)|^authors?$|address"
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
_MARKS_AFTER = re.compile(r"[\d*†‡§¶∗⋆^]+(?:\s*,\s*[\d*†‡§¶∗⋆^]+)*$")
_LONGEST_NAME = 7  # words


def authors(text: str) -> tuple[str, ...]:
    """The names in the order in which they are printed, each once.

    Args:
        text: the cleaned document, from its first line to the end of its front matter.
    """
    commands = list(_commands(text))
    for wanted in (_FIRST, _USUAL, _LAST):
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
    end = 0
    for found in _COMMAND.finditer(text):
        if found.start() < end:
            continue
        at = space_after(text, found.end())
        while option := bracketed(text, at):
            at = space_after(text, option.after)
        _, braces = following(text, at)
        if braces:
            end = braces[-1].after
            yield found[1], [text[group.start : group.end] for group in braces]


def _names(command: str, groups: list[str]) -> Iterator[str]:
    if command == "Author" and len(groups) > 1:  # given and family name apart
        groups = [" ".join(groups[:2])]
    content = _REST.sub("", groups[0])
    if jmlr := [found[1] for found in _JMLR.finditer(groups[0])]:
        content = _NEXT.join(jmlr)
    elif _BLOCKS.search(content):
        content = _NEXT.join(_inside(content, _BLOCKS))
    content = _without_arguments(_SHOWN_ARGUMENT.sub("", content))
    for pattern, sign in _SIGNS:
        content = pattern.sub(sign, content)
    blocks = [block for block in content.split(_NEXT) if block.strip()]
    for block in blocks:
        yield from _of_block(block.split(_LINE), is_alone=len(blocks) == 1)


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
        pieces += [text[at : found.start()], "" if _SPACING.match(found[0]) else _MARK]
        at = max([group.after for group in groups], default=found.end())
    return "".join([*pieces, text[at:]])


def _of_block(lines: list[str], *, is_alone: bool) -> Iterator[str]:
    """The names in one author's block: its first line, and more while they go on."""
    goes_on = True
    for line in lines:
        shown = _IN_PARENTHESES.sub("", prose(line.replace("\\,", " ")))
        if not shown.strip(_TRIMMED + _MARK + _BREAK):
            continue
        if not goes_on or not (_has_names(shown) or _NO_NAME.search(shown) is None):
            return
        if shown.lstrip().startswith(_MARK):  # the mark of an affiliation
            return
        names = list(_listed(shown))
        yield from names
        is_unfinished = shown.rstrip().endswith((",", " and", "&", _BREAK))
        goes_on = is_unfinished or (_MARK in shown and (is_alone or len(names) > 1))


def _has_names(line: str) -> bool:
    names = [part.strip(_TRIMMED) for part in _BETWEEN_NAMES.split(line)]
    return _name(names[0]) is not None


def _listed(line: str) -> Iterator[str]:
    held: str | None = None
    is_place = False
    for part in _BETWEEN_NAMES.split(line):
        word = part.strip()
        is_place |= _NO_NAME.search(word) is not None  # its city and country follow
        if held is not None and _SUFFIX.fullmatch(word):
            held = f"{held} {word}"
        elif held is not None and " " not in held and _INITIALS.fullmatch(word):
            held = f"{word} {held}"
        elif (name := _name(word)) is not None and not (is_place and " " not in name):
            if held is not None:
                yield held
            held = name
    if held is not None:
        yield held


def _name(words: str) -> str | None:
    words = _TITLE_BEFORE.sub("", words.strip(_TRIMMED))
    words = _MARKS_AFTER.sub("", words).strip(_TRIMMED)
    words += "." if words.endswith((" Jr", " Sr")) else ""
    if sum(character.isalpha() for character in words) < 2 or _NO_NAME.search(words):
        return None
    if _DEGREE.fullmatch(words) or _SUFFIX.fullmatch(words):
        return None
    is_short = len(words.split()) <= _LONGEST_NAME
    return words if is_short and (not words[0].islower() or _PARTICLE.match(words)) else None
