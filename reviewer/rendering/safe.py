"""Text of papers and servers made safe to show: strings in, strings out.

A title or a sentence comes from a file that anybody may have written, so it must not move the
cursor, set the window's title or turn the line around (bidirectional overrides).
"""

import re

_ESCAPE_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|$)"  # OSC, DCS …
    r"|\x1b[ -/]*[0-~]"
)
_SPACE = re.compile(r"[\s\x85\u2028\u2029]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ACTIVE_MARKDOWN = re.compile(r"!(?=\[)|\](?=\()|<(?=[A-Za-z/!?])|^[#>](?=[#>\s])")


def one_line(text: str) -> str:
    """`text` on one line, without control characters, escape sequences and lone surrogates."""
    text = _ESCAPE_SEQUENCE.sub("", text)
    text = _UNPRINTABLE.sub("", _SPACE.sub(" ", text))
    return _SURROGATE.sub("\ufffd", text).strip()


def markdown(text: str) -> str:
    """`one_line(text)` that cannot start a link, an image, a heading or HTML in Markdown.

    Only those are escaped: LaTeX, underscores and brackets of titles stay as they are.
    """
    return _ACTIVE_MARKDOWN.sub(lambda match: "\\" + match[0], one_line(text))
