"""Whether a server's complaint is that a request is too long, and how much the model can read.

In come the words of a server; the wordings are those of OpenAI, Azure, vLLM, SGLang, llama.cpp,
llama-cpp-python, Ollama, LM Studio, Text Generation Inference, Mistral, Anthropic, Gemini, Bedrock.
"""

import re
from typing import NamedTuple

_TOO_LONG = re.compile(
    r"context[_ ]length[_ ]exceeded"
    r"|exceed_context_size"
    r"|maximum (?:context|sequence|input|model) length"
    r"|context (?:the )?overflows"
    r"|(?:exceed\w*|larger than|longer than|greater than|overflows?|too (?:long|large|big) for)"
    r"[^.]{0,60}\bcontext\b"
    r"|\bcontext (?:window|length|size)[^.]{0,40}(?:exceeded|overflow|too (?:small|short))"
    r"|inputs?`? tokens? \+ `?max_new_tokens`? must be"
    r"|inputs?`? must have less than \d+ tokens"
    r"|prompt is too long"
    r"|input (?:is )?too long"
    r"|too many (?:input |prompt )?tokens"
    r"|input token count[^.]{0,40}exceeds"
    r"|tokens to keep from the initial prompt is greater",
    re.IGNORECASE,
)
_NUMBER = r"[`'\"]?(\d[\d,]*)"
_LIMITS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\"?n_ctx\"?\s*[:=]\s*{_NUMBER}",
        rf"context (?:length|window|size)(?: is| of|:| =)?(?: only)? \(?{_NUMBER}",
        rf"(?:maximum|allowed)[\w ]* length(?: is| of|:)? \(?{_NUMBER}",
        rf"{_NUMBER} maximum context",
        rf"must (?:be <=|have less than|be at most) {_NUMBER}",
        rf"> {_NUMBER}",
        rf"maximum number of tokens allowed \(?{_NUMBER}",
        rf"(?:limit|maximum)(?: is| of|:)? {_NUMBER}",
    )
]
_LEAST = 64  # no model reads as few; a smaller number is a count of something else


class Overflow(NamedTuple):
    """A request is too long; `limit` is what the model can read, in tokens, if the server says."""

    limit: int | None


def overflow_in(said: str) -> Overflow | None:
    """What a server's words say of the length of a request; None if that is not their matter."""
    if not _TOO_LONG.search(said):
        return None
    for pattern in _LIMITS:
        numbers = [int(found[1].replace(",", "")) for found in pattern.finditer(said)]
        plausible = [number for number in numbers if number >= _LEAST]
        if plausible:
            return Overflow(plausible[0])
    return Overflow(None)
